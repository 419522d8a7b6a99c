#include "recipe/search_section.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/say.h"
#include "recipe/recipe_path.h"
#include "recipe/section.h"

static const struct field fields[] = {
    FIELD_NUMBER_OF(search, "start", start, -FIELD_MOST, FIELD_MOST),
    FIELD_NUMBER_OF(search, "factor", factor, 1, FIELD_MOST),
    FIELD_NUMBER_OF(search, "step", step, FIELD_LEAST, FIELD_MOST),
    FIELD_NUMBER_OF(search, "min", min, -FIELD_MOST, FIELD_MOST),
    FIELD_NUMBER_OF(search, "max", max, -FIELD_MOST, FIELD_MOST),
    {0},
};

/* More than any table of names has. */
enum { NAMES_MAX = 64 };

static void set_names(struct search *s, struct yaml *y, const yaml_node_t *n)
{
    size_t count = yaml_length(y, n, "a list of names");
    if (count == 0)
        yaml_die(y, n, "the list of names is empty");
    if (count > NAMES_MAX)
        yaml_die(y, n, "the list has more than %d names", NAMES_MAX);
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

void search_section_set(struct recipe *r, struct yaml *y, const yaml_node_t *n)
{
    size_t pairs = yaml_pairs(y, n, "a map of paths");
    recipe_forget_search(r);
    r->search = mem_new(pairs, sizeof *r->search);
    for (size_t i = 0; i < pairs; i++) {
        struct search *s = &r->search[r->nsearch++];
        const yaml_node_t *value = yaml_value(y, n, i);
        *s = (struct search){mem_text(yaml_text(y, yaml_key(y, n, i), "a path")), NAN, NAN, NAN, NAN, NAN, NULL, 0};
        if (value->type == YAML_SEQUENCE_NODE) {
            set_names(s, y, value);
            continue;
        }
        section_set(fields, s, y, value, "a search range");
        if (!(s->min <= s->start && s->start <= s->max) || isnan(s->factor) == isnan(s->step) || s->factor <= 1)
            yaml_die(y, value, "a search range needs min <= start <= max and either a factor above 1 or a step");
    }
}

void search_section_print(const struct recipe *r, struct bytes *to)
{
    bytes_print(to, "%s", r->nsearch ? "search:\n" : "");
    for (size_t i = 0; i < r->nsearch; i++) {
        const struct search *s = &r->search[i];
        bytes_print(to, "  %s: ", s->path);
        if (s->nnames == 0)
            section_print(fields, s, to);
        for (size_t j = 0; j < s->nnames; j++)
            bytes_print(to, "%s%s%s", j ? ", " : "[", s->names[j], j + 1 == s->nnames ? "]" : "");
        bytes_print(to, "\n");
    }
}

/* Each name must give a recipe; the one that was there stays. */
static const char *names_problem(struct recipe *r, const struct search *s, const struct field *f, void *section)
{
    static _Thread_local char text[400];
    const char *now = field_name(f, section), *problem = NULL;
    for (size_t i = 0; i < s->nnames && !problem; i++) {
        if (!field_choose(f, section, s->names[i]))
            snprintf(text, sizeof text, "there is no '%s'", s->names[i]);
        else if (!(problem = recipe_problem(r)))
            continue;
        else
            snprintf(text, sizeof text, "%s: %s", s->names[i], problem);
        problem = text;
    }
    if (now)
        field_choose(f, section, now);
    return problem;
}

/* What is wrong with a row as the recipe is now, about its path; NULL when all is well. */
static const char *row_problem(struct recipe *r, const struct search *s)
{
    static _Thread_local char text[160];
    void *section;
    const struct field *f = recipe_path_find(r, s->path, &section);
    if (f && field_is_name(f))
        return s->nnames > 0 ? names_problem(r, s, f, section) : "it is a name: it takes a list of names";
    if (!f || f->kind != FIELD_NUMBER)
        return "the recipe has no such number";
    if (s->nnames > 0)
        return "it is a number: it takes start, min, max and a factor or a step";
    if (s->start >= f->min && s->max <= f->max)
        return NULL;
    snprintf(text, sizeof text, "expected numbers from %g to %g, found %g to %g", f->min, f->max, fmin(s->start, s->min),
             s->max);
    return text;
}

static bool is_below(const char *path, const struct texts *sections)
{
    for (size_t i = 0; i < sections->n; i++) {
        size_t n = strlen(sections->at[i]);
        if (strncmp(path, sections->at[i], n) == 0 && path[n] == '.')
            return true;
    }
    return false;
}

void search_section_check(struct recipe *r, const struct texts *replaced, const char *name)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->nsearch; i++) {
        const char *problem = row_problem(r, &r->search[i]);
        if (problem && !is_below(r->search[i].path, replaced))
            die("%s: search: %s: %s", name, r->search[i].path, problem);
        if (problem) {
            say_note("search: %s goes away with what -s replaces", r->search[i].path);
            recipe_free_search(&r->search[i]);
        } else
            r->search[kept++] = r->search[i];
    }
    r->nsearch = kept;
}
