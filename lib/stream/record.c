#include "stream/record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "stream/item.h"

void record_free(struct record *r)
{
    sample_free(&r->sample);
    tensor_free(&r->tensor);
    free(r->row);
    *r = (struct record){0};
}

static void put_sample(struct bytes *b, const struct sample *s)
{
    struct bytes formula = {0};
    sample_formula(s, &formula);
    bytes_put(&formula, "", 1);
    item_put_text(b, "id");
    item_put_text(b, s->id);
    item_put_text(b, "atoms");
    item_put_count(b, s->atoms);
    item_put_text(b, "formula");
    item_put_text(b, (char *)formula.at);
    item_put_text(b, "composition");
    item_put_map(b, s->nelements);
    for (size_t i = 0; i < s->nelements; i++) {
        item_put_count(b, s->elements[i].number);
        item_put_count(b, s->elements[i].count);
    }
    item_put_text(b, "properties");
    item_put_map(b, s->nproperties);
    for (size_t i = 0; i < s->nproperties; i++) {
        item_put_text(b, s->properties[i].name);
        item_put_double(b, s->properties[i].value);
    }
    bytes_free(&formula);
}

static void put_tensor(struct bytes *b, const struct header *h, const struct tensor *t)
{
    item_put_text(b, "tensor");
    item_put_array(b, t->nterms);
    for (size_t i = 0; i < t->nterms; i++) {
        const struct blocks *blocks = &t->term[i];
        item_put_map(b, 2);
        item_put_text(b, "keys");
        item_put_uint16s(b, blocks->key, blocks->n * h->terms[i].body);
        item_put_text(b, "bins");
        item_put_doubles(b, blocks->bin, blocks->n * h->terms[i].bins);
    }
}

static void put_weights(struct bytes *b, const struct header *h, const struct record *r)
{
    item_put_map(b, 2);
    item_put_text(b, "id");
    item_put_text(b, r->sample.id);
    put_tensor(b, h, &r->tensor);
}

void record_encode(const struct header *h, const struct record *r, struct bytes *to)
{
    if (header_is_primal(h)) {
        put_weights(to, h, r);
        return;
    }
    bool self = h->holds == HOLDS_KERNEL && !h->symmetric;
    item_put_map(to, r->atom || self ? 7 : 6);
    if (r->atom) {
        item_put_text(to, "atom");
        item_put_count(to, r->atom);
    }
    put_sample(to, &r->sample);
    switch (h->holds) {
    case HOLDS_TENSOR:
        put_tensor(to, h, &r->tensor);
        break;
    case HOLDS_KERNEL:
    case HOLDS_FACTOR:
        item_put_text(to, "row");
        item_put_doubles(to, r->row, r->nrow);
        break;
    default:
        item_put_text(to, "alpha");
        item_put_double(to, r->alpha);
    }
    if (self) {
        item_put_text(to, "self");
        item_put_double(to, r->self);
    }
}

static void get_composition(struct cursor *c, struct sample *s)
{
    size_t n = item_get_map(c), atoms = 0, capacity = 0;
    for (; s->nelements < n; s->nelements++) {
        s->elements = mem_grow(s->elements, &capacity, s->nelements + 1, sizeof *s->elements);
        struct element_count *e = &s->elements[s->nelements];
        uint64_t number = item_get_count(c);
        *e = (struct element_count){number > 118 ? 0 : (unsigned)number, item_get_size(c)};
        if (e->number == 0 || (s->nelements > 0 && e[-1].number >= e->number))
            item_die(c, "a composition with unknown or unsorted elements");
        if (e->count > s->atoms - atoms)
            break;
        atoms += e->count;
    }
    if (s->nelements < n || atoms != s->atoms)
        item_die(c, "the composition does not add up to the number of atoms");
}

static void get_properties(struct cursor *c, struct sample *s)
{
    size_t n = item_get_map(c), capacity = 0;
    for (; s->nproperties < n; s->nproperties++) {
        s->properties = mem_grow(s->properties, &capacity, s->nproperties + 1, sizeof *s->properties);
        char *name = item_get_text(c);
        s->properties[s->nproperties] = (struct property){name, NAN};
        s->properties[s->nproperties].value = item_get_double(c);
    }
}

static void check_blocks(const struct cursor *c, const struct blocks *b, unsigned body, size_t nkeys, size_t bins)
{
    if (nkeys % body || nkeys / body != b->n || bins % b->n)
        item_die(c, "keys and bins do not agree");
    for (size_t i = 1; i < b->n; i++)
        if (blocks_compare_keys(b->key + (i - 1) * body, b->key + i * body, body) >= 0)
            item_die(c, "block keys are not in ascending order");
    for (size_t i = 0; i < bins; i++)
        if (!isfinite(b->bin[i]))
            item_die(c, "a bin is not a finite number");
}

static void get_blocks(struct cursor *c, const struct layout *layout, struct blocks *b)
{
    static const char *const names[] = {"keys", "bins", NULL};
    size_t nkeys = 0, nbins = 0;
    for (size_t pairs = item_get_map(c); pairs > 0; pairs--)
        switch (item_get_name(c, names)) {
        case 0:
            b->key = item_get_uint16s(c, b->key, &b->key_capacity, &nkeys);
            break;
        case 1:
            b->bin = item_get_doubles(c, b->bin, &b->bin_capacity, &nbins);
            break;
        default:
            item_skip(c);
        }
    b->n = nbins / layout->bins;
    if (nbins % layout->bins || (b->n == 0 && nkeys > 0))
        item_die(c, "keys and bins do not agree");
    if (b->n > 0)
        check_blocks(c, b, layout->body, nkeys, nbins);
}

static void get_tensor(struct cursor *c, const struct header *h, struct tensor *t)
{
    if (item_get_array(c) != h->nterms)
        item_die(c, "a tensor with another number of terms than the header tells");
    for (size_t i = 0; i < h->nterms; i++)
        get_blocks(c, &h->terms[i], &t->term[i]);
}

static void get_row(struct cursor *c, const struct header *h, struct record *r)
{
    if (!r->row)
        r->row = mem_new(h->ncolumns, sizeof *r->row);
    r->nrow = item_get_doubles_into(c, r->row, h->ncolumns);
}

static void check_record(struct cursor *c, const struct header *h, const struct record *r, bool whole)
{
    bool structure = !header_is_primal(h);
    if (!r->sample.id || !whole || (structure && (r->sample.atoms == 0 || r->sample.nelements == 0)))
        item_die(c, "the record is not complete");
    if (structure && (h->local != (r->atom > 0) || r->atom > r->sample.atoms))
        item_die(c, "a record of an atom among those of structures, or the other way round");
}

void record_decode(struct cursor *c, const struct header *h, struct record *r)
{
    static const char *const names[] = {"id",  "atoms", "composition", "properties", "tensor",
                                        "row", "alpha", "atom",        "self",       NULL};
    static const size_t holds_at[] = {[HOLDS_TENSOR] = 4, [HOLDS_KERNEL] = 5, [HOLDS_MODEL] = 6, [HOLDS_FACTOR] = 5};
    size_t wanted = header_is_primal(h) ? 4 : holds_at[h->holds];
    bool whole = false;
    sample_free(&r->sample);
    tensor_reset(&r->tensor, h->nterms);
    r->nrow = r->atom = 0;
    r->self = NAN;
    for (size_t pairs = item_get_map(c); pairs > 0; pairs--) {
        size_t name = item_get_name(c, names);
        switch (name) {
        case 0:
            free(r->sample.id);
            r->sample.id = item_get_text(c);
            break;
        case 1:
            r->sample.atoms = item_get_size(c);
            break;
        case 2:
            get_composition(c, &r->sample);
            break;
        case 3:
            get_properties(c, &r->sample);
            break;
        case 4:
            get_tensor(c, h, &r->tensor);
            break;
        case 5:
            get_row(c, h, r);
            break;
        case 6:
            r->alpha = item_get_double(c);
            break;
        case 7:
            r->atom = item_get_size(c);
            break;
        case 8:
            r->self = item_get_double(c);
            break;
        default:
            item_skip(c);
        }
        whole = whole || name == wanted;
    }
    check_record(c, h, r, whole);
}
