#include "tune/force_check.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/say.h"
#include "math/quantile.h"

#define NET_MAX 1e-2
#define MOVED_MAX 0.1
#define OFF_MAX 0.3

/* Where most of the work of single atoms cancels, what is left is that of curvature. */
#define WORK_SHARE 0.2

/* Of fewer pairs nothing is said, of more the first tell enough. */
enum { PAIRS_MIN = 5, PAIRS_MAX = 10000 };

struct checked_forces {
    char *name;
    double (*before)[3]; /* of the frame before, whose atoms are those of the check; nbefore 0: it had none */
    size_t nbefore, capacity;
    double energy_before;
    char *energy; /* the property that they are compared with; NULL: none yet */
    size_t structures, with_net;
    double *ratio; /* of the energy's fall to the work, for each pair of frames */
    size_t nratios, ratio_capacity;
};

struct force_check {
    struct checked_forces *of;
    size_t n, capacity;
    struct structure before; /* geometry of the frame before */
};

struct force_check *force_check_new(void)
{
    return mem_zero(1, sizeof(struct force_check));
}

/* Where a word stands in a name, in any case; NULL: nowhere. */
static const char *find_word(const char *name, const char *word)
{
    size_t n = strlen(word);
    while (*name && strncasecmp(name, word, n) != 0)
        name++;
    return *name ? name : NULL;
}

static struct checked_forces *forces_named(struct force_check *f, const char *name)
{
    size_t i = 0;
    while (i < f->n && strcmp(f->of[i].name, name) != 0)
        i++;
    if (i == f->n) {
        f->of = mem_grow(f->of, &f->capacity, f->n + 1, sizeof *f->of);
        f->of[f->n++] = (struct checked_forces){.name = mem_text(name)};
    }
    return &f->of[i];
}

/* The energy that goes with forces: that with the same word before it, as REF_energy with REF_forces, else the one named
   energy, else the first with energy in its name. */
static const struct property *energy_of(const struct sample *s, const char *forces)
{
    size_t prefix = (size_t)(find_word(forces, "force") - forces);
    const struct property *best = NULL;
    int points = 0;
    for (size_t i = 0; i < s->nproperties; i++) {
        const char *name = s->properties[i].name, *word = find_word(name, "energy");
        bool same = word && (size_t)(word - name) == prefix && strncmp(name, forces, prefix) == 0;
        int has = same ? 3 : strcmp(name, "energy") == 0 ? 2 : word ? 1 : 0;
        if (has > points) {
            points = has;
            best = &s->properties[i];
        }
    }
    return best;
}

static bool same_cell(const struct structure *a, const struct structure *b)
{
    bool same = true;
    for (int i = 0; i < 3; i++)
        for (int c = 0; c < 3; c++)
            same = same && a->pbc[i] == b->pbc[i] && a->cell[i][c] == b->cell[i][c];
    return same;
}

/* Whether the atoms of two frames are the same and have moved, but by little. */
static bool follows(const struct structure *a, const struct structure *b)
{
    double most = 0;
    if (!structure_same_atoms(a->number, a->sample.atoms, b->number, b->sample.atoms) || !same_cell(a, b))
        return false;
    for (size_t i = 0; i < a->sample.atoms; i++) {
        const double *p = a->position[i], *q = b->position[i];
        most = fmax(most, hypot(hypot(q[0] - p[0], q[1] - p[1]), q[2] - p[2]));
    }
    return most > 0 && most < MOVED_MAX;
}

static const double *force_on(const struct structure *s, size_t vector, size_t atom)
{
    return s->vectors.value + 3 * (atom * s->vectors.n + vector);
}

static bool is_whole(const struct structure *s, size_t vector)
{
    for (size_t a = 0; a < s->sample.atoms; a++)
        for (int c = 0; c < 3; c++)
            if (!isfinite(force_on(s, vector, a)[c]))
                return false;
    return true;
}

static void add_net(struct checked_forces *of, const struct structure *s, size_t vector)
{
    double net[3] = {0}, largest = 0;
    for (size_t a = 0; a < s->sample.atoms; a++) {
        const double *x = force_on(s, vector, a);
        for (int c = 0; c < 3; c++)
            net[c] += x[c];
        largest = fmax(largest, hypot(hypot(x[0], x[1]), x[2]));
    }
    of->structures++;
    of->with_net += hypot(hypot(net[0], net[1]), net[2]) > NET_MAX * largest;
}

/* The mean of the forces before and now times the way of each atom, which is the work but for the third order. */
static void add_pair(struct checked_forces *of, const struct structure *before, const struct structure *s, size_t vector,
                     double energy)
{
    double work = 0, all = 0;
    for (size_t a = 0; a < s->sample.atoms; a++) {
        const double *x = force_on(s, vector, a);
        double of_atom = 0;
        for (int c = 0; c < 3; c++)
            of_atom += 0.5 * (x[c] + of->before[a][c]) * (s->position[a][c] - before->position[a][c]);
        work += of_atom;
        all += fabs(of_atom);
    }
    if (fabs(work) <= WORK_SHARE * all || of->nratios == PAIRS_MAX)
        return;
    of->ratio = mem_grow(of->ratio, &of->ratio_capacity, of->nratios + 1, sizeof *of->ratio);
    of->ratio[of->nratios++] = (of->energy_before - energy) / work;
}

static void keep(struct checked_forces *of, const struct structure *s, size_t vector, const struct property *energy)
{
    of->nbefore = 0;
    if (!energy)
        return;
    if (!of->energy)
        of->energy = mem_text(energy->name);
    of->energy_before = energy->value;
    of->nbefore = s->sample.atoms;
    of->before = mem_grow(of->before, &of->capacity, of->nbefore, sizeof *of->before);
    for (size_t a = 0; a < of->nbefore; a++)
        memcpy(of->before[a], force_on(s, vector, a), sizeof *of->before);
}

static void keep_geometry(struct structure *to, const struct structure *s)
{
    structure_room(to, s->sample.atoms);
    to->sample.atoms = s->sample.atoms;
    memcpy(to->number, s->number, s->sample.atoms);
    memcpy(to->position, s->position, s->sample.atoms * sizeof *s->position);
    memcpy(to->cell, s->cell, sizeof to->cell);
    memcpy(to->pbc, s->pbc, sizeof to->pbc);
}

void force_check_add(struct force_check *f, const struct structure *s)
{
    bool next = follows(&f->before, s);
    if (!next)
        for (size_t i = 0; i < f->n; i++)
            f->of[i].nbefore = 0;
    for (size_t i = 0; i < s->vectors.n; i++) {
        if (!find_word(s->vectors.name[i], "force"))
            continue;
        struct checked_forces *of = forces_named(f, s->vectors.name[i]);
        const struct property *energy = energy_of(&s->sample, of->name);
        if (!is_whole(s, i)) {
            of->nbefore = 0;
            continue;
        }
        add_net(of, s, i);
        if (of->nbefore > 0 && energy && strcmp(energy->name, of->energy) == 0)
            add_pair(of, &f->before, s, i, energy->value);
        keep(of, s, i, energy);
    }
    keep_geometry(&f->before, s);
}

/* What a factor may come from: CODATA 2018. */
static const struct {
    double factor;
    const char *from;
} origins[] = {
    {-1, ", as if they were the gradients: the sign is to be changed"},
    {1.8897261, ", as if they were per bohr"},
    {0.5291772, ", as if they were per angstrom and positions in bohr"},
    {27.211386, ", as if they were of hartree and the energy of eV"},
    {51.422067, ", as if they were of hartree per bohr and the energy of eV"},
    {25.711034, ", as if they were of rydberg per bohr and the energy of eV"},
    {0.0367493, ", as if they were of eV and the energy of hartree"},
    {23.060548, ", as if they were of eV and the energy of kcal/mol"},
    {0.0433641, ", as if they were of kcal/mol and the energy of eV"},
    {1185.8211, ", as if they were of hartree per bohr and the energy of kcal/mol"},
};

static const char *origin_of(double factor)
{
    for (size_t i = 0; i < sizeof origins / sizeof *origins; i++)
        if (fabs(factor / origins[i].factor - 1) < 0.02)
            return origins[i].from;
    return "";
}

static void tell_work(struct checked_forces *of)
{
    size_t off = 0;
    for (size_t i = 0; i < of->nratios; i++)
        off += fabs(of->ratio[i] - 1) > OFF_MAX;
    if (of->nratios < PAIRS_MIN || 2 * off <= of->nratios)
        return;
    double factor = quantile_median(of->ratio, of->nratios);
    say_warning("forces '%s' do not fit '%s': from frame to frame the energy falls by %.3g times their work, the median of %zu "
                "pairs%s",
                of->name, of->energy, factor, of->nratios, origin_of(factor));
}

void force_check_tell(struct force_check *f)
{
    for (size_t i = 0; i < f->n; i++) {
        struct checked_forces *of = &f->of[i];
        if (2 * of->with_net > of->structures)
            say_warning("forces '%s' do not add up to zero: in %zu of %zu structures their sum is above 0.01 of the largest; "
                        "another frame or unit, fixed atoms or rounding do that",
                        of->name, of->with_net, of->structures);
        tell_work(of);
    }
}

void force_check_free(struct force_check *f)
{
    for (size_t i = 0; i < f->n; i++) {
        free(f->of[i].name);
        free(f->of[i].before);
        free(f->of[i].energy);
        free(f->of[i].ratio);
    }
    free(f->of);
    structure_free(&f->before);
    free(f);
}
