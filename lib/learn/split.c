#include "learn/split.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "math/random.h"

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

bool split_stratum(const struct sample *s, const char *key, double *value)
{
    const double *property = sample_property(s, key);
    if (strcmp(key, "natoms") == 0)
        *value = (double)s->atoms;
    else if (property)
        *value = *property;
    else
        return false;
    return true;
}

void split_choose(struct split_candidate *c, size_t n, size_t count, uint64_t seed)
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
