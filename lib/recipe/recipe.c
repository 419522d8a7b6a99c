#include "recipe/recipe.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/say.h"
#include "geometry/broadening.h"
#include "geometry/geometry_functions.h"
#include "geometry/weighting_functions.h"
#include "learn/baseline.h"
#include "recipe/correlate.h"
#include "recipe/field.h"
#include "recipe/kernels.h"
#include "recipe/path.h"
#include "recipe/search.h"
#include "tensor/coulomb.h"

static const struct term default_term = {
    .weighting = weighting_functions, .sigma = NAN, .scale = 1, .length = NAN, .reach = INFINITY};

static void set_representation(struct recipe *r, struct yaml *y, const yaml_node_t *n)
{
    r->nterms = yaml_length(y, n, "a list of terms");
    if (r->nterms == 0)
        yaml_die(y, n, "the representation has no term");
    if (r->nterms > KERNEL_TERMS)
        yaml_die(y, n, "the representation has more than %d terms", KERNEL_TERMS);
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
        kernel_set(&r->kernel, y, n, r->nterms);
    else if (strcmp(key, "regression") == 0)
        fields_set(regression_fields, &r->regression, y, n, "regression");
    else if (strcmp(key, "search") == 0)
        search_set(r, y, n);
    else
        yaml_die(y, place,
                 "unknown key '%s'; a recipe has 'representation', 'species', 'correlation', 'normalize', "
                 "'kernel', 'regression' and 'search'",
                 key);
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
    const struct field *f = path_find(r, path, &section);
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

/* What no single key tells of a term: what is wrong, and a name that goes with it; NULL when all is well. */
static const char *term_problem(const struct term *t, const char **detail)
{
    *detail = "";
    if (t->matrix)
        return NULL;
    if (t->body == 0)
        return "'body' is missing";
    if (!t->geometry)
        return "'geometry' is missing";
    if (isnan(t->sigma))
        return "'sigma' is missing";
    if (t->bins == 0)
        return "'grid' is missing";
    *detail = t->geometry->name;
    if (t->geometry->body != t->body)
        return "the body does not fit the geometry function ";
    *detail = t->weighting->name;
    if (!(t->weighting->bodies & 1u << t->body))
        return "the body does not fit the weighting ";
    if (t->weighting->takes_length && isnan(t->length))
        return "'length' is missing, which the weighting takes: ";
    *detail = "";
    if (t->taper > 0 && !(t->taper <= t->reach && isfinite(t->reach)))
        return "'taper' needs a 'reach' that is at least as long";
    if (t->sigma * (double)t->bins > SIGMA_MAX * (t->grid[1] - t->grid[0]))
        return "'sigma' is more than 10000 bins wide";
    return NULL;
}

/* The same for terms among each other. Matrices are a representation of their own. */
static const char *matrix_problem(const struct recipe *r, const struct term *t, const char **detail)
{
    *detail = "";
    if (!r->terms[0].matrix != !t->matrix)
        return "terms with and without 'matrix' do not mix";
    if (!t->matrix || !r->by_atom || t->matrix->by_place)
        return NULL;
    *detail = t->matrix->name;
    return "'species: atom' does not go with the matrix ";
}

void recipe_settle(struct recipe *r)
{
    for (size_t i = 0; i < r->nterms; i++)
        if (r->terms[i].matrix) {
            r->terms[i].body = r->terms[i].matrix->entries;
            r->terms[i].bins = 1;
        }
}

const char *recipe_problem(const struct recipe *r)
{
    static char text[160];
    const char *detail;
    if (r->nterms == 0)
        return "the recipe has no 'representation'";
    for (size_t i = 0; i < r->nterms; i++) {
        const char *problem = term_problem(&r->terms[i], &detail);
        if (!problem)
            problem = matrix_problem(r, &r->terms[i], &detail);
        if (problem) {
            snprintf(text, sizeof text, "term %zu of the representation: %s%s", i + 1, problem, detail);
            return text;
        }
    }
    if (r->terms[0].matrix && (r->normalize != NORMALIZE_NONE || r->correlation.n > 0))
        return "'normalize' and 'correlation' do not go with 'matrix'";
    const char *problem = kernel_problem(&r->kernel, r->nterms);
    if (problem)
        return problem;
    if (r->by_atom && r->correlation.n > 0)
        return "'correlation' is between elements and does not go with 'species: atom'";
    return NULL;
}

/* All sections, the kernel last, which may name terms. */
static void set_sections(struct recipe *r, struct yaml *y)
{
    static const char what[] = "a map of sections";
    const yaml_node_t *root = yaml_root(y), *kernel = yaml_find(y, root, "kernel", what);
    size_t pairs = yaml_pairs(y, root, what);
    for (size_t i = 0; i < pairs; i++) {
        const yaml_node_t *key = yaml_key(y, root, i), *value = yaml_value(y, root, i);
        if (value != kernel)
            set_section(r, yaml_text(y, key, "a key"), y, key, value);
    }
    if (kernel)
        kernel_set(&r->kernel, y, kernel, r->nterms);
}

struct recipe *recipe_parse(const char *text, const char *name, const struct texts *set)
{
    struct recipe *r = mem_zero(1, sizeof *r);
    struct yaml y;
    r->name = name;
    kernel_default(&r->kernel);
    r->regression = (struct regression){.lambda = NAN, .baseline = baseline_table};
    yaml_load(&y, text, name, false);
    set_sections(r, &y);
    yaml_unload(&y);
    for (size_t i = 0; set && i < set->n; i++)
        override(r, set->at[i]);
    recipe_settle(r);
    const char *problem = recipe_problem(r);
    if (problem)
        die("%s: %s", name, problem);
    search_check(r, name);
    return r;
}

void recipe_need(const struct recipe *r, unsigned needs)
{
    const struct {
        enum need need;
        bool there;
        const char *path;
    } all[] = {{NEED_PROPERTY, r->regression.property != NULL, "regression.property"},
               {NEED_LAMBDA, !isnan(r->regression.lambda), "regression.lambda"},
               {NEED_KERNEL, r->kernel.part[0].function != NULL, "kernel"},
               {NEED_SEARCH, r->nsearch > 0, "search"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (needs & all[i].need && !all[i].there)
            die("%s: the recipe lacks '%s', which %s needs: add it, or give it by -s", r->name, all[i].path,
                say_name());
}

void recipe_free(struct recipe *r)
{
    if (!r)
        return;
    search_free(r);
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
        fields_print(term_fields_of(&r->terms[i]), &r->terms[i], &b);
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
    if (r->kernel.part[0].function) {
        bytes_print(&b, "kernel: ");
        kernel_print(&r->kernel, &b);
        bytes_print(&b, "\n");
    }
    bytes_print(&b, "regression: ");
    fields_print(regression_fields, &r->regression, &b);
    bytes_print(&b, "\n");
    search_print(r, &b);
    return (char *)b.at;
}

/* The first key in which two terms differ, scales aside; NULL when there is none. */
static const char *term_difference(const struct term *a, const struct term *b)
{
    if (!a->matrix != !b->matrix)
        return "matrix";
    for (const struct field *f = term_fields_of(a); f->key; f++) {
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
