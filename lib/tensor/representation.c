#include "tensor/representation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "tensor/coulomb.h"
#include "tensor/many_body.h"

const struct representation_row *const representation_table[] = {&many_body_row, &coulomb_row, NULL};

void representation_free(struct representation *r)
{
    correlation_free(&r->correlation);
    symmetry_free(&r->symmetry);
    free(r->terms);
    *r = (struct representation){0};
}

void *representation_term(const struct representation *r, size_t term)
{
    return (char *)r->terms + term * r->row->term_size;
}

double representation_scale(const struct representation *r, size_t term)
{
    return *(const double *)representation_term(r, term);
}

double *representation_scales(const struct representation *r)
{
    double *scale = mem_new(r->nterms, sizeof *scale);
    for (size_t i = 0; i < r->nterms; i++)
        scale[i] = representation_scale(r, i);
    return scale;
}

void representation_layout(const struct representation *r, struct layout *to)
{
    for (size_t i = 0; i < r->nterms; i++)
        r->row->layout(representation_term(r, i), &to[i]);
}

struct bin_basis **representation_bases(const struct representation *r)
{
    struct bin_basis **basis = mem_zero(r->nterms, sizeof *basis);
    for (size_t i = 0; r->row->basis && i < r->nterms; i++)
        basis[i] = r->row->basis(representation_term(r, i));
    return basis;
}

void representation_bases_free(struct bin_basis **basis, size_t nterms)
{
    for (size_t i = 0; i < nterms; i++)
        bin_basis_free(basis[i]);
    free(basis);
}

void *representation_copy_terms(const struct representation *r)
{
    void *copy = mem_new(r->nterms, r->row->term_size);
    memcpy(copy, r->terms, r->nterms * r->row->term_size);
    return copy;
}

struct representation representation_of_term(const struct representation *r, size_t term)
{
    struct representation one = *r;
    one.terms = representation_term(r, term);
    one.nterms = 1;
    return one;
}

const char *representation_problem(const struct representation *r)
{
    static _Thread_local char text[160];
    const char *detail = "";
    for (size_t i = 0; i < r->nterms; i++) {
        const char *problem = r->row->problem(r, i, &detail);
        if (problem) {
            snprintf(text, sizeof text, "term %zu of the representation: %s%s", i + 1, problem, detail);
            return text;
        }
    }
    return r->row->whole_problem(r);
}

const char *representation_rough(const struct representation *r, bool periodic)
{
    static _Thread_local char text[240];
    for (size_t i = 0; i < r->nterms; i++) {
        const char *problem = r->row->rough ? r->row->rough(representation_term(r, i), periodic)
                                            : "its representation has no derivatives";
        if (problem) {
            snprintf(text, sizeof text, "term %zu of the representation: %s", i + 1, problem);
            return text;
        }
    }
    return NULL;
}

void representation_expect(const struct representation *r, const struct representation_row *row, const char *name)
{
    if (r->row != row)
        die("%s: its terms are %s, which %s computes", name, r->row->many, r->row->program);
}
