#include "phase/campaign.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/say.h"
#include "base/size.h"
#include "learn/prediction_table.h"
#include "learn/split.h"
#include "math/random.h"
#include "phase/hull.h"
#include "phase/references.h"

/* As many structures are named in a message. */
enum { NAMED = 20 };

struct campaign {
    const struct pool *pool;
    const struct compositions *x; /* of its structures */
    struct energies *source;
    struct ledger *ledger;
    const struct campaign_options *o;
    struct surrogate *surrogate;
    bool *taken;              /* of each structure: it was asked for */
    double *energy;           /* of each structure, per atom; INFINITY: not known */
    double *reference;        /* of each element */
    struct hull *hull;        /* of what is known */
    size_t *known, *open;     /* structures */
    double *y;                /* formation energies of those known */
    double *level;            /* of the hull, at the compositions of those open */
    double *mean, *deviation; /* predictions for those open */
    size_t nknown, nopen;
    struct hull *truth; /* NULL: not known */
};

/* The energies per atom of the elements, which formation energies are relative to, by these energies of structures. */
static double *find_references(const struct campaign *c, const double *energy)
{
    return references_find(c->x, energy, c->o->reference, NULL);
}

static struct hull *true_hull(const struct campaign *c, const double *energy)
{
    double *per_atom = mem_new(c->pool->n, sizeof *per_atom);
    for (size_t i = 0; i < c->pool->n; i++)
        per_atom[i] = pool_per_atom(c->pool, i, energy[i]);
    double *reference = find_references(c, per_atom);
    struct hull *h = hull_new(c->x->k, reference, c->pool->n, c->x->fraction, per_atom);
    free(per_atom);
    free(reference);
    return h;
}

struct campaign *campaign_new(const struct pool *pool, struct kernel_cache *kernels, struct energies *s, struct ledger *l,
                              const struct campaign_options *o)
{
    struct campaign *to = mem_zero(1, sizeof *to);
    *to = (struct campaign){
        .pool = pool, .x = &pool->x, .source = s, .ledger = l, .o = o, .surrogate = surrogate_new(kernels, o->lambda)};
    to->taken = mem_zero(pool->n, sizeof *to->taken);
    to->energy = mem_zero(pool->n, sizeof *to->energy);
    /* Whatever the energies will be, no element may be without a reference. */
    to->reference = find_references(to, to->energy);
    to->known = mem_new(pool->n, sizeof *to->known);
    to->open = mem_new(pool->n, sizeof *to->open);
    to->y = mem_new(pool->n, sizeof *to->y);
    to->level = mem_new(pool->n, sizeof *to->level);
    to->mean = mem_new(pool->n, sizeof *to->mean);
    to->deviation = mem_new(pool->n, sizeof *to->deviation);
    to->truth = energies_all(s) ? true_hull(to, energies_all(s)) : NULL;
    return to;
}

void campaign_free(struct campaign *c)
{
    surrogate_free(c->surrogate);
    hull_free(c->hull);
    hull_free(c->truth);
    free(c->taken);
    free(c->energy);
    free(c->reference);
    free(c->known);
    free(c->open);
    free(c->y);
    free(c->level);
    free(c->mean);
    free(c->deviation);
    free(c);
}

/* Asks for structures, as many as the limit allows, and waits for their energies; how many were asked for. */
static size_t ask(struct campaign *c, const size_t *number, size_t n)
{
    size_t limit = c->o->limit, asked = c->ledger->n;
    if (limit > 0 && asked + n > limit)
        n = asked < limit ? limit - asked : 0;
    if (n > 0)
        ledger_ask(c->ledger, number, n);
    energies_answer(c->source, c->ledger);
    for (size_t i = 0; i < c->ledger->n; i++)
        c->taken[c->ledger->number[i]] = true;
    return n;
}

struct composition_rank {
    const double *fraction;
    size_t k, structure;
};

static int compare_compositions(const void *a, const void *b)
{
    const struct composition_rank *x = a, *y = b;
    for (size_t e = 0; e < x->k; e++)
        if (x->fraction[e] != y->fraction[e])
            return x->fraction[e] < y->fraction[e] ? -1 : 1;
    return 0;
}

/* Candidates whose values ascend with their compositions; the pure ones are kept, their number is returned. */
static size_t rank_compositions(const struct campaign *c, struct split_candidate *to)
{
    struct composition_rank *sorted = mem_new(c->pool->n, sizeof *sorted);
    size_t pure = 0, rank = 0;
    for (size_t i = 0; i < c->pool->n; i++) {
        sorted[i] = (struct composition_rank){c->x->fraction + i * c->x->k, c->x->k, i};
        to[i] = (struct split_candidate){.keep = pool_is_pure(c->pool, i)};
        pure += to[i].keep;
    }
    qsort(sorted, c->pool->n, sizeof *sorted, compare_compositions);
    for (size_t i = 0; i < c->pool->n; i++) {
        rank += i > 0 && compare_compositions(&sorted[i - 1], &sorted[i]) != 0;
        to[sorted[i].structure].value = (double)rank;
    }
    free(sorted);
    return pure;
}

/* The pure structures, and others spread over compositions: those of them that were not asked for yet. */
static void ask_first(struct campaign *c)
{
    struct split_candidate *choice = mem_new(c->pool->n, sizeof *choice);
    size_t n = rank_compositions(c, choice), *number = mem_new(c->pool->n, sizeof *number), missing = 0;
    n = c->pool->n - n < c->o->initial ? c->pool->n : n + c->o->initial;
    split_choose(choice, c->pool->n, n, c->o->seed);
    for (size_t i = 0; i < c->ledger->n; i++)
        choice[c->ledger->number[i]].chosen = false;
    for (size_t i = 0; i < c->pool->n; i++)
        if (choice[i].chosen)
            number[missing++] = i;
    ask(c, number, missing);
    free(choice);
    free(number);
}

/* Hull and model of what is known, and what they tell of the rest. */
static void learn(struct campaign *c)
{
    size_t k = c->x->k;
    c->nknown = c->nopen = 0;
    for (size_t i = 0; i < c->pool->n; i++) {
        c->energy[i] = INFINITY;
        if (!c->taken[i])
            c->open[c->nopen++] = i;
    }
    for (size_t i = 0; i < c->ledger->n; i++)
        if (!isnan(c->ledger->energy[i])) {
            size_t number = c->ledger->number[i];
            c->energy[number] = pool_per_atom(c->pool, number, c->ledger->energy[i]);
            c->known[c->nknown++] = number;
        }
    free(c->reference);
    c->reference = find_references(c, c->energy);
    hull_free(c->hull);
    c->hull = hull_new(k, c->reference, c->pool->n, c->x->fraction, c->energy);
    for (size_t i = 0; i < c->nknown; i++)
        c->y[i] = hull_formation(c->hull, c->x->fraction + c->known[i] * k, c->energy[c->known[i]]);
    for (size_t i = 0; i < c->nopen; i++)
        c->level[i] = hull_energy(c->hull, c->x->fraction + c->open[i] * k);
    if (c->nknown < 2)
        die("there are energies of %zu structures, too few to learn from: --initial N asks for more", c->nknown);
    surrogate_train(c->surrogate, c->nknown, c->known, c->y);
    surrogate_predict(c->surrogate, c->nopen, c->open, c->mean, c->deviation);
}

/* How far the hull found is above the true one, at most: at a vertex of that. */
static double hull_error(const struct campaign *c)
{
    double error = 0;
    for (size_t v = 0; v < c->truth->nvertices; v++) {
        size_t point = c->truth->vertex[v];
        if (point >= c->pool->n)
            continue;
        const double *x = c->x->fraction + point * c->x->k;
        error = fmax(error, hull_energy(c->hull, x) - hull_energy(c->truth, x));
    }
    return error;
}

static void report(const struct campaign *c, const struct round *r, const struct strategy_choice *choice, struct output *rounds)
{
    double chance = strategy_chance(r);
    say("round %zu: %zu known, %zu candidates up to %.4g above the hull, error %.4g, chance %.3f", c->ledger->rounds, r->nknown,
        choice->candidates, choice->threshold, c->surrogate->error, chance);
    if (!rounds)
        return;
    output_print(rounds, "%zu\t%zu\t%zu\t%.6g\t%.6g\t%.6g\t%zu\t%.6g\t%.6g\t", c->ledger->rounds, r->nknown, choice->candidates,
                 choice->threshold, c->surrogate->error, chance, c->hull->nvertices, c->surrogate->width, c->surrogate->lambda);
    if (c->truth)
        output_print(rounds, "%.6g", hull_error(c));
    output_print(rounds, "\n");
}

/* Asks for the first of the candidates; false when there are none or no more may be asked for. */
static bool go_on(struct campaign *c, const struct strategy_choice *choice)
{
    size_t n = choice->candidates < c->o->batch ? choice->candidates : c->o->batch;
    size_t *number = mem_new(n, sizeof *number);
    for (size_t i = 0; i < n; i++)
        number[i] = c->open[choice->rank[i]];
    bool asked = ask(c, number, n) > 0;
    if (!asked && choice->candidates > 0)
        say_warning("stopped by --limit: %zu structures may still lie on the hull", choice->candidates);
    free(number);
    return asked;
}

/* Names the structures whose calculations failed, up to some, since no hull knows of them. */
static void tell_failed(const struct campaign *c)
{
    struct bytes list = {0};
    size_t n = 0;
    for (size_t i = 0; i < c->ledger->n; i++) {
        if (!isnan(c->ledger->energy[i]))
            continue;
        if (n < NAMED)
            bytes_print(&list, "%s%s", n ? ", " : "", c->pool->structure[c->ledger->number[i]].sample.id);
        n++;
    }
    if (n > NAMED)
        bytes_print(&list, " and %zu more", n - NAMED);
    if (n > 0)
        say_warning("%zu of these failed, so that the hull may lack phases: %s", n, (char *)list.at);
    bytes_free(&list);
}

static void conclude(const struct campaign *c)
{
    say("%zu of %zu calculated, %.1f %% saved; %zu phases on the hull", c->ledger->n, c->pool->n,
        100 - 100 * (double)c->ledger->n / (double)c->pool->n, c->hull->nvertices);
    tell_failed(c);
    if (c->truth)
        say("it is above the true hull by %.4g at most", hull_error(c));
}

void campaign_run(struct campaign *c, struct output *rounds)
{
    struct strategy_choice choice = {.rank = mem_new(c->pool->n, sizeof *choice.rank)};
    if (rounds)
        output_print(rounds, "round\tknown\tcandidates\tthreshold\terror\tchance\tphases\twidth\tlambda\thull_error\n");
    ask_first(c);
    do {
        learn(c);
        uint64_t random = c->o->seed + c->ledger->rounds;
        struct round r = {c->surrogate, c->nknown, c->nopen,     c->known,        c->open,    c->y,
                          c->level,     c->mean,   c->deviation, c->o->tolerance, c->o->risk, random_bits(&random)};
        c->o->strategy->choose(&r, &choice);
        report(c, &r, &choice, rounds);
    } while (go_on(c, &choice));
    conclude(c);
    free(choice.rank);
}

/* The energy of a structure with this formation energy per atom, as its file would have it. */
static double total(const struct campaign *c, size_t structure, double formation)
{
    for (size_t e = 0; e < c->x->k; e++)
        formation += c->x->fraction[structure * c->x->k + e] * c->reference[e];
    return pool_energy(c->pool, structure, formation);
}

static void print_row(const struct campaign *c, size_t i, const char *property, double mean, double deviation,
                      struct output *out)
{
    struct property energy = {(char *)property, 0};
    struct sample s = c->pool->structure[i].sample;
    s.properties = &energy;
    s.nproperties = isfinite(c->energy[i]) ? 1 : 0;
    if (s.nproperties)
        energy.value = pool_energy(c->pool, i, c->energy[i]);
    struct prediction_row row = {.value = total(c, i, mean), .deviation = pool_energy(c->pool, i, deviation)};
    prediction_table_row(out, &s, property, PREDICTION_STDDEV, &row);
}

void campaign_print(struct campaign *c, const char *property, struct output *out)
{
    size_t *other = mem_new(c->pool->n, sizeof *other), n = 0;
    double *mean = mem_new(size_mul(4, c->pool->n), sizeof *mean), *deviation = mean + c->pool->n, *of = deviation + c->pool->n,
           *deviation_of = of + c->pool->n;
    surrogate_leave_out(c->surrogate, c->y, mean, deviation);
    for (size_t i = 0; i < c->nknown; i++) {
        of[c->known[i]] = mean[i];
        deviation_of[c->known[i]] = deviation[i];
    }
    for (size_t i = 0; i < c->pool->n; i++)
        if (!isfinite(c->energy[i]))
            other[n++] = i;
    surrogate_predict(c->surrogate, n, other, mean, deviation);
    for (size_t i = 0; i < n; i++) {
        of[other[i]] = mean[i];
        deviation_of[other[i]] = deviation[i];
    }
    prediction_table_names(out, property, PREDICTION_STDDEV);
    for (size_t i = 0; i < c->pool->n; i++)
        print_row(c, i, property, of[i], deviation_of[i], out);
    free(other);
    free(mean);
}
