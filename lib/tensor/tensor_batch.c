#include "tensor/tensor_batch.h"

#include <omp.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/threads.h"
#include "tensor/tensor_maker.h"

struct tensor_batch {
    struct tensor_maker *maker;
    size_t most;
    struct tensor *tensor;
    char **message; /* of each structure; NULL: it has a tensor */
};

struct tensor_batch *tensor_batch_new(const struct representation *r, size_t most)
{
    struct tensor_batch *b = mem_zero(1, sizeof *b);
    b->maker = tensor_maker_new(r, threads());
    b->most = most;
    b->tensor = mem_zero(most, sizeof *b->tensor);
    b->message = mem_zero(most, sizeof *b->message);
    return b;
}

void tensor_batch_free(struct tensor_batch *b)
{
    for (size_t i = 0; i < b->most; i++)
        tensor_free(&b->tensor[i]);
    tensor_maker_free(b->maker);
    free(b->tensor);
    free(b->message);
    free(b);
}

const struct tensor *tensor_batch_build(struct tensor_batch *b, const struct structure *s, size_t n)
{
#pragma omp parallel for num_threads(threads()) schedule(dynamic, 4)
    for (size_t i = 0; i < n; i++) {
        const char *message = tensor_maker_build(b->maker, (size_t)omp_get_thread_num(), false, &s[i], &b->tensor[i]);
        b->message[i] = message ? mem_text(message) : NULL;
    }
    for (size_t i = 0; i < n; i++)
        if (b->message[i])
            die("%s:%zu: %s: %s", s[i].file, s[i].line, s[i].sample.id, b->message[i]);
    return b->tensor;
}
