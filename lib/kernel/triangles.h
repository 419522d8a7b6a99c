/* Lower triangles of square matrices of one size, each under a key: those used last are kept. */
#ifndef MBTR_TRIANGLES_H
#define MBTR_TRIANGLES_H

#include <stddef.h>

struct triangles;

/* Of n rows, row i beginning at i (i+1)/2; room for so many of them, at least one. */
struct triangles *triangles_new(size_t n, size_t room);
void triangles_free(struct triangles *t);

/* The triangle of a key, NULL where there is none. It stays while fewer than room others are asked for. */
const double *triangles_find(struct triangles *t, const char *key);

/* The memory of a new one, which takes the place of the one that was not asked for for the longest time. */
double *triangles_add(struct triangles *t, const char *key);

/* How many were added so far. */
size_t triangles_added(const struct triangles *t);

#endif
