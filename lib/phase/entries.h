/* The entries of a phase diagram, from a table of predictions (learn/prediction_table.h) or of energies: compositions
   and energies per atom, known or predicted. Hulls are made of energies that are known: that a calculation failed or
   was never made must not let a prediction stand in for a phase unasked.

   The table has a column formula (structure/formula.h) or composition, of the same form; perhaps id, atoms and stddev.
   An entry's number of atoms is in atoms, else it is that of its formula. Texts wait in a temporary file, since there
   may be more of them than memory. */
#ifndef MBTR_ENTRIES_H
#define MBTR_ENTRIES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/spool.h"
#include "phase/composition.h"

struct entries_options {
    /* The column of energies, as that of references in learn/prediction_table.h: predictions fill what is empty in it.
       NULL: found by the rule there. */
    const char *energy;
    bool per_atom;          /* energies and deviations are per atom, not totals */
    bool predicted;         /* predictions make the hull, too; they do in a table without a column of energies */
    bool deviation;         /* there must be a column stddev */
    const char *const *own; /* columns that are not kept, up to NULL */
};

/* The texts of an entry. */
struct entry_text {
    const char *id, *formula; /* as in the table; where it has no id, the number of the row, from 1 */
    const char *row;          /* the fields that are kept, as they stand, parted by tabs */
};

struct entries {
    const char *file; /* for messages; borrowed */
    size_t n;
    struct compositions x; /* of the n */
    double *energy;        /* per atom */
    double *deviation;     /* per atom, 0 where the energy is known or there is no column stddev */
    bool *known;           /* whether the energy is from the column of energies, not predicted */
    bool predicted;        /* predictions make the hull, too */
    char *names;           /* of the fields that are kept, parted by tabs */
    char *fullest;         /* of the formulas with most elements the first; NULL: there is none */
    struct spool *texts;
    struct bytes text; /* the one read last */
};

/* Reads a table to its end; path NULL or "-": standard input. What is refused in a table of predictions is an error,
   and what is no formula, and a table without an energy that makes the hull. */
struct entries *entries_read(const char *path, const struct entries_options *options);

/* What hull_new and references_find take: the energies, some standard deviations away from what they are; INFINITY for
   those that do not make the hull. Free them. */
double *entries_hull_energies(const struct entries *e, double deviations);

/* The texts of the entries in their order, from the first one after each rewind; valid until the next. */
void entries_rewind(struct entries *e);
struct entry_text entries_text(struct entries *e);
void entries_free(struct entries *e);

#endif
