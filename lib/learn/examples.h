/* Structures, or atoms of structures, whose property is known, held in memory: to learn from and to test with, again and
   again. */
#ifndef MBTR_EXAMPLES_H
#define MBTR_EXAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "learn/regression.h"
#include "stream/record.h"
#include "structure/element.h"
#include "structure/structure.h"
#include "structure/structure_options.h"

/* What is learned of a structure beside its property (structure/forces.h). */
struct example_forces {
    double (*force)[3]; /* on its atoms; NULL: not learned */
    bool has_stress;
    double stress[3][3];
};

struct examples {
    size_t n;
    struct structure *structure;
    struct example_forces *forces; /* of each structure; NULL: neither forces nor stress are learned */
    size_t rows;                   /* structures, or those of their atoms that count */
    struct sample *sample;         /* of each row; those of structures are lent */
    double *target;                /* the property, total */
    size_t *of;                    /* the structure that the row is of */
    bool of_atoms;
};

/* Reads all structures of count files; elements: of the atoms that count, where the property is of atoms; an empty set: all.
   options are for vectors where forces or a stress are learned. One without what is learned ends the program. */
struct examples *examples_read(char *const *paths, size_t count, const struct structure_options *options,
                               const struct regression *g, const struct element_set *elements);
void examples_free(struct examples *e);

/* What choices are spread over: natoms, a property, or for NULL the target, of atoms its mean; a number per structure, to be
   freed. */
double *examples_strata(const struct examples *e, const char *key);

/* Keeps number of the structures, spread over their strata (learn/split.h), in their order. Fewer than that end the program. */
void examples_choose(struct examples *e, const char *key, size_t number, uint64_t seed);

/* Those of the structures that are kept, in their order, as examples of their own, of which everything but the lists is lent.
   Their places are counted anew. Freed by examples_view_free. */
struct examples *examples_view(const struct examples *e, const bool *keep);
void examples_view_free(struct examples *view);

/* The rows of n structures, both in ascending order, to an array with room for all; returns how many they are. */
size_t examples_rows(const struct examples *e, const size_t *structure, size_t n, size_t *to);

/* A structure and what is learned of it beside its property, as the record of a stream has them; lent. */
struct record examples_record(const struct examples *e, size_t structure);

/* Ends the program unless all have the same atoms in the same order, as species: atom wants. */
void examples_same_atoms(const struct examples *e);

/* Appends all that a result may depend on: for a hash. */
void examples_bytes(const struct examples *e, struct bytes *to);

#endif
