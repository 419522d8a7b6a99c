/* Energies from a shell command; phase/energies.h tells what it gets and gives. Its standard input is LOG.ask, its
   standard output LOG.answers, after a line that tells which answer is the first. The command
   inherits the lock of the log, so that nobody works with it before the command has ended. */
#ifndef MBTR_COMMAND_H
#define MBTR_COMMAND_H

#include "phase/ledger.h"

struct command;

struct command *command_open(const char *text, const char *log);
void command_close(struct command *c);

/* Takes what was answered before, and runs the command for what has no energy yet. */
void command_answer(struct command *c, struct ledger *l);

#endif
