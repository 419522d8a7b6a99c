/* Element correlation: the matrix C in Eqs. 2 and 3 of arXiv:1704.06439. It acts on a finished tensor T whose blocks
   hold both directions of their tuples, one index at a time: T'[z1, ..., zk] = sum over y1, ..., yk of C[z1, y1] ...
   C[zk, yk] T[y1, ..., yk], so that structures of similar elements have blocks in common.

   In low rank, a matrix V of r rows with V^T V = C^T C, or about that, stands in for C: scalar products are the same, and
   blocks r^k whatever the chemistry. Their keys are pseudo-elements; number i of these has the number of the element that is
   listed as number i. */
#ifndef MBTR_CORRELATION_H
#define MBTR_CORRELATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "structure/element.h"
#include "structure/sample.h"
#include "tensor/tensor.h"

/* Elements that are not listed stay as they are. */
struct correlation {
    size_t n;         /* elements; 0: no correlation */
    unsigned *number; /* their atomic numbers */
    double length;    /* of the correlation by the periodic table; 0: it is by matrix */
    unsigned rank;    /* rows of V that stand in for the matrix; 0: the matrix itself */
    size_t rows;      /* of a matrix that is given: n, or fewer where it is V; by length 0 */
    double *matrix;   /* rows x n: row z, column y; by length NULL */
};

/* A copy with a matrix. By length that is exp(-d/length), d being the Euclidean distance of two elements in the periodic table,
   group and period its axes (lanthanides and actinides: group 3). With a rank it is V, whose rows are the eigenvectors of C^T C
   of the largest eigenvalues, times the roots of these, the largest entry of each positive. */
struct correlation correlation_filled(const struct correlation *c);

/* Scalar products of the elements, as the columns of C or V have them, divided by the lengths of both: number a * CORRELATED +
   b for elements a and b; of those that are not listed 1 with themselves and 0 with others. To be freed. */
enum { CORRELATED = ELEMENT_MAX + 1 };
double *correlation_products(const struct correlation *c);

/* Whether blocks are those of pseudo-elements. */
bool correlation_is_reduced(const struct correlation *c);

/* Whether they do the same, be it by length or by matrix. */
bool correlation_same(const struct correlation *a, const struct correlation *b);

/* The number, from 1, of the pseudo-element that stands in keys under an element; 0: it is that element. */
size_t correlation_pseudo_element(const struct correlation *c, unsigned element);

/* Applies the matrix to blocks of body indices and bins bins, index by index, but for one (body: none is left out). */
void correlation_apply(const struct correlation *c, struct blocks *b, unsigned body, unsigned but, size_t bins);

/* The same of the transposed matrix: from how a number changes with the blocks after correlation_apply to how it changes with
   those before, of the elements that a sample has. */
void correlation_pull(const struct correlation *c, const struct sample *s, struct blocks *b, unsigned body, unsigned but,
                      size_t bins);

void correlation_free(struct correlation *c);

#endif
