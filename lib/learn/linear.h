/* Linear models of the tensor, learned from a property and its derivatives: E(x) = baseline + w.x, whose forces are
   -w.dx/dR and whose virial is -w.dx/dstrain, strain as in geometry/gradient.h. The weights are those of least squares,
   which make smallest

       (lambda / lambda_energy) sum (E - E(x))^2 + sum (F - F(x))^2 + sum (V (stress - stress(x)))^2 + ridge |w|^2,

   over structures, components of forces, and the six of the stress; ridge is lambda times the mean of the diagonal of the
   normal equations, the baseline is free, and x is the tensor times the scales of its terms (M. Wood, A. Thompson,
   J. Chem. Phys. 148, 241721, 2018). Records are read once; memory is that of the equations, bins squared. */
#ifndef MBTR_LINEAR_H
#define MBTR_LINEAR_H

#include "kernel/kernel.h"
#include "learn/baseline.h"
#include "learn/primal_weights.h"
#include "learn/regression.h"
#include "stream/reader.h"
#include "tensor/representation.h"

struct linear {
    struct primal_weights *weights;
    struct baseline baseline;
    char *digest; /* of the training set, as of kernel_label_digest */
};

/* Reads tensors of structures that carry these with their forces or stress, and learns. k: linear, of this label. name: of the
   stream. What cannot be learned, and a representation without derivatives, ends the program. */
struct linear linear_learn(struct reader *train, const char *name, const struct representation *r, const struct kernel *k,
                           const struct kernel_label *label, const struct regression *g);
void linear_free(struct linear *l);

#endif
