/* Values that only records have, for the rows of record_keys. */
#ifndef MBTR_RECORD_TYPE_H
#define MBTR_RECORD_TYPE_H

#include "stream/header.h"
#include "stream/map_key.h"
#include "stream/record.h"

/* What the map of a record is in memory: the header tells how its numbers are laid out. */
struct record_map {
    const struct header *header;
    struct record record;
};

extern const struct map_key_type record_type_formula, record_type_composition, record_type_properties, record_type_tensor,
    record_type_row, record_type_structure, record_type_forces, record_type_stress;

/* The keys of a tensor's term. */
extern const struct map_key record_type_blocks[];

/* Those of a structure. */
extern const struct map_key record_type_geometry[];

#endif
