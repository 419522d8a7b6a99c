/* Files that must not outlive the program that makes them, whether it fails or a signal ends it (all but SIGKILL). */
#ifndef MBTR_UNFINISHED_H
#define MBTR_UNFINISHED_H

/* Makes and opens a new file; path ends in XXXXXX, is changed to its name, and must stay until unfinished_forget.
   Returns -1 with errno set when that fails. */
int unfinished_make(char *path);

/* The file may stay, or is no longer there. */
void unfinished_forget(const char *path);

/* In a process that was forked: those so far are the other's. */
void unfinished_disown(void);

/* Between these two signals do not end the program: they do so afterwards. */
void unfinished_hold(void);
void unfinished_release(void);

#endif
