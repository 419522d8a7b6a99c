/* Baselines that are subtracted before learning: a table. */
#ifndef MBTR_BASELINE_H
#define MBTR_BASELINE_H

#include <stdbool.h>
#include <stddef.h>

#include "structure/element.h"
#include "structure/sample.h"

struct baseline;

/* Coefficients that one may have: of a constant, and of each element. */
enum { BASELINE_MAX = ELEMENT_MAX + 1 };

struct baseline_row {
    const char *name;
    /* What a sample's coefficients are multiplied by, and the numbers of these (below); returns how many. */
    size_t (*counts)(const struct sample *s, unsigned *number, double *count);
    /* Finds the coefficients from n samples and their targets; all are per atom if per_atom. *b is to be
       freed by baseline_free; equations that cannot be solved end the program. */
    void (*fit)(struct baseline *b, const struct sample *samples, size_t n, const double *target, bool per_atom);
    bool (*fits)(const struct baseline *b); /* whether these may be its coefficients */
    const char *doc;
};

/* Ends with a row without name. The first row is the default. */
extern const struct baseline_row baseline_table[];

/* The baseline of a sample is the sum of coefficient[i] times its number of atoms of element number[i], over all its
   atoms if per atom; number 0 stands for a constant. */
struct baseline {
    size_t n;
    unsigned *number;
    double *coefficient;
};

/* Whether there is a baseline of this name, and these may be its coefficients. */
bool baseline_fits(const char *name, const struct baseline *b);

/* The baseline's value for a sample. An element without a coefficient: false, its atomic number in *missing. */
bool baseline_value(const struct baseline *b, const struct sample *s, bool per_atom, double *value, unsigned *missing);

/* The total of a sample of which so much was learned besides its baseline, per atom if per_atom. An element without a
   coefficient: false, its atomic number in *missing. */
bool baseline_total(const struct baseline *b, double learned, const struct sample *s, bool per_atom, double *total,
                    unsigned *missing);

void baseline_free(struct baseline *b);

#endif
