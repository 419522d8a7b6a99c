#include "recipe/recipe_text.h"

#include "base/bytes.h"
#include "recipe/correlation_section.h"
#include "recipe/field.h"
#include "recipe/kernel_section.h"
#include "recipe/search_section.h"

char *recipe_text(const struct recipe *r)
{
    struct bytes b = {0};
    bytes_print(&b, "representation:\n");
    for (size_t i = 0; i < r->nterms; i++) {
        bytes_print(&b, "  - ");
        field_print_section(term_fields_of(&r->terms[i]), &r->terms[i], &b);
        bytes_print(&b, "\n");
    }
    for (const struct field *f = top_fields; f->key; f++) {
        bytes_print(&b, "%s: ", f->key);
        field_print(f, r, &b);
        bytes_print(&b, "\n");
    }
    if (r->correlation.n > 0) {
        bytes_print(&b, "correlation: ");
        correlation_section_print(&r->correlation, &b);
        bytes_print(&b, "\n");
    }
    if (r->kernel.part[0].function) {
        bytes_print(&b, "kernel: ");
        kernel_section_print(&r->kernel, &b);
        bytes_print(&b, "\n");
    }
    bytes_print(&b, "regression: ");
    field_print_section(regression_fields, &r->regression, &b);
    bytes_print(&b, "\n");
    search_section_print(r, &b);
    return (char *)b.at;
}
