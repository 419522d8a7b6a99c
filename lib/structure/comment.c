#include "structure/comment.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/say.h"
#include "base/text.h"
#include "structure/comment_pairs.h"
#include "structure/comment_value.h"
#include "structure/lines.h"

/* Several words, one of them a number, where prose has one word or number; or a quote or bracket without its partner. */
static bool is_lattice(const char *value)
{
    double x;
    size_t words = 0, numbers = 0;
    if (*value && strchr("\"'[{", *value))
        return true;
    for (const char *at = value; *(at += strspn(at, " \t,[]{}")); at += strcspn(at, " \t,[]{}")) {
        words++;
        numbers += number_scan(at, &x) != NULL;
    }
    return words > 1 && numbers > 0;
}

static bool is_pbc(const char *value)
{
    const char *stray;
    return comment_value_truths(value, NULL, 0, &stray) > 0 && !stray;
}

/* The keys of extended XYZ. A comment is extended where one of them has a value of its form, or is written as programs
   write it and next to no person: prose holds the words too. What an extended comment says of any of them must be right. */
enum { PROPERTIES, LATTICE, PBC, KEYS };
static const struct {
    const char *key;
    bool (*has_form)(const char *value);
    bool by_spelling; /* so spelt, with the equals sign next to it */
} keys[KEYS] = {
    [PROPERTIES] = {"Properties", comment_columns_are_meant, true},
    [LATTICE] = {"Lattice", is_lattice, false},
    [PBC] = {"pbc", is_pbc, false},
};

enum { MESSAGE_MAX = 256 };

/* What is known of a comment while it is read. */
struct reading {
    struct comment *c;
    struct structure *s;
    size_t line;
    struct {
        char *key, *value;
        bool twice;
    } of[KEYS];                /* as they stand; NULL: not there */
    char message[MESSAGE_MAX]; /* the first fault that prose may have, but no extended comment; empty: none */
    const char *twice;         /* a key of two values, NULL: none */
    bool extended;
    bool id_is_name; /* the id at hand is the value of name, not of id */
    bool id_is_twice;
    size_t bare, decimals; /* numbers without a key so far, and words that look like a property's value among them */
};

/* Whether this is to be told: once in a run, since the next frames are like this one. */
static bool is_first(struct comment *c, enum comment_remark what)
{
    bool first = !(c->told & 1u << what);
    c->told |= 1u << what;
    return first;
}

static void note_twice(struct reading *r, const char *key)
{
    if (!*r->message)
        snprintf(r->message, sizeof r->message, "'%s' is given twice", key);
    if (!r->twice)
        r->twice = key;
}

/* A property that is there but has no value, or two, is NAN until the comment ends. */
static void add_property(struct reading *r, const char *key, double value)
{
    struct sample *sample = &r->s->sample;
    char *name = text_clean(mem_text(key));
    for (size_t i = 0; i < sample->nproperties; i++)
        if (strcmp(sample->properties[i].name, name) == 0) {
            note_twice(r, key);
            sample->properties[i].value = NAN;
            free(name);
            return;
        }
    sample->properties = mem_grow(sample->properties, &r->c->properties, sample->nproperties + 1, sizeof *sample->properties);
    sample->properties[sample->nproperties++] = (struct property){name, value};
}

static void drop_missing(struct sample *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->nproperties; i++)
        if (isnan(s->properties[i].value))
            free(s->properties[i].name);
        else
            s->properties[n++] = s->properties[i];
    s->nproperties = n;
}

/* A list of 9 numbers, or of 6 in the order xx yy zz yz xz xy, as ASE has them. One that comes twice is missing. */
static void add_tensor(struct reading *r, const char *key, const char *value)
{
    static const int voigt[9] = {0, 5, 4, 5, 1, 3, 4, 3, 2};
    struct named_values *v = &r->s->tensors;
    const char *stray;
    double x[9];
    size_t n = comment_value_numbers(value, x, 9, &stray), at = v->n;
    if (stray || (n != 9 && n != 6))
        return;
    structure_add_name(v, key);
    size_t first = structure_find_name(v, v->name[at]);
    structure_room_values(v, 9 * v->n);
    for (int i = 0; i < 9; i++)
        v->value[9 * at + (size_t)i] = n == 9 ? x[i] : x[voigt[i]];
    if (first == at)
        return;
    note_twice(r, key);
    free(v->name[--v->n]);
    for (size_t i = 0; i < 9; i++)
        v->value[9 * first + i] = NAN;
}

static void add_value(struct reading *r, const char *key, const char *value)
{
    double x;
    enum comment_value kind = comment_value_kind(value, &x);
    if (kind == COMMENT_VALUE_NUMBER) {
        add_property(r, key, x);
    } else if (kind == COMMENT_VALUE_MISSING) {
        add_property(r, key, NAN);
        if (is_first(r->c, COMMENT_MISSING))
            say_warning("%s:%zu: %s is '%s', which counts as missing here and wherever it comes", r->s->file, r->line, key,
                        value);
    } else if (kind == COMMENT_VALUE_NEARLY && is_first(r->c, COMMENT_NEARLY)) {
        say_warning("%s:%zu: %s is '%s', which is no property: expected a number and nothing else", r->s->file, r->line, key,
                    value);
    } else if (kind == COMMENT_VALUE_OTHER && r->c->tensors) {
        add_tensor(r, key, value);
    }
}

/* A word without an equals sign: with names for the bare numbers, the next of them. */
static void read_bare(struct reading *r, const char *text)
{
    double value;
    const struct comment_names *names = r->c->names;
    const char *end = number_scan(text, &value);
    if (!end || *end)
        return;
    r->decimals += text[strspn(text, "+-0123456789")] != '\0' && isfinite(value);
    size_t i = r->bare++;
    if (i < names->n && *names->at[i])
        add_value(r, names->at[i], text);
}

/* Takes the value as id when the key names one; name goes before id. */
static bool read_id(struct reading *r, const char *key, const char *value)
{
    const char *id_key = r->c->id_key;
    bool is_name = id_key ? strcmp(key, id_key) == 0 : strcmp(key, "name") == 0;
    if (!is_name && (id_key || strcmp(key, "id") != 0))
        return false;
    char **id = &r->s->sample.id;
    if (*id && r->id_is_name == is_name) {
        note_twice(r, key);
        r->id_is_twice = true;
    }
    if (!*id || is_name) {
        free(*id);
        *id = text_clean(mem_text(value));
        r->id_is_twice = r->id_is_twice && r->id_is_name == is_name;
        r->id_is_name = is_name;
    }
    return true;
}

static void read_pair(struct reading *r, char *key, char *value, bool tight)
{
    size_t k = 0;
    while (k < KEYS && strcasecmp(key, keys[k].key) != 0)
        k++;
    if (k < KEYS) {
        r->of[k].twice = r->of[k].key;
        if (r->of[k].twice)
            note_twice(r, key);
        r->of[k].key = key;
        r->of[k].value = value;
        bool spelt = keys[k].by_spelling && tight && strcmp(key, keys[k].key) == 0;
        r->extended = r->extended || spelt || keys[k].has_form(value);
    } else if (*key && !read_id(r, key, value)) {
        add_value(r, key, value);
    } else if (!*key && !*r->message) {
        snprintf(r->message, sizeof r->message, "a = in the comment line has no key before it");
    }
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

static void conclude_extended(const struct reading *r, struct columns *columns)
{
    struct structure *s = r->s;
    char *lattice = r->of[LATTICE].value, *pbc = r->of[PBC].value, *properties = r->of[PROPERTIES].value;
    if (*r->message)
        die("%s:%zu: %s", s->file, r->line, r->message);
    if (properties)
        *columns = comment_columns_read(properties, s->file, r->line);
    if (lattice)
        read_lattice(r, lattice);
    if (pbc)
        read_pbc(r, pbc);
    for (int i = 0; i < 3; i++) {
        s->pbc[i] = s->pbc[i] || (lattice && !pbc);
        if (s->pbc[i] && !lattice)
            die("%s:%zu: pbc is T in direction %d but there is no Lattice", s->file, r->line, i + 1);
    }
}

/* In prose the keys are words as others are. */
static void conclude_prose(struct reading *r)
{
    double x;
    for (size_t k = 0; k < KEYS; k++)
        if (r->of[k].key && !r->of[k].twice && comment_value_kind(r->of[k].value, &x) == COMMENT_VALUE_NUMBER)
            add_property(r, r->of[k].key, x);
    if (r->id_is_twice) {
        free(r->s->sample.id);
        r->s->sample.id = NULL;
    }
    if (r->twice && is_first(r->c, COMMENT_TWICE))
        say_warning("%s:%zu: '%s' is given twice in a comment line of text, and counts as missing", r->s->file, r->line,
                    r->twice);
}

static void clear(struct comment *c, struct structure *s)
{
    struct sample *sample = &s->sample;
    for (size_t i = 0; i < sample->nproperties; i++)
        free(sample->properties[i].name);
    structure_forget_values(&s->tensors);
    c->properties = sample->nproperties;
    sample->nproperties = 0;
    free(sample->id);
    sample->id = NULL;
    memset(s->cell, 0, sizeof s->cell);
    memset(s->pbc, 0, sizeof s->pbc);
}

static void read_words(struct reading *r, char *text)
{
    struct comment_pairs p = comment_pairs_of(text);
    while (comment_pairs_next(&p)) {
        if (p.unclosed && !*r->message)
            snprintf(r->message, sizeof r->message, "a %c in the comment line has no partner", p.unclosed);
        if (p.value)
            read_pair(r, p.key, p.value, p.tight);
        else
            read_bare(r, p.key);
    }
}

void comment_read(struct comment *c, char *text, size_t line, struct structure *s, struct columns *columns)
{
    struct reading r = {.c = c, .s = s, .line = line};
    char shown[LINES_SHOWN];
    if (!(c->told & 1u << COMMENT_BARE))
        lines_show(shown, text, strlen(text));
    clear(c, s);
    *columns = comment_columns_plain;
    read_words(&r, text);
    if (r.extended)
        conclude_extended(&r, columns);
    else
        conclude_prose(&r);
    if (r.bare < c->names->n)
        die("%s:%zu: expected %zu numbers in the comment line, found %zu", s->file, line, c->names->n, r.bare);
    drop_missing(&s->sample);
    if (s->sample.nproperties == 0 && c->names->n == 0 && r.decimals > 0 && is_first(c, COMMENT_BARE))
        say_warning("%s:%zu: the comment line has numbers but no property: '%s'; --columns names them", s->file, line, shown);
}
