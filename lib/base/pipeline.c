#include "base/pipeline.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"

size_t pipeline_slots(size_t parts)
{
    return 3 + threads() / (parts ? parts : 1);
}

/* Bytes that nobody reads stand for the slots in the dependencies between tasks, and the last for the order of drains. */
void pipeline_run(const struct pipeline *p, void *context)
{
    char *slot = mem_zero(size_add(p->slots, 1), 1);
    char *order = slot + p->slots; // NOLINT(*-deadcode.DeadStores): OpenMP's depend reads it
    bool more = true;
#pragma omp parallel num_threads(threads())
#pragma omp master
    for (size_t i = 0; more; i = (i + 1) % p->slots) {
        size_t parts = 0;
#pragma omp task if (0) shared(parts) firstprivate(i) depend(inout : slot[i])
        if ((more = p->fill(context, i)))
            parts = p->parts(context, i);
        for (size_t j = 0; more && j < parts; j++)
#pragma omp task firstprivate(i, j) depend(in : slot[i])
            p->work(context, i, j);
        if (more)
#pragma omp task firstprivate(i) depend(inout : slot[i], *order)
            p->drain(context, i);
    }
    free(slot);
}
