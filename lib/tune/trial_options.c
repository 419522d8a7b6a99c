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
    if (amount_given(o->number))
        examples_choose(e, o->stratify, amount_of(o->number, e->n), chance);
    return e;
}

size_t trial_options_held(const struct trial_options *o, const struct examples *e)
{
    size_t held = amount_of(o->holdout, e->n);
    if (held == 0 || e->n <= held)
        die("there are %zu structures, too few to hold out %zu of them", e->n, held);
    return held;
}

struct folds trial_options_folds(const struct trial_options *o, const struct examples *e, uint64_t random)
{
    size_t held = o->cv ? 0 : trial_options_held(o, e);
    if (e->n < o->cv)
        die("there are %zu structures, too few to hold out %zu parts", e->n, o->cv);
    double *value = examples_strata(e, o->stratify);
    struct folds f = o->cv ? folds_cross(value, e->n, o->cv, random) : folds_holdout(value, e->n, held, random);
    free(value);
    return f;
}
