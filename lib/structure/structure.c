#include "structure/structure.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
void structure_free(struct structure *s)
{
    sample_free(&s->sample);
    free(s->number);
    free(s->position);
    *s = (struct structure){0};
}

void structure_bytes(const struct structure *s, struct bytes *to)
{
    bytes_put(to, s->sample.id, strlen(s->sample.id) + 1);
    bytes_put(to, &s->sample.atoms, sizeof s->sample.atoms);
    bytes_put(to, s->number, s->sample.atoms);
    bytes_put(to, s->position, s->sample.atoms * sizeof *s->position);
    bytes_put(to, s->cell, sizeof s->cell);
    bytes_put(to, s->pbc, sizeof s->pbc);
}
