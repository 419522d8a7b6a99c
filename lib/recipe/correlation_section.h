/* The recipe's section correlation: {elements: [...], length: l}, {elements: [...], matrix: [[...], ...]} or {file: NAME}. */
#ifndef MBTR_CORRELATION_SECTION_H
#define MBTR_CORRELATION_SECTION_H

#include "base/bytes.h"
#include "recipe/yaml.h"
#include "tensor/correlation.h"

/* Reads the section into *c, replacing what it holds. A file is a table: a header line "element" and symbols, then a
   line per element, its symbol and its numbers. */
void correlation_section_set(struct correlation *c, struct yaml *y, const yaml_node_t *n);

/* Appends the section with elements and matrix. */
void correlation_section_print(const struct correlation *c, struct bytes *to);

#endif
