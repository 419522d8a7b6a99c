/* Structures with their tensors and what is observed of them: a property, forces and stress. */
#ifndef MBTR_OBSERVED_H
#define MBTR_OBSERVED_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/regression.h"
#include "stream/reader.h"
#include "stream/record.h"
#include "tensor/tensor.h"

struct known_changes;

/* A structure; {0} at first. */
struct observed {
    struct record record;        /* its first, with the structure; its tensor is among those below ... */
    const char *file;            /* ... and where it is from: */
    size_t number, line;         /* of the record, or of the line where the structure begins; the other is 0 */
    double target;               /* the property */
    size_t ntensors;             /* 1, or its atoms where the stream's tensors are of atoms */
    struct tensor_list tensor;   /* without scales ... */
    unsigned *element;           /* ... and of which element each atom is; 0: of a structure */
    struct known_changes *known; /* where it is kept how these change, at this place; NULL: nowhere */
    size_t place;
    struct parcel parcel; /* memory to read by */
    size_t elements_room;
};

void observed_free(struct observed *o);

/* Makes room for that many tensors, and their elements. */
void observed_room(struct observed *o, size_t ntensors);

/* The derivatives of the property that were observed, by a record, as a list: how many, which coordinate each is by
   (tensor/representation.h, jacobian), and its value. */
size_t observed_count(const struct record *r);
size_t observed_coordinate(const struct record *r, size_t i);
double observed_value(const struct record *r, size_t i);

/* The kind of a row of a structure: the property's is row 0, that of the i-th derivative row i + 1. */
enum regression_kind observed_kind(const struct record *r, size_t row);

/* Ends the program with a message about the structure; or with the first of n messages that is not NULL, about that one. */
_Noreturn void observed_die(const struct observed *o, const char *message);
void observed_expect(const struct observed *o, char *const *message, size_t n);

#endif
