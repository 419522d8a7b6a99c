/* Which structures are read, which of them are held out, and how they are chosen: options of programs that learn from some of
   the structures they read, and predict others. */
#ifndef MBTR_TRIAL_OPTIONS_H
#define MBTR_TRIAL_OPTIONS_H

#include <stdint.h>

#include "base/amount.h"
#include "base/options.h"
#include "learn/examples.h"
#include "learn/folds.h"
#include "recipe/recipe.h"
#include "structure/structure_options.h"

struct trial_options {
    struct amount holdout, number;
    size_t cv, seed;
    char *stratify, *symbols;
    struct element_set elements; /* those of symbols, of atoms whose property is learned; none: all */
    struct structure_options structures;
};

/* Rows for a program's option table. */
#define TRIAL_OPTIONS(o)                                                                                        \
    {0, "holdout", OPTION_AMOUNT, &(o).holdout, "N", "hold out N structures, or N%, train with the others"},    \
        {0, "cv", OPTION_COUNT, &(o).cv, "K", "hold out each K-th part in turn: cross-validation"},             \
        {'n', "number", OPTION_AMOUNT, &(o).number, "N", "learn from N of the structures, or from N% of them"}, \
        {0, "seed", OPTION_COUNT, &(o).seed, "S", "choose differently for each S (default: 0)"},                \
        {0, "elements", OPTION_TEXT, &(o).symbols, "H,C", "of atoms only those of these elements"},             \
        STRUCTURE_OPTIONS((o).structures),                                                                      \
    {                                                                                                           \
        0, "stratify", OPTION_TEXT, &(o).stratify, "natoms|KEY",                                                \
            "spread the choice evenly over sizes or a property (default: what is learned)"                      \
    }

/* The structures, of which the recipe must name the property; what chooses among them changes random. Fewer than are to be
   chosen end the program. */
struct examples *trial_options_examples(struct trial_options *o, char **paths, size_t count, const struct recipe *r,
                                        uint64_t *random);

/* How many of them --holdout holds out; the folds that it or --cv asks for. Too few structures end the program. */
size_t trial_options_held(const struct trial_options *o, const struct examples *e);
struct folds trial_options_folds(const struct trial_options *o, const struct examples *e, uint64_t random);

#endif
