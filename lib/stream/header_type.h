/* Values that only headers have, for the rows of header_keys. */
#ifndef MBTR_HEADER_TYPE_H
#define MBTR_HEADER_TYPE_H

#include "stream/map_key.h"

#define STREAM_FORMAT "mbtr-tools/1"

/* The keys of a term. */
extern const struct map_key header_type_term[];

/* Of struct header: the version of the format, which is always STREAM_FORMAT; what the stream holds, HOLDS_ANY where
   that has no name here; terms, species and columns. Of struct model_label: coefficients. */
extern const struct map_key_type header_type_format, header_type_holds, header_type_terms, header_type_species,
    header_type_columns, header_type_coefficients;

#endif
