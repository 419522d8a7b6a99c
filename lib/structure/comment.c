#include "structure/comment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/number.h"
#include "structure/blank.h"
#include "structure/comment_value.h"

/* What is known of a comment while it is read. */
struct reading {
    struct comment *c;
    struct structure *s;
    struct columns *columns;
    size_t line;
    bool extended, has_cell, has_pbc, has_properties;
    bool id_is_name; /* the id at hand is the value of name, not of id */
    size_t bare;     /* numbers without a key so far */
};

static bool same_word(const char *a, const char *b)
{
    return strcasecmp(a, b) == 0;
}

/* Whether the text ends in the word, which a blank or nothing precedes. */
static bool ends_in(const char *start, const char *end, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(end - start) < n || strncasecmp(end - n, word, n) != 0)
        return false;
    return end - n == start || blank_is(end[-(ptrdiff_t)n - 1]);
}

static bool is_extended(const char *text)
{
    for (const char *equals = text; (equals = strchr(equals, '=')); equals++) {
        const char *end = equals;
        while (end > text && blank_is(end[-1]))
            end--;
        if (ends_in(text, end, "Properties") || ends_in(text, end, "Lattice") || ends_in(text, end, "pbc"))
            return true;
    }
    return false;
}

static void read_lattice(const struct reading *r, const char *value)
{
    const char *stray;
    double x[9];
    size_t n = comment_value_numbers(value, x, 9, &stray);
    if (stray)
        die("%s:%zu: Lattice: expected 9 numbers, found '%s'", r->s->file, r->line, value);
    if (n != 9)
        die("%s:%zu: Lattice: expected 9 numbers, found %zu", r->s->file, r->line, n);
    for (size_t i = 0; i < 9; i++) {
        if (!(fabs(x[i]) <= LENGTH_MAX))
            die("%s:%zu: Lattice: expected numbers within 1e9 angstrom, found %g", r->s->file, r->line, x[i]);
        r->s->cell[i / 3][i % 3] = x[i];
    }
}

static void read_pbc(const struct reading *r, const char *value)
{
    const char *stray;
    bool *pbc = r->s->pbc;
    size_t n = comment_value_truths(value, pbc, 3, &stray);
    if (stray || (n != 3 && n != 1))
        die("%s:%zu: pbc: expected three of T and F, found '%s'", r->s->file, r->line, value);
    if (n == 1)
        pbc[1] = pbc[2] = pbc[0];
}

static bool one_of(const char *name, const char *const *names)
{
    while (*names && !same_word(name, *names))
        names++;
    return *names;
}

/* Takes name:type:count of the value, cut in place; returns the rest, NULL at the end. */
static char *read_column(const struct reading *r, char *value, size_t *species_rank)
{
    static const char *const symbols[] = {"species", "symbols", "symbol", "element", "elements", NULL};
    static const char *const numbers[] = {"Z", "numbers", "atomic_numbers", "atomic_number", NULL};
    static const char *const positions[] = {"pos", "positions", NULL};
    struct columns *c = r->columns;
    char *type = strchr(value, ':'), *count = type ? strchr(type + 1, ':') : NULL;
    if (!count || type[2] != ':' || !strchr("SIRL", type[1]))
        die("%s:%zu: Properties: expected name:type:columns, found '%s'", r->s->file, r->line, value);
    char *rest;
    unsigned long n = strtoul(count + 1, &rest, 10);
    if (count[1] < '1' || count[1] > '9' || (*rest && *rest != ':') || n > 1000000)
        die("%s:%zu: Properties: expected a number of columns, found '%s'", r->s->file, r->line, count + 1);
    *type = '\0';
    size_t rank = type[1] == 'R' || type[1] == 'L' ? 0 : one_of(value, numbers) ? 2 : one_of(value, symbols) ? 1 : 0;
    if (n == 1 && rank > *species_rank) {
        *species_rank = rank;
        c->species = c->count;
    }
    if (n == 3 && type[1] == 'R' && one_of(value, positions))
        c->position = c->count;
    c->count += n;
    return *rest ? rest + 1 : NULL;
}

static void read_columns(const struct reading *r, char *value)
{
    size_t species_rank = 0;
    *r->columns = (struct columns){.position = SIZE_MAX, .exact = true};
    while (value)
        value = read_column(r, value, &species_rank);
    if (r->columns->position == SIZE_MAX)
        die("%s:%zu: Properties: pos:R:3 is missing", r->s->file, r->line);
    if (species_rank == 0)
        die("%s:%zu: Properties: species:S:1 is missing", r->s->file, r->line);
}

/* Length of the UTF-8 sequence at the start of a text that ends in NUL; 0 when it is none. */
static size_t utf8_length(const unsigned char *t)
{
    static const unsigned char least[] = {0, 0, 0xc2, 0xe0, 0xf0};
    size_t n = t[0] < 0x80 ? 1 : t[0] < 0xe0 ? 2 : t[0] < 0xf0 ? 3 : t[0] < 0xf5 ? 4 : 0;
    if (n == 0 || t[0] < least[n])
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((t[i] & 0xc0) != 0x80)
            return 0;
    bool overlong = (t[0] == 0xe0 && t[1] < 0xa0) || (t[0] == 0xf0 && t[1] < 0x90);
    bool outside = (t[0] == 0xed && t[1] > 0x9f) || (t[0] == 0xf4 && t[1] > 0x8f);
    return overlong || outside ? 0 : n;
}

/* A copy that can stand in a table and in a stream: control characters become blanks, what is not UTF-8 '?'. */
static char *clean_copy(const char *text)
{
    char *copy = mem_text(text);
    for (char *p = copy; *p;) {
        size_t n = utf8_length((unsigned char *)p);
        if (n == 0)
            *p = '?';
        else if ((unsigned char)*p < ' ' || *p == 0x7f)
            *p = ' ';
        p += n ? n : 1;
    }
    return copy;
}

static void add_property(const struct reading *r, const char *name, double value)
{
    struct sample *sample = &r->s->sample;
    if (sample_property(sample, name))
        die("%s:%zu: '%s' is given twice", r->s->file, r->line, name);
    sample->properties = mem_grow(sample->properties, &r->c->properties, sample->nproperties + 1, sizeof *sample->properties);
    sample->properties[sample->nproperties++] = (struct property){clean_copy(name), value};
}

/* A word without an equals sign: with names for the bare numbers, the next of them. */
static void read_bare(struct reading *r, const char *text)
{
    double value;
    const char *end = number_scan(text, &value);
    if (r->c->nnames == 0 || !end || *end)
        return;
    size_t i = r->bare++;
    if (i >= r->c->nnames || !*r->c->names[i])
        return;
    if (!isfinite(value))
        die("%s:%zu: %s: expected a finite number, found '%s'", r->s->file, r->line, r->c->names[i], text);
    add_property(r, r->c->names[i], value);
}

/* Takes the value as id when the key names one; name goes before id. */
static bool read_id(struct reading *r, const char *key, const char *value)
{
    const char *id_key = r->c->id_key;
    bool is_name = id_key ? strcmp(key, id_key) == 0 : strcmp(key, "name") == 0;
    if (!is_name && (id_key || strcmp(key, "id") != 0))
        return false;
    char **id = &r->s->sample.id;
    if (*id && r->id_is_name == is_name)
        die("%s:%zu: '%s' is given twice", r->s->file, r->line, key);
    if (!*id || is_name) {
        free(*id);
        *id = clean_copy(value);
        r->id_is_name = is_name;
    }
    return true;
}

static void once(const struct reading *r, bool *seen, const char *key)
{
    if (*seen)
        die("%s:%zu: '%s' is given twice", r->s->file, r->line, key);
    *seen = true;
}

static void read_pair(struct reading *r, const char *key, char *value)
{
    const char *stray;
    double x;
    if (r->extended && !*key)
        die("%s:%zu: a = in the comment line has no key before it", r->s->file, r->line);
    if (r->extended && same_word(key, "Lattice")) {
        once(r, &r->has_cell, key);
        read_lattice(r, value);
    } else if (r->extended && same_word(key, "pbc")) {
        once(r, &r->has_pbc, key);
        read_pbc(r, value);
    } else if (r->extended && same_word(key, "Properties")) {
        once(r, &r->has_properties, key);
        read_columns(r, value);
    } else if (!*key || read_id(r, key, value)) {
        return;
    } else if (comment_value_numbers(value, &x, 1, &stray) == 1 && !stray) {
        if (isfinite(x))
            add_property(r, key, x);
        else if (r->extended)
            die("%s:%zu: %s: expected a finite number, found '%s'", r->s->file, r->line, key, value);
    }
}

static void clear(struct comment *c, struct structure *s)
{
    struct sample *sample = &s->sample;
    for (size_t i = 0; i < sample->nproperties; i++)
        free(sample->properties[i].name);
    c->properties = sample->nproperties;
    sample->nproperties = 0;
    free(sample->id);
    sample->id = NULL;
    memset(s->cell, 0, sizeof s->cell);
    memset(s->pbc, 0, sizeof s->pbc);
}

void comment_read(struct comment *c, const char *text, size_t line, struct structure *s, struct columns *columns)
{
    struct reading r = {.c = c, .s = s, .columns = columns, .line = line, .extended = is_extended(text)};
    struct comment_pairs *p = &c->pairs;
    clear(c, s);
    *columns = (struct columns){.species = 0, .position = 1, .count = 4, .exact = false};
    comment_pairs_start(p, text);
    while (comment_pairs_next(p)) {
        if (r.extended && p->unclosed)
            die("%s:%zu: a %c in the comment line has no partner", s->file, line, p->unclosed);
        if (p->has_value)
            read_pair(&r, (char *)p->key.at, (char *)p->value.at);
        else
            read_bare(&r, (char *)p->key.at);
    }
    if (r.bare < c->nnames)
        die("%s:%zu: expected %zu numbers in the comment line, found %zu", s->file, line, c->nnames, r.bare);
    for (int i = 0; i < 3; i++) {
        if (r.has_cell && !r.has_pbc)
            s->pbc[i] = true;
        if (s->pbc[i] && !r.has_cell)
            die("%s:%zu: pbc is T in direction %d but there is no Lattice", s->file, line, i + 1);
    }
}

void comment_free(struct comment *c)
{
    for (size_t i = 0; i < c->nnames; i++)
        free(c->names[i]);
    free(c->names);
    comment_pairs_free(&c->pairs);
}
