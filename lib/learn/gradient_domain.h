/* Kernel models of forces (S. Chmiela et al., Sci. Adv. 3, e1603015, 2017): kernel ridge regression in the domain of
   derivatives, (K + ridge I) alpha = dE/dR, K of learn/force_kernel.h. The energy follows but for its baseline, which is
   fitted to what is left of the energies. ridge is lambda times the mean of K's diagonal. */
#ifndef MBTR_GRADIENT_DOMAIN_H
#define MBTR_GRADIENT_DOMAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/kernel.h"
#include "learn/baseline.h"
#include "learn/observed_source.h"
#include "learn/regression.h"
#include "learn/slopes.h"
#include "solve/solver.h"
#include "stream/kernel_label.h"
#include "tensor/representation.h"

struct gradient_domain {
    struct slopes *slopes;
    struct baseline baseline;
    double *alpha;              /* weights of derivatives, structure after structure */
    struct equations equations; /* where they are wanted, the factor of K + ridge I, ... */
    double variance;            /* ... and s^2 (learn/posterior.h) */
    char *digest;               /* of the training set, as of kernel_label_digest; NULL: not asked for, as what follows */
    size_t n;                   /* training structures ... */
    struct record *record;      /* ... as they were read */
};

/* Learns from all structures of a source, with forces or stress, by the recipe's lambda. k: one function of all terms, that has
   slopes; label: its. factor: whether that is wanted. What cannot be learned ends the program. */
struct gradient_domain gradient_domain_learn(struct observed_source *train, const struct representation *r,
                                             const struct kernel *k, const struct kernel_label *label,
                                             const struct regression *g, bool factor);
void gradient_domain_free(struct gradient_domain *d);

struct gradient_training;

/* The same for several lambdas: the structures, and K; all but the source are borrowed. Then for one lambda after the other the
   model, whose equations are the factor; last: no other follows, which saves the memory of a second matrix. Returns the first row,
   from 1, at which K + ridge I is not positive definite; 0: it is. Either way *to is to be freed. */
struct gradient_training *gradient_domain_read(struct observed_source *train, const struct representation *r,
                                               const struct kernel *k, const struct regression *g);
size_t gradient_domain_solve(struct gradient_training *t, double lambda, bool last, struct gradient_domain *to);
void gradient_domain_discard(struct gradient_training *t);

#endif
