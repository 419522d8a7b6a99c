/* Permutations of atoms that are alike, found from structures of a molecule, as S. Chmiela et al. do (Nat. Commun. 9, 3887,
   2018): atoms of two structures are matched by the eigenvectors of their matrices of distances; along the tree of the
   structures that are most alike, those permutations count that bring their distances closer. */
#ifndef MBTR_SYMMETRY_SEARCH_H
#define MBTR_SYMMETRY_SEARCH_H

#include <stddef.h>

#include "structure/structure.h"
#include "tensor/symmetry.h"

/* Of n structures of the same atoms, which do not repeat: permutations that generate the group, as few as are needed; none: of
   kind SYMMETRY_NONE. Cost n^2 times atoms^3. */
struct symmetry symmetry_search(const struct structure *s, size_t n);

#endif
