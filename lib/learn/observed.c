#include "learn/observed.h"

#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/threads.h"
#include "learn/target.h"

enum { PLACE_MAX = 512 };

static size_t coordinates_of(const struct structure *s)
{
    return 3 * s->sample.atoms + STRAINS;
}

static void observe(struct observed *o, const struct header *h, struct tensor_maker *maker)
{
    reader_decode(&o->parcel, h, &o->record);
    const struct structure *s = &o->record.geometry;
    size_t n = coordinates_of(s);
    if (s->sample.atoms == 0)
        die("%s: record %zu (%s): it does not carry its structure: make the tensors by a recipe that names forces or a stress",
            o->parcel.file, o->parcel.record, o->record.sample.id);
    if (o->nchanges < n) {
        o->change = mem_resize(o->change, n, sizeof *o->change);
        memset(o->change + o->nchanges, 0, (n - o->nchanges) * sizeof *o->change);
        o->nchanges = n;
    }
    const char *message = tensor_maker_jacobian(maker, (size_t)omp_get_thread_num(), false, s, o->change);
    o->message = message ? mem_text(message) : NULL;
}

size_t observed_read(struct observed *o, size_t n, struct reader *from, struct hash *records, struct tensor_maker *maker,
                     const struct regression *g)
{
    char place[PLACE_MAX];
    size_t have = 0;
    for (; have < n && reader_take(from, &o[have].parcel); have++)
        hash_add(records, o[have].parcel.bytes.at, o[have].parcel.bytes.length);
#pragma omp parallel for num_threads(threads()) schedule(dynamic, 1)
    for (size_t i = 0; i < have; i++)
        observe(&o[i], reader_header(from), maker);
    for (size_t i = 0; i < have; i++) {
        snprintf(place, sizeof place, "%s: record %zu (%s)", o[i].parcel.file, o[i].parcel.record, o[i].record.sample.id);
        if (o[i].message)
            die("%s: %s", place, o[i].message);
        o[i].target = target_of(&o[i].record.sample, g->property, false, place);
    }
    return have;
}

void observed_free(struct observed *o)
{
    for (size_t c = 0; c < o->nchanges; c++)
        tensor_free(&o->change[c]);
    free(o->change);
    free(o->message);
    record_free(&o->record);
    bytes_free(&o->parcel.bytes);
    *o = (struct observed){0};
}

static size_t forces_of(const struct observed *o)
{
    return o->record.nforces > 0 ? 3 * o->record.geometry.sample.atoms : 0;
}

size_t observed_count(const struct observed *o)
{
    return forces_of(o) + (o->record.has_stress ? STRAINS : 0);
}

size_t observed_coordinate(const struct observed *o, size_t i)
{
    size_t forces = forces_of(o);
    return i < forces ? i : 3 * o->record.geometry.sample.atoms + i - forces;
}

double observed_value(const struct observed *o, size_t i)
{
    size_t forces = forces_of(o);
    if (i < forces)
        return -o->record.force[i / 3][i % 3];
    return structure_volume(&o->record.geometry) * o->record.stress[gradient_row[i - forces]][gradient_column[i - forces]];
}
