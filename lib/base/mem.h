/* Checked memory: the one place where memory is asked for. Failure is an error message and exit. */
#ifndef MBTR_MEM_H
#define MBTR_MEM_H

#include <stddef.h>

/* n elements of the given size: uninitialised, zeroed, or resized. n = 0 gives a pointer that may be freed. */
void *mem_new(size_t n, size_t size);
void *mem_zero(size_t n, size_t size);
void *mem_resize(void *p, size_t n, size_t size);

/* Room for at least need elements: returns p, or p moved and *capacity doubled. */
void *mem_grow(void *p, size_t *capacity, size_t need, size_t size);

/* Aligned to 64 bytes, uninitialised; for matrices. Freed by free(). */
void *mem_matrix(size_t n, size_t size);

/* A copy of the string, or of its first n characters. */
char *mem_text(const char *s);
char *mem_text_n(const char *s, size_t n);

/* Returns available_memory() beside what the BLAS takes; ends the program when bytes are more: the message names what, both
   numbers and the way out. */
size_t mem_check(size_t bytes, const char *what, const char *way_out);

#endif
