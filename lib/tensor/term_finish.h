/* What becomes of the blocks of a many-body term once all contributions are in: directions, element correlation and
   normalization; and the transpose of that. */
#ifndef MBTR_TERM_FINISH_H
#define MBTR_TERM_FINISH_H

#include "geometry/term.h"
#include "structure/sample.h"
#include "tensor/accumulator.h"
#include "tensor/representation.h"

struct term_finish {
    const struct representation *representation; /* its correlation filled in */
    const struct term *term;
    size_t at;     /* its place in its group */
    bool directed; /* each tuple was added in the direction that it has */
    unsigned own; /* place in keys of the atom that the tensor is of, whose element a correlation leaves; body: there is none */
    const struct sample *sample;
};

/* The blocks of the tensor, but for its normalization; and that. */
void term_finish_blocks(const struct term_finish *f, struct accumulator *from, struct blocks *to);
void term_finish_normalize(const struct term_finish *f, struct blocks *b);

/* From how a number changes with the bins of the tensor to how it changes with those that accumulators hold. whole: the
   blocks before normalization, which NORMALIZE_L2 needs; else NULL. */
void term_finish_pull(const struct term_finish *f, const struct blocks *slope, const struct blocks *whole, struct blocks *to);

/* From how the blocks of accumulators change, ascending keys, to how those of the tensor do. whole: as above. */
void term_finish_push(const struct term_finish *f, const struct blocks *change, const struct blocks *whole, struct blocks *to);

#endif
