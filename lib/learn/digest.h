/* The digest of a kernel: of its training set's records as they stand in streams, its label, the scales of the terms,
   and whether it is a sum over atoms. The same whether the training set came in one stream or in parts. */
#ifndef MBTR_DIGEST_H
#define MBTR_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/hash.h"
#include "stream/stream.h"

/* 16 hexadecimal digits, to be freed, from the hash of the records, which is freed here. */
char *digest_finish(struct hash *records, const struct kernel_label *k, const double *scale, size_t nterms, bool sum);

#endif
