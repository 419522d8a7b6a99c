#include "recipe/section.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/number.h"
#include "kernel/kernel.h"

static double read_number(const struct field *f, struct yaml *y, const yaml_node_t *n)
{
    double x;
    if (!number_parse(yaml_text(y, n, "a number"), &x))
        yaml_expected(y, n, "a number");
    if (f->min > 0 && x <= 0)
        yaml_expected(y, n, "a number above 0");
    if (f->min == 0 && x < 0)
        yaml_expected(y, n, "at least 0");
    if (x < f->min || x > f->max) {
        char expected[80];
        snprintf(expected, sizeof expected, "a number from %g to %g", f->min, f->max);
        yaml_expected(y, n, expected);
    }
    return x;
}

double section_number(struct yaml *y, const yaml_node_t *n, double min, double max)
{
    return read_number(&(struct field){.min = min, .max = max}, y, n);
}

static size_t read_count(const struct field *f, struct yaml *y, const yaml_node_t *n)
{
    char expected[80];
    size_t x;
    snprintf(expected, sizeof expected, "a whole number from %g to %g", f->min, f->max);
    if (!number_count(yaml_text(y, n, expected), &x) || (double)x < f->min || (double)x > f->max)
        yaml_expected(y, n, expected);
    return x;
}

/* The place of the name that the node holds. */
static int read_name(const struct field *f, struct yaml *y, const yaml_node_t *n)
{
    int place = names_find(f->names, yaml_text(y, n, "a name"));
    if (place >= 0)
        return place;
    struct bytes expected = {0};
    names_list(f->names, "'", &expected);
    yaml_expected(y, n, (char *)expected.at);
}

static void read_grid(const struct field *f, struct field_grid *g, struct yaml *y, const yaml_node_t *n)
{
    const char *expected = "[first edge, last edge, number of bins]";
    if (yaml_length(y, n, expected) != 3)
        yaml_expected(y, n, expected);
    g->start = section_number(y, yaml_element(y, n, 0), -FIELD_LONGEST, FIELD_LONGEST);
    g->stop = section_number(y, yaml_element(y, n, 1), -FIELD_LONGEST, FIELD_LONGEST);
    g->bins = read_count(f, y, yaml_element(y, n, 2));
    if (g->stop <= g->start)
        yaml_die(y, n, "the grid's last edge %g is not above the first, %g", g->stop, g->start);
    double width = (g->stop - g->start) / (double)g->bins, edge = fmax(fabs(g->start), fabs(g->stop));
    if (width < FIELD_SHORTEST * fmax(1, edge))
        yaml_die(y, n, "the grid's bins are %g wide, too narrow for edges at %g", width, edge);
}

static uint64_t read_terms(const struct field *f, struct yaml *y, const yaml_node_t *n)
{
    size_t count = yaml_length(y, n, "a list of terms");
    uint64_t terms = 0;
    if (count == 0)
        yaml_die(y, n, "the list has no term");
    for (size_t i = 0; i < count; i++) {
        const yaml_node_t *element = yaml_element(y, n, i);
        uint64_t term = (uint64_t)1 << (read_count(f, y, element) - 1);
        if (terms & term)
            yaml_die(y, element, "term %s comes twice", yaml_text(y, element, "a term"));
        terms |= term;
    }
    return terms;
}

static void print_terms(uint64_t terms, struct bytes *to)
{
    const char *before = "[";
    for (unsigned i = 0; i < KERNEL_TERMS; i++)
        if (terms >> i & 1) {
            bytes_print(to, "%s%u", before, i + 1);
            before = ", ";
        }
    bytes_print(to, "]");
}

static void print_grid(const struct field_grid *g, struct bytes *to)
{
    bytes_print(to, "[");
    number_print(to, g->start);
    bytes_print(to, ", ");
    number_print(to, g->stop);
    bytes_print(to, ", %zu]", g->bins);
}

void section_set_field(const struct field *f, void *section, struct yaml *y, const yaml_node_t *n)
{
    void *at = (char *)section + f->offset;
    switch (f->kind) {
    case FIELD_NUMBER: *(double *)at = read_number(f, y, n); break;
    case FIELD_COUNT: *(unsigned *)at = (unsigned)read_count(f, y, n); break;
    case FIELD_ROW:
    case FIELD_EITHER:
    case FIELD_MARK:
    case FIELD_CHOICE: field_set_place(f, section, read_name(f, y, n)); break;
    case FIELD_TEXT:
        free(*(char **)at);
        *(char **)at = mem_text(yaml_text(y, n, "a name"));
        break;
    case FIELD_TERMS: *(uint64_t *)at = read_terms(f, y, n); break;
    case FIELD_GRID: read_grid(f, at, y, n); break;
    }
}

void section_set(const struct field *table, void *section, struct yaml *y, const yaml_node_t *n, const char *what)
{
    size_t pairs = yaml_pairs(y, n, what);
    for (size_t i = 0; i < pairs; i++) {
        const yaml_node_t *key = yaml_key(y, n, i);
        const char *text = yaml_text(y, key, "a key");
        const struct field *f = field_find(table, text);
        struct bytes known = {0};
        if (f) {
            section_set_field(f, section, y, yaml_value(y, n, i));
        } else {
            names_list((struct names)NAMES_OF(table), "'", &known);
            yaml_die(y, key, "unknown key '%s'; %s has %s", text, what, (char *)known.at);
        }
    }
}

static void print_quoted(struct bytes *to, const char *text)
{
    bytes_print(to, "\"");
    for (; *text; text++)
        if (*text == '"' || *text == '\\')
            bytes_print(to, "\\%c", *text);
        else if ((unsigned char)*text < 0x20)
            bytes_print(to, "\\x%02x", (unsigned char)*text);
        else
            bytes_print(to, "%c", *text);
    bytes_print(to, "\"");
}

void section_print_field(const struct field *f, const void *section, struct bytes *to)
{
    const void *at = (const char *)section + f->offset;
    switch (f->kind) {
    case FIELD_NUMBER:
        if (isfinite(*(const double *)at))
            number_print(to, *(const double *)at);
        break;
    case FIELD_COUNT:
        if (*(const unsigned *)at > 0)
            bytes_print(to, "%u", *(const unsigned *)at);
        break;
    case FIELD_ROW:
    case FIELD_EITHER:
    case FIELD_CHOICE:
        if (field_name(f, section))
            bytes_print(to, "%s", field_name(f, section));
        break;
    case FIELD_MARK:
        if (*(const bool *)at)
            bytes_print(to, "%s", field_name(f, section));
        break;
    case FIELD_TEXT:
        if (*(char *const *)at)
            print_quoted(to, *(char *const *)at);
        break;
    case FIELD_TERMS:
        if (*(const uint64_t *)at != KERNEL_ALL)
            print_terms(*(const uint64_t *)at, to);
        break;
    case FIELD_GRID: print_grid(at, to); break;
    }
}

void section_print_keys(const struct field *table, const void *section, struct bytes *to)
{
    const char *before = "";
    for (; table->key; table++) {
        struct bytes value = {0};
        section_print_field(table, section, &value);
        if (value.length > 0) {
            bytes_print(to, "%s%s: %s", before, table->key, (char *)value.at);
            before = ", ";
        }
        bytes_free(&value);
    }
}

void section_print(const struct field *table, const void *section, struct bytes *to)
{
    bytes_print(to, "{");
    section_print_keys(table, section, to);
    bytes_print(to, "}");
}
