/* The recipe's key symmetry: none, auto or classes; permutations [[...], ...], each the numbers of all atoms from 1; or
   {classes: [...]}, a number for each atom. */
#ifndef MBTR_SYMMETRY_SECTION_H
#define MBTR_SYMMETRY_SECTION_H

#include "base/bytes.h"
#include "recipe/yaml.h"
#include "structure/structure.h"
#include "structure/structure_options.h"
#include "tensor/symmetry.h"

/* Reads the value into *s, replacing what it holds. */
void symmetry_section_set(struct symmetry *s, struct yaml *y, const yaml_node_t *n);

/* Appends it; there is none to append for SYMMETRY_NONE. */
void symmetry_section_print(const struct symmetry *s, struct bytes *to);

/* Where it is to be found, finds it from the first structures of files (tensor/symmetry_search.h), which must be of the same
   atoms, and tells it. Standard input cannot be read twice, and ends the program. */
void symmetry_section_find(struct symmetry *s, char *const *paths, size_t count, const struct structure_options *options);

/* The same from the first of n structures. */
void symmetry_section_find_in(struct symmetry *s, const struct structure *structures, size_t n);

#endif
