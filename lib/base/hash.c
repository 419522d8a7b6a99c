#include "base/hash.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/die.h"
#include "base/mem.h"

struct hash {
    XXH3_state_t *state;
};

struct hash *hash_new(void)
{
    struct hash *h = mem_new(1, sizeof *h);
    h->state = XXH3_createState();
    if (!h->state)
        die("no memory for a hash");
    hash_restart(h);
    return h;
}

void hash_free(struct hash *h)
{
    XXH3_freeState(h->state);
    free(h);
}

void hash_add(struct hash *h, const void *bytes, size_t n)
{
    if (n > 0 && XXH3_64bits_update(h->state, bytes, n) != XXH_OK)
        die("cannot hash");
}

uint64_t hash_value(const struct hash *h)
{
    return XXH3_64bits_digest(h->state);
}

void hash_restart(struct hash *h)
{
    if (XXH3_64bits_reset(h->state) != XXH_OK)
        die("cannot hash");
}

void hash_text(const void *bytes, size_t n, char to[17])
{
    snprintf(to, 17, "%016" PRIx64, XXH3_64bits(bytes, n));
}
