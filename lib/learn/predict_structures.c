#include "learn/predict_structures.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/pipeline.h"
#include "base/threads.h"
#include "structure/forces.h"
#include "structure/xyz_frame.h"

/* Structures that a thread predicts at once. */
enum { CHUNK = 8 };

struct chunk {
    size_t n;
    struct structure structure[CHUNK];
    struct bytes frames;
};

struct structure_job {
    struct potential *potential;
    const struct regression *regression;
    struct structure_reader *from;
    struct output *out;
    struct chunk *chunk;          /* per slot */
    struct gradient *derivatives; /* per thread */
};

static bool read_chunk(void *context, size_t slot)
{
    struct structure_job *j = context;
    struct chunk *c = &j->chunk[slot];
    for (c->n = 0; c->n < CHUNK && structure_reader_next(j->from, &c->structure[c->n]);)
        c->n++;
    return c->n > 0;
}

static size_t one_part(void *context, size_t slot)
{
    (void)context;
    (void)slot;
    return 1;
}

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

/* The frame of a structure with so much of the property and its derivatives. */
static void write_frame(const struct structure_job *j, const struct structure *s, double value, struct gradient *g,
                        struct bytes *to)
{
    const struct regression *r = j->regression;
    const double *known = sample_property(&s->sample, r->property);
    double stress[3][3], known_stress[3][3], volume = structure_volume(s);
    bool filled = s->pbc[0] && s->pbc[1] && s->pbc[2];
    bool has_stress = filled && reference_stress(s, name_or(r->stress, "stress"), known_stress);
    double(*force)[3] = reference_forces(s, name_or(r->forces, "forces"));
    for (size_t a = 0; a < g->atoms; a++)
        for (int c = 0; c < 3; c++)
            g->atom[a][c] = -g->atom[a][c];
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
            stress[i][k] = (g->strain[i][k] + g->strain[k][i]) / (2 * volume);
    struct xyz_results predicted = {value, NULL, (const double(*)[3])g->atom, filled ? (const double(*)[3])stress : NULL};
    struct xyz_results reference = {known ? *known : NAN, NULL, (const double(*)[3])force,
                                    has_stress ? (const double(*)[3])known_stress : NULL};
    xyz_frame_write(s, r->property, &predicted, known || force || has_stress ? &reference : NULL, to);
    free(force);
}

static void predict_chunk(void *context, size_t slot, size_t part)
{
    struct structure_job *j = context;
    struct chunk *c = &j->chunk[slot];
    size_t thread = (size_t)omp_get_thread_num();
    (void)part;
    for (size_t i = 0; i < c->n; i++) {
        const struct structure *s = &c->structure[i];
        double value;
        const char *message = potential_compute(j->potential, thread, s, &value, &j->derivatives[thread]);
        if (message)
            die("%s:%zu: %s: %s", s->file, s->line, s->sample.id, message);
        write_frame(j, s, value, &j->derivatives[thread], &c->frames);
    }
}

static void write_chunk(void *context, size_t slot)
{
    struct structure_job *j = context;
    struct chunk *c = &j->chunk[slot];
    output_write(j->out, c->frames.at, c->frames.length);
    c->frames.length = 0;
}

void predict_structures(struct potential *p, const struct regression *g, struct structure_reader *from, struct output *out)
{
    struct pipeline pipeline = {pipeline_slots(1), read_chunk, one_part, predict_chunk, write_chunk};
    struct structure_job j = {.potential = p, .regression = g, .from = from, .out = out};
    j.chunk = mem_zero(pipeline.slots, sizeof *j.chunk);
    j.derivatives = mem_zero(threads(), sizeof *j.derivatives);
    pipeline_run(&pipeline, &j);
    for (size_t i = 0; i < pipeline.slots; i++) {
        for (size_t k = 0; k < CHUNK; k++)
            structure_free(&j.chunk[i].structure[k]);
        bytes_free(&j.chunk[i].frames);
    }
    for (size_t t = 0; t < threads(); t++)
        gradient_free(&j.derivatives[t]);
    free(j.chunk);
    free(j.derivatives);
}
