/* A model as a function of structures: their property and its derivatives. */
#ifndef MBTR_POTENTIAL_H
#define MBTR_POTENTIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "geometry/gradient.h"
#include "kernel/kernel.h"
#include "learn/model.h"
#include "structure/structure.h"
#include "tensor/representation.h"

struct potential;

/* Of a model in primal form, whose tensors are those of a representation, for n threads; k: its kernel, which tells whether
   tensors of atoms are added up or averaged. All are borrowed. A model of another form ends the program, which names it. */
struct potential *potential_new(const struct model *m, const char *name, const struct representation *r, const struct kernel *k,
                                size_t n);
void potential_free(struct potential *p);

/* What keeps the model from telling derivatives, of structures that repeat or not; NULL: nothing. */
const char *potential_rough(const struct potential *p, bool periodic);

/* The property of a structure, total, and its derivatives (NULL: not wanted), by the memory of a thread, numbers from 0.
   Returns NULL, or a message about the structure that is valid until the next call of the same thread. */
const char *potential_compute(struct potential *p, size_t thread, const struct structure *s, double *value,
                              struct gradient *derivatives);

/* Whether the model compares structures with training tensors; if so, of the structure that a thread computed last: how far the
   atom that is farthest from all of them, its number from 1 to *atom, is from the nearest, in widths of the kernel (1 is far;
   infinite: there is none of its element); 0 to *atom where structures are compared. */
bool potential_has_novelty(const struct potential *p);
double potential_novelty(const struct potential *p, size_t thread, size_t *atom);

#endif
