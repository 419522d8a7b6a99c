/* From streams of tensors to streams of kernel rows. */
#ifndef MBTR_KERNEL_STREAM_H
#define MBTR_KERNEL_STREAM_H

#include <stdbool.h>

#include "base/forecast.h"
#include "kernel/kernel.h"
#include "kernel/tensor_group.h"
#include "stream/reader.h"
#include "tensor/representation.h"

struct kernel_stream;

/* Kernel and its label, which lacks the digest, are kept, not copied. */
struct kernel_stream *kernel_stream_new(const struct representation *of, const struct kernel *k,
                                        const struct kernel_label *label);
void kernel_stream_free(struct kernel_stream *r);

/* All structures of a stream against each other, as a stream to path (NULL: standard output); by and recipe are for its
   header. Row i holds the columns 0 to i. The tensors are held in memory, the
   matrix is not. */
void kernel_stream_symmetric(struct kernel_stream *r, struct reader *from, const char *path, const char *by,
                             const char *recipe);

/* Each structure of a stream against those of another, which are held in memory. */
void kernel_stream_against(struct kernel_stream *r, struct reader *columns, struct reader *from, const char *path,
                           const char *by, const char *recipe);

/* The same against tensors in memory, of a training set with this digest: an empty group for them, to be filled, and freed by
   tensor_group_free. */
struct tensor_group *kernel_stream_group(const struct kernel_stream *r);
void kernel_stream_against_group(struct kernel_stream *r, const struct tensor_group *columns, const char *digest,
                                 struct reader *from, const char *path, const char *by, const char *recipe);

/* What kernel_stream_symmetric (columns NULL) or kernel_stream_against would do: reads all, holds no tensors and
   computes nothing. Operations are those of the products of common blocks; the output is right to 8 bytes a row. */
struct forecast kernel_stream_forecast(struct kernel_stream *r, struct reader *columns, struct reader *from, const char *by,
                                       const char *recipe);

#endif
