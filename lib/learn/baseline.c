#include "learn/baseline.h"

#include <lapacke.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/names.h"
#include "base/size.h"
#include "structure/element.h"

static void fit_none(struct baseline *b, const struct sample *samples, size_t n, const double *target, bool per_atom)
{
    (void)samples;
    (void)n;
    (void)target;
    (void)per_atom;
    *b = (struct baseline){0};
}

static size_t count_nothing(const struct sample *s, unsigned *number, double *count)
{
    (void)s;
    (void)number;
    (void)count;
    return 0;
}

static bool has_nothing(const struct baseline *b)
{
    return b->n == 0;
}

static void fit_mean(struct baseline *b, const struct sample *samples, size_t n, const double *target, bool per_atom)
{
    (void)samples;
    (void)per_atom;
    *b = (struct baseline){1, mem_zero(1, sizeof(unsigned)), mem_zero(1, sizeof(double))};
    for (size_t i = 0; i < n; i++)
        b->coefficient[0] += (target[i] - b->coefficient[0]) / (double)(i + 1);
}

static size_t count_once(const struct sample *s, unsigned *number, double *count)
{
    (void)s;
    *number = 0;
    *count = 1;
    return 1;
}

static bool has_constant(const struct baseline *b)
{
    return b->n == 1 && b->number[0] == 0;
}

/* The elements that occur, ascending. */
static void list_elements(struct baseline *b, const struct sample *samples, size_t n)
{
    bool occurs[ELEMENT_MAX + 1] = {false};
    for (size_t i = 0; i < n; i++)
        for (size_t e = 0; e < samples[i].nelements; e++)
            occurs[samples[i].elements[e].number] = true;
    *b = (struct baseline){0, mem_new(ELEMENT_MAX, sizeof(unsigned)), NULL};
    for (unsigned z = 1; z <= ELEMENT_MAX; z++)
        if (occurs[z])
            b->number[b->n++] = z;
}

/* Least squares of smallest norm, so that compositions that depend on each other do no harm. */
static void fit_composition(struct baseline *b, const struct sample *samples, size_t n, const double *target, bool per_atom)
{
    list_elements(b, samples, n);
    size_t rows = n > b->n ? n : b->n;
    double *counts = mem_zero(size_mul(n, b->n), sizeof *counts), *right = mem_zero(rows, sizeof *right);
    double *singular = mem_new(b->n, sizeof *singular);
    lapack_int rank;
    for (size_t e = 0; e < b->n; e++)
        for (size_t i = 0; i < n; i++)
            counts[e * n + i] = (double)sample_count(&samples[i], b->number[e]) / (per_atom ? (double)samples[i].atoms : 1);
    memcpy(right, target, n * sizeof *right);
    if (LAPACKE_dgelsd(LAPACK_COL_MAJOR, (lapack_int)n, (lapack_int)b->n, 1, counts, (lapack_int)n, right, (lapack_int)rows,
                       singular, 1e-12, &rank) != 0)
        die("the least squares of the baseline failed");
    b->coefficient = mem_resize(right, b->n, sizeof *right);
    free(counts);
    free(singular);
}

static size_t count_elements(const struct sample *s, unsigned *number, double *count)
{
    for (size_t e = 0; e < s->nelements; e++) {
        number[e] = s->elements[e].number;
        count[e] = (double)s->elements[e].count;
    }
    return s->nelements;
}

static bool has_elements(const struct baseline *b)
{
    return b->n > 0 && b->number[0] > 0;
}

const struct baseline_row baseline_table[] = {
    {"none", count_nothing, fit_none, has_nothing, "nothing"},
    {"mean", count_once, fit_mean, has_constant, "the mean of the property"},
    {"composition", count_elements, fit_composition, has_elements, "least squares on the numbers of atoms of each element"},
    {0},
};

bool baseline_fits(const char *name, const struct baseline *b)
{
    int place = names_find((struct names)NAMES_OF(baseline_table), name);
    return place >= 0 && baseline_table[place].fits(b);
}

static const double *coefficient_of(const struct baseline *b, unsigned number)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->number[i] == number)
            return &b->coefficient[i];
    return NULL;
}

bool baseline_value(const struct baseline *b, const struct sample *s, bool per_atom, double *value, unsigned *missing)
{
    const double *constant = coefficient_of(b, 0);
    *value = constant ? *constant : 0;
    for (size_t e = 0; b->n > 0 && !constant && e < s->nelements; e++) {
        const double *c = coefficient_of(b, s->elements[e].number);
        if (!c) {
            *missing = s->elements[e].number;
            return false;
        }
        *value += *c * (double)s->elements[e].count / (per_atom ? (double)s->atoms : 1);
    }
    return true;
}

bool baseline_total(const struct baseline *b, double learned, const struct sample *s, bool per_atom, double *total,
                    unsigned *missing)
{
    double baseline;
    if (!baseline_value(b, s, per_atom, &baseline, missing))
        return false;
    *total = (baseline + learned) * (per_atom ? (double)s->atoms : 1);
    return true;
}

void baseline_free(struct baseline *b)
{
    free(b->number);
    free(b->coefficient);
    *b = (struct baseline){0};
}
