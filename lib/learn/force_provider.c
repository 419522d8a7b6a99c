#include "learn/force_provider.h"

#include <math.h>

#include "base/die.h"
#include "base/progress.h"

void force_provider_free(struct force_provider *f)
{
    gradient_free(&f->derivatives);
}

static double compute(struct force_provider *f, const char **message)
{
    double value = 0;
    *message = structure_problem(f->structure);
    if (!*message)
        *message = potential_compute(f->potential, 0, f->structure, &value, &f->derivatives);
    return value;
}

void force_provider_check(struct force_provider *f)
{
    const char *message;
    compute(f, &message);
    if (message)
        die("%s:%zu: %s: %s", f->structure->file, f->structure->line, f->structure->sample.id, message);
}

/* Whether all numbers of an answer are such. */
static bool is_finite(const struct ipi_system *s)
{
    double sum = s->energy;
    for (size_t i = 0; i < 3 * s->atoms; i++)
        sum += s->force[i / 3][i % 3];
    for (int i = 0; i < 9; i++)
        sum += s->virial[i / 3][i % 3];
    return isfinite(sum);
}

void force_provider_compute(void *provider, struct ipi_system *s)
{
    struct force_provider *f = provider;
    struct structure *to = f->structure;
    double start = progress_clock(), hartree = f->unit->joule / HARTREE;
    const char *message;
    for (size_t i = 0; i < 3 * s->atoms; i++)
        to->position[i / 3][i % 3] = BOHR * s->position[i / 3][i % 3];
    for (int i = 0; i < 9; i++)
        to->cell[i / 3][i % 3] = BOHR * s->cell[i / 3][i % 3];
    s->energy = hartree * compute(f, &message);
    f->steps++;
    if (message)
        die("step %zu: %s", f->steps, message);
    const struct gradient *g = &f->derivatives;
    for (size_t i = 0; i < 3 * s->atoms; i++)
        s->force[i / 3][i % 3] = -hartree * BOHR * g->atom[i / 3][i % 3];
    for (int i = 0; i < 9; i++)
        s->virial[i / 3][i % 3] = -hartree / 2 * (g->strain[i / 3][i % 3] + g->strain[i % 3][i / 3]);
    if (!is_finite(s))
        die("step %zu: the model predicts what is no finite number: the structure is far from all that it was learned from",
            f->steps);
    f->seconds += progress_clock() - start;
}
