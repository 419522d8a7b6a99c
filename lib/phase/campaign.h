/* A search for the convex hull with few calculations: what is known teaches a model, a strategy tells from its
   predictions which structures may still lie on the hull, and some of these are calculated, until none are left. */
#ifndef MBTR_CAMPAIGN_H
#define MBTR_CAMPAIGN_H

#include <stdint.h>

#include "base/output.h"
#include "phase/energies.h"
#include "phase/ledger.h"
#include "phase/pool.h"
#include "phase/strategy.h"

struct campaign_options {
    const struct strategy *strategy;
    size_t initial, batch; /* structures at first besides pure ones, and in each round */
    size_t limit;          /* of calculations; 0: none */
    double risk, tolerance;
    uint64_t seed;
    double lambda;           /* with the kernel's own widths; NAN: both are chosen anew in each round */
    const double *reference; /* energy per atom by atomic number; NAN: the lowest of the structures made of it */
};

struct campaign;

/* All are borrowed; kernels as for surrogate_new. An element without a reference ends the program. */
struct campaign *campaign_new(const struct pool *pool, struct kernel_cache *kernels, struct energies *s, struct ledger *l,
                              const struct campaign_options *o);
void campaign_free(struct campaign *c);

/* Goes on from what the ledger holds to the end of the search. rounds: a table of the rounds, NULL for none. */
void campaign_run(struct campaign *c, struct output *rounds);

/* All structures, as a table of predictions (learn/prediction_table.h): those calculated have their energy, and as
   prediction what the others tell of them. */
void campaign_print(struct campaign *c, const char *property, struct output *out);

#endif
