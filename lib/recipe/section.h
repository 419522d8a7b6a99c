/* Sections of a recipe in YAML, by their tables of fields (base/field.h). */
#ifndef MBTR_SECTION_H
#define MBTR_SECTION_H

#include "base/bytes.h"
#include "base/field.h"
#include "recipe/yaml.h"

/* Reads a node into the field of a section. */
void section_set_field(const struct field *f, void *section, struct yaml *y, const yaml_node_t *n);

/* Reads a mapping into a section; an unknown key ends the program and lists those there are. */
void section_set(const struct field *table, void *section, struct yaml *y, const yaml_node_t *n, const char *what);

/* Appends the value as YAML; nothing for one that is not set (infinite, NULL). */
void section_print_field(const struct field *f, const void *section, struct bytes *to);

/* A number between two. */
double section_number(struct yaml *y, const yaml_node_t *n, double min, double max);

/* Appends the keys of a section that are set, "key: value, key: value"; the section as a flow mapping. */
void section_print_keys(const struct field *table, const void *section, struct bytes *to);
void section_print(const struct field *table, const void *section, struct bytes *to);

#endif
