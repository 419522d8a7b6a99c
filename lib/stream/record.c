#include "stream/record.h"

#include <math.h>
#include <stdlib.h>

#include "stream/record_type.h"

#define AT(member) .offset = offsetof(struct record_map, record.member)

const struct map_key record_keys[] = {
    {"atom", &map_key_size, AT(atom), .in = RECORD_ATOM},
    {"id", &map_key_text, AT(sample.id), .needed = true},
    {"atoms", &map_key_size, AT(sample.atoms), .in = RECORD_SAMPLE, .needed = true},
    {"formula", &record_type_formula, .in = RECORD_SAMPLE},
    {"composition", &record_type_composition, .in = RECORD_SAMPLE, .needed = true},
    {"properties", &record_type_properties, .in = RECORD_SAMPLE},
    {"tensor", &record_type_tensor, .table = record_type_blocks, .in = RECORD_TENSOR, .needed = true},
    {"row", &record_type_row, .in = RECORD_ROW, .needed = true},
    {"alpha", &map_key_number, AT(alpha), .in = RECORD_ALPHA, .needed = true},
    {"self", &map_key_number, AT(self), .in = RECORD_SELF},
    {0},
};

void record_free(struct record *r)
{
    sample_free(&r->sample);
    tensor_free(&r->tensor);
    free(r->row);
    *r = (struct record){0};
}

void record_encode(const struct header *h, const struct record *r, struct bytes *to)
{
    map_key_put_map(record_keys, &(struct record_map){h, *r}, header_records(h), to);
}

static void check_atom(const struct cursor *c, const struct header *h, const struct record *r)
{
    if (h->local != (r->atom > 0) || r->atom > r->sample.atoms)
        item_die(c, "a record of an atom among those of structures, or the other way round");
}

/* An atom's number is read wherever it is, so that it is known where it should not be. */
void record_decode(struct cursor *c, const struct header *h, struct record *r)
{
    unsigned parts = header_records(h);
    struct record_map m = {h, *r};
    sample_free(&m.record.sample);
    tensor_reset(&m.record.tensor, h->nterms);
    m.record.nrow = m.record.atom = 0;
    m.record.self = NAN;
    uint64_t there = map_key_get_map(record_keys, &m, parts | RECORD_ATOM, c);
    *r = m.record;
    if (!map_key_complete(record_keys, parts, there))
        item_die(c, "the record is not complete");
    if (parts & RECORD_SAMPLE)
        check_atom(c, h, r);
}
