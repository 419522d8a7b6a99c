/* hull-filter: distances to the convex hull of a phase diagram, and what may lie on it. */
#include <math.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/options.h"
#include "base/output.h"
#include "base/size.h"
#include "phase/entries.h"
#include "phase/entry_names.h"
#include "phase/hull.h"
#include "phase/references.h"
#include "structure/sample.h"

static char *energy, *references;
static struct choice per = {NAMES_OF(sample_per_names), PER_STRUCTURE};
static double margin = NAN, sigmas = NAN;
static bool predicted;

static const struct option_row options[] = {
    {'e', "energy", OPTION_TEXT, &energy, "NAME", "column of energies (default: before predicted, or energy)"},
    {0, "predicted", OPTION_FLAG, &predicted, NULL, "let predictions make the hull, too, not calculated energies alone"},
    {0, "per", OPTION_CHOICE, &per, NULL, "numbers are per structure or per atom (default: structure)"},
    {0, "references", OPTION_TEXT, &references, "LIST", "energies per atom of elements (Ag=-2.7,Pd=-5.2; or 0)"},
    {0, "margin", OPTION_NUMBER, &margin, "X", "keep only rows at most X per atom above the hull"},
    {0, "sigmas", OPTION_NUMBER, &sigmas, "X", "keep only rows that X stddev may bring to the hull"},
    {0},
};

static const struct program program = {
    .name = "hull-filter",
    .about = "Finds the convex hull of energies over composition.",
    .operands = "[FILE.tsv]",
    .options = options,
};

/* So many rows are measured before they are printed. */
enum { CHUNK = 4096 };

/* The columns that are added. */
static const char *const own[] = {"energy_per_atom", "formation", "above", "vertex", "decomposition", NULL};

static void check_usage(size_t count)
{
    if (count > 1)
        die_usage("expected one file, found %zu", count);
}

/* How far the lower bound of each entry is above the hull of upper bounds. */
static double *bounds_above(const struct entries *e, const double *reference)
{
    double *low = mem_new(e->n, sizeof *low), *high = entries_hull_energies(e, sigmas);
    for (size_t i = 0; i < e->n; i++)
        low[i] = e->energy[i] - sigmas * e->deviation[i];
    struct hull *h = hull_new(e->x.k, reference, e->n, e->x.fraction, high);
    hull_above_all(h, e->n, e->x.fraction, low, high);
    hull_free(h);
    free(low);
    return high;
}

/* Entries in a row: how far each is above the hull, and the phases into which it would fall apart, up to k of them. */
struct chunk {
    size_t first, n;
    double above[CHUNK], *amount;
    size_t phases[CHUNK], *point;
};

static void print_names(struct output *out, const struct entries *e)
{
    output_print(out, "%s", e->names);
    for (size_t i = 0; own[i]; i++)
        output_print(out, "\t%s", own[i]);
    output_print(out, "\n");
}

static void print_phases(struct output *out, const struct entries *e, const struct entry_names *names, size_t n,
                         const size_t *point, const double *amount)
{
    for (size_t i = 0; i < n; i++) {
        const struct entry_name *name = entry_names_find(names, point[i]);
        output_print(out, "%s%.10g ", i ? " + " : "", amount[i]);
        if (name)
            output_print(out, "%s[%s]", name->formula, name->id);
        else
            output_print(out, "%s", element_symbol(e->x.element[point[i] - e->n]));
    }
}

/* Prints those whose distance is within the margin; bound NULL: of the energy itself. Their texts come next. */
static void print_chunk(struct output *out, struct entries *e, const struct hull *h, const struct entry_names *names,
                        const struct chunk *c, const double *bound)
{
    double most = !isnan(margin) ? margin : bound ? 0 : INFINITY;
    for (size_t i = 0; i < c->n; i++) {
        struct entry_text text = entries_text(e);
        size_t entry = c->first + i;
        if ((bound ? bound[entry] : c->above[i]) > most)
            continue;
        double formation = hull_formation(h, e->x.fraction + entry * e->x.k, e->energy[entry]);
        output_print(out, "%s\t%.15g\t%.10g\t%.10g\t%s\t", text.row, e->energy[entry], formation, c->above[i],
                     h->is_vertex[entry] ? "yes" : "no");
        print_phases(out, e, names, c->phases[i], c->point + i * e->x.k, c->amount + i * e->x.k);
        output_print(out, "\n");
    }
}

static void print_rows(struct output *out, struct entries *e, const struct hull *h, const double *bound)
{
    struct entry_names *names = entry_names_read(e, h->nvertices, h->vertex);
    struct chunk *c = mem_new(1, sizeof *c);
    c->amount = mem_new(size_mul(CHUNK, e->x.k), sizeof *c->amount);
    c->point = mem_new(size_mul(CHUNK, e->x.k), sizeof *c->point);
    entries_rewind(e);
    for (c->first = 0; c->first < e->n; c->first += CHUNK) {
        c->n = e->n - c->first < CHUNK ? e->n - c->first : CHUNK;
        hull_measure(h, c->n, e->x.fraction + c->first * e->x.k, e->energy + c->first, c->above, c->phases, c->point,
                     c->amount);
        print_chunk(out, e, h, names, c, bound);
    }
    entry_names_free(names);
    free(c->amount);
    free(c->point);
    free(c);
}

int main(int argc, char **argv)
{
    double given[ELEMENT_MAX + 1];
    size_t count = options_read(&program, argc, &argv);
    check_usage(count);
    references_parse(references, given);
    struct entries_options how = {energy, per.place == PER_ATOM, predicted, !isnan(sigmas), own};
    struct entries *e = entries_read(count ? argv[0] : NULL, &how);
    double *hull_energy = entries_hull_energies(e, 0);
    double *reference = references_find(&e->x, hull_energy, given, e->file);
    double *bound = isnan(sigmas) ? NULL : bounds_above(e, reference);
    struct hull *h = hull_new(e->x.k, reference, e->n, e->x.fraction, hull_energy);
    free(hull_energy);

    struct output *out = output_open(common.output, OUTPUT_TEXT);
    print_names(out, e);
    print_rows(out, e, h, bound);
    output_close(out);
    hull_free(h);
    free(bound);
    free(reference);
    entries_free(e);
    output_commit();
    return EXIT_SUCCESS;
}
