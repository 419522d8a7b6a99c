/* Folds: which structures are held out when a model is validated, all others being trained with. */
#ifndef MBTR_FOLDS_H
#define MBTR_FOLDS_H

#include <stddef.h>
#include <stdint.h>

struct folds {
    size_t n, count; /* structures, folds */
    size_t *of;      /* of each structure: the fold that holds it out, from 1; 0: none does */
};

/* One fold of size < n structures; or count <= n folds, almost equally large, that hold out every structure once. All
   are spread over the n values (learn/split.h), and equal seeds give equal folds. */
struct folds folds_holdout(const double *value, size_t n, size_t size, uint64_t seed);
struct folds folds_cross(const double *value, size_t n, size_t count, uint64_t seed);
void folds_free(struct folds *f);

/* One fold: the structures to learn from and those to test with, both ascending. */
struct fold {
    size_t *train, *test;
    size_t ntrain, ntest;
};

/* That of a number from 1: learned from are all structures that it does not hold out, or (every 2) each second of them, ... */
struct fold folds_part(const struct folds *f, size_t number, size_t every);
void folds_part_free(struct fold *f);

#endif
