#include "recipe/recipe_once.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "recipe/recipe_text.h"

/* A part of a recipe's text. */
struct span {
    const char *at;
    size_t length;
};

static bool same(struct span a, struct span b)
{
    return a.length == b.length && memcmp(a.at, b.at, a.length) == 0;
}

/* The line that a text begins with, which goes on behind it. */
static struct span take_line(struct span *text)
{
    const char *end = text->length > 0 ? memchr(text->at, '\n', text->length) : NULL;
    struct span line = {text->at, end ? (size_t)(end - text->at) : text->length};
    size_t whole = line.length + (end != NULL);
    *text = (struct span){text->at + whole, text->length - whole};
    return line;
}

/* A section begins with its name; lines that belong to it begin with a blank. */
static struct span name_of(struct span section)
{
    return (struct span){section.at, section.length > 0 ? strcspn(section.at, ":") : 0};
}

static struct span take_section(struct span *text)
{
    struct span whole = take_line(text);
    while (text->length > 0 && *text->at == ' ') {
        struct span line = take_line(text);
        whole.length = (size_t)(line.at - whole.at) + line.length;
    }
    return whole;
}

/* That of a name; empty where the text has none. */
static struct span find_section(struct span text, struct span name)
{
    while (text.length > 0) {
        struct span section = take_section(&text);
        if (same(name_of(section), name))
            return section;
    }
    return (struct span){"", 0};
}

/* The value of a mapping's key, or the key itself, that a line begins with: up to a comma, or the end, of its own level. */
static struct span take_value(struct span *line)
{
    size_t depth = 0, i = 0;
    for (; i < line->length && (depth > 0 || line->at[i] != ','); i++) {
        depth += line->at[i] == '[' || line->at[i] == '{';
        depth -= depth > 0 && (line->at[i] == ']' || line->at[i] == '}');
    }
    struct span value = {line->at, i};
    size_t gap = i < line->length ? strspn(line->at + i, ", ") : 0;
    *line = (struct span){line->at + i + gap, line->length - i - gap};
    return value;
}

/* What is between the outermost braces of a line, if that is a mapping. */
static struct span inside(struct span line)
{
    const char *open = memchr(line.at, '{', line.length);
    if (!open || line.length < 2)
        return line;
    return (struct span){open + 1, line.length - (size_t)(open + 1 - line.at) - 1};
}

/* Whether an override is in a section of this name. */
static bool is_overridden(struct span section, const struct texts *set)
{
    for (size_t i = 0; i < set->n; i++)
        if (same((struct span){set->at[i], strcspn(set->at[i], ".=")}, section))
            return true;
    return false;
}

static _Noreturn void refuse(const struct recipe *named, const struct recipe *carried, struct span section, struct span here,
                             struct span there)
{
    struct span x, y, a, b, nothing = {"nothing", strlen("nothing")};
    do {
        x = take_line(&here);
        y = take_line(&there);
    } while (same(x, y));
    a = inside(x);
    b = inside(y);
    do {
        x = take_value(&a);
        y = take_value(&b);
    } while (same(x, y));
    x = x.length > 0 ? x : nothing;
    y = y.length > 0 ? y : nothing;
    die("%s: another recipe than that of %s: %.*s has '%.*s' here, '%.*s' there; leave out -c, or give other values by -s",
        named->name, carried->name, (int)section.length, section.at, (int)x.length, x.at, (int)y.length, y.at);
}

static bool is_to_find(const struct recipe *r)
{
    enum symmetry_kind kind = r->representation.symmetry.kind;
    return kind == SYMMETRY_AUTO || kind == SYMMETRY_AUTO_CLASSES;
}

/* Whether a section may be another one: an override is in it, it is what a search would try, or it tells to find what the stream's
   has found. */
static bool is_free(const struct recipe *named, struct span name, const struct texts *set)
{
    static const char search[] = "search", symmetry[] = "symmetry";
    return same(name, (struct span){search, strlen(search)}) || is_overridden(name, set) ||
           (is_to_find(named) && same(name, (struct span){symmetry, strlen(symmetry)}));
}

/* Of each section of one text those of both. */
static void compare(const struct recipe *named, const struct recipe *carried, struct span here, struct span there,
                    struct span sections, const struct texts *set)
{
    while (sections.length > 0) {
        struct span name = name_of(take_section(&sections));
        struct span a = find_section(here, name), b = find_section(there, name);
        if (!same(a, b) && !is_free(named, name, set))
            refuse(named, carried, name, a, b);
    }
}

void recipe_once_expect(const struct recipe *named, const struct recipe *carried, const struct texts *set)
{
    char *a = recipe_text(named), *b = recipe_text(carried);
    struct span here = {a, strlen(a)}, there = {b, strlen(b)};
    compare(named, carried, here, there, here, set);
    compare(named, carried, here, there, there, set);
    free(a);
    free(b);
}

void recipe_once_take_symmetry(struct recipe *named, struct recipe *carried)
{
    struct symmetry own = named->representation.symmetry;
    if (!is_to_find(named))
        return;
    named->representation.symmetry = carried->representation.symmetry;
    carried->representation.symmetry = own;
}
