/* Atoms of a molecule that are alike: permutations of its atoms that leave the energy as it is, or classes of atoms, where
   species are atoms (S. Chmiela et al., Nat. Commun. 9, 3887, 2018). */
#ifndef MBTR_SYMMETRY_H
#define MBTR_SYMMETRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum symmetry_kind {
    SYMMETRY_NONE,
    SYMMETRY_AUTO,         /* permutations, to be found from structures */
    SYMMETRY_AUTO_CLASSES, /* classes, of atoms that these permutations exchange */
    SYMMETRY_PERMUTATIONS, /* kernels are summed over the group that they generate */
    SYMMETRY_CLASSES,      /* atoms of a class have one label in keys */
};

struct symmetry {
    enum symmetry_kind kind;
    size_t n, atoms; /* permutations, or 1; atoms of each */
    uint16_t *place; /* n x atoms: the atom, from 0, that takes the place of each; or each atom's class, from 1 */
};

void symmetry_free(struct symmetry *s);

/* Whether they are the same as they stand. */
bool symmetry_same(const struct symmetry *a, const struct symmetry *b);

/* What is wrong with it for a structure of so many atoms; NULL when all is well. */
const char *symmetry_problem(const struct symmetry *s, size_t atoms);

/* Whether these are the numbers from 0 to atoms - 1, each once. */
bool symmetry_is_permutation(const uint16_t *place, size_t atoms);

/* The group that permutations generate, the identity first, in an order that does not depend on theirs; of other kinds the
   identity alone, of so many atoms. A group of more than SYMMETRY_MOST ends the program. */
enum { SYMMETRY_MOST = 1000 };
struct symmetry symmetry_group(const struct symmetry *s, size_t atoms);

/* Classes of atoms that permutations exchange, the number of each its first atom's. */
struct symmetry symmetry_classes(const struct symmetry *permutations);

#endif
