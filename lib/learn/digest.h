/* The digest of a kernel: of its training set's records, its label, the scales of the terms, and whether it is a sum over
   atoms. The same whether the training set came in one stream or in parts. */
#ifndef MBTR_DIGEST_H
#define MBTR_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#include "stream/stream.h"

struct digest;

struct digest *digest_new(void);
/* Adds a record as it stands in a stream. */
void digest_record(struct digest *d, const unsigned char *bytes, size_t length);
/* 16 hexadecimal digits, to be freed; the digest is gone. */
char *digest_finish(struct digest *d, const struct kernel_label *k, const double *scale, size_t nterms, bool sum);

#endif
