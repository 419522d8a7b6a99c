#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/say.h"
#include "structure/edit.h"
#include "structure/unit.h"

/* An edit of what has a name. */
struct named_edit {
    const struct edit_kind *kind;
    const char *argument;
    char *name, *other; /* what is before and behind the equals sign; without one all of it, and NULL */
    size_t seen, had;   /* structures, and those with what has the name */
    struct bytes names; /* that stand for numbers in the first structure, where it lacks this one */
    struct frame_numbers x, y;
    struct unit_change change;
};

static struct named_edit *open_named(const struct edit_kind *kind, const char *argument)
{
    struct named_edit *e = mem_zero(1, sizeof *e);
    e->kind = kind;
    e->argument = argument;
    e->name = mem_text(argument);
    return e;
}

/* The same where the argument is of two things, with an equals sign between them. */
static struct named_edit *open_equation(const struct edit_kind *kind, const char *argument, const char *form)
{
    struct named_edit *e = open_named(kind, argument);
    char *sign = strchr(e->name, '=');
    if (!sign || sign == e->name || !sign[1])
        die_usage("--%s: expected %s, found '%s'", kind->option, form, argument);
    *sign = '\0';
    e->other = sign + 1;
    return e;
}

/* Counts a structure. */
static bool count(struct named_edit *e, bool has, struct frame_text *f)
{
    if (!has && e->seen == 0) {
        frame_text_names(f, &e->names);
        bytes_put(&e->names, "", 1);
    }
    e->seen++;
    e->had += has;
    return has;
}

static void expect_some(const struct named_edit *e)
{
    if (e->seen > 0 && e->had == 0)
        die("--%s %s: no structure has '%s'; the first has numbers: %s", e->kind->option, e->argument, e->name,
            (char *)e->names.at);
}

static void free_named(struct named_edit *e)
{
    bytes_free(&e->names);
    free(e->x.x);
    free(e->y.x);
    free(e->name);
    free(e);
}

static void close_change(void *state)
{
    struct named_edit *e = state;
    expect_some(e);
    if (e->had < e->seen)
        say_warning("--%s %s: %zu of %zu structures lack '%s'", e->kind->option, e->argument, e->seen - e->had, e->seen,
                    e->name);
    free_named(e);
}

static bool is_of_format(const char *name)
{
    static const char *const names[] = {"Properties", "Lattice", "pbc"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(name, names[i]) == 0)
            return true;
    return false;
}

static void *open_rename(const char *argument, const char *id_key)
{
    struct named_edit *e = open_equation(&edit_rename, argument, "OLD=NEW");
    (void)id_key;
    if (is_of_format(e->name) || is_of_format(e->other))
        die_usage("--rename: Properties, Lattice and pbc have no other names, found '%s'", argument);
    return e;
}

static bool apply_rename(void *state, struct frame_text *f, const struct structure *s)
{
    struct named_edit *e = state;
    (void)s;
    count(e, frame_text_rename(f, e->name, e->other), f);
    return true;
}

const struct edit_kind edit_rename = {"rename", open_rename, apply_rename, close_change};

static void *open_need(const char *argument, const char *id_key)
{
    (void)id_key;
    return open_named(&edit_need, argument);
}

static bool is_whole(const struct frame_numbers *x)
{
    for (size_t i = 0; i < x->n; i++)
        if (isnan(x->x[i]))
            return false;
    return true;
}

static bool apply_need(void *state, struct frame_text *f, const struct structure *s)
{
    struct named_edit *e = state;
    (void)s;
    return count(e, frame_text_numbers(f, e->name, &e->x) && is_whole(&e->x), f);
}

static void close_need(void *state)
{
    struct named_edit *e = state;
    expect_some(e);
    if (e->had < e->seen)
        say("--need %s: %zu of %zu structures lack it and are left out", e->name, e->seen - e->had, e->seen);
    free_named(e);
}

const struct edit_kind edit_need = {"need", open_need, apply_need, close_need};

/* Those that have become x. */
static void set_numbers(const struct named_edit *e, struct frame_text *f, const struct structure *s)
{
    for (size_t i = 0; i < e->x.n; i++)
        if (isinf(e->x.x[i]))
            die("%s:%zu: --%s %s: a number becomes too large", s->file, s->property_line, e->kind->option, e->argument);
    frame_text_set_numbers(f, e->name, &e->x);
}

static void *open_convert(const char *argument, const char *id_key)
{
    struct named_edit *e = open_equation(&edit_convert, argument, "NAME=FROM:TO");
    (void)id_key;
    e->change = unit_change_read(edit_convert.option, e->other);
    return e;
}

static bool apply_convert(void *state, struct frame_text *f, const struct structure *s)
{
    struct named_edit *e = state;
    if (!count(e, frame_text_numbers(f, e->name, &e->x), f))
        return true;
    if (e->x.of_atoms && e->change.atoms)
        die("%s:%zu: --convert %s: '%s' is of each atom, and nothing per atom", s->file, s->property_line, e->argument,
            e->name);
    for (size_t i = 0; i < e->x.n; i++)
        e->x.x[i] = unit_changed(&e->change, e->x.x[i], (double)s->sample.atoms);
    set_numbers(e, f, s);
    return true;
}

const struct edit_kind edit_convert = {"convert", open_convert, apply_convert, close_change};

static void *open_subtract(const char *argument, const char *id_key)
{
    (void)id_key;
    return open_equation(&edit_subtract, argument, "A=B");
}

/* All numbers of a name. */
static void need_numbers(const struct named_edit *e, const char *name, struct frame_text *f, const struct structure *s,
                         struct frame_numbers *to)
{
    struct bytes names = {0};
    if (frame_text_numbers(f, name, to) && is_whole(to))
        return;
    frame_text_names(f, &names);
    die("%s:%zu: --subtract %s: there is no '%s', or a number of it is missing; there is: %.*s; --need leaves such structures "
        "out",
        s->file, s->property_line, e->argument, name, (int)names.length, (char *)names.at);
}

static bool apply_subtract(void *state, struct frame_text *f, const struct structure *s)
{
    struct named_edit *e = state;
    need_numbers(e, e->name, f, s, &e->x);
    need_numbers(e, e->other, f, s, &e->y);
    if (e->x.n != e->y.n)
        die("%s:%zu: --subtract %s: '%s' and '%s' are %zu and %zu numbers", s->file, s->property_line, e->argument, e->name,
            e->other, e->x.n, e->y.n);
    for (size_t i = 0; i < e->x.n; i++)
        e->x.x[i] -= e->y.x[i];
    set_numbers(e, f, s);
    count(e, true, f);
    return true;
}

const struct edit_kind edit_subtract = {"subtract", open_subtract, apply_subtract, close_change};
