/* Which atoms of a structure stay where they are, by a column of its file. Errors end the program and name file and line. */
#ifndef MBTR_FIXED_ATOMS_H
#define MBTR_FIXED_ATOMS_H

#include <stdbool.h>
#include <stddef.h>

#include "structure/structure.h"

/* Tells of each component of each atom's place whether it may change, by the column that ASE writes, move_mask, of T and F, for
   the atom or for its components; all may where there is none. Or by a column of this name, whose T, or numbers other than 0,
   are what stays. Returns how many atoms stay in part or in whole. Flags must have been read (structure/structure_options.h). */
size_t fixed_atoms_find(const struct structure *s, const char *column, bool (*moves)[3]);

#endif
