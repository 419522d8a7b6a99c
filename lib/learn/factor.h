/* The factor of a model's matrix, K + lambda I = L L^T, in a stream of its own: with it predictions have a standard
   deviation, that of Gaussian process regression (C. Rasmussen, C. Williams, Gaussian Processes for Machine Learning,
   MIT Press, 2006, section 2.2): var(x) = s^2 (k(x,x) + lambda - k_x^T (K + lambda I)^-1 k_x), k_x being x's row of the
   kernel, s^2 from learn/leave_one_out.h. */
#ifndef MBTR_FACTOR_H
#define MBTR_FACTOR_H

#include <stddef.h>

#include "learn/leave_one_out.h"
#include "learn/model.h"

/* Writes the factor of a fitted model; the other arguments are those of model_write. */
void factor_write(const char *path, const struct leave_one_out *l, const struct ridge *r, const struct regression *g,
                  const struct header *kernel, const char *by, const char *recipe);

struct factor {
    struct equations equations;
    double lambda, variance;
};

/* Reads the factor of a model; that of another one is an error. */
struct factor *factor_read(char *path, const struct model *m);
void factor_free(struct factor *f);

/* Structures whose deviations are best found at once. */
enum { FACTOR_BLOCK = 128 };

/* Replaces the kernels of m structures with themselves by the standard deviations of their predictions, per atom where
   the model learned so. rows: of the kernel, one after the other, used up. */
void factor_deviations(const struct factor *f, double *rows, double *self, size_t m);

#endif
