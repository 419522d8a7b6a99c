#include "tensor/tensor_batch.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/threads.h"
#include "tensor/tensor_maker.h"

struct tensor_batch {
    struct tensor_maker *maker;
    size_t most;
    struct batch_tensors *of; /* of each structure */
};

struct batch_tensors {
    struct tensor *tensor;
    size_t n;
    char *message; /* NULL: there are tensors */
};

struct tensor_batch *tensor_batch_new(const struct representation *r, size_t most)
{
    struct tensor_batch *b = mem_zero(1, sizeof *b);
    b->maker = tensor_maker_new(r, threads());
    b->most = most;
    b->of = mem_zero(most, sizeof *b->of);
    return b;
}

void tensor_batch_free(struct tensor_batch *b)
{
    for (size_t i = 0; i < b->most; i++) {
        for (size_t k = 0; k < b->of[i].n; k++)
            tensor_free(&b->of[i].tensor[k]);
        free(b->of[i].tensor);
    }
    tensor_maker_free(b->maker);
    free(b->of);
    free(b);
}

static void build(struct tensor_batch *b, bool atoms, const struct structure *s, struct batch_tensors *to)
{
    size_t n = atoms ? s->sample.atoms : 1;
    if (to->n < n) {
        to->tensor = mem_resize(to->tensor, n, sizeof *to->tensor);
        memset(to->tensor + to->n, 0, (n - to->n) * sizeof *to->tensor);
        to->n = n;
    }
    const char *message = tensor_maker_build(b->maker, (size_t)omp_get_thread_num(), atoms, s, to->tensor);
    to->message = message ? mem_text(message) : NULL;
}

void tensor_batch_build(struct tensor_batch *b, bool atoms, const struct structure *s, size_t n)
{
#pragma omp parallel for num_threads(threads()) schedule(dynamic, 4)
    for (size_t i = 0; i < n; i++)
        build(b, atoms, &s[i], &b->of[i]);
    for (size_t i = 0; i < n; i++)
        if (b->of[i].message)
            die("%s:%zu: %s: %s", s[i].file, s[i].line, s[i].sample.id, b->of[i].message);
}

const struct tensor *tensor_batch_of(const struct tensor_batch *b, size_t i)
{
    return b->of[i].tensor;
}
