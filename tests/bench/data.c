#include "bench/data.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/threads.h"
#include "recipe/recipe_options.h"
#include "structure/structure_reader.h"
#include "tensor/many_body.h"

/* Leaves every stride-th of n structures; returns how many these are. */
static size_t thin(struct structure *s, size_t n, size_t limit)
{
    size_t stride = limit > 0 && limit < n ? n / limit : 1, left = 0;
    for (size_t i = 0; i < n; i++)
        if (i % stride == 0 && (limit == 0 || left < limit))
            s[left++] = s[i];
        else
            structure_free(&s[i]);
    return left;
}

struct data *data_read(const char *recipe, const char *path, size_t limit)
{
    struct structure *all = NULL, s = {0};
    size_t capacity = 0, n = 0;
    struct structure_reader *r = structure_reader_open((char *const[]){(char *)path}, 1, &(struct structure_options){0});
    while (structure_reader_next(r, &s)) {
        all = mem_grow(all, &capacity, n + 1, sizeof *all);
        all[n++] = s;
        s = (struct structure){0};
    }
    structure_reader_close(r);
    structure_free(&s);
    if (n == 0)
        die("%s: no structures", path);
    return data_of(recipe, all, thin(all, n, limit));
}

struct data *data_of(const char *recipe, struct structure *s, size_t n)
{
    struct data *d = mem_new(1, sizeof *d);
    *d = (struct data){.n = n, .structure = s, .tensor = mem_zero(n, sizeof *d->tensor)};
    d->recipe = recipe_options_get(&(struct recipe_options){.name = (char *)recipe}, NULL, NULL);
    const struct representation *r = &d->recipe->representation;
    d->layout = mem_new(r->nterms, sizeof *d->layout);
    d->scale = mem_new(r->nterms, sizeof *d->scale);
    representation_layout(r, d->layout);
    for (size_t i = 0; i < r->nterms; i++)
        d->scale[i] = representation_scale(r, i);
    d->basis = representation_bases(r);
    return d;
}

void data_free(struct data *d)
{
    for (size_t i = 0; i < d->n; i++) {
        structure_free(&d->structure[i]);
        tensor_free(&d->tensor[i]);
    }
    representation_bases_free(d->basis, d->recipe->representation.nterms);
    recipe_free(d->recipe);
    free(d->structure);
    free(d->tensor);
    free(d->layout);
    free(d->scale);
    free(d);
}

void data_build(struct data *d)
{
    const struct representation *r = &d->recipe->representation;
    void *shared = r->row->make(r);
#pragma omp parallel num_threads(threads())
    {
        void *work = r->row->work_new(shared, SIZE_MAX);
#pragma omp for schedule(dynamic)
        for (size_t i = 0; i < d->n; i++) {
            const char *message = r->row->build(work, &d->structure[i], &d->tensor[i]);
            if (message)
                die("%s: %s", d->structure[i].sample.id, message);
        }
        r->row->work_free(work);
    }
    r->row->discard(shared);
}

struct panels *data_set(const struct data *d, bool bins)
{
    struct panels *s = panels_new(d->layout, d->scale, d->recipe->representation.nterms, NULL);
    if (!bins)
        panels_reduce(s, d->basis);
    for (size_t i = 0; i < d->n; i++)
        panels_add(s, &d->tensor[i]);
    panels_finish(s);
    return s;
}
