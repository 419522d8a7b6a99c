/* The kernel of a structure and its derivatives with training structures and theirs, for predictions: that of
   learn/force_kernel.h, but the permutations are of the one structure, which is the same. */
#ifndef MBTR_FORCE_BASIS_H
#define MBTR_FORCE_BASIS_H

#include <stddef.h>

#include "kernel/kernel.h"
#include "learn/force_rows.h"
#include "learn/orbit.h"

struct force_basis;

/* Of training structures, which are taken over: their derivatives are kept by the blocks that they change. part: it has slopes;
   borrowed, as the orbit. */
struct force_basis *force_basis_new(const struct kernel_part *part, const struct orbit *orbit, struct force_rows *training);
void force_basis_free(struct force_basis *b);

/* The training structures; their changes are gone. */
const struct force_rows *force_basis_rows(const struct force_basis *b);

/* Where kernels go, row after row; NULL: they are not wanted. */
struct force_covariance {
    double *value; /* of the structure with each training structure */
    double *down;  /* of the structure with each derivative of these */
    double *up;    /* of each of its derivatives with each training structure */
    double *both;  /* of each of its derivatives with each of theirs */
};

/* Memory that a thread works in; {0} at first. */
struct force_basis_memory {
    double *at;
    size_t capacity;
};

/* Of structure i, by columns of the orbit; its square and its derivatives' own may count what has no columns. */
void force_basis_covariance(const struct force_basis *b, const struct force_rows *of, size_t i, struct force_basis_memory *m,
                            const struct force_covariance *to);

#endif
