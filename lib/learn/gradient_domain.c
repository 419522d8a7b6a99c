#include "learn/gradient_domain.h"

#include <cblas.h>
#include <limits.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/progress.h"
#include "base/size.h"
#include "base/threads.h"
#include "learn/changes.h"
#include "learn/force_kernel.h"
#include "learn/observed.h"
#include "learn/posterior.h"
#include "learn/slope_function.h"
#include "solve/solver.h"
#include "stream/kernel_label.h"

/* Structures that are read at once; rows of a tile of the kernel, about. */
enum { BATCH = 64, TILE = 1296 };

struct training {
    const char *name;
    const struct representation *representation;
    const struct kernel_part *part;
    const struct regression *regression;
    const struct header *header;
    double *scale;
    struct tensor_columns *columns;
    struct orbit *orbit;
    size_t n, rows;
    struct record *record;      /* of each structure, as it was read */
    struct tensor **change;     /* of each structure, the changes that were observed */
    size_t *count;              /* and how many */
    double *target;             /* of each structure */
    double *value;              /* of each row; then its weight */
    struct equations equations; /* between derivatives, and s^2 of these */
    double variance;
    struct force_rows dense; /* tensors, and changes */
    size_t record_capacity, change_capacity, count_capacity, target_capacity, value_capacity;
};

/* Takes a structure over from where it was read. */
static void keep(struct training *t, struct observed *o, struct changes *c)
{
    size_t i = t->n++, n = observed_count(&o->record);
    t->record = mem_grow(t->record, &t->record_capacity, t->n, sizeof *t->record);
    t->change = mem_grow(t->change, &t->change_capacity, t->n, sizeof *t->change);
    t->count = mem_grow(t->count, &t->count_capacity, t->n, sizeof *t->count);
    t->target = mem_grow(t->target, &t->target_capacity, t->n, sizeof *t->target);
    t->value = mem_grow(t->value, &t->value_capacity, size_add(t->rows, n), sizeof *t->value);
    t->target[i] = o->target;
    t->count[i] = n;
    t->change[i] = mem_new(n, sizeof **t->change);
    for (size_t k = 0; k < n; k++) {
        struct tensor *from = &c->of.at[observed_coordinate(&o->record, k)];
        t->change[i][k] = *from;
        *from = (struct tensor){0};
        t->value[t->rows++] = observed_value(&o->record, k);
    }
    t->record[i] = o->record;
    t->record[i].tensor = o->tensor.at[0];
    o->tensor.at[0] = o->record.tensor;
    o->record = (struct record){0};
}

/* One thread reads, all find derivatives. */
static size_t read_batch(struct training *t, struct reader *from, struct hash *records, struct tensor_maker *maker,
                         struct observed *o, struct changes *c)
{
    char *message[BATCH] = {0};
    size_t n = observed_read(o, BATCH, from, records, t->regression);
#pragma omp parallel for num_threads(threads()) schedule(dynamic, 1)
    for (size_t i = 0; i < n; i++)
        message[i] = changes_find(&c[i], &o[i], maker, (size_t)omp_get_thread_num());
    observed_expect(o, message, n);
    for (size_t i = 0; i < n; i++)
        keep(t, &o[i], &c[i]);
    return n;
}

static struct hash *read_all(struct training *t, struct reader *from)
{
    struct hash *records = hash_new();
    struct tensor_maker *maker = tensor_maker_new(t->representation, threads());
    struct observed *o = mem_zero(BATCH, sizeof *o);
    struct changes *c = mem_zero(BATCH, sizeof *c);
    while (read_batch(t, from, records, maker, o, c) == BATCH)
        ;
    for (size_t i = 0; i < BATCH; i++) {
        observed_free(&o[i]);
        changes_free(&c[i]);
    }
    free(o);
    free(c);
    tensor_maker_free(maker);
    if (t->rows == 0)
        die("%s: there are no forces to learn from", t->name);
    if (t->rows > INT_MAX / 2)
        die("%s: expected up to %d components of forces, found %zu: learn from fewer structures", t->name, INT_MAX / 2,
            t->rows);
    return records;
}

/* Dense arrays of tensors and changes; the latter are then forgotten. */
static void fill_arrays(struct training *t)
{
    const struct representation *r = t->representation;
    t->columns = tensor_columns_new(t->header->terms, r->nterms);
    for (size_t i = 0; i < t->n; i++)
        tensor_columns_add(t->columns, &t->record[i].tensor);
    t->orbit = orbit_new(t->columns, &r->symmetry, t->header->nspecies);
    size_t bytes = size_mul(size_mul(size_add(t->rows, t->n), t->columns->n), sizeof(double));
    mem_check(size_add(bytes, solver_table->bytes(t->rows)), "the kernel between forces and the derivatives of the tensors",
              "learn from fewer structures");
    t->dense = force_rows_new(t->n, t->count, t->columns->n);
    for (size_t i = 0; i < t->n; i++) {
        force_rows_set(&t->dense, i, t->columns, t->scale, &t->record[i].tensor, t->change[i]);
        for (size_t k = 0; k < t->count[i]; k++)
            tensor_free(&t->change[i][k]);
    }
}

/* Structures of the tile that begins with one; each takes as many rows as the largest. */
static size_t tile_end(const struct force_rows *r, size_t begin)
{
    size_t end = begin, most = 1;
    for (; end < r->n; end++) {
        size_t count = force_rows_count(r, end);
        most = count > most ? count : most;
        if (end > begin && (end + 1 - begin) * most > TILE)
            break;
    }
    return end;
}

/* Puts a tile into the rows of the equations, as far as they go. */
static void put_tile(struct equations *e, const double *tile, size_t r0, size_t rows, size_t c0, size_t columns)
{
    for (size_t r = 0; r < rows; r++) {
        size_t n = r0 + r + 1 > c0 ? r0 + r + 1 - c0 : 0;
        memcpy(solver_row(e, r0 + r) + c0, tile + r * columns, (n < columns ? n : columns) * sizeof *tile);
    }
}

/* Where each tile of structures begins; to be freed. */
static size_t *list_tiles(const struct force_rows *r, size_t *n)
{
    size_t *begin = mem_new(size_add(r->n, 1), sizeof *begin);
    *n = 0;
    for (size_t i = 0; i < r->n; i = tile_end(r, i))
        begin[(*n)++] = i;
    begin[*n] = r->n;
    return begin;
}

static void fill_equations(struct equations *e, const struct force_kernel *k)
{
    const struct force_rows *x = k->of;
    size_t tiles, *begin = list_tiles(x, &tiles);
    struct progress progress = progress_start("tiles", tiles * (tiles + 1) / 2);
#pragma omp parallel num_threads(threads())
    {
        struct force_kernel_memory m = {0};
        double *tile = NULL;
        size_t capacity = 0;
#pragma omp for schedule(dynamic, 1)
        for (size_t t = 0; t < tiles * (tiles + 1) / 2; t++) {
            size_t i = 0;
            while ((i + 1) * (i + 2) / 2 <= t)
                i++;
            size_t j = t - i * (i + 1) / 2, r0 = x->first[begin[i]], c0 = x->first[begin[j]];
            size_t rows = x->first[begin[i + 1]] - r0, columns = x->first[begin[j + 1]] - c0;
            tile = mem_grow(tile, &capacity, size_mul(rows, columns), sizeof *tile);
            force_kernel_tile(k, begin[i], begin[i + 1], begin[j], begin[j + 1], &m, tile, columns);
            put_tile(e, tile, r0, rows, c0, columns);
            if (omp_get_thread_num() == 0)
                progress_step(&progress, threads());
        }
        free(tile);
        free(m.at);
    }
    progress_end(&progress);
    free(begin);
}

/* Weights of the rows, in the place of their values. */
static void solve(struct training *t)
{
    struct force_kernel *k = force_kernel_new(t->part, t->orbit, &t->dense);
    struct equations *e = &t->equations;
    double ridge = t->regression->lambda * force_kernel_mean(k);
    *e = solver_new(solver_table, t->rows);
    fill_equations(e, k);
    for (size_t i = 0; i < t->rows; i++)
        solver_row(e, i)[i] += ridge;
    if (!solver_factor(e))
        die("%s: the kernel between forces plus lambda is not positive definite (row %zu of %zu): raise regression.lambda, now %g",
            t->name, solver_bad_row(e), t->rows, t->regression->lambda);
    solver_solve(e, t->value);
    force_kernel_free(k);
}

/* What of the equations is wanted when they are solved. */
static void finish_equations(struct training *t, bool factor)
{
    if (!factor) {
        solver_free(&t->equations);
        return;
    }
    t->variance = posterior_variance_of_sets(&t->equations, t->value, t->dense.first, t->n);
}

/* How the energy changes with each training tensor, n x columns, to be freed. */
static double *find_slopes(const struct training *t)
{
    size_t width = t->columns->n, row = 0;
    double *slope = mem_zero(size_mul(t->n, width), sizeof *slope);
    for (size_t i = 0; i < t->n; i++)
        for (size_t k = 0; k < t->count[i]; k++, row++)
            cblas_daxpy((int)width, t->value[row], t->dense.change + row * width, 1, slope + i * width, 1);
    return slope;
}

/* Fits the baseline to what the slopes leave of the energies. */
static void fit_baseline(struct training *t, const double *slope, struct baseline *b)
{
    struct sample *sample = mem_new(t->n, sizeof *sample);
    for (size_t i = 0; i < t->n; i++)
        sample[i] = t->record[i].sample;
    struct slope_function *f = slope_function_new(t->part, t->orbit, t->n, t->dense.x, slope, NULL);
#pragma omp parallel num_threads(threads())
    {
        struct slope_function_memory m = {0};
#pragma omp for schedule(dynamic, 1)
        for (size_t i = 0; i < t->n; i++)
            t->target[i] -= slope_function_value(f, t->dense.x + i * t->columns->n, 0, &m, NULL, NULL);
        free(m.at);
    }
    t->regression->baseline->fit(b, sample, t->n, t->target, false);
    free(sample);
    slope_function_free(f);
}

/* The tensor of a row. */
static void tensor_of_row(const struct tensor_columns *c, const double *row, struct tensor *to)
{
    tensor_reset(to, c->nterms);
    for (size_t i = 0; i < c->nterms; i++) {
        const struct term_columns *t = &c->term[i];
        blocks_resize(&to->term[i], t->nkeys, c->layout[i].body, c->layout[i].bins);
        if (t->nkeys == 0)
            continue;
        memcpy(to->term[i].key, t->key, t->nkeys * c->layout[i].body * sizeof *t->key);
        memcpy(to->term[i].bin, row + t->first, t->nkeys * c->layout[i].bins * sizeof *row);
    }
}

static struct slopes *make_slopes(struct training *t, const double *slope)
{
    struct slopes *s = slopes_new(t->header, t->n, false);
    for (size_t i = 0; i < t->n; i++) {
        s->id[i] = mem_text(t->record[i].sample.id);
        s->x[i] = t->record[i].tensor;
        t->record[i].tensor = (struct tensor){0};
        tensor_of_row(t->columns, slope + i * t->columns->n, &s->slope[i]);
    }
    return s;
}

static void training_free(struct training *t)
{
    for (size_t i = 0; i < t->n; i++)
        free(t->change[i]);
    tensor_columns_free(t->columns);
    orbit_free(t->orbit);
    free(t->scale);
    free(t->change);
    free(t->count);
    free(t->target);
    free(t->value);
    force_rows_free(&t->dense);
}

struct gradient_domain gradient_domain_learn(struct reader *train, const char *name, const struct representation *r,
                                             const struct kernel *k, const struct kernel_label *label,
                                             const struct regression *g, bool factor)
{
    struct training t = {
        .name = name, .representation = r, .part = &k->part[0], .regression = g, .header = reader_header(train)};
    struct gradient_domain to;
    t.scale = representation_scales(r);
    struct hash *records = read_all(&t, train);
    fill_arrays(&t);
    solve(&t);
    finish_equations(&t, factor);
    double *slope = find_slopes(&t);
    fit_baseline(&t, slope, &to.baseline);
    to.slopes = make_slopes(&t, slope);
    to.digest = kernel_label_digest(records, label, t.scale, r->nterms, false);
    to.n = t.n;
    to.record = t.record;
    to.equations = t.equations;
    to.variance = t.variance;
    free(slope);
    training_free(&t);
    return to;
}

void gradient_domain_free(struct gradient_domain *d)
{
    slopes_free(d->slopes);
    baseline_free(&d->baseline);
    free(d->digest);
    for (size_t i = 0; i < d->n; i++)
        record_free(&d->record[i]);
    free(d->record);
    solver_free(&d->equations);
}
