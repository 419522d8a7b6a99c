#include "recipe/recipe_parse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "geometry/weighting_functions.h"
#include "learn/baseline.h"
#include "recipe/correlation_section.h"
#include "recipe/field.h"
#include "recipe/kernel_section.h"
#include "recipe/path.h"
#include "recipe/search_section.h"

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
            field_set_section(matrix_fields, &r->terms[i], y, term, "a term with 'matrix'");
        else
            field_set_section(term_fields, &r->terms[i], y, term, "a term");
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
        correlation_section_set(&r->correlation, y, n);
    else if (strcmp(key, "kernel") == 0)
        kernel_section_set(&r->kernel, y, n, r->nterms);
    else if (strcmp(key, "regression") == 0)
        field_set_section(regression_fields, &r->regression, y, n, "regression");
    else if (strcmp(key, "search") == 0)
        search_section_set(r, y, n);
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
        kernel_section_set(&r->kernel, y, kernel, r->nterms);
}

struct recipe *recipe_parse(const char *text, const char *name, const struct texts *set)
{
    struct recipe *r = mem_zero(1, sizeof *r);
    struct yaml y;
    r->name = name;
    kernel_section_default(&r->kernel);
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
    search_section_check(r, name);
    return r;
}
