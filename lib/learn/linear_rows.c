#include "learn/linear_rows.h"

#include <cblas.h>
#include <omp.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"
#include "learn/changes.h"
#include "learn/known_changes.h"
#include "tensor/tensor_maker.h"

/* Structures that are read at once, and rows that are made at once, but for those of one structure. */
enum { BATCH = 64, ROWS = 2048 };

/* What a thread works in. */
struct row_work {
    struct changes changes;
    struct pivot_rows_memory memory;
};

struct linear_rows {
    bool derivatives;
    struct tensor_maker *maker;
    struct primal_weights *weights;
    struct unknowns unknowns;
    struct row_work *work;
    struct observed observed[BATCH];
    double *row, *y;
    size_t row_capacity, y_capacity;
};

struct linear_rows *linear_rows_new(const struct representation *r, const struct kernel *k, const struct regression *g,
                                    const struct slopes *pivots, struct primal_weights *weights)
{
    struct linear_rows *l = mem_zero(1, sizeof *l);
    l->derivatives = regression_has_forces(g);
    l->maker = tensor_maker_new(r, threads());
    l->weights = weights;
    l->unknowns = unknowns_new(pivots, weights, r, k);
    l->work = mem_zero(threads(), sizeof *l->work);
    return l;
}

void linear_rows_free(struct linear_rows *l)
{
    for (size_t i = 0; i < BATCH; i++)
        observed_free(&l->observed[i]);
    for (size_t t = 0; t < threads(); t++) {
        changes_free(&l->work[t].changes);
        free(l->work[t].memory.at);
    }
    tensor_maker_free(l->maker);
    unknowns_free(&l->unknowns);
    free(l->work);
    free(l->row);
    free(l->y);
    free(l);
}

const struct unknowns *linear_rows_unknowns(const struct linear_rows *l)
{
    return &l->unknowns;
}

/* Numbers the blocks of a structure's tensors that are new. */
static void note_blocks(struct linear_rows *l, const struct observed *o)
{
    struct primal_weights *w = l->weights;
    for (size_t k = 0; k < o->ntensors; k++)
        for (size_t i = 0; i < o->tensor.at[k].nterms; i++) {
            const struct blocks *b = &o->tensor.at[k].term[i];
            for (size_t j = 0; l->unknowns.scale[i] > 0 && j < b->n; j++)
                primal_weights_block(w, i, b->key + j * w->tensors.terms[i].body);
        }
}

static size_t rows_of(const struct linear_rows *l, const struct observed *o)
{
    return 1 + (l->derivatives ? observed_count(&o->record) : 0);
}

/* How the tensors of a structure change, known or found by the memory of a thread. Returns a message, or NULL. */
static char *find_changes(const struct linear_rows *l, const struct observed *o, size_t thread, const struct changes **to)
{
    struct changes *own = &l->work[thread].changes;
    *to = o->known ? known_changes_get(o->known, o->place) : NULL;
    if (*to)
        return NULL;
    char *message = changes_find(own, o, l->maker, thread);
    *to = o->known && !message ? known_changes_put(o->known, o->place, o->ntensors, own) : own;
    return message;
}

/* Rows of a structure and what was observed, by the memory of a thread. Returns a message, or NULL. */
static char *fill_rows(const struct linear_rows *l, const struct observed *o, size_t thread, size_t width, double *row,
                       double *y)
{
    const struct changes *changes = NULL;
    size_t rows = rows_of(l, o);
    char *message = rows > 1 ? find_changes(l, o, thread, &changes) : NULL;
    if (message)
        return message;
    unknowns_fill(&l->unknowns, o, changes, &l->work[thread].memory, row, width);
    y[0] = o->target;
    for (size_t i = 1; i < rows; i++)
        y[i] = observed_value(&o->record, i - 1);
    return NULL;
}

/* The rows of n structures. */
static struct row_block make_block(struct linear_rows *l, const struct observed *o, size_t n, size_t *first)
{
    size_t width = unknowns_count(&l->unknowns);
    char *message[BATCH] = {0};
    for (size_t i = 0; i < n; i++)
        first[i + 1] = first[i] + rows_of(l, &o[i]);
    l->row = mem_grow(l->row, &l->row_capacity, size_mul(first[n], width), sizeof *l->row);
    l->y = mem_grow(l->y, &l->y_capacity, first[n], sizeof *l->y);
#pragma omp parallel for num_threads(threads()) schedule(dynamic, 1)
    for (size_t i = 0; i < n; i++)
        message[i] = fill_rows(l, &o[i], (size_t)omp_get_thread_num(), width, l->row + first[i] * width, l->y + first[i]);
    observed_expect(o, message, n);
    return (struct row_block){o, n, first[n], width, first, l->row, l->y};
}

/* How many of n structures, at least one, have no more rows than are made at once. */
static size_t fit(const struct linear_rows *l, const struct observed *o, size_t n)
{
    size_t some = 1, rows = rows_of(l, o);
    while (some < n && rows + rows_of(l, &o[some]) <= ROWS)
        rows += rows_of(l, &o[some++]);
    return some;
}

size_t linear_rows_read(struct linear_rows *l, struct observed_source *from, bool learn,
                        void (*take)(void *context, struct row_block *b), void *context)
{
    size_t n, all = 0;
    do {
        n = observed_source_read(from, l->observed, BATCH);
        all += n;
        for (size_t i = 0; learn && i < n; i++)
            note_blocks(l, &l->observed[i]);
        for (size_t i = 0, some; i < n; i += some) {
            size_t first[BATCH + 1] = {0};
            some = fit(l, &l->observed[i], n - i);
            struct row_block b = make_block(l, &l->observed[i], some, first);
            take(context, &b);
        }
    } while (n == BATCH);
    return all;
}

static void weigh(double by, size_t width, double *row, double *y)
{
    if (by == 1)
        return;
    cblas_dscal((int)width, by, row, 1);
    *y *= by;
}

void linear_rows_weigh(const struct regression *g, struct row_block *b)
{
#pragma omp parallel for num_threads(threads()) schedule(dynamic, 1)
    for (size_t i = 0; i < b->n; i++) {
        const struct record *r = &b->observed[i].record;
        size_t atoms = r->sample.atoms;
        for (size_t k = b->first[i]; k < b->first[i + 1]; k++) {
            enum regression_kind kind = observed_kind(r, k - b->first[i]);
            weigh(regression_weight(g, kind, atoms), b->width, b->row + k * b->width, b->y + k);
        }
    }
}
