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
    struct key_table old = *t;
    *t = make(size_mul(old.slots, 2));
    t->n = old.n;
    for (size_t i = 0; i < old.slots; i++)
        if (old.slot[i].number)
            *key_table_find(t, old.slot[i].key) = old.slot[i];
    free(old.slot);
}

void key_table_add(struct key_table *t, uint64_t key)
{
    if (2 * (t->n + 1) > t->slots)
        grow(t);
    *key_table_find(t, key) = (struct key_slot){key, ++t->n};
}
