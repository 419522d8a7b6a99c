/* Where energies come from: they are known beforehand, or a command calculates them. */
#ifndef MBTR_ENERGIES_H
#define MBTR_ENERGIES_H

#include "phase/ledger.h"

struct energies;

/* The property of that name in the structures themselves, or, where path is not NULL, the column of that name in a
   table with a column id. A structure without it ends the program. */
struct energies *energies_known(struct pool *pool, const char *property, const char *path);

/* A shell command. It gets structures as extended XYZ on standard input, as they stood in their files, and writes a
   line for each, in their order: its energy, or 'failed'. It works on LOG.ask and LOG.answers beside the log. It goes
   on when this program is killed, and the next one waits for it and takes its answers: nothing is asked for twice. The
   ledger has to be one that waits. */
struct energies *energies_command(const char *command, const char *log);
void energies_close(struct energies *s);

/* Gets the energies of all that was asked for. A command that fails or answers otherwise ends the program; what it
   answered is kept. */
void energies_answer(struct energies *s, struct ledger *l);

/* The energy of each structure of the pool, NULL where a command has to be asked. */
const double *energies_all(const struct energies *s);

#endif
