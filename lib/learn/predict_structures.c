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

struct structure_job {
    struct potential *potential;
    const struct regression *regression;
    bool novelty;
    struct gradient *derivatives; /* per thread */
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
    double value, stress[3][3];
    const char *message = potential_compute(j->potential, thread, s, &value, &j->derivatives[thread]);
    if (message)
        die("%s:%zu: %s: %s", s->file, s->line, s->sample.id, message);
    struct xyz_results predicted = predicted_frame_results(s, value, &j->derivatives[thread], stress);
    char more[80];
    if (j->novelty)
        predicted.more = tell_novelty(j, thread, more, sizeof more);
    predicted_frame_write(s, j->regression, &predicted, &to->frames);
}

void predict_structures(struct potential *p, const struct regression *g, bool novelty, struct structure_reader *from,
                        struct output *out)
{
    struct structure_job j = {.potential = p, .regression = g, .novelty = novelty};
    struct structure_pipeline pipeline = {CHUNK, pipeline_slots(1), predict, &j, out, NULL};
    j.derivatives = mem_zero(threads(), sizeof *j.derivatives);
    structure_pipeline_run(&pipeline, from);
    for (size_t t = 0; t < threads(); t++)
        gradient_free(&j.derivatives[t]);
    free(j.derivatives);
}
