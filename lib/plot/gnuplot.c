#include "plot/gnuplot.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/filter.h"
#include "base/mem.h"
#include "base/names.h"
#include "base/output.h"
#include "base/text.h"

const struct picture_format gnuplot_formats[] = {
    [PICTURE_SVG] = {"svg", "svg dynamic enhanced background rgb 'white' font 'sans-serif,14' size %u,%u", OUTPUT_TEXT},
    [PICTURE_PNG] = {"png", "pngcairo enhanced font 'sans,11' fontscale 2 linewidth 2 pointscale 2 size %u,%u", OUTPUT_BINARY},
    {0},
};

const char *const gnuplot_colours[GNUPLOT_COLOURS] = {"0072b2", "d55e00", "009e73", "cc79a7", "e69f00", "56b4e9", "000000"};

/* The place of the format that a path's suffix names; that of SVG where it has none. */
static int format_of(const char *path)
{
    const struct names names = NAMES_OF(gnuplot_formats);
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
    struct bytes list = {0};
    if (!dot || dot == name)
        return PICTURE_SVG;
    int place = names_find(names, dot + 1);
    if (place >= 0)
        return place;
    names_list(names, "", &list);
    die_usage("%s: expected a name that ends in %s, found '%s'; -f writes a format whatever the name", path, (char *)list.at,
              dot);
}

enum picture gnuplot_choose(int wanted, const char *path)
{
    bool standard = !path || strcmp(path, "-") == 0;
    if (standard && isatty(STDOUT_FILENO))
        die_usage("a picture is not for a terminal: use -o FILE or a pipe, or --ascii where there is such");
    return (enum picture)(wanted >= 0 ? wanted : standard ? PICTURE_SVG : format_of(path));
}

void gnuplot_start(struct bytes *script, enum picture format, unsigned width, unsigned height)
{
    unsigned pixels = format == PICTURE_PNG ? 2 : 1;
    bytes_print(script, "set encoding utf8\nset terminal ");
    bytes_print(script, gnuplot_formats[format].terminal, pixels * width, pixels * height);
    bytes_print(script, "\nset border 3 lc rgb '#666666'\n"
                        "set tics nomirror out scale 0.6 textcolor rgb '#333333'\n"
                        "set xlabel tc rgb '#333333'\nset ylabel tc rgb '#333333'\n"
                        "set minussign\nunset key\n");
}

/* Between single quotes gnuplot takes three of them for another thing than two and one, and between double ones it runs
   commands and expands macros: what it may read as more than a letter is written by its number. */
void gnuplot_quote(struct bytes *script, const char *text)
{
    char *clean = text_clean(mem_text(text));
    bytes_print(script, "\"");
    for (const char *c = clean; *c; c++) {
        bool mark = strchr("\"'\\`@$", *c) != NULL;
        bytes_print(script, mark ? "\\%03o" : "%c", (unsigned char)*c);
    }
    bytes_print(script, "\"");
    free(clean);
}

double gnuplot_step(double range, double parts)
{
    double unit = pow(10, floor(log10(range / parts)));
    double wanted = range / parts / unit;
    return unit * (wanted <= 1 ? 1 : wanted <= 2 ? 2 : wanted <= 5 ? 5 : 10);
}

static _Noreturn void die_absent(void)
{
    die("gnuplot is not installed (package gnuplot, in Debian gnuplot-nox; make deps installs it)");
}

/* What is left of a script. */
struct script {
    const unsigned char *at;
    size_t left;
};

static size_t send(void *context, unsigned char *to, size_t room)
{
    struct script *s = context;
    size_t n = s->left < room ? s->left : room;
    memcpy(to, s->at, n);
    s->at += n;
    s->left -= n;
    return n;
}

static struct filter *start(struct script *script)
{
    char *arguments[] = {"gnuplot", "-d", NULL};
    /* In another locale gnuplot complains that it cannot convert a degree sign. */
    if (setenv("LC_ALL", "C.UTF-8", 1) != 0)
        die("cannot set the locale for gnuplot:");
    struct filter *gnuplot = filter_start(arguments, (struct filter_source){send, script}, false);
    if (!gnuplot)
        die_absent();
    return gnuplot;
}

void gnuplot_draw(const struct bytes *script, enum picture format, const char *path)
{
    unsigned char piece[1 << 16];
    struct script rest = {script->at, script->length};
    struct output *out = output_open(path, gnuplot_formats[format].kind);
    struct filter *gnuplot = start(&rest);
    size_t came = 0;
    for (size_t n; (n = filter_read(gnuplot, piece, sizeof piece)) > 0; came += n)
        output_write(out, piece, n);
    int status = filter_wait(gnuplot);
    /* Where posix_spawn cannot tell that a program is missing, its child ends with this status. */
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        die_absent();
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || came == 0)
        die("gnuplot failed");
    filter_close(gnuplot);
    output_close(out);
}
