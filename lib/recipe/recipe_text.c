#include "recipe/recipe_text.h"

#include "base/bytes.h"
#include "recipe/correlation_section.h"
#include "recipe/kernel_section.h"
#include "recipe/search_section.h"
#include "recipe/section.h"
#include "recipe/symmetry_section.h"

char *recipe_text(const struct recipe *r)
{
    struct bytes b = {0};
    bytes_print(&b, "representation:\n");
    const struct representation *all = &r->representation;
    for (size_t i = 0; i < all->nterms; i++) {
        bytes_print(&b, "  - ");
        section_print(all->row->fields, representation_term(all, i), &b);
        bytes_print(&b, "\n");
    }
    for (const struct field *f = recipe_fields; f->key; f++) {
        bytes_print(&b, "%s: ", f->key);
        section_print_field(f, r, &b);
        bytes_print(&b, "\n");
    }
    if (all->symmetry.kind != SYMMETRY_NONE) {
        bytes_print(&b, "symmetry: ");
        symmetry_section_print(&all->symmetry, &b);
        bytes_print(&b, "\n");
    }
    if (all->correlation.n > 0) {
        bytes_print(&b, "correlation: ");
        correlation_section_print(&all->correlation, &b);
        bytes_print(&b, "\n");
    }
    if (r->kernel.part[0].function) {
        bytes_print(&b, "kernel: ");
        kernel_section_print(&r->kernel, &b);
        bytes_print(&b, "\n");
    }
    bytes_print(&b, "regression: ");
    section_print(regression_fields, &r->regression, &b);
    bytes_print(&b, "\n");
    search_section_print(r, &b);
    return (char *)b.at;
}

static void print_term(const struct recipe *r, size_t term, bool scale, struct bytes *to)
{
    for (const struct field *f = r->representation.row->fields; f->key; f++)
        if (scale || !recipe_is_scale(f)) {
            bytes_print(to, "%s: ", f->key);
            section_print_field(f, representation_term(&r->representation, term), to);
            bytes_print(to, "\n");
        }
}

static void print_rest(const struct recipe *r, struct bytes *to)
{
    section_print(recipe_fields, r, to);
    if (r->representation.correlation.n > 0)
        correlation_section_print(&r->representation.correlation, to);
}

void recipe_text_tensors(const struct recipe *r, bool scales, struct bytes *to)
{
    for (size_t i = 0; i < r->representation.nterms; i++)
        print_term(r, i, scales, to);
    print_rest(r, to);
}

void recipe_text_term(const struct recipe *r, size_t term, bool scale, struct bytes *to)
{
    print_term(r, term, scale, to);
    print_rest(r, to);
}
