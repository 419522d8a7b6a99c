#include "learn/known_changes.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/available.h"
#include "base/mem.h"

struct known_changes {
    size_t n, room, taken; /* structures; bytes */
    struct changes *of;
    bool *is_known;
};

struct known_changes *known_changes_new(size_t n)
{
    struct known_changes *k = mem_new(1, sizeof *k);
    *k = (struct known_changes){n, available_memory() / 2, 0, mem_zero(n, sizeof *k->of), mem_zero(n, sizeof *k->is_known)};
    return k;
}

void known_changes_forget(struct known_changes *k)
{
    for (size_t i = 0; i < k->n; i++) {
        changes_free(&k->of[i]);
        k->is_known[i] = false;
    }
    k->taken = 0;
}

void known_changes_free(struct known_changes *k)
{
    known_changes_forget(k);
    free(k->of);
    free(k->is_known);
    free(k);
}

const struct changes *known_changes_get(const struct known_changes *k, size_t structure)
{
    return k->is_known[structure] ? &k->of[structure] : NULL;
}

static size_t bytes_of(const struct tensor *t)
{
    size_t bytes = sizeof *t;
    for (size_t i = 0; i < t->nterms; i++)
        bytes += sizeof *t->term + t->term[i].key_capacity * sizeof *t->term->key +
                 t->term[i].bin_capacity * sizeof *t->term->bin;
    return bytes;
}

const struct changes *known_changes_put(struct known_changes *k, size_t structure, size_t ntensors, struct changes *c)
{
    size_t bytes = 0, before;
    for (size_t i = 0; i < ntensors * c->coordinates; i++)
        bytes += bytes_of(&c->of.at[i]);
#pragma omp atomic capture
    {
        before = k->taken;
        k->taken += bytes;
    }
    if (before + bytes > k->room)
        return c;
    k->of[structure] = *c;
    k->is_known[structure] = true;
    *c = (struct changes){0};
    return &k->of[structure];
}
