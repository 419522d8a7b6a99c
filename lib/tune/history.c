#include "tune/history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/field.h"
#include "base/hash.h"
#include "base/journal.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/say.h"
#include "base/table.h"
#include "recipe/recipe_path.h"
#include "recipe/recipe_text.h"
#include "tune/search_grid.h"

struct history {
    const char *path;
    struct journal *log; /* NULL: none */
    const struct recipe *r;
    size_t kind[TRIAL_ERRORS], kinds; /* of errors that the recipe has */
    size_t nerrors;                   /* columns of these */
    char setup[17];                   /* what evaluations depend on besides the values searched */
    struct evaluation *at;
    size_t n, capacity, seen;
};

/* Which error a column after the searched values has: of all structures, then of half of them, where there are such; of each kind
   both losses. */
struct error_column {
    bool half;
    size_t kind, loss;
};

static struct error_column column_of(const struct history *h, size_t i)
{
    size_t all = h->kinds * ERROR_LOSSES, at = i < all ? i : i - all;
    return (struct error_column){i >= all, h->kind[at / ERROR_LOSSES], at % ERROR_LOSSES};
}

static double *error_at(const struct history *h, struct evaluation *e, size_t i)
{
    struct error_column c = column_of(h, i);
    return &(c.half ? &e->half : &e->errors)->of[c.kind][c.loss];
}

/* Sets a searched field to the same value in all recipes, so that those that differ in it alone are the same. */
static void forget(const struct field *f, void *section)
{
    void *at = (char *)section + f->offset;
    switch (f->kind) {
    case FIELD_NUMBER: *(double *)at = NAN; break;
    case FIELD_ROW: *(const void **)at = NULL; break;
    case FIELD_EITHER:
    case FIELD_MARK: *(bool *)at = false; break;
    default: *(int *)at = 0;
    }
}

/* The recipe without what is searched; r stays as it is. */
static void put_recipe(struct recipe *r, struct bytes *to)
{
    struct recipe bare = *r;
    bare.nsearch = 0;
    bare.representation.terms = representation_copy_terms(&r->representation);
    for (size_t i = 0; i < r->nsearch; i++) {
        void *section;
        const struct field *f = recipe_path_find(&bare, r->search[i].path, &section);
        forget(f, section);
    }
    char *text = recipe_text(&bare);
    bytes_put(to, text, strlen(text));
    free(text);
    free(bare.representation.terms);
}

static void set_setup(struct history *h, struct recipe *r, const struct examples *e, const struct folds *f)
{
    struct bytes all = {0};
    examples_bytes(e, &all);
    bytes_put(&all, f->of, f->n * sizeof *f->of);
    put_recipe(r, &all);
    hash_text(all.at, all.length, h->setup);
    bytes_free(&all);
}

/* The names of the columns; free them. */
static char *names_of(const struct history *h)
{
    struct bytes line = {0};
    bytes_print(&line, "setup");
    for (size_t i = 0; i < h->r->nsearch; i++)
        bytes_print(&line, "\t%s", h->r->search[i].path);
    for (size_t i = 0; i < h->nerrors; i++) {
        struct error_column c = column_of(h, i);
        bytes_print(&line, "\t%s%s%s", c.half ? "half_" : "", error_kinds[c.kind].prefix, error_losses[c.loss]);
    }
    bytes_print(&line, "\tseconds");
    return (char *)line.at;
}

static void keep(struct history *h, const struct evaluation *e)
{
    h->at = mem_grow(h->at, &h->capacity, h->n + 1, sizeof *h->at);
    struct evaluation *to = &h->at[h->n++];
    *to = *e;
    to->step = mem_new(h->r->nsearch, sizeof *to->step);
    memcpy(to->step, e->step, h->r->nsearch * sizeof *to->step);
}

static void read_row(struct history *h, const struct table *t, long *step)
{
    size_t n = h->r->nsearch;
    bool on_grid = true;
    if (strcmp(t->fields[0], h->setup) != 0)
        die("%s:%zu: this evaluation is of other structures, another split or another recipe: use another --log", h->path,
            t->in->line);
    for (size_t i = 0; i < n; i++)
        on_grid = on_grid && search_grid_step(&h->r->search[i], t->fields[1 + i], &step[i]);
    struct evaluation e = {.step = step};
    for (size_t i = 0; i < h->nerrors; i++)
        if (table_number(t, 1 + n + i, error_at(h, &e, i)))
            e.solved = true;
        else
            *error_at(h, &e, i) = NAN;
    table_number(t, 1 + n + h->nerrors, &e.seconds);
    if (on_grid)
        keep(h, &e);
}

static void read_log(struct history *h)
{
    long *step = mem_new(h->r->nsearch, sizeof *step);
    struct table *t = journal_table(h->log);
    while (table_read(t))
        read_row(h, t, step);
    table_close(t);
    free(step);
    say_note("%s holds %zu evaluations", h->path, h->n);
}

struct history *history_open(const char *path, struct recipe *r, const struct examples *e, const struct folds *f, bool halves)
{
    struct history *h = mem_zero(1, sizeof *h);
    *h = (struct history){.path = path, .r = r};
    for (size_t i = 0; i < TRIAL_ERRORS; i++)
        if (error_kinds[i].has(&r->regression))
            h->kind[h->kinds++] = i;
    h->nerrors = (halves ? 2 : 1) * h->kinds * ERROR_LOSSES;
    if (!path)
        return h;
    set_setup(h, r, e, f);
    char *names = names_of(h);
    h->log = journal_open(path, names, false);
    free(names);
    read_log(h);
    return h;
}

void history_close(struct history *h)
{
    if (h->log)
        journal_close(h->log);
    for (size_t i = 0; i < h->n; i++)
        free(h->at[i].step);
    free(h->at);
    free(h);
}

static size_t place_of(const struct history *h, const long *step)
{
    size_t i = 0;
    while (i < h->n && memcmp(h->at[i].step, step, h->r->nsearch * sizeof *step) != 0)
        i++;
    return i;
}

const struct evaluation *history_find(const struct history *h, const long *step)
{
    size_t i = place_of(h, step);
    return i < h->n ? &h->at[i] : NULL;
}

void history_see(struct history *h, const long *step)
{
    struct evaluation *e = &h->at[place_of(h, step)];
    h->seen += !e->seen;
    e->seen = true;
}

static void put_row(const struct history *h, const struct evaluation *e, struct bytes *to)
{
    struct evaluation whole = *e;
    bytes_print(to, "%s", h->setup);
    for (size_t i = 0; i < h->r->nsearch; i++) {
        bytes_print(to, "\t");
        search_grid_print(&h->r->search[i], e->step[i], to);
    }
    for (size_t i = 0; i < h->nerrors; i++) {
        bytes_print(to, "\t");
        double error = *error_at(h, &whole, i);
        if (e->solved && !isnan(error))
            number_print(to, error);
    }
    bytes_print(to, "\t%.3f\n", e->seconds);
}

void history_add(struct history *h, const struct evaluation *e, size_t n)
{
    struct bytes lines = {0};
    for (size_t i = 0; i < n; i++) {
        keep(h, &e[i]);
        if (h->log)
            put_row(h, &e[i], &lines);
    }
    if (h->log)
        journal_write(h->log, &lines);
    bytes_free(&lines);
}

size_t history_seen(const struct history *h)
{
    return h->seen;
}
