#include "learn/folds.h"

#include <stdlib.h>

#include "base/mem.h"
#include "learn/split.h"
#include "math/random.h"

/* Makes the next fold, of size structures that are in none yet. */
static void add_fold(struct folds *f, const double *value, size_t size, uint64_t seed)
{
    struct split_candidate *c = mem_new(f->n, sizeof *c);
    size_t *index = mem_new(f->n, sizeof *index), left = 0;
    for (size_t i = 0; i < f->n; i++)
        if (f->of[i] == 0) {
            c[left] = (struct split_candidate){.value = value[i]};
            index[left++] = i;
        }
    split_choose(c, left, size, seed);
    f->count++;
    for (size_t i = 0; i < left; i++)
        if (c[i].chosen)
            f->of[index[i]] = f->count;
    free(c);
    free(index);
}

struct folds folds_holdout(const double *value, size_t n, size_t size, uint64_t seed)
{
    struct folds f = {n, 0, mem_zero(n, sizeof *f.of)};
    add_fold(&f, value, size, seed);
    return f;
}

struct folds folds_cross(const double *value, size_t n, size_t count, uint64_t seed)
{
    struct folds f = {n, 0, mem_zero(n, sizeof *f.of)};
    for (size_t left = n; f.count < count;) {
        size_t size = left / (count - f.count);
        left -= size;
        add_fold(&f, value, size, random_bits(&seed));
    }
    return f;
}

void folds_free(struct folds *f)
{
    free(f->of);
    *f = (struct folds){0};
}

struct fold folds_part(const struct folds *f, size_t number, size_t every)
{
    struct fold to = {mem_new(f->n, sizeof *to.train), mem_new(f->n, sizeof *to.test), 0, 0};
    for (size_t i = 0, others = 0; i < f->n; i++)
        if (f->of[i] == number)
            to.test[to.ntest++] = i;
        else if (++others % every == 0)
            to.train[to.ntrain++] = i;
    return to;
}

void folds_part_free(struct fold *f)
{
    free(f->train);
    free(f->test);
    *f = (struct fold){0};
}
