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
#include "recipe/field.h"
#include "recipe/kernel_section.h"
#include "tensor/coulomb.h"

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
    const char *problem = kernel_section_problem(&r->kernel, r->nterms);
    if (problem)
        return problem;
    if (r->by_atom && r->correlation.n > 0)
        return "'correlation' is between elements and does not go with 'species: atom'";
    return NULL;
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

void recipe_forget_search(struct recipe *r)
{
    for (size_t i = 0; i < r->nsearch; i++) {
        for (size_t j = 0; j < r->search[i].nnames; j++)
            free(r->search[i].names[j]);
        free(r->search[i].names);
        free(r->search[i].path);
    }
    free(r->search);
    r->search = NULL;
    r->nsearch = 0;
}

void recipe_free(struct recipe *r)
{
    if (!r)
        return;
    recipe_forget_search(r);
    correlation_free(&r->correlation);
    free(r->regression.property);
    free(r->terms);
    free(r);
}

struct representation recipe_representation(const struct recipe *r)
{
    return (struct representation){r->terms, r->nterms, r->normalize, r->by_atom, &r->correlation};
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
