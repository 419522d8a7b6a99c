#include "stream/record_type.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "structure/element.h"
#include "tensor/blocks.h"

static const struct record *record_of(const void *map)
{
    return &((const struct record_map *)map)->record;
}

static struct sample *sample_in(void *map)
{
    return &((struct record_map *)map)->record.sample;
}

static void put_formula(const struct map_key *k, const void *map, struct bytes *to)
{
    struct bytes formula = {0};
    (void)k;
    sample_formula(&record_of(map)->sample, &formula);
    bytes_put(&formula, "", 1);
    item_put_text(to, (char *)formula.at);
    bytes_free(&formula);
}

/* The formula is there for other readers; ours have it from the composition. */
static bool skip_formula(const struct map_key *k, void *map, struct cursor *c)
{
    (void)k;
    (void)map;
    item_skip(c);
    return true;
}

const struct map_key_type record_type_formula = {put_formula, skip_formula, NULL, NULL, NULL};

static void put_composition(const struct map_key *k, const void *map, struct bytes *to)
{
    const struct sample *s = &record_of(map)->sample;
    (void)k;
    item_put_map(to, s->nelements);
    for (size_t i = 0; i < s->nelements; i++) {
        item_put_count(to, s->elements[i].number);
        item_put_count(to, s->elements[i].count);
    }
}

static bool get_composition(const struct map_key *k, void *map, struct cursor *c)
{
    struct sample *s = sample_in(map);
    size_t n = item_get_map(c), atoms = 0, capacity = 0;
    (void)k;
    for (; s->nelements < n; s->nelements++) {
        s->elements = mem_grow(s->elements, &capacity, s->nelements + 1, sizeof *s->elements);
        struct element_count *at = &s->elements[s->nelements];
        uint64_t number = item_get_count(c);
        *at = (struct element_count){number > ELEMENT_MAX ? 0 : (unsigned)number, item_get_size(c)};
        if (at->number == 0 || at->count == 0 || (s->nelements > 0 && at[-1].number >= at->number))
            item_die(c, "a composition with unknown or unsorted elements");
        if (at->count > s->atoms - atoms)
            break;
        atoms += at->count;
    }
    if (s->nelements < n || atoms != s->atoms)
        item_die(c, "the composition does not add up to the number of atoms");
    return s->nelements > 0;
}

static void clear_composition(const struct map_key *k, void *map)
{
    struct sample *s = sample_in(map);
    (void)k;
    free(s->elements);
    s->elements = NULL;
    s->nelements = 0;
}

const struct map_key_type record_type_composition = {put_composition, get_composition, NULL, clear_composition, NULL};

/* The sample whose properties a key tells: the structure's, or the atom's. */
static const struct sample *with_properties(const struct map_key *k, const void *map)
{
    const void *sample = (const char *)map + k->offset;
    return sample;
}

static struct sample *to_properties(const struct map_key *k, void *map)
{
    void *sample = (char *)map + k->offset;
    return sample;
}

static void put_properties(const struct map_key *k, const void *map, struct bytes *to)
{
    const struct sample *s = with_properties(k, map);
    item_put_map(to, s->nproperties);
    for (size_t i = 0; i < s->nproperties; i++) {
        item_put_text(to, s->properties[i].name);
        item_put_double(to, s->properties[i].value);
    }
}

static bool get_properties(const struct map_key *k, void *map, struct cursor *c)
{
    struct sample *s = to_properties(k, map);
    size_t n = item_get_map(c), capacity = 0;
    for (; s->nproperties < n; s->nproperties++) {
        s->properties = mem_grow(s->properties, &capacity, s->nproperties + 1, sizeof *s->properties);
        char *name = item_get_text(c);
        s->properties[s->nproperties] = (struct property){name, NAN};
        s->properties[s->nproperties].value = item_get_double(c);
    }
    return true;
}

static void clear_properties(const struct map_key *k, void *map)
{
    struct sample *s = to_properties(k, map);
    for (size_t i = 0; i < s->nproperties; i++)
        free(s->properties[i].name);
    free(s->properties);
    s->properties = NULL;
    s->nproperties = 0;
}

/* Their values may be anything: those that are not finite are missing, and an error only where they are learned. */
static const char *fault_of_properties(const struct map_key *k, const void *map)
{
    const struct sample *s = with_properties(k, map);
    const char *fault = NULL;
    for (size_t i = 0; i < s->nproperties && !fault; i++)
        fault = map_key_fault_of_text(s->properties[i].name, false);
    return fault;
}

const struct map_key_type record_type_properties = {put_properties, get_properties, NULL, clear_properties,
                                                    fault_of_properties};

/* The map of blocks: arrays and how many numbers they have. */
struct block_arrays {
    struct blocks blocks;
    size_t nkeys, nbins;
};

static void put_keys(const struct map_key *k, const void *map, struct bytes *to)
{
    const struct block_arrays *a = map;
    (void)k;
    item_put_uint16s(to, a->blocks.key, a->nkeys);
}

static bool get_keys(const struct map_key *k, void *map, struct cursor *c)
{
    struct block_arrays *a = map;
    (void)k;
    a->blocks.key = item_get_uint16s(c, a->blocks.key, &a->blocks.key_capacity, &a->nkeys);
    return true;
}

static const struct map_key_type keys_type = {put_keys, get_keys, NULL, NULL, NULL};

static void put_bins(const struct map_key *k, const void *map, struct bytes *to)
{
    const struct block_arrays *a = map;
    (void)k;
    item_put_doubles(to, a->blocks.bin, a->nbins);
}

static bool get_bins(const struct map_key *k, void *map, struct cursor *c)
{
    struct block_arrays *a = map;
    (void)k;
    a->blocks.bin = item_get_doubles(c, a->blocks.bin, &a->blocks.bin_capacity, &a->nbins);
    return true;
}

static const char *fault_of_bins(const struct map_key *k, const void *map)
{
    const struct block_arrays *a = map;
    (void)k;
    return map_key_fault_of_numbers(a->blocks.bin, a->nbins);
}

static const struct map_key_type bins_type = {put_bins, get_bins, NULL, NULL, fault_of_bins};

const struct map_key record_type_blocks[] = {
    {.key = "keys", .type = &keys_type},
    {.key = "bins", .type = &bins_type},
    {0},
};

static void put_tensor(const struct map_key *k, const void *map, struct bytes *to)
{
    const struct layout *terms = ((const struct record_map *)map)->header->terms;
    const struct tensor *t = &record_of(map)->tensor;
    item_put_array(to, t->nterms);
    for (size_t i = 0; i < t->nterms; i++) {
        const struct blocks *b = &t->term[i];
        struct block_arrays a = {*b, b->n * terms[i].body, b->n * terms[i].bins};
        map_key_put_map(k->table, &a, 0, to);
    }
}

static const char *fault_of_tensor(const struct map_key *k, const void *map)
{
    const struct layout *terms = ((const struct record_map *)map)->header->terms;
    const struct tensor *t = &record_of(map)->tensor;
    const char *fault = NULL;
    for (size_t i = 0; i < t->nterms && !fault; i++) {
        struct block_arrays a = {t->term[i], 0, t->term[i].n * terms[i].bins};
        map_key_wrong(k->table, &a, 0, &fault);
    }
    return fault;
}

/* The last of what the entries of a key count from 1: atoms; elements; 0: what a matrix counts is not known here. */
static unsigned last_entry(const struct header *h, const struct layout *l)
{
    return h->nspecies > 0 ? (unsigned)h->nspecies : l->start < l->stop ? ELEMENT_MAX : 0;
}

static void check_blocks(const struct cursor *c, const struct blocks *b, unsigned body, size_t nkeys, size_t bins,
                         unsigned last)
{
    if (nkeys % body || nkeys / body != b->n || bins % b->n)
        item_die(c, "keys and bins do not agree");
    for (size_t i = 1; i < b->n; i++)
        if (blocks_compare_keys(b->key + (i - 1) * body, b->key + i * body, body) >= 0)
            item_die(c, "block keys are not in ascending order");
    for (size_t i = 0; last > 0 && i < nkeys; i++)
        if (b->key[i] < 1 || b->key[i] > last)
            die("%s: byte %zu: a block's key holds %u, which is no element, or no atom of the structure", c->file, c->offset,
                b->key[i]);
}

static void get_blocks(const struct map_key *table, struct cursor *c, const struct header *h, size_t term, struct blocks *b)
{
    const struct layout *layout = &h->terms[term];
    struct block_arrays a = {.blocks = *b};
    map_key_get_map(table, &a, 0, c);
    a.blocks.n = a.nbins / layout->bins;
    *b = a.blocks;
    if (a.nbins % layout->bins || (b->n == 0 && a.nkeys > 0))
        item_die(c, "keys and bins do not agree");
    if (b->n > 0)
        check_blocks(c, b, layout->body, a.nkeys, a.nbins, last_entry(h, layout));
}

static bool get_tensor(const struct map_key *k, void *map, struct cursor *c)
{
    struct record_map *m = map;
    if (item_get_array(c) != m->header->nterms)
        item_die(c, "a tensor with another number of terms than the header tells");
    for (size_t i = 0; i < m->header->nterms; i++)
        get_blocks(k->table, c, m->header, i, &m->record.tensor.term[i]);
    return true;
}

const struct map_key_type record_type_tensor = {put_tensor, get_tensor, NULL, NULL, fault_of_tensor};

static void put_row(const struct map_key *k, const void *map, struct bytes *to)
{
    const struct record *r = record_of(map);
    (void)k;
    item_put_doubles(to, r->row, r->nrow);
}

static bool get_row(const struct map_key *k, void *map, struct cursor *c)
{
    const struct header *h = ((struct record_map *)map)->header;
    struct record *r = &((struct record_map *)map)->record;
    (void)k;
    if (!r->row)
        r->row = mem_new(h->ncolumns, sizeof *r->row);
    r->nrow = item_get_doubles_into(c, r->row, h->ncolumns);
    return true;
}

static const char *fault_of_row(const struct map_key *k, const void *map)
{
    (void)k;
    return map_key_fault_of_numbers(record_of(map)->row, record_of(map)->nrow);
}

const struct map_key_type record_type_row = {put_row, get_row, NULL, NULL, fault_of_row};

/* The map of a structure: what it holds so far. */
struct geometry_map {
    struct structure *structure;
    size_t nnumbers, npositions;
};

static struct structure *structure_in(const void *map)
{
    return ((const struct geometry_map *)map)->structure;
}

static void put_numbers(const struct map_key *k, const void *map, struct bytes *to)
{
    const struct structure *s = structure_in(map);
    (void)k;
    item_put_array(to, s->sample.atoms);
    for (size_t i = 0; i < s->sample.atoms; i++)
        item_put_count(to, s->number[i]);
}

static bool get_numbers(const struct map_key *k, void *map, struct cursor *c)
{
    struct geometry_map *g = map;
    size_t n = item_get_array(c);
    (void)k;
    for (g->nnumbers = 0; g->nnumbers < n; g->nnumbers++) {
        structure_room(g->structure, g->nnumbers + 1);
        uint64_t number = item_get_count(c);
        if (number < 1 || number > ELEMENT_MAX)
            item_die(c, "an unknown element");
        g->structure->number[g->nnumbers] = (uint8_t)number;
    }
    return n > 0;
}

static const struct map_key_type numbers_type = {put_numbers, get_numbers, NULL, NULL, NULL};

/* Reads doubles, three by three, to memory that grows; returns how many threes. */
static size_t get_vectors(struct cursor *c, double (**to)[3], size_t *capacity)
{
    size_t n, room = 3 * *capacity;
    *to = (void *)item_get_doubles(c, (void *)*to, &room, &n);
    *capacity = room / 3;
    if (n % 3)
        item_die(c, "vectors that do not have three numbers each");
    return n / 3;
}

static void put_positions(const struct map_key *k, const void *map, struct bytes *to)
{
    const struct structure *s = structure_in(map);
    (void)k;
    item_put_doubles(to, s->position[0], 3 * s->sample.atoms);
}

static bool get_positions(const struct map_key *k, void *map, struct cursor *c)
{
    struct geometry_map *g = map;
    double(*position)[3] = NULL;
    size_t capacity = 0;
    (void)k;
    g->npositions = get_vectors(c, &position, &capacity);
    structure_room(g->structure, g->npositions);
    if (g->npositions > 0)
        memcpy(g->structure->position, position, g->npositions * sizeof *position);
    free(position);
    return g->npositions > 0;
}

static const struct map_key_type positions_type = {put_positions, get_positions, NULL, NULL, NULL};

/* A matrix of three rows. */
static void get_matrix(struct cursor *c, double to[3][3])
{
    if (item_get_doubles_into(c, to[0], 9) != 9)
        item_die(c, "a matrix that does not have nine numbers");
}

static void put_cell(const struct map_key *k, const void *map, struct bytes *to)
{
    (void)k;
    item_put_doubles(to, structure_in(map)->cell[0], 9);
}

static bool get_cell(const struct map_key *k, void *map, struct cursor *c)
{
    (void)k;
    get_matrix(c, structure_in(map)->cell);
    return true;
}

static const struct map_key_type cell_type = {put_cell, get_cell, NULL, NULL, NULL};

static void put_pbc(const struct map_key *k, const void *map, struct bytes *to)
{
    (void)k;
    item_put_array(to, 3);
    for (int i = 0; i < 3; i++)
        item_put_bool(to, structure_in(map)->pbc[i]);
}

static bool get_pbc(const struct map_key *k, void *map, struct cursor *c)
{
    (void)k;
    if (item_get_array(c) != 3)
        item_die(c, "pbc of other than three directions");
    for (int i = 0; i < 3; i++)
        structure_in(map)->pbc[i] = item_get_bool(c);
    return true;
}

static const struct map_key_type pbc_type = {put_pbc, get_pbc, NULL, NULL, NULL};

const struct map_key record_type_geometry[] = {
    {.key = "numbers", .type = &numbers_type, .needed = true},
    {.key = "positions", .type = &positions_type, .needed = true},
    {.key = "cell", .type = &cell_type, .needed = true},
    {.key = "pbc", .type = &pbc_type, .needed = true},
    {0},
};

static void put_structure(const struct map_key *k, const void *map, struct bytes *to)
{
    struct structure s = record_of(map)->geometry;
    map_key_put_map(k->table, &(struct geometry_map){&s, 0, 0}, 0, to);
}

/* Lengths that are not finite, as other impossible ones, are found when all of the record is read. */
static bool get_structure(const struct map_key *k, void *map, struct cursor *c)
{
    struct structure *s = &((struct record_map *)map)->record.geometry;
    struct geometry_map g = {s, 0, 0};
    if (!map_key_complete(k->table, 0, map_key_get_map(k->table, &g, 0, c)) || g.nnumbers != g.npositions)
        item_die(c, "a structure without numbers, positions, cell or pbc, or with more of one than of another");
    s->sample.atoms = g.nnumbers;
    return true;
}

const struct map_key_type record_type_structure = {put_structure, get_structure, NULL, NULL, NULL};

static void put_forces(const struct map_key *k, const void *map, struct bytes *to)
{
    const struct record *r = record_of(map);
    (void)k;
    item_put_doubles(to, r->force[0], 3 * r->nforces);
}

static bool get_forces(const struct map_key *k, void *map, struct cursor *c)
{
    struct record *r = &((struct record_map *)map)->record;
    (void)k;
    r->nforces = get_vectors(c, &r->force, &r->force_capacity);
    return r->nforces > 0;
}

static const char *fault_of_forces(const struct map_key *k, const void *map)
{
    const struct record *r = record_of(map);
    (void)k;
    return r->nforces > 0 ? map_key_fault_of_numbers(r->force[0], 3 * r->nforces) : NULL;
}

const struct map_key_type record_type_forces = {put_forces, get_forces, NULL, NULL, fault_of_forces};

static void put_stress(const struct map_key *k, const void *map, struct bytes *to)
{
    (void)k;
    item_put_doubles(to, record_of(map)->stress[0], 9);
}

static bool get_stress(const struct map_key *k, void *map, struct cursor *c)
{
    struct record *r = &((struct record_map *)map)->record;
    (void)k;
    get_matrix(c, r->stress);
    r->has_stress = true;
    return true;
}

/* A stress is a derivative by strain, which is symmetric. */
static const char *fault_of_stress(const struct map_key *k, const void *map)
{
    const double(*s)[3] = record_of(map)->stress;
    (void)k;
    if (s[0][1] != s[1][0] || s[0][2] != s[2][0] || s[1][2] != s[2][1])
        return "a matrix that is not symmetric, or a number that is not finite";
    return map_key_fault_of_numbers(s[0], 9);
}

const struct map_key_type record_type_stress = {put_stress, get_stress, NULL, NULL, fault_of_stress};
