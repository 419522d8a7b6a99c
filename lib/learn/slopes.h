/* What a model of slopes (learn/slope_function.h) holds: training tensors, and how the energy changes with each, as
   tensors. Its records are the one and then the other of each structure. */
#ifndef MBTR_SLOPES_H
#define MBTR_SLOPES_H

#include <stddef.h>

#include "stream/header.h"
#include "stream/reader.h"
#include "stream/writer.h"
#include "tensor/tensor.h"

struct slopes {
    struct header tensors; /* what these are */
    size_t n;
    char **id;
    struct tensor *x;     /* as they are computed, without scales */
    struct tensor *slope; /* by tensors times their scales */
};

/* Empty; copies what the header tells of tensors. */
struct slopes *slopes_new(const struct header *tensors, size_t n);
void slopes_free(struct slopes *s);

/* Writes the records of a model with this header, and reads them. */
void slopes_write(const struct slopes *s, const struct header *h, struct writer *to);
struct slopes *slopes_read(struct reader *from);

#endif
