/* The factor of a model's matrix, K + lambda I = L L^T, in a stream of its own: with it predictions have a standard
   deviation (learn/posterior.h). */
#ifndef MBTR_FACTOR_H
#define MBTR_FACTOR_H

#include "learn/gradient_domain.h"
#include "learn/linear.h"
#include "learn/model.h"
#include "learn/posterior.h"

/* Writes the factor of a fitted model; the other arguments are those of model_write. */
void factor_write(const char *path, const struct leave_one_out *l, const struct ridge *r, const struct regression *g,
                  const struct header *kernel, const char *by, const char *recipe);

/* The same of a kernel model of forces: K is between derivatives, and lambda relative to the mean of its diagonal. The
   structures are written too. */
void factor_write_forces(const char *path, const struct gradient_domain *d, const struct regression *g,
                         const struct kernel_label *kernel, const char *by, const char *recipe);

/* And of a linear model that was learned by normal equations: baseline and weights are the columns. */
void factor_write_linear(const char *path, const struct linear *l, const struct regression *g,
                         const struct kernel_label *kernel, const char *by, const char *recipe);

struct factor {
    struct equations equations;
    double lambda, variance;            /* s^2 */
    double variances[REGRESSION_KINDS]; /* of a linear model, those of the kinds of observations */
    const char *path;                   /* borrowed */
    size_t n;                           /* of a model of forces: training structures ... */
    struct record *record; /* ... and these, of their samples and geometries, with what was observed of them; else NULL */
};

/* Reads the factor of a model; that of another one is an error. */
struct factor *factor_read(const char *path, const struct model *m);
void factor_free(struct factor *f);

#endif
