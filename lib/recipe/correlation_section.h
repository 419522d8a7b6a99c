/* The recipe's section correlation: {elements: [...], length: l}, {elements: [...], matrix: [[...], ...]} or {file: NAME}, each
   with rank: r or without; or {elements: [...], factor: [[...], ...]}. */
#ifndef MBTR_CORRELATION_SECTION_H
#define MBTR_CORRELATION_SECTION_H

#include "base/bytes.h"
#include "base/field.h"
#include "recipe/yaml.h"
#include "tensor/correlation.h"

/* Reads the section into *c, replacing what it holds. A file is a table: a header line "element" and symbols, then a
   line per element, its symbol and its numbers. */
void correlation_section_set(struct correlation *c, struct yaml *y, const yaml_node_t *n);

/* The field that a path below correlation leads to, and the section it is in; NULL when there is none. There is length where
   the correlation is by length, rank where there is one, factor.2.Cl (row, from 1, and element) where there is a factor. */
const struct field *correlation_section_field(struct correlation *c, const char *path, void **section);

/* Appends the section with elements and how they are correlated. */
void correlation_section_print(const struct correlation *c, struct bytes *to);

#endif
