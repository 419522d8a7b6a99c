#include "phase/command.h"

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/descriptor.h"
#include "base/die.h"
#include "base/files.h"
#include "base/input.h"
#include "base/journal.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/output.h"
#include "base/say.h"

struct command {
    const char *text;
    char *ask, *answers; /* paths */
};

static char *beside(const char *log, const char *suffix)
{
    struct bytes path = {0};
    bytes_print(&path, "%s%s", log, suffix);
    return (char *)path.at;
}

struct command *command_open(const char *text, const char *log)
{
    struct command *c = mem_new(1, sizeof *c);
    *c = (struct command){text, beside(log, ".ask"), beside(log, ".answers")};
    files_add(FILE_WRITTEN, "--log's", c->ask);
    files_add(FILE_WRITTEN, "--log's", c->answers);
    return c;
}

void command_close(struct command *c)
{
    free(c->ask);
    free(c->answers);
    free(c);
}

static double parse(const struct command *c, const struct input *in, const char *line)
{
    double value = NAN;
    const char *end = number_scan(line, &value);
    while (end && (*end == ' ' || *end == '\t'))
        end++;
    if (strcmp(line, "failed") == 0)
        return NAN;
    if (!end || *end || !(fabs(value) <= NUMBER_MAX))
        die("%s:%zu: expected an energy or 'failed', found '%s': correct it and start again, or remove the file to "
            "have the structures after the last energy calculated anew",
            c->answers, in->line, line);
    return value;
}

/* The longest line of answers, in bytes. */
enum { LONGEST = 1 << 20 };

/* Takes over the answers that are there and not in the ledger yet; a last line without an end does not count. */
static void take(const struct command *c, struct ledger *l)
{
    if (access(c->answers, F_OK) != 0)
        return;
    struct input *in = input_open(c->answers);
    double *energy = mem_new(l->n - l->answered, sizeof *energy);
    size_t length, first = 0, fresh = 0;
    char *line = input_line(in, LONGEST, &length);
    if (line && (!number_count(line, &first) || first > l->answered))
        die("%s:1: expected the number of the first answer, up to %zu, found '%s'", c->answers, l->answered, line);
    for (size_t i = first; line && (line = input_line(in, LONGEST, &length)) && in->line_ended; i++) {
        double value = parse(c, in, line);
        if (i >= l->n)
            die("%s:%zu: more energies than the %zu that were asked for", c->answers, in->line, l->n - first);
        if (i >= l->answered)
            energy[fresh++] = value;
    }
    ledger_answer(l, energy, fresh);
    free(energy);
    input_close(in);
    unlink(c->answers);
}

static void write_ask(const struct command *c, const struct ledger *l)
{
    int fd = descriptor_open(c->ask, O_WRONLY | O_CREAT | O_TRUNC);
    if (fd < 0)
        die("%s:", c->ask);
    struct output *out = output_to(fd, c->ask, OUTPUT_TEXT);
    for (size_t i = l->answered; i < l->n; i++) {
        const struct bytes *frame = &l->pool->frame[l->number[i]];
        output_write(out, frame->at, frame->length);
    }
    output_close(out);
}

/* The file for answers, with its first line. */
static int begin_answers(const struct command *c, const struct ledger *l)
{
    struct bytes line = {0};
    int fd = descriptor_open(c->answers, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND);
    bytes_print(&line, "%zu\n", l->answered);
    if (fd < 0 || descriptor_write(fd, line.at, line.length) != 0)
        die("%s: write:", c->answers);
    bytes_free(&line);
    return fd;
}

/* Runs the command to its end; its status as of waitpid. */
static int run(const struct command *c, int answers)
{
    char *arguments[] = {"sh", "-c", (char *)c->text, NULL};
    int ask = descriptor_open(c->ask, O_RDONLY);
    if (ask < 0)
        die("%s:", c->ask);
    pid_t child = child_start(arguments, ask, answers, STDERR_FILENO);
    if (child < 0)
        die("cannot run sh, which runs the command:");
    child_close(ask);
    return child_wait(child);
}

void command_answer(struct command *c, struct ledger *l)
{
    take(c, l);
    if (l->answered == l->n)
        return;
    write_ask(c, l);
    journal_inherit(l->journal);
    int answers = begin_answers(c, l), status = run(c, answers);
    child_close(answers);
    take(c, l);
    unlink(c->ask);
    if (l->answered < l->n)
        die("the command ended with status %d and left %zu structures without an energy; what it answered is kept: "
            "start again to go on",
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), l->n - l->answered);
    if (status != 0)
        say_warning("the command failed, though it gave all energies");
}
