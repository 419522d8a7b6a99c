#include "learn/split.h"

#include <stdlib.h>

#include "base/memory.h"

/* SplitMix64: G. L. Steele, D. Lea, C. H. Flood, Proc. OOPSLA 2014, 453. */
static uint64_t random_bits(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

/* Every number below n equally often: bits from an incomplete last round are drawn again. */
static size_t random_below(uint64_t *state, size_t n)
{
    uint64_t bits, excess = (UINT64_MAX % n + 1) % n;
    do
        bits = random_bits(state);
    while (bits > UINT64_MAX - excess);
    return (size_t)(bits % n);
}

struct ticket {
    double value;
    uint64_t lot;
    size_t index;
};

static int compare(const void *pa, const void *pb)
{
    const struct ticket *a = pa, *b = pb;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    if (a->lot != b->lot)
        return a->lot < b->lot ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

void split_choose(struct candidate *c, size_t n, size_t count, uint64_t seed)
{
    struct ticket *tickets = mem_new(n, sizeof *tickets);
    size_t others = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t lot = random_bits(&seed);
        c[i].chosen = c[i].keep;
        if (!c[i].keep)
            tickets[others++] = (struct ticket){c[i].value, lot, i};
    }
    qsort(tickets, others, sizeof *tickets, compare);
    size_t groups = count - (n - others);
    for (size_t g = 0, start = 0; g < groups; g++) {
        size_t size = (others - start) / (groups - g);
        c[tickets[start + random_below(&seed, size)].index].chosen = true;
        start += size;
    }
    free(tickets);
}
