/* The many-body tensor representation (H. Huo, M. Rupp, arXiv:1704.06439, Eq. 3): for each term and each tuple of
   species, the distribution of the geometry function over the tuples of such atoms, weighted and broadened. */
#ifndef MBTR_MANY_BODY_H
#define MBTR_MANY_BODY_H

#include <stdbool.h>

#include "geometry/term.h"
#include "structure/structure.h"
#include "tensor/correlation.h"
#include "tensor/tensor.h"

/* What is computed; terms and correlation are borrowed. */
struct representation {
    const struct term *terms;
    size_t nterms;
    enum normalize normalize;
    bool by_atom; /* species: atom */
    const struct correlation *correlation;
};

struct many_body;      /* what the terms need, shared by all threads */
struct many_body_work; /* memory of one thread */

struct many_body *many_body_new(const struct representation *r);
void many_body_free(struct many_body *m);

/* Body and grid of each term, to nterms layouts. */
void many_body_layout(const struct term *terms, size_t nterms, struct layout *to);

struct many_body_work *many_body_work_new(const struct many_body *m);
void many_body_work_free(struct many_body_work *w);

/* The structure's tensor into *to, reusing its memory. Returns NULL, or a message about the structure that is valid
   until the next call with the same w. */
const char *many_body_build(struct many_body_work *w, const struct structure *s, struct tensor *to);

/* The tensors of the structure's atoms, as many as it has: tuples that hold the atom in the vertex (k=3) or first (k=1,
   2, 4) place. Over all atoms they add up to the tensor with counting: once for k=3 and ordered for k=2 and 4. */
const char *many_body_build_local(struct many_body_work *w, const struct structure *s, struct tensor *to);

#endif
