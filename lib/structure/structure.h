/* A structure, molecule or crystal: its sample and its geometry. */
#ifndef MBTR_STRUCTURE_H
#define MBTR_STRUCTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "structure/sample.h"

/* The largest coordinate or component of a cell vector, angstrom: beyond, distances lose the digits of bonds. */
#define LENGTH_MAX 1e9

/* Values with names, which differ: each thing that has some has one value a name, of so many numbers, NaN where one is
   missing. */
struct named_values {
    size_t n;
    char **name;
    double *value;
    size_t name_capacity, value_capacity;
};

struct structure {
    struct sample sample;
    uint8_t *number;              /* atomic numbers */
    double (*position)[3];        /* angstrom */
    size_t capacity;              /* atoms that there is room for in both */
    struct named_values of_atoms; /* properties of atoms: of each atom n numbers */
    struct named_values vectors;  /* forces, dipoles, velocities: of each atom n times 3 numbers; where the options ask ... */
    struct named_values tensors; /* ... and stress, virial: n times 9 numbers; yes and no of each atom: n times 3 numbers ... */
    struct named_values flags;   /* ... 1, 0 or NaN, three times the same where the file has one column of the name */
    double cell[3][3];           /* rows are the lattice vectors, angstrom; zero where there is none */
    bool pbc[3];
    const char *file; /* where the structure begins, for messages; file is borrowed */
    size_t line;
    size_t property_line; /* where its properties stand */
};

void structure_free(struct structure *s);

/* Makes a structure, whose memory is used again, a copy of another, but without values that atoms or tensors have. */
void structure_copy(struct structure *to, const struct structure *from);

/* Makes room for that many atoms, with more where they come one by one. */
void structure_room(struct structure *s, size_t atoms);

/* Of one of its lists of values with names: forgets them; adds a name, which is cleaned and copied; makes room for that many
   numbers in all; which one has this name, v->n where none has; appends the names, for messages about one that lacks. */
void structure_forget_values(struct named_values *v);
void structure_add_name(struct named_values *v, const char *name);
void structure_room_values(struct named_values *v, size_t numbers);
size_t structure_find_name(const struct named_values *v, const char *name);
void structure_value_names(const struct named_values *v, struct bytes *to);

/* The volume that the lattice vectors span, angstrom^3. */
double structure_volume(const struct structure *s);

/* What is wrong with the lattice: all of it is zero, or its periodic vectors, each made of length 1, span next to no
   volume, area or length. NULL when all is well. */
const char *structure_lattice_problem(const struct structure *s);

/* The same of the whole structure: no atoms, unknown elements, lengths that are not finite or beyond LENGTH_MAX, or the
   lattice. */
const char *structure_problem(const struct structure *s);

/* The value of a property of an atom, counted from 0, on the same terms; and the sample of the atom as if it were a structure
   (stream/record.h), to be freed. */
double structure_atom_target(const struct structure *s, size_t atom, const char *property);
struct sample structure_atom_sample(const struct structure *s, size_t atom);

/* Whether two lists of atomic numbers, na and nb long, are of the same atoms in the same order. */
bool structure_same_atoms(const uint8_t *a, size_t na, const uint8_t *b, size_t nb);

/* Ends the program, with the structure's file and line, unless its atoms are these n: keys that stand for atoms mean the same
   only then. */
void structure_expect_atoms(const struct structure *s, const uint8_t *number, size_t n);

/* Ends the program: the structure has no property of this name, or a missing value. */
_Noreturn void structure_lacks(const struct structure *s, const char *property);

/* The value of a property that is to be learned or compared; where it lacks, or is beyond NUMBER_MAX, the program ends. */
double structure_target(const struct structure *s, const char *property);

/* Appends id and geometry: for a hash. */
void structure_bytes(const struct structure *s, struct bytes *to);

#endif
