#include "stream/record.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "stream/record_type.h"
#include "structure/element.h"

const char *const record_primal_ids[PRIMAL_RECORDS] = {"weight", "deviation"};

#define AT(member) .offset = offsetof(struct record_map, record.member)

const struct map_key record_keys[] = {
    {"atom", &map_key_size, AT(atom), .in = RECORD_ATOM},
    {"element", &map_key_size, AT(element), .in = RECORD_ELEMENT},
    {"of_atom", &record_type_properties, AT(of_atom), .in = RECORD_OF_ATOM},
    {"id", &map_key_text, AT(sample.id), .needed = true},
    {"atoms", &map_key_size, AT(sample.atoms), .in = RECORD_SAMPLE, .needed = true},
    {"formula", &record_type_formula, .in = RECORD_SAMPLE},
    {"composition", &record_type_composition, .in = RECORD_SAMPLE, .needed = true},
    {"properties", &record_type_properties, AT(sample), .in = RECORD_SAMPLE},
    {"tensor", &record_type_tensor, .table = record_type_blocks, .in = RECORD_TENSOR, .needed = true},
    {"row", &record_type_row, .in = RECORD_ROW, .needed = true},
    {"structure", &record_type_structure, .table = record_type_geometry, .in = RECORD_STRUCTURE},
    {"forces", &record_type_forces, .in = RECORD_FORCES},
    {"stress", &record_type_stress, .in = RECORD_STRESS},
    {"alpha", &map_key_number, AT(alpha), .in = RECORD_ALPHA, .needed = true},
    {"self", &map_key_amount, AT(self), .in = RECORD_SELF},
    {"unlike", &map_key_size, AT(unlike), .in = RECORD_NEAREST},
    {"nearest", &map_key_amount, AT(nearest), .in = RECORD_NEAREST},
    {0},
};

void record_free(struct record *r)
{
    sample_free(&r->sample);
    sample_free(&r->of_atom);
    tensor_free(&r->tensor);
    structure_free(&r->geometry);
    free(r->force);
    free(r->row);
}

struct sample record_take_sample(struct record *r)
{
    struct sample to = r->sample;
    if (!r->atom) {
        r->sample = (struct sample){0};
        return to;
    }
    if (r->element == 0)
        die("%s: the record does not tell the element of its atom: make the tensors anew", r->sample.id);
    to = sample_of_atom(r->sample.id, (unsigned)r->element);
    to.properties = r->of_atom.properties;
    to.nproperties = r->of_atom.nproperties;
    r->of_atom = (struct sample){0};
    r->sample.id = NULL;
    return to;
}

/* The parts that this record has, of those that its stream's may have. */
static unsigned parts_of(const struct header *h, const struct record *r)
{
    const struct {
        unsigned part;
        bool there;
    } some[] = {{RECORD_NEAREST, r->unlike > 0},
                {RECORD_OF_ATOM, r->of_atom.nproperties > 0},
                {RECORD_STRUCTURE, r->geometry.sample.atoms > 0},
                {RECORD_FORCES, r->nforces > 0},
                {RECORD_STRESS, r->has_stress}};
    unsigned parts = header_records(h);
    for (size_t i = 0; i < sizeof some / sizeof *some; i++)
        if (!some[i].there)
            parts &= ~some[i].part;
    return parts;
}

void record_encode(const struct header *h, const struct record *r, struct bytes *to)
{
    struct record_map m = {h, *r};
    unsigned parts = parts_of(h, r);
    const char *fault;
    const struct map_key *wrong = map_key_wrong(record_keys, &m, parts, &fault);
    if (wrong)
        die("%s: %s: %s: %s", r->sample.id, wrong->key, fault, header_kind(h)->remedy);
    map_key_put_map(record_keys, &m, parts, to);
}

static _Noreturn void die_mixed(const struct cursor *c)
{
    item_die(c, "a record of an atom among those of structures, or the other way round");
}

static void check_atom(const struct cursor *c, const struct header *h, const struct record *r)
{
    char end[32];
    if (r->atom > r->sample.atoms)
        die_mixed(c);
    if (r->element > 0 && (r->element > ELEMENT_MAX || sample_count(&r->sample, (unsigned)r->element) == 0))
        item_die(c, "an atom of an element that its structure does not have");
    size_t length = (size_t)snprintf(end, sizeof end, ":%zu", r->atom), id = strlen(r->sample.id);
    if (r->atom > 0 && (id < length || strcmp(r->sample.id + id - length, end) != 0))
        item_die(c, "an atom's id that does not end in its number");
    if (h->nspecies > 0 && h->nspecies != r->sample.atoms)
        item_die(c, "a structure with another number of atoms than the header tells");
}

/* Row i of a symmetric kernel, or of a factor, ends at its diagonal. */
static void check_row(const struct cursor *c, const struct header *h, size_t number, const struct record *r)
{
    size_t wanted = h->symmetric ? number : h->ncolumns;
    if (r->nrow != wanted)
        die("%s: byte %zu: expected a row of %zu numbers, found %zu", c->file, c->offset, wanted, r->nrow);
    if (!header_kind(h)->mirrored && r->row[wanted - 1] <= 0)
        item_die(c, "a factor's diagonal has a number that is not positive");
}

static void check_nearest(const struct cursor *c, const struct record *r)
{
    if ((r->unlike > 0) == isnan(r->nearest) || r->unlike > r->sample.atoms)
        item_die(c, "an atom without its nearest, or the other way round, or one that the structure does not have");
}

static bool same_elements(const struct sample *a, const struct sample *b)
{
    bool same = a->nelements == b->nelements;
    for (size_t i = 0; same && i < a->nelements; i++)
        same = a->elements[i].number == b->elements[i].number && a->elements[i].count == b->elements[i].count;
    return same;
}

static void check_geometry(const struct cursor *c, const struct header *h, struct record *r)
{
    struct structure *s = &r->geometry;
    if (s->sample.atoms == 0 && (r->nforces > 0 || r->has_stress))
        item_die(c, "forces or a stress without a structure");
    if (s->sample.atoms == 0)
        return;
    const char *problem = structure_problem(s);
    if (problem)
        die("%s: byte %zu: structure: %s", c->file, c->offset, problem);
    sample_count_elements(&s->sample, s->number);
    s->file = c->file;
    if (!same_elements(&s->sample, &r->sample))
        item_die(c, "a structure of other atoms than the composition tells");
    if (h->nspecies > 0 && !structure_same_atoms(s->number, s->sample.atoms, h->species, h->nspecies))
        item_die(c, "a structure of other atoms than the header tells");
    if (r->nforces > 0 && r->nforces != s->sample.atoms)
        item_die(c, "forces on more or fewer atoms than the structure has");
}

static void check_primal(const struct cursor *c, const struct header *h, size_t number, const struct record *r)
{
    const char *wanted = record_primal_ids[number - 1 - (header_count(h) - PRIMAL_RECORDS)];
    if (strcmp(r->sample.id, wanted) != 0)
        die("%s: byte %zu: expected the record '%s' of a model, found '%s'", c->file, c->offset, wanted, r->sample.id);
}

/* An atom's number is read wherever it is, so that it is known where it should not be. */
void record_decode(struct cursor *c, const struct header *h, size_t number, struct record *r)
{
    unsigned parts = header_records(h);
    struct record_map m = {h, *r};
    sample_free(&m.record.sample);
    sample_free(&m.record.of_atom);
    tensor_reset(&m.record.tensor, h->nterms);
    m.record.nrow = m.record.atom = m.record.element = m.record.unlike = 0;
    m.record.geometry.sample.atoms = m.record.nforces = 0;
    m.record.has_stress = false;
    m.record.self = m.record.nearest = NAN;
    uint64_t there = map_key_get_map(record_keys, &m, parts | RECORD_ATOM | RECORD_ELEMENT, c);
    *r = m.record;
    if (!map_key_complete(record_keys, parts, there))
        item_die(c, "the record is not complete");
    if ((parts & (RECORD_SAMPLE | RECORD_ATOM)) && h->local != (r->atom > 0))
        die_mixed(c);
    if (parts & RECORD_SAMPLE)
        check_atom(c, h, r);
    if (parts & RECORD_ROW)
        check_row(c, h, number, r);
    if (parts & RECORD_NEAREST)
        check_nearest(c, r);
    if (parts & RECORD_STRUCTURE)
        check_geometry(c, h, r);
    if (r->element > 0 && !h->local)
        item_die(c, "an element in a record that is of no atom");
    if (r->element > ELEMENT_MAX)
        item_die(c, "an atomic number of which there is no element");
    if (header_has_bins(h) && number > header_count(h) - PRIMAL_RECORDS)
        check_primal(c, h, number, r);
}
