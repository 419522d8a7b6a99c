#include "math/assignment.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"

/* Prices of rows and columns, with place 0 for a row that is being assigned. */
struct paths {
    size_t n;
    const double *cost;
    double *row, *column, *least; /* prices; of each column, the least that reaching it costs now */
    size_t *of, *before;          /* of each column: its row, and the column before it on the path */
    bool *done;
};

/* The column that is reached next, after those that end at column j. */
static size_t go_on(struct paths *s, size_t j)
{
    size_t i = s->of[j], next = 0;
    double by = INFINITY;
    s->done[j] = true;
    for (size_t k = 1; k <= s->n; k++) {
        if (s->done[k])
            continue;
        double c = s->cost[(i - 1) * s->n + k - 1] - s->row[i] - s->column[k];
        if (c < s->least[k]) {
            s->least[k] = c;
            s->before[k] = j;
        }
        if (s->least[k] < by) {
            by = s->least[k];
            next = k;
        }
    }
    for (size_t k = 0; k <= s->n; k++)
        if (s->done[k]) {
            s->row[s->of[k]] += by;
            s->column[k] -= by;
        } else
            s->least[k] -= by;
    return next;
}

/* Gives a row a column, those on the path changing theirs. */
static void assign(struct paths *s, size_t row)
{
    size_t j = 0;
    for (size_t k = 0; k <= s->n; k++) {
        s->least[k] = INFINITY;
        s->done[k] = false;
    }
    s->of[0] = row;
    do
        j = go_on(s, j);
    while (s->of[j] != 0);
    for (size_t before; j != 0; j = before) {
        before = s->before[j];
        s->of[j] = s->of[before];
    }
}

void assignment_find(const double *cost, size_t n, uint16_t *to)
{
    struct paths s = {n,
                      cost,
                      mem_zero(n + 1, sizeof(double)),
                      mem_zero(n + 1, sizeof(double)),
                      mem_new(n + 1, sizeof(double)),
                      mem_zero(n + 1, sizeof(size_t)),
                      mem_zero(n + 1, sizeof(size_t)),
                      mem_new(n + 1, sizeof(bool))};
    for (size_t i = 1; i <= n; i++)
        assign(&s, i);
    for (size_t j = 1; j <= n; j++)
        to[j - 1] = (uint16_t)(s.of[j] - 1);
    free(s.row);
    free(s.column);
    free(s.least);
    free(s.of);
    free(s.before);
    free(s.done);
}
