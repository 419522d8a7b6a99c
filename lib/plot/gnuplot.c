#include "plot/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

extern char **environ;

static const struct {
    const char *name, *terminal;
    enum output_kind kind;
} formats[] = {
    [PICTURE_SVG] = {"svg", "svg dynamic enhanced background rgb 'white' font 'sans-serif,14' size %u,%u", OUTPUT_TEXT},
    [PICTURE_PNG] = {"png", "pngcairo enhanced font 'sans,11' fontscale 2 linewidth 2 pointscale 2 size %u,%u",
                     OUTPUT_BINARY},
};

const char *const gnuplot_colours[GNUPLOT_COLOURS] = {"0072b2", "d55e00", "009e73", "cc79a7",
                                                      "e69f00", "56b4e9", "000000"};

bool picture_format(const char *name_or_path, enum picture *format)
{
    const char *dot = strrchr(name_or_path, '.');
    const char *name = dot ? dot + 1 : name_or_path;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(name, formats[i].name) == 0) {
            *format = (enum picture)i;
            return true;
        }
    }
    return false;
}

void gnuplot_start(struct bytes *script, enum picture format, unsigned width, unsigned height)
{
    unsigned pixels = format == PICTURE_PNG ? 2 : 1;
    bytes_print(script, "set encoding utf8\nset terminal ");
    bytes_print(script, formats[format].terminal, pixels * width, pixels * height);
    bytes_print(script, "\nset border 3 lc rgb '#666666'\n"
                        "set tics nomirror out scale 0.6 textcolor rgb '#333333'\n"
                        "set xlabel tc rgb '#333333'\nset ylabel tc rgb '#333333'\n"
                        "set minussign\nunset key\n");
}

void gnuplot_quote(struct bytes *script, const char *text)
{
    bytes_print(script, "'");
    for (; *text; text++) {
        char c = *text;
        if ((unsigned char)c < ' ')
            c = ' ';
        bytes_print(script, c == '\'' ? "''" : "%c", c);
    }
    bytes_print(script, "'");
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

/* Starts gnuplot; to[1] leads to its input and from[0] from its output. */
static pid_t start(int to[2], int from[2])
{
    char *arguments[] = {"gnuplot", "-d", NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t usual;
    pid_t child;

    /* In another locale gnuplot complains that it cannot convert a degree sign. */
    setenv("LC_ALL", "C.UTF-8", 1);
    if (pipe(to) != 0 || pipe(from) != 0)
        die("cannot make a pipe:");
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, to[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
    for (int i = 0; i < 2; i++) {
        posix_spawn_file_actions_addclose(&actions, to[i]);
        posix_spawn_file_actions_addclose(&actions, from[i]);
    }
    posix_spawnattr_init(&attributes);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);

    errno = posix_spawnp(&child, "gnuplot", &actions, &attributes, arguments, environ);
    if (errno == ENOENT)
        die_absent();
    if (errno)
        die("cannot run gnuplot:");
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(to[0]);
    close(from[1]);
    return child;
}

/* Sends some of the script; returns how much, 0 when gnuplot has stopped reading. */
static size_t feed(int to, const unsigned char *from, size_t n)
{
    ssize_t sent = write(to, from, n);
    if (sent >= 0)
        return (size_t)sent;
    if (errno == EPIPE)
        return 0;
    die("cannot write to gnuplot:");
}

/* Sends the script and passes on what comes back, each as far as it goes, so that neither waits for the other. Returns
   the number of bytes that came. */
static size_t converse(int to, int from, const struct bytes *script, struct output *out)
{
    unsigned char piece[1 << 16];
    size_t sent = 0, came = 0;
    fcntl(to, F_SETFL, O_NONBLOCK);
    for (;;) {
        struct pollfd ends[] = {{from, POLLIN, 0}, {to, POLLOUT, 0}};
        if (poll(ends, to < 0 ? 1 : 2, -1) < 0) {
            if (errno == EINTR)
                continue;
            die("cannot wait for gnuplot:");
        }
        if (to >= 0 && ends[1].revents) {
            size_t n = feed(to, script->at + sent, script->length - sent);
            sent += n;
            if (n == 0 || sent == script->length) {
                close(to);
                to = -1;
            }
        }
        if (ends[0].revents) {
            ssize_t n = read(from, piece, sizeof piece);
            if (n < 0)
                die("cannot read from gnuplot:");
            if (n == 0)
                break;
            output_write(out, piece, (size_t)n);
            came += (size_t)n;
        }
    }
    if (to >= 0)
        close(to);
    return came;
}

void gnuplot_draw(const struct bytes *script, enum picture format, const char *path)
{
    struct output *out = output_open(path, formats[format].kind);
    int to[2], from[2], status;
    pid_t child = start(to, from);
    size_t came = converse(to[1], from[0], script, out);
    close(from[0]);
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            die("gnuplot:");
    /* Where posix_spawn cannot tell that a program is missing, its child ends with this status. */
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        die_absent();
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || came == 0)
        die("gnuplot failed");
    output_close(out);
}
