#include "recipe/field.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/number.h"
#include "geometry/broadening.h"
#include "geometry/geometry_functions.h"
#include "geometry/weighting_functions.h"
#include "kernel/kernel.h"
#include "learn/baseline.h"
#include "learn/regression.h"
#include "recipe/recipe.h"
#include "tensor/coulomb.h"

static const char *const counting_names[] = {"once", "ordered", NULL};
static const char *const value_names[] = {"mass", "density", NULL};
static const char *const per_names[] = {"structure", "atom", NULL};
static const char *const species_names[] = {"element", "atom", NULL};
static const char *const normalize_names[] = {"none", "l2", "atoms", NULL};

#define NUMBER(s, key, member, low, high)                                       \
    {                                                                           \
        key, FIELD_NUMBER, offsetof(struct s, member), low, high, NULL, 0, NULL \
    }
#define ROW(s, key, member, rows)                                                    \
    {                                                                                \
        key, FIELD_ROW, offsetof(struct s, member), 0, 0, rows, sizeof *(rows), NULL \
    }
#define NAMES(s, key, member, kind, list)                          \
    {                                                              \
        key, kind, offsetof(struct s, member), 0, 0, NULL, 0, list \
    }

const struct field term_fields[] = {
    {"body", FIELD_COUNT, offsetof(struct term, body), 1, BODY_MAX, NULL, 0, NULL},
    ROW(term, "geometry", geometry, geometry_functions),
    ROW(term, "weighting", weighting, weighting_functions),
    NUMBER(term, "length", length, DBL_MIN, DBL_MAX),
    NUMBER(term, "sigma", sigma, DBL_MIN, DBL_MAX),
    {"grid", FIELD_GRID, 0, 1, BINS_MAX, NULL, 0, NULL},
    NUMBER(term, "scale", scale, 0, DBL_MAX),
    NUMBER(term, "cutoff", cutoff, 0, DBL_MAX),
    NUMBER(term, "reach", reach, DBL_MIN, DBL_MAX),
    NUMBER(term, "taper", taper, 0, DBL_MAX),
    NAMES(term, "counting", ordered, FIELD_EITHER, counting_names),
    NAMES(term, "value", density, FIELD_EITHER, value_names),
    {0},
};

const struct field matrix_fields[] = {
    ROW(term, "matrix", matrix, matrix_table),
    NUMBER(term, "scale", scale, 0, DBL_MAX),
    {0},
};

const struct field kernel_fields[] = {
    ROW(kernel_part, "function", function, kernel_functions),
    NUMBER(kernel_part, "sigma", sigma, DBL_MIN, DBL_MAX),
    {0},
};

#define TERMS                                                                                     \
    {                                                                                             \
        "terms", FIELD_TERMS, offsetof(struct kernel_part, terms), 1, KERNEL_TERMS, NULL, 0, NULL \
    }

const struct field sum_fields[] = {
    ROW(kernel_part, "function", function, kernel_functions),
    NUMBER(kernel_part, "sigma", sigma, DBL_MIN, DBL_MAX),
    TERMS,
    NUMBER(kernel_part, "weight", weight, 0, DBL_MAX),
    {0},
};

const struct field product_fields[] = {
    ROW(kernel_part, "function", function, kernel_functions),
    NUMBER(kernel_part, "sigma", sigma, DBL_MIN, DBL_MAX),
    TERMS,
    {0},
};

const struct field regression_fields[] = {
    {"property", FIELD_TEXT, offsetof(struct regression, property), 0, 0, NULL, 0, NULL},
    NUMBER(regression, "lambda", lambda, 0, DBL_MAX),
    ROW(regression, "baseline", baseline, baseline_table),
    NAMES(regression, "per", per_atom, FIELD_EITHER, per_names),
    {0},
};

const struct field search_fields[] = {
    NUMBER(search, "start", start, -DBL_MAX, DBL_MAX),
    NUMBER(search, "factor", factor, 1, DBL_MAX),
    NUMBER(search, "min", min, -DBL_MAX, DBL_MAX),
    NUMBER(search, "max", max, -DBL_MAX, DBL_MAX),
    {0},
};

const struct field top_fields[] = {
    NAMES(recipe, "species", by_atom, FIELD_EITHER, species_names),
    NAMES(recipe, "normalize", normalize, FIELD_CHOICE, normalize_names),
    {0},
};

const struct field *term_fields_of(const struct term *t)
{
    return t->matrix ? matrix_fields : term_fields;
}

const struct field *field_find(const struct field *table, const char *key)
{
    for (; table->key; table++)
        if (strcmp(table->key, key) == 0)
            return table;
    return NULL;
}

static double read_number(const struct field *f, struct yaml *y, const yaml_node_t *n)
{
    double x;
    if (!number_parse(yaml_text(y, n, "a number"), &x))
        yaml_expected(y, n, "a number");
    if (f->min == DBL_MIN && x <= 0)
        yaml_expected(y, n, "a number above 0");
    if (x < f->min || x > f->max) {
        char expected[80];
        snprintf(expected, sizeof expected, f->max == DBL_MAX ? "at least %g" : "a number from %g to %g", f->min,
                 f->max);
        yaml_expected(y, n, expected);
    }
    return x;
}

double field_number(struct yaml *y, const yaml_node_t *n)
{
    static const struct field any = {.min = -DBL_MAX, .max = DBL_MAX};
    return read_number(&any, y, n);
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

/* Appends "'a', 'b' or 'c'". */
static void list_name(struct bytes *to, const char *name, bool first, bool last)
{
    bytes_print(to, "%s'%s'", first ? "" : last ? " or " : ", ", name);
}

/* The name that a row begins with; NULL after the last. */
static const char *name_of_row(const char *row)
{
    return *(const char *const *)(const void *)row;
}

static const void *find_row(const struct field *f, const char *name)
{
    for (const char *row = f->table; name_of_row(row); row += f->row_size)
        if (strcmp(name, name_of_row(row)) == 0)
            return row;
    return NULL;
}

static int find_choice(const struct field *f, const char *name)
{
    for (int i = 0; f->names[i]; i++)
        if (strcmp(name, f->names[i]) == 0)
            return i;
    return -1;
}

static const void *read_row(const struct field *f, struct yaml *y, const yaml_node_t *n)
{
    const void *found = find_row(f, yaml_text(y, n, "a name"));
    if (found)
        return found;
    struct bytes expected = {0};
    for (const char *row = f->table; name_of_row(row); row += f->row_size)
        list_name(&expected, name_of_row(row), row == f->table, !name_of_row(row + f->row_size));
    yaml_expected(y, n, (char *)expected.at);
}

static int read_choice(const struct field *f, struct yaml *y, const yaml_node_t *n)
{
    int found = find_choice(f, yaml_text(y, n, "a name"));
    if (found >= 0)
        return found;
    struct bytes expected = {0};
    for (int i = 0; f->names[i]; i++)
        list_name(&expected, f->names[i], i == 0, !f->names[i + 1]);
    yaml_expected(y, n, (char *)expected.at);
}

bool field_names(const struct field *f)
{
    return f->kind == FIELD_ROW || f->kind == FIELD_EITHER || f->kind == FIELD_CHOICE;
}

const char *field_name(const struct field *f, const void *section)
{
    const void *at = (const char *)section + f->offset;
    if (f->kind == FIELD_ROW)
        return *(const void *const *)at ? name_of_row(*(const void *const *)at) : NULL;
    return f->names[f->kind == FIELD_EITHER ? *(const bool *)at : *(const int *)at];
}

bool field_choose(const struct field *f, void *section, const char *name)
{
    void *at = (char *)section + f->offset;
    const void *row = f->kind == FIELD_ROW ? find_row(f, name) : NULL;
    int choice = f->kind == FIELD_ROW ? 0 : find_choice(f, name);
    if (f->kind == FIELD_ROW && row)
        *(const void **)at = row;
    else if (f->kind == FIELD_EITHER && choice >= 0)
        *(bool *)at = choice == 1;
    else if (f->kind == FIELD_CHOICE && choice >= 0)
        *(int *)at = choice;
    else
        return false;
    return true;
}

static void read_grid(const struct field *f, struct term *t, struct yaml *y, const yaml_node_t *n)
{
    const char *expected = "[first edge, last edge, number of bins]";
    if (yaml_length(y, n, expected) != 3)
        yaml_expected(y, n, expected);
    t->grid[0] = field_number(y, yaml_element(y, n, 0));
    t->grid[1] = field_number(y, yaml_element(y, n, 1));
    t->bins = read_count(f, y, yaml_element(y, n, 2));
    if (t->grid[1] <= t->grid[0])
        yaml_die(y, n, "the grid's last edge %g is not above the first, %g", t->grid[1], t->grid[0]);
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

void field_set(const struct field *f, void *section, struct yaml *y, const yaml_node_t *n)
{
    void *at = (char *)section + f->offset;
    switch (f->kind) {
    case FIELD_NUMBER:
        *(double *)at = read_number(f, y, n);
        break;
    case FIELD_COUNT:
        *(unsigned *)at = (unsigned)read_count(f, y, n);
        break;
    case FIELD_ROW:
        *(const void **)at = read_row(f, y, n);
        break;
    case FIELD_EITHER:
        *(bool *)at = read_choice(f, y, n) == 1;
        break;
    case FIELD_CHOICE:
        *(int *)at = read_choice(f, y, n);
        break;
    case FIELD_TEXT:
        free(*(char **)at);
        *(char **)at = mem_text(yaml_text(y, n, "a name"));
        break;
    case FIELD_TERMS:
        *(uint64_t *)at = read_terms(f, y, n);
        break;
    case FIELD_GRID:
        read_grid(f, section, y, n);
        break;
    }
}

void field_set_section(const struct field *table, void *section, struct yaml *y, const yaml_node_t *n, const char *what)
{
    size_t pairs = yaml_pairs(y, n, what);
    for (size_t i = 0; i < pairs; i++) {
        const yaml_node_t *key = yaml_key(y, n, i);
        const char *text = yaml_text(y, key, "a key");
        const struct field *f = field_find(table, text);
        if (!f) {
            struct bytes known = {0};
            for (f = table; f->key; f++)
                list_name(&known, f->key, f == table, !f[1].key);
            yaml_die(y, key, "unknown key '%s'; %s has %s", text, what, (char *)known.at);
        }
        field_set(f, section, y, yaml_value(y, n, i));
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

void field_print(const struct field *f, const void *section, struct bytes *to)
{
    const void *at = (const char *)section + f->offset;
    const struct term *t = section;
    switch (f->kind) {
    case FIELD_NUMBER:
        if (isfinite(*(const double *)at))
            number_print(to, *(const double *)at);
        break;
    case FIELD_COUNT:
        bytes_print(to, "%u", *(const unsigned *)at);
        break;
    case FIELD_ROW:
    case FIELD_EITHER:
    case FIELD_CHOICE:
        if (field_name(f, section))
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
    case FIELD_GRID:
        bytes_print(to, "[");
        number_print(to, t->grid[0]);
        bytes_print(to, ", ");
        number_print(to, t->grid[1]);
        bytes_print(to, ", %zu]", t->bins);
        break;
    }
}

void field_print_section(const struct field *table, const void *section, struct bytes *to)
{
    const char *before = "{";
    for (; table->key; table++) {
        struct bytes value = {0};
        field_print(table, section, &value);
        if (value.length > 0) {
            bytes_print(to, "%s%s: %s", before, table->key, (char *)value.at);
            before = ", ";
        }
        bytes_free(&value);
    }
    bytes_print(to, "}");
}
