/* Headers of streams: what the records that follow hold, and how they were made. */
#ifndef MBTR_HEADER_H
#define MBTR_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "stream/item.h"
#include "stream/kernel_label.h"
#include "stream/map_key.h"
#include "stream/stream_kind.h"
#include "tensor/tensor.h"

/* What a model holds besides its weights, which are those of training structures or, in primal form, those on the
   tensor. coefficient: of the baseline; numbers[i] is the element of coefficient[i] for baseline composition, 0 for the
   mean. */
struct model_label {
    char *property, *baseline, *per;
    double lambda;
    size_t ncoefficients;
    unsigned *numbers;
    double *coefficient;
};

/* What a kind of stream does not have (stream/stream_kind.h) is 0. */
struct header {
    enum holds holds;
    char *by;      /* program and version */
    char *recipe;  /* YAML, mbtr-recipe(5) */
    size_t nterms; /* tensor, model in primal form and factor of such; else 0 */
    struct layout *terms;
    bool local;                 /* with terms: a tensor record is of an atom; kernel: so is a row */
    size_t nspecies;            /* with terms: where species is atom, the number of atoms that all structures have ... */
    uint8_t *species;           /* ... and their atomic numbers */
    struct kernel_label kernel; /* kernel, model and factor */
    bool symmetric;             /* kernel: row i holds the columns 0 to i and the rows are the columns; so it is with factors */
    size_t ncolumns;            /* kernel and factor: ids of the columns */
    char **columns;
    struct model_label model; /* model and factor */
    double variance;          /* factor: s^2, learn/posterior.h; ... */
    double variances[3];      /* ... with terms, that of properties, of forces and of stress */
    size_t basis;             /* model with terms: so many training tensors, each with its slope; 0: it is in primal form */
    bool weighted;            /* with basis: each training tensor has a weight instead of a slope */
    bool bins;                /* with basis: behind these tensors come the weights on bins of a linear part */
};

/* The keys, in their order in streams. */
extern const struct map_key header_keys[];

/* Headers in the making, to be freed with header_free. What they are given is copied, but for the label of a model,
   which is taken over. Terms and columns, all 0, are to be filled in; species are none. */
struct header header_of_tensors(const char *by, const char *recipe, size_t nterms, bool local);
struct header header_of_kernel(const char *by, const char *recipe, const struct kernel_label *kernel, size_t ncolumns,
                               bool symmetric);
struct header header_of_model(const char *by, const char *recipe, const struct kernel_label *kernel, struct model_label model);
struct header header_of_factor(const char *by, const char *recipe, const struct kernel_label *kernel, struct model_label model,
                               size_t ncolumns, double variance);
void header_free(struct header *h);

/* Copies what a header tells of tensors: terms, local, species. A model's is then of one in primal form. */
void header_copy_terms(struct header *to, const struct header *from);

/* That of tensors like those of a stream, or those that a model in primal form is for. Who made them is not known. */
struct header header_of_same_tensors(const struct header *like);

/* Ends the program where tensors, of a stream of this name, are of other atoms than others. */
void header_expect_atoms(const struct header *h, const char *name, const struct header *a, const char *other);

/* Its row of the table of kinds, and the parts that it and its records have. */
const struct stream_kind *header_kind(const struct header *h);
unsigned header_parts(const struct header *h);
unsigned header_records(const struct header *h);

/* Whether it is of a model in primal form: its records are not structures, but tensors of numbers for each bin; and whether
   such records stand at the end of a model, be it in that form or not. */
bool header_is_primal(const struct header *h);
bool header_has_bins(const struct header *h);

/* How many records follow, where the header tells: a row for each column of a symmetric kernel or a factor, or those of a
   model with terms; else SIZE_MAX. */
enum { PRIMAL_RECORDS = 2 };
size_t header_count(const struct header *h);

/* Appends a header, whose values must be right, and reads one, passing over keys that are unknown or that such a stream does
   not have. */
void header_encode(const struct header *h, struct bytes *b);
void header_decode(struct cursor *c, struct header *h);

/* What keeps two streams from being joined, or NULL. */
const char *header_difference(const struct header *a, const struct header *b);

#endif
