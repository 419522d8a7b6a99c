#include "learn/predicted_frame.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "structure/forces.h"

static const char *name_or(const char *name, const char *otherwise)
{
    return name ? name : otherwise;
}

/* The structure's own forces, NAN where one lacks, to be freed; NULL without any. */
static double (*reference_forces(const struct structure *s, const char *name))[3]
{
    size_t place = structure_find_name(&s->vectors, name);
    if (place == s->vectors.n)
        return NULL;
    double(*to)[3] = mem_new(s->sample.atoms, sizeof *to);
    for (size_t a = 0; a < s->sample.atoms; a++)
        for (size_t c = 0; c < 3; c++)
            to[a][c] = s->vectors.value[3 * (a * s->vectors.n + place) + c];
    return to;
}

/* Its own stress; false: there is none, or a number of it lacks. */
static bool reference_stress(const struct structure *s, const char *name, double to[3][3])
{
    size_t place = structure_find_name(&s->tensors, name);
    for (int i = 0; i < 9 && place < s->tensors.n; i++)
        if (isnan(s->tensors.value[9 * place + (size_t)i]))
            return false;
    return place < s->tensors.n && forces_stress(s, name, to);
}

static bool is_filled(const struct structure *s)
{
    return s->pbc[0] && s->pbc[1] && s->pbc[2];
}

/* From derivatives by strain to a stress: of each pair of components the mean, over the volume. */
static void set_stress(const struct structure *s, const struct gradient *g, double to[3][3])
{
    double volume = structure_volume(s);
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
            to[i][k] = (g->strain[i][k] + g->strain[k][i]) / (2 * volume);
}

struct xyz_results predicted_frame_results(const struct structure *s, double value, struct gradient *g, double stress[3][3])
{
    for (size_t a = 0; a < g->atoms; a++)
        for (int c = 0; c < 3; c++)
            g->atom[a][c] = -g->atom[a][c];
    set_stress(s, g, stress);
    return (struct xyz_results){.energy = value,
                                .force = (const double(*)[3])g->atom,
                                .stress = is_filled(s) ? (const double(*)[3])stress : NULL};
}

void predicted_frame_deviations(const struct structure *s, const double *stddev, const struct gradient *g, double stress[3][3],
                                struct xyz_results *to)
{
    set_stress(s, g, stress);
    to->stddev = stddev;
    to->force_stddev = (const double(*)[3])g->atom;
    to->stress_stddev = to->stress ? (const double(*)[3])stress : NULL;
}

void predicted_frame_write(const struct structure *s, const struct regression *r, const struct xyz_results *predicted,
                           struct bytes *to)
{
    const double *known = sample_property(&s->sample, r->property);
    double known_stress[3][3];
    bool has_stress = is_filled(s) && reference_stress(s, name_or(r->stress, "stress"), known_stress);
    double(*force)[3] = reference_forces(s, name_or(r->forces, "forces"));
    struct xyz_results reference = {.energy = known ? *known : NAN,
                                    .force = (const double(*)[3])force,
                                    .stress = has_stress ? (const double(*)[3])known_stress : NULL};
    xyz_frame_write(s, r->property, predicted, known || force || has_stress ? &reference : NULL, to);
    free(force);
}
