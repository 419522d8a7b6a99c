#include "learn/factor.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "learn/observed.h"
#include "structure/element.h"
#include "structure/structure.h"
#include "tensor/blocks.h"

/* Writes a header, which is freed, and rows: record_of sets what the record of a row tells besides, until the next. */
static void write_stream(const char *path, struct header *h, const struct equations *e,
                         struct record (*record_of)(void *context, size_t i), void *context)
{
    struct writer *w = writer_open(path, h);
    struct bytes record = {0};
    for (size_t i = 0; i < e->n; i++) {
        struct record r = record_of(context, i);
        record.length = 0;
        r.row = solver_factor_row(e, i);
        r.nrow = i + 1;
        record_encode(h, &r, &record);
        writer_put(w, &record, 1);
    }
    writer_close(w);
    bytes_free(&record);
    header_free(h);
}

static struct record sample_record(void *context, size_t i)
{
    const struct sample *sample = context;
    return (struct record){.sample = sample[i]};
}

void factor_write(const char *path, const struct leave_one_out *l, const struct ridge *r, const struct regression *g,
                  const struct header *kernel, const char *by, const char *recipe)
{
    struct header h = header_of_factor(by, recipe, &kernel->kernel, model_label(&r->baseline, g), r->n, l->variance);
    for (size_t i = 0; i < r->n; i++)
        h.columns[i] = mem_text(r->sample[i].id);
    write_stream(path, &h, &r->equations, sample_record, r->sample);
}

/* The structures in rows. */
struct force_records {
    const struct gradient_domain *of;
    size_t structure, first; /* the one at hand, and its first row */
    char *const *id;         /* of each row */
};

static struct record force_record(void *context, size_t i)
{
    struct force_records *f = context;
    while (i - f->first >= observed_count(&f->of->record[f->structure]))
        f->first += observed_count(&f->of->record[f->structure++]);
    const struct record *all = &f->of->record[f->structure];
    struct record r = i == f->first ? *all : (struct record){.sample = all->sample};
    r.sample.id = f->id[i];
    return r;
}

/* What a row is called: the structure, its atom and the component of the force, or that of the stress. */
static char *id_of_row(const struct record *r, size_t i)
{
    static const char *const component[] = {"x", "y", "z"}, *const strain[] = {"xx", "yy", "zz", "yz", "xz", "xy"};
    size_t c = observed_coordinate(r, i), coordinates = 3 * r->geometry.sample.atoms;
    struct bytes id = {0};
    if (c < coordinates)
        bytes_print(&id, "%s:%zu:%s", r->sample.id, c / 3 + 1, component[c % 3]);
    else
        bytes_print(&id, "%s:%s", r->sample.id, strain[c - coordinates]);
    return (char *)id.at;
}

void factor_write_forces(const char *path, const struct gradient_domain *d, const struct regression *g,
                         const struct kernel_label *kernel, const char *by, const char *recipe)
{
    struct header h = header_of_factor(by, recipe, kernel, model_label(&d->baseline, g), d->equations.n, d->variance);
    for (size_t s = 0, row = 0; s < d->n; s++)
        for (size_t i = 0, n = observed_count(&d->record[s]); i < n; i++)
            h.columns[row++] = id_of_row(&d->record[s], i);
    write_stream(path, &h, &d->equations, force_record, &(struct force_records){.of = d, .id = h.columns});
}

static struct record weight_record(void *context, size_t i)
{
    return (struct record){.sample.id = ((char **)context)[i]};
}

/* Coefficients of the baseline by their elements, pivots by their ids, weights by term, key and bin. */
static void name_unknowns(const struct linear *l, char **id)
{
    struct tensor all = {0};
    size_t n = 0;
    for (; n < l->baseline.n; n++)
        id[n] = mem_text(l->baseline.number[n] ? element_symbol(l->baseline.number[n]) : "mean");
    for (size_t i = 0; l->pivots && i < l->pivots->n; i++)
        id[n++] = mem_text(l->pivots->id[i]);
    primal_weights_tensor(l->weights, l->weights->weight, &all);
    for (size_t t = 0; t < all.nterms; t++) {
        const struct layout *of = &l->weights->tensors.terms[t];
        for (size_t i = 0; i < all.term[t].n * of->bins; i++) {
            struct bytes name = {0};
            bytes_print(&name, "%zu", t + 1);
            for (size_t k = 0; k < of->body; k++)
                bytes_print(&name, "%c%u", k ? ' ' : ':', all.term[t].key[i / of->bins * of->body + k]);
            bytes_print(&name, ":%zu", i % of->bins + 1);
            id[n++] = (char *)name.at;
        }
    }
    tensor_free(&all);
}

void factor_write_linear(const char *path, const struct linear *l, const struct regression *g,
                         const struct kernel_label *kernel, const char *by, const char *recipe)
{
    struct header h = header_of_factor(by, recipe, kernel, model_label(&l->baseline, g), l->equations.n, l->variance.all);
    memcpy(h.variances, l->variance.of, sizeof h.variances);
    header_copy_terms(&h, &l->weights->tensors);
    name_unknowns(l, h.columns);
    write_stream(path, &h, &l->equations, weight_record, h.columns);
}

/* Whether a model's factor may have so many columns; of a model of forces its structures tell. */
static bool is_wide_enough(const struct model *m, size_t columns)
{
    size_t held = m->n > 0 || !m->slopes ? m->n : m->slopes->n;
    if (m->weights)
        return columns == m->baseline.n + held + m->weights->nbins;
    return (m->slopes && m->slopes->slope) || columns == held;
}

/* Whether it is of weights on bins where the model has such, of the same tensors. */
static bool has_same_tensors(const struct header *h, const struct model *m)
{
    if (!m->weights)
        return h->nterms == 0;
    const struct header *t = &m->weights->tensors;
    return h->nterms == t->nterms && blocks_same_layout(h->terms, t->terms, t->nterms) && h->local == t->local &&
           structure_same_atoms(h->species, h->nspecies, t->species, t->nspecies);
}

static _Noreturn void die_other(const char *path)
{
    die("%s: this factor is not the model's: it is of another run of krr-train", path);
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
    if (!same || !has_same_tensors(h, m) || !is_wide_enough(m, h->ncolumns))
        die_other(path);
}

/* Takes over the structure that a record carries. */
static void keep_structure(struct factor *f, struct record *r, size_t *capacity)
{
    f->record = mem_grow(f->record, capacity, f->n + 1, sizeof *f->record);
    f->record[f->n] = *r;
    f->record[f->n++].row = NULL;
    *r = (struct record){0};
}

static void read_rows(struct factor *f, struct reader *from)
{
    struct record r = {0};
    size_t i = 0, n = f->equations.n, capacity = 0;
    for (; i < n && (r.row = solver_row(&f->equations, i), reader_next(from, &r)); i++)
        if (r.geometry.sample.atoms > 0)
            keep_structure(f, &r, &capacity);
    reader_end(from);
    r.row = NULL;
    record_free(&r);
}

/* The rows of a model of forces are those of its structures. */
static void check_structures(const char *path, const struct factor *f, const struct model *m)
{
    size_t rows = 0;
    for (size_t i = 0; i < f->n; i++)
        rows += observed_count(&f->record[i]);
    if (m->slopes && m->slopes->slope && (f->n != m->slopes->n || rows != f->equations.n))
        die_other(path);
}

struct factor *factor_read(const char *path, const struct model *m)
{
    struct reader *from = reader_open_factor(path);
    const struct header *h = reader_header(from);
    struct factor *f = mem_new(1, sizeof *f);
    check_model(path, h, m);
    mem_check(solver_table->bytes(h->ncolumns), "the factor",
              "train on fewer structures or predict on a machine with more memory");
    *f = (struct factor){solver_new(solver_table, h->ncolumns), m->lambda, h->variance, {0}, path, 0, NULL};
    memcpy(f->variances, h->variances, sizeof f->variances);
    read_rows(f, from);
    check_structures(path, f, m);
    reader_close(from);
    return f;
}

void factor_free(struct factor *f)
{
    if (!f)
        return;
    solver_free(&f->equations);
    for (size_t i = 0; i < f->n; i++)
        record_free(&f->record[i]);
    free(f->record);
    free(f);
}
