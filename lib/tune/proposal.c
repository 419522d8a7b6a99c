#include "tune/proposal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/number.h"
#include "geometry/batch.h"
#include "geometry/geometry_functions.h"
#include "geometry/neighbours.h"
#include "geometry/weighting_functions.h"
#include "learn/baseline.h"
#include "math/quantile.h"
#include "math/random.h"
#include "recipe/recipe.h"
#include "recipe/recipe_file.h"
#include "recipe/recipe_parse.h"
#include "recipe/recipe_text.h"
#include "tensor/many_body.h"
#include "tune/force_proposal.h"
#include "tune/geometry_values.h"
#include "tune/search_grid.h"
#include "tune/tensor_distances.h"

/* Structures whose values and tensors are looked at. */
enum { SAMPLE = 200 };

struct proposal {
    struct structure sample[SAMPLE];
    size_t n, seen;
    uint64_t random;
};

struct proposal *proposal_new(void)
{
    return mem_zero(1, sizeof(struct proposal));
}

void proposal_free(struct proposal *p)
{
    for (size_t i = 0; i < p->n; i++)
        structure_free(&p->sample[i]);
    free(p);
}

/* Reservoir sampling, algorithm R: J. S. Vitter, ACM Trans. Math. Softw. 11, 37 (1985). */
void proposal_add(struct proposal *p, struct structure *s)
{
    size_t place = p->seen < SAMPLE ? p->seen : random_below(&p->random, p->seen + 1);
    p->seen++;
    if (place >= SAMPLE)
        return;
    struct structure other = p->sample[place];
    p->sample[place] = *s;
    *s = other;
    if (p->n < SAMPLE)
        p->n++;
}

/* The median over structures of the shortest distance; 1 when no structure has two atoms. */
static double typical_distance(const struct proposal *p)
{
    struct neighbours neighbours = {0};
    double closest[SAMPLE];
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct structure *s = &p->sample[i];
        const char *message = neighbours_closest(&neighbours, s, &closest[n]);
        if (message)
            die("%s:%zu: %s", s->file, s->line, message);
        n += isfinite(closest[n]) ? 1 : 0;
    }
    neighbours_free(&neighbours);
    return n ? quantile_median(closest, n) : 1;
}

/* Rounds to the nearest power 2^(n/2). */
static double round_power(double x)
{
    return pow(2, round(2 * log2(x)) / 2);
}

/* The length with which the weight of the distance is what exp gives it with 0.6 times that distance. */
static double length_of(const struct weighting_function *w, double distance)
{
    double least = exp(-1 / 0.6), low = 1e-9, high = 1e9;
    for (int i = 0; i < 100; i++) {
        double middle = sqrt(low * high);
        *(w->most(least, middle) < distance ? &low : &high) = middle;
    }
    return high;
}

/* Sets the lengths over which weights fall to the typical distance; cutoffs stay as they are. */
static void set_lengths(const struct proposal *p, struct recipe *r)
{
    double typical = typical_distance(p);
    for (size_t i = 0; i < r->representation.nterms; i++) {
        struct term *t = many_body_term(&r->representation, i);
        if (t->weighting->takes_length)
            t->length = number_rounded(length_of(t->weighting, typical), 2);
    }
}

/* Adds the values that structures outside the sample may have: at the shortest and longest distance, at 0 and pi. */
static void add_limits(const struct survey *survey, const struct term *t, double range[2])
{
    struct batch b = {.n = 2, .dot = {1, -1}};
    survey_distances(survey, &b.edge[0][0], &b.edge[0][1]);
    if (survey_periodic(survey))
        b.edge[0][1] = t->weighting->longest(weighting_functions_most(t), 2, 1);
    t->geometry->apply(&b);
    for (size_t i = 0; i < b.n; i++) {
        range[0] = fmin(range[0], b.value[i]);
        range[1] = fmax(range[1], b.value[i]);
    }
}

/* Fills sigma and grid; false when no structure of the sample has such tuples. */
static bool set_grid(const struct proposal *p, const struct survey *survey, bool atoms, struct term *t)
{
    struct geometry_values *v = geometry_values_new(t, t->body == 2 ? 1e-3 : 1e-3 * acos(-1), atoms);
    for (size_t i = 0; i < p->n; i++)
        geometry_values_add(v, &p->sample[i]);
    double range[2] = {geometry_values_low(v), geometry_values_high(v)}, gap = geometry_values_gap(v);
    geometry_values_free(v);
    if (isinf(range[0]))
        return false;
    add_limits(survey, t, range);
    double width = fmax(range[1] - range[0], 0.01);
    t->sigma = round_power(fmax(width / 64, fmin(width / 12, 4 * gap)));
    double unit = pow(10, floor(log10(width / 50)));
    t->grid.start = number_rounded(unit * floor((range[0] - 4 * t->sigma) / unit), 6);
    t->grid.stop = number_rounded(unit * ceil((range[1] + 4 * t->sigma) / unit), 6);
    double bins = 2 * (t->grid.stop - t->grid.start) / t->sigma;
    t->grid.bins = (size_t)(10 * ceil(fmax(50, fmin(200, bins)) / 10));
    return true;
}

static void set_terms(const struct proposal *p, const struct survey *survey, struct recipe *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->representation.nterms; i++) {
        struct term *t = many_body_term(&r->representation, n);
        *t = *many_body_term(&r->representation, i);
        n += set_grid(p, survey, r->kernel.atoms != ATOMS_NONE, t);
    }
    if (n == 0)
        die("expected a structure with two atoms near each other to make a recipe of, found none");
    r->representation.nterms = n;
}

/* Scales that make all terms equally far from structure to structure, or from atom to atom, and a kernel four times as wide as
   that. */
static void set_kernel(const struct proposal *p, struct recipe *r)
{
    const struct representation *all = &r->representation;
    bool atoms = r->kernel.atoms != ATOMS_NONE;
    struct tensor_distances *d = tensor_distances_new(all, atoms, p->sample, p->n);
    double *scale = mem_zero(all->nterms, sizeof *scale);
    for (size_t i = 0; i < all->nterms; i++) {
        scale[i] = 1;
        double distance = tensor_distances_median(d, scale);
        many_body_term(all, i)->scale = distance > 0 ? number_rounded(1 / distance, 3) : 1;
        scale[i] = 0;
    }
    for (size_t i = 0; i < all->nterms; i++)
        scale[i] = representation_scale(all, i);
    double distance = tensor_distances_median(d, scale);
    r->kernel.part[0].sigma = distance > 0 ? round_power(4 * distance) : 1;
    tensor_distances_free(d);
    free(scale);
}

static void set_property(const struct survey *survey, struct recipe *r)
{
    const char *best = survey_energy(survey);
    if (!best)
        return;
    free(r->regression.property);
    r->regression.property = mem_text(best);
}

static void choose_baseline(struct regression *g, const char *name)
{
    field_choose(field_find(regression_fields, "baseline"), g, name);
}

/* What is left of n numbers, the sum of squares, by the best sums of a constant for each atom of an element, or of such for the
   share of each element. */
static double left_of(const double *y, const struct sample *samples, size_t n, bool shares)
{
    struct regression g = {0};
    struct baseline b;
    double left = 0;
    choose_baseline(&g, "composition");
    g.baseline->fit(&b, samples, n, y, shares);
    for (size_t i = 0; i < n; i++) {
        double value;
        unsigned missing;
        baseline_value(&b, &samples[i], shares, &value, &missing);
        left += (y[i] - value) * (y[i] - value);
    }
    baseline_free(&b);
    return left;
}

/* Whether a property is one of whole structures, not per atom or the like: whether numbers of atoms tell it better than shares
   of elements do. Where all structures have as many atoms these are the same, up to rounding. */
static bool grows_with_atoms(const struct proposal *p, const char *property)
{
    struct sample sample[SAMPLE];
    double y[SAMPLE];
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        const double *value = sample_property(&p->sample[i].sample, property);
        if (!value)
            continue;
        sample[n] = p->sample[i].sample;
        y[n++] = *value;
    }
    return n == 0 || left_of(y, sample, n, false) <= (1 + 1e-6) * left_of(y, sample, n, true);
}

/* What is not a total is not divided by the number of atoms again, nor does it add up from elements or atoms. */
static void set_per(const struct proposal *p, struct recipe *r)
{
    struct regression *g = &r->regression;
    bool atoms = r->kernel.atoms != ATOMS_NONE;
    if (!(g->per_atom || atoms) || !g->property || grows_with_atoms(p, g->property))
        return;
    if (atoms)
        r->kernel.atoms = ATOMS_AVERAGE;
    g->per_atom = false;
    choose_baseline(g, "mean");
}

/* Crystals of more elements have pseudo-elements. */
enum { FEW = 16 };

/* The recipe that is filled: where elements are few, atoms of crystals have the terms of whole crystals, angles too. */
static const char *choose_recipe(const struct survey *survey, bool atoms)
{
    if (!survey_periodic(survey))
        return atoms ? "molecules-atoms" : "molecules";
    return atoms && survey_elements(survey) > FEW ? "crystals-atoms" : "crystals";
}

/* Makes the kernel of a recipe for whole crystals one of atoms, if it is none. */
static void compare_atoms(struct recipe *r)
{
    if (r->kernel.atoms != ATOMS_NONE)
        return;
    r->kernel.atoms = ATOMS_AVERAGE;
    r->kernel.match = MATCH_ELEMENT;
    r->representation.normalize = NORMALIZE_NONE;
}

/* Pseudo-elements by the periodic table are made of the elements there are; a factor says itself what they are made of. */
static void set_elements(const struct survey *survey, struct correlation *c)
{
    size_t n = 0;
    if (c->matrix)
        return;
    for (size_t i = 0; i < c->n; i++)
        if (survey_has_element(survey, c->number[i]))
            c->number[n++] = c->number[i];
    c->n = n;
}

void proposal_print_forces(const struct proposal *p, const struct survey *survey, struct output *out)
{
    force_proposal_print(p->sample, p->n, survey, out);
}

void proposal_print(const struct proposal *p, const struct survey *survey, bool atoms, struct output *out)
{
    const char *name = choose_recipe(survey, atoms);
    char *source = recipe_file_text(name);
    struct recipe *r = recipe_parse(source, name, NULL);
    struct bytes title = {0};
    if (atoms)
        compare_atoms(r);
    set_elements(survey, &r->representation.correlation);
    set_lengths(p, r);
    set_terms(p, survey, r);
    set_kernel(p, r);
    set_property(survey, r);
    set_per(p, r);
    search_grid_follow(r);
    survey_title(survey, &title);
    char *text = recipe_text(r);
    output_print(out, "# Proposed for %.*s\n%s", (int)title.length, (const char *)title.at, text);
    free(text);
    free(source);
    bytes_free(&title);
    recipe_free(r);
}
