#include "plot/learning_plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/table.h"

/* A field of the table that has a logarithm; far beyond any use, axes would end. */
static double positive(const struct table *t, size_t column)
{
    double value;
    if (!table_number(t, column, &value) || value <= 0)
        die("%s:%zu: %s: expected a number above 0, found '%s'", t->in->name, t->in->line, t->names[column], t->fields[column]);
    if (value < 1e-99 || value > 1e99)
        die("%s:%zu: %s: expected a number from 1e-99 to 1e99, found '%s'", t->in->name, t->in->line, t->names[column],
            t->fields[column]);
    return value;
}

/* A standard deviation that the table tells. */
static double deviation(const struct table *t, size_t column)
{
    double value;
    if (strcmp(t->fields[column], "-") == 0 || !*t->fields[column])
        return NAN;
    if (!table_number(t, column, &value) || value < 0)
        die("%s:%zu: %s: expected a number of at least 0, found '%s'", t->in->name, t->in->line, t->names[column],
            t->fields[column]);
    return value;
}

static struct learning_curve *find_curve(struct learning_plot *p, const char *name)
{
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->curve[i].name, name) == 0)
            return &p->curve[i];
    p->curve = mem_grow(p->curve, &p->capacity, p->n + 1, sizeof *p->curve);
    p->curve[p->n] = (struct learning_curve){.name = mem_text(name)};
    return &p->curve[p->n++];
}

static struct learning_point *find_point(struct learning_curve *c, double n)
{
    size_t i = c->n;
    while (i > 0 && c->point[i - 1].n > n)
        i--;
    if (i > 0 && c->point[i - 1].n == n)
        return &c->point[i - 1];
    c->point = mem_grow(c->point, &c->capacity, c->n + 1, sizeof *c->point);
    memmove(c->point + i + 1, c->point + i, (c->n - i) * sizeof *c->point);
    c->point[i] = (struct learning_point){.n = n, .told = NAN};
    c->n++;
    return &c->point[i];
}

void learning_plot_read(struct learning_plot *p, const char *path, const char *error, const char *by)
{
    struct table *t = table_open(path);
    size_t sizes = table_column(t, "n"), errors = table_column(t, error), rows = 0;
    size_t models = by ? table_column(t, by) : table_find(t, "model"), deviations = table_find(t, "deviation");
    if (!p->error)
        p->error = mem_text(error);
    if (!p->by && models < t->columns)
        p->by = mem_text(t->names[models]);
    for (; table_read(t); rows++) {
        struct learning_curve *curve = find_curve(p, models < t->columns ? t->fields[models] : "");
        struct learning_point *point = find_point(curve, positive(t, sizes));
        summary_add(&point->error, positive(t, errors));
        if (deviations < t->columns)
            point->told = deviation(t, deviations);
    }
    if (rows == 0)
        die("%s: the table has no rows", t->in->name);
    table_close(t);
}

void learning_plot_free(struct learning_plot *p)
{
    for (size_t i = 0; i < p->n; i++) {
        free(p->curve[i].name);
        free(p->curve[i].point);
    }
    free(p->curve);
    free(p->error);
    free(p->by);
    *p = (struct learning_plot){0};
}

double learning_plot_deviation(const struct learning_point *p)
{
    return p->error.count > 1 ? sqrt(p->error.squares / (double)(p->error.count - 1)) : p->told;
}

struct power_law learning_plot_fit(const struct learning_curve *c)
{
    struct power_law fit = {0};
    for (size_t i = power_law_first(c->n); i < c->n; i++)
        power_law_add(&fit, c->point[i].n, c->point[i].error.mean);
    return fit;
}

void learning_plot_table(const struct learning_plot *p, struct output *out)
{
    output_print(out, "%s%sn\t%s\tdeviation\trepetitions\n", p->by ? p->by : "", p->by ? "\t" : "", p->error);
    for (size_t i = 0; i < p->n; i++) {
        const struct learning_curve *c = &p->curve[i];
        for (const struct learning_point *point = c->point; point < c->point + c->n; point++) {
            output_print(out, "%s%s%.10g\t%.6g\t", p->by ? c->name : "", p->by ? "\t" : "", point->n, point->error.mean);
            double spread = learning_plot_deviation(point);
            output_print(out, isnan(spread) ? "-" : "%.6g", spread);
            output_print(out, "\t%zu\n", point->error.count);
        }
    }
}
