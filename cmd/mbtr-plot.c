/* mbtr-plot: pictures. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/options.h"
#include "plot/blocks.h"
#include "plot/gnuplot.h"
#include "plot/parity.h"

static char *property, *unit, *format_name, *id;
static size_t record, term, most;
static bool ascii;

static const struct option_row options[] = {
    {'p', "property", OPTION_TEXT, &property, "NAME", "parity: column of references (default: the one before predicted)"},
    {'u', "unit", OPTION_TEXT, &unit, "TEXT", "parity: unit to write beside numbers: kcal/mol"},
    {0, "id", OPTION_TEXT, &id, "ID", "tensor: the structure of this id"},
    {'r', "record", OPTION_COUNT, &record, "N", "tensor: the N-th record (default: 1)"},
    {'t', "term", OPTION_COUNT, &term, "N", "tensor: this term of the recipe only"},
    {'b', "blocks", OPTION_COUNT, &most, "N", "tensor: how many blocks get a name (default: 10)"},
    {0, "ascii", OPTION_FLAG, &ascii, NULL, "tensor: draw with characters"},
    {'f', "format", OPTION_TEXT, &format_name, "FORMAT", "svg or png (default: the suffix of -o, else svg)"},
    {0},
};

static const struct program program = {
    "mbtr-plot", "Draws predictions against references, or the distributions in a tensor.", "parity|tensor [FILE]",
    options};

static enum picture chosen_format(void)
{
    enum picture format = PICTURE_SVG;
    if (format_name && (strchr(format_name, '.') || !picture_format(format_name, &format)))
        die_usage("--format: expected svg or png, found '%s'", format_name);
    if (!format_name && common.output)
        picture_format(common.output, &format);
    return format;
}

static void draw_parity(const char *path)
{
    enum picture format = chosen_format();
    struct parity parity = {0};
    struct bytes script = {0};
    parity_read(&parity, path, property);
    parity_script(&parity, unit, format, &script);
    gnuplot_draw(&script, format, common.output);
    bytes_free(&script);
    parity_free(&parity);
}

static void draw_tensor(const char *path)
{
    enum picture format = chosen_format();
    struct blocks_choice choice = {path, id, record ? record : 1, term, most ? most : 10};
    struct blocks_plot plot = {0};
    struct bytes script = {0};
    if (id && record)
        die_usage("--id and --record exclude each other");
    if (ascii && format_name)
        die_usage("--ascii and --format exclude each other");
    blocks_plot_read(&plot, &choice);
    if (ascii) {
        struct output *out = output_open(common.output, OUTPUT_TEXT);
        blocks_plot_ascii(&plot, out);
        output_close(out);
    } else {
        blocks_plot_script(&plot, format, &script);
        gnuplot_draw(&script, format, common.output);
    }
    bytes_free(&script);
    blocks_plot_free(&plot);
}

static const struct plot {
    const char *name;
    void (*draw)(const char *path);
    const char *takes; /* options besides the common ones */
} plots[] = {
    {"parity", draw_parity, " property unit format "},
    {"tensor", draw_tensor, " id record term blocks ascii format "},
};

static bool is_given(const struct option_row *o)
{
    switch (o->kind) {
    case OPTION_FLAG:
        return *(const bool *)o->value;
    case OPTION_COUNT:
        return *(const size_t *)o->value > 0;
    default:
        return *(char *const *)o->value;
    }
}

static void check_options(const struct plot *plot)
{
    char name[16];
    for (const struct option_row *o = options; o->name; o++) {
        snprintf(name, sizeof name, " %s ", o->name);
        if (is_given(o) && !strstr(plot->takes, name))
            die_usage("%s does not take --%s", plot->name, o->name);
    }
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, argv);
    if (count == 0 || count > 2)
        die_usage("expected the name of a plot and at most one file, found %zu operands", count);
    for (size_t i = 0; i < sizeof plots / sizeof *plots; i++) {
        if (strcmp(argv[0], plots[i].name) == 0) {
            check_options(&plots[i]);
            plots[i].draw(argv[1]);
            return EXIT_SUCCESS;
        }
    }
    die_usage("expected the plot 'parity' or 'tensor', found '%s'", argv[0]);
}
