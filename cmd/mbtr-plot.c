/* mbtr-plot: pictures. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/options.h"
#include "plot/gnuplot.h"
#include "plot/parity.h"

static char *property, *unit, *format_name;

static const struct option_row options[] = {
    {'p', "property", OPTION_TEXT, &property, "NAME", "column of references (default: the one before predicted)"},
    {'u', "unit", OPTION_TEXT, &unit, "TEXT", "unit to write beside numbers: kcal/mol"},
    {'f', "format", OPTION_TEXT, &format_name, "FORMAT", "svg or png (default: the suffix of -o, else svg)"},
    {0},
};

static const struct program program = {
    "mbtr-plot", "Draws predicted against reference values, with a histogram of the errors.", "parity [FILE]", options};

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

static const struct {
    const char *name;
    void (*draw)(const char *path);
} plots[] = {
    {"parity", draw_parity},
};

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, argv);
    if (count == 0 || count > 2)
        die_usage("expected the name of a plot and at most one file, found %zu operands", count);
    for (size_t i = 0; i < sizeof plots / sizeof *plots; i++) {
        if (strcmp(argv[0], plots[i].name) == 0) {
            plots[i].draw(argv[1]);
            return EXIT_SUCCESS;
        }
    }
    die_usage("expected the plot 'parity', found '%s'", argv[0]);
}
