/* The keys of maps in streams: one table per map, from which writing, reading, checks, comparison, release and print
   follow, as those of recipes do (base/field.h). A new key is a row. */
#ifndef MBTR_MAP_KEY_H
#define MBTR_MAP_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/output.h"
#include "stream/item.h"

struct map_key;

/* What can be done with a value; map is the struct that the map of the key is in memory. */
struct map_key_type {
    void (*put)(const struct map_key *k, const void *map, struct bytes *to);
    /* Reads into what clear has left. False where the value says as much as if it were not there: no atoms, no terms, a
       map that lacks keys. */
    bool (*get)(const struct map_key *k, void *map, struct cursor *c);
    bool (*same)(const struct map_key *k, const void *a, const void *b); /* NULL: is never compared */
    void (*clear)(const struct map_key *k, void *map); /* frees, and sets to 0; NULL: reading anew does no harm */
    /* What is wrong with a value that has the right type, be it read or to be written; NULL when nothing is. NULL: no value
       is wrong, or what can be is an error of get. */
    const char *(*fault)(const struct map_key *k, const void *map);
};

struct map_key {
    const char *key; /* a table ends with a row without, and has at most 64 with */
    const struct map_key_type *type;
    size_t offset;               /* of a value that is one member of the map's struct */
    const struct map_key *table; /* of the maps in the value, where it has such */
    unsigned in;                 /* the parts of streams (stream/stream_kind.h) that it belongs to; 0: to all */
    bool needed;                 /* where it belongs, a map that lacks it is not complete */
    const char *const *names;    /* of a text: those that it may be, up to NULL; without, it may be any */
    const char *differ;          /* what streams are told to differ in when they differ here; NULL: they may */
    void (*print)(const struct map_key *k, const void *map, struct output *to); /* NULL: is not printed */
};

/* char * that is clean (base/text.h), one of several lines, double that is finite, one that is not negative either, bool,
   size_t (0 is as if it were not there), uint64_t, and a struct within, of the row's table. */
extern const struct map_key_type map_key_text, map_key_lines, map_key_number, map_key_amount, map_key_truth, map_key_size,
    map_key_count, map_key_map;

/* Appends the map with those keys that belong to these parts. */
void map_key_put_map(const struct map_key *table, const void *map, unsigned parts, struct bytes *to);

/* The first key of these parts whose value is wrong, and what is wrong with it; NULL when all are right. */
const struct map_key *map_key_wrong(const struct map_key *table, const void *map, unsigned parts, const char **fault);

/* Reads a map, passing over keys that the table does not have or that belong to other parts; a value that is wrong ends the
   program. Returns the keys that were there: bit i is row i. Of those that are there twice the last counts. */
uint64_t map_key_get_map(const struct map_key *table, void *map, unsigned parts, struct cursor *c);

/* Whether these keys are all that a map of these parts needs. */
bool map_key_complete(const struct map_key *table, unsigned parts, uint64_t there);

/* Whether all values are the same; what the first that counts differs in, or NULL. */
bool map_key_same(const struct map_key *table, const void *a, const void *b);
const char *map_key_difference(const struct map_key *table, const void *a, const void *b);

/* Frees and sets to 0 all values, or those that do not belong to these parts. */
void map_key_clear(const struct map_key *table, void *map);
void map_key_keep(const struct map_key *table, void *map, unsigned parts);

/* Prints the keys of these parts as lines for people. */
void map_key_print_map(const struct map_key *table, const void *map, unsigned parts, struct output *to);

/* For types: faults of n numbers, and of a text. */
const char *map_key_fault_of_numbers(const double *x, size_t n);
const char *map_key_fault_of_text(const char *text, bool lines);

/* For rows: "key: value". */
void map_key_print_text(const struct map_key *k, const void *map, struct output *to);
void map_key_print_number(const struct map_key *k, const void *map, struct output *to);

#endif
