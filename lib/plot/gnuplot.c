#include "plot/gnuplot.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
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
#include "plot/tips.h"

/* Pixels of a PNG in a printed inch. */
#define DENSITY 400.0

/* The status that a script ends with where gnuplot lacks the terminal. */
enum { NO_TERMINAL = 77 };

/* Units from an axis to the middle of its name below, and from the left end of the picture to that of an upright one. */
static const double below_axis = 46, from_left = 12;

static void write_as_it_is(const struct bytes *picture, const struct bytes *tips, struct output *out)
{
    (void)tips;
    output_write(out, picture->at, picture->length);
}

/* A picture in which the date behind a mark is always the same: equal pictures have equal bytes. */
static void write_undated(const struct bytes *picture, const char *mark, const char *date, struct output *out)
{
    size_t before = strlen(mark), n = strlen(date), at = 0;
    while (at + before + n <= picture->length && memcmp(picture->at + at, mark, before) != 0)
        at++;
    bool found = at + before + n <= picture->length;
    size_t kept = found ? at + before : picture->length, from = found ? kept + n : kept;
    output_write(out, picture->at, kept);
    output_write(out, date, found ? n : 0);
    output_write(out, picture->at + from, picture->length - from);
}

static void write_pdf(const struct bytes *picture, const struct bytes *tips, struct output *out)
{
    (void)tips;
    write_undated(picture, "/CreationDate (D:", "19700101000000", out);
}

static void write_eps(const struct bytes *picture, const struct bytes *tips, struct output *out)
{
    (void)tips;
    write_undated(picture, "%%CreationDate: ", "Thu Jan  1 00:00:00 1970", out);
}

/* gnuplot has fonts of PNG, PDF and EPS a third larger than it says, lines of PDF and EPS half as wide, and points of SVG that
   grow with the font. */
const struct picture_format gnuplot_formats[] = {
    {"svg", "svg dynamic enhanced background rgb 'white' font '%s,%.4g' linewidth %.4g size %.0f,%.0f\npoint = 0.5714", "svg",
     "sans-serif", 96 / 72.0, 96 / 72.0, 96 / 72.0, OUTPUT_TEXT, tips_write},
    {"png", "pngcairo enhanced font '%s,%.4g' linewidth %.4g size %.0f,%.0f\npoint = %.4g", "pngcairo", "sans", DENSITY / 96,
     DENSITY / 72, DENSITY / 72, OUTPUT_BINARY, write_as_it_is},
    {"pdf", "pdfcairo enhanced font '%s,%.4g' fontscale 1 linewidth %.4g size %.5f,%.5f\npoint = 0.5 * %.4g", "pdfcairo",
     "sans", 0.75, 2, 1 / 72.0, OUTPUT_BINARY, write_pdf},
    {"eps", "epscairo enhanced font '%s,%.4g' fontscale 1 linewidth %.4g size %.5f,%.5f\npoint = 0.5 * %.4g", "epscairo",
     "sans", 0.75, 2, 1 / 72.0, OUTPUT_BINARY, write_eps},
    {0},
};

const char *const gnuplot_colours[GNUPLOT_COLOURS] = {"0072b2", "d55e00", "009e73", "cc79a7", "e69f00", "56b4e9", "000000"};

/* The place of the format that a path's suffix names; that of the first where it has none. */
static int format_of(const char *path)
{
    const struct names names = NAMES_OF(gnuplot_formats);
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
    struct bytes list = {0};
    if (!dot || dot == name)
        return 0;
    int place = names_find(names, dot + 1);
    if (place >= 0)
        return place;
    names_list(names, "", &list);
    die_usage("%s: expected a name that ends in %s, found '%s'; -f writes a format whatever the name", path, (char *)list.at,
              dot);
}

int gnuplot_choose(int wanted, const char *path)
{
    bool standard = !path || strcmp(path, "-") == 0;
    if (standard && isatty(STDOUT_FILENO))
        die_usage("a picture is not for a terminal: use -o FILE or a pipe, or --ascii where there is such");
    return wanted >= 0 ? wanted : standard ? 0 : format_of(path);
}

static void put_title(struct drawing *d)
{
    bytes_print(&d->script, "set label 1000 ");
    gnuplot_quote(&d->script, d->look->title);
    bytes_print(&d->script, " at screen 0.5,%.5f center noenhanced tc rgb '#333333'\n", 1 - 16 / d->canvas.height);
}

void gnuplot_start(struct drawing *d, struct canvas canvas)
{
    const struct look *l = d->look;
    const struct picture_format *f = &gnuplot_formats[l->format];
    double unit = look_unit(l);
    d->canvas = canvas;
    bytes_print(&d->script, "set encoding utf8\nif (!strstrt(GPVAL_TERMINALS, ' %s ')) exit status %d\nset terminal ", f->needs,
                NO_TERMINAL);
    bytes_print(&d->script, f->terminal, *l->font ? l->font : f->family, f->font * l->points, f->line * unit,
                f->length * unit * canvas.width, f->length * unit * canvas.height, f->line * unit);
    bytes_print(&d->script, "\nset border 3 lc rgb '#666666'\n"
                            "set tics nomirror out scale 0.6 textcolor rgb '#333333'\n"
                            "set minussign\nunset key\n");
    if (l->title)
        put_title(d);
}

void gnuplot_frame(struct drawing *d, double left, double right, double bottom, double top)
{
    const struct canvas *c = &d->canvas;
    d->left = left;
    d->bottom = bottom;
    bytes_print(&d->script,
                "set lmargin at screen %.5f\nset rmargin at screen %.5f\n"
                "set bmargin at screen %.5f\nset tmargin at screen %.5f\n",
                left / c->width, 1 - right / c->width, bottom / c->height, 1 - top / c->height);
}

/* A name with its unit as a label; at: its place, as gnuplot has it, and how it stands. */
static void put_name(struct drawing *d, int label, const char *name, const char *unit, const char *at)
{
    struct bytes text = {0};
    bytes_print(&text, unit ? "%s (%s)" : "%s", name, unit);
    bytes_print(&d->script, "set label %d ", label);
    gnuplot_quote(&d->script, (const char *)text.at);
    bytes_print(&d->script, " at %s noenhanced tc rgb '#333333'\n", at);
    bytes_free(&text);
}

void gnuplot_axes(struct drawing *d, const char *x, const char *x_unit, const char *y, const char *y_unit)
{
    char below[64], beside[64];
    snprintf(below, sizeof below, "graph 0.5, screen %.5f center", (d->bottom - below_axis) / d->canvas.height);
    snprintf(beside, sizeof beside, "screen %.5f, graph 0.5 center rotate", from_left / d->canvas.width);
    put_name(d, 1001, x, x_unit, below);
    if (y)
        put_name(d, 1002, y, y_unit, beside);
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

void gnuplot_escape(struct bytes *to, const char *text)
{
    for (const char *from = text; *from; from++)
        bytes_print(to, strchr("\\^_@&~{}", *from) ? "\\%c" : "%c", *from);
}

double gnuplot_step(double range, double parts)
{
    double unit = pow(10, floor(log10(range / parts)));
    double wanted = range / parts / unit;
    return unit * (wanted <= 1 ? 1 : wanted <= 2 ? 2 : wanted <= 5 ? 5 : 10);
}

double gnuplot_left_of(int characters)
{
    enum { NAME = 42, CHARACTER = 9 };
    return NAME + CHARACTER * characters;
}

double gnuplot_left(const double range[2], double step)
{
    int most = 0;
    for (double i = ceil(range[0] / step); i * step <= range[1]; i++) {
        int n = snprintf(NULL, 0, "%g", i * step);
        most = n > most ? n : most;
    }
    return gnuplot_left_of(most);
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
    /* In another locale gnuplot complains that it cannot convert a degree sign; dates in PDF are longer in other time zones. */
    if (setenv("LC_ALL", "C.UTF-8", 1) != 0 || setenv("TZ", "UTC0", 1) != 0)
        die("cannot set the locale for gnuplot:");
    struct filter *gnuplot = filter_start(arguments, (struct filter_source){send, script}, false);
    if (!gnuplot)
        die_absent();
    return gnuplot;
}

static void check_status(int status, const struct picture_format *f, size_t came)
{
    /* Where posix_spawn cannot tell that a program is missing, its child ends with this status. */
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        die_absent();
    if (WIFEXITED(status) && WEXITSTATUS(status) == NO_TERMINAL && came == 0)
        die("this gnuplot cannot draw %s: it has no terminal '%s'; install the package gnuplot-nox, or draw SVG", f->name,
            f->needs);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || came == 0)
        die("gnuplot failed");
}

void gnuplot_draw(struct drawing *d, const char *path)
{
    enum { PIECE = 1 << 16 };
    const struct picture_format *f = &gnuplot_formats[d->look->format];
    struct script rest = {d->script.at, d->script.length};
    struct output *out = output_open(path, f->kind);
    struct filter *gnuplot = start(&rest);
    struct bytes picture = {0};
    for (size_t n; (n = filter_read(gnuplot, bytes_room(&picture, PIECE), PIECE)) > 0;)
        picture.length += n;
    check_status(filter_wait(gnuplot), f, picture.length);
    filter_close(gnuplot);
    f->write(&picture, &d->tips, out);
    output_close(out);
    bytes_free(&picture);
    bytes_free(&d->script);
    bytes_free(&d->tips);
}
