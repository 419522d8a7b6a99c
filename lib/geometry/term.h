/* One term of a many-body tensor (Eq. 3 of arXiv:1704.06439), as the recipe states it. */
#ifndef MBTR_TERM_H
#define MBTR_TERM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/field.h"

enum { BODY_MAX = 4 };

struct geometry_function;
struct weighting_function;

struct term {
    double scale;                               /* factor that kernels put to the term */
    unsigned body;                              /* k, 1 to BODY_MAX */
    const struct geometry_function *geometry;   /* g_k */
    const struct weighting_function *weighting; /* w_k */
    double sigma;                               /* width of the broadening, in the unit of the geometry function */
    struct field_grid grid;                     /* bins of its values */
    double length;                              /* l of exp and exp2, angstrom or angstrom^2 */
    double cutoff;                              /* contributions with a smaller weight do not count; 0: all do */
    double reach;                               /* longest edge of a tuple, angstrom; infinite: any */
    double taper;                               /* the last stretch before reach in which weights fall to 0, angstrom */
    bool ordered;                               /* counting: ordered, else once */
    bool density;                               /* value: density, else mass */
};

#endif
