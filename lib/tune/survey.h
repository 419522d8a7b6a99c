/* What a data set holds: counts, elements, distances and properties. */
#ifndef MBTR_SURVEY_H
#define MBTR_SURVEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/output.h"
#include "structure/structure.h"

struct survey;

/* In structures with periodic directions pairs further apart than reach (angstrom) are left out; in others all pairs
   count. */
struct survey *survey_new(double reach);

/* Takes one more structure in. Two atoms at one place end the program. */
void survey_add(struct survey *s, const struct structure *structure);

/* Whether any structure has periodic directions. */
bool survey_periodic(const struct survey *s);
/* How many elements there are; whether an element is there. */
size_t survey_elements(const struct survey *s);
bool survey_has_element(const struct survey *s, unsigned number);
/* The shortest and the longest distance; infinite and 0 where there is none. */
void survey_distances(const struct survey *s, double *shortest, double *longest);
/* Names of properties, in the order in which they came; NULL after the last. */
const char *survey_property(const struct survey *s, size_t i);
/* The property that is called energy, or has it in its name, or comes first; NULL where there is none. */
const char *survey_energy(const struct survey *s);
/* Writes "2454 structures of H, C, N". */
void survey_title(const struct survey *s, struct bytes *to);

/* Writes the table: what, name, count, min, mean, max, std. */
void survey_print(const struct survey *s, struct output *out);
void survey_free(struct survey *s);

#endif
