#include "stream/header_type.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "stream/header.h"
#include "structure/element.h"
#include "structure/structure.h"

static void put_format(const struct map_key *key, const void *map, struct bytes *to)
{
    (void)key;
    (void)map;
    item_put_text(to, STREAM_FORMAT);
}

static bool get_format(const struct map_key *key, void *map, struct cursor *c)
{
    (void)key;
    (void)map;
    char *format = item_get_text(c);
    if (strcmp(format, STREAM_FORMAT) != 0)
        die("%s: byte %zu: a stream of another version: expected '%s', found '%s'", c->file, c->offset, STREAM_FORMAT, format);
    free(format);
    return true;
}

const struct map_key_type header_type_format = {put_format, get_format, NULL, NULL, NULL};

static void put_holds(const struct map_key *key, const void *map, struct bytes *to)
{
    (void)key;
    item_put_text(to, header_kind(map)->name);
}

static bool get_holds(const struct map_key *key, void *map, struct cursor *c)
{
    (void)key;
    const struct stream_kind *k = item_get_row(c, stream_kinds, sizeof *stream_kinds);
    ((struct header *)map)->holds = k ? k->holds : HOLDS_ANY;
    return true;
}

static bool same_holds(const struct map_key *key, const void *a, const void *b)
{
    (void)key;
    return ((const struct header *)a)->holds == ((const struct header *)b)->holds;
}

const struct map_key_type header_type_holds = {put_holds, get_holds, same_holds, NULL, NULL};

static void put_body(const struct map_key *key, const void *map, struct bytes *to)
{
    (void)key;
    item_put_count(to, ((const struct layout *)map)->body);
}

static bool get_body(const struct map_key *key, void *map, struct cursor *c)
{
    (void)key;
    uint64_t body = item_get_count(c);
    ((struct layout *)map)->body = (unsigned)body;
    return body >= 1 && body <= KEY_MAX;
}

static bool same_body(const struct map_key *key, const void *a, const void *b)
{
    (void)key;
    return ((const struct layout *)a)->body == ((const struct layout *)b)->body;
}

static const struct map_key_type body_type = {put_body, get_body, same_body, NULL, NULL};

const struct map_key header_type_term[] = {
    {"body", &body_type, .needed = true},
    {"bins", &map_key_size, .offset = offsetof(struct layout, bins), .needed = true},
    {"start", &map_key_number, .offset = offsetof(struct layout, start)},
    {"stop", &map_key_number, .offset = offsetof(struct layout, stop)},
    {0},
};

static void put_terms(const struct map_key *key, const void *map, struct bytes *to)
{
    const struct header *h = map;
    item_put_array(to, h->nterms);
    for (size_t i = 0; i < h->nterms; i++)
        map_key_put_map(key->table, &h->terms[i], 0, to);
}

static bool get_terms(const struct map_key *key, void *map, struct cursor *c)
{
    struct header *h = map;
    size_t n = item_get_array(c);
    for (size_t capacity = 0; h->nterms < n; h->nterms++) {
        h->terms = mem_grow(h->terms, &capacity, h->nterms + 1, sizeof *h->terms);
        struct layout *t = &h->terms[h->nterms];
        *t = (struct layout){0};
        if (!map_key_complete(key->table, 0, map_key_get_map(key->table, t, 0, c)) || t->bins > BINS_MAX)
            item_die(c, "a term without atoms or bins, or with more of them than there are");
        if (t->start > t->stop)
            item_die(c, "a term whose bins end before they begin");
    }
    return h->nterms > 0;
}

static bool same_terms(const struct map_key *key, const void *a, const void *b)
{
    const struct header *p = a, *q = b;
    bool same = p->nterms == q->nterms;
    for (size_t i = 0; same && i < p->nterms; i++)
        same = map_key_same(key->table, &p->terms[i], &q->terms[i]);
    return same;
}

static void clear_terms(const struct map_key *key, void *map)
{
    struct header *h = map;
    (void)key;
    free(h->terms);
    h->terms = NULL;
    h->nterms = 0;
}

static const char *fault_of_terms(const struct map_key *key, const void *map)
{
    const struct header *h = map;
    const char *fault = NULL;
    for (size_t i = 0; i < h->nterms && !map_key_wrong(key->table, &h->terms[i], 0, &fault); i++)
        ;
    return fault;
}

const struct map_key_type header_type_terms = {put_terms, get_terms, same_terms, clear_terms, fault_of_terms};

static void put_species(const struct map_key *key, const void *map, struct bytes *to)
{
    const struct header *h = map;
    (void)key;
    item_put_array(to, h->nspecies);
    for (size_t i = 0; i < h->nspecies; i++)
        item_put_count(to, h->species[i]);
}

static bool get_species(const struct map_key *key, void *map, struct cursor *c)
{
    struct header *h = map;
    size_t n = item_get_array(c);
    (void)key;
    for (size_t capacity = 0; h->nspecies < n; h->nspecies++) {
        h->species = mem_grow(h->species, &capacity, h->nspecies + 1, sizeof *h->species);
        uint64_t number = item_get_count(c);
        if (number < 1 || number > ELEMENT_MAX)
            item_die(c, "an unknown element");
        h->species[h->nspecies] = (uint8_t)number;
    }
    return h->nspecies > 0;
}

static bool same_species(const struct map_key *key, const void *a, const void *b)
{
    const struct header *p = a, *q = b;
    (void)key;
    return structure_same_atoms(p->species, p->nspecies, q->species, q->nspecies);
}

static void clear_species(const struct map_key *key, void *map)
{
    struct header *h = map;
    (void)key;
    free(h->species);
    h->species = NULL;
    h->nspecies = 0;
}

const struct map_key_type header_type_species = {put_species, get_species, same_species, clear_species, NULL};

static void put_columns(const struct map_key *key, const void *map, struct bytes *to)
{
    const struct header *h = map;
    (void)key;
    item_put_array(to, h->ncolumns);
    for (size_t i = 0; i < h->ncolumns; i++)
        item_put_text(to, h->columns[i]);
}

static bool get_columns(const struct map_key *key, void *map, struct cursor *c)
{
    struct header *h = map;
    size_t n = item_get_array(c);
    (void)key;
    for (size_t capacity = 0; h->ncolumns < n; h->ncolumns++) {
        h->columns = mem_grow(h->columns, &capacity, h->ncolumns + 1, sizeof *h->columns);
        h->columns[h->ncolumns] = item_get_text(c);
    }
    return h->ncolumns > 0;
}

static void clear_columns(const struct map_key *key, void *map)
{
    struct header *h = map;
    (void)key;
    for (size_t i = 0; i < h->ncolumns; i++)
        free(h->columns[i]);
    free(h->columns);
    h->columns = NULL;
    h->ncolumns = 0;
}

static const char *fault_of_columns(const struct map_key *key, const void *map)
{
    const struct header *h = map;
    const char *fault = NULL;
    (void)key;
    for (size_t i = 0; i < h->ncolumns && !fault; i++)
        fault = map_key_fault_of_text(h->columns[i], false);
    return fault;
}

const struct map_key_type header_type_columns = {put_columns, get_columns, NULL, clear_columns, fault_of_columns};

static void put_coefficients(const struct map_key *key, const void *map, struct bytes *to)
{
    const struct model_label *m = map;
    (void)key;
    item_put_map(to, m->ncoefficients);
    for (size_t i = 0; i < m->ncoefficients; i++) {
        item_put_count(to, m->numbers[i]);
        item_put_double(to, m->coefficient[i]);
    }
}

static bool get_coefficients(const struct map_key *key, void *map, struct cursor *c)
{
    struct model_label *m = map;
    size_t n = item_get_map(c), capacity = 0, capacities = 0;
    (void)key;
    for (; m->ncoefficients < n; m->ncoefficients++) {
        m->numbers = mem_grow(m->numbers, &capacity, m->ncoefficients + 1, sizeof *m->numbers);
        m->coefficient = mem_grow(m->coefficient, &capacities, m->ncoefficients + 1, sizeof *m->coefficient);
        uint64_t number = item_get_count(c);
        if (number > ELEMENT_MAX || (m->ncoefficients > 0 && number <= m->numbers[m->ncoefficients - 1]))
            item_die(c, "coefficients of unknown or unsorted elements");
        m->numbers[m->ncoefficients] = (unsigned)number;
        m->coefficient[m->ncoefficients] = item_get_double(c);
    }
    return true;
}

static const char *fault_of_coefficients(const struct map_key *key, const void *map)
{
    const struct model_label *m = map;
    (void)key;
    return map_key_fault_of_numbers(m->coefficient, m->ncoefficients);
}

static void clear_coefficients(const struct map_key *key, void *map)
{
    struct model_label *m = map;
    (void)key;
    free(m->numbers);
    free(m->coefficient);
    m->numbers = NULL;
    m->coefficient = NULL;
    m->ncoefficients = 0;
}

const struct map_key_type header_type_coefficients = {put_coefficients, get_coefficients, NULL, clear_coefficients,
                                                      fault_of_coefficients};
