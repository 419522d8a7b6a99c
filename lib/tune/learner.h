/* What learns by a recipe from some of the examples and predicts others, again and again while values of the recipe change: a
   table of ways. */
#ifndef MBTR_LEARNER_H
#define MBTR_LEARNER_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/examples.h"
#include "learn/trial.h"
#include "recipe/recipe.h"

/* The state is what a way keeps of the examples; the recipe is as its values are now. */
struct learner_row {
    const char *name;
    const char *doc;
    bool (*takes)(const struct recipe *r); /* whether such recipes go this way: the first row that takes one has it */
    const char *(*problem)(
        const struct recipe *r);             /* what keeps one from it, valid until the next call in this thread; or NULL */
    size_t (*reach)(const struct recipe *r); /* how many lambdas above, and below, cost little beside one */
    void *(*make)(const struct recipe *r, const struct examples *e,
                  const struct element_set *elements); /* NULL: nothing is kept */
    void (*discard)(void *state);
    void (*run)(void *state, const struct recipe *r, struct trial *t);
    size_t (*computed)(const void *state); /* matrices */
};

/* Ends with a row without name. */
extern const struct learner_row learner_table[];

struct learner;

/* All are borrowed; elements: those of the examples. */
struct learner *learner_new(const struct recipe *r, const struct examples *e, const struct element_set *elements);
void learner_free(struct learner *l);

/* What keeps the recipe, as its values are now, from being learned, valid until the next call in this thread; NULL: nothing. */
const char *learner_problem(const struct learner *l);

/* How many lambdas above, and below, may be in one trial and cost little more. */
size_t learner_reach(const struct learner *l);

/* Learns and predicts, with the recipe's values as they are now but for lambda, by all threads. What cannot be done ends the
   program. */
void learner_run(struct learner *l, struct trial *t);

/* Matrices of terms, or of kernels that take atoms, that were computed so far. */
size_t learner_computed(const struct learner *l);

#endif
