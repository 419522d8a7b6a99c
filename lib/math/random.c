#include "math/random.h"

uint64_t random_bits(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

/* Bits from an incomplete last round are drawn again. */
size_t random_below(uint64_t *state, size_t n)
{
    uint64_t bits, excess = (UINT64_MAX % n + 1) % n;
    do
        bits = random_bits(state);
    while (bits > UINT64_MAX - excess);
    return (size_t)(bits % n);
}
