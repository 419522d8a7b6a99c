/* xyz-info: what a data set holds. */
#include <stdlib.h>

#include "base/error.h"
#include "base/options.h"
#include "base/output.h"
#include "base/progress.h"
#include "geometry/survey.h"
#include "text/xyz.h"

static double reach = 6;
static struct xyz_options xyz_options;

static const struct option_row options[] = {
    {'r', "reach", OPTION_NUMBER, &reach, "R", "longest distance in periodic structures, angstrom (default: 6)"},
    {0, "columns", OPTION_TEXT, &xyz_options.columns, "NAMES", "names of a comment line's bare numbers: energy,gap"},
    {0},
};

static const struct program program = {"xyz-info", "Tells what a data set holds: elements, distances, properties.",
                                       "[FILE.xyz ...]", options};

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, argv);
    if (reach <= 0)
        die_usage("--reach: expected a positive number");
    struct xyz *xyz = xyz_open(argv, count, &xyz_options);
    struct survey *survey = survey_new(reach);
    struct structure s = {0};
    struct progress progress = progress_start("structures", 0);
    while (xyz_read(xyz, &s)) {
        survey_add(survey, &s);
        progress_step(&progress, 1);
    }
    progress_end(&progress);

    struct output *out = output_open(common.output, OUTPUT_TEXT);
    survey_print(survey, out);
    output_close(out);
    structure_free(&s);
    survey_free(survey);
    xyz_close(xyz);
    return EXIT_SUCCESS;
}
