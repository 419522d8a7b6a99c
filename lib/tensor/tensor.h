/* Block-sparse tensors: per term the keys of the non-empty blocks, in lexicographic order, and their bins. */
#ifndef MBTR_TENSOR_H
#define MBTR_TENSOR_H

#include <stddef.h>
#include <stdint.h>

enum { KEY_MAX = 16, BINS_MAX = 1000000 };

/* What all tensors of a stream share, per term. */
struct layout {
    unsigned body;      /* entries of a key, from 1 to KEY_MAX */
    size_t bins;        /* of a block, from 1 to BINS_MAX */
    double start, stop; /* first and last edge of the bins */
};

/* The blocks of one term. Capacities let the memory serve many structures. */
struct blocks {
    size_t n;
    uint16_t *key; /* n x body: atomic numbers */
    double *bin;   /* n x bins */
    size_t key_capacity, bin_capacity;
};

struct tensor {
    size_t nterms;
    struct blocks *term;
};

/* What a tensor is divided by at the end: nothing; each term by its Euclidean norm; all by the number of atoms. */
enum normalize { NORMALIZE_NONE, NORMALIZE_L2, NORMALIZE_ATOMS };

/* Makes t hold nterms terms, each without blocks; keeps the memory it has. {0} at first. */
void tensor_reset(struct tensor *t, size_t nterms);
/* Makes room for n blocks in a term. */
void blocks_resize(struct blocks *b, size_t n, unsigned body, size_t bins);
void tensor_free(struct tensor *t);

/* Keys compared entry by entry, as memcmp does bytes. */
int key_compare(const uint16_t *a, const uint16_t *b, unsigned body);

#endif
