/* XYZ and extended XYZ, as ASE and libAtoms write it.

   A frame is a line with the number of atoms, a comment line, and a line per atom. A comment in which Properties, Lattice
   or pbc has a value of its form, or that is spelt Properties=, is extended: key=value pairs, values bare, in double or
   single quotes, in {} or [], numbers with D, E or *^ exponents. Known keys, in any case: Lattice (9 numbers, the vectors
   one after the other), pbc (three of T and F; default T T T with a lattice, F F F without), Properties (name:type:columns
   ...; needs pos:R:3 and species:S:1, or Z:I:1 or numbers:I:1, which go before species). Every other key with one number
   as its value becomes a property of the structure, unless that is missing: nan, infinite or None. Where the options ask for
   vectors, other columns name:R:3 are vectors of atoms, and keys with 9 numbers, or 6 (xx yy zz yz xz xy), tensors; where they
   ask for flags, columns name:L:1 and name:L:3 are such. Other
   comments are prose: key=number pairs become properties too, those whose key comes twice excepted, and all else is ignored.
   Without Properties an atom's line is "species x y z", more columns ignored. What a person would take for a property and is
   none is told once in a run (structure/comment.h); dialects: structure/xyz_dialect.h.

   Species are symbols or atomic numbers. A structure's id is the value of id_key, by default that of "name", else of
   "id"; these keys are no properties. In names and ids control characters become blanks and bytes that are not UTF-8
   become '?'. Lines may end in CR LF; blank lines may stand before a frame and after the last.

   Errors end the program and name file and line: wrong counts of atoms or columns, unknown elements, positions that are
   no numbers, not finite or lengths beyond 1e9 angstrom, zero atoms, a pbc without a lattice, periodic lattice vectors that
   are linearly dependent. */
#ifndef MBTR_XYZ_H
#define MBTR_XYZ_H

#include <stdbool.h>

#include "base/input.h"
#include "structure/lines.h"
#include "structure/structure.h"
#include "structure/structure_options.h"

/* Whether what comes begins as XYZ does, with a line of a number and nothing else, as no table does; nothing is taken. */
bool xyz_begins(struct input *in);

/* The functions of a format (structure/structure_format.h). */
bool xyz_is_of(const char *path);
void *xyz_open(const struct structure_options *options);
bool xyz_read(void *xyz, struct lines *lines, struct structure *s);
void xyz_close(void *xyz);

#endif
