#include "learn/potential.h"

#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "learn/slope_basis.h"
#include "structure/element.h"
#include "tensor/tensor_maker.h"

/* What a thread works in. */
struct potential_work {
    struct tensor_list tensor; /* of a structure, or of its atoms */
    struct tensor_list slope;  /* how the property changes with each block that these have */
    struct slope_basis_memory memory;
    double *novelty; /* of each of these, so many */
    size_t n, capacity;
    char message[320];
};

struct potential {
    const struct model *model;
    const struct header *tensors; /* the model's */
    const struct representation *representation;
    bool atoms;   /* the tensors are of atoms ... */
    bool average; /* ... whose average counts, not their sum */
    struct tensor_maker *maker;
    struct tensor weight;      /* the weights as a tensor, its own */
    struct slope_basis *basis; /* of a model of training tensors, else NULL */
    struct potential_work *work;
    size_t threads;
};

struct potential *potential_new(const struct model *m, const char *name, const struct representation *r, const struct kernel *k,
                                size_t n)
{
    if (!m->weights && !m->slopes)
        die("%s: a model with weights of training structures predicts from rows of its kernel alone: krr-train --primal "
            "makes one that predicts from structures",
            name);
    struct potential *p = mem_zero(1, sizeof *p);
    *p = (struct potential){.model = m,
                            .tensors = m->weights ? &m->weights->tensors : &m->slopes->tensors,
                            .representation = r,
                            .atoms = (m->weights ? &m->weights->tensors : &m->slopes->tensors)->local,
                            .average = k->atoms == ATOMS_AVERAGE,
                            .maker = tensor_maker_new(r, n),
                            .work = mem_zero(n, sizeof *p->work),
                            .threads = n};
    if (m->weights)
        primal_weights_tensor(m->weights, m->weights->weight, &p->weight);
    if (m->slopes)
        p->basis = slope_basis_new(m->slopes, r, k);
    return p;
}

void potential_free(struct potential *p)
{
    for (size_t t = 0; t < p->threads; t++) {
        tensor_list_free(&p->work[t].tensor);
        tensor_list_free(&p->work[t].slope);
        slope_basis_memory_free(&p->work[t].memory);
        free(p->work[t].novelty);
    }
    tensor_free(&p->weight);
    slope_basis_free(p->basis);
    tensor_maker_free(p->maker);
    free(p->work);
    free(p);
}

const char *potential_rough(const struct potential *p, bool periodic)
{
    return representation_rough(p->representation, periodic);
}

static void multiply(struct gradient *g, double by)
{
    for (size_t i = 0; i < g->atoms; i++)
        for (int c = 0; c < 3; c++)
            g->atom[i][c] *= by;
    for (int i = 0; i < 9; i++)
        g->strain[i / 3][i % 3] *= by;
}

/* Adds the weights of the blocks that a tensor has to *to, which has the same blocks. */
static void add_weights(const struct potential *p, const struct tensor *t, struct tensor *to)
{
    for (size_t i = 0; i < t->nterms; i++) {
        const struct layout *l = &p->tensors->terms[i];
        const struct blocks *x = &t->term[i], *weight = &p->weight.term[i];
        for (size_t k = 0; k < x->n; k++) {
            bool there;
            size_t place = blocks_place(weight->key, weight->n, x->key + k * l->body, l->body, &there);
            if (there)
                cblas_daxpy((int)l->bins, 1, weight->bin + place * l->bins, 1, to->term[i].bin + k * l->bins, 1);
        }
    }
}

/* The blocks that a tensor has, with zeros. */
static void set_zero(const struct potential *p, const struct tensor *t, struct tensor *to)
{
    tensor_copy(to, t, p->tensors->terms);
    for (size_t i = 0; i < t->nterms; i++)
        if (t->term[i].n > 0)
            memset(to->term[i].bin, 0, t->term[i].n * p->tensors->terms[i].bins * sizeof *to->term[i].bin);
}

/* What is learned of tensor i, an atom's of this element, and (slopes) how it changes with that. */
static double learned_of(const struct potential *p, struct potential_work *w, size_t i, unsigned element, bool slopes)
{
    struct tensor *slope = slopes ? &w->slope.at[i] : NULL;
    double learned = 0;
    if (slope)
        set_zero(p, &w->tensor.at[i], slope);
    if (p->basis)
        learned += slope_basis_add(p->basis, &w->tensor.at[i], element, &w->memory, slope);
    w->novelty[i] = w->memory.nearest;
    if (p->model->weights)
        learned += primal_weights_dot(p->model->weights, &w->tensor.at[i]);
    if (p->model->weights && slope)
        add_weights(p, &w->tensor.at[i], slope);
    return learned;
}

/* What keeps the model from telling anything of a structure: keys that stand for atoms mean the same only where these are. */
static const char *refuse(const struct potential *p, const struct structure *s)
{
    const struct header *h = p->tensors;
    if (h->nspecies == 0 || structure_same_atoms(s->number, s->sample.atoms, h->species, h->nspecies))
        return NULL;
    return "species: atom needs the atoms of the training structures, in their order";
}

const char *potential_compute(struct potential *p, size_t thread, const struct structure *s, double *value,
                              struct gradient *derivatives)
{
    struct potential_work *w = &p->work[thread];
    size_t atoms = s->sample.atoms, n = p->atoms ? atoms : 1;
    double learned = 0, by = p->average ? 1 / (double)atoms : 1;
    unsigned missing;
    tensor_list_grow(&w->tensor, n);
    tensor_list_grow(&w->slope, n);
    w->novelty = mem_grow(w->novelty, &w->capacity, n, sizeof *w->novelty);
    w->n = n;
    const char *message = refuse(p, s);
    if (!message)
        message = tensor_maker_build(p->maker, thread, p->atoms, s, w->tensor.at);
    for (size_t i = 0; !message && i < n; i++)
        learned += by * learned_of(p, w, i, s->number[i], derivatives);
    if (!message && !model_predict(p->model, &s->sample, learned, value, &missing)) {
        snprintf(w->message, sizeof w->message, "it holds %s, which is in no training structure: the baseline cannot tell",
                 element_symbol(missing));
        return w->message;
    }
    if (message || !derivatives)
        return message;
    message = tensor_maker_adjoint(p->maker, thread, p->atoms, s, w->slope.at, derivatives);
    multiply(derivatives, by * (p->model->per_atom ? (double)atoms : 1));
    return message;
}

bool potential_has_novelty(const struct potential *p)
{
    return p->basis != NULL;
}

double potential_novelty(const struct potential *p, size_t thread, size_t *atom)
{
    const struct potential_work *w = &p->work[thread];
    size_t far = 0;
    for (size_t i = 1; i < w->n; i++)
        if (w->novelty[i] > w->novelty[far])
            far = i;
    *atom = p->atoms ? far + 1 : 0;
    return w->novelty[far];
}
