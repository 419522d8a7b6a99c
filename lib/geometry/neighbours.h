/* Neighbours of the atoms of a structure, periodic images included: every pair (i, j + T), T a lattice vector along
   the periodic directions, with 0 < distance <= radius, in any cell however skewed and wherever its atoms lie.
   The lattice is reduced first (Minkowski), images are sorted into cubes and looked up there. */
#ifndef MBTR_NEIGHBOURS_H
#define MBTR_NEIGHBOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "structure/structure.h"

struct neighbour {
    uint32_t atom;    /* of the structure */
    int side;         /* of an image: 1 or -1, opposite for opposite translations; 0 without translation */
    double distance;  /* angstrom */
    double vector[3]; /* from the centre to this image, angstrom */
};

struct neighbours {
    size_t *start; /* those of atom i are list[start[i]] to list[start[i+1]-1] */
    struct neighbour *list;
    double closest; /* the smallest distance in the list, infinite without neighbours */
    size_t memory;  /* bytes that neighbours may take; 0: as many as they need */
    bool too_many;  /* whether the last message is that they need more */
    size_t start_capacity, list_capacity;
    struct neighbours_work *work;
};

/* Two atoms closer than this (angstrom) are taken to be at one place: an error of the input. */
#define SAME_PLACE 1e-3

/* The message about atoms a and b, numbers from 0, at one place: to a text with room for so many bytes, which it returns. */
const char *neighbours_same_place(size_t a, size_t b, double distance, char *to, size_t room);

/* That message where two atoms are at one place, else NULL: the test alone stands in the loops over pairs. */
static inline const char *neighbours_problem(size_t a, size_t b, double distance, char *to, size_t room)
{
    return distance < SAME_PLACE ? neighbours_same_place(a, b, distance, to, room) : NULL;
}

enum neighbours_lists {
    NEIGHBOURS_BOTH,   /* each pair stands in the lists of both its atoms, and an atom's own images come in opposite pairs */
    NEIGHBOURS_SORTED, /* the same, by increasing distance */
    NEIGHBOURS_ONCE,   /* each pair stands in one list, that of the earlier atom */
};

/* Finds all neighbours within radius (angstrom; may be infinite for structures without periodic directions) into *n,
   reusing its memory ({0} at first). Returns NULL, or a message about the structure (two atoms at one place, a cell so small
   that there are more than 1e9 images, more memory than they may take) that is valid until the next call with the same n. It
   does so in two steps: the first knows where all atoms are, and from the second on there are lists. */
const char *neighbours_find(struct neighbours *n, const struct structure *s, double radius, enum neighbours_lists lists);
const char *neighbours_prepare(struct neighbours *n, const struct structure *s, double radius, enum neighbours_lists lists);
const char *neighbours_list(struct neighbours *n);

/* After the first step: the sum over all atoms of a power of the number of their neighbours. An upper bound where that is at
   most enough, which costs nothing; else an estimate from some of the atoms. */
double neighbours_expected(struct neighbours *n, unsigned power, double enough);

/* The smallest distance between any two atoms or images; infinite for a lone atom. Message as above. */
const char *neighbours_closest(struct neighbours *n, const struct structure *s, double *closest);

void neighbours_free(struct neighbours *n);

#endif
