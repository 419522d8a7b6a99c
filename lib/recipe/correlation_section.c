#include "recipe/correlation_section.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/files.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/size.h"
#include "base/table.h"
#include "recipe/section.h"
#include "structure/element.h"

/* A number for each index of a tuple is multiplied with one in the tensor. */
#define MOST 1e10

static const struct field length_field = FIELD_NUMBER_OF(correlation, "length", length, FIELD_LEAST, FIELD_MOST);
static const struct field rank_field = FIELD_OF(correlation, "rank", rank, FIELD_COUNT, 1, ELEMENT_MAX);
/* A number of the factor is a section of its own. */
static const struct field entry_field = {.key = "factor", .kind = FIELD_NUMBER, .min = -MOST, .max = MOST};

/* Adds an element; false when there is none of that symbol or it is there already. */
static bool add_element(struct correlation *c, const char *symbol)
{
    unsigned number = element_number(symbol, strlen(symbol));
    if (number == 0)
        return false;
    for (size_t i = 0; i < c->n; i++)
        if (c->number[i] == number)
            return false;
    c->number = mem_resize(c->number, c->n + 1, sizeof *c->number);
    c->number[c->n++] = number;
    return true;
}

static void read_elements(struct correlation *c, struct yaml *y, const yaml_node_t *n)
{
    size_t count = yaml_length(y, n, "a list of elements");
    for (size_t i = 0; i < count; i++) {
        const yaml_node_t *e = yaml_element(y, n, i);
        if (!add_element(c, yaml_text(y, e, "an element")))
            yaml_expected(y, e, "a list of different elements");
    }
}

/* A matrix of as many rows as there are elements, or (factor) of fewer. */
static void read_matrix(struct correlation *c, bool factor, struct yaml *y, const yaml_node_t *n)
{
    const char *expected = factor ? "fewer rows than there are elements, each with a number for each element"
                                  : "a row of numbers per element, one for each element";
    c->rows = yaml_length(y, n, expected);
    if (factor ? c->rows == 0 || c->rows >= c->n : c->rows != c->n)
        yaml_expected(y, n, expected);
    c->matrix = mem_new(size_mul(c->rows, c->n), sizeof *c->matrix);
    for (size_t i = 0; i < c->rows; i++) {
        const yaml_node_t *row = yaml_element(y, n, i);
        if (yaml_length(y, row, expected) != c->n)
            yaml_expected(y, row, expected);
        for (size_t j = 0; j < c->n; j++)
            c->matrix[i * c->n + j] = section_number(y, yaml_element(y, row, j), -MOST, MOST);
    }
}

static void read_file(struct correlation *c, const char *path)
{
    files_check_read("correlation", path);
    struct table *t = table_open(path);
    size_t row = 0;
    for (size_t i = 1; i < t->columns; i++)
        if (!add_element(c, t->names[i]))
            die("%s:1: expected different elements, found '%s'", path, t->names[i]);
    c->rows = c->n;
    c->matrix = mem_new(size_mul(c->n, c->n), sizeof *c->matrix);
    for (; table_read(t); row++) {
        if (row == c->n || element_number(t->fields[0], strlen(t->fields[0])) != c->number[row])
            die("%s:%zu: expected the elements of the header line in their order, found '%s'", path, row + 2, t->fields[0]);
        for (size_t j = 0; j < c->n; j++)
            if (!table_number(t, j + 1, &c->matrix[row * c->n + j]))
                die("%s:%zu: expected a number, found '%s'", path, row + 2, t->fields[j + 1]);
            else if (fabs(c->matrix[row * c->n + j]) > MOST)
                die("%s:%zu: expected a number from %g to %g, found '%s'", path, row + 2, -MOST, MOST, t->fields[j + 1]);
    }
    if (row < c->n)
        die("%s: expected %zu rows, found %zu", path, c->n, row);
    table_close(t);
}

void correlation_section_set(struct correlation *c, struct yaml *y, const yaml_node_t *n)
{
    const char *what = "correlation";
    const yaml_node_t *elements = yaml_find(y, n, "elements", what), *rank = yaml_find(y, n, "rank", what);
    const yaml_node_t *length = yaml_find(y, n, "length", what), *file = yaml_find(y, n, "file", what);
    const yaml_node_t *matrix = yaml_find(y, n, "matrix", what), *factor = yaml_find(y, n, "factor", what);
    int ways = (length != NULL) + (file != NULL) + (matrix != NULL) + (factor != NULL);
    int pairs = ways + (elements != NULL) + (rank != NULL);
    correlation_free(c);
    if ((size_t)pairs != yaml_pairs(y, n, what) || ways != 1 || (elements != NULL) == (file != NULL) || (factor && rank))
        yaml_die(y, n,
                 "correlation needs either 'file', or 'elements' and one of 'length', 'matrix' and 'factor'; and if "
                 "it shall be reduced 'rank', not with 'factor'");
    if (file)
        read_file(c, yaml_text(y, file, "the name of a file"));
    else
        read_elements(c, y, elements);
    if (matrix || factor)
        read_matrix(c, factor != NULL, y, matrix ? matrix : factor);
    if (length)
        section_set_field(&length_field, c, y, length);
    if (rank)
        section_set_field(&rank_field, c, y, rank);
}

static bool has_factor(const struct correlation *c)
{
    return c->rows > 0 && c->rows < c->n;
}

/* The number of the factor that row.element stands for; NULL when there is none. */
static double *find_entry(const struct correlation *c, const char *path)
{
    char *end;
    unsigned long row = strtoul(path, &end, 10);
    unsigned number = *end == '.' ? element_number(end + 1, strlen(end + 1)) : 0;
    for (size_t i = 0; i < c->n && number && row >= 1 && row <= c->rows; i++)
        if (c->number[i] == number)
            return &c->matrix[(row - 1) * c->n + i];
    return NULL;
}

const struct field *correlation_section_field(struct correlation *c, const char *path, void **section)
{
    *section = c;
    if (strcmp(path, "rank") == 0)
        return c->rank > 0 ? &rank_field : NULL;
    if (strcmp(path, "length") == 0)
        return c->length > 0 ? &length_field : NULL;
    if (!has_factor(c) || strncmp(path, "factor.", 7) != 0)
        return NULL;
    *section = find_entry(c, path + 7);
    return *section ? &entry_field : NULL;
}

static void print_matrix(const struct correlation *c, struct bytes *to)
{
    bytes_print(to, "], %s: [", has_factor(c) ? "factor" : "matrix");
    for (size_t i = 0; i < c->rows; i++) {
        for (size_t j = 0; j < c->n; j++) {
            bytes_print(to, j ? ", " : i ? ", [" : "[");
            number_print(to, c->matrix[i * c->n + j]);
        }
        bytes_print(to, "]");
    }
    bytes_print(to, "]");
}

void correlation_section_print(const struct correlation *c, struct bytes *to)
{
    bytes_print(to, "{elements: [");
    for (size_t i = 0; i < c->n; i++)
        bytes_print(to, "%s\"%s\"", i ? ", " : "", element_symbol(c->number[i]));
    if (c->rows) {
        print_matrix(c, to);
    } else {
        bytes_print(to, "], length: ");
        number_print(to, c->length);
    }
    if (c->rank)
        bytes_print(to, ", rank: %u", c->rank);
    bytes_print(to, "}");
}
