/* What a program says on standard error besides errors (base/die.h): "program: ...". */
#ifndef MBTR_SAY_H
#define MBTR_SAY_H

#include <stdarg.h>

enum { SAY_MAX = 2048 };

/* How much is said: 0 only errors (-q, and where no program has read its options), 1 warnings too, 2 also notes (-v). */
extern int say_level;

/* Sets the name that starts every message; the string is kept, not copied. */
void say_as(const char *name);
const char *say_name(void);

/* What a person waits to hear, and a warning, unless -q; a note only with -v. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The text of a message, one line that is clean (base/text.h) whatever files it quotes; a format that ends in ':' gets
   strerror(errno) appended. */
void say_format(char to[SAY_MAX], const char *format, va_list args);

/* Whatever the level: a line of a kind, such as "warning: ". */
void say_line(const char *kind, const char *format, va_list args);

#endif
