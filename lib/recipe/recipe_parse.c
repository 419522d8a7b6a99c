#include "recipe/recipe_parse.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "learn/baseline.h"
#include "recipe/correlation_section.h"
#include "recipe/kernel_section.h"
#include "recipe/recipe_path.h"
#include "recipe/search_section.h"
#include "recipe/section.h"
#include "recipe/symmetry_section.h"

/* The row whose terms have the key that this one has. */
static const struct representation_row *row_of(struct yaml *y, const yaml_node_t *term)
{
    const struct representation_row *const *row = representation_table, *found = NULL;
    for (; *row; row++)
        if ((*row)->key ? yaml_find(y, term, (*row)->key, "a term") != NULL : !found)
            found = *row;
    return found;
}

static void set_term(struct representation *r, size_t i, struct yaml *y, const yaml_node_t *n)
{
    char what[80] = "a term";
    if (r->row->key)
        snprintf(what, sizeof what, "a term with '%s'", r->row->key);
    memcpy(representation_term(r, i), r->row->term, r->row->term_size);
    section_set(r->row->fields, representation_term(r, i), y, n, what);
}

static void set_representation(struct representation *r, struct yaml *y, const yaml_node_t *n)
{
    r->nterms = yaml_length(y, n, "a list of terms");
    if (r->nterms == 0)
        yaml_die(y, n, "the representation has no term");
    if (r->nterms > KERNEL_TERMS)
        yaml_die(y, n, "the representation has more than %d terms", KERNEL_TERMS);
    r->row = row_of(y, yaml_element(y, n, 0));
    r->terms = mem_resize(r->terms, r->nterms, r->row->term_size);
    for (size_t i = 0; i < r->nterms; i++) {
        const struct representation_row *row = row_of(y, yaml_element(y, n, i));
        if (row != r->row)
            die("%s: term %zu of the representation: terms with and without '%s' do not mix", y->name, i + 1,
                row->key ? row->key : r->row->key);
        set_term(r, i, y, yaml_element(y, n, i));
    }
}

static void set_section(struct recipe *r, const char *key, struct yaml *y, const yaml_node_t *place, const yaml_node_t *n)
{
    const struct field *f = field_find(recipe_fields, key);
    if (f)
        section_set_field(f, r, y, n);
    else if (strcmp(key, "representation") == 0)
        set_representation(&r->representation, y, n);
    else if (strcmp(key, "correlation") == 0)
        correlation_section_set(&r->representation.correlation, y, n);
    else if (strcmp(key, "symmetry") == 0)
        symmetry_section_set(&r->representation.symmetry, y, n);
    else if (strcmp(key, "kernel") == 0)
        kernel_section_set(&r->kernel, y, n, r->representation.nterms);
    else if (strcmp(key, "regression") == 0)
        section_set(regression_fields, &r->regression, y, n, "regression");
    else if (strcmp(key, "search") == 0)
        search_section_set(r, y, n);
    else
        yaml_die(y, place,
                 "unknown key '%s'; a recipe has 'representation', 'species', 'symmetry', 'correlation', "
                 "'normalize', 'kernel', 'regression' and 'search'",
                 key);
}

static void forget_replaced(struct texts *replaced)
{
    for (size_t i = 0; i < replaced->n; i++)
        free(replaced->at[i]);
    free(replaced->at);
    *replaced = (struct texts){0};
}

/* A search that comes after the sections that were replaced is meant for them. */
static void note_replaced(struct texts *replaced, const char *section)
{
    if (strcmp(section, "search") == 0) {
        forget_replaced(replaced);
        return;
    }
    replaced->at = mem_grow(replaced->at, &replaced->capacity, replaced->n + 1, sizeof *replaced->at);
    replaced->at[replaced->n++] = mem_text(section);
}

/* Sets one value, or a section, and takes note of sections. */
static void override(struct recipe *r, const char *setting, struct texts *replaced)
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
    const struct field *f = recipe_path_find(r, path, &section);
    if (f)
        section_set_field(f, section, &y, yaml_root(&y));
    else if (strchr(path, '.'))
        die("%s: the recipe has no '%s'", (char *)name.at, path);
    else {
        set_section(r, path, &y, yaml_root(&y), yaml_root(&y));
        note_replaced(replaced, path);
    }
    yaml_unload(&y);
    bytes_free(&name);
    free(path);
}

/* Reads all sections, the kernel's last, because it may name terms. */
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
        kernel_section_set(&r->kernel, y, kernel, r->representation.nterms);
}

/* A name that -s, which adds to a section, can take back. */
static void forget_none(char **name)
{
    if (*name && strcmp(*name, "none") == 0) {
        free(*name);
        *name = NULL;
    }
}

struct recipe *recipe_parse(const char *text, const char *name, const struct texts *set)
{
    struct recipe *r = mem_zero(1, sizeof *r);
    struct texts replaced = {0};
    struct yaml y;
    r->name = name;
    kernel_section_default(&r->kernel);
    r->regression = (struct regression){.lambda = NAN,
                                        .lambda_energy = NAN,
                                        .noise_energy = NAN,
                                        .noise_forces = NAN,
                                        .noise_stress = NAN,
                                        .baseline = baseline_table};
    yaml_load(&y, text, name, false);
    set_sections(r, &y);
    yaml_unload(&y);
    for (size_t i = 0; set && i < set->n; i++)
        override(r, set->at[i], &replaced);
    forget_none(&r->regression.forces);
    forget_none(&r->regression.stress);
    const char *problem = recipe_problem(r);
    if (problem)
        die("%s: %s", name, problem);
    search_section_check(r, &replaced, name);
    forget_replaced(&replaced);
    return r;
}
