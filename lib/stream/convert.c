#include "stream/convert.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

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
    struct tensor *tensor;
    size_t ntensors;
    struct bytes id;
};

static size_t read_chunk(struct xyz *from, struct job *jobs)
{
    size_t n = 0;
    while (n < CHUNK && xyz_read(from, &jobs[n].structure))
        n++;
    return n;
}

/* The first structure's atoms are those of the header; others must have the same. */
static void check_atoms(struct header *h, const struct job *jobs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct structure *s = &jobs[i].structure;
        if (h->nspecies == 0) {
            h->nspecies = s->sample.atoms;
            h->species = mem_new(h->nspecies, 1);
            memcpy(h->species, s->number, h->nspecies);
        }
        if (s->sample.atoms != h->nspecies || memcmp(s->number, h->species, h->nspecies) != 0)
            die("%s:%zu: %s: species: atom needs the same atoms in the same order in every structure", s->file, s->line,
                s->sample.id);
    }
}

static void grow_tensors(struct worker *w, size_t n)
{
    if (n <= w->ntensors)
        return;
    w->tensor = mem_resize(w->tensor, n, sizeof *w->tensor);
    memset(w->tensor + w->ntensors, 0, (n - w->ntensors) * sizeof *w->tensor);
    w->ntensors = n;
}

static void encode(const struct header *h, struct worker *w, struct job *job, size_t i, bool local)
{
    struct record r = {.sample = job->structure.sample, .tensor = w->tensor[i], .atom = local ? i + 1 : 0};
    if (local) {
        w->id.length = 0;
        bytes_print(&w->id, "%s:%zu", r.sample.id, r.atom);
        r.sample.id = (char *)w->id.at;
    }
    record_encode(h, &r, &job->record);
}

static void run(const struct builder *b, const struct header *h, struct worker *w, struct job *job)
{
    size_t n = b->local ? job->structure.sample.atoms : 1;
    grow_tensors(w, n);
    const char *message = b->build(w->work, &job->structure, w->tensor);
    if (message) {
        job->message = mem_text(message);
        return;
    }
    job->record.length = 0;
    for (size_t i = 0; i < n; i++)
        encode(h, w, job, i, b->local);
}

static void write_chunk(struct writer *to, const struct job *jobs, size_t n, bool local)
{
    for (size_t i = 0; i < n; i++) {
        const struct structure *s = &jobs[i].structure;
        if (jobs[i].message)
            die("%s:%zu: %s: %s", s->file, s->line, s->sample.id, jobs[i].message);
        writer_put(to, &jobs[i].record, local ? s->sample.atoms : 1);
    }
}

static struct worker *workers_new(const struct builder *b, size_t n)
{
    struct worker *w = mem_zero(n, sizeof *w);
    for (size_t i = 0; i < n; i++)
        w[i].work = b->work_new(b->shared);
    return w;
}

static void workers_free(const struct builder *b, struct worker *w, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        b->work_free(w[i].work);
        for (size_t j = 0; j < w[i].ntensors; j++)
            tensor_free(&w[i].tensor[j]);
        free(w[i].tensor);
        bytes_free(&w[i].id);
    }
    free(w);
}

static void jobs_free(struct job *jobs)
{
    for (size_t i = 0; i < CHUNK; i++) {
        structure_free(&jobs[i].structure);
        bytes_free(&jobs[i].record);
    }
    free(jobs);
}

void convert(struct xyz *from, const struct builder *b, struct header *h, const char *path)
{
    size_t n, nworkers = threads();
    struct job *jobs = mem_zero(CHUNK, sizeof *jobs);
    struct worker *workers = workers_new(b, nworkers);
    struct progress progress = progress_start("structures", 0);
    struct writer *to = NULL;

    do {
        n = read_chunk(from, jobs);
        if (b->same_atoms)
            check_atoms(h, jobs, n);
        if (!to)
            to = writer_open(path, h);
#pragma omp parallel for schedule(dynamic)
        for (size_t i = 0; i < n; i++)
            run(b, h, &workers[omp_get_thread_num()], &jobs[i]);
        write_chunk(to, jobs, n, b->local);
        progress_step(&progress, n);
    } while (n == CHUNK);

    writer_close(to);
    progress_end(&progress);
    workers_free(b, workers, nworkers);
    jobs_free(jobs);
}
