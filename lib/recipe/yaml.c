#include "recipe/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"

/* Deeper nodes are refused: libyaml's time grows with the square of the depth. */
enum { DEPTH_MAX = 64 };
/* More anchors are refused: that time grows with the square of their number. */
enum { ANCHORS_MAX = 64 };

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

static bool has_anchor(const yaml_event_t *e)
{
    return (e->type == YAML_SCALAR_EVENT && e->data.scalar.anchor) ||
           (e->type == YAML_SEQUENCE_START_EVENT && e->data.sequence_start.anchor) ||
           (e->type == YAML_MAPPING_START_EVENT && e->data.mapping_start.anchor);
}

/* What libyaml would take too long for, and what it would pass over: its loader reads the first document only. */
static void check_events(const struct yaml *y, const char *text)
{
    yaml_parser_t parser;
    yaml_event_t event;
    int depth = 0, anchors = 0, documents = 0;
    start(&parser, text);
    for (bool more = true; more;) {
        if (!yaml_parser_parse(&parser, &event))
            die_at(y, &parser.problem_mark, parser.problem ? parser.problem : "no memory");
        depth += event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT;
        depth -= event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT;
        documents += event.type == YAML_DOCUMENT_START_EVENT;
        anchors += has_anchor(&event);
        if (depth > DEPTH_MAX)
            die_at(y, &event.start_mark, "lists and maps in each other are more than 64 deep");
        if (anchors > ANCHORS_MAX)
            die_at(y, &event.start_mark, "more than 64 values have an anchor (&)");
        if (documents > 1)
            die_at(y, &event.start_mark, "a second document begins: a recipe is one, so take '---' or '...' out");
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

static int by_text(const void *a, const void *b)
{
    const yaml_node_t *const *p = a, *const *q = b;
    int order = strcmp((const char *)(*p)->data.scalar.value, (const char *)(*q)->data.scalar.value);
    return order ? order : (*p > *q) - (*p < *q);
}

/* That no key of a map comes twice, in less than the square of the time. */
static void check_keys(struct yaml *y, const yaml_node_t *map)
{
    size_t n = yaml_pairs(y, map, "a map");
    const yaml_node_t **key = mem_new(n, sizeof *key);
    for (size_t i = 0; i < n; i++) {
        key[i] = yaml_key(y, map, i);
        yaml_text(y, key[i], "a key");
    }
    qsort(key, n, sizeof *key, by_text);
    for (size_t i = 1; i < n; i++)
        if (strcmp(yaml_text(y, key[i - 1], "a key"), yaml_text(y, key[i], "a key")) == 0)
            yaml_die(y, key[i], "key '%s' comes twice", yaml_text(y, key[i], "a key"));
    free(key);
}

void yaml_load(struct yaml *y, const char *text, const char *name, bool is_option)
{
    yaml_parser_t parser;
    y->name = name;
    y->is_option = is_option;
    if (strlen(text) > YAML_MAX)
        die("%s: a recipe has at most %d bytes, this has more", name, YAML_MAX);
    check_events(y, text);
    start(&parser, text);
    if (!yaml_parser_load(&parser, &y->document))
        die_at(y, &parser.problem_mark, parser.problem ? parser.problem : "no memory");
    yaml_parser_delete(&parser);
    if (!yaml_root(y))
        die("%s: expected a value, found nothing", name);
    for (const yaml_node_t *n = y->document.nodes.start; n < y->document.nodes.top; n++)
        if (n->type == YAML_MAPPING_NODE)
            check_keys(y, n);
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

size_t yaml_pairs(const struct yaml *y, const yaml_node_t *n, const char *expected)
{
    if (n->type != YAML_MAPPING_NODE)
        yaml_expected(y, n, expected);
    return (size_t)(n->data.mapping.pairs.top - n->data.mapping.pairs.start);
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
