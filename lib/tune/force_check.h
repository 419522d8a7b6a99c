/* Whether forces can be what their name says: they add up to zero, and where frames follow each other closely, their work is
   what the energy falls by. Units of another program, a sign, or another frame of coordinates show here before they are
   learned. */
#ifndef MBTR_FORCE_CHECK_H
#define MBTR_FORCE_CHECK_H

#include "structure/structure.h"

struct force_check;

struct force_check *force_check_new(void);

/* Takes the next structure in: all of its vectors that have "force" in their names, in any case. */
void force_check_add(struct force_check *f, const struct structure *s);

/* Warns of forces of which most structures have a sum above 1 % of the largest, or of which most pairs of successive frames (the
   same atoms and cell, nothing moved by 0.1 angstrom) have an energy that changes by less than 0.7 or more than 1.3 times
   their work. */
void force_check_tell(struct force_check *f);
void force_check_free(struct force_check *f);

#endif
