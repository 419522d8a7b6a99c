#include "tune/descent.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tune/search_grid.h"

struct state {
    struct descent *d;
    size_t n;
    long *trial;
    int *direction; /* of each row: in which the last step went that helped */
    bool ended;
};

/* Goes to the trial point if it is better. */
static bool improves(struct state *s)
{
    double loss;
    s->ended = s->ended || !s->d->loss(s->d->context, s->trial, &loss);
    if (s->ended || !(loss < s->d->best))
        return false;
    s->d->best = loss;
    memcpy(s->d->step, s->trial, s->n * sizeof *s->trial);
    return true;
}

/* Tries to change one row, or two (a != b). */
static bool move(struct state *s, size_t a, int up, size_t b, int other)
{
    memcpy(s->trial, s->d->step, s->n * sizeof *s->trial);
    s->trial[a] += up;
    if (a != b)
        s->trial[b] += other;
    return search_grid_allows(&s->d->r->search[a], s->trial[a]) && search_grid_allows(&s->d->r->search[b], s->trial[b]) &&
           improves(s);
}

static bool line(struct state *s, size_t row)
{
    for (int turn = 0; turn < 2; turn++, s->direction[row] *= -1) {
        bool moved = false;
        while (move(s, row, s->direction[row], row, 0))
            moved = true;
        if (moved)
            return true;
    }
    return false;
}

static bool pair(struct state *s, size_t a, size_t b)
{
    static const int steps[4][2] = {{1, 1}, {-1, -1}, {1, -1}, {-1, 1}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        bool moved = false;
        while (move(s, a, steps[i][0], b, steps[i][1]))
            moved = true;
        if (moved)
            return true;
    }
    return false;
}

static bool is_number(const struct state *s, size_t row)
{
    return s->d->r->search[row].nnames == 0;
}

static bool any_line(struct state *s)
{
    bool moved = false;
    for (size_t i = 0; i < s->n; i++)
        moved = (is_number(s, i) && line(s, i)) || moved;
    return moved;
}

static bool any_pair(struct state *s)
{
    for (size_t a = 0; a < s->n; a++)
        for (size_t b = a + 1; b < s->n; b++)
            if (is_number(s, a) && is_number(s, b) && pair(s, a, b))
                return true;
    return false;
}

static void numbers(struct state *s)
{
    while (any_line(s) || any_pair(s))
        ;
}

/* Searches the numbers anew with another name; goes back if that is no better. */
static bool name(struct state *s, size_t row, long step)
{
    long *old = mem_new(s->n, sizeof *old);
    double best = s->d->best;
    memcpy(old, s->d->step, s->n * sizeof *old);
    memcpy(s->trial, old, s->n * sizeof *old);
    s->trial[row] = step;
    s->d->best = INFINITY;
    if (improves(s))
        numbers(s);
    bool better = s->d->best < best;
    if (!better) {
        s->d->best = best;
        memcpy(s->d->step, old, s->n * sizeof *old);
    }
    free(old);
    return better;
}

static bool any_name(struct state *s)
{
    bool better = false;
    for (size_t i = 0; i < s->n; i++)
        for (size_t j = 0; j < s->d->r->search[i].nnames; j++)
            if ((long)j != s->d->step[i])
                better = name(s, i, (long)j) || better;
    return better;
}

bool descent_run(struct descent *d)
{
    struct state s = {.d = d, .n = d->r->nsearch};
    s.trial = mem_new(s.n, sizeof *s.trial);
    s.direction = mem_new(s.n, sizeof *s.direction);
    for (size_t i = 0; i < s.n; i++)
        s.direction[i] = 1;
    d->best = INFINITY;
    memcpy(s.trial, d->step, s.n * sizeof *s.trial);
    improves(&s);
    numbers(&s);
    while (any_name(&s))
        ;
    free(s.trial);
    free(s.direction);
    return !s.ended;
}
