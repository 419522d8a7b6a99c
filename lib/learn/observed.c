#include "learn/observed.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "geometry/gradient.h"

void observed_free(struct observed *o)
{
    tensor_list_free(&o->tensor);
    free(o->element);
    record_free(&o->record);
    bytes_free(&o->parcel.bytes);
    *o = (struct observed){0};
}

void observed_room(struct observed *o, size_t ntensors)
{
    tensor_list_grow(&o->tensor, ntensors);
    o->element = mem_grow(o->element, &o->elements_room, ntensors, sizeof *o->element);
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

enum regression_kind observed_kind(const struct record *r, size_t row)
{
    return row == 0 ? REGRESSION_PROPERTY : row <= forces_of(r) ? REGRESSION_FORCES : REGRESSION_STRESS;
}

void observed_die(const struct observed *o, const char *message)
{
    if (o->line > 0)
        die("%s:%zu: %s: %s", o->file, o->line, o->record.sample.id, message);
    die("%s: record %zu (%s): %s", o->file, o->number, o->record.sample.id, message);
}

void observed_expect(const struct observed *o, char *const *message, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (message[i])
            observed_die(&o[i], message[i]);
}
