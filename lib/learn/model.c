#include "learn/model.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "structure/sample.h"

struct model_label model_label(const struct baseline *b, const struct regression *g)
{
    struct model_label label = {mem_text(g->property),
                                mem_text(g->baseline->name),
                                mem_text(sample_per_names[g->per_atom ? PER_ATOM : PER_STRUCTURE]),
                                g->lambda,
                                b->n,
                                mem_new(b->n, sizeof(unsigned)),
                                mem_new(b->n, sizeof(double))};
    for (size_t i = 0; i < b->n; i++) {
        label.numbers[i] = b->number[i];
        label.coefficient[i] = b->coefficient[i];
    }
    return label;
}

bool model_per_atom(const struct model_label *label)
{
    return strcmp(label->per, sample_per_names[PER_ATOM]) == 0;
}

void model_check_baseline(const struct model_label *label, const char *name)
{
    struct baseline b = {label->ncoefficients, label->numbers, label->coefficient};
    if (!baseline_fits(label->baseline, &b))
        die("%s: the coefficients of the model's baseline are not those of '%s'", name, label->baseline);
}

static void write_dual(const struct ridge *r, const struct header *h, struct writer *to)
{
    struct bytes record = {0};
    for (size_t i = 0; i < r->n; i++) {
        record.length = 0;
        record_encode(h, &(struct record){.sample = r->sample[i], .alpha = r->alpha[i]}, &record);
        writer_put(to, &record, 1);
    }
    bytes_free(&record);
}

void model_write(const char *path, const struct ridge *r, const struct primal_weights *weights, const struct regression *g,
                 const struct header *kernel, const char *by, const char *recipe)
{
    struct header h = header_of_model(by, recipe, &kernel->kernel, model_label(&r->baseline, g));
    if (weights)
        header_copy_terms(&h, &weights->tensors);
    struct writer *w = writer_open(path, &h);
    if (weights)
        primal_weights_write(weights, &h, w);
    else
        write_dual(r, &h, w);
    writer_close(w);
    header_free(&h);
}

void model_write_linear(const char *path, const struct linear *l, const struct regression *g, const struct kernel_label *kernel,
                        const char *by, const char *recipe)
{
    struct header h = header_of_model(by, recipe, kernel, model_label(&l->baseline, g));
    header_copy_terms(&h, &l->weights->tensors);
    h.basis = l->pivots ? l->pivots->n : 0;
    h.weighted = h.bins = l->pivots != NULL;
    struct writer *w = writer_open(path, &h);
    if (l->pivots)
        slopes_write(l->pivots, &h, w);
    primal_weights_write(l->weights, &h, w);
    writer_close(w);
    header_free(&h);
}

void model_write_slopes(const char *path, const struct slopes *s, const struct baseline *b, const struct regression *g,
                        const struct kernel_label *kernel, const char *by, const char *recipe)
{
    struct header h = header_of_model(by, recipe, kernel, model_label(b, g));
    header_copy_terms(&h, &s->tensors);
    h.basis = s->n;
    h.weighted = s->alpha != NULL;
    struct writer *w = writer_open(path, &h);
    slopes_write(s, &h, w);
    writer_close(w);
    header_free(&h);
}

static void read_dual(struct model *m, struct reader *from)
{
    struct record r = {0};
    size_t capacity = 0;
    while (reader_next(from, &r)) {
        m->alpha = mem_grow(m->alpha, &capacity, m->n + 1, sizeof *m->alpha);
        m->alpha[m->n++] = r.alpha;
    }
    record_free(&r);
}

struct model *model_read(const char *path)
{
    struct reader *from = reader_open_model(path);
    const struct header *h = reader_header(from);
    struct model *m = mem_zero(1, sizeof *m);
    model_check_baseline(&h->model, reader_file(from));
    if (h->basis > 0)
        m->slopes = slopes_read(from);
    if (header_has_bins(h))
        m->weights = primal_weights_read(from);
    else if (h->basis > 0)
        reader_end(from);
    else
        read_dual(m, from);
    m->per_atom = model_per_atom(&h->model);
    m->lambda = h->model.lambda;
    m->property = mem_text(h->model.property);
    m->recipe = mem_text(h->recipe);
    m->kernel = kernel_label_copy(&h->kernel);
    m->baseline = (struct baseline){h->model.ncoefficients, mem_new(h->model.ncoefficients, sizeof(unsigned)),
                                    mem_new(h->model.ncoefficients, sizeof(double))};
    for (size_t i = 0; i < m->baseline.n; i++) {
        m->baseline.number[i] = h->model.numbers[i];
        m->baseline.coefficient[i] = h->model.coefficient[i];
    }
    reader_close(from);
    return m;
}

bool model_holds_columns(const struct model *m)
{
    return m->slopes && m->slopes->alpha && !m->weights;
}

void model_weigh_columns(struct model *m, const struct kernel *k)
{
    const struct slopes *s = m->slopes;
    m->alpha = mem_new(s->n, sizeof *m->alpha);
    m->n = 0;
    for (size_t i = 0; i < s->n; i++)
        if (k->atoms == ATOMS_NONE || s->atom[i] == 1 || i == 0)
            m->alpha[m->n++] = s->alpha[i];
}

void model_free(struct model *m)
{
    baseline_free(&m->baseline);
    free(m->kernel.function);
    free(m->kernel.digest);
    free(m->property);
    free(m->recipe);
    free(m->alpha);
    primal_weights_free(m->weights);
    slopes_free(m->slopes);
    free(m);
}

bool model_predict(const struct model *m, const struct sample *s, double learned, double *value, unsigned *missing)
{
    return baseline_total(&m->baseline, learned, s, m->per_atom, value, missing);
}
