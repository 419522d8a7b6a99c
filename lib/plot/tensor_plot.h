/* A tensor as a picture (figure 1 of arXiv:1704.06439): a panel per term, in it each block's distribution along the
   term's axis; or the weights on it that a linear model has learned (learn/primal_weights.h). */
#ifndef MBTR_TENSOR_PLOT_H
#define MBTR_TENSOR_PLOT_H

#include "base/bytes.h"
#include "base/output.h"
#include "plot/gnuplot.h"
#include "stream/record.h"
#include "tensor/representation.h"

/* What is shown; id and record: of a tensor. */
struct tensor_plot_choice {
    const char *path; /* of the stream; NULL or "-": standard input */
    const char *id;   /* of the record; NULL: by its place */
    size_t record;    /* its place in the stream, from 1 */
    size_t term;      /* from 1; 0: all */
    size_t most;      /* blocks that get a colour and a name; the others are drawn in grey */
};

struct curve {
    char *label;  /* symbols joined by '-', with species: atom each followed by its place; p and a number: a pseudo-element */
    double share; /* of the sum of magnitudes of the panel's bins */
    const double *bin;
};

struct term_picture {
    size_t term; /* from 1 */
    struct layout layout;
    struct tensor_axis axis;
    size_t n;
    struct curve *curve; /* by falling share */
};

struct tensor_plot {
    struct record record;
    struct bytes title; /* id and formula; of weights, what they are of */
    struct bytes value; /* what the bins are; empty: of a tensor, weight or density */
    size_t n;
    struct term_picture *panel;
    size_t most;
};

/* Reads the stream to its end, so that a damaged one is not drawn. No such record or term is an error. */
void tensor_plot_read(struct tensor_plot *p, const struct tensor_plot_choice *choice);
/* The same of a model in primal form: each bin's weight times its standard deviation over the training structures,
   which is what one such deviation changes the prediction by. unit: of the property, or NULL. */
void tensor_plot_weights(struct tensor_plot *p, const struct tensor_plot_choice *choice, const char *unit);
void tensor_plot_free(struct tensor_plot *p);

/* Makes the picture. */
void tensor_plot_draw(const struct tensor_plot *p, struct drawing *d);

/* Writes the same as text, a line per block: the bins as shades from ' ' to '@', each block from nothing to its own
   largest magnitude. Of weights a line for those above 0 and one for those below. */
void tensor_plot_ascii(const struct tensor_plot *p, struct output *out);

#endif
