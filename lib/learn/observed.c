#include "learn/observed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/hash.h"
#include "base/mem.h"
#include "geometry/gradient.h"
#include "learn/target.h"

enum { PLACE_MAX = 512 };

static void place_of(const struct observed *o, char *to)
{
    snprintf(to, PLACE_MAX, "%s: record %zu (%s)", o->file, o->number, o->record.sample.id);
}

static void exchange(struct tensor *a, struct tensor *b)
{
    struct tensor t = *a;
    *a = *b;
    *b = t;
}

/* Takes the next record of the structure, whose tensor goes to the others. */
static bool read_record(struct observed *o, struct reader *from, struct hash *records, struct local_records *state,
                        struct record *r)
{
    if (!reader_take(from, &o->parcel))
        return false;
    hash_add(records, o->parcel.bytes.at, o->parcel.bytes.length);
    reader_decode(&o->parcel, reader_header(from), r);
    local_records_next(state, &o->parcel, r);
    tensor_list_grow(&o->tensor, o->ntensors + 1);
    o->element = mem_grow(o->element, &o->elements_room, o->ntensors + 1, sizeof *o->element);
    o->element[o->ntensors] = (unsigned)r->element;
    exchange(&o->tensor.at[o->ntensors++], &r->tensor);
    return true;
}

/* Reads a structure; false at the end. */
static bool read_structure(struct observed *o, struct reader *from, struct hash *records, struct record *rest)
{
    struct local_records state = {.local = reader_header(from)->local};
    o->ntensors = 0;
    if (!read_record(o, from, records, &state, &o->record))
        return false;
    o->file = o->parcel.file;
    o->number = o->parcel.record;
    while (state.missing > 0 && read_record(o, from, records, &state, rest))
        ;
    local_records_end(&state, &o->record.sample);
    return true;
}

static void check(struct observed *o, const struct regression *g)
{
    char place[PLACE_MAX];
    place_of(o, place);
    if (regression_has_forces(g) && o->record.geometry.sample.atoms == 0)
        die("%s: it does not carry its structure: make the tensors by a recipe that names forces or a stress", place);
    o->target = target_of(&o->record.sample, g->property, false, place);
}

size_t observed_read(struct observed *o, size_t n, struct reader *from, struct hash *records, const struct regression *g)
{
    struct record rest = {0};
    size_t have = 0;
    for (; have < n && read_structure(&o[have], from, records, &rest); have++)
        check(&o[have], g);
    record_free(&rest);
    return have;
}

void observed_free(struct observed *o)
{
    tensor_list_free(&o->tensor);
    free(o->element);
    record_free(&o->record);
    bytes_free(&o->parcel.bytes);
    *o = (struct observed){0};
}

static size_t forces_of(const struct record *r)
{
    return r->nforces > 0 ? 3 * r->geometry.sample.atoms : 0;
}

size_t observed_count(const struct record *r)
{
    return forces_of(r) + (r->has_stress ? STRAINS : 0);
}

size_t observed_coordinate(const struct record *r, size_t i)
{
    size_t forces = forces_of(r);
    return i < forces ? i : 3 * r->geometry.sample.atoms + i - forces;
}

double observed_value(const struct record *r, size_t i)
{
    size_t forces = forces_of(r);
    if (i < forces)
        return -r->force[i / 3][i % 3];
    return structure_volume(&r->geometry) * r->stress[gradient_row[i - forces]][gradient_column[i - forces]];
}

void observed_expect(const struct observed *o, char *const *message, size_t n)
{
    char place[PLACE_MAX];
    for (size_t i = 0; i < n; i++)
        if (message[i]) {
            place_of(&o[i], place);
            die("%s: %s", place, message[i]);
        }
}
