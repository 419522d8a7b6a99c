#include "learn/pivots.h"

#include <math.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"
#include "math/random.h"
#include "structure/element.h"
#include "tensor/tensor_columns.h"

/* Tensors among which each pivot is chosen, at most. */
enum { CANDIDATES = 25 };

/* Structures that are read at once. */
enum { BATCH = 64 };

/* Tensors whose squared distance is not above this are the same. */
#define SAME 1e-12

struct candidate {
    char *id;
    struct tensor x;
};

/* Those of an element. */
struct candidates {
    size_t n, seen, capacity;
    struct candidate *at;
};

struct pivot_choice {
    struct candidates of[ELEMENT_MAX + 1]; /* 0: of any */
    size_t most;                           /* candidates of each */
    size_t seen;
    uint64_t random;
    double *scale;
    struct slopes *to;
};

static void candidate_free(struct candidate *c)
{
    free(c->id);
    tensor_free(&c->x);
}

/* Every tensor that was seen is among those kept equally often (reservoir sampling: J. Vitter, ACM Trans. Math. Softw. 11, 37,
   1985). Takes a tensor of a structure, an atom's from 1, or (0) the structure's own. */
static void offer(struct pivot_choice *all, struct candidates *c, const char *id, size_t atom, struct tensor *x)
{
    size_t place = c->n;
    struct bytes name = {0};
    all->seen++;
    c->seen++;
    if (c->n == all->most)
        place = random_below(&all->random, c->seen);
    if (place >= all->most)
        return;
    c->at = mem_grow(c->at, &c->capacity, place + 1, sizeof *c->at);
    if (place < c->n)
        candidate_free(&c->at[place]);
    else
        c->n++;
    bytes_print(&name, atom > 0 ? "%s:%zu" : "%s", id, atom);
    c->at[place] = (struct candidate){(char *)name.at, *x};
    *x = (struct tensor){0};
}

static void offer_all(struct pivot_choice *all, struct observed *o, bool by_element)
{
    bool local = all->to->tensors.local;
    for (size_t k = 0; k < o->ntensors; k++) {
        if (by_element && o->element[k] == 0)
            observed_die(o, "it does not tell the elements of its atoms, which 'match' asks for: make the tensors anew");
        offer(all, &all->of[by_element ? o->element[k] : 0], o->record.sample.id, local ? k + 1 : 0, &o->tensor.at[k]);
    }
}

static void read_all(struct pivot_choice *all, struct observed_source *from, bool by_element)
{
    struct observed *o = mem_zero(BATCH, sizeof *o);
    size_t n;
    do {
        n = observed_source_read(from, o, BATCH);
        for (size_t i = 0; i < n; i++)
            offer_all(all, &o[i], by_element);
    } while (n == BATCH);
    for (size_t i = 0; i < BATCH; i++)
        observed_free(&o[i]);
    free(o);
}

/* Candidates as rows times the scales. */
static double *rows_of(const struct pivot_choice *all, const struct candidates *c, size_t *width)
{
    const struct header *h = &all->to->tensors;
    struct tensor_columns *columns = tensor_columns_new(h->terms, h->nterms);
    for (size_t i = 0; i < c->n; i++)
        tensor_columns_add(columns, &c->at[i].x);
    *width = columns->n;
    double *row = mem_matrix(size_mul(c->n, *width), sizeof *row);
    for (size_t i = 0; i < c->n; i++) {
        tensor_columns_fill(columns, &c->at[i].x, row + i * *width);
        tensor_columns_scale(columns, all->scale, row + i * *width);
    }
    tensor_columns_free(columns);
    return row;
}

/* The next of n rows, the farthest from all that were chosen, whose distances are brought up to date; n: there is none. */
static size_t next_of(const double *row, size_t n, size_t width, size_t last, double *distance)
{
    size_t far = n;
#pragma omp parallel for num_threads(threads()) schedule(static)
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        for (size_t j = 0; j < width; j++) {
            double d = row[i * width + j] - row[last * width + j];
            sum += d * d;
        }
        distance[i] = fmin(distance[i], sum);
    }
    for (size_t i = 0; i < n; i++)
        if (distance[i] > (far < n ? distance[far] : SAME))
            far = i;
    return far;
}

/* Puts up to so many pivots of an element behind those before. */
static void choose(struct pivot_choice *all, unsigned element, size_t most)
{
    struct candidates *c = &all->of[element];
    struct slopes *to = all->to;
    size_t width;
    double *row = rows_of(all, c, &width), *distance = mem_new(c->n, sizeof *distance);
    for (size_t i = 0; i < c->n; i++)
        distance[i] = INFINITY;
    for (size_t next = 0; next < c->n && most > 0; most--) {
        to->id[to->n] = c->at[next].id;
        to->element[to->n] = element;
        to->x[to->n++] = c->at[next].x;
        c->at[next] = (struct candidate){0};
        next = next_of(row, c->n, width, next, distance);
    }
    free(distance);
    free(row);
}

struct slopes *pivots_choose(struct observed_source *from, const struct representation *r, const struct kernel *k, size_t n)
{
    struct pivot_choice all = {.most = size_mul(n, CANDIDATES),
                               .scale = kernel_curved_scales(k, representation_scales(r), r->nterms)};
    all.to = slopes_new(observed_source_header(from), size_add(n, ELEMENT_MAX), true);
    all.to->n = 0;
    read_all(&all, from, k->match == MATCH_ELEMENT);
    for (unsigned e = 0; e <= ELEMENT_MAX; e++)
        if (all.of[e].n > 0)
            choose(&all, e, (size_t)fmax(1, round((double)n * (double)all.of[e].seen / (double)all.seen)));
    for (unsigned e = 0; e <= ELEMENT_MAX; e++) {
        for (size_t i = 0; i < all.of[e].n; i++)
            candidate_free(&all.of[e].at[i]);
        free(all.of[e].at);
    }
    free(all.scale);
    return all.to;
}
