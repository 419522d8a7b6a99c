#include "kernel/kernel.h"

#include <math.h>

#include "base/threads.h"
#include "math/elementary.h"

static void linear(size_t n, double *values, double sigma)
{
    (void)n;
    (void)values;
    (void)sigma;
}

MANY_TARGETS static void gaussian(size_t n, double *values, double sigma)
{
    for (size_t i = 0; i < n; i++)
        values[i] = elementary_exp(-values[i] / (2 * sigma * sigma));
}

MANY_TARGETS static void laplacian(size_t n, double *values, double sigma)
{
    for (size_t i = 0; i < n; i++)
        values[i] = elementary_exp(-values[i] / sigma);
}

MANY_TARGETS static void matern32(size_t n, double *values, double sigma)
{
    for (size_t i = 0; i < n; i++) {
        double a = sqrt(3 * values[i]) / sigma;
        values[i] = (1 + a) * elementary_exp(-a);
    }
}

MANY_TARGETS static void matern52(size_t n, double *values, double sigma)
{
    for (size_t i = 0; i < n; i++) {
        double a = sqrt(5 * values[i]) / sigma;
        values[i] = (1 + a + a * a / 3) * elementary_exp(-a);
    }
}

MANY_TARGETS static void gaussian_slopes(size_t n, const double *measure, double sigma, double *first, double *second)
{
    double per = -1 / (2 * sigma * sigma);
    for (size_t i = 0; i < n; i++) {
        double k = elementary_exp(per * measure[i]);
        first[i] = per * k;
        second[i] = per * per * k;
    }
}

MANY_TARGETS static void matern52_slopes(size_t n, const double *measure, double sigma, double *first, double *second)
{
    double q = 5 / (sigma * sigma);
    for (size_t i = 0; i < n; i++) {
        double a = sqrt(q * measure[i]), k = elementary_exp(-a);
        first[i] = -q / 6 * (1 + a) * k;
        second[i] = q * q / 12 * k;
    }
}

const struct kernel_function kernel_functions[] = {
    {"linear", MEASURE_DOT, linear, NULL, "x.y"},
    {"gaussian", MEASURE_SQUARE, gaussian, gaussian_slopes, "exp(-|x-y|^2/(2 sigma^2))"},
    {"laplacian", MEASURE_ABS, laplacian, NULL, "exp(-|x-y|_1/sigma)"},
    {"matern32", MEASURE_SQUARE, matern32, NULL, "(1 + a) exp(-a), a = sqrt(3) |x-y|/sigma"},
    {"matern52", MEASURE_SQUARE, matern52, matern52_slopes, "(1 + a + a^2/3) exp(-a), a = sqrt(5) |x-y|/sigma"},
    {0},
};

/* Their equations' matrix is then some 75 GiB. */
enum { ENVIRONMENTS_MAX = 100000 };

static const char *const atoms_names[] = {"none", "sum", "average", NULL};
static const char *const match_names[] = {"any", "element", "correlation", NULL};

#define OF_ATOMS                                                           \
    FIELD_NAMES_OF(kernel, "atoms", atoms, FIELD_CHOICE, atoms_names),     \
        FIELD_NAMES_OF(kernel, "match", match, FIELD_CHOICE, match_names), \
        FIELD_OF(kernel, "environments", environments, FIELD_COUNT, 0, ENVIRONMENTS_MAX)

const struct field kernel_atom_fields[] = {OF_ATOMS, {0}};

const struct field kernel_fields[] = {
    OF_ATOMS,
    FIELD_NAMES_OF(kernel, "function", part[0].function, FIELD_ROW, kernel_functions),
    FIELD_NUMBER_OF(kernel, "sigma", part[0].sigma, FIELD_LEAST, FIELD_MOST),
    {0},
};

#define TERMS FIELD_OF(kernel_part, "terms", terms, FIELD_TERMS, 1, KERNEL_TERMS)

const struct field kernel_sum_fields[] = {
    FIELD_NAMES_OF(kernel_part, "function", function, FIELD_ROW, kernel_functions),
    FIELD_NUMBER_OF(kernel_part, "sigma", sigma, FIELD_LEAST, FIELD_MOST),
    TERMS,
    FIELD_NUMBER_OF(kernel_part, "weight", weight, 0, FIELD_MOST),
    {0},
};

const struct field kernel_product_fields[] = {
    FIELD_NAMES_OF(kernel_part, "function", function, FIELD_ROW, kernel_functions),
    FIELD_NUMBER_OF(kernel_part, "sigma", sigma, FIELD_LEAST, FIELD_MOST),
    TERMS,
    {0},
};

bool kernel_takes_atoms(const struct kernel *k)
{
    return k->atoms != ATOMS_NONE || k->match != MATCH_ANY;
}

bool kernel_is_linear(const struct kernel *k)
{
    /* Keys of tensors of atoms begin with the atom's own element, or have it in the middle: blocks of atoms of different
       elements have nothing in common, so that matching them asks no more. */
    if (k->match == MATCH_CORRELATION)
        return false;
    for (size_t p = 0; p < k->n; p++)
        if (k->part[p].function->apply != linear)
            return false;
    return k->form != KERNEL_PRODUCT || k->n == 1;
}

double kernel_factor(const struct kernel *k, size_t term, double scale)
{
    double factor = 0;
    for (size_t p = 0; p < k->n; p++)
        if (k->part[p].function->apply == linear && k->part[p].terms >> term & 1)
            factor += k->part[p].weight * scale * scale;
    return factor;
}

const struct kernel_part *kernel_curved(const struct kernel *k)
{
    const struct kernel_part *found = NULL;
    for (size_t p = 0; p < k->n; p++) {
        if (k->part[p].function->apply == linear)
            continue;
        if (found || (k->form == KERNEL_PRODUCT && k->n > 1))
            return NULL;
        found = &k->part[p];
    }
    return found;
}

double *kernel_curved_scales(const struct kernel *k, double *scale, size_t nterms)
{
    const struct kernel_part *part = kernel_curved(k);
    for (size_t i = 0; part && i < nterms; i++)
        if (!(part->terms >> i & 1))
            scale[i] = 0;
    return scale;
}

bool kernel_tells_distance(const struct kernel *k)
{
    return k->form == KERNEL_PLAIN && k->part[0].function->measure != MEASURE_DOT;
}

/* In units of sigma; where all kernels are 0, for doubles hold no smaller numbers. */
#define FARTHEST 1024.0

/* Halvings that leave less of it than rounding does. */
enum { HALVINGS = 64 };

double kernel_distance(const struct kernel *k, double value)
{
    const struct kernel_function *f = k->part[0].function;
    double near = 0, far = FARTHEST;
    if (!(value > 0))
        return INFINITY;
    for (int i = 0; i < HALVINGS && value < 1; i++) {
        double middle = (near + far) / 2, kernel = f->measure == MEASURE_SQUARE ? middle * middle : middle;
        f->apply(1, &kernel, 1);
        if (kernel > value)
            near = middle;
        else
            far = middle;
    }
    return near;
}

MANY_TARGETS static void weigh(size_t n, double weight, double *to)
{
    for (size_t i = 0; i < n; i++)
        to[i] *= weight;
}

MANY_TARGETS static void add(size_t n, double weight, const double *restrict values, double *restrict to)
{
    for (size_t i = 0; i < n; i++)
        to[i] += weight * values[i];
}

MANY_TARGETS static void multiply(size_t n, const double *restrict values, double *restrict to)
{
    for (size_t i = 0; i < n; i++)
        to[i] *= values[i];
}

void kernel_join(const struct kernel *k, size_t part, size_t n, const double *values, double *to)
{
    double weight = k->part[part].weight;
    if (part == 0 && weight != 1)
        weigh(n, weight, to);
    else if (part > 0 && k->form == KERNEL_SUM)
        add(n, weight, values, to);
    else if (part > 0)
        multiply(n, values, to);
}
