/* Command lines: each program is a table of options; the common ones come with every program.
   Help, checks and (by the tests) man pages follow from the table. */
#ifndef MBTR_OPTIONS_H
#define MBTR_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/amount.h"
#include "base/names.h"

#define MBTR_VERSION "0.1.0"

/* Texts given by an option that may be repeated, in their order. Free at with free(). */
struct texts {
    char **at;
    size_t n, capacity;
};

/* One of several names. */
struct choice {
    struct names names;
    int place; /* of the name chosen; before parsing that of the default, -1 for none */
};

enum option_kind {
    OPTION_FLAG,   /* bool * */
    OPTION_TEXT,   /* char **, points into argv */
    OPTION_INPUT,  /* the same, a file that is read, if there is one of that name */
    OPTION_LIST,   /* the same, and its lines name more operands (base/name_list.h); a program has one at most */
    OPTION_OUTPUT, /* the same as a text, a file that is written by output_open */
    OPTION_LOG,    /* the same, a file that is read and written, by journal_open */
    OPTION_TEXTS,  /* struct texts *, may be repeated */
    OPTION_COUNT,  /* size_t * */
    OPTION_AMOUNT, /* struct amount * */
    OPTION_NUMBER, /* double *, finite, not negative */
    OPTION_CHOICE, /* struct choice * */
};

struct option_row {
    char letter;      /* 0: only the long name */
    const char *name; /* without the dashes */
    enum option_kind kind;
    void *value;          /* holds the default before parsing */
    const char *argument; /* of a choice NULL, where help is to show its names: "a|b|c" */
    const char *help;
};

struct program {
    const char *name;
    const char *about;                /* one line */
    const char *operands;             /* "[FILE ...]" */
    const struct option_row *options; /* ends with a row without name */
    size_t words;                     /* the first operands that are no files */
    const char *no_output;            /* why -o is not taken; NULL: it is */
};

/* What every program takes: -o, -j, -v, -q, -h, -V. */
struct common {
    char *output; /* NULL: standard output */
    size_t threads;
};
extern struct common common;

/* Reads the command line, options before or after operands, into the table's values and common; makes the operands
   (*argv)[0..count-1], which end with NULL, and returns their count. Sets the number of threads. --help and --version print and exit with
   status 0; a mistake is wrong usage, status 2, and so is an output that is an input or another output. Outputs that cannot be
   written end the program here, before it works. */
size_t options_read(const struct program *program, int argc, char ***argv);

/* Whether the command line that was read gave the option of this row of the program's table. */
bool options_given(const struct option_row *row);

#endif
