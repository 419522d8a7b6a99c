#include "recipe/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/die.h"

/* Deeper nodes are refused: libyaml's time grows with the square of the depth. */
enum { DEPTH_MAX = 64 };

static _Noreturn void die_at(const struct yaml *y, const yaml_mark_t *at, const char *problem)
{
    if (y->is_option)
        die("%s: %s", y->name, problem);
    die("%s:%zu:%zu: %s", y->name, at->line + 1, at->column + 1, problem);
}

static void start(yaml_parser_t *parser, const char *text)
{
    if (!yaml_parser_initialize(parser))
        die("no memory for a YAML parser");
    yaml_parser_set_input_string(parser, (const unsigned char *)text, strlen(text));
}

static void check_depth(const struct yaml *y, const char *text)
{
    yaml_parser_t parser;
    yaml_event_t event;
    int depth = 0;
    start(&parser, text);
    for (bool more = true; more && yaml_parser_parse(&parser, &event);) {
        depth += event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT;
        depth -= event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT;
        if (depth > DEPTH_MAX)
            die_at(y, &event.start_mark, "lists and maps in each other are more than 64 deep");
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

void yaml_load(struct yaml *y, const char *text, const char *name, bool is_option)
{
    yaml_parser_t parser;
    y->name = name;
    y->is_option = is_option;
    check_depth(y, text);
    start(&parser, text);
    if (!yaml_parser_load(&parser, &y->document))
        die_at(y, &parser.problem_mark, parser.problem ? parser.problem : "no memory");
    yaml_parser_delete(&parser);
    if (!yaml_root(y))
        die("%s: expected a value, found nothing", name);
}

void yaml_unload(struct yaml *y)
{
    yaml_document_delete(&y->document);
}

const yaml_node_t *yaml_root(struct yaml *y)
{
    return yaml_document_get_root_node(&y->document);
}

void yaml_die(const struct yaml *y, const yaml_node_t *n, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    die_at(y, &n->start_mark, text);
}

void yaml_expected(const struct yaml *y, const yaml_node_t *n, const char *expected)
{
    if (n->type == YAML_SCALAR_NODE)
        yaml_die(y, n, "expected %s, found '%s'", expected, (const char *)n->data.scalar.value);
    yaml_die(y, n, "expected %s, found %s", expected, n->type == YAML_SEQUENCE_NODE ? "a list" : "a map");
}

const char *yaml_text(const struct yaml *y, const yaml_node_t *n, const char *expected)
{
    if (n->type != YAML_SCALAR_NODE)
        yaml_expected(y, n, expected);
    return (const char *)n->data.scalar.value;
}

size_t yaml_length(const struct yaml *y, const yaml_node_t *n, const char *expected)
{
    if (n->type != YAML_SEQUENCE_NODE)
        yaml_expected(y, n, expected);
    return (size_t)(n->data.sequence.items.top - n->data.sequence.items.start);
}

const yaml_node_t *yaml_element(struct yaml *y, const yaml_node_t *n, size_t i)
{
    return yaml_document_get_node(&y->document, n->data.sequence.items.start[i]);
}

size_t yaml_pairs(struct yaml *y, const yaml_node_t *n, const char *expected)
{
    if (n->type != YAML_MAPPING_NODE)
        yaml_expected(y, n, expected);
    size_t pairs = (size_t)(n->data.mapping.pairs.top - n->data.mapping.pairs.start);
    for (size_t i = 0; i < pairs; i++) {
        const yaml_node_t *key = yaml_key(y, n, i);
        const char *text = yaml_text(y, key, "a key");
        for (size_t j = 0; j < i; j++)
            if (strcmp(text, yaml_text(y, yaml_key(y, n, j), "a key")) == 0)
                yaml_die(y, key, "key '%s' comes twice", text);
    }
    return pairs;
}

const yaml_node_t *yaml_key(struct yaml *y, const yaml_node_t *n, size_t i)
{
    return yaml_document_get_node(&y->document, n->data.mapping.pairs.start[i].key);
}

const yaml_node_t *yaml_value(struct yaml *y, const yaml_node_t *n, size_t i)
{
    return yaml_document_get_node(&y->document, n->data.mapping.pairs.start[i].value);
}

const yaml_node_t *yaml_find(struct yaml *y, const yaml_node_t *n, const char *key, const char *expected)
{
    size_t pairs = yaml_pairs(y, n, expected);
    for (size_t i = 0; i < pairs; i++)
        if (strcmp(yaml_text(y, yaml_key(y, n, i), "a key"), key) == 0)
            return yaml_value(y, n, i);
    return NULL;
}
