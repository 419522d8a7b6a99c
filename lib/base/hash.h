/* The XXH3 hash of 64 bits (Y. Collet's xxHash) of bytes: of those that come in pieces, and of those
   at hand. */
#ifndef MBTR_HASH_H
#define MBTR_HASH_H

#include <stddef.h>
#include <stdint.h>

struct hash;

struct hash *hash_new(void);
void hash_free(struct hash *h);

void hash_add(struct hash *h, const void *bytes, size_t n);

/* The hash of what was added since the hash is new or was restarted. */
uint64_t hash_value(const struct hash *h);

void hash_restart(struct hash *h);

/* The hash of n bytes at once, as 16 hexadecimal digits. */
void hash_text(const void *bytes, size_t n, char to[17]);

#endif
