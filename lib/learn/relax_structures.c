#include "learn/relax_structures.h"

#include <math.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/say.h"
#include "base/threads.h"
#include "learn/predicted_frame.h"
#include "structure/fixed_atoms.h"
#include "structure/structure_pipeline.h"

/* Structures for each thread that wait to be written, since some take many times longer than others. */
enum { AHEAD = 16 };

/* What a thread works in. */
struct relax_work {
    struct gradient derivatives;
    bool (*moves)[3];
    size_t structures, relaxed;
};

struct context {
    const struct relax_job *job;
    struct relax_work *work; /* per thread */
};

static void print_rest(struct bytes *to, double before, double after)
{
    bytes_print(to, "\t%.15g\t%.15g", before, after);
}

/* The last cells of a row, empty where they are not told. */
static void print_novelty(struct bytes *to, const struct relax_rest *rest)
{
    if (isfinite(rest->novelty) && rest->novelty > 0)
        bytes_print(to, "\t%.6g", rest->novelty);
    else
        bytes_print(to, rest->novelty > 0 ? "\tinf" : "\t");
    bytes_print(to, rest->atom > 0 ? "\t%zu\n" : "\t\n", rest->atom);
}

static void write_row(const struct structure *s, const struct relax_result *r, struct bytes *to)
{
    bytes_print(to, "%s\t%zu\t%s\t%zu\t%zu", s->sample.id, s->sample.atoms, r->end->name, r->steps, r->calls);
    if (r->known) {
        print_rest(to, r->before.energy, r->after.energy);
        print_rest(to, r->before.force, r->after.force);
        print_rest(to, r->before.strain, r->after.strain);
        bytes_print(to, "\t%.6g\t%.15g", r->displacement, r->volume);
        print_novelty(to, &r->after);
    } else {
        bytes_print(to, "\t\t\t\t\t\t\t\t\t\t\n");
    }
}

static void write_frame(const struct context *c, const struct structure *s, const struct relax_result *r, struct relax_work *w,
                        size_t fixed, struct bytes *to)
{
    double stress[3][3];
    struct xyz_results predicted = {.energy = NAN};
    if (r->known)
        predicted = predicted_frame_results(s, r->after.energy, &w->derivatives, stress);
    predicted.moves = fixed > 0 ? (const bool(*)[3])w->moves : NULL;
    predicted.more = r->end->trouble ? "relaxed=F" : "relaxed=T";
    predicted_frame_write(s, c->job->regression, &predicted, to);
}

static void relax_one(void *context, size_t thread, struct structure *s, struct structure_text *to)
{
    const struct context *c = context;
    const struct relax_job *j = c->job;
    struct relax_work *w = &c->work[thread];
    const char *rough = potential_rough(j->potential, s->pbc[0] || s->pbc[1] || s->pbc[2]);
    if (rough)
        die("%s:%zu: %s: %s", s->file, s->line, s->sample.id, rough);
    w->moves = mem_resize(w->moves, s->sample.atoms, sizeof *w->moves);
    size_t fixed = fixed_atoms_find(s, j->fixed, w->moves);
    struct relax_result r = relax(j->potential, thread, &j->options, (const bool(*)[3])w->moves, s, &w->derivatives);
    write_row(s, &r, &to->rows);
    write_frame(c, s, &r, w, fixed, &to->frames);
    w->structures++;
    w->relaxed += !r.end->trouble;
    if (!r.end->trouble)
        return;
    bytes_print(&to->warnings, "%s:%zu: %s is not relaxed: %s%s%s", s->file, s->line, s->sample.id, r.end->trouble,
                r.message[0] ? ": " : "", r.message);
    bytes_put(&to->warnings, "", 1);
}

void relax_structures(const struct relax_job *j, struct structure_reader *from, struct output *out, struct output *log)
{
    struct context c = {.job = j, .work = mem_zero(threads(), sizeof *c.work)};
    struct structure_pipeline pipeline = {1, AHEAD * threads(), relax_one, &c, out, log};
    size_t structures = 0, relaxed = 0;
    if (log)
        output_print(log, "id\tatoms\tend\tsteps\tcalls\tenergy_before\tenergy\tforce_before\tforce\tstrain_before\tstrain\t"
                          "displacement\tvolume\tnovelty\tatom\n");
    structure_pipeline_run(&pipeline, from);
    for (size_t t = 0; t < threads(); t++) {
        structures += c.work[t].structures;
        relaxed += c.work[t].relaxed;
        gradient_free(&c.work[t].derivatives);
        free(c.work[t].moves);
    }
    free(c.work);
    say_note("%zu of %zu structures are relaxed", relaxed, structures);
}
