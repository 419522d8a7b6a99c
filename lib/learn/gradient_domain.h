/* Kernel models of forces (S. Chmiela et al., Sci. Adv. 3, e1603015, 2017): kernel ridge regression in the domain of
   derivatives, (K + ridge I) alpha = dE/dR, K of learn/force_kernel.h. The energy follows but for its baseline, which is
   fitted to what is left of the energies. ridge is lambda times the mean of K's diagonal. */
#ifndef MBTR_GRADIENT_DOMAIN_H
#define MBTR_GRADIENT_DOMAIN_H

#include "kernel/kernel.h"
#include "learn/baseline.h"
#include "learn/regression.h"
#include "learn/slopes.h"
#include "solve/solver.h"
#include "stream/reader.h"
#include "tensor/representation.h"

struct gradient_domain {
    struct slopes *slopes;
    struct baseline baseline;
    char *digest;               /* of the training set, as of kernel_label_digest */
    size_t n;                   /* training structures ... */
    struct record *record;      /* ... as they were read, without their tensors */
    struct equations equations; /* where they are wanted, the factor of K + ridge I, ... */
    double variance;            /* ... and s^2 (learn/posterior.h) */
};

/* Reads tensors of structures that carry these with their forces or stress, and learns. k: one function of all terms, that has
   slopes; label: its. factor: whether that is wanted. name: of the stream. What cannot be learned ends the program. */
struct gradient_domain gradient_domain_learn(struct reader *train, const char *name, const struct representation *r,
                                             const struct kernel *k, const struct kernel_label *label,
                                             const struct regression *g, bool factor);
void gradient_domain_free(struct gradient_domain *d);

#endif
