/* Recipes: one experiment in a YAML file, mbtr-recipe(5). Every program reads the whole, checks the whole and uses the
   section it needs. Errors end the program and name file, line and column. */
#ifndef MBTR_RECIPE_H
#define MBTR_RECIPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/field.h"
#include "kernel/kernel.h"
#include "learn/regression.h"
#include "tensor/representation.h"

/* One row of the search section: the path of a number in the recipe and how to vary it, or of a name and which to try. */
struct search {
    char *path;
    double start, factor, step, min, max; /* factor NAN: steps are added; step NAN: they are multiplied */
    char **names;                         /* nnames of them; 0: a number */
    size_t nnames;
};

struct recipe {
    const char *name; /* for messages; borrowed */
    struct representation representation;
    struct kernel kernel;
    struct regression regression;
    size_t nsearch;
    struct search *search;
};

/* The keys that no section holds. */
extern const struct field recipe_fields[];

void recipe_free(struct recipe *r);

/* Takes the search section out; frees what one row of it holds. */
void recipe_forget_search(struct recipe *r);
void recipe_free_search(struct search *s);

/* What a program may not be able to do without; ends it where the recipe lacks one of these. */
enum need { NEED_KERNEL = 1, NEED_PROPERTY = 2, NEED_LAMBDA = 4, NEED_SEARCH = 8 };
void recipe_need(const struct recipe *r, unsigned needs);

/* What is wrong with the recipe that no single key tells, or NULL: as its values are now. Valid until the
   next call in this thread. */
const char *recipe_problem(const struct recipe *r);

/* Whether what is learned or compared is of atoms, so that tensors are to be. */
bool recipe_takes_atoms(const struct recipe *r);

/* Whether a key of a term is its scale, the one that kernels apply (kernel/term_matrices.h): what is computed of the term
   alone depends on all others. */
bool recipe_is_scale(const struct field *key);

/* Whether two recipes give the same tensors (all but scales in the representation): a message about the first
   difference, or NULL; valid until the next call in this thread. */
const char *recipe_difference(const struct recipe *a, const struct recipe *b);

#endif
