#include "plot/look.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/names.h"
#include "base/number.h"

/* Points of a column's width, and those of a font that can be read in it. */
static const double column = 8.5 / 2.54 * 72, usual_font = 7;
/* Units of a font's size. */
enum { UNITS = 14 };
/* Units of a title, and those that axes need at least. */
enum { TITLE = 26, LEAST = 100 };

static const struct length_unit {
    const char *name;
    double points;
} length_units[] = {{"cm", 72 / 2.54}, {"mm", 7.2 / 2.54}, {"in", 72}, {"pt", 1}, {0}};

static const char *const axis_names[LOOK_AXES + 1] = {"x", "y", NULL};

static _Noreturn void die_size(const char *size)
{
    const struct names units = NAMES_OF(length_units);
    struct bytes list = {0};
    names_list(units, "", &list);
    die_usage("--size: expected a width and perhaps a height, in %s, 1 to 200 cm, like 8.5x7cm, found '%s'", (char *)list.at,
              size);
}

static void read_size(struct look *l, const char *size)
{
    const struct names units = NAMES_OF(length_units);
    const char *at = size;
    int unit = 0;
    for (int i = 0; i < 2; i++) {
        at = number_scan(at, &l->size[i]);
        if (!at || !(l->size[i] > 0))
            die_size(size);
        if (*at != 'x')
            break;
        at++;
    }
    if (*at)
        unit = names_find(units, at);
    if (unit < 0)
        die_size(size);
    for (int i = 0; i < 2; i++) {
        l->size[i] *= length_units[unit].points;
        double cm = l->size[i] / length_units[0].points;
        if (l->size[i] != 0 && !(cm > 0.999 && cm < 200.001))
            die_size(size);
    }
}

/* A name of letters that no terminal of gnuplot takes for more than a name. */
static bool is_family(const char *name, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)name[i]) && !strchr(" -", name[i]))
            return false;
    return true;
}

static void read_font(struct look *l, const char *font)
{
    const char *comma = strchr(font, ',');
    size_t n = comma ? (size_t)(comma - font) : strlen(font);
    bool right = *font && n < sizeof l->font && is_family(font, n);
    if (right && comma && comma[1])
        right = number_parse(comma + 1, &l->points) && l->points >= 3 && l->points <= 72;
    if (!right)
        die_usage("--font: expected a family of fonts and a size from 3 to 72 points, like Helvetica,8 or ,9, found '%s'",
                  font);
    memcpy(l->font, font, n);
    l->font[n] = '\0';
}

static _Noreturn void die_range(const char *range)
{
    die_usage("--range: expected ends of axes, like x=0:5,y=-1:1 or y=:10, found '%s'", range);
}

/* An end of an axis: nothing, or all of a text. */
static void read_end(char *text, double *end, const char *range)
{
    if (*text && !number_parse(text, end))
        die_range(range);
}

static void read_range(struct look *l, const char *range)
{
    const struct names names = NAMES_OF(axis_names);
    char *copy = mem_text(range), *rest = copy;
    do {
        char *part = rest, *equals = strchr(part, '=');
        rest = strchr(part, ',');
        if (rest)
            *rest++ = '\0';
        char *colon = equals ? strchr(equals, ':') : NULL;
        if (!colon)
            die_range(range);
        *equals = *colon = '\0';
        int axis = names_find(names, part);
        if (axis < 0)
            die_range(range);
        read_end(equals + 1, &l->range[axis][0], range);
        read_end(colon + 1, &l->range[axis][1], range);
    } while (rest);
    free(copy);
}

void look_read(struct look *l, const char *size, const char *font, const char *range)
{
    l->points = usual_font;
    for (int i = 0; i < LOOK_AXES; i++)
        l->range[i][0] = l->range[i][1] = NAN;
    if (size)
        read_size(l, size);
    if (font)
        read_font(l, font);
    if (range)
        read_range(l, range);
}

double look_unit(const struct look *l)
{
    return l->points / UNITS;
}

struct canvas look_canvas(const struct look *l, double proportion)
{
    double unit = look_unit(l), width = l->size[0] > 0 ? l->size[0] : column;
    return (struct canvas){width / unit, (l->size[1] > 0 ? l->size[1] : proportion * width) / unit};
}

void look_grow(const struct look *l, struct canvas *c, double width, double height)
{
    c->width = l->size[0] > 0 ? c->width : fmax(c->width, width);
    c->height = l->size[1] > 0 ? c->height : fmax(c->height, height);
}

double look_title_room(const struct look *l)
{
    return l->title ? TITLE : 0;
}

double look_frame(double length, double taken)
{
    if (length - taken < LEAST)
        die("there is no room for axes in a picture of this size: choose a larger --size or a smaller --font");
    return length - taken;
}

bool look_range(const struct look *l, int axis, bool logarithmic, double range[2])
{
    const double *chosen = l->range[axis];
    for (int i = 0; i < 2; i++)
        range[i] = isnan(chosen[i]) ? range[i] : chosen[i];
    if (range[0] >= range[1] || (logarithmic && range[0] <= 0))
        die("--range: %s from %g to %g shows nothing%s", axis_names[axis], range[0], range[1],
            logarithmic ? " on a logarithmic axis" : "");
    return !isnan(chosen[0]) || !isnan(chosen[1]);
}

void look_lacks(const struct look *l, int axis)
{
    if (!isnan(l->range[axis][0]) || !isnan(l->range[axis][1]))
        die("--range: this picture has no axis %s", axis_names[axis]);
}
