#include "structure/sample.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "structure/element.h"

const char *const sample_per_names[] = {[PER_STRUCTURE] = "structure", [PER_ATOM] = "atom", NULL};

void sample_free(struct sample *s)
{
    for (size_t i = 0; i < s->nproperties; i++)
        free(s->properties[i].name);
    free(s->properties);
    free(s->elements);
    free(s->id);
    *s = (struct sample){0};
}

struct sample sample_copy(const struct sample *s)
{
    struct sample to = *s;
    to.id = mem_text(s->id);
    to.elements = mem_new(s->nelements, sizeof *to.elements);
    to.properties = mem_new(s->nproperties, sizeof *to.properties);
    memcpy(to.elements, s->elements, s->nelements * sizeof *to.elements);
    for (size_t i = 0; i < s->nproperties; i++)
        to.properties[i] = (struct property){mem_text(s->properties[i].name), s->properties[i].value};
    return to;
}

struct sample sample_of_atom(char *id, unsigned number)
{
    struct sample s = {.id = id, .atoms = 1, .elements = mem_new(1, sizeof *s.elements), .nelements = 1};
    s.elements[0] = (struct element_count){number, 1};
    return s;
}

const double *sample_property(const struct sample *s, const char *name)
{
    for (size_t i = 0; i < s->nproperties; i++)
        if (strcmp(s->properties[i].name, name) == 0)
            return &s->properties[i].value;
    return NULL;
}

void sample_property_names(const struct sample *s, struct bytes *text)
{
    for (size_t i = 0; i < s->nproperties; i++)
        bytes_print(text, "%s%s", i ? ", " : "", s->properties[i].name);
    if (s->nproperties == 0)
        bytes_print(text, "none (--columns of what reads the structures names bare numbers in comment lines)");
}

size_t sample_count(const struct sample *s, unsigned number)
{
    for (size_t i = 0; i < s->nelements && s->elements[i].number <= number; i++)
        if (s->elements[i].number == number)
            return s->elements[i].count;
    return 0;
}

static void put_element(struct bytes *text, const struct element_count *e)
{
    if (e->count == 1)
        bytes_print(text, "%s", element_symbol(e->number));
    else
        bytes_print(text, "%s%zu", element_symbol(e->number), e->count);
}

/* Hill's order is alphabetical, with carbon and then hydrogen in front where there is carbon
   (E. A. Hill, J. Am. Chem. Soc. 22, 478, 1900). */
static int hill_rank(unsigned number, bool carbon)
{
    return carbon && number == 6 ? 0 : carbon && number == 1 ? 1 : 2;
}

static bool hill_before(const struct element_count *a, const struct element_count *b, bool carbon)
{
    int ra = hill_rank(a->number, carbon), rb = hill_rank(b->number, carbon);
    if (ra != rb)
        return ra < rb;
    return strcmp(element_symbol(a->number), element_symbol(b->number)) < 0;
}

/* The element that follows the last one, the first after NULL; NULL when there is none. */
static const struct element_count *hill_next(const struct sample *s, const struct element_count *last, bool carbon)
{
    const struct element_count *next = NULL;
    for (size_t i = 0; i < s->nelements; i++) {
        const struct element_count *e = &s->elements[i];
        if ((!last || hill_before(last, e, carbon)) && (!next || hill_before(e, next, carbon)))
            next = e;
    }
    return next;
}

void sample_formula(const struct sample *s, struct bytes *text)
{
    bool carbon = sample_count(s, 6) > 0;
    const struct element_count *e = NULL;
    while ((e = hill_next(s, e, carbon)))
        put_element(text, e);
}

void sample_count_elements(struct sample *s, const uint8_t *number)
{
    size_t count[UINT8_MAX + 1] = {0}, n = 0;
    for (size_t i = 0; i < s->atoms; i++)
        n += count[number[i]]++ == 0;
    s->elements = mem_resize(s->elements, n, sizeof *s->elements);
    s->nelements = 0;
    for (unsigned z = 0; s->nelements < n; z++)
        if (count[z])
            s->elements[s->nelements++] = (struct element_count){z, count[z]};
}
