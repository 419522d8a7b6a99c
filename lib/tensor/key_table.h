/* Numbers of 64-bit keys, in the order in which these were added: a hash table. */
#ifndef MBTR_KEY_TABLE_H
#define MBTR_KEY_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct key_slot {
    uint64_t key;
    size_t number; /* from 1; 0: the slot is free */
};

struct key_table {
    size_t n;              /* keys */
    struct key_slot *slot; /* a power of two, at most half full */
    size_t slots;
};

struct key_table key_table_new(void);
void key_table_free(struct key_table *t);

/* Forgets all keys. */
void key_table_reset(struct key_table *t);

/* Adds a key that is not there yet; its number is t->n - 1. */
void key_table_add(struct key_table *t, uint64_t key);

/* The slot of a key, or the free one where it would be. */
static inline struct key_slot *key_table_find(const struct key_table *t, uint64_t key)
{
    size_t i = (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (t->slots - 1);
    while (t->slot[i].number && t->slot[i].key != key)
        i = (i + 1) & (t->slots - 1);
    return &t->slot[i];
}

#endif
