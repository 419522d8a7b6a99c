/* Models that are linear in what is learned, from a property and its derivatives:

       E(x) = baseline + sum over atoms of w.x + sum_j a_j k(x, z_j),

   x being the tensors of a structure's atoms, or (one term each) of the structure, times the scales of terms, w the weights of
   the kernel's linear part, z_j the pivots (learn/pivots.h) that its curved part k takes, of the atom's element. Forces are
   -dE/dR, the virial is -dE/dstrain, strain as in geometry/gradient.h. Weights are those of least squares, which make smallest

       sum (E - E(x))^2 / s_E^2 + sum (F - F(x))^2 / s_F^2 + sum (V (stress - stress(x)))^2 / s_V^2
           + ridge (|w|^2 / w_0 + a^T K a / w_1),

   over structures, components of forces, and the six of the stress; s are the noises (learn/regression.h), K the kernel of
   the pivots, w_0 and w_1 the weights of the kernel's parts, and ridge is lambda times the mean of the diagonal of the normal
   equations. The baseline is free. The a are found by the Cholesky factor of K plus 1e-10, without which the equations are
   singular (linear: M. Wood, A. Thompson, J. Chem. Phys. 148, 241721, 2018; pivots: J. Quinonero-Candela, C. Rasmussen,
   J. Mach. Learn. Res. 6, 1939, 2005; A. Bartok, G. Csanyi, Int. J. Quantum Chem. 115, 1051, 2015). Records are read once;
   memory is that of the equations, unknowns squared. */
#ifndef MBTR_LINEAR_H
#define MBTR_LINEAR_H

#include "kernel/kernel.h"
#include "learn/baseline.h"
#include "learn/linear_variance.h"
#include "learn/observed_source.h"
#include "learn/primal_weights.h"
#include "learn/regression.h"
#include "learn/slopes.h"
#include "solve/solver.h"
#include "stream/kernel_label.h"
#include "tensor/representation.h"

struct linear {
    struct slopes *pivots; /* with their weights; NULL: there are none */
    struct primal_weights *weights;
    struct baseline baseline;
    double lambda;
    char *digest;               /* of the training set, as of kernel_label_digest */
    struct equations equations; /* where they are wanted, the factor of those of the baseline, by ascending numbers, the pivots,
                                   and the weights, as they are written; ... */
    struct linear_variance variance; /* ... and s^2 */
};

/* Learns from all structures of a source, of which the digest is taken. k: of this label, linear but for one part where there are
   pivots (learn/pivots.h), which are taken over. valid: others like these, by which lambda is chosen (NULL: it is g's). factor:
   whether that is wanted. What cannot be learned, and a representation without derivatives, ends the program. */
struct linear linear_learn(struct observed_source *train, const struct representation *r, const struct kernel *k,
                           const struct kernel_label *label, const struct regression *g, struct slopes *pivots,
                           struct observed_source *valid, bool factor);
void linear_free(struct linear *l);

#endif
