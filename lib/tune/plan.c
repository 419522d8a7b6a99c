#include "tune/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"
#include "learn/split.h"

struct plan plan_of_folds(const struct folds *f)
{
    struct plan p = {f->count, mem_zero(f->count, sizeof *p.at)};
    for (size_t i = 0; i < p.n; i++)
        p.at[i].fold = folds_part(f, i + 1, 1);
    return p;
}

/* Chooses so many of the n places, and parts them from the others, both ascending. */
static void part(const struct plan_curve *c, const size_t *place, size_t n, size_t count, uint64_t seed, size_t *chosen,
                 size_t *others)
{
    struct split_candidate *all = mem_zero(n, sizeof *all);
    for (size_t i = 0; i < n; i++)
        all[i].value = c->value[place[i]];
    split_choose(all, n, count, seed);
    for (size_t i = 0, k = 0, o = 0; i < n; i++)
        if (all[i].chosen)
            chosen[k++] = place[i];
        else if (others)
            others[o++] = place[i];
    free(all);
}

/* What is predicted by a seed, and as what is trained with all that can be. */
static struct fold whole_fold(const struct plan_curve *c, size_t n, uint64_t seed)
{
    if (c->predicted)
        return folds_part(c->predicted, 1, 1);
    struct fold f = {mem_new(n, sizeof *f.train), mem_new(n, sizeof *f.test), n - c->holdout, c->holdout};
    size_t *place = mem_new(n, sizeof *place);
    for (size_t i = 0; i < n; i++)
        place[i] = i;
    part(c, place, n, c->holdout, seed, f.test, f.train);
    free(place);
    return f;
}

static struct fold smaller_fold(const struct plan_curve *c, const struct fold *all, size_t size, uint64_t seed)
{
    if (size > all->ntrain)
        die("--curve %zu: there are %zu structures to learn from", size, all->ntrain);
    struct fold f = {mem_new(size, sizeof *f.train), mem_new(all->ntest, sizeof *f.test), size, all->ntest};
    part(c, all->train, all->ntrain, size, seed, f.train, NULL);
    memcpy(f.test, all->test, f.ntest * sizeof *f.test);
    return f;
}

struct plan plan_of_curve(const struct plan_curve *c, size_t n)
{
    struct plan p = {0};
    p.at = mem_zero(size_mul(c->repeats, c->sizes), sizeof *p.at);
    for (size_t seed = c->seed; seed - c->seed < c->repeats; seed++) {
        struct fold all = whole_fold(c, n, seed);
        for (size_t i = 0, last = 0; i < c->sizes; i++) {
            size_t size = amount_of(c->size[i], all.ntrain);
            if (size <= last)
                die("--curve: expected numbers that ascend, found %zu after %zu of %zu structures to learn from", size, last,
                    all.ntrain);
            p.at[p.n++] = (struct plan_trial){seed, smaller_fold(c, &all, size, seed)};
            last = size;
        }
        folds_part_free(&all);
    }
    return p;
}

void plan_free(struct plan *p)
{
    for (size_t i = 0; i < p->n; i++)
        folds_part_free(&p->at[i].fold);
    free(p->at);
    *p = (struct plan){0};
}
