/* Which structures were asked for, in their order, and the energies that came: in memory and, so that a search can go
   on after it was stopped at any moment, in a table that grows line by line:

       setup  round  number  id  energy

   A line without an energy says that a structure is asked for, a later one with it that the answer is there, in the
   same order; 'failed' instead of a number says that its calculation failed. */
#ifndef MBTR_LEDGER_H
#define MBTR_LEDGER_H

#include <stdbool.h>
#include <stddef.h>

#include "phase/pool.h"

struct ledger {
    size_t n, answered; /* asked for, and the first of these that have an energy */
    size_t *number;     /* structures, from 0 */
    size_t *round;      /* in which each was asked for */
    double *energy;     /* NAN: failed */
    size_t rounds;      /* the last round, 0: none yet */
    struct pool *pool;
    struct journal *journal; /* NULL: in memory only */
    char setup[17];
    size_t capacity[3];
};

/* path: the table, NULL for none; property: the name of the energy; wait: for the end of other runs that use the table,
   instead of refusing it. The pool is borrowed. A table of other structures or another property ends the program. */
struct ledger *ledger_open(const char *path, struct pool *pool, const char *property, bool wait);
void ledger_close(struct ledger *l);

/* Begins a round that asks for n structures. What this says is on the disk when it returns. */
void ledger_ask(struct ledger *l, const size_t *number, size_t n);

/* The energies of the next n structures that have none. On the disk when it returns. */
void ledger_answer(struct ledger *l, const double *energy, size_t n);

#endif
