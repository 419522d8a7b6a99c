/* What the bins of a term can hold. Broadened bins hold fewer numbers than there are bins: the masses that a contribution
   leaves in them, for all values of the geometry function, span few dimensions but for what is below any accuracy. In an
   orthonormal basis of these the bins of a block become fewer coordinates with the same scalar products and distances. */
#ifndef MBTR_BIN_BASIS_H
#define MBTR_BIN_BASIS_H

#include <stddef.h>

#include "geometry/term.h"

struct bin_basis {
    size_t bins, n; /* n: coordinates */
    double *vector; /* in strips of coordinates; each bins x a strip */
};

/* Of the bins of a term: what a contribution leaves in them differs from what its coordinates tell by no more than 1e-7 of its
   length, so that scalar products differ by 1e-14, and of sums of contributions seldom more. By QR with pivoting (LAPACK's
   dgeqp3) of contributions a fraction of sigma apart. NULL where coordinates are not much fewer than bins. */
struct bin_basis *bin_basis_new(const struct term *t);
void bin_basis_free(struct bin_basis *b);

/* The coordinates of scale times the bins of each of n blocks; both stand block after block. */
void bin_basis_project(const struct bin_basis *b, double scale, size_t n, const double *bin, double *to);

#endif
