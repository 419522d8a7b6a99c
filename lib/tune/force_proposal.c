#include "tune/force_proposal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/number.h"
#include "geometry/weighting_functions.h"
#include "math/quantile.h"
#include "recipe/recipe.h"
#include "recipe/recipe_file.h"
#include "recipe/recipe_parse.h"
#include "recipe/recipe_text.h"
#include "tensor/many_body.h"
#include "tune/search_grid.h"
#include "tune/tensor_distances.h"

/* The typical cube root of the volume per atom in the data that the recipe was made with, angstrom. */
#define USUAL 2.44

/* Lengths are those of noises of forces over which energies per atom and virials count. */
#define BY_ENERGY 0.01
#define BY_STRESS 0.5

static const char base[] = "crystals-forces";

/* The first of these names that structures have, else the first name that contains it, else NULL. */
static const char *find_name(const struct named_values *v, const char *wanted)
{
    const char *like = NULL;
    for (size_t i = 0; i < v->n; i++) {
        if (strcmp(v->name[i], wanted) == 0)
            return v->name[i];
        if (!like && strstr(v->name[i], wanted))
            like = v->name[i];
    }
    return like;
}

static void set_text(char **to, const char *name)
{
    free(*to);
    *to = name ? mem_text(name) : NULL;
}

/* The root of the mean square of the components of all forces that are told. */
static double typical_force(const struct structure *s, size_t n, const char *name)
{
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        size_t place = structure_find_name(&s[i].vectors, name);
        for (size_t a = 0; place < s[i].vectors.n && a < 3 * s[i].sample.atoms; a++) {
            double f = s[i].vectors.value[3 * (a / 3 * s[i].vectors.n + place) + a % 3];
            sum += isfinite(f) ? f * f : 0;
            count += isfinite(f) ? 1 : 0;
        }
    }
    return count > 0 ? sqrt(sum / (double)count) : 0;
}

/* The median of the cube root of the volume per atom, of structures that fill space. */
static double typical_spacing(const struct structure *s, size_t n)
{
    double *spacing = mem_new(n, sizeof *spacing), median = 0;
    size_t crystals = 0;
    for (size_t i = 0; i < n; i++)
        if (s[i].pbc[0] && s[i].pbc[1] && s[i].pbc[2])
            spacing[crystals++] = cbrt(structure_volume(&s[i]) / (double)s[i].sample.atoms);
    if (crystals > 0)
        median = quantile_median(spacing, crystals);
    else
        die("--forces: expected crystals, structures that repeat in three directions, found none");
    free(spacing);
    return median;
}

/* Lengths, and bins of half a sigma from below the shortest distance to where the reach ends. */
static void set_terms(struct recipe *r, double by, double shortest)
{
    for (size_t i = 0; i < r->representation.nterms; i++) {
        struct term *t = many_body_term(&r->representation, i);
        t->reach = number_rounded(t->reach * by, 2);
        t->taper = number_rounded(t->taper * by, 2);
        if (t->weighting->takes_length)
            t->length = number_rounded(t->length * by, 2);
        if (t->body != 2)
            continue;
        t->sigma = number_rounded(t->sigma * by, 2);
        t->grid.start = number_rounded(fmax(0, shortest - 4 * t->sigma), 2);
        t->grid.stop = number_rounded(t->reach + 2 * t->sigma, 2);
        t->grid.bins = (size_t)ceil(2 * (t->grid.stop - t->grid.start) / t->sigma);
    }
}

static void set_kernel(const struct structure *s, size_t n, struct recipe *r)
{
    struct tensor_distances *d = tensor_distances_new(&r->representation, true, s, n);
    double *scale = representation_scales(&r->representation), distance = tensor_distances_median(d, scale);
    for (size_t p = 0; p < r->kernel.n && distance > 0; p++)
        if (!isnan(r->kernel.part[p].sigma))
            r->kernel.part[p].sigma = number_rounded(3 * distance, 2);
    tensor_distances_free(d);
    free(scale);
}

static void set_regression(const struct structure *s, size_t n, const struct survey *survey, struct regression *g)
{
    const char *forces = find_name(&s[0].vectors, "forces"), *stress = find_name(&s[0].tensors, "stress");
    double force = forces ? typical_force(s, n, forces) : 0;
    if (!(force > 0))
        die("--forces: expected structures with forces, three columns such as forces:R:3, found none");
    set_text(&g->property, survey_energy(survey));
    set_text(&g->forces, forces);
    set_text(&g->stress, stress);
    g->noise_forces = number_rounded(force / 100, 1);
    g->noise_energy = number_rounded(BY_ENERGY * force / 100, 1);
    g->noise_stress = stress ? number_rounded(BY_STRESS * force / 100, 1) : NAN;
}

void force_proposal_print(const struct structure *sample, size_t n, const struct survey *survey, struct output *out)
{
    char *source = recipe_file_text(base);
    struct recipe *r = recipe_parse(source, base, NULL);
    struct bytes title = {0};
    double shortest, longest;
    survey_distances(survey, &shortest, &longest);
    set_terms(r, typical_spacing(sample, n) / USUAL, shortest);
    set_regression(sample, n, survey, &r->regression);
    set_kernel(sample, n, r);
    search_grid_follow(r);
    survey_title(survey, &title);
    char *text = recipe_text(r);
    output_print(out, "# Proposed for forces of %.*s\n%s", (int)title.length, (const char *)title.at, text);
    free(text);
    free(source);
    bytes_free(&title);
    recipe_free(r);
}
