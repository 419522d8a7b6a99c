#include "learn/slopes.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/size.h"
#include "stream/kernel_label.h"

struct slopes *slopes_new(const struct header *tensors, size_t n, bool weighted)
{
    struct slopes *s = mem_new(1, sizeof *s);
    *s = (struct slopes){header_of_same_tensors(tensors),
                         n,
                         mem_zero(n, sizeof *s->id),
                         mem_zero(n, sizeof *s->atom),
                         mem_zero(n, sizeof *s->element),
                         mem_zero(n, sizeof *s->x),
                         weighted ? NULL : mem_zero(n, sizeof *s->slope),
                         weighted ? mem_zero(n, sizeof *s->alpha) : NULL};
    return s;
}

void slopes_free(struct slopes *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->n; i++) {
        free(s->id[i]);
        tensor_free(&s->x[i]);
        if (s->slope)
            tensor_free(&s->slope[i]);
    }
    free(s->alpha);
    free(s->atom);
    free(s->element);
    free(s->id);
    free(s->x);
    free(s->slope);
    header_free(&s->tensors);
    free(s);
}

/* Takes a record's tensor out. */
static struct tensor take_tensor(struct record *r)
{
    struct tensor t = r->tensor;
    r->tensor = (struct tensor){0};
    return t;
}

/* Room for more, at least for one. */
static void grow(struct slopes *s, size_t *room)
{
    size_t n = size_add(size_mul(2, *room), 1);
    s->id = mem_resize(s->id, n, sizeof *s->id);
    s->atom = mem_resize(s->atom, n, sizeof *s->atom);
    s->element = mem_resize(s->element, n, sizeof *s->element);
    s->x = mem_resize(s->x, n, sizeof *s->x);
    if (s->slope)
        s->slope = mem_resize(s->slope, n, sizeof *s->slope);
    if (s->alpha)
        s->alpha = mem_resize(s->alpha, n, sizeof *s->alpha);
    *room = n;
}

/* Adds what a record holds. */
static void add_record(struct slopes *s, struct record *r, double alpha, size_t *room)
{
    size_t n = s->n++;
    if (n == *room)
        grow(s, room);
    s->id[n] = mem_text(r->sample.id);
    s->atom[n] = r->atom;
    s->element[n] = (unsigned)r->element;
    s->x[n] = take_tensor(r);
    s->alpha[n] = alpha;
}

struct slopes *slopes_learn(struct reader *train, const char *name, const struct ridge *r, const struct kernel *k,
                            const struct kernel_label *label, const struct representation *of)
{
    struct slopes *s = slopes_new(reader_header(train), 0, true);
    struct hash *records = hash_new();
    struct parcel parcel = {0};
    struct record record = {0};
    double *scale = representation_scales(of);
    bool sums = k->atoms != ATOMS_NONE;
    size_t structures = 0, room = 0;
    while (reader_take(train, &parcel)) {
        hash_add(records, parcel.bytes.at, parcel.bytes.length);
        reader_decode(&parcel, reader_header(train), &record);
        structures += !sums || record.atom == 1;
        if (structures > 0 && structures <= r->n)
            add_record(s, &record, r->alpha[structures - 1], &room);
    }
    char *digest = kernel_label_digest(records, label, scale, of->nterms, sums);
    if (structures != r->n || strcmp(digest, label->digest) != 0)
        die("%s: these are not the tensors that the kernel was made of, or scales of terms have changed", name);
    free(digest);
    free(scale);
    bytes_free(&parcel.bytes);
    record_free(&record);
    return s;
}

static void write_record(const struct header *h, const struct record *r, struct bytes *memory, struct writer *to)
{
    memory->length = 0;
    record_encode(h, r, memory);
    writer_put(to, memory, 1);
}

void slopes_write(const struct slopes *s, const struct header *h, struct writer *to)
{
    struct bytes record = {0}, id = {0};
    for (size_t i = 0; i < s->n; i++) {
        struct record r = {.sample.id = s->id[i], .atom = s->atom[i], .element = s->element[i], .tensor = s->x[i]};
        r.alpha = s->alpha ? s->alpha[i] : 0;
        write_record(h, &r, &record, to);
        if (s->alpha)
            continue;
        id.length = 0;
        bytes_print(&id, "%s:slope", s->id[i]);
        write_record(h, &(struct record){.sample.id = (char *)id.at, .tensor = s->slope[i]}, &record, to);
    }
    bytes_free(&record);
    bytes_free(&id);
}

/* Memory is that of what has been read, whatever the header tells. */
struct slopes *slopes_read(struct reader *from)
{
    const struct header *h = reader_header(from);
    struct slopes *s = slopes_new(h, 0, h->weighted);
    struct record r = {0};
    for (size_t i = 0, room = 0; i < h->basis && reader_next(from, &r); s->n = ++i) {
        if (i == room)
            grow(s, &room);
        s->id[i] = mem_text(r.sample.id);
        s->atom[i] = r.atom;
        s->element[i] = (unsigned)r.element;
        s->x[i] = take_tensor(&r);
        if (s->alpha)
            s->alpha[i] = r.alpha;
        if (s->slope)
            s->slope[i] = reader_next(from, &r) ? take_tensor(&r) : (struct tensor){0};
    }
    record_free(&r);
    return s;
}
