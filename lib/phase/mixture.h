/* The mixture of phases that has a given composition and the lowest energy: the linear program

       minimise  sum_j a_j e_j   subject to  sum_j a_j x_j = x,  a_j >= 0,

   with fractions x_j of k components (they sum to 1, and so do the amounts a_j) and energies e_j per atom. By the
   simplex method (G. B. Dantzig, Linear Programming and Extensions, 1963), which starts at the pure components and
   prices all phases at the chemical potentials of the present mixture; by R. G. Bland's rule (Math. Oper. Res. 2, 103,
   1977) where steps are of length zero, so that it ends.

   No facets are listed: their number grows exponentially with the components, and where points lie in one plane, as
   those with compositions that are ratios of small numbers do, they are not defined. */
#ifndef MBTR_MIXTURE_H
#define MBTR_MIXTURE_H

#include <stddef.h>

#include "phase/phases.h"

/* The best mixture of composition x: up to k phases, ascending, and their amounts, above FRACTION_TOLERANCE; returns
   how many. phase and amount have room for k; *energy is what the mixture has, per atom. Where several are best it is one of them, the same for equal phases and x. Threads may search at once. */
size_t mixture_find(const struct phases *p, const double *x, size_t *phase, double *amount, double *energy);

#endif
