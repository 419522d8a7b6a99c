/* YAML by way of libyaml, with the place of each value for messages. */
#ifndef MBTR_YAML_H
#define MBTR_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <yaml.h>

/* Bytes of a text: a matrix between all elements has a third of it. */
enum { YAML_MAX = 1 << 20 };

struct yaml {
    yaml_document_t document;
    const char *name; /* of a file, or of an option */
    bool is_option;   /* messages give no line and column */
};

/* Parses a text into *y; names in messages are borrowed. Ill-formed YAML, a text that is empty or too long, more than one
   document, or a key that comes twice in a map ends the program. */
void yaml_load(struct yaml *y, const char *text, const char *name, bool is_option);
void yaml_unload(struct yaml *y);

const yaml_node_t *yaml_root(struct yaml *y);

/* Ends the program: "file:line:column: expected ..., found ...". What is found is the node's text or kind. */
_Noreturn void yaml_expected(const struct yaml *y, const yaml_node_t *n, const char *expected);
/* The same with a message of its own. */
_Noreturn void yaml_die(const struct yaml *y, const yaml_node_t *n, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The text of a scalar; anything else ends the program. */
const char *yaml_text(const struct yaml *y, const yaml_node_t *n, const char *expected);

/* Elements of a sequence and pairs of a mapping; another node ends the program. */
size_t yaml_length(const struct yaml *y, const yaml_node_t *n, const char *expected);
const yaml_node_t *yaml_element(struct yaml *y, const yaml_node_t *n, size_t i);
size_t yaml_pairs(const struct yaml *y, const yaml_node_t *n, const char *expected);
const yaml_node_t *yaml_key(struct yaml *y, const yaml_node_t *n, size_t i);
const yaml_node_t *yaml_value(struct yaml *y, const yaml_node_t *n, size_t i);
/* The value of a key, NULL when the mapping has none of that name. */
const yaml_node_t *yaml_find(struct yaml *y, const yaml_node_t *n, const char *key, const char *expected);

#endif
