#include "base/options.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/output.h"
#include "base/say.h"
#include "base/threads.h"

struct common common;

static bool quiet, verbose, help, version;

static const struct option_row common_rows[] = {
    {'o', "output", OPTION_TEXT, &common.output, "FILE", "write to FILE, which appears when it is complete"},
    {'j', "threads", OPTION_COUNT, &common.threads, "N", "use N threads (default: all this process may use)"},
    {'v', "verbose", OPTION_FLAG, &verbose, NULL, "say more on standard error"},
    {'q', "quiet", OPTION_FLAG, &quiet, NULL, "say only errors"},
    {'h', "help", OPTION_FLAG, &help, NULL, "print this help"},
    {'V', "version", OPTION_FLAG, &version, NULL, "print the version"},
    {0},
};

/* getopt_long wants small numbers for options without a letter. */
enum { LONG_ONLY = 256, ROWS_MAX = 64 };

static void print_rows(struct output *out, const struct option_row *row)
{
    for (; row->name; row++) {
        char left[80];
        int n = row->letter ? snprintf(left, sizeof left, "-%c, --%s", row->letter, row->name)
                            : snprintf(left, sizeof left, "    --%s", row->name);
        if (row->argument)
            snprintf(left + n, sizeof left - (size_t)n, " %s", row->argument);
        output_print(out, "  %-28s %s\n", left, row->help);
    }
}

static _Noreturn void print_help(const struct program *p)
{
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    output_print(out, "usage: %s [OPTION ...] %s\n%s\n\n", p->name, p->operands, p->about);
    print_rows(out, p->options);
    print_rows(out, common_rows);
    output_print(out, "\nManual: man %s, man mbtr-tools\n", p->name);
    output_close(out);
    exit(EXIT_SUCCESS);
}

static _Noreturn void print_version(const struct program *p)
{
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    output_print(out, "%s (mbtr-tools) %s\n", p->name, MBTR_VERSION);
    output_close(out);
    exit(EXIT_SUCCESS);
}

static void store(const struct option_row *row, char *argument)
{
    struct texts *texts = row->value;
    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)row->value = true;
        break;
    case OPTION_TEXT:
        *(char **)row->value = argument;
        break;
    case OPTION_TEXTS:
        texts->at = mem_grow(texts->at, &texts->capacity, texts->n + 1, sizeof *texts->at);
        texts->at[texts->n++] = argument;
        break;
    case OPTION_COUNT:
        if (!number_count(argument, row->value))
            die_usage("--%s: expected a whole number, found '%s'", row->name, argument);
        break;
    case OPTION_NUMBER:
        if (!number_parse(argument, row->value))
            die_usage("--%s: expected a number, found '%s'", row->name, argument);
        break;
    }
}

/* The rows in getopt's terms: letters, then long names whose values lead back to the row. */
static size_t collect(const struct option_row *row, size_t n, const struct option_row **all, char *letters,
                      struct option *names)
{
    for (; row->name && n < ROWS_MAX; row++, n++) {
        int has_argument = row->kind != OPTION_FLAG;
        all[n] = row;
        names[n] = (struct option){row->name, has_argument, NULL, LONG_ONLY + (int)n};
        if (row->letter) {
            size_t end = strlen(letters);
            snprintf(letters + end, 3, "%c%s", row->letter, has_argument ? ":" : "");
        }
    }
    return n;
}

static const struct option_row *find(const struct option_row **all, size_t n, int got)
{
    if (got >= LONG_ONLY)
        return all[got - LONG_ONLY];
    for (size_t i = 0; i < n; i++)
        if (all[i]->letter == got)
            return all[i];
    return NULL;
}

size_t options_read(const struct program *program, int argc, char **argv)
{
    const struct option_row *all[ROWS_MAX];
    struct option names[ROWS_MAX + 1] = {{0}};
    char letters[3 * ROWS_MAX + 2] = ":";
    int got;

    say_as(program->name);
    size_t n = collect(program->options, 0, all, letters, names);
    n = collect(common_rows, n, all, letters, names);
    opterr = 0;
    while ((got = getopt_long(argc, argv, letters, names, NULL)) != -1) {
        const char *written = argv[optind - 1];
        if (got == ':')
            die_usage("option '%s' needs an argument", written);
        const struct option_row *row = got == '?' ? NULL : find(all, n, got);
        if (!row)
            die_usage("unknown option '%s'", written);
        store(row, optarg);
    }
    if (help)
        print_help(program);
    if (version)
        print_version(program);
    say_level = quiet ? 0 : verbose ? 2 : 1;
    threads_set(common.threads);

    size_t operands = (size_t)(argc - optind);
    memmove(argv, argv + optind, (operands + 1) * sizeof *argv);
    return operands;
}
