/* Pieces leave a pipeline in the order in which they came, each with all its parts done once, whatever the number of threads
   and slots. */
#include <stdatomic.h>
#include <stdio.h>

#include "base/pipeline.h"
#include "base/threads.h"

enum { PIECES = 500, SLOTS = 5, PARTS = 7 };

struct state {
    size_t filled, drained, wrong;
    size_t piece[SLOTS];
    atomic_size_t done[SLOTS];
};

static bool fill(void *context, size_t slot)
{
    struct state *s = context;
    if (s->filled == PIECES)
        return false;
    s->piece[slot] = s->filled++;
    s->done[slot] = 0;
    return true;
}

/* Some pieces have none. */
static size_t parts(void *context, size_t slot)
{
    const struct state *s = context;
    return s->piece[slot] % (PARTS + 1);
}

static void work(void *context, size_t slot, size_t part)
{
    struct state *s = context;
    volatile size_t steps = 100 * part;
    while (steps > 0)
        steps--;
    s->done[slot] += 1 + part;
}

static void drain(void *context, size_t slot)
{
    struct state *s = context;
    size_t n = parts(context, slot);
    s->wrong += s->piece[slot] != s->drained++ || s->done[slot] != n * (n + 1) / 2;
}

int main(void)
{
    size_t wrong = 0;
    for (size_t n = 1; n <= 4; n++)
        for (size_t slots = 1; slots <= SLOTS; slots++) {
            struct state s = {0};
            threads_set(n);
            pipeline_run(&(struct pipeline){slots, fill, parts, work, drain}, &s);
            wrong += s.wrong + (s.drained != PIECES);
        }
    printf("%zu wrong\n", wrong);
    return wrong > 0;
}
