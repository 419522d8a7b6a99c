#include "learn/relax_structures.h"

#include <math.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/say.h"
#include "base/threads.h"
#include "learn/predicted_frame.h"
#include "structure/fixed_atoms.h"
#include "structure/space_group.h"
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

/* Cells that are empty where they are not told. */
static void print_novelty(struct bytes *to, const struct relax_rest *rest)
{
    if (isfinite(rest->novelty) && rest->novelty > 0)
        bytes_print(to, "\t%.6g", rest->novelty);
    else
        bytes_print(to, rest->novelty > 0 ? "\tinf" : "\t");
    bytes_print(to, rest->atom > 0 ? "\t%zu" : "\t", rest->atom);
}

static void write_row(const struct structure *s, const struct relax_result *r, int group, struct bytes *to)
{
    bytes_print(to, "%s\t%zu\t%s\t%zu\t%zu", s->sample.id, s->sample.atoms, r->end->name, r->steps, r->calls);
    if (r->known) {
        print_rest(to, r->before.energy, r->after.energy);
        print_rest(to, r->before.force, r->after.force);
        print_rest(to, r->before.strain, r->after.strain);
        bytes_print(to, "\t%.6g\t%.15g", r->displacement, r->volume);
        print_novelty(to, &r->after);
    } else {
        bytes_print(to, "\t\t\t\t\t\t\t\t\t\t");
    }
    if (group > 0)
        bytes_print(to, "\t%d\n", group);
    else
        bytes_print(to, "\t\n");
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

/* NULL, or why a structure is relaxed without the symmetry that was asked for. */
static const char *find_group(const struct relax_job *j, struct structure *s, size_t fixed, struct space_group *g)
{
    if (!s->pbc[0] || !s->pbc[1] || !s->pbc[2])
        return "it does not repeat in three directions";
    if (fixed > 0)
        return "atoms of it stay where they are";
    return space_group_find(g, s, j->symmetry) ? NULL : "spglib finds no space group";
}

/* That a structure is not what it should be, and why. */
static void warn(const struct structure *s, const char *what, const char *why, const char *more, struct bytes *to)
{
    bytes_print(to, "%s:%zu: %s is %s: %s%s%s", s->file, s->line, s->sample.id, what, why, more[0] ? ": " : "", more);
    bytes_put(to, "", 1);
}

static void relax_one(void *context, size_t thread, struct structure *s, struct structure_text *to)
{
    const struct context *c = context;
    const struct relax_job *j = c->job;
    struct relax_work *w = &c->work[thread];
    struct space_group group = {0};
    const char *rough = potential_rough(j->potential, s->pbc[0] || s->pbc[1] || s->pbc[2]), *lack = NULL;
    if (rough)
        die("%s:%zu: %s: %s", s->file, s->line, s->sample.id, rough);
    w->moves = mem_resize(w->moves, s->sample.atoms, sizeof *w->moves);
    size_t fixed = fixed_atoms_find(s, j->fixed, w->moves);
    if (!isnan(j->symmetry))
        lack = find_group(j, s, fixed, &group);
    struct relax_freedom freedom = {(const bool(*)[3])w->moves, group.number > 0 ? &group : NULL};
    struct relax_result r = relax(j->potential, thread, &j->options, &freedom, s, &w->derivatives);
    write_row(s, &r, group.number, &to->rows);
    write_frame(c, s, &r, w, fixed, &to->frames);
    space_group_free(&group);
    w->structures++;
    w->relaxed += !r.end->trouble;
    if (lack)
        warn(s, "relaxed without its symmetry", lack, "", &to->warnings);
    if (r.end->trouble)
        warn(s, "not relaxed", r.end->trouble, r.message, &to->warnings);
}

void relax_structures(const struct relax_job *j, struct structure_reader *from, struct output *out, struct output *log)
{
    struct context c = {.job = j, .work = mem_zero(threads(), sizeof *c.work)};
    struct structure_pipeline pipeline = {1, AHEAD * threads(), relax_one, &c, out, log};
    size_t structures = 0, relaxed = 0;
    if (log)
        output_print(log, "id\tatoms\tend\tsteps\tcalls\tenergy_before\tenergy\tforce_before\tforce\tstrain_before\tstrain\t"
                          "displacement\tvolume\tnovelty\tatom\tspace_group\n");
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
