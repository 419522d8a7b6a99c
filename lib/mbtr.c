#include "mbtr.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/options.h"
#include "base/size.h"
#include "base/threads.h"
#include "kernel/part_panels.h"
#include "learn/model.h"
#include "learn/posterior.h"
#include "learn/potential.h"
#include "recipe/recipe.h"
#include "recipe/recipe_match.h"
#include "recipe/recipe_parse.h"
#include "structure/element.h"
#include "structure/structure.h"
#include "structure/structure_reader.h"
#include "tensor/representation.h"
#include "tensor/tensor_columns.h"
#include "tensor/tensor_maker.h"

struct mbtr_recipe {
    struct recipe *recipe;
    struct tensor_maker *maker;
    size_t nterms;
    struct layout *layout;
    double *scale;
    struct bin_basis **basis;
};

struct mbtr_structure {
    struct structure at;
};

struct mbtr_file {
    char *path;
    struct structure_reader *from; /* NULL after a failure */
};

struct mbtr_tensor {
    struct tensor at;
    struct layout *layout;
};

struct mbtr_model {
    struct model *model;
    struct recipe *recipe;       /* of a model that predicts from structures, else NULL */
    struct potential *potential; /* the same */
};

static _Thread_local const char *message = "";

/* Whether work came to its end. It has no threads but the caller's: results are the same on any number of processors, and a
   failure is never in a thread that cannot go back. */
static bool attempt(void (*work)(void *context), void *context)
{
    size_t before = threads_of_blas(1);
    const char *failure = die_attempt(work, context);
    threads_of_blas(before);
    if (failure)
        message = failure;
    return !failure;
}

const char *mbtr_version(void)
{
    return MBTR_VERSION;
}

const char *mbtr_message(void)
{
    return message;
}

struct recipe_call {
    const char *yaml;
    struct mbtr_recipe *made;
};

static void make_recipe(void *context)
{
    struct recipe_call *c = context;
    struct mbtr_recipe *r = mem_zero(1, sizeof *r);
    r->recipe = recipe_parse(c->yaml, "recipe", NULL);
    const struct representation *all = &r->recipe->representation;
    r->maker = tensor_maker_new(all, 1);
    r->nterms = all->nterms;
    r->layout = mem_new(r->nterms, sizeof *r->layout);
    r->scale = mem_new(r->nterms, sizeof *r->scale);
    representation_layout(all, r->layout);
    for (size_t i = 0; i < r->nterms; i++)
        r->scale[i] = representation_scale(all, i);
    r->basis = representation_bases(all);
    c->made = r;
}

struct mbtr_recipe *mbtr_recipe_new(const char *yaml)
{
    struct recipe_call c = {yaml, NULL};
    return attempt(make_recipe, &c) ? c.made : NULL;
}

void mbtr_recipe_free(struct mbtr_recipe *r)
{
    if (!r)
        return;
    tensor_maker_free(r->maker);
    recipe_free(r->recipe);
    free(r->layout);
    free(r->scale);
    representation_bases_free(r->basis, r->nterms);
    free(r);
}

struct structure_call {
    size_t atoms;
    const uint8_t *number;
    const double *position, *cell;
    const int *pbc;
    struct mbtr_structure *made;
};

static void make_structure(void *context)
{
    struct structure_call *c = context;
    struct mbtr_structure *made = mem_zero(1, sizeof *made);
    struct structure *s = &made->at;
    s->file = "structure";
    s->sample.id = mem_text("");
    s->sample.atoms = s->capacity = c->atoms;
    s->number = mem_new(c->atoms, sizeof *s->number);
    s->position = mem_new(c->atoms, sizeof *s->position);
    memcpy(s->number, c->number, c->atoms * sizeof *s->number);
    memcpy(s->position, c->position, c->atoms * sizeof *s->position);
    for (size_t i = 0; i < 9 && c->cell; i++)
        s->cell[i / 3][i % 3] = c->cell[i];
    for (size_t i = 0; i < 3 && c->pbc; i++)
        s->pbc[i] = c->pbc[i] != 0;
    const char *problem = structure_problem(s);
    if (problem) {
        mbtr_structure_free(made);
        die("%s", problem);
    }
    sample_count_elements(&s->sample, s->number);
    c->made = made;
}

struct mbtr_structure *mbtr_structure_new(size_t atoms, const uint8_t *number, const double *position, const double *cell,
                                          const int *pbc)
{
    struct structure_call c = {atoms, number, position, cell, pbc, NULL};
    return attempt(make_structure, &c) ? c.made : NULL;
}

void mbtr_structure_free(struct mbtr_structure *s)
{
    if (!s)
        return;
    structure_free(&s->at);
    free(s);
}

size_t mbtr_structure_atoms(const struct mbtr_structure *s)
{
    return s->at.sample.atoms;
}

const char *mbtr_structure_id(const struct mbtr_structure *s)
{
    return s->at.sample.id;
}

struct property_call {
    const struct mbtr_structure *structure;
    const char *name;
    double value;
};

static void find_property(void *context)
{
    struct property_call *c = context;
    const double *value = sample_property(&c->structure->at.sample, c->name);
    if (!value)
        die("there is no property '%s'", c->name);
    c->value = *value;
}

int mbtr_structure_property(const struct mbtr_structure *s, const char *name, double *value)
{
    struct property_call c = {s, name, 0};
    if (!attempt(find_property, &c))
        return -1;
    *value = c.value;
    return 0;
}

struct file_call {
    const char *path;
    struct mbtr_file *file;
    struct mbtr_structure *read;
};

static void open_file(void *context)
{
    struct file_call *c = context;
    struct mbtr_file *f = mem_zero(1, sizeof *f);
    f->path = mem_text(c->path);
    f->from = structure_reader_open(&f->path, 1, &(struct structure_options){0});
    c->file = f;
}

struct mbtr_file *mbtr_file_open(const char *path)
{
    struct file_call c = {path, NULL, NULL};
    return attempt(open_file, &c) ? c.file : NULL;
}

static void read_file(void *context)
{
    struct file_call *c = context;
    struct mbtr_structure *s = mem_zero(1, sizeof *s);
    if (!c->file->from)
        die("%s: reading failed before", c->file->path);
    if (structure_reader_next(c->file->from, &s->at)) {
        s->at.file = "structure"; /* the name goes with the file */
        c->read = s;
    } else
        mbtr_structure_free(s);
}

int mbtr_file_read(struct mbtr_file *f, struct mbtr_structure **to)
{
    struct file_call c = {NULL, f, NULL};
    bool whole = attempt(read_file, &c);
    *to = c.read;
    if (!whole)
        f->from = NULL;
    return !whole ? -1 : c.read ? 1 : 0;
}

void mbtr_file_free(struct mbtr_file *f)
{
    if (!f)
        return;
    structure_reader_close(f->from);
    free(f->path);
    free(f);
}

struct tensor_call {
    struct mbtr_recipe *recipe;
    const struct mbtr_structure *structure;
    struct mbtr_tensor *made;
};

static void make_tensor(void *context)
{
    struct tensor_call *c = context;
    struct mbtr_recipe *r = c->recipe;
    struct mbtr_tensor *t = mem_zero(1, sizeof *t);
    t->layout = mem_new(r->nterms, sizeof *t->layout);
    memcpy(t->layout, r->layout, r->nterms * sizeof *t->layout);
    const char *problem = tensor_maker_build(r->maker, 0, false, &c->structure->at, &t->at);
    if (problem) {
        mbtr_tensor_free(t);
        die("%s", problem);
    }
    c->made = t;
}

struct mbtr_tensor *mbtr_tensor_new(struct mbtr_recipe *r, const struct mbtr_structure *s)
{
    struct tensor_call c = {r, s, NULL};
    return attempt(make_tensor, &c) ? c.made : NULL;
}

void mbtr_tensor_free(struct mbtr_tensor *t)
{
    if (!t)
        return;
    tensor_free(&t->at);
    free(t->layout);
    free(t);
}

size_t mbtr_tensor_terms(const struct mbtr_tensor *t)
{
    return t->at.nterms;
}

size_t mbtr_tensor_blocks(const struct mbtr_tensor *t, size_t term)
{
    return t->at.term[term].n;
}

size_t mbtr_tensor_body(const struct mbtr_tensor *t, size_t term)
{
    return t->layout[term].body;
}

size_t mbtr_tensor_bins(const struct mbtr_tensor *t, size_t term)
{
    return t->layout[term].bins;
}

const uint16_t *mbtr_tensor_key(const struct mbtr_tensor *t, size_t term, size_t block)
{
    return t->at.term[term].key + block * t->layout[term].body;
}

const double *mbtr_tensor_block(const struct mbtr_tensor *t, size_t term, size_t block)
{
    return t->at.term[term].bin + block * t->layout[term].bins;
}

struct tensors_call {
    const struct mbtr_recipe *recipe;
    const struct mbtr_tensor *const *a, *const *b;
    size_t na, nb;
    double *to;
    size_t columns;
};

/* Ends the call unless all tensors have the layout of this recipe. */
static void check_layout(const struct layout *layout, size_t nterms, const struct mbtr_tensor *const *t, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (t[i]->at.nterms != nterms || !blocks_same_layout(t[i]->layout, layout, nterms))
            die("tensor %zu is of another recipe", i);
}

static void make_dense(void *context)
{
    struct tensors_call *c = context;
    if (c->na == 0)
        die("expected at least one tensor, found none");
    check_layout(c->a[0]->layout, c->a[0]->at.nterms, c->a, c->na);
    struct tensor_columns *columns = tensor_columns_new(c->a[0]->layout, c->a[0]->at.nterms);
    for (size_t i = 0; i < c->na; i++)
        tensor_columns_add(columns, &c->a[i]->at);
    c->columns = columns->n;
    c->to = mem_new(size_mul(c->na, columns->n), sizeof *c->to);
    for (size_t i = 0; i < c->na; i++)
        tensor_columns_fill(columns, &c->a[i]->at, c->to + i * columns->n);
    tensor_columns_free(columns);
}

double *mbtr_tensor_dense(const struct mbtr_tensor *const *t, size_t n, size_t *columns)
{
    struct tensors_call c = {.a = t, .na = n};
    if (!attempt(make_dense, &c))
        return NULL;
    *columns = c.columns;
    return c.to;
}

static struct part_panels *gather(const struct mbtr_recipe *r, const struct mbtr_tensor *const *t, size_t n,
                                  const struct part_panels *like)
{
    struct part_panels *p = part_panels_new(&r->recipe->kernel, r->layout, r->scale, r->basis, r->nterms, like);
    check_layout(r->layout, r->nterms, t, n);
    for (size_t i = 0; i < n; i++)
        part_panels_add(p, &t[i]->at);
    part_panels_finish(p);
    return p;
}

/* Tile by tile, in this thread alone, where a failure can end the call. */
static void compute_kernel(void *context)
{
    struct tensors_call *c = context;
    const struct mbtr_recipe *r = c->recipe;
    if (!r->recipe->kernel.part[0].function)
        die("the recipe has no kernel");
    if (kernel_takes_atoms(&r->recipe->kernel))
        die("the recipe's kernel is of atoms; these tensors are of structures");
    struct part_panels *columns = gather(r, c->b, c->nb, NULL), *rows = gather(r, c->a, c->na, columns);
    struct part_panels_memory memory = {0};
    for (size_t first = 0, last; first < c->na && c->nb > 0; first = last) {
        last = tile_last_row(first, c->na);
        for (size_t i = 0; i < tile_count(first, c->nb, false); i++) {
            struct tile t = part_panels_tile_of(rows, first, last, columns, false, i);
            part_panels_tile(rows, columns, t, false, &memory, c->to + first * c->nb + t.first_column, c->nb);
        }
    }
    part_panels_memory_free(&memory);
    part_panels_free(rows);
    part_panels_free(columns);
}

int mbtr_kernel(const struct mbtr_recipe *r, const struct mbtr_tensor *const *a, size_t na, const struct mbtr_tensor *const *b,
                size_t nb, double *to)
{
    struct tensors_call c = {.recipe = r, .a = a, .b = b, .na = na, .nb = nb, .to = to};
    return attempt(compute_kernel, &c) ? 0 : -1;
}

struct model_call {
    const char *path;
    struct mbtr_model *model;
    const struct mbtr_structure *structure;
    const double *row;
    double value;
};

static void read_model(void *context)
{
    struct model_call *c = context;
    struct mbtr_model *m = mem_zero(1, sizeof *m);
    char *path = mem_text(c->path);
    m->model = model_read(path);
    free(path);
    if (m->model->weights || m->model->slopes) {
        m->recipe = recipe_parse(m->model->recipe, "recipe", NULL);
        recipe_match_potential(m->recipe, m->model, "model");
        m->potential = potential_new(m->model, "model", &m->recipe->representation, &m->recipe->kernel, 1);
    }
    c->model = m;
}

struct mbtr_model *mbtr_model_read(const char *path)
{
    struct model_call c = {.path = path};
    return attempt(read_model, &c) ? c.model : NULL;
}

void mbtr_model_free(struct mbtr_model *m)
{
    if (!m)
        return;
    if (m->potential)
        potential_free(m->potential);
    recipe_free(m->recipe);
    model_free(m->model);
    free(m);
}

const char *mbtr_model_property(const struct mbtr_model *m)
{
    return m->model->property;
}

size_t mbtr_model_columns(const struct mbtr_model *m)
{
    return m->model->n;
}

static void predict(void *context)
{
    struct model_call *c = context;
    const struct model *m = c->model->model;
    const struct structure *s = &c->structure->at;
    unsigned missing;
    if (!c->model->potential != (c->row != NULL))
        die(c->row ? "this model predicts from structures, without a row of the kernel"
                   : "a model in dual form needs the structure's row of the kernel");
    const char *problem = c->row ? NULL : potential_compute(c->model->potential, 0, s, &c->value, NULL);
    if (problem)
        die("%s", problem);
    if (c->row && !model_predict(m, &s->sample, posterior_mean(c->row, m->alpha, m->n), &c->value, &missing))
        die("it holds %s, which is in no training structure: the baseline cannot tell", element_symbol(missing));
}

int mbtr_model_predict(struct mbtr_model *m, const struct mbtr_structure *s, const double *row, double *value)
{
    struct model_call c = {.model = m, .structure = s, .row = row};
    if (!attempt(predict, &c))
        return -1;
    *value = c.value;
    return 0;
}
