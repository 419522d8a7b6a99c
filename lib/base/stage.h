/* A part of a program as a process of its own, before this one as in a pipeline of the shell. */
#ifndef MBTR_STAGE_H
#define MBTR_STAGE_H

/* What run writes to standard output is what this process reads from standard input from now on; run has the standard input that
   this process had. To be called before anything was done by several threads, and before outputs were opened. run may call it in
   turn. */
void stage_before(void (*run)(void *context), void *context);

/* At the end of standard input: waits for what wrote it, if that was such a part; where it failed, for reasons that it has told,
   ends the program. */
void stage_end(void);

#endif
