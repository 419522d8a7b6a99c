#include "stream/map_key.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/names.h"
#include "base/text.h"
#include "base/threads.h"

static void *in(const struct map_key *k, void *map)
{
    return (char *)map + k->offset;
}

static const void *of(const struct map_key *k, const void *map)
{
    return (const char *)map + k->offset;
}

static const char *text_of(const struct map_key *k, const void *map)
{
    return *(const char *const *)of(k, map);
}

static void put_text(const struct map_key *k, const void *map, struct bytes *to)
{
    item_put_text(to, text_of(k, map));
}

static bool get_text(const struct map_key *k, void *map, struct cursor *c)
{
    *(char **)in(k, map) = item_get_text(c);
    return true;
}

static bool same_text(const struct map_key *k, const void *a, const void *b)
{
    const char *s = text_of(k, a), *t = text_of(k, b);
    return s == t || (s && t && strcmp(s, t) == 0);
}

static void clear_text(const struct map_key *k, void *map)
{
    char **text = in(k, map);
    free(*text);
    *text = NULL;
}

const char *map_key_fault_of_text(const char *text, bool lines)
{
    return text_is_clean(text, strlen(text), lines) ? NULL : "a text with control characters, or that is not UTF-8";
}

static const char *fault_of_line(const struct map_key *k, const void *map)
{
    if (k->names && names_find((struct names)NAMES_OF(k->names), text_of(k, map)) < 0)
        return "another word than there may be";
    return map_key_fault_of_text(text_of(k, map), false);
}

static const char *fault_of_lines(const struct map_key *k, const void *map)
{
    return map_key_fault_of_text(text_of(k, map), true);
}

const struct map_key_type map_key_text = {put_text, get_text, same_text, clear_text, fault_of_line};
const struct map_key_type map_key_lines = {put_text, get_text, same_text, clear_text, fault_of_lines};

static void put_map(const struct map_key *k, const void *map, struct bytes *to)
{
    map_key_put_map(k->table, of(k, map), 0, to);
}

static bool get_map(const struct map_key *k, void *map, struct cursor *c)
{
    return map_key_complete(k->table, 0, map_key_get_map(k->table, in(k, map), 0, c));
}

static bool same_map(const struct map_key *k, const void *a, const void *b)
{
    return map_key_same(k->table, of(k, a), of(k, b));
}

static void clear_map(const struct map_key *k, void *map)
{
    map_key_clear(k->table, in(k, map));
}

static const char *fault_of_map(const struct map_key *k, const void *map)
{
    const char *fault = NULL;
    map_key_wrong(k->table, of(k, map), 0, &fault);
    return fault;
}

const struct map_key_type map_key_map = {put_map, get_map, same_map, clear_map, fault_of_map};

/* Of the bits of a double, those that are all set where it is not finite. */
#define EXPONENT ((uint64_t)0x7ff << 52)

MANY_TARGETS static bool is_finite(const double *x, size_t n)
{
    uint64_t other = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t bits;
        memcpy(&bits, &x[i], sizeof bits);
        other |= (bits & EXPONENT) == EXPONENT;
    }
    return other == 0;
}

const char *map_key_fault_of_numbers(const double *x, size_t n)
{
    return is_finite(x, n) ? NULL : "a number that is not finite";
}

static const char *fault_of_number(const struct map_key *k, const void *map)
{
    return map_key_fault_of_numbers(of(k, map), 1);
}

static const char *fault_of_amount(const struct map_key *k, const void *map)
{
    const char *fault = fault_of_number(k, map);
    return !fault && *(const double *)of(k, map) < 0 ? "a number below 0" : fault;
}

/* The functions of a type whose values are plain numbers. */
#define PLAIN(name, type, put_value, get_value, there, wrong)                          \
    static void put_##name(const struct map_key *k, const void *map, struct bytes *to) \
    {                                                                                  \
        put_value(to, *(const type *)of(k, map));                                      \
    }                                                                                  \
    static bool get_##name(const struct map_key *k, void *map, struct cursor *c)       \
    {                                                                                  \
        type x = get_value(c);                                                         \
        *(type *)in(k, map) = x;                                                       \
        return there;                                                                  \
    }                                                                                  \
    static bool same_##name(const struct map_key *k, const void *a, const void *b)     \
    {                                                                                  \
        return *(const type *)of(k, a) == *(const type *)of(k, b);                     \
    }                                                                                  \
    static void clear_##name(const struct map_key *k, void *map)                       \
    {                                                                                  \
        *(type *)in(k, map) = 0;                                                       \
    }                                                                                  \
    const struct map_key_type map_key_##name = {put_##name, get_##name, same_##name, clear_##name, wrong};

PLAIN(number, double, item_put_double, item_get_double, true, fault_of_number)
PLAIN(truth, bool, item_put_bool, item_get_bool, true, NULL)
PLAIN(size, size_t, item_put_count, item_get_size, x > 0, NULL)
PLAIN(count, uint64_t, item_put_count, item_get_count, true, NULL)

const struct map_key_type map_key_amount = {put_number, get_number, same_number, clear_number, fault_of_amount};

static bool belongs(const struct map_key *k, unsigned parts)
{
    return !k->in || (k->in & parts);
}

void map_key_put_map(const struct map_key *table, const void *map, unsigned parts, struct bytes *to)
{
    size_t pairs = 0;
    for (const struct map_key *k = table; k->key; k++)
        pairs += belongs(k, parts);
    item_put_map(to, pairs);
    for (const struct map_key *k = table; k->key; k++)
        if (belongs(k, parts)) {
            item_put_text(to, k->key);
            k->type->put(k, map, to);
        }
}

const struct map_key *map_key_wrong(const struct map_key *table, const void *map, unsigned parts, const char **fault)
{
    for (const struct map_key *k = table; k->key; k++)
        if (belongs(k, parts) && k->type->fault && (*fault = k->type->fault(k, map)))
            return k;
    return NULL;
}

/* What was read at this place; values within maps were looked at when these were read. */
static void check_value(const struct map_key *k, const void *map, const struct cursor *c, size_t offset)
{
    const char *fault = k->table || !k->type->fault ? NULL : k->type->fault(k, map);
    if (fault)
        die("%s: byte %zu: %s: %s", c->file, offset, k->key, fault);
}

uint64_t map_key_get_map(const struct map_key *table, void *map, unsigned parts, struct cursor *c)
{
    uint64_t there = 0;
    for (size_t pairs = item_get_map(c); pairs > 0; pairs--) {
        const struct map_key *k = item_get_row(c, table, sizeof *table);
        if (!k || !belongs(k, parts)) {
            item_skip(c);
            continue;
        }
        uint64_t row = (uint64_t)1 << (k - table);
        if (k->type->clear)
            k->type->clear(k, map);
        size_t offset = c->offset;
        there = k->type->get(k, map, c) ? there | row : there & ~row;
        check_value(k, map, c, offset);
    }
    return there;
}

bool map_key_complete(const struct map_key *table, unsigned parts, uint64_t there)
{
    for (const struct map_key *k = table; k->key; k++)
        if (k->needed && belongs(k, parts) && !(there >> (k - table) & 1))
            return false;
    return true;
}

bool map_key_same(const struct map_key *table, const void *a, const void *b)
{
    for (const struct map_key *k = table; k->key; k++)
        if (!k->type->same(k, a, b))
            return false;
    return true;
}

const char *map_key_difference(const struct map_key *table, const void *a, const void *b)
{
    for (const struct map_key *k = table; k->key; k++)
        if (k->differ && !k->type->same(k, a, b))
            return k->differ;
    return NULL;
}

void map_key_clear(const struct map_key *table, void *map)
{
    for (const struct map_key *k = table; k->key; k++)
        if (k->type->clear)
            k->type->clear(k, map);
}

void map_key_keep(const struct map_key *table, void *map, unsigned parts)
{
    for (const struct map_key *k = table; k->key; k++)
        if (k->type->clear && !belongs(k, parts))
            k->type->clear(k, map);
}

void map_key_print_map(const struct map_key *table, const void *map, unsigned parts, struct output *to)
{
    for (const struct map_key *k = table; k->key; k++)
        if (k->print && belongs(k, parts))
            k->print(k, map, to);
}

void map_key_print_text(const struct map_key *k, const void *map, struct output *to)
{
    output_print(to, "%s: %s\n", k->key, text_of(k, map));
}

void map_key_print_number(const struct map_key *k, const void *map, struct output *to)
{
    output_print(to, "%s: %.15g\n", k->key, *(const double *)of(k, map));
}
