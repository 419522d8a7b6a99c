#include "learn/predict_structures.h"

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
    struct gradient *derivatives; /* per thread */
};

static void predict(void *context, size_t thread, struct structure *s, struct structure_text *to)
{
    const struct structure_job *j = context;
    double value, stress[3][3];
    const char *message = potential_compute(j->potential, thread, s, &value, &j->derivatives[thread]);
    if (message)
        die("%s:%zu: %s: %s", s->file, s->line, s->sample.id, message);
    struct xyz_results predicted = predicted_frame_results(s, value, &j->derivatives[thread], stress);
    predicted_frame_write(s, j->regression, &predicted, &to->frames);
}

void predict_structures(struct potential *p, const struct regression *g, struct structure_reader *from, struct output *out)
{
    struct structure_job j = {.potential = p, .regression = g};
    struct structure_pipeline pipeline = {CHUNK, pipeline_slots(1), predict, &j, out, NULL};
    j.derivatives = mem_zero(threads(), sizeof *j.derivatives);
    structure_pipeline_run(&pipeline, from);
    for (size_t t = 0; t < threads(); t++)
        gradient_free(&j.derivatives[t]);
    free(j.derivatives);
}
