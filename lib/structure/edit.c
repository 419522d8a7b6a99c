#include "structure/edit.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/mem.h"

struct one_edit {
    const struct edit_kind *kind;
    void *state;
};

struct edits {
    struct one_edit *at;
    size_t n, capacity;
};

struct edits *edit_list(void)
{
    return mem_zero(1, sizeof(struct edits));
}

void edit_add(struct edits *e, const struct edit_kind *kind, const char *argument, const char *id_key)
{
    e->at = mem_grow(e->at, &e->capacity, e->n + 1, sizeof *e->at);
    e->at[e->n++] = (struct one_edit){kind, kind->open(argument, id_key)};
}

bool edit_apply(struct edits *e, struct frame_text *f, const struct structure *s)
{
    for (size_t i = 0; i < e->n; i++)
        if (!e->at[i].kind->apply(e->at[i].state, f, s))
            return false;
    return true;
}

void edit_close(struct edits *e)
{
    for (size_t i = 0; i < e->n; i++)
        e->at[i].kind->close(e->at[i].state);
    free(e->at);
    free(e);
}
