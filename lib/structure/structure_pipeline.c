#include "structure/structure_pipeline.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pipeline.h"
#include "base/progress.h"
#include "base/say.h"

struct chunk {
    size_t n;
    struct structure *structure;
    struct structure_text text;
};

struct job {
    const struct structure_pipeline *pipeline;
    struct structure_reader *from;
    struct chunk *chunk; /* per slot */
    struct progress progress;
};

static bool read_chunk(void *context, size_t slot)
{
    struct job *j = context;
    struct chunk *c = &j->chunk[slot];
    for (c->n = 0; c->n < j->pipeline->chunk && structure_reader_next(j->from, &c->structure[c->n]);)
        c->n++;
    return c->n > 0;
}

static size_t one_part(void *context, size_t slot)
{
    (void)context;
    (void)slot;
    return 1;
}

static void work_on_chunk(void *context, size_t slot, size_t part)
{
    const struct job *j = context;
    struct chunk *c = &j->chunk[slot];
    (void)part;
    for (size_t i = 0; i < c->n; i++)
        j->pipeline->work(j->pipeline->context, (size_t)omp_get_thread_num(), &c->structure[i], &c->text);
}

static void put(struct output *out, struct bytes *text)
{
    if (out)
        output_write(out, text->at, text->length);
    text->length = 0;
}

static void write_chunk(void *context, size_t slot)
{
    struct job *j = context;
    struct structure_text *t = &j->chunk[slot].text;
    put(j->pipeline->out, &t->frames);
    put(j->pipeline->log, &t->rows);
    for (size_t at = 0; at < t->warnings.length; at += strlen((char *)t->warnings.at + at) + 1)
        say_warning("%s", (char *)t->warnings.at + at);
    t->warnings.length = 0;
    progress_step(&j->progress, j->chunk[slot].n);
}

void structure_pipeline_run(const struct structure_pipeline *p, struct structure_reader *from)
{
    struct pipeline pipeline = {p->slots, read_chunk, one_part, work_on_chunk, write_chunk};
    struct job j = {.pipeline = p, .from = from, .chunk = mem_zero(p->slots, sizeof *j.chunk)};
    for (size_t i = 0; i < p->slots; i++)
        j.chunk[i].structure = mem_zero(p->chunk, sizeof *j.chunk[i].structure);
    j.progress = progress_start("structures", 0);
    pipeline_run(&pipeline, &j);
    progress_end(&j.progress);
    for (size_t i = 0; i < p->slots; i++) {
        for (size_t k = 0; k < p->chunk; k++)
            structure_free(&j.chunk[i].structure[k]);
        free(j.chunk[i].structure);
        bytes_free(&j.chunk[i].text.frames);
        bytes_free(&j.chunk[i].text.rows);
        bytes_free(&j.chunk[i].text.warnings);
    }
    free(j.chunk);
}
