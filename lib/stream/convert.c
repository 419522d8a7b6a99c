#include "stream/convert.h"

#include <omp.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/progress.h"
#include "base/threads.h"

enum { CHUNK = 256 };

struct job {
    struct structure structure;
    struct bytes record;
    char *message;
};

struct worker {
    void *work;
    struct tensor tensor;
};

static size_t read_chunk(struct xyz *from, struct job *jobs)
{
    size_t n = 0;
    while (n < CHUNK && xyz_read(from, &jobs[n].structure))
        n++;
    return n;
}

static void run(const struct builder *b, const struct header *h, struct worker *w, struct job *job)
{
    const char *message = b->build(w->work, &job->structure, &w->tensor);
    if (message) {
        job->message = mem_text(message);
        return;
    }
    struct record r = {.sample = job->structure.sample, .tensor = w->tensor};
    job->record.length = 0;
    record_encode(h, &r, &job->record);
}

static void write_chunk(struct writer *to, const struct job *jobs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct structure *s = &jobs[i].structure;
        if (jobs[i].message)
            die("%s:%zu: %s: %s", s->file, s->line, s->sample.id, jobs[i].message);
        writer_put(to, &jobs[i].record, 1);
    }
}

void convert(struct xyz *from, const struct builder *b, const struct header *h, struct writer *to)
{
    size_t n, nworkers = threads();
    struct job *jobs = mem_zero(CHUNK, sizeof *jobs);
    struct worker *workers = mem_zero(nworkers, sizeof *workers);
    struct progress progress = progress_start("structures", 0);
    for (size_t i = 0; i < nworkers; i++)
        workers[i].work = b->work_new(b->shared);

    while ((n = read_chunk(from, jobs)) > 0) {
#pragma omp parallel for schedule(dynamic)
        for (size_t i = 0; i < n; i++)
            run(b, h, &workers[omp_get_thread_num()], &jobs[i]);
        write_chunk(to, jobs, n);
        progress_step(&progress, n);
    }

    progress_end(&progress);
    for (size_t i = 0; i < nworkers; i++) {
        b->work_free(workers[i].work);
        tensor_free(&workers[i].tensor);
    }
    for (size_t i = 0; i < CHUNK; i++) {
        structure_free(&jobs[i].structure);
        bytes_free(&jobs[i].record);
    }
    free(workers);
    free(jobs);
}
