#include "learn/observed_source.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/progress.h"
#include "base/threads.h"
#include "learn/target.h"
#include "stream/local_records.h"
#include "tensor/tensor_maker.h"

struct observed_source {
    size_t (*read)(struct observed_source *s, struct observed *o, size_t n);
    struct header header;
    const char *name;
    /* Of a stream: */
    struct reader *from;
    const struct regression *regression;
    struct hash *records;
    struct progress progress;
    /* Of examples: */
    const struct examples *examples;
    struct known_changes *known;
    const size_t *which;
    size_t n, next;
    struct tensor_maker *maker;
};

static void exchange(struct tensor *a, struct tensor *b)
{
    struct tensor t = *a;
    *a = *b;
    *b = t;
}

/* Takes the next record of the structure, whose tensor goes to the others. */
static bool read_record(struct observed_source *s, struct observed *o, struct local_records *state, struct record *r)
{
    if (!reader_take(s->from, &o->parcel))
        return false;
    hash_add(s->records, o->parcel.bytes.at, o->parcel.bytes.length);
    reader_decode(&o->parcel, reader_header(s->from), r);
    local_records_next(state, &o->parcel, r);
    observed_room(o, o->ntensors + 1);
    o->element[o->ntensors] = (unsigned)r->element;
    exchange(&o->tensor.at[o->ntensors++], &r->tensor);
    return true;
}

static void check(struct observed *o, const struct regression *g)
{
    struct bytes place = {0};
    if (regression_has_forces(g) && o->record.geometry.sample.atoms == 0)
        observed_die(o, "it does not carry its structure: make the tensors by a recipe that names forces or a stress");
    bytes_print(&place, "%s: record %zu (%s)", o->file, o->number, o->record.sample.id);
    o->target = target_of(&o->record.sample, g->property, false, (char *)place.at);
    bytes_free(&place);
}

/* Reads a structure; false at the end. */
static bool read_structure(struct observed_source *s, struct observed *o, struct record *rest)
{
    struct local_records state = {.local = reader_header(s->from)->local};
    o->ntensors = 0;
    if (!read_record(s, o, &state, &o->record))
        return false;
    o->file = o->parcel.file;
    o->number = o->parcel.record;
    while (state.missing > 0 && read_record(s, o, &state, rest))
        ;
    local_records_end(&state, &o->record.sample);
    check(o, s->regression);
    return true;
}

static size_t read_stream(struct observed_source *s, struct observed *o, size_t n)
{
    struct record rest = {0};
    size_t have = 0;
    while (have < n && read_structure(s, &o[have], &rest))
        have++;
    record_free(&rest);
    progress_step(&s->progress, have);
    return have;
}

struct observed_source *observed_source_of_stream(struct reader *from, const struct regression *g)
{
    struct observed_source *s = mem_zero(1, sizeof *s);
    *s = (struct observed_source){.read = read_stream,
                                  .header = header_of_same_tensors(reader_header(from)),
                                  .name = reader_file(from),
                                  .from = from,
                                  .regression = g,
                                  .records = hash_new(),
                                  .progress = progress_start("structures", 0)};
    return s;
}

/* Gives it the structure, and what was observed. */
static void copy_example(const struct examples *e, size_t i, struct observed *o)
{
    const struct record from = examples_record(e, i);
    struct record *r = &o->record;
    o->file = from.geometry.file;
    o->line = from.geometry.line;
    o->target = e->target[i];
    sample_free(&r->sample);
    r->sample = sample_copy(&from.sample);
    structure_copy(&r->geometry, &from.geometry);
    r->nforces = from.nforces;
    r->force = mem_grow(r->force, &r->force_capacity, r->nforces, sizeof *r->force);
    if (r->nforces > 0)
        memcpy(r->force, from.force, r->nforces * sizeof *r->force);
    r->has_stress = from.has_stress;
    memcpy(r->stress, from.stress, sizeof r->stress);
}

/* Makes its tensors, by the memory of a thread. A message to be freed, or NULL. */
static char *make_tensors(const struct observed_source *s, struct observed *o, size_t thread)
{
    const struct structure *of = &o->record.geometry;
    bool atoms = s->header.local;
    o->ntensors = atoms ? of->sample.atoms : 1;
    observed_room(o, o->ntensors);
    for (size_t k = 0; k < o->ntensors; k++)
        o->element[k] = atoms ? of->number[k] : 0;
    o->record.atom = atoms ? 1 : 0;
    const char *message = tensor_maker_build(s->maker, thread, atoms, of, o->tensor.at);
    return message ? mem_text(message) : NULL;
}

static size_t read_examples(struct observed_source *s, struct observed *o, size_t n)
{
    size_t have = s->n - s->next < n ? s->n - s->next : n;
    char **message = mem_zero(have, sizeof *message);
#pragma omp parallel for num_threads(threads()) schedule(dynamic, 1)
    for (size_t i = 0; i < have; i++) {
        copy_example(s->examples, s->which[s->next + i], &o[i]);
        o[i].known = s->known;
        o[i].place = s->which[s->next + i];
        message[i] = make_tensors(s, &o[i], (size_t)omp_get_thread_num());
    }
    observed_expect(o, message, have);
    s->next += have;
    free(message);
    return have;
}

/* Where keys stand for atoms, these are those of the first structure, which all have (learn/examples.h). */
static struct header describe(const struct structure *first, const struct representation *r, bool atoms)
{
    struct header h = header_of_tensors("", "", r->nterms, atoms);
    representation_layout(r, h.terms);
    if (!r->by_atom)
        return h;
    h.nspecies = first->sample.atoms;
    h.species = mem_new(h.nspecies, sizeof *h.species);
    memcpy(h.species, first->number, h.nspecies * sizeof *h.species);
    return h;
}

struct observed_source *observed_source_of_examples(const struct examples *e, const size_t *which, size_t n,
                                                    const struct representation *r, bool atoms, struct known_changes *known)
{
    struct observed_source *s = mem_zero(1, sizeof *s);
    *s = (struct observed_source){.read = read_examples,
                                  .header = describe(e->structure, r, atoms),
                                  .name = e->structure->file,
                                  .examples = e,
                                  .known = known,
                                  .which = which,
                                  .n = n,
                                  .maker = tensor_maker_new(r, threads())};
    return s;
}

void observed_source_free(struct observed_source *s)
{
    if (!s)
        return;
    header_free(&s->header);
    if (s->from)
        progress_end(&s->progress);
    if (s->records)
        hash_free(s->records);
    tensor_maker_free(s->maker);
    free(s);
}

const struct header *observed_source_header(const struct observed_source *s)
{
    return &s->header;
}

const char *observed_source_name(const struct observed_source *s)
{
    return s->name;
}

size_t observed_source_read(struct observed_source *s, struct observed *o, size_t n)
{
    return s->read(s, o, n);
}

char *observed_source_digest(struct observed_source *s, const struct kernel_label *label, const struct representation *r)
{
    double *scale = representation_scales(r);
    char *digest = kernel_label_digest(s->records, label, scale, r->nterms, s->header.local);
    s->records = NULL;
    free(scale);
    return digest;
}
