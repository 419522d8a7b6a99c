#include "stream/header.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "stream/item.h"

static const char *const holds_names[] = {"tensor", "kernel", "model", "factor", NULL};

const char *header_holds_name(enum holds holds)
{
    return holds_names[holds];
}

struct header header_of_tensors(const char *by, const char *recipe, size_t nterms, bool local)
{
    return (struct header){.holds = HOLDS_TENSOR,
                           .by = mem_text(by),
                           .recipe = mem_text(recipe),
                           .nterms = nterms,
                           .terms = mem_zero(nterms, sizeof(struct layout)),
                           .local = local};
}

static struct header header_of(enum holds holds, const char *by, const char *recipe, const struct kernel_label *kernel)
{
    return (struct header){
        .holds = holds, .by = mem_text(by), .recipe = mem_text(recipe), .kernel = kernel_label_copy(kernel)};
}

struct header header_of_kernel(const char *by, const char *recipe, const struct kernel_label *kernel, size_t ncolumns,
                               bool symmetric)
{
    struct header h = header_of(HOLDS_KERNEL, by, recipe, kernel);
    h.symmetric = symmetric;
    h.ncolumns = ncolumns;
    h.columns = mem_zero(ncolumns, sizeof *h.columns);
    return h;
}

struct header header_of_model(const char *by, const char *recipe, const struct kernel_label *kernel,
                              struct model_label model)
{
    struct header h = header_of(HOLDS_MODEL, by, recipe, kernel);
    h.model = model;
    return h;
}

struct header header_of_factor(const char *by, const char *recipe, const struct kernel_label *kernel,
                               struct model_label model, size_t ncolumns, double variance)
{
    struct header h = header_of_kernel(by, recipe, kernel, ncolumns, true);
    h.holds = HOLDS_FACTOR;
    h.model = model;
    h.variance = variance;
    return h;
}

void header_free(struct header *h)
{
    struct model_label *m = &h->model;
    char *texts[] = {h->by, h->recipe, h->kernel.function, h->kernel.digest, m->property, m->baseline, m->per};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    for (size_t i = 0; i < h->ncolumns; i++)
        free(h->columns[i]);
    free(h->columns);
    free(h->terms);
    free(h->species);
    free(m->numbers);
    free(m->coefficient);
    *h = (struct header){0};
}

bool header_is_primal(const struct header *h)
{
    return h->holds == HOLDS_MODEL && h->nterms > 0;
}

void header_copy_terms(struct header *to, const struct header *from)
{
    to->nterms = from->nterms;
    to->terms = mem_new(from->nterms, sizeof *to->terms);
    for (size_t i = 0; i < from->nterms; i++)
        to->terms[i] = from->terms[i];
    to->local = from->local;
    to->nspecies = from->nspecies;
    to->species = mem_new(from->nspecies, sizeof *to->species);
    for (size_t i = 0; i < from->nspecies; i++)
        to->species[i] = from->species[i];
}

struct header header_of_same_tensors(const struct header *like)
{
    struct header h = {.holds = HOLDS_TENSOR, .recipe = mem_text(like->recipe)};
    header_copy_terms(&h, like);
    return h;
}

static void put_terms(struct bytes *b, const struct header *h)
{
    item_put_text(b, "terms");
    item_put_array(b, h->nterms);
    for (size_t i = 0; i < h->nterms; i++) {
        item_put_map(b, 4);
        item_put_text(b, "body");
        item_put_count(b, h->terms[i].body);
        item_put_text(b, "bins");
        item_put_count(b, h->terms[i].bins);
        item_put_text(b, "start");
        item_put_double(b, h->terms[i].start);
        item_put_text(b, "stop");
        item_put_double(b, h->terms[i].stop);
    }
}

static void put_species(struct bytes *b, const struct header *h)
{
    item_put_text(b, "local");
    item_put_bool(b, h->local);
    item_put_text(b, "species");
    item_put_array(b, h->nspecies);
    for (size_t i = 0; i < h->nspecies; i++)
        item_put_count(b, h->species[i]);
}

static void put_kernel(struct bytes *b, const struct header *h)
{
    item_put_text(b, "kernel");
    item_put_map(b, 3);
    item_put_text(b, "function");
    item_put_text(b, h->kernel.function);
    item_put_text(b, "sigma");
    item_put_double(b, h->kernel.sigma);
    item_put_text(b, "digest");
    item_put_text(b, h->kernel.digest);
}

static void put_columns(struct bytes *b, const struct header *h)
{
    item_put_text(b, "symmetric");
    item_put_bool(b, h->symmetric);
    item_put_text(b, "columns");
    item_put_array(b, h->ncolumns);
    for (size_t i = 0; i < h->ncolumns; i++)
        item_put_text(b, h->columns[i]);
}

static void put_model(struct bytes *b, const struct model_label *m)
{
    item_put_text(b, "regression");
    item_put_map(b, 5);
    item_put_text(b, "property");
    item_put_text(b, m->property);
    item_put_text(b, "lambda");
    item_put_double(b, m->lambda);
    item_put_text(b, "per");
    item_put_text(b, m->per);
    item_put_text(b, "baseline");
    item_put_text(b, m->baseline);
    item_put_text(b, "coefficients");
    item_put_map(b, m->ncoefficients);
    for (size_t i = 0; i < m->ncoefficients; i++) {
        item_put_count(b, m->numbers[i]);
        item_put_double(b, m->coefficient[i]);
    }
}

void header_encode(const struct header *h, struct bytes *b)
{
    static const size_t pairs[] = {[HOLDS_TENSOR] = 7, [HOLDS_KERNEL] = 7, [HOLDS_MODEL] = 6, [HOLDS_FACTOR] = 9};
    item_put_map(b, pairs[h->holds] + (header_is_primal(h) ? 3 : 0));
    item_put_text(b, "stream");
    item_put_text(b, STREAM_FORMAT);
    item_put_text(b, "holds");
    item_put_text(b, header_holds_name(h->holds));
    item_put_text(b, "by");
    item_put_text(b, h->by);
    item_put_text(b, "recipe");
    item_put_text(b, h->recipe);
    if (h->holds == HOLDS_TENSOR || header_is_primal(h)) {
        put_terms(b, h);
        put_species(b, h);
    }
    if (h->holds != HOLDS_TENSOR)
        put_kernel(b, h);
    if (h->holds == HOLDS_KERNEL || h->holds == HOLDS_FACTOR)
        put_columns(b, h);
    if (h->holds == HOLDS_MODEL || h->holds == HOLDS_FACTOR)
        put_model(b, &h->model);
    if (h->holds == HOLDS_FACTOR) {
        item_put_text(b, "variance");
        item_put_double(b, h->variance);
    }
}

static void get_terms(struct cursor *c, struct header *h)
{
    static const char *const names[] = {"body", "bins", "start", "stop", NULL};
    size_t n = item_get_array(c);
    for (size_t i = 0, capacity = 0; i < n; i++) {
        h->terms = mem_grow(h->terms, &capacity, h->nterms + 1, sizeof *h->terms);
        struct layout *t = &h->terms[h->nterms++];
        uint64_t body = 0;
        *t = (struct layout){0};
        for (size_t pairs = item_get_map(c); pairs > 0; pairs--)
            switch (item_get_name(c, names)) {
            case 0:
                body = item_get_count(c);
                break;
            case 1:
                t->bins = item_get_size(c);
                break;
            case 2:
                t->start = item_get_double(c);
                break;
            case 3:
                t->stop = item_get_double(c);
                break;
            default:
                item_skip(c);
            }
        if (body < 1 || body > KEY_MAX || t->bins < 1 || t->bins > BINS_MAX)
            item_die(c, "a term without atoms or bins, or with more of them than there are");
        t->body = (unsigned)body;
    }
}

/* Texts that are there twice must not leak. */
static void get_text_into(struct cursor *c, char **to)
{
    free(*to);
    *to = item_get_text(c);
}

static void get_kernel(struct cursor *c, struct kernel_label *k)
{
    static const char *const names[] = {"function", "sigma", "digest", NULL};
    for (size_t pairs = item_get_map(c); pairs > 0; pairs--)
        switch (item_get_name(c, names)) {
        case 0:
            get_text_into(c, &k->function);
            break;
        case 1:
            k->sigma = item_get_double(c);
            break;
        case 2:
            get_text_into(c, &k->digest);
            break;
        default:
            item_skip(c);
        }
}

static void get_columns(struct cursor *c, struct header *h)
{
    size_t n = item_get_array(c);
    for (size_t capacity = 0; h->ncolumns < n; h->ncolumns++) {
        h->columns = mem_grow(h->columns, &capacity, h->ncolumns + 1, sizeof *h->columns);
        h->columns[h->ncolumns] = item_get_text(c);
    }
}

static void get_species(struct cursor *c, struct header *h)
{
    size_t n = item_get_array(c);
    for (size_t capacity = 0; h->nspecies < n; h->nspecies++) {
        h->species = mem_grow(h->species, &capacity, h->nspecies + 1, sizeof *h->species);
        uint64_t number = item_get_count(c);
        if (number < 1 || number > 118)
            item_die(c, "an unknown element");
        h->species[h->nspecies] = (uint8_t)number;
    }
}

static void get_coefficients(struct cursor *c, struct model_label *m)
{
    size_t n = item_get_map(c), capacity = 0, capacities = 0;
    for (; m->ncoefficients < n; m->ncoefficients++) {
        m->numbers = mem_grow(m->numbers, &capacity, m->ncoefficients + 1, sizeof *m->numbers);
        m->coefficient = mem_grow(m->coefficient, &capacities, m->ncoefficients + 1, sizeof *m->coefficient);
        m->numbers[m->ncoefficients] = (unsigned)item_get_count(c);
        m->coefficient[m->ncoefficients] = item_get_double(c);
    }
}

static void get_model(struct cursor *c, struct model_label *m)
{
    static const char *const names[] = {"property", "lambda", "per", "baseline", "coefficients", NULL};
    for (size_t pairs = item_get_map(c); pairs > 0; pairs--)
        switch (item_get_name(c, names)) {
        case 0:
            get_text_into(c, &m->property);
            break;
        case 1:
            m->lambda = item_get_double(c);
            break;
        case 2:
            get_text_into(c, &m->per);
            break;
        case 3:
            get_text_into(c, &m->baseline);
            break;
        case 4:
            get_coefficients(c, m);
            break;
        default:
            item_skip(c);
        }
}

static void check_format(struct cursor *c)
{
    char *format = item_get_text(c);
    if (strcmp(format, STREAM_FORMAT) != 0)
        die("%s: byte %zu: a stream of another version: expected '%s', found '%s'", c->file, c->offset, STREAM_FORMAT,
            format);
    free(format);
}

static void check_complete(const struct cursor *c, const struct header *h)
{
    const struct model_label *m = &h->model;
    bool label = h->kernel.function && h->kernel.digest, model = m->property && m->per && m->baseline;
    bool complete = h->by && h->recipe && (h->holds == HOLDS_TENSOR ? h->nterms > 0 : label);
    if (!complete || ((h->holds == HOLDS_MODEL || h->holds == HOLDS_FACTOR) && !model))
        item_die(c, "the header is not complete");
}

void header_decode(struct cursor *c, struct header *h)
{
    static const char *const names[] = {"stream",  "holds",      "by",    "recipe",  "terms",    "kernel", "symmetric",
                                        "columns", "regression", "local", "species", "variance", NULL};
    *h = (struct header){.holds = HOLDS_ANY};
    for (size_t pairs = item_get_map(c); pairs > 0; pairs--)
        switch (item_get_name(c, names)) {
        case 0:
            check_format(c);
            break;
        case 1:
            h->holds = (enum holds)item_get_name(c, holds_names);
            break;
        case 2:
            get_text_into(c, &h->by);
            break;
        case 3:
            get_text_into(c, &h->recipe);
            break;
        case 4:
            get_terms(c, h);
            break;
        case 5:
            get_kernel(c, &h->kernel);
            break;
        case 6:
            h->symmetric = item_get_bool(c);
            break;
        case 7:
            get_columns(c, h);
            break;
        case 8:
            get_model(c, &h->model);
            break;
        case 9:
            h->local = item_get_bool(c);
            break;
        case 10:
            get_species(c, h);
            break;
        case 11:
            h->variance = item_get_double(c);
            break;
        default:
            item_skip(c);
        }
    if (h->holds == HOLDS_KERNEL || h->holds == HOLDS_FACTOR)
        h->nterms = 0;
    if (h->holds == HOLDS_ANY)
        item_die(c, "a stream that holds neither tensors nor kernel rows, a model or a factor");
    check_complete(c, h);
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_terms(const struct header *a, const struct header *b)
{
    if (a->nterms != b->nterms)
        return false;
    for (size_t i = 0; i < a->nterms; i++) {
        const struct layout *p = &a->terms[i], *q = &b->terms[i];
        if (p->body != q->body || p->bins != q->bins || p->start != q->start || p->stop != q->stop)
            return false;
    }
    return true;
}

const char *header_difference(const struct header *a, const struct header *b)
{
    if (a->holds != b->holds)
        return "what they hold";
    if (!same_text(a->recipe, b->recipe) || !same_terms(a, b))
        return "the recipe";
    if (a->local != b->local || a->nspecies != b->nspecies ||
        (a->nspecies > 0 && memcmp(a->species, b->species, a->nspecies) != 0))
        return "the atoms that a record stands for";
    if (!same_text(a->kernel.function, b->kernel.function) || a->kernel.sigma != b->kernel.sigma ||
        !same_text(a->kernel.digest, b->kernel.digest))
        return "the kernel or its training set";
    if (a->holds == HOLDS_MODEL || a->symmetric || b->symmetric)
        return "which rows they hold: models, factors and symmetric kernels cannot be joined";
    return NULL;
}
