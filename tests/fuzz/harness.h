/* What the fuzzing harnesses share: an input becomes standard input, and an error, which ends a program, ends the run with
   all that it held given back. */
#ifndef MBTR_FUZZ_HARNESS_H
#define MBTR_FUZZ_HARNESS_H

#include <stddef.h>
#include <stdint.h>

/* Reads the input as the program would. */
void fuzz_read(const uint8_t *bytes, size_t n);

#endif
