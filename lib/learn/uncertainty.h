/* Standard deviations of what a model predicts of structures: its property, and the derivatives of that with respect to places
   of atoms and strain. They are those of Gaussian processes and of Bayesian linear regression (learn/posterior.h), whose
   derivatives are normally distributed as their values are. */
#ifndef MBTR_UNCERTAINTY_H
#define MBTR_UNCERTAINTY_H

#include <stdbool.h>
#include <stddef.h>

#include "geometry/gradient.h"
#include "kernel/kernel.h"
#include "learn/changes.h"
#include "learn/factor.h"
#include "learn/model.h"
#include "learn/observed.h"
#include "learn/regression.h"
#include "solve/solver.h"
#include "structure/structure.h"
#include "tensor/representation.h"

/* A model, with its recipe and its factor. */
struct uncertain_model {
    const struct model *model;
    const char *name; /* of its file */
    struct factor *factor;
    const struct representation *representation;
    const struct kernel *kernel;
    const struct regression *regression;
};

/* What is predicted: the property, and its changes. */
struct uncertain_rows {
    double *row;   /* of each, as many numbers as the factor has columns: its kernels with these, or what its weights count */
    double *prior; /* of each, its kernel with itself; where there is no kernel, nothing */
    double *noise; /* of each, what lambda is of a kernel's property: its own variance */
};

/* Kinds of models, a table, which ends with a row without name. */
struct uncertainty_kind {
    const char *name;
    bool (*takes)(const struct uncertain_model *m);
    void *(*make)(const struct uncertain_model *m);
    void (*discard)(void *state);
    /* Of a structure that has all of its forces, and stress where it repeats in three directions. By any thread. */
    void (*fill)(const void *state, const struct observed *o, const struct changes *c, const struct uncertain_rows *to);
    /* From rows, used up, and priors to deviations, in the place of the latter. */
    void (*deviate)(const struct equations *a, double variance, const double *noise, double *rows, double *prior, size_t n);
};
extern const struct uncertainty_kind uncertainty_kinds[];

struct uncertainty;

/* For n threads, by the factor in a file. All but factor is given, and borrowed. A model that knows no deviations of what it
   predicts from structures ends the program. */
struct uncertainty *uncertainty_new(const struct uncertain_model *m, const char *factor, size_t n);
void uncertainty_free(struct uncertainty *u);

/* The deviation of the property, total, and those of its derivatives: per atom, and of strain the upper triangle and its
   mirror. By the memory of a thread, numbers from 0; NULL, or a message about the structure that is valid until its next call.
   */
const char *uncertainty_compute(struct uncertainty *u, size_t thread, const struct structure *s, double *property,
                                struct gradient *derivatives);

#endif
