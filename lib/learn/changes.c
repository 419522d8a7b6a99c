#include "learn/changes.h"

#include "base/mem.h"
#include "base/size.h"

char *changes_find(struct changes *c, const struct observed *o, struct tensor_maker *maker, size_t thread)
{
    const struct structure *s = &o->record.geometry;
    c->coordinates = 3 * s->sample.atoms + STRAINS;
    tensor_list_grow(&c->of, size_mul(o->ntensors, c->coordinates));
    const char *message = tensor_maker_jacobian(maker, thread, o->record.atom > 0, s, c->of.at);
    return message ? mem_text(message) : NULL;
}

void changes_free(struct changes *c)
{
    tensor_list_free(&c->of);
}
