#include "learn/gradient_domain.h"

#include <cblas.h>
#include <limits.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
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

/* Structures that are read at once; rows of a tile of the kernel, about. */
enum { BATCH = 64, TILE = 1296 };

struct gradient_training {
    const struct representation *representation;
    const struct kernel_part *part;
    const struct regression *regression;
    struct header tensors;
    double *scale;
    struct tensor_columns *columns;
    struct orbit *orbit;
    size_t n, rows;
    struct record *record;   /* of each structure, as it was read */
    struct tensor **change;  /* of each structure, the changes that were observed, until they are dense ... */
    size_t *count;           /* ... and how many */
    double *target;          /* of each structure */
    double *value;           /* of each row */
    struct force_rows dense; /* tensors, and changes */
    struct equations kernel; /* between derivatives, until it is factored */
    double mean;             /* of its diagonal */
    size_t record_capacity, change_capacity, count_capacity, target_capacity, value_capacity;
};

/* Takes a structure over from where it was read. */
static void keep(struct gradient_training *t, struct observed *o, struct changes *c)
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

static size_t read_batch(struct gradient_training *t, struct observed_source *from, struct tensor_maker *maker,
                         struct observed *o, struct changes *c)
{
    char *message[BATCH] = {0};
    size_t n = observed_source_read(from, o, BATCH);
#pragma omp parallel for num_threads(threads()) schedule(dynamic, 1)
    for (size_t i = 0; i < n; i++)
        message[i] = changes_find(&c[i], &o[i], maker, (size_t)omp_get_thread_num());
    observed_expect(o, message, n);
    for (size_t i = 0; i < n; i++)
        keep(t, &o[i], &c[i]);
    return n;
}

static void read_all(struct gradient_training *t, struct observed_source *from)
{
    const char *name = observed_source_name(from);
    struct tensor_maker *maker = tensor_maker_new(t->representation, threads());
    struct observed *o = mem_zero(BATCH, sizeof *o);
    struct changes *c = mem_zero(BATCH, sizeof *c);
    while (read_batch(t, from, maker, o, c) == BATCH)
        ;
    for (size_t i = 0; i < BATCH; i++) {
        observed_free(&o[i]);
        changes_free(&c[i]);
    }
    free(o);
    free(c);
    tensor_maker_free(maker);
    if (t->rows == 0)
        die("%s: there are no forces to learn from", name);
    if (t->rows > INT_MAX / 2)
        die("%s: expected up to %d components of forces, found %zu: learn from fewer structures", name, INT_MAX / 2, t->rows);
}

/* Dense arrays of tensors and changes; the latter are then forgotten. */
static void fill_arrays(struct gradient_training *t)
{
    const struct representation *r = t->representation;
    t->columns = tensor_columns_new(t->tensors.terms, r->nterms);
    for (size_t i = 0; i < t->n; i++)
        tensor_columns_add(t->columns, &t->record[i].tensor);
    t->orbit = orbit_new(t->columns, &r->symmetry, t->tensors.nspecies);
    size_t bytes = size_mul(size_mul(size_add(t->rows, t->n), t->columns->n), sizeof(double));
    mem_check(size_add(bytes, solver_table->bytes(t->rows)), "the kernel between forces and the derivatives of the tensors",
              "learn from fewer structures");
    t->dense = force_rows_new(t->n, t->count, t->columns->n);
    for (size_t i = 0; i < t->n; i++) {
        force_rows_set(&t->dense, i, t->columns, t->scale, &t->record[i].tensor, t->change[i]);
        for (size_t k = 0; k < t->count[i]; k++)
            tensor_free(&t->change[i][k]);
        free(t->change[i]);
    }
    free(t->change);
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

struct gradient_training *gradient_domain_read(struct observed_source *train, const struct representation *r,
                                               const struct kernel *k, const struct regression *g)
{
    struct gradient_training *t = mem_zero(1, sizeof *t);
    t->representation = r;
    t->part = &k->part[0];
    t->regression = g;
    t->tensors = header_of_same_tensors(observed_source_header(train));
    t->scale = representation_scales(r);
    read_all(t, train);
    fill_arrays(t);
    struct force_kernel *between = force_kernel_new(t->part, t->orbit, &t->dense);
    t->kernel = solver_new(solver_table, t->rows);
    t->mean = force_kernel_mean(between);
    fill_equations(&t->kernel, between);
    force_kernel_free(between);
    return t;
}

static struct equations copy_of(const struct equations *e)
{
    mem_check(e->solver->bytes(e->n), "another kernel between forces, for one more lambda", "learn from fewer structures");
    struct equations to = solver_new(e->solver, e->n);
    for (size_t i = 0; i < e->n; i++)
        memcpy(solver_row(&to, i), solver_row(e, i), (i + 1) * sizeof(double));
    return to;
}

/* The factor of the kernel plus a ridge; last: the kernel itself is used up. */
static struct equations factor(struct gradient_training *t, double ridge, bool last)
{
    struct equations e = last ? t->kernel : copy_of(&t->kernel);
    if (last)
        t->kernel = (struct equations){0};
    for (size_t i = 0; i < t->rows; i++)
        solver_row(&e, i)[i] += ridge;
    struct progress progress = progress_start("factorisations", 1);
    progress_weigh(&progress, e.solver->flops(e.n));
    solver_watch(&e, &progress);
    solver_factor(&e);
    solver_watch(&e, NULL);
    progress_step(&progress, 1);
    progress_end(&progress);
    return e;
}

/* By the weights of rows, how the energy changes with each training tensor, n x columns, to be freed. */
static double *find_slopes(const struct gradient_training *t, const double *alpha)
{
    size_t width = t->columns->n, row = 0;
    double *slope = mem_zero(size_mul(t->n, width), sizeof *slope);
    for (size_t i = 0; i < t->n; i++)
        for (size_t k = 0; k < t->count[i]; k++, row++)
            cblas_daxpy((int)width, alpha[row], t->dense.change + row * width, 1, slope + i * width, 1);
    return slope;
}

/* Fits the baseline to what the slopes leave of the energies. */
static void fit_baseline(const struct gradient_training *t, const double *slope, struct baseline *b)
{
    struct sample *sample = mem_new(t->n, sizeof *sample);
    double *left = mem_new(t->n, sizeof *left);
    for (size_t i = 0; i < t->n; i++)
        sample[i] = t->record[i].sample;
    struct slope_function *f = slope_function_new(t->part, t->orbit, t->n, t->dense.x, slope, NULL);
#pragma omp parallel num_threads(threads())
    {
        struct slope_function_memory m = {0};
#pragma omp for schedule(dynamic, 1)
        for (size_t i = 0; i < t->n; i++)
            left[i] = t->target[i] - slope_function_value(f, t->dense.x + i * t->columns->n, 0, &m, NULL, NULL);
        free(m.at);
    }
    t->regression->baseline->fit(b, sample, t->n, left, false);
    free(left);
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

static struct slopes *make_slopes(const struct gradient_training *t, const double *slope)
{
    struct slopes *s = slopes_new(&t->tensors, t->n, false);
    for (size_t i = 0; i < t->n; i++) {
        s->id[i] = mem_text(t->record[i].sample.id);
        tensor_copy(&s->x[i], &t->record[i].tensor, t->tensors.terms);
        tensor_of_row(t->columns, slope + i * t->columns->n, &s->slope[i]);
    }
    return s;
}

size_t gradient_domain_solve(struct gradient_training *t, double lambda, bool last, struct gradient_domain *to)
{
    *to = (struct gradient_domain){.equations = factor(t, lambda * t->mean, last)};
    size_t bad = solver_bad_row(&to->equations);
    if (bad > 0)
        return bad;
    double *alpha = mem_new(t->rows, sizeof *alpha);
    memcpy(alpha, t->value, t->rows * sizeof *alpha);
    solver_solve(&to->equations, alpha);
    double *slope = find_slopes(t, alpha);
    fit_baseline(t, slope, &to->baseline);
    to->slopes = make_slopes(t, slope);
    to->alpha = alpha;
    free(slope);
    return 0;
}

void gradient_domain_discard(struct gradient_training *t)
{
    for (size_t i = 0; i < t->n; i++)
        record_free(&t->record[i]);
    header_free(&t->tensors);
    tensor_columns_free(t->columns);
    orbit_free(t->orbit);
    force_rows_free(&t->dense);
    solver_free(&t->kernel);
    free(t->record);
    free(t->scale);
    free(t->count);
    free(t->target);
    free(t->value);
    free(t);
}

struct gradient_domain gradient_domain_learn(struct observed_source *train, const struct representation *r,
                                             const struct kernel *k, const struct kernel_label *label,
                                             const struct regression *g, bool factor)
{
    struct gradient_training *t = gradient_domain_read(train, r, k, g);
    struct gradient_domain to;
    size_t bad = gradient_domain_solve(t, g->lambda, true, &to);
    if (bad > 0)
        die("%s: the kernel between forces plus lambda is not positive definite (row %zu of %zu): raise regression.lambda, now %g",
            observed_source_name(train), bad, t->rows, g->lambda);
    if (factor)
        to.variance = posterior_variance_of_sets(&to.equations, to.alpha, t->dense.first, t->n);
    else
        solver_free(&to.equations);
    to.digest = observed_source_digest(train, label, r);
    to.n = t->n;
    to.record = t->record;
    t->n = 0;
    t->record = NULL;
    gradient_domain_discard(t);
    return to;
}

void gradient_domain_free(struct gradient_domain *d)
{
    slopes_free(d->slopes);
    free(d->alpha);
    baseline_free(&d->baseline);
    free(d->digest);
    for (size_t i = 0; i < d->n; i++)
        record_free(&d->record[i]);
    free(d->record);
    solver_free(&d->equations);
}
