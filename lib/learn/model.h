/* Models: what training leaves and prediction needs. */
#ifndef MBTR_MODEL_H
#define MBTR_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/baseline.h"
#include "learn/linear.h"
#include "learn/primal_weights.h"
#include "learn/ridge.h"
#include "learn/slopes.h"
#include "stream/header.h"

/* What the header of a fitted model's stream, or of its factor's, tells of how it was learned. */
struct model_label model_label(const struct baseline *b, const struct regression *g);

/* Whether by such a label the property was learned per atom, not per structure. */
bool model_per_atom(const struct model_label *label);

/* Ends the program unless its baseline is one that there is, with coefficients as such a one has. name: of the stream. */
void model_check_baseline(const struct model_label *label, const char *name);

/* Writes a fitted model to path (NULL: standard output); with weights in primal form, else (NULL) with those of the
   training structures. kernel is the header of the rows it was trained on. */
void model_write(const char *path, const struct ridge *r, const struct primal_weights *weights, const struct regression *g,
                 const struct header *kernel, const char *by, const char *recipe);

/* The same of a model that was learned by least squares, without a kernel's rows. */
void model_write_linear(const char *path, const struct linear *l, const struct regression *g, const struct kernel_label *kernel,
                        const char *by, const char *recipe);

/* And of one that holds training tensors. */
void model_write_slopes(const char *path, const struct slopes *s, const struct baseline *b, const struct regression *g,
                        const struct kernel_label *kernel, const char *by, const char *recipe);

struct model {
    struct primal_weights *weights; /* of a model in primal form, or one that is so in part, else NULL */
    struct slopes *slopes;          /* of one that holds training tensors, else NULL; that in dual form has ... */
    size_t n;                       /* ... so many training structures ... */
    double *alpha;                  /* ... and their weights */
    struct baseline baseline;
    bool per_atom;
    double lambda;
    char *property, *recipe;
    struct kernel_label kernel;
};

struct model *model_read(const char *path);
/* Whether it holds training tensors that rows of its kernel are made with; and the weights of its training structures, by its
   kernel, into alpha. */
bool model_holds_columns(const struct model *m);
void model_weigh_columns(struct model *m, const struct kernel *k);

void model_free(struct model *m);

/* The predicted total of a sample, learned being what the weights make of its row of the kernel (alpha.row) or of its
   tensor. An element that the baseline lacks: false, its atomic number in *missing. */
bool model_predict(const struct model *m, const struct sample *s, double learned, double *value, unsigned *missing);

#endif
