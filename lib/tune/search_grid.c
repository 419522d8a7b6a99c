#include "tune/search_grid.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/field.h"
#include "base/number.h"
#include "recipe/recipe_path.h"

/* Of a range; what a log says beyond is no number of the grid. */
#define STEPS_MAX 1e9

long search_grid_start(struct recipe *r, size_t row)
{
    const struct search *s = &r->search[row];
    void *section;
    const struct field *f = recipe_path_find(r, s->path, &section);
    for (size_t i = 0; i < s->nnames; i++)
        if (field_name(f, section) && strcmp(s->names[i], field_name(f, section)) == 0)
            return (long)i;
    return 0;
}

static bool is_added(const struct search *s)
{
    return s->step > 0;
}

/* Ends of ranges are on the grid where rounding alone says that they are not, and 0 is where steps lead to about that. */
static const double close_to = 1e-8;

/* The number at a step: rounded to ten digits, so that grids that begin at each other's points meet, but for the start. */
double search_grid_value(const struct search *s, long step)
{
    char text[40];
    if (step == 0)
        return s->start;
    double value = is_added(s) ? s->start + s->step * (double)step : s->start * pow(s->factor, (double)step);
    if (is_added(s) && fabs(value) < close_to * s->step)
        return 0;
    snprintf(text, sizeof text, "%.10g", value);
    return strtod(text, NULL);
}

/* How far a value may be off a point of the grid that is meant. */
static double slack(const struct search *s, double value)
{
    return close_to * (is_added(s) ? s->step : value);
}

bool search_grid_allows(const struct search *s, long step)
{
    if (s->nnames > 0)
        return step >= 0 && (size_t)step < s->nnames;
    double value = search_grid_value(s, step);
    return value >= s->min - slack(s, s->min) && value <= s->max + slack(s, s->max);
}

bool search_grid_step(const struct search *s, const char *text, long *step)
{
    double value;
    for (size_t i = 0; i < s->nnames; i++)
        if (strcmp(s->names[i], text) == 0) {
            *step = (long)i;
            return true;
        }
    if (s->nnames > 0 || !number_parse(text, &value) || !(value > 0 || is_added(s)))
        return false;
    double steps = is_added(s) ? (value - s->start) / s->step : log(value / s->start) / log(s->factor);
    if (!(fabs(steps) < STEPS_MAX))
        return false;
    *step = lround(steps);
    return fabs(search_grid_value(s, *step) - value) <= slack(s, value);
}

void search_grid_apply(struct recipe *r, const long *step)
{
    for (size_t i = 0; i < r->nsearch; i++) {
        const struct search *s = &r->search[i];
        void *section;
        const struct field *f = recipe_path_find(r, s->path, &section);
        if (s->nnames > 0)
            field_choose(f, section, s->names[step[i]]);
        else
            *(double *)(void *)((char *)section + f->offset) = search_grid_value(s, step[i]);
    }
}

void search_grid_print(const struct search *s, long step, struct bytes *to)
{
    if (s->nnames > 0)
        bytes_print(to, "%s", s->names[step]);
    else
        number_print(to, search_grid_value(s, step));
}

void search_grid_follow(struct recipe *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->nsearch; i++) {
        struct search s = r->search[i];
        void *section;
        const struct field *f = recipe_path_find(r, s.path, &section);
        if (!f) {
            recipe_free_search(&s);
            continue;
        }
        s.start = *(double *)(void *)((char *)section + f->offset);
        s.min = fmin(s.min, s.start);
        s.max = fmax(s.max, s.start);
        r->search[n++] = s;
    }
    r->nsearch = n;
}

void search_grid_restart(struct recipe *r, const long *step)
{
    search_grid_apply(r, step);
    for (size_t i = 0; i < r->nsearch; i++)
        if (r->search[i].nnames == 0)
            r->search[i].start = search_grid_value(&r->search[i], step[i]);
}
