#include "recipe/recipe.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "geometry/broadening.h"
#include "geometry/geometry.h"
#include "geometry/weighting.h"
#include "learn/baseline.h"
#include "recipe/correlate.h"
#include "recipe/field.h"
#include "tensor/coulomb.h"

static const struct term default_term = {
    .weighting = weighting_table, .sigma = NAN, .scale = 1, .length = NAN, .reach = INFINITY};

static void set_representation(struct recipe *r, struct yaml *y, const yaml_node_t *n)
{
    r->nterms = yaml_length(y, n, "a list of terms");
    if (r->nterms == 0)
        yaml_die(y, n, "the representation has no term");
    r->terms = mem_resize(r->terms, r->nterms, sizeof *r->terms);
    for (size_t i = 0; i < r->nterms; i++) {
        const yaml_node_t *term = yaml_element(y, n, i);
        r->terms[i] = default_term;
        if (yaml_find(y, term, "matrix", "a term"))
            fields_set(matrix_fields, &r->terms[i], y, term, "a term with 'matrix'");
        else
            fields_set(term_fields, &r->terms[i], y, term, "a term");
    }
}

static const struct field *fields_of(const struct term *t)
{
    return t->matrix ? matrix_fields : term_fields;
}

static void free_search(struct recipe *r)
{
    for (size_t i = 0; i < r->nsearch; i++)
        free(r->search[i].path);
    free(r->search);
    r->search = NULL;
    r->nsearch = 0;
}

static void set_search(struct recipe *r, struct yaml *y, const yaml_node_t *n)
{
    size_t pairs = yaml_pairs(y, n, "a map of paths");
    free_search(r);
    r->search = mem_new(pairs, sizeof *r->search);
    for (size_t i = 0; i < pairs; i++) {
        struct search *s = &r->search[r->nsearch++];
        *s = (struct search){mem_text(yaml_text(y, yaml_key(y, n, i), "a path")), NAN, NAN, NAN, NAN};
        fields_set(search_fields, s, y, yaml_value(y, n, i), "a search range");
        if (!(s->min <= s->start && s->start <= s->max && s->factor > 1))
            yaml_die(y, yaml_value(y, n, i), "a search range needs min <= start <= max and a factor above 1");
    }
}

static void set_section(struct recipe *r, const char *key, struct yaml *y, const yaml_node_t *place,
                        const yaml_node_t *n)
{
    const struct field *f = field_find(top_fields, key);
    if (f)
        field_set(f, r, y, n);
    else if (strcmp(key, "representation") == 0)
        set_representation(r, y, n);
    else if (strcmp(key, "correlation") == 0)
        correlation_set(&r->correlation, y, n);
    else if (strcmp(key, "kernel") == 0)
        fields_set(kernel_fields, &r->kernel, y, n, "kernel");
    else if (strcmp(key, "regression") == 0)
        fields_set(regression_fields, &r->regression, y, n, "regression");
    else if (strcmp(key, "search") == 0)
        set_search(r, y, n);
    else
        yaml_die(y, place, "unknown key '%s'; a recipe has 'representation', 'species', 'correlation', 'normalize', "
                 "'kernel', 'regression' and 'search'", key);
}

/* The field that a path such as kernel.sigma or representation.1.sigma leads to, and the section it is in; NULL when
   there is none. */
static const struct field *find_path(struct recipe *r, const char *path, void **section)
{
    static const char first[] = "representation.";
    if (strncmp(path, "kernel.", 7) == 0) {
        *section = &r->kernel;
        return field_find(kernel_fields, path + 7);
    }
    if (strncmp(path, "regression.", 11) == 0) {
        *section = &r->regression;
        return field_find(regression_fields, path + 11);
    }
    if (strncmp(path, first, sizeof first - 1) != 0)
        return NULL;
    char *end;
    unsigned long i = strtoul(path + sizeof first - 1, &end, 10);
    if (*end != '.' || i < 1 || i > r->nterms)
        return NULL;
    *section = &r->terms[i - 1];
    return field_find(fields_of(&r->terms[i - 1]), end + 1);
}

static void override(struct recipe *r, const char *setting)
{
    const char *equals = strchr(setting, '=');
    struct bytes name = {0};
    struct yaml y;
    void *section;
    if (!equals || equals == setting)
        die_usage("-s: expected PATH=VALUE, found '%s'", setting);
    char *path = mem_text_n(setting, (size_t)(equals - setting));
    bytes_print(&name, "-s %s", setting);
    yaml_load(&y, equals + 1, (char *)name.at, true);
    const struct field *f = find_path(r, path, &section);
    if (f)
        field_set(f, section, &y, yaml_root(&y));
    else if (strchr(path, '.'))
        die("%s: the recipe has no '%s'", (char *)name.at, path);
    else
        set_section(r, path, &y, yaml_root(&y), yaml_root(&y));
    yaml_unload(&y);
    bytes_free(&name);
    free(path);
}

static _Noreturn void term_die(const char *name, size_t i, const char *message, const char *detail)
{
    die("%s: term %zu of the representation: %s%s", name, i + 1, message, detail);
}

/* What no single key tells. */
static void check_term(const struct term *t, size_t i, const char *name)
{
    if (t->matrix)
        return;
    if (t->body == 0 || !t->geometry || isnan(t->sigma) || t->bins == 0)
        term_die(name, i, t->body == 0 ? "'body'" : !t->geometry ? "'geometry'" : isnan(t->sigma) ? "'sigma'" : "'grid'",
                 " is missing");
    if (t->geometry->body != t->body)
        term_die(name, i, "the body does not fit the geometry function ", t->geometry->name);
    if (!(t->weighting->bodies & 1u << t->body))
        term_die(name, i, "the body does not fit the weighting ", t->weighting->name);
    if (t->weighting->takes_length && isnan(t->length))
        term_die(name, i, "'length' is missing, which the weighting takes: ", t->weighting->name);
    if (t->taper > 0 && !(t->taper <= t->reach && isfinite(t->reach)))
        term_die(name, i, "'taper' needs a 'reach' that is at least as long", "");
    if (t->sigma * (double)t->bins > SIGMA_MAX * (t->grid[1] - t->grid[0]))
        term_die(name, i, "'sigma' is more than 10000 bins wide", "");
}

/* Matrices are a representation of their own; their keys and the one bin of each block follow from the table. */
static void check_matrices(struct recipe *r, const char *name)
{
    bool matrices = r->terms[0].matrix;
    for (size_t i = 0; i < r->nterms; i++) {
        struct term *t = &r->terms[i];
        if (matrices != (t->matrix != NULL))
            term_die(name, i, "terms with and without 'matrix' do not mix", "");
        if (matrices && r->by_atom && !t->matrix->by_place)
            term_die(name, i, "'species: atom' does not go with the matrix ", t->matrix->name);
        if (matrices) {
            t->body = t->matrix->entries;
            t->bins = 1;
        }
    }
    if (matrices && (r->normalize != NORMALIZE_NONE || r->correlation.n > 0))
        die("%s: 'normalize' and 'correlation' do not go with 'matrix'", name);
}

static void check(struct recipe *r, const char *name)
{
    if (r->nterms == 0)
        die("%s: the recipe has no 'representation'", name);
    for (size_t i = 0; i < r->nterms; i++)
        check_term(&r->terms[i], i, name);
    check_matrices(r, name);
    if (!r->kernel.function && !isnan(r->kernel.sigma))
        die("%s: kernel: 'function' is missing", name);
    if (r->kernel.function && isnan(r->kernel.sigma) && r->kernel.function->measure != MEASURE_DOT)
        die("%s: kernel: 'sigma' is missing, which the %s kernel takes", name, r->kernel.function->name);
    if (r->by_atom && r->correlation.n > 0)
        die("%s: 'correlation' is between elements and does not go with 'species: atom'", name);
    for (size_t i = 0; i < r->nsearch; i++) {
        void *section;
        const struct field *f = find_path(r, r->search[i].path, &section);
        if (!f || f->kind != FIELD_NUMBER)
            die("%s: search: the recipe has no number '%s'", name, r->search[i].path);
    }
}

struct recipe *recipe_parse(const char *text, const char *name, const struct texts *set)
{
    struct recipe *r = mem_zero(1, sizeof *r);
    struct yaml y;
    r->kernel.sigma = NAN;
    r->regression = (struct regression){.lambda = NAN, .baseline = baseline_table};
    yaml_load(&y, text, name, false);
    const yaml_node_t *root = yaml_root(&y);
    size_t pairs = yaml_pairs(&y, root, "a map of sections");
    for (size_t i = 0; i < pairs; i++) {
        const yaml_node_t *key = yaml_key(&y, root, i);
        set_section(r, yaml_text(&y, key, "a key"), &y, key, yaml_value(&y, root, i));
    }
    yaml_unload(&y);
    for (size_t i = 0; set && i < set->n; i++)
        override(r, set->at[i]);
    check(r, name);
    return r;
}

void recipe_free(struct recipe *r)
{
    if (!r)
        return;
    free_search(r);
    correlation_free(&r->correlation);
    free(r->regression.property);
    free(r->terms);
    free(r);
}

struct representation recipe_representation(const struct recipe *r)
{
    return (struct representation){r->terms, r->nterms, r->normalize, r->by_atom, &r->correlation};
}

char *recipe_text(const struct recipe *r)
{
    struct bytes b = {0};
    bytes_print(&b, "representation:\n");
    for (size_t i = 0; i < r->nterms; i++) {
        bytes_print(&b, "  - ");
        fields_print(fields_of(&r->terms[i]), &r->terms[i], &b);
        bytes_print(&b, "\n");
    }
    for (const struct field *f = top_fields; f->key; f++) {
        bytes_print(&b, "%s: ", f->key);
        field_print(f, r, &b);
        bytes_print(&b, "\n");
    }
    if (r->correlation.n > 0) {
        bytes_print(&b, "correlation: ");
        correlation_print(&r->correlation, &b);
        bytes_print(&b, "\n");
    }
    if (r->kernel.function) {
        bytes_print(&b, "kernel: ");
        fields_print(kernel_fields, &r->kernel, &b);
        bytes_print(&b, "\n");
    }
    bytes_print(&b, "regression: ");
    fields_print(regression_fields, &r->regression, &b);
    bytes_print(&b, "\n%s", r->nsearch ? "search:\n" : "");
    for (size_t i = 0; i < r->nsearch; i++) {
        bytes_print(&b, "  %s: ", r->search[i].path);
        fields_print(search_fields, &r->search[i], &b);
        bytes_print(&b, "\n");
    }
    return (char *)b.at;
}

/* The first key in which two terms differ, scales aside; NULL when there is none. */
static const char *term_difference(const struct term *a, const struct term *b)
{
    if (!a->matrix != !b->matrix)
        return "matrix";
    for (const struct field *f = fields_of(a); f->key; f++) {
        struct bytes p = {0}, q = {0};
        if (strcmp(f->key, "scale") == 0)
            continue;
        field_print(f, a, &p);
        field_print(f, b, &q);
        bool same = p.length == q.length && (p.length == 0 || memcmp(p.at, q.at, p.length) == 0);
        bytes_free(&p);
        bytes_free(&q);
        if (!same)
            return f->key;
    }
    return NULL;
}

static bool correlations_differ(const struct correlation *a, const struct correlation *b)
{
    return a->n != b->n || (a->n > 0 && (memcmp(a->number, b->number, a->n * sizeof *a->number) != 0 ||
                                         memcmp(a->matrix, b->matrix, a->n * a->n * sizeof *a->matrix) != 0));
}

const char *recipe_difference(const struct recipe *a, const struct recipe *b)
{
    static char place[80];
    if (a->nterms != b->nterms)
        return "the number of terms";
    if (a->normalize != b->normalize)
        return "normalize";
    if (a->by_atom != b->by_atom)
        return "species";
    if (correlations_differ(&a->correlation, &b->correlation))
        return "correlation";
    for (size_t i = 0; i < a->nterms; i++) {
        const char *key = term_difference(&a->terms[i], &b->terms[i]);
        if (key) {
            snprintf(place, sizeof place, "representation.%zu.%s", i + 1, key);
            return place;
        }
    }
    return NULL;
}
