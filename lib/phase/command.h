/* Energies from a shell command; phase/energies.h tells what it gets and gives. Its standard input is LOG.ask, its
   standard output LOG.answers, after a line that tells which answer is the first. The log is locked as long as a
   search, or its command, is at work with it. */
#ifndef MBTR_COMMAND_H
#define MBTR_COMMAND_H

#include "phase/ledger.h"

struct command;

/* Waits until no other search, and no command that one left behind, works with this log. */
struct command *command_open(const char *text, const char *log);
void command_close(struct command *c);

/* Takes what was answered before, and runs the command for what has no energy yet. */
void command_answer(struct command *c, struct ledger *l);

#endif
