/* The keys of maps in streams: one table per map, from which writing, reading, checks, comparison, release and print
   follow, as those of recipes do (base/field.h). A new key is a row. */
#ifndef MBTR_ENTRY_H
#define MBTR_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/output.h"
#include "stream/item.h"

struct entry;

/* What can be done with a value; map is the struct that the map of the entry is in memory. */
struct entry_type {
    void (*put)(const struct entry *e, const void *map, struct bytes *to);
    /* Reads into what clear has left. False where the value says as much as if it were not there: no atoms, no terms, a
       map that lacks keys. */
    bool (*get)(const struct entry *e, void *map, struct cursor *c);
    bool (*same)(const struct entry *e, const void *a, const void *b); /* NULL: is never compared */
    void (*clear)(const struct entry *e, void *map); /* frees, and sets to 0; NULL: reading anew does no harm */
};

struct entry {
    const char *key; /* a table ends with a row without, and has at most 64 with */
    const struct entry_type *type;
    size_t offset;             /* of a value that is one member of the map's struct */
    const struct entry *table; /* of the maps in the value, where it has such */
    unsigned in;               /* the parts of streams (stream/stream_kind.h) that it belongs to; 0: to all */
    bool needed;               /* where it belongs, a map that lacks it is not complete */
    const char *differ;        /* what streams are told to differ in when they differ here; NULL: they may */
    void (*print)(const struct entry *e, const void *map, struct output *to); /* NULL: is not printed */
};

/* char *, double, bool, size_t (0 is as if it were not there), uint64_t, and a struct within, of the row's table. */
extern const struct entry_type entry_text, entry_number, entry_truth, entry_size, entry_count, entry_map;

/* Appends the map with those keys that belong to these parts. */
void entry_put_map(const struct entry *table, const void *map, unsigned parts, struct bytes *to);

/* Reads a map, passing over keys that the table does not have or that belong to other parts. Returns the keys that were
   there: bit i is row i. Of those that are there twice the last counts. */
uint64_t entry_get_map(const struct entry *table, void *map, unsigned parts, struct cursor *c);

/* Whether these keys are all that a map of these parts needs. */
bool entry_complete(const struct entry *table, unsigned parts, uint64_t there);

/* Whether all values are the same; what the first that counts differs in, or NULL. */
bool entry_same(const struct entry *table, const void *a, const void *b);
const char *entry_difference(const struct entry *table, const void *a, const void *b);

/* Frees and sets to 0 all values, or those that do not belong to these parts. */
void entry_clear(const struct entry *table, void *map);
void entry_keep(const struct entry *table, void *map, unsigned parts);

/* Prints the keys of these parts as lines for people. */
void entry_print_map(const struct entry *table, const void *map, unsigned parts, struct output *to);

/* For rows: "key: value". */
void entry_print_text(const struct entry *e, const void *map, struct output *to);
void entry_print_number(const struct entry *e, const void *map, struct output *to);

#endif
