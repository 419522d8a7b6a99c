#include "learn/structure_scores.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Which of two comes first in the table, as by strcmp. */
static int order(const struct quantity *q, const struct reference_pairs *p)
{
    return q->kind != p->kind ? (q->kind > p->kind) - (q->kind < p->kind) : strcmp(q->name, p->name);
}

static struct quantity *find(struct structure_scores *q, const struct reference_pairs *p)
{
    size_t i = 0;
    while (i < q->n && order(&q->at[i], p) < 0)
        i++;
    if (i == q->n || order(&q->at[i], p) > 0) {
        q->at = mem_grow(q->at, &q->capacity, q->n + 1, sizeof *q->at);
        memmove(q->at + i + 1, q->at + i, (q->n++ - i) * sizeof *q->at);
        q->at[i] = (struct quantity){.name = mem_text(p->name), .kind = p->kind};
        if (p->kind == REFERENCE_VECTORS)
            q->at[i].element = mem_zero(ELEMENT_MAX + 1, sizeof *q->at[i].element);
    }
    return &q->at[i];
}

/* A prediction of 0 points nowhere and counts as one at a right angle. */
static void add_row(struct quantity_score *to, const double *reference, const double *predicted, size_t n)
{
    double product = 0, squares[2] = {0};
    for (size_t c = 0; c < n; c++) {
        score_add(&to->score, reference[c], predicted[c]);
        product += reference[c] * predicted[c];
        squares[0] += reference[c] * reference[c];
        squares[1] += predicted[c] * predicted[c];
    }
    to->length += sqrt(squares[0]);
    to->along += squares[1] > 0 ? product / sqrt(squares[1]) : 0;
}

/* Atoms with their number and element, structures with their formula and number of atoms. */
static void add_worst(struct outliers *o, const struct structure *s, const struct reference_pairs *p, size_t row)
{
    const double *reference = p->reference + row * p->columns, *predicted = p->predicted + row * p->columns;
    double difference[6] = {0};
    struct bytes text = {0};
    for (size_t c = 0; c < p->columns; c++)
        difference[c] = predicted[c] - reference[c];
    bool number = p->kind == REFERENCE_PROPERTY;
    double error = number ? *difference : reference_pairs_norm(p->kind, difference);
    if (!outliers_want(o, error))
        return;
    bytes_print(&text, "%s\t", s->sample.id);
    if (p->kind == REFERENCE_VECTORS) {
        bytes_print(&text, "%zu\t%s", row + 1, element_symbol(s->number[row]));
    } else {
        sample_formula(&s->sample, &text);
        bytes_print(&text, "\t%zu", s->sample.atoms);
    }
    bytes_print(&text, "\t%.15g\t%.15g", number ? *reference : reference_pairs_norm(p->kind, reference),
                number ? *predicted : reference_pairs_norm(p->kind, predicted));
    outliers_add(o, (char *)text.at, error);
    bytes_free(&text);
}

void structure_scores_add(struct structure_scores *q, const struct structure *s, const struct reference_pairs *p)
{
    double atoms = (double)s->sample.atoms;
    for (size_t i = 0; i < p->rows; i++) {
        const double *reference = p->reference + i * p->columns, *predicted = p->predicted + i * p->columns;
        if (isnan(*reference))
            continue;
        struct quantity *to = find(q, p);
        add_row(&to->all, reference, predicted, p->columns);
        if (p->kind == REFERENCE_PROPERTY)
            add_row(&to->per_atom, &(double){*reference / atoms}, &(double){*predicted / atoms}, 1);
        if (to->element)
            add_row(&to->element[s->number[i]], reference, predicted, p->columns);
        add_worst(&q->worst, s, p, i);
    }
}

static void print_row(struct output *out, const struct quantity *q, const char *suffix, const struct quantity_score *row,
                      const char *energy)
{
    struct bytes unit = {0};
    if (row->score.absolute.count == 0)
        return;
    output_print(out, "%s%s\t%zu", q->name, suffix, row->score.absolute.count);
    for (const struct score_measure *m = score_measures; m->name; m++)
        score_print(out, m->of(&row->score));
    score_print(out, q->kind == REFERENCE_VECTORS && row->length > 0 ? row->along / row->length : NAN);
    reference_pairs_unit(q->name, energy, false, &unit);
    output_print(out, "\t%.*s\n", (int)unit.length, (char *)unit.at);
    bytes_free(&unit);
}

void structure_scores_print(const struct structure_scores *q, const char *energy, struct output *out)
{
    output_print(out, "quantity\tn");
    for (const struct score_measure *m = score_measures; m->name; m++)
        output_print(out, "\t%s", m->name);
    output_print(out, "\tcosine\tunit\n");
    for (size_t i = 0; i < q->n; i++) {
        char suffix[8];
        print_row(out, &q->at[i], "", &q->at[i].all, energy);
        print_row(out, &q->at[i], "_per_atom", &q->at[i].per_atom, energy);
        for (unsigned z = 1; q->at[i].element && z <= ELEMENT_MAX; z++) {
            snprintf(suffix, sizeof suffix, "_%s", element_symbol(z));
            print_row(out, &q->at[i], suffix, &q->at[i].element[z], energy);
        }
    }
}

void structure_scores_print_worst(const struct structure_scores *q, struct output *out)
{
    bool vectors = q->n > 0 && q->at->kind == REFERENCE_VECTORS, number = q->n > 0 && q->at->kind == REFERENCE_PROPERTY;
    output_print(out, "id\t%s\t%s\tpredicted\terror\n", vectors ? "atom\telement" : "formula\tatoms",
                 number ? q->at->name : "reference");
    for (size_t i = 0; i < q->worst.n; i++)
        output_print(out, "%s\t%.6g\n", q->worst.at[i].text, q->worst.at[i].error);
}

void structure_scores_free(struct structure_scores *q)
{
    for (size_t i = 0; i < q->n; i++) {
        free(q->at[i].name);
        free(q->at[i].element);
    }
    free(q->at);
    outliers_free(&q->worst);
    *q = (struct structure_scores){0};
}
