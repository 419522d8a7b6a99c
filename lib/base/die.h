/* Errors end the program: a message "program: ..." on standard error, then exit. Where several threads fail the first
   one does this and the others wait. */
#ifndef MBTR_DIE_H
#define MBTR_DIE_H

enum { EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* Prints the message and exits with status 1. A format that ends in ':' gets strerror(errno) appended. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same for wrong usage: points to --help and exits with status 2. */
_Noreturn void die_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Exits with status 1 without a message. */
_Noreturn void die_silently(void);

/* Calls work, in which errors of this thread end the call instead of the program: NULL, or the message, valid until the
   next attempt in this thread that fails. Memory and files that work held when it failed stay lost. Not for work that
   may fail in a parallel region. */
const char *die_attempt(void (*work)(void *context), void *context);

#endif
