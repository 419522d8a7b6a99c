/* mbtr-plot: pictures. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/options.h"
#include "base/output.h"
#include "phase/references.h"
#include "plot/diagram.h"
#include "plot/gnuplot.h"
#include "plot/learning_plot.h"
#include "plot/parity.h"
#include "plot/tensor_plot.h"
#include "structure/sample.h"

static char *property, *unit, *named, *error, *by, *truth, *energy, *references, *size, *font, *title, *range;
static struct look look;
static struct choice per = {NAMES_OF(sample_per_names), PER_STRUCTURE}, wanted = {NAMES_OF(gnuplot_formats), -1};
static size_t record, term, most;
static bool ascii, table, predicted;

static const struct option_row options[] = {
    {'p', "property", OPTION_TEXT, &property, "NAME", "parity: column of references; in structures: energy, forces, stress"},
    {'u', "unit", OPTION_TEXT, &unit, "TEXT", "unit to write beside numbers: kcal/mol"},
    {0, "error", OPTION_TEXT, &error, "NAME", "curve: column of errors (default: MAE)"},
    {0, "by", OPTION_TEXT, &by, "COLUMN", "curve: tell errors apart by the texts in COLUMN (default: model, if there is one)"},
    {0, "table", OPTION_FLAG, &table, NULL, "curve: print a table instead (means and deviations)"},
    {0, "true", OPTION_INPUT, &truth, "FILE", "hull: draw the hull of this table's energies too"},
    {'e', "energy", OPTION_TEXT, &energy, "NAME", "hull: column of energies (default: before predicted, or energy)"},
    {0, "predicted", OPTION_FLAG, &predicted, NULL, "hull: let predictions make the hull, too, not calculated energies alone"},
    {0, "per", OPTION_CHOICE, &per, NULL, "hull: numbers are per structure or per atom (default: structure)"},
    {0, "references", OPTION_TEXT, &references, "LIST", "hull: energies per atom of elements (Ag=-2.7,Pd=-5.2; or 0)"},
    {0, "named", OPTION_TEXT, &named, "ID", "tensor: the structure of this id"},
    {0, "record", OPTION_COUNT, &record, "N", "tensor: the N-th record (default: 1)"},
    {0, "term", OPTION_COUNT, &term, "N", "tensor, weights: this term of the recipe only"},
    {0, "blocks", OPTION_COUNT, &most, "N", "tensor, weights: how many blocks get a name (default: 10)"},
    {0, "ascii", OPTION_FLAG, &ascii, NULL, "all but parity: draw with characters"},
    {'f', "format", OPTION_CHOICE, &wanted, NULL, "what to write (default: the suffix of -o; without one svg)"},
    {0, "size", OPTION_TEXT, &size, "WxH", "width and perhaps height: 17x10cm (default: 8.5cm wide)"},
    {0, "font", OPTION_TEXT, &font, "NAME,PT", "family and size of the font in points (default: sans,7)"},
    {0, "title", OPTION_TEXT, &title, "TEXT", "what to write above the picture"},
    {0, "range", OPTION_TEXT, &range, "LIST", "ends of axes: x=0:5,y=-1:1"},
    {0},
};

static const struct program program = {
    .name = "mbtr-plot",
    .about = "Draws predictions against references, learning curves, phase diagrams, tensors, or linear models.",
    .operands = "parity|curve|hull|tensor|weights [FILE ...]",
    .options = options,
    .words = 1,
};

/* What users choose of the picture, read before any file. Where characters are drawn, or a table is printed, nobody asks. */
static struct drawing chosen_drawing(void)
{
    if (ascii + table + (wanted.place >= 0 || size || font || title || range) > 1)
        die_usage("--ascii%s and what is of pictures (--format, --size, --font, --title, --range) exclude each other",
                  table ? ", --table" : "");
    look_read(&look, size, font, range);
    look.title = title;
    look.format = ascii || table ? 0 : gnuplot_choose(wanted.place, common.output);
    return (struct drawing){.look = &look};
}

static void draw_parity(char **paths)
{
    struct drawing drawing = chosen_drawing();
    struct parity parity = {0};
    parity_read(&parity, *paths, property);
    parity_draw(&parity, unit, &drawing);
    gnuplot_draw(&drawing, common.output);
    parity_free(&parity);
}

static void draw_curve(char **paths)
{
    struct drawing drawing = chosen_drawing();
    struct learning_plot plot = {0};
    do
        learning_plot_read(&plot, *paths, error ? error : "MAE", by);
    while (*paths && *++paths);
    if (ascii || table) {
        struct output *out = output_open(common.output, OUTPUT_TEXT);
        if (ascii)
            learning_plot_ascii(&plot, unit, &look, out);
        else
            learning_plot_table(&plot, out);
        output_close(out);
    } else {
        learning_plot_draw(&plot, unit, &drawing);
        gnuplot_draw(&drawing, common.output);
    }
    learning_plot_free(&plot);
}

static void draw_hull(char **paths)
{
    struct drawing drawing = chosen_drawing();
    struct diagram plot = {0};
    double given[ELEMENT_MAX + 1];
    references_parse(references, given);
    struct diagram_options how = {*paths, truth, energy, per.place == PER_ATOM, predicted, given};
    diagram_read(&plot, &how);
    if (ascii) {
        struct output *out = output_open(common.output, OUTPUT_TEXT);
        diagram_ascii(&plot, unit, out);
        output_close(out);
    } else {
        diagram_draw(&plot, unit, &drawing);
        gnuplot_draw(&drawing, common.output);
    }
    diagram_free(&plot);
}

static struct tensor_plot_choice chosen_blocks(char **paths)
{
    if (named && record)
        die_usage("--named and --record exclude each other");
    return (struct tensor_plot_choice){*paths, named, record ? record : 1, term, most ? most : 10};
}

static void draw_blocks(struct tensor_plot *plot, struct drawing *drawing)
{
    if (ascii) {
        struct output *out = output_open(common.output, OUTPUT_TEXT);
        tensor_plot_ascii(plot, out);
        output_close(out);
    } else {
        tensor_plot_draw(plot, drawing);
        gnuplot_draw(drawing, common.output);
    }
    tensor_plot_free(plot);
}

static void draw_tensor(char **paths)
{
    struct drawing drawing = chosen_drawing();
    struct tensor_plot_choice choice = chosen_blocks(paths);
    struct tensor_plot plot = {0};
    tensor_plot_read(&plot, &choice);
    draw_blocks(&plot, &drawing);
}

static void draw_weights(char **paths)
{
    struct drawing drawing = chosen_drawing();
    struct tensor_plot_choice choice = chosen_blocks(paths);
    struct tensor_plot plot = {0};
    tensor_plot_weights(&plot, &choice, unit);
    draw_blocks(&plot, &drawing);
}

static const struct plot {
    const char *name;
    void (*draw)(char **paths); /* as on the command line: NULL ends them, none is standard input */
    bool many;                  /* whether it takes more than one file */
    const char *takes;          /* options besides those of all pictures */
} plots[] = {
    {"parity", draw_parity, false, " property unit "},
    {"curve", draw_curve, true, " error by unit table ascii "},
    {"hull", draw_hull, false, " true energy predicted per references unit ascii "},
    {"tensor", draw_tensor, false, " named record term blocks ascii "},
    {"weights", draw_weights, false, " unit term blocks ascii "},
    {0},
};

static const struct plot *find_plot(const char *name)
{
    const struct names names = NAMES_OF(plots);
    struct bytes expected = {0};
    int place = names_find(names, name);
    if (place >= 0)
        return &plots[place];
    names_list(names, "'", &expected);
    die_usage("expected the plot %s, found '%s'", (char *)expected.at, name);
}

static void check_options(const struct plot *plot)
{
    static const char pictures[] = " format size font title range ";
    char name[16];
    for (const struct option_row *o = options; o->name; o++) {
        snprintf(name, sizeof name, " %s ", o->name);
        if (options_given(o) && !strstr(plot->takes, name) && !strstr(pictures, name))
            die_usage("%s does not take --%s", plot->name, o->name);
    }
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, &argv);
    if (count == 0)
        die_usage("expected the name of a plot");
    const struct plot *plot = find_plot(argv[0]);
    if (count > 2 && !plot->many)
        die_usage("%s: expected one file, found %zu", plot->name, count - 1);
    check_options(plot);
    plot->draw(argv + 1);
    output_commit();
    return EXIT_SUCCESS;
}
