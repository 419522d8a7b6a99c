#include "learn/factor.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"
#include "solve/square.h"

void factor_write(const char *path, const struct leave_one_out *l, const struct ridge *r, const struct regression *g,
                  const struct header *kernel, const char *by, const char *recipe)
{
    struct header h = model_header(HOLDS_FACTOR, r, g, kernel, by, recipe);
    h.symmetric = true;
    h.variance = l->variance;
    h.ncolumns = r->n;
    h.columns = mem_new(r->n, sizeof *h.columns);
    for (size_t i = 0; i < r->n; i++)
        h.columns[i] = mem_text(r->sample[i].id);
    struct writer *w = writer_open(path, &h);
    struct bytes record = {0};
    for (size_t i = 0; i < r->n; i++) {
        record.length = 0;
        record_encode(
            &h, &(struct record){.sample = r->sample[i], .row = r->matrix.a + i * r->matrix.stride, .nrow = i + 1},
            &record);
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
                r->lambda == m->lambda && (strcmp(r->per, "atom") == 0) == m->per_atom && r->ncoefficients == b->n;
    for (size_t i = 0; same && i < b->n; i++)
        same = r->numbers[i] == b->number[i] && r->coefficient[i] == b->coefficient[i];
    if (!same || h->ncolumns != m->n)
        die("%s: this factor is not the model's: it is of another run of krr-train", path);
}

static void read_rows(struct factor *f, struct reader *from)
{
    struct record r = {0};
    size_t i = 0;
    while (i < f->n && (r.row = f->l + i * f->stride, reader_next(from, &r))) {
        if (r.nrow != ++i)
            die("%s: expected %zu numbers, found %zu", reader_place(from), i, r.nrow);
        if (!(r.row[i - 1] > 0))
            die("%s: expected a positive number on the diagonal, found %g", reader_place(from), r.row[i - 1]);
    }
    reader_expect(from, f->n);
    r.row = NULL;
    record_free(&r);
}

struct factor *factor_read(char *path, const struct model *m)
{
    struct reader *from = reader_open(&path, 1, HOLDS_FACTOR);
    const struct header *h = reader_header(from);
    struct factor *f = mem_new(1, sizeof *f);
    check_model(path, h, m);
    *f = (struct factor){m->n, square_stride(m->n), NULL, m->lambda, h->variance};
    mem_check(size_mul(size_mul(f->n, f->stride), sizeof *f->l), "the factor",
              "train on fewer structures or predict on a machine with more memory");
    f->l = mem_matrix(size_mul(f->n, f->stride), sizeof *f->l);
    read_rows(f, from);
    reader_close(from);
    return f;
}

void factor_free(struct factor *f)
{
    if (!f)
        return;
    free(f->l);
    free(f);
}

void factor_deviations(const struct factor *f, double *rows, double *self, size_t m)
{
    cholesky_halve(f->l, f->n, f->stride, rows, m);
    for (size_t i = 0; i < m; i++) {
        const double *row = rows + i * f->n;
        double rest = self[i] - cblas_ddot((int)f->n, row, 1, row, 1);
        self[i] = sqrt(f->variance * (fmax(rest, 0) + f->lambda));
    }
}
