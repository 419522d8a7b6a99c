/* Records of streams. */
#ifndef MBTR_RECORD_H
#define MBTR_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "stream/header.h"
#include "stream/item.h"
#include "stream/map_key.h"
#include "structure/sample.h"
#include "structure/structure.h"
#include "tensor/tensor.h"

/* One structure's entry, or that of one of its atoms. Which part is used follows from the header. */
struct record {
    struct sample sample;  /* of the structure; an atom's id is "id:atom"; primal models: only an id, of record_primal_ids[] */
    size_t atom;           /* tensors and rows of atoms: from 1, else 0 */
    size_t element;        /* and its atomic number; 0: older streams do not tell */
    struct sample of_atom; /* and its properties, nothing else */
    struct tensor tensor;  /* tensor and primal models */
    struct structure geometry; /* tensor and factor, where the recipe names forces or a stress: numbers, positions, cell and pbc
                                  of the structure, of its sample what follows from these; of tensors of atoms, and of factors,
                                  in the first of a structure's records. sample.atoms 0: not told */
    double (*force)[3];        /* with geometry: forces on its atoms, nforces of them; 0: not told */
    size_t nforces, force_capacity;
    bool has_stress; /* with geometry: (1/V) dE/dstrain is told */
    double stress[3][3];
    double *row; /* kernel and factor: nrow numbers, room for all columns; may be the caller's memory */
    size_t nrow;
    size_t unlike; /* kernel of atoms that is not symmetric: the atom of the structure, from 1, that is most unlike those of the
                      columns ... */
    double nearest; /* ... and the largest kernel it has with one of them, at least 0; unlike 0: not told */
    double self;    /* kernel that is not symmetric: of the structure with itself; NaN: older streams do not tell */
    double alpha;   /* other models: weight of this training structure */
};

/* What the records of a model in primal form are called, in their order. */
extern const char *const record_primal_ids[PRIMAL_RECORDS];

/* The keys, in their order in streams. */
extern const struct map_key record_keys[];

void record_free(struct record *r);

/* Takes out the sample that the record is of: the structure's, or that of its atom as if this were a structure: id, one atom of
   its element, its properties. An atom whose element older streams do not tell ends the program. */
struct sample record_take_sample(struct record *r);

/* Appends the record as a stream of this header holds it. Numbers that are not finite end the program, so that whatever
   computes them, nobody reads them. Safe to call from several threads. */
void record_encode(const struct header *h, const struct record *r, struct bytes *to);

/* Reads the record of this number, from 1, of a stream with this header into *r, reusing its memory. */
void record_decode(struct cursor *c, const struct header *h, size_t number, struct record *r);

#endif
