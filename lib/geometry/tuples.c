#include "geometry/tuples.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/say.h"
#include "geometry/chains.h"
#include "geometry/geometry_functions.h"
#include "geometry/neighbours.h"
#include "geometry/tuple_count.h"
#include "geometry/weighting_functions.h"

/* So many tuples of one structure take minutes, which is worth a warning. */
#define MANY 1e10

double tuples_most = 1e11;

struct tuples {
    const struct term *term; /* the first of the group */
    const struct structure *structure;
    bool by_atom;
    uint64_t *species; /* of each atom */
    size_t species_capacity;
    struct neighbours neighbours;
    struct collector collector;
    struct chains chains;
    double count; /* of the tuples at hand */
    char message[320];
};

struct tuples *tuples_new(size_t memory)
{
    struct tuples *t = mem_zero(1, sizeof *t);
    t->neighbours.memory = memory;
    return t;
}

void tuples_free(struct tuples *t)
{
    if (!t)
        return;
    neighbours_free(&t->neighbours);
    for (unsigned i = 0; i < 2; i++)
        shell_free(&t->chains.shell[i]);
    free(t->species);
    free(t);
}

static void add_atom(struct tuples *t, uint64_t species, double number, double count)
{
    struct batch *b = &t->collector.batch;
    size_t n = b->n++;
    b->key[n] = species;
    b->number[n] = number;
    b->count[n] = count;
    if (b->n == BATCH)
        collector_flush(&t->collector);
}

static void visit_atoms(struct tuples *t)
{
    const struct sample *s = &t->structure->sample;
    for (size_t i = 0; t->by_atom && i < s->atoms; i++)
        add_atom(t, t->species[i], t->structure->number[i], 1);
    for (size_t e = 0; !t->by_atom && e < s->nelements; e++)
        for (size_t i = 0; i < (t->term->geometry->per_species ? 1 : s->elements[e].count); i++)
            add_atom(t, s->elements[e].number, s->elements[e].number, (double)s->elements[e].count);
}

/* Each pair stands in the lists of both its atoms; an atom's own images come in opposite pairs. */
static bool counts_once(size_t i, const struct neighbour *n)
{
    return n->atom == i ? n->side > 0 : i < n->atom;
}

static void add_pair(struct tuples *t, uint64_t a, uint64_t b, size_t i, const struct neighbour *n)
{
    struct batch *to = &t->collector.batch;
    if (t->collector.arms)
        arms_set(t->collector.arms, 0, to->n, (uint32_t)i, n->atom, n->vector);
    to->key[to->n] = a << 16 | b;
    to->edge[0][to->n++] = n->distance;
    if (to->n == BATCH)
        collector_flush(&t->collector);
}

static void visit_pairs(struct tuples *t, size_t i, bool directed)
{
    uint64_t a = t->species[i];
    for (size_t j = t->neighbours.start[i]; j < t->neighbours.start[i + 1]; j++) {
        const struct neighbour *n = &t->neighbours.list[j];
        uint64_t b = t->species[n->atom];
        add_pair(t, directed || a < b ? a : b, directed || a < b ? b : a, i, n);
    }
}

static void visit_quadruples(struct tuples *t, size_t i)
{
    for (size_t j = t->neighbours.start[i]; j < t->neighbours.start[i + 1]; j++)
        if (counts_once(i, &t->neighbours.list[j]))
            chains_around(&t->chains, i, j);
}

void tuples_keep_arms(struct tuples *t, struct arms *arms)
{
    t->collector.arms = arms;
}

void tuples_all(struct tuples *t, collector_take *take, void *context)
{
    t->collector.take = take;
    t->collector.context = context;
    if (t->term->body == 1)
        visit_atoms(t);
    for (size_t i = 0; t->term->body > 1 && i < t->structure->sample.atoms; i++)
        if (t->term->body == 2)
            visit_pairs(t, i, false);
        else if (t->term->body == 3)
            chains_through(&t->chains, i);
        else
            visit_quadruples(t, i);
    collector_flush(&t->collector);
}

void tuples_of(struct tuples *t, size_t atom, collector_take *take, void *context)
{
    t->collector.take = take;
    t->collector.context = context;
    if (t->term->body == 1)
        add_atom(t, t->species[atom], t->structure->number[atom],
                 t->by_atom ? 1 : (double)sample_count(&t->structure->sample, t->structure->number[atom]));
    else if (t->term->body == 2)
        visit_pairs(t, atom, true);
    else if (t->term->body == 3)
        chains_through(&t->chains, atom);
    else
        chains_from(&t->chains, atom);
    collector_flush(&t->collector);
}

/* The longest edge a tuple may have: from reach, and from the weights that the cutoff allows. */
static const char *radius_for(struct tuples *t, double *radius)
{
    const struct term *term = t->term;
    const struct structure *s = t->structure;
    double closest = 0;
    *radius = term->reach;
    if (term->cutoff > 0) {
        const char *message = term->weighting->closest & 1u << term->body ? neighbours_closest(&t->neighbours, s, &closest)
                                                                          : NULL;
        if (message || isinf(closest))
            return message;
        *radius = fmin(*radius, term->weighting->longest(weighting_functions_most(term), term->body, closest));
    }
    if (isfinite(*radius) || !(s->pbc[0] || s->pbc[1] || s->pbc[2]))
        return NULL;
    snprintf(t->message, sizeof t->message,
             "a periodic structure needs a finite sphere: give the k=%u term with weighting %s %s", term->body,
             term->weighting->name, isfinite(term->weighting->most(1e-9, 1)) ? "a 'cutoff' or a 'reach'" : "a 'reach'");
    return t->message;
}

const char *tuples_advice(const struct term *term)
{
    if (isfinite(term->reach) || term->cutoff > 0)
        return "give the term a shorter 'reach' or a larger 'cutoff'";
    return "give the term a 'reach' or a 'cutoff'";
}

/* Takes note of how many tuples there are; the message where they are too many. */
static const char *accept(struct tuples *t, double count)
{
    t->count = count;
    if (count <= tuples_most)
        return NULL;
    snprintf(t->message, sizeof t->message,
             "the k=%u term has about %.3g tuples of its %zu atoms to look at, more than %g (--max-tuples): %s", t->term->body,
             count, t->structure->sample.atoms, tuples_most, tuples_advice(t->term));
    return t->message;
}

/* Neighbours that are too many know of no term. */
static const char *of_term(struct tuples *t, const char *message)
{
    if (!message || !t->neighbours.too_many)
        return message;
    snprintf(t->message, sizeof t->message, "the k=%u term of its %zu atoms: %s: %s", t->term->body, t->structure->sample.atoms,
             message, tuples_advice(t->term));
    return t->message;
}

/* Neighbours within the radius, and how many tuples they make. All that would take too long is known before it is done, so
   that with a cutoff, which leaves out more than neighbours tell, some atoms are looked at. */
static const char *find(struct tuples *t, double radius, enum neighbours_lists lists)
{
    const struct term *term = t->term;
    const struct structure *s = t->structure;
    struct neighbours *n = &t->neighbours;
    bool weighty = lists == NEIGHBOURS_SORTED;
    const char *message = of_term(t, neighbours_prepare(n, s, radius, lists));
    if (!message && !weighty)
        message = accept(t, tuple_count_expected(n, term->body, fmin(MANY, tuples_most)));
    if (!message)
        message = of_term(t, neighbours_list(n));
    if (message)
        return message;
    double count = tuple_count_listed(n, s->sample.atoms, term->body);
    if (weighty && count > MANY)
        count = tuple_count_weighty(&t->chains, s->sample.atoms, term->body);
    message = accept(t, count);
    if (!message && count > MANY)
        say_warning("%s:%zu: %s: the k=%u term may look at %.1g tuples; a larger cutoff or a shorter reach leaves fewer",
                    s->file, s->line, s->sample.id, term->body, count);
    return message;
}

static void set_species(struct tuples *t, const uint16_t *label)
{
    size_t n = t->structure->sample.atoms;
    t->species = mem_grow(t->species, &t->species_capacity, n, sizeof *t->species);
    for (size_t i = 0; i < n; i++)
        t->species[i] = !t->by_atom ? t->structure->number[i] : label ? label[i] : i + 1;
}

const char *tuples_refuse(struct tuples *t, const struct term *term, const struct structure *s)
{
    double count = (double)s->sample.atoms;
    bool all = isinf(term->reach) && term->cutoff == 0 && !(s->pbc[0] || s->pbc[1] || s->pbc[2]);
    t->term = term;
    t->structure = s;
    for (unsigned i = 1; i < term->body; i++)
        count *= (double)s->sample.atoms - i;
    return all && term->body > 1 ? accept(t, count / 2) : NULL;
}

const char *tuples_prepare(struct tuples *t, const struct term_group *g, const struct structure *s, bool by_atom,
                           const uint16_t *label, bool local)
{
    double radius;
    const struct term *term = g->term[0];
    t->term = term;
    t->collector.group = *g;
    t->structure = s;
    t->by_atom = by_atom;
    if (by_atom && s->sample.atoms > UINT16_MAX) {
        snprintf(t->message, sizeof t->message, "species: atom: expected at most %u atoms, found %zu", (unsigned)UINT16_MAX,
                 s->sample.atoms);
        return t->message;
    }
    set_species(t, label);
    t->chains.to = &t->collector;
    t->chains.neighbours = &t->neighbours;
    t->chains.species = t->species;
    t->count = (double)s->sample.atoms;
    if (term->body == 1)
        return NULL;
    const char *message = radius_for(t, &radius);
    if (message)
        return message;
    return find(t, radius,
                term->body == 2 && !local            ? NEIGHBOURS_ONCE
                : term->body > 2 && term->cutoff > 0 ? NEIGHBOURS_SORTED
                                                     : NEIGHBOURS_BOTH);
}

double tuples_count(const struct tuples *t)
{
    return t->count;
}
