#include "stream/tensor_stream.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/pipeline.h"
#include "base/progress.h"
#include "base/threads.h"
#include "stream/record.h"
#include "stream/writer.h"
#include "structure/forces.h"
#include "tensor/tensor_maker.h"

/* Structures of a chunk, and of a part of it. */
enum { CHUNK = 64, PART = 8 };

struct built_structure {
    struct structure structure;
    double (*force)[3];
    size_t force_capacity;
    bool has_stress;
    double stress[3][3];
    struct bytes record; /* or those of atoms */
    size_t records;
    char *message;
};

/* What each thread writes into. */
struct worker {
    struct tensor_list tensor;
    struct bytes id;
    struct property *property; /* of the atom at hand, room for nproperties */
    size_t nproperties;
};

struct structure_chunk {
    size_t n;
    struct built_structure job[CHUNK];
};

struct conversion {
    struct structure_reader *from;
    struct tensor_maker *maker;
    const struct element_set *atoms; /* NULL: tensors are of structures */
    bool same_atoms;
    const struct tensor_stream_labels *labels;
    struct header *header;
    const char *path;
    struct writer *to;             /* NULL before the first chunk is read */
    struct worker *worker;         /* per thread */
    struct structure_chunk *chunk; /* per slot */
    struct progress progress;
};

/* The first structure's atoms are those of the header; others must have the same. */
static void check_atoms(struct header *h, const struct built_structure *jobs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct structure *s = &jobs[i].structure;
        if (h->nspecies == 0) {
            h->nspecies = s->sample.atoms;
            h->species = mem_new(h->nspecies, 1);
            memcpy(h->species, s->number, h->nspecies);
        }
        structure_expect_atoms(s, h->species, h->nspecies);
    }
}

/* The properties of an atom that are not missing. */
static struct sample properties_of(struct worker *w, const struct named_values *of_atoms, size_t atom)
{
    struct sample to = {0};
    w->property = mem_grow(w->property, &w->nproperties, of_atoms->n, sizeof *w->property);
    to.properties = w->property;
    for (size_t i = 0; i < of_atoms->n; i++) {
        double value = of_atoms->value[atom * of_atoms->n + i];
        if (!isnan(value))
            to.properties[to.nproperties++] = (struct property){of_atoms->name[i], value};
    }
    return to;
}

/* Gives the record the structure and what is learned of it. */
static void carry(const struct tensor_stream_labels *labels, const struct built_structure *job, struct record *r)
{
    if (!labels->forces && !labels->stress)
        return;
    r->geometry = job->structure;
    r->force = job->force;
    r->nforces = labels->forces ? job->structure.sample.atoms : 0;
    r->has_stress = job->has_stress;
    memcpy(r->stress, job->stress, sizeof r->stress);
}

static void encode(const struct conversion *c, struct worker *w, struct built_structure *job, size_t i, bool local)
{
    struct record r = {.sample = job->structure.sample, .tensor = w->tensor.at[i]};
    if (job->records == 0)
        carry(c->labels, job, &r);
    if (local) {
        r.atom = i + 1;
        r.element = job->structure.number[i];
        w->id.length = 0;
        bytes_print(&w->id, "%s:%zu", r.sample.id, r.atom);
        r.sample.id = (char *)w->id.at;
        r.of_atom = properties_of(w, &job->structure.of_atoms, i);
    }
    record_encode(c->header, &r, &job->record);
}

static void run(const struct conversion *c, size_t thread, struct built_structure *job)
{
    struct worker *w = &c->worker[thread];
    const struct structure *s = &job->structure;
    bool local = c->atoms;
    size_t n = local ? s->sample.atoms : 1;
    job->record.length = job->records = 0;
    tensor_list_grow(&w->tensor, n);
    const char *message = tensor_maker_build(c->maker, thread, local, s, w->tensor.at);
    if (message) {
        job->message = mem_text(message);
        return;
    }
    for (size_t i = 0; i < n; i++)
        if (!local || element_set_has(c->atoms, s->number[i])) {
            encode(c, w, job, i, local);
            job->records++;
        }
}

static bool read_structure(const struct conversion *c, struct built_structure *job)
{
    struct structure *s = &job->structure;
    if (!structure_reader_next(c->from, s))
        return false;
    if (c->labels->forces) {
        job->force = mem_grow(job->force, &job->force_capacity, s->sample.atoms, sizeof *job->force);
        forces_of_atoms(s, c->labels->forces, job->force);
    }
    job->has_stress = c->labels->stress && forces_stress(s, c->labels->stress, job->stress);
    return true;
}

/* The header tells the first structure's atoms, so it is written after they are read. */
static bool read_chunk(void *context, size_t slot)
{
    struct conversion *c = context;
    struct structure_chunk *chunk = &c->chunk[slot];
    for (chunk->n = 0; chunk->n < CHUNK && read_structure(c, &chunk->job[chunk->n]); chunk->n++)
        ;
    if (c->same_atoms)
        check_atoms(c->header, chunk->job, chunk->n);
    if (!c->to)
        c->to = writer_open(c->path, c->header);
    return chunk->n > 0;
}

static size_t parts_of_chunk(void *context, size_t slot)
{
    const struct conversion *c = context;
    return (c->chunk[slot].n + PART - 1) / PART;
}

static void build_part(void *context, size_t slot, size_t part)
{
    const struct conversion *c = context;
    struct structure_chunk *chunk = &c->chunk[slot];
    for (size_t i = part * PART; i < chunk->n && i < (part + 1) * PART; i++)
        run(c, (size_t)omp_get_thread_num(), &chunk->job[i]);
}

static void write_chunk(void *context, size_t slot)
{
    struct conversion *c = context;
    const struct structure_chunk *chunk = &c->chunk[slot];
    for (size_t i = 0; i < chunk->n; i++) {
        const struct structure *s = &chunk->job[i].structure;
        if (chunk->job[i].message)
            die("%s:%zu: %s: %s", s->file, s->line, s->sample.id, chunk->job[i].message);
        writer_put(c->to, &chunk->job[i].record, chunk->job[i].records);
    }
    progress_step(&c->progress, chunk->n);
}

static void workers_free(struct worker *w, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        tensor_list_free(&w[i].tensor);
        bytes_free(&w[i].id);
        free(w[i].property);
    }
    free(w);
}

static void chunks_free(struct structure_chunk *c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < CHUNK; j++) {
            structure_free(&c[i].job[j].structure);
            free(c[i].job[j].force);
            bytes_free(&c[i].job[j].record);
        }
    free(c);
}

static struct header make_header(const struct representation *r, bool local, const char *by, const char *recipe)
{
    struct header h = header_of_tensors(by, recipe, r->nterms, local);
    representation_layout(r, h.terms);
    return h;
}

void tensor_stream_write(struct structure_reader *from, const struct representation *r, const struct element_set *atoms,
                         const struct tensor_stream_labels *labels, const char *path, const char *by, const char *recipe)
{
    size_t nworkers = threads();
    struct header h = make_header(r, atoms, by, recipe);
    struct pipeline p = {pipeline_slots(CHUNK / PART), read_chunk, parts_of_chunk, build_part, write_chunk};
    struct conversion c = {
        .from = from, .atoms = atoms, .same_atoms = r->by_atom, .labels = labels, .header = &h, .path = path};
    c.maker = tensor_maker_new(r, nworkers);
    c.worker = mem_zero(nworkers, sizeof *c.worker);
    c.chunk = mem_zero(p.slots, sizeof *c.chunk);
    c.progress = progress_start("structures", 0);
    pipeline_run(&p, &c);
    writer_close(c.to);
    progress_end(&c.progress);
    workers_free(c.worker, nworkers);
    chunks_free(c.chunk, p.slots);
    tensor_maker_free(c.maker);
    header_free(&h);
}
