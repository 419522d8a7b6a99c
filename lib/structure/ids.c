#include "structure/ids.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"

void ids_add(struct ids *ids, const char *text, size_t line)
{
    ids->at = mem_grow(ids->at, &ids->capacity, ids->n + 1, sizeof *ids->at);
    ids->at[ids->n] = (struct listed_id){.text = mem_text(text), .line = line, .place = ids->n};
    ids->n++;
}

static int by_text(const void *a, const void *b)
{
    const struct listed_id *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    return order != 0 ? order : x->place < y->place ? -1 : x->place > y->place;
}

void ids_close(struct ids *ids)
{
    if (ids->n > 0)
        qsort(ids->at, ids->n, sizeof *ids->at, by_text);
    for (size_t i = 1; i < ids->n; i++)
        if (strcmp(ids->at[i].text, ids->at[i - 1].text) == 0)
            die("%s:%zu: the id '%s' is there already, in line %zu", ids->file, ids->at[i].line, ids->at[i].text,
                ids->at[i - 1].line);
}

static int to_text(const void *text, const void *id)
{
    return strcmp(text, ((const struct listed_id *)id)->text);
}

const struct listed_id *ids_take(struct ids *ids, const struct structure *s)
{
    struct listed_id *id = ids->n > 0 ? bsearch(s->sample.id, ids->at, ids->n, sizeof *ids->at, to_text) : NULL;
    if (id && id->taken_file)
        die("%s:%zu: the structure's id '%s' is also that of %s:%zu: %s names one of them", s->file, s->line, id->text,
            id->taken_file, id->taken_line, ids->file);
    if (id) {
        id->taken_file = s->file;
        id->taken_line = s->line;
    }
    return id;
}

size_t ids_left(const struct ids *ids, const char **first)
{
    size_t n = 0, place = ids->n;
    for (size_t i = 0; i < ids->n; i++) {
        const struct listed_id *id = &ids->at[i];
        if (!id->taken_file && id->place < place) {
            place = id->place;
            *first = id->text;
        }
        n += !id->taken_file;
    }
    return n;
}

void ids_free(struct ids *ids)
{
    for (size_t i = 0; i < ids->n; i++)
        free(ids->at[i].text);
    free(ids->at);
}
