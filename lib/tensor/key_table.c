#include "tensor/key_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"

enum { SLOTS = 64 };

static struct key_table make(size_t slots)
{
    return (struct key_table){.slot = mem_zero(slots, sizeof(struct key_slot)), .slots = slots};
}

struct key_table key_table_new(void)
{
    return make(SLOTS);
}

void key_table_free(struct key_table *t)
{
    free(t->slot);
    *t = (struct key_table){0};
}

void key_table_reset(struct key_table *t)
{
    memset(t->slot, 0, t->slots * sizeof *t->slot);
    t->n = 0;
}

static void grow(struct key_table *t)
{
    struct key_table more = make(size_mul(t->slots, 2));
    for (size_t i = 0; i < t->slots; i++)
        if (t->slot[i].number)
            *key_table_find(&more, t->slot[i].key) = t->slot[i];
    more.n = t->n;
    free(t->slot);
    *t = more;
}

void key_table_add(struct key_table *t, uint64_t key)
{
    if (2 * (t->n + 1) > t->slots)
        grow(t);
    *key_table_find(t, key) = (struct key_slot){key, ++t->n};
}
