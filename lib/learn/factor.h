/* The factor of a model's matrix, K + lambda I = L L^T, in a stream of its own: with it predictions have a standard
   deviation (learn/posterior.h). */
#ifndef MBTR_FACTOR_H
#define MBTR_FACTOR_H

#include "learn/model.h"
#include "learn/posterior.h"

/* Writes the factor of a fitted model; the other arguments are those of model_write. */
void factor_write(const char *path, const struct leave_one_out *l, const struct ridge *r, const struct regression *g,
                  const struct header *kernel, const char *by, const char *recipe);

struct factor {
    struct equations equations;
    double lambda, variance; /* s^2 */
};

/* Reads the factor of a model; that of another one is an error. */
struct factor *factor_read(const char *path, const struct model *m);
void factor_free(struct factor *f);

#endif
