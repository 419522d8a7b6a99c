/* Structures moved downhill to where a potential is lowest: L-BFGS (solve/minimise.h) over the places of atoms and, where asked,
   the strain of the cell.

   With u the places in the cell as it was and F = 1 + e a symmetric strain, an atom is at F u and a lattice vector a at F a. A
   strain acts in the space of the vectors that repeat: slabs keep what is across them, wires all but their length, molecules
   everything. All is measured so that a supercell goes the same way as its cell, atom by atom. */
#ifndef MBTR_RELAX_H
#define MBTR_RELAX_H

#include <stdbool.h>
#include <stddef.h>

#include "geometry/gradient.h"
#include "learn/potential.h"
#include "structure/space_group.h"
#include "structure/structure.h"

struct relax_options {
    double force;   /* the largest that may be left on an atom, and of the slope along strain per atom (relax_rest) */
    double length;  /* angstrom: no atom goes farther in a step, nor do two that are 1.5 angstrom apart by strain */
    size_t steps;   /* at most */
    double novelty; /* of the potential (potential_novelty), at most; infinite: any */
    bool cell;
};

/* What a structure may do. Where some components stay there can be no group, which would turn them. */
struct relax_freedom {
    const bool (*moves)[3];    /* which components of each atom's place may change; in a cell that strains the others keep their
                                  place in it */
    struct space_group *group; /* which is kept; NULL: none */
};

/* What is left to relax. */
struct relax_rest {
    double energy;
    double force;   /* the largest on an atom that moves, per angstrom */
    double strain;  /* sqrt of the sum of squares of dE/de_ij, per atom: V/n of the stress; 0 where nothing may strain */
    double novelty; /* how far the farthest atom is from what the potential knows; 0 where it does not tell ... */
    size_t atom;    /* ... and which it is */
};

/* Why it ended: the name in logs, and what is told of one that is not relaxed; NULL where it is. */
struct relax_end {
    const char *name, *trouble;
};

struct relax_result {
    const struct relax_end *end;
    bool known; /* whether the potential tells anything of the structure as it was; else what follows is not set */
    struct relax_rest before, after;
    size_t steps, calls; /* calls of the potential */
    double displacement; /* the largest of an atom, beside its strain, angstrom */
    double volume;       /* the cell's, divided by what it was; 1 where nothing may strain */
    char message[320];   /* what the potential last said where it told nothing; "": nothing */
};

/* Moves *s, and leaves the derivatives where it ended in *g. The potential is used by the memory of this thread. */
struct relax_result relax(struct potential *p, size_t thread, const struct relax_options *o, const struct relax_freedom *f,
                          struct structure *s, struct gradient *g);

#endif
