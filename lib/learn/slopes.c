#include "learn/slopes.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/mem.h"

struct slopes *slopes_new(const struct header *tensors, size_t n)
{
    struct slopes *s = mem_new(1, sizeof *s);
    *s = (struct slopes){header_of_same_tensors(tensors), n, mem_zero(n, sizeof *s->id), mem_zero(n, sizeof *s->x),
                         mem_zero(n, sizeof *s->slope)};
    return s;
}

void slopes_free(struct slopes *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->n; i++) {
        free(s->id[i]);
        tensor_free(&s->x[i]);
        tensor_free(&s->slope[i]);
    }
    free(s->id);
    free(s->x);
    free(s->slope);
    header_free(&s->tensors);
    free(s);
}

static void write_record(const struct header *h, char *id, const struct tensor *t, struct bytes *memory, struct writer *to)
{
    struct record r = {.sample.id = id, .tensor = *t};
    memory->length = 0;
    record_encode(h, &r, memory);
    writer_put(to, memory, 1);
}

void slopes_write(const struct slopes *s, const struct header *h, struct writer *to)
{
    struct bytes record = {0}, id = {0};
    for (size_t i = 0; i < s->n; i++) {
        id.length = 0;
        bytes_print(&id, "%s:slope", s->id[i]);
        write_record(h, s->id[i], &s->x[i], &record, to);
        write_record(h, (char *)id.at, &s->slope[i], &record, to);
    }
    bytes_free(&record);
    bytes_free(&id);
}

/* Takes a record's tensor out. */
static struct tensor take_tensor(struct record *r)
{
    struct tensor t = r->tensor;
    r->tensor = (struct tensor){0};
    return t;
}

struct slopes *slopes_read(struct reader *from)
{
    struct slopes *s = slopes_new(reader_header(from), reader_header(from)->basis);
    struct record r = {0};
    for (size_t i = 0; i < 2 * s->n && reader_next(from, &r); i++) {
        if (i % 2 == 0)
            s->id[i / 2] = mem_text(r.sample.id);
        (i % 2 ? s->slope : s->x)[i / 2] = take_tensor(&r);
    }
    reader_end(from);
    record_free(&r);
    return s;
}
