/* What people read of a header, for the rows of header_keys: terms, a line each; whether records are atoms; species;
   the kernel and its digest; columns and whether they are the rows; all of a regression; training tensors. */
#ifndef MBTR_HEADER_LINE_H
#define MBTR_HEADER_LINE_H

#include "stream/map_key.h"

void header_line_holds(const struct map_key *key, const void *header, struct output *to);
void header_line_terms(const struct map_key *key, const void *header, struct output *to);
void header_line_local(const struct map_key *key, const void *header, struct output *to);
void header_line_species(const struct map_key *key, const void *header, struct output *to);
void header_line_kernel(const struct map_key *key, const void *header, struct output *to);
void header_line_columns(const struct map_key *key, const void *header, struct output *to);
void header_line_basis(const struct map_key *key, const void *header, struct output *to);
void header_line_regression(const struct map_key *key, const void *header, struct output *to);

#endif
