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
    size_t structures; /* of vectors and tensors: those that have them whole */
};

/* In the order in which they came. */
struct named_list {
    struct named *at;
    size_t n, capacity;
};

struct survey {
    double reach;
    size_t structures, natoms, periodic[4]; /* by the number of periodic directions */
    struct summary atoms;
    struct summary element[ELEMENT_MAX + 1];                   /* atoms per structure that holds it */
    struct summary distance[ELEMENT_MAX + 1][ELEMENT_MAX + 1]; /* the smaller atomic number first */
    struct named_list property, of_atom;
    struct named_list vector, norm, tensor; /* components of vectors, their lengths, components of tensors */
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

/* What there is of this name, so far. */
static struct named *entry_of(struct named_list *l, const char *name)
{
    size_t i = 0;
    while (i < l->n && strcmp(l->at[i].name, name) != 0)
        i++;
    if (i == l->n) {
        l->at = mem_grow(l->at, &l->capacity, i + 1, sizeof *l->at);
        l->at[l->n++] = (struct named){.name = mem_text(name)};
    }
    return &l->at[i];
}

static struct summary *values_of(struct named_list *l, const char *name)
{
    return &entry_of(l, name)->values;
}

static void add_properties(struct survey *s, const struct structure *x)
{
    const struct named_values *p = &x->of_atoms;
    for (size_t i = 0; i < x->sample.nproperties; i++)
        summary_add(values_of(&s->property, x->sample.properties[i].name), x->sample.properties[i].value);
    for (size_t i = 0; i < p->n; i++) {
        struct summary *values = values_of(&s->of_atom, p->name[i]);
        for (size_t a = 0; a < x->sample.atoms; a++)
            if (!isnan(p->value[a * p->n + i]))
                summary_add(values, p->value[a * p->n + i]);
    }
}

static bool any_missing(const double *x, size_t n)
{
    while (n > 0 && !isnan(*x))
        x++, n--;
    return n > 0;
}

static void add_vectors(struct survey *s, const struct structure *x)
{
    const struct named_values *v = &x->vectors;
    for (size_t i = 0; i < v->n; i++) {
        struct named *vector = entry_of(&s->vector, v->name[i]), *norm = entry_of(&s->norm, v->name[i]);
        size_t missing = 0;
        for (size_t a = 0; a < x->sample.atoms; a++) {
            const double *c = v->value + 3 * (a * v->n + i);
            missing += any_missing(c, 3);
            if (any_missing(c, 3))
                continue;
            for (int k = 0; k < 3; k++)
                summary_add(&vector->values, c[k]);
            summary_add(&norm->values, hypot(hypot(c[0], c[1]), c[2]));
        }
        vector->structures += missing == 0;
        norm->structures += missing == 0;
    }
}

static void add_tensors(struct survey *s, const struct structure *x)
{
    const struct named_values *v = &x->tensors;
    for (size_t i = 0; i < v->n; i++) {
        struct named *tensor = entry_of(&s->tensor, v->name[i]);
        if (any_missing(v->value + 9 * i, 9))
            continue;
        for (size_t k = 0; k < 9; k++)
            summary_add(&tensor->values, v->value[9 * i + k]);
        tensor->structures++;
    }
}

void survey_add(struct survey *s, const struct structure *x)
{
    const struct sample *sample = &x->sample;
    s->structures++;
    s->natoms += sample->atoms;
    s->periodic[x->pbc[0] + x->pbc[1] + x->pbc[2]]++;
    summary_add(&s->atoms, (double)sample->atoms);
    for (size_t i = 0; i < sample->nelements; i++)
        summary_add(&s->element[sample->elements[i].number], (double)sample->elements[i].count);
    add_properties(s, x);
    add_vectors(s, x);
    add_tensors(s, x);
    if (x->pbc[0] || x->pbc[1] || x->pbc[2])
        add_periodic(s, x);
    else
        add_finite(s, x);
}

bool survey_periodic(const struct survey *s)
{
    return s->periodic[0] < s->structures;
}

bool survey_has_element(const struct survey *s, unsigned number)
{
    return s->element[number].count > 0;
}

size_t survey_elements(const struct survey *s)
{
    size_t n = 0;
    for (unsigned z = 1; z <= ELEMENT_MAX; z++)
        n += survey_has_element(s, z);
    return n;
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
    return i < s->property.n ? s->property.at[i].name : NULL;
}

const char *survey_energy(const struct survey *s)
{
    const char *name, *best = NULL;
    int points = 0;
    for (size_t i = 0; (name = survey_property(s, i)); i++) {
        int has = strcmp(name, "energy") == 0 ? 3 : strstr(name, "energy") ? 2 : 1;
        if (has > points) {
            points = has;
            best = name;
        }
    }
    return best;
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

/* A row of numbers, of so many of what is counted. */
static void print_counted(struct output *out, const char *what, const char *name, size_t count, const struct summary *s)
{
    if (s->count > 0)
        output_print(out, "%s\t%s\t%zu\t%.10g\t%.10g\t%.10g\t%.10g\n", what, name, count, s->min, s->mean, s->max,
                     summary_std(s));
}

static void print_row(struct output *out, const char *what, const char *name, const struct summary *s)
{
    print_counted(out, what, name, s->count, s);
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

/* Properties, and how many of all structures, or atoms, lack one that others have. */
static void print_properties(struct output *out, const char *what, const char *missing, const struct named_list *l, size_t all)
{
    for (size_t i = 0; i < l->n; i++)
        print_row(out, what, l->at[i].name, &l->at[i].values);
    for (size_t i = 0; i < l->n; i++)
        if (l->at[i].values.count < all)
            output_print(out, "%s\t%s\t%zu\t\t\t\t\n", missing, l->at[i].name, all - l->at[i].values.count);
}

/* Vectors and tensors; the count is of structures. */
static void print_named(struct output *out, const char *what, const struct named_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        print_counted(out, what, l->at[i].name, l->at[i].structures, &l->at[i].values);
}

/* How many of all structures lack one, or a number of it. */
static void print_lacking(struct output *out, const char *what, const struct named_list *l, size_t all)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->at[i].structures < all)
            output_print(out, "%s\t%s\t%zu\t\t\t\t\n", what, l->at[i].name, all - l->at[i].structures);
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
    print_properties(out, "property", "missing", &s->property, s->structures);
    print_properties(out, "atom_property", "atom_missing", &s->of_atom, s->natoms);
    print_named(out, "atom_vector", &s->vector);
    print_named(out, "atom_vector_norm", &s->norm);
    print_lacking(out, "vector_missing", &s->vector, s->structures);
    print_named(out, "tensor", &s->tensor);
    print_lacking(out, "tensor_missing", &s->tensor, s->structures);
}

static void free_list(struct named_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->at[i].name);
    free(l->at);
}

void survey_free(struct survey *s)
{
    if (!s)
        return;
    free_list(&s->property);
    free_list(&s->of_atom);
    free_list(&s->vector);
    free_list(&s->norm);
    free_list(&s->tensor);
    neighbours_free(&s->neighbours);
    free(s);
}
