#include "tune/trial_options.h"

#include <stdlib.h>

#include "base/die.h"
#include "math/random.h"

struct examples *trial_options_examples(struct trial_options *o, char **paths, size_t count, const struct recipe *r,
                                        uint64_t *random)
{
    if (o->cv == 1)
        die_usage("--cv: expected at least 2 parts, found 1");
    if (o->symbols)
        element_set_read(&o->elements, o->symbols);
    recipe_need(r, NEED_PROPERTY);
    if (o->symbols && !r->regression.of_atoms)
        die_usage("--elements is for properties of atoms: give regression.of=atoms");
    o->structures.vectors = regression_has_forces(&r->regression);
    struct examples *e = examples_read(paths, count, &o->structures, &r->regression, &o->elements);
    uint64_t chance = random_bits(random);
    if (o->number > 0)
        examples_choose(e, o->stratify, o->number, chance);
    if (e->n <= o->holdout || e->n < o->cv)
        die("there are %zu structures, too few to hold out %zu %s", e->n, o->holdout ? o->holdout : o->cv,
            o->holdout ? "of them" : "parts");
    return e;
}

struct folds trial_options_folds(const struct trial_options *o, const struct examples *e, uint64_t random)
{
    double *value = examples_strata(e, o->stratify);
    struct folds f = o->holdout ? folds_holdout(value, e->n, o->holdout, random) : folds_cross(value, e->n, o->cv, random);
    free(value);
    return f;
}
