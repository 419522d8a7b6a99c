/* The many-body tensor representation (H. Huo, M. Rupp, arXiv:1704.06439, Eq. 3): for each term and each tuple of
   elements, the distribution of the geometry function over the tuples of such atoms, weighted and broadened. */
#ifndef MBTR_MBTR_H
#define MBTR_MBTR_H

#include "geometry/term.h"
#include "tensor/tensor.h"
#include "text/structure.h"

struct mbtr;      /* what the terms need, shared by all threads */
struct mbtr_work; /* memory of one thread */

/* Terms are kept, not copied. */
struct mbtr *mbtr_new(const struct term *terms, size_t nterms, enum normalize normalize);
void mbtr_free(struct mbtr *m);

/* Body and grid of each term, to nterms layouts. */
void mbtr_layout(const struct term *terms, size_t nterms, struct layout *to);

struct mbtr_work *mbtr_work_new(const struct mbtr *m);
void mbtr_work_free(struct mbtr_work *w);

/* The structure's tensor into *to, reusing its memory. Returns NULL, or a message about the structure that is valid
   until the next call with the same w. */
const char *mbtr_build(struct mbtr_work *w, const struct structure *s, struct tensor *to);

#endif
