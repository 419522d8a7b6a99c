#include "learn/factor.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"

void factor_write(const char *path, const struct leave_one_out *l, const struct ridge *r, const struct regression *g,
                  const struct header *kernel, const char *by, const char *recipe)
{
    struct header h = header_of_factor(by, recipe, &kernel->kernel, model_label(&r->baseline, g), r->n, l->variance);
    for (size_t i = 0; i < r->n; i++)
        h.columns[i] = mem_text(r->sample[i].id);
    struct writer *w = writer_open(path, &h);
    struct bytes record = {0};
    for (size_t i = 0; i < r->n; i++) {
        record.length = 0;
        double *row = solver_factor_row(&r->equations, i);
        record_encode(&h, &(struct record){.sample = r->sample[i], .row = row, .nrow = i + 1}, &record);
        writer_put(w, &record, 1);
    }
    writer_close(w);
    bytes_free(&record);
    header_free(&h);
}

/* The digest tells kernel, structures and their properties; what is left is how they were learned. */
static void check_model(const char *path, const struct header *h, const struct model *m)
{
    const struct model_label *r = &h->model;
    const struct baseline *b = &m->baseline;
    bool same = strcmp(h->kernel.digest, m->kernel.digest) == 0 && strcmp(r->property, m->property) == 0 &&
                strcmp(h->recipe, m->recipe) == 0 && r->lambda == m->lambda && model_per_atom(r) == m->per_atom &&
                r->ncoefficients == b->n;
    for (size_t i = 0; same && i < b->n; i++)
        same = r->numbers[i] == b->number[i] && r->coefficient[i] == b->coefficient[i];
    if (!same || h->ncolumns != m->n)
        die("%s: this factor is not the model's: it is of another run of krr-train", path);
}

static void read_rows(struct factor *f, struct reader *from)
{
    struct record r = {0};
    size_t i = 0, n = f->equations.n;
    while (i < n && (r.row = solver_row(&f->equations, i), reader_next(from, &r)))
        i++;
    reader_end(from);
    r.row = NULL;
    record_free(&r);
}

struct factor *factor_read(const char *path, const struct model *m)
{
    struct reader *from = reader_open_factor(path);
    const struct header *h = reader_header(from);
    struct factor *f = mem_new(1, sizeof *f);
    check_model(path, h, m);
    mem_check(solver_table->bytes(m->n), "the factor", "train on fewer structures or predict on a machine with more memory");
    *f = (struct factor){solver_new(solver_table, m->n), m->lambda, h->variance};
    read_rows(f, from);
    reader_close(from);
    return f;
}

void factor_free(struct factor *f)
{
    if (!f)
        return;
    solver_free(&f->equations);
    free(f);
}
