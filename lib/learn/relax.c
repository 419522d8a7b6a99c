#include "learn/relax.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "math/matrix3.h"
#include "math/vector.h"
#include "solve/minimise.h"

/* Strain that moves atoms so far apart, in angstrom, by some length is about as stiff as an atom that moves by it. */
#define BOND 1.5

struct relaxation {
    struct potential *potential;
    size_t thread;
    const struct relax_options *options;
    const struct relax_freedom *freedom;
    struct structure *structure;
    struct gradient *gradient;
    double (*place)[3]; /* as it was, and so is the cell */
    double cell[3][3];
    struct matrix3 space;           /* projects on what may strain */
    double across;                  /* angstrom that an atom goes where its number changes by 1 */
    struct matrix3 strain, inverse; /* F of the last call, and F^-1 */
    double energy;                  /* of the last call that told one */
    bool stuck;
    struct relax_result result;
};

static double norm(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i] * x[i];
    return sqrt(sum);
}

/* By Gram and Schmidt: the sum of v v^T of orthogonal unit vectors v. */
static struct matrix3 find_space(const struct structure *s, bool cell)
{
    struct matrix3 space = {0};
    for (int i = 0; i < 3 && cell; i++) {
        double v[3], inside[3];
        if (!s->pbc[i])
            continue;
        matrix3_turn(inside, &space, s->cell[i]);
        for (int c = 0; c < 3; c++)
            v[c] = s->cell[i][c] - inside[c];
        double square = vector_dot(v, v);
        for (int c = 0; c < 3; c++)
            vector_add_multiple(space.at[c], v[c] / square, v);
    }
    return space;
}

/* The part of a slope along strain that is symmetric, and in the space of what repeats. */
static struct matrix3 restrict_slope(const struct relaxation *w, const struct matrix3 *slope)
{
    struct matrix3 half = matrix3_product(&w->space, slope), whole = matrix3_product(&half, &w->space);
    return matrix3_symmetric(&whole);
}

/* Puts atoms and lattice vectors where the numbers say. */
static void put(struct relaxation *w, const double *x)
{
    struct structure *s = w->structure;
    size_t n = s->sample.atoms;
    double u[3];
    for (int i = 0; i < 9; i++)
        w->strain.at[i / 3][i % 3] = (i % 4 == 0) + w->options->length / BOND * x[3 * n + (size_t)i];
    w->inverse = matrix3_inverse(&w->strain);
    for (size_t a = 0; a < n; a++) {
        memcpy(u, w->place[a], sizeof u);
        vector_add_multiple(u, w->across, x + 3 * a);
        matrix3_turn(s->position[a], &w->strain, u);
    }
    for (int i = 0; i < 3; i++)
        matrix3_turn(s->cell[i], &w->strain, w->cell[i]);
}

/* Slopes of the energy per atom along the numbers. */
static void set_slopes(const struct relaxation *w, double *slope)
{
    const struct gradient *g = w->gradient;
    size_t n = g->atoms;
    double along[3];
    for (size_t a = 0; a < n; a++) {
        matrix3_turn(along, &w->strain, g->atom[a]);
        for (int c = 0; c < 3; c++)
            slope[3 * a + (size_t)c] = w->freedom->moves[a][c] ? w->across / (double)n * along[c] : 0;
    }
    struct matrix3 now = matrix3_of(g->strain[0]), before = matrix3_product(&now, &w->inverse);
    struct matrix3 allowed = restrict_slope(w, &before);
    for (int i = 0; i < 9; i++)
        slope[3 * n + (size_t)i] = w->options->length / BOND / (double)n * allowed.at[i / 3][i % 3];
}

static bool is_finite(double energy, const struct gradient *g)
{
    double sum = energy;
    for (size_t i = 0; i < 3 * g->atoms; i++)
        sum += g->atom[i / 3][i % 3];
    for (int i = 0; i < 9; i++)
        sum += g->strain[i / 3][i % 3];
    return isfinite(sum);
}

/* The energy per atom, beside that of the structure as it was. */
static double value(void *relaxation, const double *x, double *slope)
{
    struct relaxation *w = relaxation;
    struct relax_result *r = &w->result;
    double energy;
    put(w, x);
    r->calls++;
    const char *message = structure_problem(w->structure);
    if (!message)
        message = potential_compute(w->potential, w->thread, w->structure, &energy, w->gradient);
    if (!message && !is_finite(energy, w->gradient))
        message = "the model predicts what is no finite number";
    if (message) {
        snprintf(r->message, sizeof r->message, "%s", message);
        return INFINITY;
    }
    if (w->freedom->group)
        space_group_average(w->freedom->group, w->gradient->atom, w->gradient->strain);
    set_slopes(w, slope);
    w->energy = energy;
    return (energy - (r->known ? r->before.energy : energy)) / (double)w->gradient->atoms;
}

static double length(void *relaxation, const double *from, const double *to)
{
    const struct relaxation *w = relaxation;
    size_t n = w->structure->sample.atoms;
    double most = 0, step[9] = {0};
    for (size_t a = 0; a <= n; a++) {
        size_t numbers = a < n ? 3 : 9;
        for (size_t i = 0; i < numbers; i++)
            step[i] = to[3 * a + i] - from[3 * a + i];
        most = fmax(most, norm(step, numbers) * (a < n ? w->across / w->options->length : 1));
    }
    return most;
}

/* What is left at the last call. */
static void look(struct relaxation *w)
{
    const struct gradient *g = w->gradient;
    struct relax_rest *rest = &w->result.after;
    struct matrix3 slope = matrix3_of(g->strain[0]), allowed = restrict_slope(w, &slope);
    double force[3];
    rest->energy = w->energy;
    rest->force = 0;
    for (size_t a = 0; a < g->atoms; a++) {
        for (int c = 0; c < 3; c++)
            force[c] = w->freedom->moves[a][c] ? g->atom[a][c] : 0;
        rest->force = fmax(rest->force, norm(force, 3));
    }
    rest->strain = norm(allowed.at[0], 9) / (double)g->atoms;
    if (potential_has_novelty(w->potential))
        rest->novelty = potential_novelty(w->potential, w->thread, &rest->atom);
}

static bool is_unknown(const struct relaxation *w)
{
    return !w->result.known;
}

static bool is_novel(const struct relaxation *w)
{
    return w->result.after.novelty > w->options->novelty;
}

static bool is_converged(const struct relaxation *w)
{
    return w->result.after.force <= w->options->force && w->result.after.strain <= w->options->force;
}

static bool is_tired(const struct relaxation *w)
{
    return w->result.steps >= w->options->steps;
}

static bool is_stuck(const struct relaxation *w)
{
    return w->stuck;
}

struct relax_reason {
    struct relax_end end;
    bool (*is_so)(const struct relaxation *w);
};

/* The first that is so tells why. */
static const struct relax_reason relax_ends[] = {
    {{"unknown", "the model tells nothing of it"}, is_unknown},
    {{"novel", "the model knows nothing like it"}, is_novel},
    {{"converged", NULL}, is_converged},
    {{"steps", "the steps were too few"}, is_tired},
    {{"stuck", "no step leads to a lower energy"}, is_stuck},
};

static const struct relax_end *find_end(const struct relaxation *w)
{
    for (size_t i = 0; i < sizeof relax_ends / sizeof *relax_ends; i++)
        if (relax_ends[i].is_so(w))
            return &relax_ends[i].end;
    return NULL;
}

static bool go_on(void *relaxation, const double *x, double lowest, const double *slope)
{
    struct relaxation *w = relaxation;
    struct relax_result *r = &w->result;
    (void)x, (void)lowest, (void)slope;
    look(w);
    r->message[0] = '\0';
    if (r->known)
        r->steps++;
    else
        r->before = r->after;
    r->known = true;
    r->end = find_end(w);
    return !r->end;
}

/* To where the last step went, since a trial may have come after it. */
static void come_back(struct relaxation *w, const double *x, double *slope)
{
    struct relax_result *r = &w->result;
    value(w, x, slope);
    for (size_t a = 0; a < w->structure->sample.atoms; a++)
        r->displacement = fmax(r->displacement, w->across * norm(x + 3 * a, 3));
    r->volume = matrix3_determinant(&w->strain);
}

struct relax_result relax(struct potential *p, size_t thread, const struct relax_options *o, const struct relax_freedom *f,
                          struct structure *s, struct gradient *g)
{
    size_t n = s->sample.atoms;
    struct relaxation w = {.potential = p,
                           .thread = thread,
                           .options = o,
                           .freedom = f,
                           .structure = s,
                           .gradient = g,
                           .place = mem_new(n, sizeof *w.place),
                           .space = find_space(s, o->cell),
                           .across = o->length * sqrt((double)n)};
    double *x = mem_zero(3 * n + 9, sizeof *x), *slope = mem_new(3 * n + 9, sizeof *slope);
    memcpy(w.place, s->position, n * sizeof *w.place);
    memcpy(w.cell, s->cell, sizeof w.cell);
    struct minimise_task task = {3 * n + 9, value, length, go_on, &w};
    w.stuck = !minimise(&task, x);
    w.result.end = find_end(&w);
    if (w.result.known)
        come_back(&w, x, slope);
    free(x);
    free(slope);
    free(w.place);
    return w.result;
}
