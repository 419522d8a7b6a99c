#include "phase/entry_names.h"

#include <stdlib.h>

#include "base/mem.h"

static int by_entry(const void *a, const void *b)
{
    const struct entry_name *x = a, *y = b;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

struct entry_names *entry_names_read(struct entries *e, size_t n, const size_t *entry)
{
    struct entry_names *names = mem_new(1, sizeof *names);
    *names = (struct entry_names){0, mem_new(n, sizeof *names->name)};
    for (size_t i = 0; i < n; i++)
        if (entry[i] < e->n)
            names->name[names->n++] = (struct entry_name){entry[i], NULL, NULL};
    qsort(names->name, names->n, sizeof *names->name, by_entry);
    entries_rewind(e);
    struct entry_text text = {0};
    for (size_t i = 0, read = 0; i < names->n; i++) {
        for (; read <= names->name[i].entry; read++)
            text = entries_text(e);
        names->name[i].id = mem_text(text.id);
        names->name[i].formula = mem_text(text.formula);
    }
    return names;
}

const struct entry_name *entry_names_find(const struct entry_names *names, size_t entry)
{
    struct entry_name key = {entry, NULL, NULL};
    return bsearch(&key, names->name, names->n, sizeof key, by_entry);
}

void entry_names_free(struct entry_names *names)
{
    for (size_t i = 0; i < names->n; i++) {
        free(names->name[i].id);
        free(names->name[i].formula);
    }
    free(names->name);
    free(names);
}
