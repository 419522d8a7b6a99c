/* The values that a term's geometry function takes in a data set: how far they go, and how far apart neighbouring
   values of a block lie. Tuples without weight do not count. */
#ifndef MBTR_GEOMETRY_VALUES_H
#define MBTR_GEOMETRY_VALUES_H

#include <stdbool.h>

#include "geometry/term.h"
#include "structure/structure.h"

struct geometry_values;

/* Values closer than same > 0 are taken to be one. local: gaps are between values of one atom's tuples, as in its tensor, instead
   of between those of a structure. The term is kept, not copied. */
struct geometry_values *geometry_values_new(const struct term *term, double same, bool local);
void geometry_values_free(struct geometry_values *v);

/* Takes one more structure in. One without a finite sphere, or with two atoms at one place, ends the program. */
void geometry_values_add(struct geometry_values *v, const struct structure *s);

/* The smallest and the largest value; infinite and minus infinite when there is none. */
double geometry_values_low(const struct geometry_values *v);
double geometry_values_high(const struct geometry_values *v);

/* The median over structures, or atoms, of the median gap between a block's neighbouring values, a gap weighing as much as the
   lighter of its two values; infinite when no block has two. */
double geometry_values_gap(struct geometry_values *v);

#endif
