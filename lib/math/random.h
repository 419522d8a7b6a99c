/* Random numbers that are the same on every machine: SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, Proc. OOPSLA 2014,
   453). The state is any number at first, the seed. */
#ifndef MBTR_RANDOM_H
#define MBTR_RANDOM_H

#include <stddef.h>
#include <stdint.h>

uint64_t random_bits(uint64_t *state);

/* Every number below n > 0 equally often. */
size_t random_below(uint64_t *state, size_t n);

#endif
