/* xyz-info: what a data set holds. */
#include <stdlib.h>

#include "base/die.h"
#include "base/options.h"
#include "base/output.h"
#include "base/progress.h"
#include "structure/listing.h"
#include "structure/structure_reader.h"
#include "tensor/tensor_options.h"
#include "tune/force_check.h"
#include "tune/proposal.h"
#include "tune/survey.h"

static double reach = 6;
static bool grid, of_atoms, of_forces, table;
static struct structure_options structure_options;

static const struct option_row options[] = {
    {0, "reach", OPTION_NUMBER, &reach, "R", "longest distance in periodic structures, angstrom (default: 6)"},
    {0, "grid", OPTION_FLAG, &grid, NULL, "propose a recipe instead of the table"},
    {0, "forces", OPTION_FLAG, &of_forces, NULL, "with --grid: for energies, forces and stress of crystals"},
    {0, "atoms", OPTION_FLAG, &of_atoms, NULL, "with --grid: compare atoms, instead of whole structures"},
    {0, "table", OPTION_FLAG, &table, NULL, "print a table instead (a row per structure: id, formula, atoms, properties)"},
    STRUCTURE_OPTIONS(structure_options),
    TENSOR_OPTIONS,
    {0},
};

static const struct program program = {
    .name = "xyz-info",
    .about = "Tells what a data set holds: elements, distances, properties.",
    .operands = "[FILE.xyz ...]",
    .options = options,
};

/* All structures: what they hold, or how they are best represented. */
static void survey(struct structure_reader *r, struct output *out)
{
    struct survey *survey = survey_new(reach);
    struct proposal *proposal = proposal_new();
    struct force_check *forces = force_check_new();
    struct structure s = {0};
    struct progress progress = progress_start("structures", 0);
    while (structure_reader_next(r, &s)) {
        survey_add(survey, &s);
        force_check_add(forces, &s);
        if (grid)
            proposal_add(proposal, &s);
        progress_step(&progress, 1);
    }
    progress_end(&progress);
    if (grid && of_forces)
        proposal_print_forces(proposal, survey, out);
    else if (grid)
        proposal_print(proposal, survey, of_atoms, out);
    else
        survey_print(survey, out);
    force_check_tell(forces);
    structure_free(&s);
    force_check_free(forces);
    proposal_free(proposal);
    survey_free(survey);
}

/* One by one. */
static void list(struct structure_reader *r, struct output *out)
{
    struct listing *listing = listing_new();
    struct structure s = {0};
    while (structure_reader_next(r, &s))
        listing_add(listing, &s);
    listing_print(listing, out);
    structure_free(&s);
    listing_free(listing);
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, &argv);
    if (reach == 0)
        die_usage("--reach: expected a positive number, found 0");
    if (table && grid)
        die_usage("--table and --grid exclude each other");
    if (of_atoms && !grid)
        die_usage("--atoms needs --grid");
    if (of_forces && (!grid || of_atoms))
        die_usage("--forces needs --grid, and does not go with --atoms");
    structure_options.vectors = !table && (!grid || of_forces);
    struct structure_reader *r = structure_reader_open(argv, count, &structure_options);
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    if (table)
        list(r, out);
    else
        survey(r, out);
    output_close(out);
    structure_reader_close(r);
    output_commit();
    return EXIT_SUCCESS;
}
