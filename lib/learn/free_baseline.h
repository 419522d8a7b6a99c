/* A baseline that is found together with the weights of a linear model: its coefficients are solved for first, and what they
   leave of the equations is for the weights (block elimination). Coefficients that the data do not tell are 0. */
#ifndef MBTR_FREE_BASELINE_H
#define MBTR_FREE_BASELINE_H

#include <stddef.h>

#include "learn/baseline.h"
#include "solve/normal.h"
#include "structure/sample.h"

struct free_baseline {
    const struct baseline_row *kind;
    size_t n;                      /* coefficients so far ... */
    unsigned number[BASELINE_MAX]; /* ... as of struct baseline ... */
    double *column[BASELINE_MAX];  /* ... and the sum of each one's count times the row of the structure */
    size_t capacity[BASELINE_MAX], bins;
    double square[BASELINE_MAX][BASELINE_MAX]; /* sums of the products of counts */
    double right[BASELINE_MAX];                /* sums of counts times the property */
};

/* Memory for a kind of baseline, to be freed. */
struct free_baseline *free_baseline_new(const struct baseline_row *kind);
void free_baseline_free(struct free_baseline *f);

/* Takes the observation of a structure's property, of so much weight; row: its numbers for as many unknowns as there are by
   now. */
void free_baseline_add(struct free_baseline *f, const struct sample *s, double weight, const double *row, size_t bins,
                       double target);

/* What the baseline's coefficients are of a sample's total when they are fitted to all that were added: the share of each
   column in it, n numbers to be freed; and what such shares make of another sample's counts. Elements that no sample had count
   nothing. */
double *free_baseline_shares(const struct free_baseline *f, const struct sample *s);
double free_baseline_count(const struct free_baseline *f, const double *share, const struct sample *s);

/* Takes off a sample's row, and off its target, what the baseline tells of them, whatever the weights are. */
void free_baseline_leave(const struct free_baseline *f, const struct sample *s, double *row, double *target);

/* Takes the baseline out of the equations of the weights, of which there are no more; and its coefficients, by ascending
   numbers, once these are known. */
void free_baseline_reduce(struct free_baseline *f, struct normal *e);
struct baseline free_baseline_solve(const struct free_baseline *f, const double *weight);

/* The sum of squares that the baseline alone explains, and how many coefficients the data tell. */
double free_baseline_explained(const struct free_baseline *f, size_t *rank);

/* From the factor of the weights' equations, after these were reduced, in this order (solve/normal.h), to that of the equations
   of baseline and weights: before the weights come the coefficients, by ascending numbers. What the data do not tell of these
   has nearly no precision. To be freed. */
struct equations free_baseline_border(const struct free_baseline *f, const struct equations *weights, const size_t *order);

#endif
