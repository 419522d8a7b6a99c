/* xyz-info: what a data set holds. */
#include <stdlib.h>

#include "base/die.h"
#include "base/options.h"
#include "base/output.h"
#include "base/progress.h"
#include "structure/listing.h"
#include "structure/xyz.h"
#include "tune/proposal.h"
#include "tune/survey.h"

static double reach = 6;
static bool grid, table;
static struct xyz_options xyz_options;

static const struct option_row options[] = {
    {'r', "reach", OPTION_NUMBER, &reach, "R", "longest distance in periodic structures, angstrom (default: 6)"},
    {0, "grid", OPTION_FLAG, &grid, NULL, "propose a recipe instead of the table"},
    {0, "table", OPTION_FLAG, &table, NULL, "a row per structure instead: id, formula, atoms, properties"},
    {0, "columns", OPTION_TEXT, &xyz_options.columns, "NAMES", "names of a comment line's bare numbers: energy,gap"},
    {0},
};

static const struct program program = {"xyz-info", "Tells what a data set holds: elements, distances, properties.",
                                       "[FILE.xyz ...]", options};

/* All structures: what they hold, or how they are best represented. */
static void survey(struct xyz *xyz, struct output *out)
{
    struct survey *survey = survey_new(reach);
    struct proposal *proposal = proposal_new();
    struct structure s = {0};
    struct progress progress = progress_start("structures", 0);
    while (xyz_read(xyz, &s)) {
        survey_add(survey, &s);
        if (grid)
            proposal_add(proposal, &s);
        progress_step(&progress, 1);
    }
    progress_end(&progress);
    if (grid)
        proposal_print(proposal, survey, out);
    else
        survey_print(survey, out);
    structure_free(&s);
    proposal_free(proposal);
    survey_free(survey);
}

/* One by one. */
static void list(struct xyz *xyz, struct output *out)
{
    struct listing *listing = listing_new();
    struct structure s = {0};
    while (xyz_read(xyz, &s))
        listing_add(listing, &s);
    listing_print(listing, out);
    structure_free(&s);
    listing_free(listing);
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, argv);
    if (reach <= 0)
        die_usage("--reach: expected a positive number, found %g", reach);
    if (table && grid)
        die_usage("--table and --grid exclude each other");
    struct xyz *xyz = xyz_open(argv, count, &xyz_options);
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    if (table)
        list(xyz, out);
    else
        survey(xyz, out);
    output_close(out);
    xyz_close(xyz);
    return EXIT_SUCCESS;
}
