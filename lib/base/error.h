/* Messages and exits. Errors never return: a message "program: ..." on standard error, then exit. Where several threads
   fail the first one does this and the others wait. */
#ifndef MBTR_ERROR_H
#define MBTR_ERROR_H

enum { EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* How much is said on standard error: 0 only errors (-q), 1 warnings too, 2 also notes (-v). */
extern int verbosity;

/* Sets the name that starts every message; the string is kept, not copied. */
void error_program(const char *name);
const char *error_name(void);

/* Prints the message and exits with status 1. A format that ends in ':' gets strerror(errno) appended. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same for wrong usage: points to --help and exits with status 2. */
_Noreturn void die_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Exits with status 1 without a message. */
_Noreturn void die_silently(void);

/* Prints the message and returns: a warning, or what a person waits to hear, unless -q; a note only with -v. */
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
