#include "tune/survey.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/available.h"
#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "geometry/neighbours.h"
#include "math/summary.h"
#include "structure/element.h"

struct named {
    char *name;
    struct summary values;
};

struct survey {
    double reach;
    size_t structures, periodic[4]; /* by the number of periodic directions */
    struct summary atoms;
    struct summary element[ELEMENT_MAX + 1];                   /* atoms per structure that holds it */
    struct summary distance[ELEMENT_MAX + 1][ELEMENT_MAX + 1]; /* the smaller atomic number first */
    struct named *property;
    size_t nproperties, capacity;
    struct neighbours neighbours;
};

struct survey *survey_new(double reach)
{
    struct survey *s = mem_zero(1, sizeof *s);
    s->reach = reach;
    s->neighbours.memory = available_memory();
    return s;
}

static void add_distance(struct survey *s, unsigned a, unsigned b, double distance)
{
    summary_add(a < b ? &s->distance[a][b] : &s->distance[b][a], distance);
}

static void add_finite(struct survey *s, const struct structure *x)
{
    char message[160];
    for (size_t i = 0; i < x->sample.atoms; i++) {
        const double *a = x->position[i];
        for (size_t j = i + 1; j < x->sample.atoms; j++) {
            const double *b = x->position[j];
            double d0 = a[0] - b[0], d1 = a[1] - b[1], d2 = a[2] - b[2];
            double distance = sqrt(d0 * d0 + d1 * d1 + d2 * d2);
            if (neighbours_problem(i, j, distance, message, sizeof message))
                die("%s:%zu: %s", x->file, x->line, message);
            add_distance(s, x->number[i], x->number[j], distance);
        }
    }
}

static void add_periodic(struct survey *s, const struct structure *x)
{
    struct neighbours *n = &s->neighbours;
    const char *message = neighbours_find(n, x, s->reach, NEIGHBOURS_ONCE);
    if (message)
        die("%s:%zu: %s", x->file, x->line, message);
    for (size_t i = 0; i < x->sample.atoms; i++)
        for (size_t k = n->start[i]; k < n->start[i + 1]; k++) {
            const struct neighbour *other = &n->list[k];
            add_distance(s, x->number[i], x->number[other->atom], other->distance);
        }
}

static void add_property(struct survey *s, const struct property *p)
{
    size_t i = 0;
    while (i < s->nproperties && strcmp(s->property[i].name, p->name) != 0)
        i++;
    if (i == s->nproperties) {
        s->property = mem_grow(s->property, &s->capacity, i + 1, sizeof *s->property);
        s->property[s->nproperties++] = (struct named){.name = mem_text(p->name)};
    }
    summary_add(&s->property[i].values, p->value);
}

void survey_add(struct survey *s, const struct structure *x)
{
    const struct sample *sample = &x->sample;
    s->structures++;
    s->periodic[x->pbc[0] + x->pbc[1] + x->pbc[2]]++;
    summary_add(&s->atoms, (double)sample->atoms);
    for (size_t i = 0; i < sample->nelements; i++)
        summary_add(&s->element[sample->elements[i].number], (double)sample->elements[i].count);
    for (size_t i = 0; i < sample->nproperties; i++)
        add_property(s, &sample->properties[i]);
    if (x->pbc[0] || x->pbc[1] || x->pbc[2])
        add_periodic(s, x);
    else
        add_finite(s, x);
}

bool survey_periodic(const struct survey *s)
{
    return s->periodic[0] < s->structures;
}

void survey_distances(const struct survey *s, double *shortest, double *longest)
{
    *shortest = INFINITY;
    *longest = 0;
    for (unsigned a = 1; a <= ELEMENT_MAX; a++)
        for (unsigned b = a; b <= ELEMENT_MAX; b++)
            if (s->distance[a][b].count > 0) {
                *shortest = fmin(*shortest, s->distance[a][b].min);
                *longest = fmax(*longest, s->distance[a][b].max);
            }
}

const char *survey_property(const struct survey *s, size_t i)
{
    return i < s->nproperties ? s->property[i].name : NULL;
}

void survey_title(const struct survey *s, struct bytes *to)
{
    const char *before = "of ";
    bytes_print(to, "%zu structures ", s->structures);
    for (unsigned z = 1; z <= ELEMENT_MAX; z++) {
        if (s->element[z].count == 0)
            continue;
        bytes_print(to, "%s%s", before, element_symbol(z));
        before = ", ";
    }
}

static void print_row(struct output *out, const char *what, const char *name, const struct summary *s)
{
    if (s->count > 0)
        output_print(out, "%s\t%s\t%zu\t%.10g\t%.10g\t%.10g\t%.10g\n", what, name, s->count, s->min, s->mean, s->max,
                     summary_std(s));
}

static void print_distances(const struct survey *s, struct output *out)
{
    for (unsigned a = 1; a <= ELEMENT_MAX; a++)
        for (unsigned b = a; b <= ELEMENT_MAX; b++) {
            const char *first = element_symbol(a), *second = element_symbol(b);
            bool swap = strcmp(first, second) > 0;
            char name[8];
            snprintf(name, sizeof name, "%s-%s", swap ? second : first, swap ? first : second);
            print_row(out, "distance", name, &s->distance[a][b]);
        }
}

/* How many structures lack a property that others have. */
static void print_missing(struct output *out, const struct named *p, size_t structures)
{
    if (p->values.count < structures)
        output_print(out, "missing\t%s\t%zu\t\t\t\t\n", p->name, structures - p->values.count);
}

void survey_print(const struct survey *s, struct output *out)
{
    output_print(out, "what\tname\tcount\tmin\tmean\tmax\tstd\n");
    output_print(out, "structures\t\t%zu\t\t\t\t\n", s->structures);
    for (int i = 0; i < 4; i++)
        output_print(out, "periodic\t%d\t%zu\t\t\t\t\n", i, s->periodic[i]);
    print_row(out, "atoms", "", &s->atoms);
    for (unsigned z = 1; z <= ELEMENT_MAX; z++)
        print_row(out, "element", element_symbol(z), &s->element[z]);
    print_distances(s, out);
    for (size_t i = 0; i < s->nproperties; i++)
        print_row(out, "property", s->property[i].name, &s->property[i].values);
    for (size_t i = 0; i < s->nproperties; i++)
        print_missing(out, &s->property[i], s->structures);
}

void survey_free(struct survey *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->nproperties; i++)
        free(s->property[i].name);
    free(s->property);
    neighbours_free(&s->neighbours);
    free(s);
}
