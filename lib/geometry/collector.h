/* Tuples of atoms on their way to who wants them: gathered in a batch, weighted, left out where they have no weight,
   given their value, and handed on. */
#ifndef MBTR_COLLECTOR_H
#define MBTR_COLLECTOR_H

#include "geometry/arms.h"
#include "geometry/batch.h"
#include "geometry/term_group.h"

typedef void collector_take(const struct batch *b, void *context);

struct collector {
    struct term_group group;
    collector_take *take;
    void *context;
    struct arms *arms;  /* of the tuples in the batch, set with them; NULL: not wanted */
    struct batch batch; /* a tuple's key and edges, and what else its body has, come first; n is then one more */
};

/* Weighs the tuples of the batch for each term, the taper included; drops those below the cutoff, with an edge beyond reach or
   without weight; evaluates the geometry function, hands the others on and empties the batch. To be called when it is
   full, and at the end. */
void collector_flush(struct collector *c);

#endif
