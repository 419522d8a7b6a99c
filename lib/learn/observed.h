/* Structures of a stream with what is observed of them: a property, forces and stress, and the derivatives of their tensors
   that go with these. */
#ifndef MBTR_OBSERVED_H
#define MBTR_OBSERVED_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/regression.h"
#include "stream/reader.h"
#include "tensor/tensor_maker.h"

struct observed {
    struct parcel parcel;
    struct record record;  /* with its structure */
    double target;         /* the property */
    struct tensor *change; /* how the tensor changes with each coordinate and strain (tensor/representation.h, jacobian) */
    size_t nchanges;       /* that there is memory for */
    char *message;         /* NULL: the changes are there */
};

/* Reads up to n structures of a stream, adds their records to the hash, and finds how their tensors change: one thread
   reads, all work, the maker having memory for as many. Returns how many there were. A record without its structure, or
   without the property, or one that has no derivatives, ends the program. */
size_t observed_read(struct observed *o, size_t n, struct reader *from, struct hash *records, struct tensor_maker *maker,
                     const struct regression *g);

void observed_free(struct observed *o);

/* The derivatives of the property that were observed, as a list: how many, which coordinate of the changes each is by, and
   its value. */
size_t observed_count(const struct observed *o);
size_t observed_coordinate(const struct observed *o, size_t i);
double observed_value(const struct observed *o, size_t i);

#endif
