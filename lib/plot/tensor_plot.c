#include "plot/tensor_plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/input.h"
#include "base/mem.h"
#include "learn/model.h"
#include "recipe/recipe.h"
#include "recipe/recipe_match.h"
#include "recipe/recipe_parse.h"
#include "structure/element.h"

/* An element, or an atom by its place, or a pseudo-element by its number. */
static void put_species(struct bytes *label, const struct header *h, unsigned key, size_t pseudo)
{
    if (pseudo > 0)
        bytes_print(label, "p%zu", pseudo);
    else if (h->nspecies == 0)
        bytes_print(label, "%s", element_symbol(key));
    else
        bytes_print(label, "%s%u", element_symbol(h->species[key - 1]), key);
}

static char *label_of(const struct header *h, const struct correlation *c, const uint16_t *key, const struct layout *l)
{
    struct bytes label = {0};
    for (unsigned i = 0; i < l->body; i++) {
        bool own = h->local && i == l->own;
        bytes_print(&label, i ? "-" : "");
        put_species(&label, h, key[i], own ? 0 : correlation_pseudo_element(c, key[i]));
    }
    bytes_put(&label, "", 1);
    return (char *)label.at;
}

static int by_share(const void *a, const void *b)
{
    const struct curve *x = a, *y = b;
    if (x->share != y->share)
        return x->share < y->share ? 1 : -1;
    return strcmp(x->label, y->label);
}

static void fill_panel(struct term_picture *p, const struct header *h, const struct correlation *c, const struct blocks *b)
{
    double all = 0;
    p->n = b->n;
    p->curve = mem_new(b->n, sizeof *p->curve);
    for (size_t i = 0; i < b->n; i++) {
        const double *bin = b->bin + i * p->layout.bins;
        double sum = 0;
        for (size_t j = 0; j < p->layout.bins; j++)
            sum += fabs(bin[j]);
        p->curve[i] = (struct curve){label_of(h, c, b->key + i * p->layout.body, &p->layout), sum, bin};
        all += sum;
    }
    for (size_t i = 0; i < b->n; i++)
        p->curve[i].share = all > 0 ? p->curve[i].share / all : 0;
    if (b->n > 1)
        qsort(p->curve, p->n, sizeof *p->curve, by_share);
}

static void fill_panels(struct tensor_plot *p, const char *file, const struct header *h, size_t only)
{
    struct recipe *r = recipe_parse(h->recipe, file, NULL);
    recipe_match(r, h, file);
    const struct representation_row *row = r->representation.row;
    struct layout *layout = mem_new(h->nterms, sizeof *layout);
    representation_layout(&r->representation, layout);
    p->panel = mem_zero(h->nterms, sizeof *p->panel);
    for (size_t i = 0; i < h->nterms; i++) {
        if (only > 0 && only != i + 1)
            continue;
        struct term_picture *panel = &p->panel[p->n++];
        if (!row->axis(representation_term(&r->representation, i), &panel->axis))
            die("%s: term %zu is the %s %s: numbers, no distributions to draw; mbtr-cat --text prints them", file, i + 1,
                row->one, panel->axis.name);
        panel->term = i + 1;
        panel->layout = layout[i];
        fill_panel(panel, h, &r->representation.correlation, &p->record.tensor.term[i]);
    }
    free(layout);
    recipe_free(r);
}

/* The chosen record; those after it are read too, for a stream is known to be whole at its end only. */
static void find_record(struct tensor_plot *p, struct reader *from, const struct tensor_plot_choice *choice)
{
    struct record other = {0};
    bool found = false;
    size_t n = 0;
    while (reader_next(from, found ? &other : &p->record)) {
        n++;
        found = found || (choice->id ? strcmp(p->record.sample.id, choice->id) == 0 : n == choice->record);
    }
    record_free(&other);
    if (!found && choice->id)
        die("%s: there is no structure '%s'", reader_file(from), choice->id);
    if (!found)
        die("%s: there is no record %zu, only %zu", reader_file(from), choice->record, n);
}

static void check_term(const char *file, const struct header *h, size_t term)
{
    if (term > h->nterms)
        die("%s: there is no term %zu, only %zu", file, term, h->nterms);
}

void tensor_plot_read(struct tensor_plot *p, const struct tensor_plot_choice *choice)
{
    struct reader *from = reader_open_tensors(choice->path);
    const struct header *h = reader_header(from);
    check_term(reader_file(from), h, choice->term);
    find_record(p, from, choice);
    fill_panels(p, reader_file(from), h, choice->term);
    p->most = choice->most;
    bytes_print(&p->title, "%s  ", p->record.sample.id);
    sample_formula(&p->record.sample, &p->title);
    bytes_put(&p->title, "", 1);
    reader_close(from);
}

void tensor_plot_weights(struct tensor_plot *p, const struct tensor_plot_choice *choice, const char *unit)
{
    struct model *m = model_read(choice->path);
    struct primal_weights *w = m->weights;
    const char *file = input_name(choice->path);
    if (!w)
        die("%s: this model holds weights of training structures, none on the tensor: krr-train --primal makes such", file);
    check_term(file, &w->tensors, choice->term);
    for (size_t i = 0; i < w->nbins; i++)
        w->weight[i] *= w->deviation[i];
    primal_weights_tensor(w, w->weight, &p->record.tensor);
    fill_panels(p, file, &w->tensors, choice->term);
    p->most = choice->most;
    bytes_print(&p->value, "%s%s", m->property, m->per_atom ? " per atom" : "");
    if (unit)
        bytes_print(&p->value, " (%s)", unit);
    bytes_print(&p->title, "%s: weight times standard deviation of each bin", m->property);
    model_free(m);
}

void tensor_plot_free(struct tensor_plot *p)
{
    for (size_t i = 0; i < p->n; i++) {
        for (size_t j = 0; j < p->panel[i].n; j++)
            free(p->panel[i].curve[j].label);
        free(p->panel[i].curve);
    }
    free(p->panel);
    bytes_free(&p->title);
    bytes_free(&p->value);
    record_free(&p->record);
    *p = (struct tensor_plot){0};
}
