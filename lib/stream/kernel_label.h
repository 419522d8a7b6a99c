/* What streams tell of a kernel: of the one that made rows, or that a model wants. */
#ifndef MBTR_KERNEL_LABEL_H
#define MBTR_KERNEL_LABEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/hash.h"

struct kernel_label {
    char *function; /* its name; of a sum or product the recipe's kernel section */
    double sigma;   /* 0: there is none */
    char *digest;   /* 16 hexadecimal digits */
};

/* A copy; its texts are to be freed. */
struct kernel_label kernel_label_copy(const struct kernel_label *k);

/* Appends function and sigma, for people. */
void kernel_label_print(const struct kernel_label *k, struct bytes *to);

/* The digest of a kernel: of its training set's records as they stand in streams, its label, the scales of the terms,
   and whether it is a sum over atoms. The same whether the training set came in one stream or in parts. 16 hexadecimal
   digits, to be freed, from the hash of the records, which is freed here. */
char *kernel_label_digest(struct hash *records, const struct kernel_label *k, const double *scale, size_t nterms, bool sum);

#endif
