/* Kernel functions (a table) and the recipe's kernel section. x and y are tensors with the scale of each term applied. */
#ifndef MBTR_KERNEL_H
#define MBTR_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/field.h"

/* What a kernel function is computed from. Functions of a distance fall with it, from 1 to 0. */
enum measure {
    MEASURE_DOT,    /* x.y */
    MEASURE_SQUARE, /* |x-y|^2 */
    MEASURE_ABS,    /* |x-y|_1 */
    MEASURES,
};

struct kernel_function {
    const char *name;
    enum measure measure;
    void (*apply)(size_t n, double *values, double sigma); /* measure to kernel, in place */
    /* The first two derivatives with respect to the measure, finite for any; first may be measure. NULL: there are none that are
       learned with. */
    void (*slopes)(size_t n, const double *measure, double sigma, double *first, double *second);
    const char *doc;
};

/* Ends with a row without name. The first row is the default. */
extern const struct kernel_function kernel_functions[];

/* A kernel function of some of the terms. */
struct kernel_part {
    const struct kernel_function *function;
    double sigma;
    double weight;  /* in a sum */
    uint64_t terms; /* bit i: term i, from 0 */
};

enum { KERNEL_PARTS = 32, KERNEL_TERMS = 64 };
#define KERNEL_ALL UINT64_MAX

/* The sum of its parts times their weights, or their product; plain is one part, of all terms, whose weight is 1. */
enum kernel_form { KERNEL_PLAIN, KERNEL_SUM, KERNEL_PRODUCT };

/* That of two tensors; or those of the atoms of two structures, added up over all pairs or averaged (additive atomic models:
   A. Bartok, R. Kondor, G. Csanyi, Phys. Rev. B 87, 184115, 2013). */
enum kernel_atoms { ATOMS_NONE, ATOMS_SUM, ATOMS_AVERAGE };

/* Of atoms of different elements: whether the kernel is that of their tensors, 0, or that of their tensors, whose own elements
   then do not matter, times the correlation of the elements. */
enum kernel_match { MATCH_ANY, MATCH_ELEMENT, MATCH_CORRELATION };

struct kernel {
    int atoms, match;
    unsigned environments; /* that a sparse model is a sum over; 0: all that there are */
    enum kernel_form form;
    size_t n;
    struct kernel_part part[KERNEL_PARTS];
};

/* The keys of any kernel's section in recipes, those of a plain one (both of struct kernel), and those of a part of a sum and
   of a product (of struct kernel_part). */
extern const struct field kernel_atom_fields[], kernel_fields[], kernel_sum_fields[], kernel_product_fields[];

/* Whether the tensors that it takes are those of atoms. */
bool kernel_takes_atoms(const struct kernel *k);

/* Whether the kernel is linear in the tensors, or in their sum or average over atoms, that is k(x,y) = sum over terms t of
   c_t x_t.y_t; and c_t for the scale of the term, of what is linear of a sum: 0 where nothing is. */
bool kernel_is_linear(const struct kernel *k);
double kernel_factor(const struct kernel *k, size_t term, double scale);

/* The one part besides those that are linear; NULL where there are more of them, or none, or it is in a product. And its
   weight times its value is w k(x,y) of the tensors times these scales: those of nterms terms, some made 0. */
const struct kernel_part *kernel_curved(const struct kernel *k);
double *kernel_curved_scales(const struct kernel *k, double *scale, size_t nterms);

/* Whether its values tell a distance: it is one function of the distance in all terms; and that distance in units of sigma, by
   the kernel of two tensors: 0 from 1 on, infinity where it is not above 0. */
bool kernel_tells_distance(const struct kernel *k);
double kernel_distance(const struct kernel *k, double value);

/* Takes n values of a part into those of the parts before it; the first part's are there, values being to. */
void kernel_join(const struct kernel *k, size_t part, size_t n, const double *values, double *to);

#endif
