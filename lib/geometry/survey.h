/* What a data set holds: counts, elements, distances and properties. */
#ifndef MBTR_SURVEY_H
#define MBTR_SURVEY_H

#include "base/output.h"
#include "text/structure.h"

struct survey;

/* In structures with periodic directions pairs further apart than reach (angstrom) are left out; in others all pairs
   count. */
struct survey *survey_new(double reach);

/* Takes one more structure in. Two atoms at one place end the program. */
void survey_add(struct survey *s, const struct structure *structure);

/* Writes the table: what, name, count, min, mean, max, std. */
void survey_print(const struct survey *s, struct output *out);
void survey_free(struct survey *s);

#endif
