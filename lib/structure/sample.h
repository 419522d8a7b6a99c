/* What is known of a structure besides its geometry, and what travels with it through every stream. */
#ifndef MBTR_SAMPLE_H
#define MBTR_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

struct property {
    char *name;
    double value; /* finite, in the unit of the file */
};

struct element_count {
    unsigned number; /* atomic number */
    size_t count;
};

/* What a property may be of: "structure", "atom"; then NULL. */
enum { PER_STRUCTURE, PER_ATOM };
extern const char *const sample_per_names[];

struct sample {
    char *id;
    size_t atoms;
    struct element_count *elements; /* ascending atomic numbers */
    size_t nelements;
    struct property *properties; /* in the order of the file; names differ */
    size_t nproperties;
};

void sample_free(struct sample *s);

/* A copy with its own memory. */
struct sample sample_copy(const struct sample *s);

/* That of an atom of this element as if it were a structure; it takes the id over. */
struct sample sample_of_atom(char *id, unsigned number);

/* The value of a property, NULL when the sample has none of that name. */
const double *sample_property(const struct sample *s, const char *name);

/* Appends the names of the properties, for messages about one that lacks. */
void sample_property_names(const struct sample *s, struct bytes *text);

/* The number of atoms of an element, 0 when there is none. */
size_t sample_count(const struct sample *s, unsigned number);

/* Appends the formula in Hill's order ("C2H6O", "AlN") to a text. */
void sample_formula(const struct sample *s, struct bytes *text);

/* Fills elements and nelements from the atomic numbers of s->atoms atoms. */
void sample_count_elements(struct sample *s, const uint8_t *number);

#endif
