#include "plot/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/child.h"
#include "base/descriptor.h"
#include "base/die.h"
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

/* Starts gnuplot; *to leads to its input and *from comes from its output. */
static pid_t start(int *to, int *from)
{
    char *arguments[] = {"gnuplot", "-d", NULL};
    int in[2], out[2];
    /* In another locale gnuplot complains that it cannot convert a degree sign. */
    if (setenv("LC_ALL", "C.UTF-8", 1) != 0)
        die("cannot set the locale for gnuplot:");
    child_pipe(in);
    child_pipe(out);
    pid_t child = child_start(arguments, in[0], out[1]);
    if (child < 0)
        die_absent();
    child_close(in[0]);
    child_close(out[1]);
    *to = in[1];
    *from = out[0];
    return child;
}

/* Sends some of the script; false when gnuplot has stopped reading. */
static bool feed(int to, const struct bytes *script, size_t *sent)
{
    ssize_t n = write(to, script->at + *sent, script->length - *sent);
    if (n < 0 && errno == EPIPE)
        return false;
    if (n < 0 && errno != EINTR && errno != EAGAIN)
        die("cannot write to gnuplot:");
    *sent += n > 0 ? (size_t)n : 0;
    return true;
}

/* Sends the script and passes on what comes back, each as far as it goes, so that neither waits for the other. Returns
   the number of bytes that came. */
static size_t converse(int to, int from, const struct bytes *script, struct output *out)
{
    unsigned char piece[1 << 16];
    size_t sent = 0, came = 0;
    if (fcntl(to, F_SETFL, O_NONBLOCK) != 0)
        die("cannot write to gnuplot:");
    for (;;) {
        struct pollfd ends[] = {{from, POLLIN, 0}, {to, POLLOUT, 0}};
        if (poll(ends, to < 0 ? 1 : 2, -1) < 0) {
            if (errno == EINTR)
                continue;
            die("cannot wait for gnuplot:");
        }
        if (to >= 0 && ends[1].revents) {
            if (!feed(to, script, &sent) || sent == script->length) {
                child_close(to);
                to = -1;
            }
        }
        if (ends[0].revents) {
            ssize_t n = descriptor_read(from, piece, sizeof piece);
            if (n < 0)
                die("cannot read from gnuplot:");
            if (n == 0)
                break;
            output_write(out, piece, (size_t)n);
            came += (size_t)n;
        }
    }
    if (to >= 0)
        child_close(to);
    return came;
}

void gnuplot_draw(const struct bytes *script, enum picture format, const char *path)
{
    struct output *out = output_open(path, gnuplot_formats[format].kind);
    int to, from;
    pid_t child = start(&to, &from);
    size_t came = converse(to, from, script, out);
    child_close(from);
    int status = child_wait(child);
    /* Where posix_spawn cannot tell that a program is missing, its child ends with this status. */
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        die_absent();
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || came == 0)
        die("gnuplot failed");
    output_close(out);
}
