/* Sizes of memory; a result that does not fit size_t is an error. */
#ifndef MBTR_SIZE_H
#define MBTR_SIZE_H

#include <stddef.h>

/* Bytes of a GiB, the unit of messages. */
#define GIB 1073741824.0

/* a * b and a + b. */
size_t size_mul(size_t a, size_t b);
size_t size_add(size_t a, size_t b);

#endif
