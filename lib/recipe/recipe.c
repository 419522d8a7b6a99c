#include "recipe/recipe.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/say.h"
#include "recipe/kernel_section.h"
#include "recipe/section.h"

static const char *const species_names[] = {"element", "atom", NULL};
static const char *const normalize_names[] = {"none", "l2", "atoms", NULL};

const struct field recipe_fields[] = {
    FIELD_NAMES_OF(recipe, "species", representation.by_atom, FIELD_EITHER, species_names),
    FIELD_NAMES_OF(recipe, "normalize", representation.normalize, FIELD_CHOICE, normalize_names),
    {0},
};

/* Forces and stress are derivatives of a structure's total. */
static const char *regression_problem(const struct regression *g)
{
    bool derivatives = g->forces || g->stress;
    if (g->of_atoms && g->per_atom)
        return "regression: 'per: atom' is of structures and does not go with 'of: atoms'";
    if (derivatives && g->of_atoms)
        return "regression: 'forces' and 'stress' are of structures and do not go with 'of: atoms'";
    if (derivatives && g->per_atom)
        return "regression: 'forces' and 'stress' are of totals and do not go with 'per: atom'";
    if (!isnan(g->lambda_energy) && !isnan(g->noise_energy))
        return "regression: 'lambda_energy' and 'noise_energy' are two ways to weigh the property: give one";
    return NULL;
}

const char *recipe_problem(const struct recipe *r)
{
    const struct representation *all = &r->representation;
    if (all->nterms == 0)
        return "the recipe has no 'representation'";
    const char *problem = representation_problem(all);
    if (!problem)
        problem = kernel_section_problem(&r->kernel, all->nterms);
    if (problem)
        return problem;
    if (all->by_atom && all->correlation.n > 0)
        return "'correlation' is between elements and does not go with 'species: atom'";
    if (!all->by_atom && all->symmetry.kind != SYMMETRY_NONE)
        return "'symmetry' is of atoms and needs 'species: atom'";
    if (r->kernel.match == MATCH_CORRELATION && all->correlation.n == 0)
        return "kernel: 'match: correlation' needs a 'correlation'";
    if (all->correlation.rank > all->correlation.n)
        return "'correlation' has a 'rank' above its number of elements";
    if (r->regression.of_atoms && r->kernel.atoms != ATOMS_NONE)
        return "regression: 'of: atoms' goes with a kernel between atoms, 'atoms: none'";
    return regression_problem(&r->regression);
}

bool recipe_takes_atoms(const struct recipe *r)
{
    return kernel_takes_atoms(&r->kernel) || r->regression.of_atoms;
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
            die("%s: the recipe lacks '%s', which %s needs: add it, or give it by -s", r->name, all[i].path, say_name());
}

void recipe_free_search(struct search *s)
{
    for (size_t j = 0; j < s->nnames; j++)
        free(s->names[j]);
    free(s->names);
    free(s->path);
}

void recipe_forget_search(struct recipe *r)
{
    for (size_t i = 0; i < r->nsearch; i++)
        recipe_free_search(&r->search[i]);
    free(r->search);
    r->search = NULL;
    r->nsearch = 0;
}

void recipe_free(struct recipe *r)
{
    if (!r)
        return;
    recipe_forget_search(r);
    representation_free(&r->representation);
    free(r->regression.property);
    free(r->regression.forces);
    free(r->regression.stress);
    free(r);
}

bool recipe_is_scale(const struct field *key)
{
    return strcmp(key->key, "scale") == 0;
}

/* The first key in which term i of two representations of one row differs, scales aside; NULL when there is none. */
static const char *term_difference(const struct representation *a, const struct representation *b, size_t i)
{
    for (const struct field *f = a->row->fields; f->key; f++) {
        struct bytes p = {0}, q = {0};
        if (recipe_is_scale(f))
            continue;
        section_print_field(f, representation_term(a, i), &p);
        section_print_field(f, representation_term(b, i), &q);
        bool same = p.length == q.length && (p.length == 0 || memcmp(p.at, q.at, p.length) == 0);
        bytes_free(&p);
        bytes_free(&q);
        if (!same)
            return f->key;
    }
    return NULL;
}

const char *recipe_difference(const struct recipe *one, const struct recipe *other)
{
    static _Thread_local char place[80];
    const struct representation *a = &one->representation, *b = &other->representation;
    if (a->nterms != b->nterms)
        return "the number of terms";
    if (a->normalize != b->normalize)
        return "normalize";
    if (a->by_atom != b->by_atom)
        return "species";
    if (!symmetry_same(&a->symmetry, &b->symmetry))
        return "symmetry";
    if (!correlation_same(&a->correlation, &b->correlation))
        return "correlation";
    for (size_t i = 0; i < a->nterms; i++) {
        const char *key = a->row == b->row ? term_difference(a, b, i) : a->row->key ? a->row->key : b->row->key;
        if (key) {
            snprintf(place, sizeof place, "representation.%zu.%s", i + 1, key);
            return place;
        }
    }
    return NULL;
}
