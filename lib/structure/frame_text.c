#include "structure/frame_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/number.h"
#include "structure/blank.h"
#include "structure/comment_columns.h"
#include "structure/comment_pairs.h"
#include "structure/comment_value.h"
#include "structure/comment_word.h"
#include "structure/xyz_dialect.h"

struct frame_text {
    struct comment_names *names; /* of each dialect's bare numbers */
    const struct structure *s;
    struct bytes head, comment, rest; /* the comment without its line's end, with which the rest begins */
    struct bytes cut;                 /* a copy of the comment, cut into words */
    struct bytes made;                /* a text in the making */
    bool has_properties;              /* the columns, when they were last looked at, stood in the comment */
};

/* Bytes of a text, from one to before another. */
struct stretch {
    size_t at, end;
};

/* A key and its value, NULL: a bare word. They are in the cut copy, as long as it stays; stretches are of the comment itself. */
struct frame_pair {
    char *key, *value;
    struct stretch key_at, value_at;
};

struct frame_column {
    struct told_column told;
    size_t first; /* of its columns, from 0 */
    struct stretch name_at;
};

struct frame_text *frame_text_new(const char *columns)
{
    struct frame_text *f = mem_zero(1, sizeof *f);
    f->names = xyz_dialect_names(columns);
    return f;
}

void frame_text_free(struct frame_text *f)
{
    xyz_dialect_free_names(f->names);
    bytes_free(&f->head);
    bytes_free(&f->comment);
    bytes_free(&f->rest);
    bytes_free(&f->cut);
    bytes_free(&f->made);
    free(f);
}

/* The pairs of the comment, one after the other; until the next start. */
static struct comment_pairs start_pairs(struct frame_text *f)
{
    f->cut.length = 0;
    bytes_put(&f->cut, f->comment.at, f->comment.length);
    bytes_put(&f->cut, "", 1);
    return comment_pairs_of((char *)f->cut.at);
}

static struct stretch stretch_of(const struct frame_text *f, struct comment_span span)
{
    const char *start = (char *)f->cut.at;
    return (struct stretch){(size_t)(span.at - start), (size_t)(span.end - start)};
}

static bool next_pair(const struct frame_text *f, struct comment_pairs *p, struct frame_pair *to)
{
    if (!comment_pairs_next(p))
        return false;
    *to = (struct frame_pair){.key = p->key, .value = p->value, .key_at = stretch_of(f, p->key_span)};
    if (p->value)
        to->value_at = stretch_of(f, p->value_span);
    return true;
}

/* The last pair of a key; returns how many there are. */
static size_t find_pairs(struct frame_text *f, const char *key, struct frame_pair *to)
{
    struct comment_pairs p = start_pairs(f);
    struct frame_pair pair;
    size_t n = 0;
    while (next_pair(f, &p, &pair))
        if (pair.value && strcmp(pair.key, key) == 0) {
            *to = pair;
            n++;
        }
    return n;
}

/* The columns, one after the other; until the next start. Returns what is left, NULL: nothing. */
static char *start_columns(struct frame_text *f)
{
    static const char plain[] = "species:S:1:pos:R:3";
    struct comment_pairs p = start_pairs(f);
    struct frame_pair pair;
    f->has_properties = true;
    while (next_pair(f, &p, &pair))
        if (pair.value && strcasecmp(pair.key, "Properties") == 0 && comment_columns_are_meant(pair.value))
            return pair.value;
    f->has_properties = false;
    f->cut.length = 0;
    bytes_put(&f->cut, plain, sizeof plain);
    return (char *)f->cut.at;
}

static char *next_column(const struct frame_text *f, char *value, struct frame_column *c)
{
    size_t at = (size_t)(value - (char *)f->cut.at);
    c->first += c->told.width;
    value = comment_columns_cut(value, f->s->file, f->s->property_line, &c->told);
    c->name_at = (struct stretch){at, at + strlen(c->told.name)};
    return value;
}

static bool find_column(struct frame_text *f, const char *name, struct frame_column *c)
{
    *c = (struct frame_column){0};
    for (char *value = start_columns(f); value;) {
        value = next_column(f, value, c);
        if (strcmp(c->told.name, name) == 0)
            return true;
    }
    return false;
}

/* Parts of a text give way to others, from the first to the last. */
struct splice {
    struct bytes *text, *made;
    size_t done;
};

static struct splice splice_start(struct bytes *text, struct bytes *made)
{
    made->length = 0;
    return (struct splice){text, made, 0};
}

/* What is appended to what is made, next, stands in the place of this part. */
static void splice_over(struct splice *s, struct stretch part)
{
    bytes_put(s->made, s->text->at + s->done, part.at - s->done);
    s->done = part.end;
}

static void splice_end(struct splice *s)
{
    bytes_put(s->made, s->text->at + s->done, s->text->length - s->done);
    struct bytes made = *s->made;
    *s->made = *s->text;
    *s->text = made;
}

/* Gives the bare numbers their names. */
static void name_numbers(struct frame_text *f, const struct comment_names *names)
{
    struct comment_pairs p = start_pairs(f);
    struct splice s = splice_start(&f->comment, &f->made);
    struct frame_pair pair;
    double value;
    for (size_t bare = 0; bare < names->n && next_pair(f, &p, &pair);) {
        const char *end = pair.value ? NULL : number_scan(pair.key, &value);
        if (!end || *end)
            continue;
        splice_over(&s, (struct stretch){pair.key_at.at, pair.key_at.at});
        const char *name = names->at[bare++];
        if (*name) {
            comment_word_put(s.made, "", name, "");
            bytes_print(s.made, "=");
        }
    }
    splice_end(&s);
}

/* Behind the end of a line. */
static size_t line_end(const struct bytes *text, size_t at)
{
    const unsigned char *end = memchr(text->at + at, '\n', text->length - at);
    return (size_t)(end - text->at) + 1;
}

/* How many bytes the end of a line takes, which comes before this place. */
static size_t end_width(const struct bytes *text, size_t end)
{
    return end >= 2 && text->at[end - 2] == '\r' ? 2 : 1;
}

static void drop_last_line(struct bytes *text)
{
    do
        text->length--;
    while (text->at[text->length - 1] != '\n');
}

void frame_text_read(struct frame_text *f, const struct bytes *text, const struct structure *s)
{
    size_t head = line_end(text, 0), end = line_end(text, head);
    end -= end_width(text, end);
    f->s = s;
    f->head.length = f->comment.length = f->rest.length = 0;
    bytes_put(&f->head, text->at, head);
    bytes_put(&f->comment, text->at + head, end - head);
    bytes_put(&f->rest, text->at + end, text->length - end);
    start_pairs(f);
    const struct xyz_dialect *d = xyz_dialect_of((char *)f->cut.at);
    name_numbers(f, &f->names[d - xyz_dialects]);
    for (size_t i = 0; i < d->lines_after; i++)
        drop_last_line(&f->rest);
}

void frame_text_write(const struct frame_text *f, struct bytes *to)
{
    bytes_put(to, f->head.at, f->head.length);
    bytes_put(to, f->comment.at, f->comment.length);
    bytes_put(to, f->rest.at, f->rest.length);
}

/* Whether a text of the cut comment is the same in the comment itself: quotes and backslashes are taken out of it there. */
static bool stands_at(const struct frame_text *f, const char *text, struct stretch at)
{
    return memcmp(f->comment.at + at.at, text, at.end - at.at) == 0;
}

/* What is done with each number: its place in the text, and its value. */
typedef void number_visitor(void *context, struct stretch at, double value);

/* Where all of the value is numbers that stand as they are read. */
static bool visit_value(const struct frame_text *f, const struct frame_pair *p, number_visitor *visit, void *context)
{
    struct comment_number n = {0};
    size_t found = 0;
    for (; comment_value_next(p->value, &n); found++) {
        struct stretch at = stretch_of(f, (struct comment_span){n.at, n.end});
        if (!stands_at(f, n.at, at))
            return false;
        if (visit)
            visit(context, at, n.value);
    }
    return found > 0 && !n.stray;
}

/* Those of each atom. The first line of the rest is the end of the comment. */
static void visit_atoms(const struct frame_text *f, const struct frame_column *c, number_visitor *visit, void *context)
{
    const char *text = (char *)f->rest.at;
    size_t next = line_end(&f->rest, 0);
    for (size_t a = 0; a < f->s->sample.atoms; a++) {
        const char *p = text + next;
        next = line_end(&f->rest, next);
        const char *stop = text + next - end_width(&f->rest, next);
        for (size_t i = 0; i < c->first + c->told.width; i++) {
            const char *word = blank_skip(p);
            double value = NAN;
            for (p = word; p < stop && !blank_is(*p);)
                p++;
            if (i < c->first)
                continue;
            bool whole = number_scan(word, &value) == p;
            visit(context, (struct stretch){(size_t)(word - text), (size_t)(p - text)}, whole ? value : NAN);
        }
    }
}

/* What numbers stand in: a value, or columns where that has no key. */
struct number_place {
    struct frame_pair pair;
    struct frame_column column;
    bool of_atoms;
};

static bool find_numbers(struct frame_text *f, const char *name, struct number_place *to)
{
    to->of_atoms = false;
    if (find_pairs(f, name, &to->pair) == 1 && visit_value(f, &to->pair, NULL, NULL))
        return true;
    to->of_atoms = true;
    return find_column(f, name, &to->column) && to->column.told.type == 'R';
}

static void visit_numbers(const struct frame_text *f, const struct number_place *place, number_visitor *visit, void *context)
{
    if (place->of_atoms)
        visit_atoms(f, &place->column, visit, context);
    else
        visit_value(f, &place->pair, visit, context);
}

static void take(void *context, struct stretch at, double value)
{
    struct frame_numbers *to = context;
    (void)at;
    to->x = mem_grow(to->x, &to->capacity, to->n + 1, sizeof *to->x);
    to->x[to->n++] = isfinite(value) ? value : NAN;
}

bool frame_text_numbers(struct frame_text *f, const char *name, struct frame_numbers *to)
{
    struct number_place place;
    to->n = 0;
    if (!find_numbers(f, name, &place))
        return false;
    to->of_atoms = place.of_atoms;
    visit_numbers(f, &place, take, to);
    return true;
}

struct number_setting {
    struct splice splice;
    const double *next;
};

static void set(void *context, struct stretch at, double value)
{
    struct number_setting *s = context;
    double x = *s->next++;
    if (isnan(x) || x == value)
        return;
    splice_over(&s->splice, at);
    number_print(s->splice.made, x);
}

void frame_text_set_numbers(struct frame_text *f, const char *name, const struct frame_numbers *to)
{
    struct number_place place;
    if (!find_numbers(f, name, &place))
        return;
    struct number_setting s = {splice_start(place.of_atoms ? &f->rest : &f->comment, &f->made), to->x};
    visit_numbers(f, &place, set, &s);
    splice_end(&s.splice);
}

/* Ends the program where the columns tell no elements or places any more. */
static void check_columns(struct frame_text *f)
{
    char *value = start_columns(f);
    comment_columns_read(value, f->s->file, f->s->property_line);
}

static void rename_pair(struct frame_text *f, const struct frame_pair *pair, const char *other)
{
    struct frame_pair there;
    struct splice s = splice_start(&f->comment, &f->made);
    splice_over(&s, pair->key_at);
    if (find_pairs(f, other, &there) > 0)
        die("%s:%zu: there is '%s' already: nothing else can be called that", f->s->file, f->s->property_line, other);
    comment_word_put(s.made, "", other, "");
    splice_end(&s);
}

static void rename_column(struct frame_text *f, const struct frame_column *column, const char *other)
{
    struct frame_column there;
    struct splice s = splice_start(&f->comment, &f->made);
    splice_over(&s, column->name_at);
    if (find_column(f, other, &there))
        die("%s:%zu: there is a column '%s' already: no other can be called that", f->s->file, f->s->property_line, other);
    if (!*other || other[strcspn(other, " \t:=,\"'\\[]{}")])
        die("%s:%zu: no column can be called '%s'", f->s->file, f->s->property_line, other);
    bytes_print(s.made, "%s", other);
    splice_end(&s);
    check_columns(f);
}

bool frame_text_rename(struct frame_text *f, const char *name, const char *other)
{
    struct frame_pair pair;
    struct frame_column column;
    if (find_pairs(f, name, &pair) == 1) {
        rename_pair(f, &pair, other);
        return true;
    }
    if (!find_column(f, name, &column) || !f->has_properties || !stands_at(f, column.told.name, column.name_at))
        return false;
    rename_column(f, &column, other);
    return true;
}

/* Whether two texts are the same value. */
static bool is_same(const char *a, const char *b)
{
    double x, y;
    const char *end_a = number_scan(a, &x), *end_b = number_scan(b, &y);
    return strcmp(a, b) == 0 || (end_a && !*end_a && end_b && !*end_b && x == y);
}

bool frame_text_has(struct frame_text *f, const char *key)
{
    struct frame_pair pair;
    return find_pairs(f, key, &pair) > 0;
}

bool frame_text_put(struct frame_text *f, const char *key, const char *value)
{
    struct frame_pair pair;
    size_t there = find_pairs(f, key, &pair);
    struct splice s = splice_start(&f->comment, &f->made);
    if (there > 1)
        die("%s:%zu: '%s' is given twice", f->s->file, f->s->property_line, key);
    if (there == 1 && is_same(pair.value, value))
        return false;
    if (there == 1) {
        splice_over(&s, pair.value_at);
    } else {
        splice_over(&s, (struct stretch){f->comment.length, f->comment.length});
        bytes_print(s.made, "%s", s.made->length > 0 && !blank_is((char)s.made->at[s.made->length - 1]) ? " " : "");
        comment_word_put(s.made, "", key, "");
        bytes_print(s.made, "=");
    }
    comment_word_put(s.made, "", value, "");
    splice_end(&s);
    if (find_pairs(f, key, &pair) != 1 || strcmp(pair.value, value) != 0)
        die("%s:%zu: the comment line takes no '%s' behind it: a quote or an equals sign takes that in", f->s->file,
            f->s->property_line, key);
    return there == 1;
}

void frame_text_names(struct frame_text *f, struct bytes *to)
{
    struct comment_pairs p = start_pairs(f);
    struct frame_pair pair;
    struct frame_column c = {0};
    size_t n = 0;
    while (next_pair(f, &p, &pair))
        if (pair.value && visit_value(f, &pair, NULL, NULL))
            bytes_print(to, "%s%s", n++ ? ", " : "", pair.key);
    for (char *value = start_columns(f); value;) {
        value = next_column(f, value, &c);
        if (c.told.type == 'R')
            bytes_print(to, "%s%s", n++ ? ", " : "", c.told.name);
    }
}
