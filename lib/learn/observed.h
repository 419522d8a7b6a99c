/* Structures of a stream with what is observed of them: a property, forces and stress. */
#ifndef MBTR_OBSERVED_H
#define MBTR_OBSERVED_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/regression.h"
#include "stream/local_records.h"
#include "stream/reader.h"
#include "tensor/tensor.h"

/* A structure; {0} at first. */
struct observed {
    struct record record; /* its first, with the structure; its tensor is among those below ... */
    const char *file;     /* ... and where it is from */
    size_t number;
    double target;             /* the property */
    size_t ntensors;           /* 1, or its atoms where the stream's tensors are of atoms */
    struct tensor_list tensor; /* as they are in the stream ... */
    unsigned *element;         /* ... and of which element each atom is; 0: of a structure */
    struct parcel parcel;      /* memory to read by */
    size_t elements_room;
};

/* Reads up to n structures of a stream and adds their records to the hash; returns how many there were. One that lacks the
   property, or its forces' structure, or an atom, ends the program. */
size_t observed_read(struct observed *o, size_t n, struct reader *from, struct hash *records, const struct regression *g);
void observed_free(struct observed *o);

/* The derivatives of the property that were observed, by a record, as a list: how many, which coordinate each is by
   (tensor/representation.h, jacobian), and its value. */
size_t observed_count(const struct record *r);
size_t observed_coordinate(const struct record *r, size_t i);
double observed_value(const struct record *r, size_t i);

/* Ends the program with the first of n messages that is not NULL, which is about that structure. */
void observed_expect(const struct observed *o, char *const *message, size_t n);

#endif
