/* A structure (molecule or crystal) and what is known of it besides its geometry. */
#ifndef MBTR_STRUCTURE_H
#define MBTR_STRUCTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/mem.h"

struct property {
    char *name;
    double value; /* finite, in the unit of the file */
};

struct element_count {
    unsigned number; /* atomic number */
    size_t count;
};

/* What travels with a structure through every stream. */
struct sample {
    char *id;
    size_t atoms;
    struct element_count *elements; /* ascending atomic numbers */
    size_t nelements;
    struct property *properties; /* in the order of the file; names differ */
    size_t nproperties;
};

/* Of coordinates and cell vectors, angstrom: beyond, distances lose the digits of bonds. */
#define LENGTH_MAX 1e9

struct structure {
    struct sample sample;
    uint8_t *number;       /* atomic numbers */
    double (*position)[3]; /* angstrom */
    size_t capacity;       /* atoms that there is room for in both */
    double cell[3][3];     /* rows are the lattice vectors, angstrom; zero where there is none */
    bool pbc[3];
    const char *file; /* where the structure begins, for messages; file is borrowed */
    size_t line;
};

void sample_free(struct sample *s);
void structure_free(struct structure *s);

/* Appends id and geometry: for a hash. */
void structure_bytes(const struct structure *s, struct bytes *to);

/* The value of a property, NULL when the sample has none of that name. */
const double *sample_property(const struct sample *s, const char *name);

/* The number of atoms of an element, 0 when there is none. */
size_t sample_count(const struct sample *s, unsigned number);

/* Appends the formula in Hill's order ("C2H6O", "AlN") to a text. */
void sample_formula(const struct sample *s, struct bytes *text);

/* Fills elements and nelements from the atomic numbers of s->atoms atoms. */
void sample_count_elements(struct sample *s, const uint8_t *number);

#endif
