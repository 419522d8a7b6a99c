#include "base/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/amount.h"
#include "base/bytes.h"
#include "base/die.h"
#include "base/files.h"
#include "base/mem.h"
#include "base/name_list.h"
#include "base/number.h"
#include "base/output.h"
#include "base/say.h"
#include "base/threads.h"

struct common common;

static bool quiet, verbose, help, version;

static const struct option_row common_rows[] = {
    {'o', "output", OPTION_OUTPUT, &common.output, "FILE", "write to FILE, which appears when it is complete"},
    {'j', "threads", OPTION_COUNT, &common.threads, "N", "use N threads (default: all this process may use)"},
    {'v', "verbose", OPTION_FLAG, &verbose, NULL, "say more on standard error"},
    {'q', "quiet", OPTION_FLAG, &quiet, NULL, "say only errors"},
    {'h', "help", OPTION_FLAG, &help, NULL, "print this help"},
    {'V', "version", OPTION_FLAG, &version, NULL, "print the version"},
    {0},
};

/* getopt_long wants small numbers for options without a letter. */
enum { LONG_ONLY = 256, ROWS_MAX = 64 };

/* The program's rows and the common ones, and which of them the command line gave. */
static const struct option_row *all[ROWS_MAX];
static bool given[ROWS_MAX];
static size_t nall;

/* What help calls the argument, NULL where there is none; names are written into *text. */
static const char *argument_of(const struct option_row *row, struct bytes *text)
{
    if (row->argument || row->kind != OPTION_CHOICE)
        return row->argument;
    const struct choice *choice = row->value;
    text->length = 0;
    for (int i = 0; names_at(choice->names, i); i++)
        bytes_print(text, "%s%s", i > 0 ? "|" : "", names_at(choice->names, i));
    return (char *)text->at;
}

static void print_rows(struct output *out, const struct option_row *row)
{
    struct bytes text = {0};
    for (; row->name; row++) {
        char left[80];
        int n = row->letter ? snprintf(left, sizeof left, "-%c, --%s", row->letter, row->name)
                            : snprintf(left, sizeof left, "    --%s", row->name);
        const char *argument = argument_of(row, &text);
        if (argument)
            snprintf(left + n, sizeof left - (size_t)n, " %s", argument);
        output_print(out, "  %-28s %s\n", left, row->help);
    }
    bytes_free(&text);
}

static _Noreturn void print_help(const struct program *p)
{
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    output_print(out, "usage: %s [OPTION ...] %s\n%s\n\n", p->name, p->operands, p->about);
    print_rows(out, p->options);
    print_rows(out, common_rows);
    output_print(out, "\nManual: man %s, man mbtr-tools\n", p->name);
    output_close(out);
    output_commit();
    exit(EXIT_SUCCESS);
}

static _Noreturn void print_version(const struct program *p)
{
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    output_print(out, "%s (mbtr-tools) %s\n", p->name, MBTR_VERSION);
    output_close(out);
    output_commit();
    exit(EXIT_SUCCESS);
}

static void choose(const struct option_row *row, const char *name)
{
    struct choice *choice = row->value;
    choice->place = names_find(choice->names, name);
    if (choice->place >= 0)
        return;
    struct bytes expected = {0};
    names_list(choice->names, "", &expected);
    die_usage("--%s: expected %s, found '%s'", row->name, (char *)expected.at, name);
}

static void store(const struct option_row *row, char *argument)
{
    struct texts *texts = row->value;
    switch (row->kind) {
    case OPTION_FLAG: *(bool *)row->value = true; break;
    case OPTION_TEXT:
    case OPTION_INPUT:
    case OPTION_LIST:
    case OPTION_OUTPUT:
    case OPTION_LOG: *(char **)row->value = argument; break;
    case OPTION_TEXTS:
        texts->at = mem_grow(texts->at, &texts->capacity, texts->n + 1, sizeof *texts->at);
        texts->at[texts->n++] = argument;
        break;
    case OPTION_COUNT:
        if (!number_count(argument, row->value))
            die_usage("--%s: expected a whole number, found '%s'", row->name, argument);
        break;
    case OPTION_AMOUNT:
        if (!amount_parse(argument, row->value))
            die_usage("--%s: expected a whole number or a percentage, found '%s'", row->name, argument);
        break;
    case OPTION_NUMBER:
        if (!number_parse(argument, row->value) || *(double *)row->value < 0)
            die_usage("--%s: expected a number that is not negative, found '%s'", row->name, argument);
        break;
    case OPTION_CHOICE: choose(row, argument); break;
    }
}

/* The rows in getopt's terms: letters, then long names whose values lead back to the row. */
static void collect(const struct option_row *row, char *letters, struct option *names)
{
    for (; row->name && nall < ROWS_MAX; row++, nall++) {
        int has_argument = row->kind != OPTION_FLAG;
        all[nall] = row;
        names[nall] = (struct option){row->name, has_argument, NULL, LONG_ONLY + (int)nall};
        if (row->letter) {
            size_t end = strlen(letters);
            snprintf(letters + end, 3, "%c%s", row->letter, has_argument ? ":" : "");
        }
    }
}

/* The place of the row that getopt got; nall where there is none. */
static size_t find(int got)
{
    if (got >= LONG_ONLY)
        return (size_t)(got - LONG_ONLY);
    size_t i = 0;
    while (i < nall && all[i]->letter != got)
        i++;
    return i;
}

bool options_given(const struct option_row *row)
{
    for (size_t i = 0; i < nall; i++)
        if (all[i] == row)
            return given[i];
    return false;
}

/* Puts the files of all rows that the command line gave, of one kind, into the list of files. */
static void add_files(enum option_kind kind)
{
    for (size_t i = 0; i < nall; i++)
        if (all[i]->kind == kind && given[i]) {
            struct bytes role = {0};
            bytes_print(&role, "--%s", all[i]->name);
            files_add(kind == OPTION_INPUT || kind == OPTION_LIST ? FILE_READ : FILE_WRITTEN, (char *)role.at,
                      *(char **)all[i]->value);
        }
}

/* None of them is opened before all are known to be different ones. */
static void open_outputs(const struct program *program, char **operands, size_t count)
{
    files_add(FILE_READ, NULL, NULL);
    files_add(FILE_WRITTEN, "standard error", "/dev/stderr");
    for (size_t i = program->words; i < count; i++)
        files_add(FILE_READ, "input", operands[i]);
    add_files(OPTION_INPUT);
    add_files(OPTION_LIST);
    if (program->no_output && common.output)
        die_usage("-o is not taken: %s", program->no_output);
    if (!program->no_output && !common.output)
        files_add(FILE_WRITTEN, NULL, NULL);
    add_files(OPTION_LOG);
    add_files(OPTION_OUTPUT);
    for (size_t i = 0; i < nall; i++)
        if (all[i]->kind == OPTION_OUTPUT && given[i] && strcmp(*(char **)all[i]->value, "-") != 0)
            output_prepare(*(char **)all[i]->value);
}

/* The operands, and behind them those that a list names. */
static char **find_operands(char **operands, size_t *count)
{
    size_t i = 0;
    while (i < nall && !(given[i] && all[i]->kind == OPTION_LIST))
        i++;
    if (i == nall)
        return operands;
    const char *list = *(char **)all[i]->value;
    for (size_t k = 0; k < *count; k++)
        if (strcmp(list, "-") == 0 && strcmp(operands[k], "-") == 0)
            die_usage("standard input cannot be both a list of files and one of them");
    return name_list_read(list, operands, count);
}

size_t options_read(const struct program *program, int argc, char ***argv)
{
    struct option names[ROWS_MAX + 1] = {{0}};
    char letters[3 * ROWS_MAX + 2] = ":";
    int got;

    say_as(program->name);
    collect(program->options, letters, names);
    collect(common_rows, letters, names);
    opterr = 0;
    while ((got = getopt_long(argc, *argv, letters, names, NULL)) != -1) {
        const char *written = (*argv)[optind - 1];
        if (got == ':')
            die_usage("option '%s' needs an argument", written);
        size_t i = got == '?' ? nall : find(got);
        if (i == nall)
            die_usage("unknown option '%s'", written);
        given[i] = true;
        store(all[i], optarg);
    }
    if (help)
        print_help(program);
    if (version)
        print_version(program);
    say_level = quiet ? 0 : verbose ? 2 : 1;
    threads_set(common.threads);

    size_t operands = (size_t)(argc - optind);
    *argv = find_operands(*argv + optind, &operands);
    open_outputs(program, *argv, operands);
    return operands;
}
