#include "tensor/many_body.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/size.h"
#include "geometry/broadening.h"
#include "geometry/geometry_functions.h"
#include "geometry/tuple_slopes.h"
#include "geometry/tuples.h"
#include "geometry/weighting_functions.h"
#include "tensor/accumulator.h"
#include "tensor/adjoint.h"
#include "tensor/jacobian.h"
#include "tensor/term_finish.h"

static const char *const counting_names[] = {"once", "ordered", NULL};
static const char *const value_names[] = {"mass", "density", NULL};

static const struct field fields[] = {
    FIELD_OF(term, "body", body, FIELD_COUNT, 1, BODY_MAX),
    FIELD_NAMES_OF(term, "geometry", geometry, FIELD_ROW, geometry_functions),
    FIELD_NAMES_OF(term, "weighting", weighting, FIELD_ROW, weighting_functions),
    FIELD_NUMBER_OF(term, "length", length, FIELD_SHORTEST, FIELD_LONGEST),
    FIELD_NUMBER_OF(term, "sigma", sigma, FIELD_SHORTEST, FIELD_LONGEST),
    FIELD_OF(term, "grid", grid, FIELD_GRID, 1, BINS_MAX),
    FIELD_NUMBER_OF(term, "scale", scale, 0, FIELD_MOST),
    FIELD_NUMBER_OF(term, "cutoff", cutoff, 0, FIELD_MOST),
    FIELD_NUMBER_OF(term, "reach", reach, FIELD_SHORTEST, FIELD_LONGEST),
    FIELD_NUMBER_OF(term, "taper", taper, 0, FIELD_LONGEST),
    FIELD_NAMES_OF(term, "counting", ordered, FIELD_EITHER, counting_names),
    FIELD_NAMES_OF(term, "value", density, FIELD_EITHER, value_names),
    {0},
};

static const struct term defaults = {
    .weighting = weighting_functions, .sigma = NAN, .scale = 1, .length = NAN, .reach = INFINITY};

struct term *many_body_term(const struct representation *r, size_t term)
{
    return representation_term(r, term);
}

static const char *problem(const struct representation *r, size_t term, const char **detail)
{
    const struct term *t = many_body_term(r, term);
    *detail = "";
    if (t->body == 0)
        return "'body' is missing";
    if (!t->geometry)
        return "'geometry' is missing";
    if (isnan(t->sigma))
        return "'sigma' is missing";
    if (t->grid.bins == 0)
        return "'grid' is missing";
    *detail = t->geometry->name;
    if (t->geometry->body != t->body)
        return "the body does not fit the geometry function ";
    *detail = t->weighting->name;
    if (!(t->weighting->bodies & 1u << t->body))
        return "the body does not fit the weighting ";
    if (t->weighting->takes_length && isnan(t->length))
        return "'length' is missing, which the weighting takes: ";
    *detail = "";
    if (t->taper > 0 && !(t->taper <= t->reach && isfinite(t->reach)))
        return "'taper' needs a 'reach' that is at least as long";
    if (t->sigma * (double)t->grid.bins > SIGMA_MAX * (t->grid.stop - t->grid.start))
        return "'sigma' is more than 10000 bins wide";
    return NULL;
}

static const char *whole_problem(const struct representation *r)
{
    (void)r;
    return NULL;
}

/* The middle of three, the first of others. */
static unsigned own_of(const struct term *t)
{
    return t->body == 3 ? 1 : 0;
}

static void layout(const void *term, struct layout *to)
{
    const struct term *t = term;
    *to = (struct layout){t->body, t->grid.bins, t->grid.start, t->grid.stop, own_of(t)};
}

static struct bin_basis *basis(const void *term)
{
    return bin_basis_new(term);
}

static bool axis(const void *term, struct tensor_axis *to)
{
    const struct term *t = term;
    *to = (struct tensor_axis){t->geometry->name, t->geometry->unit, t->geometry->axis, t->density};
    return true;
}

/* Terms that are computed together, and their numbers in the representation. */
struct many_body_group {
    struct term_group terms;
    size_t number[WEIGHTS_MAX];
    struct broadening *broadening;
};

struct many_body {
    struct representation r;
    size_t ngroups;
    struct many_body_group *group;
};

/* What a thread needs for a group; but for the first, NULL until derivatives are wanted. */
struct group_work {
    struct accumulator *accumulator;
    struct adjoint *adjoint;
    struct jacobian *jacobian[WEIGHTS_MAX]; /* of each term */
};

struct many_body_work {
    const struct many_body *shared;
    struct tuples *tuples;
    struct group_work *group;
    size_t memory; /* bytes that a structure's blocks may take */
    struct arms *arms;
    /* Of the terms of a group, of the adjoint: before normalization, and as accumulators have them. */
    struct blocks whole[WEIGHTS_MAX], slope[WEIGHTS_MAX];
    char message[320];
};

/* Puts a term to the first group that takes it, or to one of its own. */
static void place_term(struct many_body *m, size_t number)
{
    const struct term *t = many_body_term(&m->r, number);
    size_t g = 0;
    while (g < m->ngroups && !term_group_add(&m->group[g].terms, t))
        g++;
    if (g == m->ngroups)
        m->group[m->ngroups++] = (struct many_body_group){.terms = term_group_of(t),
                                                          .broadening = broadening_new(t->sigma, t->grid.start, t->grid.stop,
                                                                                       t->grid.bins)};
    m->group[g].number[m->group[g].terms.n - 1] = number;
}

static void *shared_new(const struct representation *r)
{
    struct many_body *m = mem_new(1, sizeof *m);
    *m = (struct many_body){*r, 0, mem_new(r->nterms, sizeof *m->group)};
    m->r.correlation = correlation_filled(&r->correlation);
    for (size_t i = 0; i < r->nterms; i++)
        place_term(m, i);
    return m;
}

static void shared_free(void *shared)
{
    struct many_body *m = shared;
    for (size_t g = 0; g < m->ngroups; g++)
        broadening_free(m->group[g].broadening);
    correlation_free(&m->r.correlation);
    free(m->group);
    free(m);
}

static void *work_new(const void *shared, size_t memory)
{
    const struct many_body *m = shared;
    struct many_body_work *w = mem_new(1, sizeof *w);
    *w = (struct many_body_work){.shared = m,
                                 .tuples = tuples_new(memory),
                                 .group = mem_zero(m->ngroups, sizeof *w->group),
                                 .memory = memory};
    for (size_t g = 0; g < m->ngroups; g++)
        w->group[g].accumulator = accumulator_new(&m->group[g].terms, m->group[g].broadening);
    return w;
}

static void work_free(void *work)
{
    struct many_body_work *w = work;
    for (size_t g = 0; g < w->shared->ngroups; g++) {
        accumulator_free(w->group[g].accumulator);
        adjoint_free(w->group[g].adjoint);
        for (size_t k = 0; k < WEIGHTS_MAX; k++)
            jacobian_free(w->group[g].jacobian[k]);
    }
    for (size_t k = 0; k < WEIGHTS_MAX; k++) {
        blocks_free(&w->whole[k]);
        blocks_free(&w->slope[k]);
    }
    free(w->group);
    free(w->arms);
    tuples_free(w->tuples);
    free(w);
}

static void take(const struct batch *b, void *accumulator)
{
    accumulator_add(accumulator, b);
}

/* Of a term of a group. */
static struct term_finish finish_of(const struct many_body_work *w, const struct many_body_group *g, size_t at,
                                    const struct structure *s, bool local)
{
    const struct term *t = g->terms.term[at];
    return (struct term_finish){&w->shared->r, t, at, local && t->body != 3, local ? own_of(t) : t->body, &s->sample};
}

/* How many of so many keys have a block, when tuples fall on all of them alike; when they do not, it is fewer. */
static double blocks_of(double keys, double tuples)
{
    return keys > 0 ? -keys * expm1(-tuples / keys) : 0;
}

/* Bytes of the blocks of a structure, or of its atoms (local): as tuples come in, as they are in the tensor, and as they are
   written. */
static double bytes_of(const struct many_body_work *w, const struct many_body_group *g, const struct structure *s, bool local)
{
    const struct representation *r = &w->shared->r;
    const struct term *t = g->terms.term[0];
    const struct broadening *b = g->broadening;
    double species = (double)(r->by_atom ? s->sample.atoms : s->sample.nelements), tuples = tuples_count(w->tuples);
    double after = fmax(species, (double)r->correlation.rows);
    double keys = local ? (double)s->sample.atoms : species, written_keys = local ? keys : after;
    for (unsigned i = 1; i < t->body; i++) {
        keys *= species;
        written_keys *= after;
    }
    bool both = local || t->ordered || r->correlation.n > 0;
    double coming = local ? 0 : blocks_of(keys / (t->body > 1 ? 2 : 1), tuples);
    double written = both ? blocks_of(written_keys, 2 * tuples) : coming;
    double cells = coming * (double)b->panels, filled = blocks_of(cells, tuples);
    double each = coming * (double)b->padded + filled * (double)b->moments + written * 2 * (double)b->bins;
    return sizeof(double) * (cells + (double)g->terms.n * each);
}

/* Gets the tuples of a group ready, which have memory for their blocks. */
static const char *prepare(struct many_body_work *w, const struct many_body_group *g, const struct structure *s, bool local)
{
    const struct term *t = g->terms.term[0];
    const struct representation *r = &w->shared->r;
    const uint16_t *label = r->symmetry.kind == SYMMETRY_CLASSES ? r->symmetry.place : NULL;
    const char *message = symmetry_problem(&r->symmetry, s->sample.atoms);
    if (!message)
        message = tuples_prepare(w->tuples, &g->terms, s, r->by_atom, label, local);
    double bytes = message ? 0 : bytes_of(w, g, s, local);
    if (message || bytes <= (double)w->memory)
        return message;
    snprintf(
        w->message, sizeof w->message,
        "the blocks of %zu bins that the k=%u term has of its %zu atoms may need %.2g GiB of memory, and there are %.2g GiB "
        "for them: %s, or fewer bins",
        t->grid.bins, t->body, s->sample.atoms, bytes / GIB, (double)w->memory / GIB, tuples_advice(t));
    return w->message;
}

/* What is known to be too much of a structure before the first term is at work. */
static const char *refuse(struct many_body_work *w, const struct structure *s)
{
    const char *message = NULL;
    for (size_t i = 0; !message && i < w->shared->r.nterms; i++)
        message = tuples_refuse(w->tuples, many_body_term(&w->shared->r, i), s);
    return message;
}

/* All tuples of a structure; or those of an atom, where atom is below their number. */
static void visit(struct many_body_work *w, size_t atom, size_t atoms, collector_take *to, void *context)
{
    if (atom < atoms)
        tuples_of(w->tuples, atom, to, context);
    else
        tuples_all(w->tuples, to, context);
}

/* Has a group's tuples, of the structure or of one of its atoms, in the accumulator. */
static struct accumulator *accumulate(struct many_body_work *w, size_t group, size_t atom, size_t atoms)
{
    struct accumulator *a = w->group[group].accumulator;
    accumulator_reset(a);
    visit(w, atom, atoms, take, a);
    return a;
}

/* The tensor of the structure, or those of its atoms. */
static const char *build_some(struct many_body_work *w, const struct structure *s, bool local, struct tensor *to)
{
    size_t atoms = s->sample.atoms, first = local ? 0 : atoms, last = local ? atoms : atoms + 1;
    const char *message = refuse(w, s);
    for (size_t a = first; a < last; a++)
        tensor_reset(&to[a - first], w->shared->r.nterms);
    for (size_t i = 0; !message && i < w->shared->ngroups; i++) {
        const struct many_body_group *g = &w->shared->group[i];
        message = prepare(w, g, s, local);
        for (size_t a = first; !message && a < last; a++) {
            struct accumulator *from = accumulate(w, i, a, atoms);
            for (size_t k = 0; k < g->terms.n; k++) {
                struct term_finish f = finish_of(w, g, k, s, local);
                struct blocks *b = &to[a - first].term[g->number[k]];
                term_finish_blocks(&f, from, b);
                term_finish_normalize(&f, b);
            }
        }
    }
    return message;
}

static const char *build(void *work, const struct structure *s, struct tensor *to)
{
    return build_some(work, s, false, to);
}

static const char *build_atoms(void *work, const struct structure *s, struct tensor *to)
{
    return build_some(work, s, true, to);
}

static const char *rough(const void *term, bool periodic)
{
    return tuple_slopes_problem(term, periodic);
}

struct pull {
    struct adjoint *adjoint;
    const struct arms *arms;
};

static void take_arms(const struct batch *b, void *context)
{
    const struct pull *p = context;
    adjoint_add(p->adjoint, b, p->arms);
}

/* Makes the blocks before normalization, where that needs them. */
static void keep_whole(struct many_body_work *w, size_t group, const struct structure *s, bool local, size_t atom)
{
    const struct many_body_group *g = &w->shared->group[group];
    if (w->shared->r.normalize != NORMALIZE_L2)
        return;
    struct accumulator *from = accumulate(w, group, atom, s->sample.atoms);
    for (size_t k = 0; k < g->terms.n; k++) {
        struct term_finish f = finish_of(w, g, k, s, local);
        term_finish_blocks(&f, from, &w->whole[k]);
    }
}

/* The adjoint of a group of the structure, or of one of its atoms. */
static void pull_group(struct many_body_work *w, size_t group, const struct structure *s, bool local, size_t atom,
                       const struct tensor *slope, struct gradient *to)
{
    const struct many_body_group *g = &w->shared->group[group];
    struct pull p = {w->group[group].adjoint, w->arms};
    keep_whole(w, group, s, local, atom);
    for (size_t k = 0; k < g->terms.n; k++) {
        struct term_finish f = finish_of(w, g, k, s, local);
        term_finish_pull(&f, &slope->term[g->number[k]], &w->whole[k], &w->slope[k]);
    }
    adjoint_begin(p.adjoint, w->slope, to);
    tuples_keep_arms(w->tuples, w->arms);
    visit(w, atom, s->sample.atoms, take_arms, &p);
    tuples_keep_arms(w->tuples, NULL);
}

static void prepare_derivatives(struct many_body_work *w)
{
    if (w->arms)
        return;
    w->arms = mem_new(1, sizeof *w->arms);
    for (size_t i = 0; i < w->shared->ngroups; i++) {
        const struct many_body_group *g = &w->shared->group[i];
        w->group[i].adjoint = adjoint_new(&g->terms, g->broadening);
        for (size_t k = 0; k < g->terms.n; k++)
            w->group[i].jacobian[k] = jacobian_new(g->terms.term[k], g->broadening);
    }
}

static const char *pull(struct many_body_work *w, const struct structure *s, bool local, const struct tensor *slope,
                        struct gradient *to)
{
    size_t atoms = s->sample.atoms;
    const char *message = refuse(w, s);
    prepare_derivatives(w);
    for (size_t i = 0; !message && i < w->shared->ngroups; i++) {
        const struct many_body_group *g = &w->shared->group[i];
        if (g->terms.term[0]->body == 1 || (message = prepare(w, g, s, local)))
            continue;
        for (size_t a = local ? 0 : atoms; a < (local ? atoms : atoms + 1); a++)
            pull_group(w, i, s, local, a, &slope[local ? a : 0], to);
    }
    return message;
}

struct push {
    struct jacobian **jacobian; /* of n terms */
    size_t n;
    const struct arms *arms;
};

static void take_changes(const struct batch *b, void *context)
{
    const struct push *p = context;
    for (size_t k = 0; k < p->n; k++)
        jacobian_add(p->jacobian[k], b, b->weight[k], p->arms);
}

/* How the terms of a group, of the structure or of one of its atoms, change with each coordinate, to as many tensors. */
static void push_group(struct many_body_work *w, size_t group, const struct structure *s, bool local, size_t atom,
                       struct tensor *to)
{
    const struct many_body_group *g = &w->shared->group[group];
    size_t atoms = s->sample.atoms;
    struct push p = {w->group[group].jacobian, g->terms.n, w->arms};
    keep_whole(w, group, s, local, atom);
    for (size_t k = 0; k < p.n; k++)
        jacobian_begin(p.jacobian[k], atoms);
    tuples_keep_arms(w->tuples, w->arms);
    visit(w, atom, atoms, take_changes, &p);
    tuples_keep_arms(w->tuples, NULL);
    for (size_t k = 0; k < p.n; k++) {
        struct term_finish f = finish_of(w, g, k, s, local);
        for (size_t i = 0; i < 3 * atoms + STRAINS; i++) {
            jacobian_blocks(p.jacobian[k], i, &w->slope[k]);
            term_finish_push(&f, &w->slope[k], &w->whole[k], &to[i].term[g->number[k]]);
        }
    }
}

static const char *push(struct many_body_work *w, const struct structure *s, bool local, struct tensor *to)
{
    size_t atoms = s->sample.atoms, coordinates = 3 * atoms + STRAINS;
    const char *message = refuse(w, s);
    prepare_derivatives(w);
    for (size_t i = 0; i < (local ? atoms : 1) * coordinates; i++)
        tensor_reset(&to[i], w->shared->r.nterms);
    for (size_t i = 0; !message && i < w->shared->ngroups; i++) {
        const struct many_body_group *g = &w->shared->group[i];
        if (g->terms.term[0]->body == 1 || (message = prepare(w, g, s, local)))
            continue;
        for (size_t a = local ? 0 : atoms; a < (local ? atoms : atoms + 1); a++)
            push_group(w, i, s, local, a, to + (local ? a * coordinates : 0));
    }
    return message;
}

static const char *jacobian(void *work, const struct structure *s, struct tensor *to)
{
    return push(work, s, false, to);
}

static const char *jacobian_atoms(void *work, const struct structure *s, struct tensor *to)
{
    return push(work, s, true, to);
}

static const char *adjoint(void *work, const struct structure *s, const struct tensor *slope, struct gradient *to)
{
    return pull(work, s, false, slope, to);
}

static const char *adjoint_atoms(void *work, const struct structure *s, const struct tensor *slope, struct gradient *to)
{
    return pull(work, s, true, slope, to);
}

const struct representation_row many_body_row = {
    .one = "tensor",
    .many = "tensors",
    .program = "xyz2mbtr",
    .fields = fields,
    .term_size = sizeof(struct term),
    .term = &defaults,
    .problem = problem,
    .whole_problem = whole_problem,
    .layout = layout,
    .basis = basis,
    .axis = axis,
    .make = shared_new,
    .discard = shared_free,
    .work_new = work_new,
    .work_free = work_free,
    .build = build,
    .build_atoms = build_atoms,
    .rough = rough,
    .adjoint = adjoint,
    .adjoint_atoms = adjoint_atoms,
    .jacobian = jacobian,
    .jacobian_atoms = jacobian_atoms,
};
