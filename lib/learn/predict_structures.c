#include "learn/predict_structures.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/pipeline.h"
#include "base/threads.h"
#include "learn/predicted_frame.h"
#include "structure/structure_pipeline.h"

/* Structures that a thread predicts at once. */
enum { CHUNK = 8 };

/* What is predicted of a structure, and the deviations of that. */
struct guess {
    double value, stddev;
    struct gradient derivatives, deviations;
};

struct structure_job {
    struct potential *potential;
    struct uncertainty *uncertainty; /* NULL: no deviations */
    const struct regression *regression;
    bool novelty;
    struct guess *guess; /* per thread */
};

/* How far the structure is from what the model knows, as pairs of a comment line. */
static const char *tell_novelty(const struct structure_job *j, size_t thread, char *to, size_t size)
{
    size_t atom;
    double novelty = potential_novelty(j->potential, thread, &atom);
    snprintf(to, size, atom > 0 ? "novelty=%.6g novelty_atom=%zu" : "novelty=%.6g", novelty, atom);
    return to;
}

static void predict(void *context, size_t thread, struct structure *s, struct structure_text *to)
{
    const struct structure_job *j = context;
    struct guess *g = &j->guess[thread];
    double stress[2][3][3];
    char more[80];
    const char *message = potential_compute(j->potential, thread, s, &g->value, &g->derivatives);
    if (!message && j->uncertainty)
        message = uncertainty_compute(j->uncertainty, thread, s, &g->stddev, &g->deviations);
    if (message)
        die("%s:%zu: %s: %s", s->file, s->line, s->sample.id, message);
    struct xyz_results predicted = predicted_frame_results(s, g->value, &g->derivatives, stress[0]);
    if (j->uncertainty)
        predicted_frame_deviations(s, &g->stddev, &g->deviations, stress[1], &predicted);
    if (j->novelty)
        predicted.more = tell_novelty(j, thread, more, sizeof more);
    predicted_frame_write(s, j->regression, &predicted, &to->frames);
}

void predict_structures(struct potential *p, struct uncertainty *u, const struct regression *g, bool novelty,
                        struct structure_reader *from, struct output *out)
{
    struct structure_job j = {.potential = p, .uncertainty = u, .regression = g, .novelty = novelty};
    struct structure_pipeline pipeline = {CHUNK, pipeline_slots(1), predict, &j, out, NULL};
    j.guess = mem_zero(threads(), sizeof *j.guess);
    structure_pipeline_run(&pipeline, from);
    for (size_t t = 0; t < threads(); t++) {
        gradient_free(&j.guess[t].derivatives);
        gradient_free(&j.guess[t].deviations);
    }
    free(j.guess);
}
