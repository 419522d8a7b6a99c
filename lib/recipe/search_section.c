#include "recipe/search_section.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "recipe/recipe_path.h"
#include "recipe/section.h"

static const struct field fields[] = {
    FIELD_NUMBER_OF(search, "start", start, -DBL_MAX, DBL_MAX),
    FIELD_NUMBER_OF(search, "factor", factor, 1, DBL_MAX),
    FIELD_NUMBER_OF(search, "min", min, -DBL_MAX, DBL_MAX),
    FIELD_NUMBER_OF(search, "max", max, -DBL_MAX, DBL_MAX),
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
        *s = (struct search){mem_text(yaml_text(y, yaml_key(y, n, i), "a path")), NAN, NAN, NAN, NAN, NULL, 0};
        if (value->type == YAML_SEQUENCE_NODE) {
            set_names(s, y, value);
            continue;
        }
        section_set(fields, s, y, value, "a search range");
        if (!(s->min <= s->start && s->start <= s->max && s->factor > 1))
            yaml_die(y, value, "a search range needs min <= start <= max and a factor above 1");
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
static void check_names(struct recipe *r, const struct search *s, const struct field *f, void *section, const char *name)
{
    const char *now = field_name(f, section), *problem;
    for (size_t i = 0; i < s->nnames; i++) {
        if (!field_choose(f, section, s->names[i]))
            die("%s: search: %s: there is no '%s'", name, s->path, s->names[i]);
        if ((problem = recipe_problem(r)))
            die("%s: search: %s: %s: %s", name, s->path, s->names[i], problem);
    }
    if (now)
        field_choose(f, section, now);
}

void search_section_check(struct recipe *r, const char *name)
{
    for (size_t i = 0; i < r->nsearch; i++) {
        const struct search *s = &r->search[i];
        void *section;
        const struct field *f = recipe_path_find(r, s->path, &section);
        if (f && field_is_name(f)) {
            if (s->nnames == 0)
                die("%s: search: '%s' is a name: it takes a list of names", name, s->path);
            check_names(r, s, f, section, name);
        } else if (!f || f->kind != FIELD_NUMBER)
            die("%s: search: the recipe has no number '%s'", name, s->path);
        else if (s->nnames > 0)
            die("%s: search: '%s' is a number: it takes start, factor, min and max", name, s->path);
    }
}
