/* How structures are read from files, and the options of all programs that read some. */
#ifndef MBTR_STRUCTURE_OPTIONS_H
#define MBTR_STRUCTURE_OPTIONS_H

#include <stdbool.h>

#include "base/options.h"

/* The texts are borrowed. */
struct structure_options {
    char *list;      /* of files, which options_read has read; NULL: none */
    char *columns;   /* names of a comment's bare numbers, "energy,gap"; "-" skips one; NULL: none */
    char *id_key;    /* NULL: name, id */
    bool keep_frame; /* for structure_reader_frame */
    bool vectors;    /* vectors of atoms and tensors are read too, which takes time ... */
    bool flags;      /* ... and columns of yes and no */
};

/* The options --files-from FILE, --columns NAMES and --id KEY, as rows for a program's option table. */
#define STRUCTURE_OPTIONS(o)                                                                                      \
    {0, "files-from", OPTION_LIST, &(o).list, "FILE", "read the files that FILE names, one a line"},              \
        {0, "columns", OPTION_TEXT, &(o).columns, "NAMES", "names of a comment line's bare numbers: energy,gap"}, \
    {                                                                                                             \
        0, "id", OPTION_TEXT, &(o).id_key, "KEY", "key of a structure's id (default: name, else id)"              \
    }

#endif
