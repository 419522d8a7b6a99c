/* One term of a representation, as the recipe states it: of a many-body tensor (Eq. 3 of arXiv:1704.06439), or a
 * matrix. */
#ifndef MBTR_TERM_H
#define MBTR_TERM_H

#include <stdbool.h>
#include <stddef.h>

enum { BODY_MAX = 4 };

struct geometry_function;
struct matrix_row;
struct weighting_function;

struct term {
    const struct matrix_row *matrix; /* NULL: a many-body tensor; else body, bins (1) and scale are all that matters */
    unsigned body;                   /* k, 1 to BODY_MAX */
    const struct geometry_function *geometry;   /* g_k */
    const struct weighting_function *weighting; /* w_k */
    double sigma;                               /* width of the broadening, in the unit of the geometry function */
    double grid[2];                             /* its first and last edge ... */
    size_t bins;                                /* ... and the number of bins between them */
    double scale;                               /* factor that kernels put to the term */
    double length;                              /* l of exp and exp2, angstrom or angstrom^2 */
    double cutoff;                              /* contributions with a smaller weight do not count; 0: all do */
    double reach;                               /* longest edge of a tuple, angstrom; infinite: any */
    double taper;                               /* the last stretch before reach in which weights fall to 0, angstrom */
    bool ordered;                               /* counting: ordered, else once */
    bool density;                               /* value: density, else mass */
};

#endif
