#include "stream/entry.h"

#include <stdlib.h>
#include <string.h>

static void *in(const struct entry *e, void *map)
{
    return (char *)map + e->offset;
}

static const void *of(const struct entry *e, const void *map)
{
    return (const char *)map + e->offset;
}

static const char *text_of(const struct entry *e, const void *map)
{
    return *(const char *const *)of(e, map);
}

static void put_text(const struct entry *e, const void *map, struct bytes *to)
{
    item_put_text(to, text_of(e, map));
}

static bool get_text(const struct entry *e, void *map, struct cursor *c)
{
    *(char **)in(e, map) = item_get_text(c);
    return true;
}

static bool same_text(const struct entry *e, const void *a, const void *b)
{
    const char *s = text_of(e, a), *t = text_of(e, b);
    return s == t || (s && t && strcmp(s, t) == 0);
}

static void clear_text(const struct entry *e, void *map)
{
    char **text = in(e, map);
    free(*text);
    *text = NULL;
}

const struct entry_type entry_text = {put_text, get_text, same_text, clear_text};

static void put_map(const struct entry *e, const void *map, struct bytes *to)
{
    entry_put_map(e->table, of(e, map), 0, to);
}

static bool get_map(const struct entry *e, void *map, struct cursor *c)
{
    return entry_complete(e->table, 0, entry_get_map(e->table, in(e, map), 0, c));
}

static bool same_map(const struct entry *e, const void *a, const void *b)
{
    return entry_same(e->table, of(e, a), of(e, b));
}

static void clear_map(const struct entry *e, void *map)
{
    entry_clear(e->table, in(e, map));
}

const struct entry_type entry_map = {put_map, get_map, same_map, clear_map};

/* The functions of a type whose values are plain numbers. */
#define PLAIN(name, type, put_value, get_value, there)                               \
    static void put_##name(const struct entry *e, const void *map, struct bytes *to) \
    {                                                                                \
        put_value(to, *(const type *)of(e, map));                                    \
    }                                                                                \
    static bool get_##name(const struct entry *e, void *map, struct cursor *c)       \
    {                                                                                \
        type x = get_value(c);                                                       \
        *(type *)in(e, map) = x;                                                     \
        return there;                                                                \
    }                                                                                \
    static bool same_##name(const struct entry *e, const void *a, const void *b)     \
    {                                                                                \
        return *(const type *)of(e, a) == *(const type *)of(e, b);                   \
    }                                                                                \
    static void clear_##name(const struct entry *e, void *map)                       \
    {                                                                                \
        *(type *)in(e, map) = 0;                                                     \
    }                                                                                \
    const struct entry_type entry_##name = {put_##name, get_##name, same_##name, clear_##name};

PLAIN(number, double, item_put_double, item_get_double, true)
PLAIN(truth, bool, item_put_bool, item_get_bool, true)
PLAIN(size, size_t, item_put_count, item_get_size, x > 0)
PLAIN(count, uint64_t, item_put_count, item_get_count, true)

static bool belongs(const struct entry *e, unsigned parts)
{
    return !e->in || (e->in & parts);
}

void entry_put_map(const struct entry *table, const void *map, unsigned parts, struct bytes *to)
{
    size_t pairs = 0;
    for (const struct entry *e = table; e->key; e++)
        pairs += belongs(e, parts);
    item_put_map(to, pairs);
    for (const struct entry *e = table; e->key; e++)
        if (belongs(e, parts)) {
            item_put_text(to, e->key);
            e->type->put(e, map, to);
        }
}

uint64_t entry_get_map(const struct entry *table, void *map, unsigned parts, struct cursor *c)
{
    uint64_t there = 0;
    for (size_t pairs = item_get_map(c); pairs > 0; pairs--) {
        const struct entry *e = item_get_row(c, table, sizeof *table);
        if (!e || !belongs(e, parts)) {
            item_skip(c);
            continue;
        }
        uint64_t row = (uint64_t)1 << (e - table);
        if (e->type->clear)
            e->type->clear(e, map);
        there = e->type->get(e, map, c) ? there | row : there & ~row;
    }
    return there;
}

bool entry_complete(const struct entry *table, unsigned parts, uint64_t there)
{
    for (const struct entry *e = table; e->key; e++)
        if (e->needed && belongs(e, parts) && !(there >> (e - table) & 1))
            return false;
    return true;
}

bool entry_same(const struct entry *table, const void *a, const void *b)
{
    for (const struct entry *e = table; e->key; e++)
        if (!e->type->same(e, a, b))
            return false;
    return true;
}

const char *entry_difference(const struct entry *table, const void *a, const void *b)
{
    for (const struct entry *e = table; e->key; e++)
        if (e->differ && !e->type->same(e, a, b))
            return e->differ;
    return NULL;
}

void entry_clear(const struct entry *table, void *map)
{
    for (const struct entry *e = table; e->key; e++)
        if (e->type->clear)
            e->type->clear(e, map);
}

void entry_keep(const struct entry *table, void *map, unsigned parts)
{
    for (const struct entry *e = table; e->key; e++)
        if (e->type->clear && !belongs(e, parts))
            e->type->clear(e, map);
}

void entry_print_map(const struct entry *table, const void *map, unsigned parts, struct output *to)
{
    for (const struct entry *e = table; e->key; e++)
        if (e->print && belongs(e, parts))
            e->print(e, map, to);
}

void entry_print_text(const struct entry *e, const void *map, struct output *to)
{
    output_print(to, "%s: %s\n", e->key, text_of(e, map));
}

void entry_print_number(const struct entry *e, const void *map, struct output *to)
{
    output_print(to, "%s: %.15g\n", e->key, *(const double *)of(e, map));
}
