#include "recipe/search.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/number.h"
#include "recipe/field.h"
#include "recipe/path.h"

void search_free(struct recipe *r)
{
    for (size_t i = 0; i < r->nsearch; i++) {
        for (size_t j = 0; j < r->search[i].nnames; j++)
            free(r->search[i].names[j]);
        free(r->search[i].names);
        free(r->search[i].path);
    }
    free(r->search);
    r->search = NULL;
    r->nsearch = 0;
}

static void set_names(struct search *s, struct yaml *y, const yaml_node_t *n)
{
    size_t count = yaml_length(y, n, "a list of names");
    if (count == 0)
        yaml_die(y, n, "the list of names is empty");
    s->names = mem_new(count, sizeof *s->names);
    for (; s->nnames < count; s->nnames++) {
        const yaml_node_t *e = yaml_element(y, n, s->nnames);
        const char *text = yaml_text(y, e, "a name");
        for (size_t i = 0; i < s->nnames; i++)
            if (strcmp(s->names[i], text) == 0)
                yaml_die(y, e, "'%s' comes twice", text);
        s->names[s->nnames] = mem_text(text);
    }
}

void search_set(struct recipe *r, struct yaml *y, const yaml_node_t *n)
{
    size_t pairs = yaml_pairs(y, n, "a map of paths");
    search_free(r);
    r->search = mem_new(pairs, sizeof *r->search);
    for (size_t i = 0; i < pairs; i++) {
        struct search *s = &r->search[r->nsearch++];
        const yaml_node_t *value = yaml_value(y, n, i);
        *s = (struct search){mem_text(yaml_text(y, yaml_key(y, n, i), "a path")), NAN, NAN, NAN, NAN, NULL, 0};
        if (value->type == YAML_SEQUENCE_NODE) {
            set_names(s, y, value);
            continue;
        }
        fields_set(search_fields, s, y, value, "a search range");
        if (!(s->min <= s->start && s->start <= s->max && s->factor > 1))
            yaml_die(y, value, "a search range needs min <= start <= max and a factor above 1");
    }
}

void search_print(const struct recipe *r, struct bytes *to)
{
    bytes_print(to, "%s", r->nsearch ? "search:\n" : "");
    for (size_t i = 0; i < r->nsearch; i++) {
        const struct search *s = &r->search[i];
        bytes_print(to, "  %s: ", s->path);
        if (s->nnames == 0)
            fields_print(search_fields, s, to);
        for (size_t j = 0; j < s->nnames; j++)
            bytes_print(to, "%s%s%s", j ? ", " : "[", s->names[j], j + 1 == s->nnames ? "]" : "");
        bytes_print(to, "\n");
    }
}

/* Each name must give a recipe; the one that was there stays. */
static void check_names(struct recipe *r, const struct search *s, const struct field *f, void *section,
                        const char *name)
{
    const char *now = field_name(f, section), *problem;
    for (size_t i = 0; i < s->nnames; i++) {
        if (!field_choose(f, section, s->names[i]))
            die("%s: search: %s: there is no '%s'", name, s->path, s->names[i]);
        recipe_settle(r);
        if ((problem = recipe_problem(r)))
            die("%s: search: %s: %s: %s", name, s->path, s->names[i], problem);
    }
    if (now)
        field_choose(f, section, now);
    recipe_settle(r);
}

void search_check(struct recipe *r, const char *name)
{
    for (size_t i = 0; i < r->nsearch; i++) {
        const struct search *s = &r->search[i];
        void *section;
        const struct field *f = path_find(r, s->path, &section);
        if (f && field_names(f)) {
            if (s->nnames == 0)
                die("%s: search: '%s' is a name: it takes a list of names", name, s->path);
            check_names(r, s, f, section, name);
        } else if (!f || f->kind != FIELD_NUMBER)
            die("%s: search: the recipe has no number '%s'", name, s->path);
        else if (s->nnames > 0)
            die("%s: search: '%s' is a number: it takes start, factor, min and max", name, s->path);
    }
}

long search_start(struct recipe *r, size_t row)
{
    const struct search *s = &r->search[row];
    void *section;
    const struct field *f = path_find(r, s->path, &section);
    for (size_t i = 0; i < s->nnames; i++)
        if (field_name(f, section) && strcmp(s->names[i], field_name(f, section)) == 0)
            return (long)i;
    return 0;
}

double search_value(const struct search *s, long step)
{
    char text[40];
    if (step == 0)
        return s->start;
    snprintf(text, sizeof text, "%.10g", s->start * pow(s->factor, (double)step));
    return strtod(text, NULL);
}

/* Ends of ranges are on the grid where rounding alone says that they are not. */
static const double close_to = 1e-8;

bool search_allows(const struct search *s, long step)
{
    if (s->nnames > 0)
        return step >= 0 && (size_t)step < s->nnames;
    double value = search_value(s, step);
    return value >= s->min * (1 - close_to) && value <= s->max * (1 + close_to);
}

bool search_step(const struct search *s, const char *text, long *step)
{
    double value;
    for (size_t i = 0; i < s->nnames; i++)
        if (strcmp(s->names[i], text) == 0) {
            *step = (long)i;
            return true;
        }
    if (s->nnames > 0 || !number_parse(text, &value) || !(value > 0))
        return false;
    *step = lround(log(value / s->start) / log(s->factor));
    return fabs(search_value(s, *step) / value - 1) < close_to;
}

void search_apply(struct recipe *r, const long *step)
{
    for (size_t i = 0; i < r->nsearch; i++) {
        const struct search *s = &r->search[i];
        void *section;
        const struct field *f = path_find(r, s->path, &section);
        if (s->nnames > 0)
            field_choose(f, section, s->names[step[i]]);
        else
            *(double *)(void *)((char *)section + f->offset) = search_value(s, step[i]);
    }
    recipe_settle(r);
}

void search_print_value(const struct search *s, long step, struct bytes *to)
{
    if (s->nnames > 0)
        bytes_print(to, "%s", s->names[step]);
    else
        number_print(to, search_value(s, step));
}

void search_restart(struct recipe *r, const long *step)
{
    search_apply(r, step);
    for (size_t i = 0; i < r->nsearch; i++)
        if (r->search[i].nnames == 0)
            r->search[i].start = search_value(&r->search[i], step[i]);
}
