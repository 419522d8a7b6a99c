#include "recipe/kernel_section.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "recipe/section.h"
#include "stream/kernel_label.h"

static const struct kernel_part default_part = {.sigma = NAN, .weight = 1, .terms = KERNEL_ALL};

static const char *const form_names[] = {[KERNEL_SUM] = "sum", [KERNEL_PRODUCT] = "product"};
/* Of a part; a plain kernel has the one of a product. */
static const struct field *const form_fields[] = {kernel_product_fields, kernel_sum_fields, kernel_product_fields};

static void make_plain(struct kernel *k)
{
    k->form = KERNEL_PLAIN;
    k->n = 1;
    k->part[0] = default_part;
}

void kernel_section_default(struct kernel *k)
{
    *k = (struct kernel){0};
    make_plain(k);
}

/* That the representation has the terms which a part names. */
static void check_terms(struct yaml *y, const yaml_node_t *part, size_t nterms)
{
    const yaml_node_t *terms = yaml_find(y, part, "terms", "a part");
    size_t n = terms ? yaml_length(y, terms, "a list of terms") : 0, term;
    for (size_t i = 0; i < n; i++) {
        const yaml_node_t *element = yaml_element(y, terms, i);
        if (number_count(yaml_text(y, element, "a term"), &term) && term > nterms)
            yaml_die(y, element, "the representation has no term %zu", term);
    }
}

static void set_parts(struct kernel *k, enum kernel_form form, struct yaml *y, const yaml_node_t *n, size_t nterms)
{
    const char *what = form == KERNEL_SUM ? "a part of a sum" : "a part of a product";
    k->form = form;
    k->n = yaml_length(y, n, "a list of kernels");
    if (k->n == 0)
        yaml_die(y, n, "the %s has no part", form_names[form]);
    if (k->n > KERNEL_PARTS)
        yaml_die(y, n, "the %s has more than %d parts", form_names[form], KERNEL_PARTS);
    for (size_t p = 0; p < k->n; p++) {
        const yaml_node_t *part = yaml_element(y, n, p);
        k->part[p] = default_part;
        section_set(form_fields[form], &k->part[p], y, part, what);
        check_terms(y, part, nterms);
    }
}

/* Sets the keys besides its parts that a sum or product has. */
static void set_rest(struct kernel *k, struct yaml *y, const yaml_node_t *n)
{
    size_t pairs = yaml_pairs(y, n, "kernel");
    for (size_t i = 0; i < pairs; i++) {
        const yaml_node_t *key = yaml_key(y, n, i);
        const char *text = yaml_text(y, key, "a key");
        const struct field *f = field_find(kernel_atom_fields, text);
        if (f)
            section_set_field(f, k, y, yaml_value(y, n, i));
        else if (strcmp(text, form_names[k->form]) != 0)
            yaml_die(y, key, "unknown key '%s'; a kernel with '%s' has 'atoms', 'match' or 'environments' besides", text,
                     form_names[k->form]);
    }
}

void kernel_section_set(struct kernel *k, struct yaml *y, const yaml_node_t *n, size_t nterms)
{
    for (enum kernel_form form = KERNEL_SUM; form <= KERNEL_PRODUCT; form++) {
        const yaml_node_t *parts = yaml_find(y, n, form_names[form], "kernel");
        if (parts) {
            set_parts(k, form, y, parts, nterms);
            set_rest(k, y, n);
            return;
        }
    }
    if (k->form != KERNEL_PLAIN)
        make_plain(k);
    section_set(kernel_fields, k, y, n, "a kernel without 'sum' or 'product'");
}

const struct field *kernel_section_field(struct kernel *k, const char *path, void **section)
{
    char *end;
    unsigned long i = strtoul(path, &end, 10);
    if (k->form == KERNEL_PLAIN || end == path) {
        *section = k;
        return field_find(k->form == KERNEL_PLAIN ? kernel_fields : kernel_atom_fields, path);
    }
    if (*end != '.' || i < 1 || i > k->n)
        return NULL;
    *section = &k->part[i - 1];
    return field_find(form_fields[k->form], end + 1);
}

const char *kernel_section_problem(const struct kernel *k, size_t nterms)
{
    static _Thread_local char text[120];
    for (size_t p = 0; p < k->n; p++) {
        const struct kernel_part *part = &k->part[p];
        char place[40] = "";
        if (k->form != KERNEL_PLAIN)
            snprintf(place, sizeof place, "part %zu: ", p + 1);
        text[0] = '\0';
        if (!part->function && (k->form != KERNEL_PLAIN || !isnan(part->sigma)))
            snprintf(text, sizeof text, "kernel: %s'function' is missing", place);
        else if (part->function && isnan(part->sigma) && part->function->measure != MEASURE_DOT)
            snprintf(text, sizeof text, "kernel: %s'sigma' is missing, which the %s kernel takes", place, part->function->name);
        for (size_t i = nterms; part->terms != KERNEL_ALL && i < KERNEL_TERMS; i++)
            if (part->terms >> i & 1)
                snprintf(text, sizeof text, "kernel: %sthe representation has no term %zu", place, i + 1);
        if (text[0])
            return text;
    }
    return NULL;
}

static void print_parts(const struct kernel *k, struct bytes *to)
{
    bytes_print(to, "%s: [", form_names[k->form]);
    for (size_t p = 0; p < k->n; p++) {
        bytes_print(to, p ? ", " : "");
        section_print(form_fields[k->form], &k->part[p], to);
    }
    bytes_print(to, "]");
}

void kernel_section_print(const struct kernel *k, struct bytes *to)
{
    bytes_print(to, "{");
    if (kernel_takes_atoms(k) || k->environments > 0) {
        section_print_keys(kernel_atom_fields, k, to);
        bytes_print(to, ", ");
    }
    if (k->form == KERNEL_PLAIN)
        section_print_keys(form_fields[k->form], k->part, to);
    else
        print_parts(k, to);
    bytes_print(to, "}");
}

struct kernel_label kernel_section_label(const struct kernel *k)
{
    const struct kernel_part *part = k->part;
    struct bytes text = {0};
    if (k->form == KERNEL_PLAIN && !kernel_takes_atoms(k) && k->environments == 0)
        return (struct kernel_label){.function = mem_text(part->function->name),
                                     .sigma = part->function->measure == MEASURE_DOT ? 0 : part->sigma};
    kernel_section_print(k, &text);
    return (struct kernel_label){.function = (char *)text.at};
}
