#include "solve/solver.h"

#include "base/threads.h"
#include "solve/cholesky.h"

const struct solver solver_table[] = {
    {.name = "cholesky",
     .bytes = cholesky_bytes,
     .flops = cholesky_flops,
     .inverse_flops = cholesky_inverse_flops,
     .make = cholesky_new,
     .discard = cholesky_free,
     .row = cholesky_row,
     .watch = cholesky_watch,
     .advance = cholesky_advance,
     .bad_row = cholesky_bad_row,
     .factor_row = cholesky_factor_row,
     .solve = cholesky_solve,
     .quadratic = cholesky_quadratic,
     .inverse_diagonal = cholesky_inverse_diagonal,
     .inverse_block = cholesky_inverse_block,
     .condition = cholesky_condition,
     .doc = "dense Cholesky factorisation in the memory of one machine"},
    {0},
};

struct equations solver_new(const struct solver *s, size_t n)
{
    return (struct equations){s, n, s->make(n)};
}

void solver_free(struct equations *e)
{
    if (e->solver)
        e->solver->discard(e->state);
    *e = (struct equations){0};
}

double *solver_row(const struct equations *e, size_t i)
{
    return e->solver->row(e->state, i);
}

void solver_watch(const struct equations *e, struct progress *p)
{
    e->solver->watch(e->state, p);
}

void solver_advance(const struct equations *e, size_t have)
{
    e->solver->advance(e->state, have);
}

bool solver_factor(const struct equations *e)
{
#pragma omp parallel num_threads(threads())
#pragma omp master
    solver_advance(e, e->n);
    return solver_bad_row(e) == 0;
}

size_t solver_bad_row(const struct equations *e)
{
    return e->solver->bad_row(e->state);
}

double *solver_factor_row(const struct equations *e, size_t i)
{
    return e->solver->factor_row(e->state, i);
}

void solver_solve(const struct equations *e, double *b)
{
    e->solver->solve(e->state, b);
}

void solver_quadratic(const struct equations *e, double *b, size_t m, double *to)
{
    e->solver->quadratic(e->state, b, m, to);
}

void solver_inverse_diagonal(const struct equations *e, double *diagonal)
{
    e->solver->inverse_diagonal(e->state, diagonal);
}

void solver_inverse_block(const struct equations *e, size_t first, size_t m, double *to)
{
    e->solver->inverse_block(e->state, first, m, to);
}

double solver_condition(const struct equations *e, double norm)
{
    return e->solver->condition(e->state, norm);
}
