#include "plot/tips.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/text.h"

void tips_add(struct bytes *tips, const char *text)
{
    char *copy = mem_text(text), *line = copy;
    for (char *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        bytes_print(tips, "%s\n", text_clean(line));
    }
    bytes_print(tips, "%s", text_clean(line));
    bytes_put(tips, "", 1);
    free(copy);
}

/* A part of a text. */
struct passage {
    const char *at;
    size_t n;
};

static bool starts(struct passage s, const char *with)
{
    return s.n >= strlen(with) && memcmp(s.at, with, strlen(with)) == 0;
}

static bool ends(struct passage s, const char *with)
{
    return s.n >= strlen(with) && memcmp(s.at + s.n - strlen(with), with, strlen(with)) == 0;
}

static bool holds(struct passage s, const char *part)
{
    const char *at = strstr(s.at, part);
    return at && at < s.at + s.n;
}

/* XML has no place for U+FFFE and U+FFFF, which are UTF-8 all the same: a question mark stands for them. */
static void put(struct output *out, struct passage s)
{
    size_t from = 0;
    for (size_t i = 0; i + 2 < s.n; i++) {
        if (memcmp(s.at + i, "\xef\xbf\xbe", 3) != 0 && memcmp(s.at + i, "\xef\xbf\xbf", 3) != 0)
            continue;
        output_write(out, s.at + from, i - from);
        output_write(out, "?", 1);
        from = i + 3;
        i += 2;
    }
    output_write(out, s.at + from, s.n - from);
}

static void put_escaped(struct output *out, const char *text)
{
    struct bytes safe = {0};
    for (const char *c = text; *c; c++)
        bytes_print(&safe, *c == '&' ? "&amp;" : *c == '<' ? "&lt;" : *c == '>' ? "&gt;" : "%c", *c);
    put(out, (struct passage){(const char *)safe.at, safe.length});
    bytes_free(&safe);
}

/* A line of an SVG, with its end; takes the text of a point from *tip. What lies over points lets the pointer through. */
static void put_line(struct output *out, struct passage line, const char **tip, const char *end)
{
    static const char point[] = "\t<use xlink:href='#gpPt", close[] = "/>\n", group[] = "\t<g id=\"gnuplot_plot_",
                      name[] = "<title>";
    const char *title = starts(line, group) ? strstr(line.at, name) : NULL;
    if (starts(line, "<title>Gnuplot"))
        output_print(out, "<style>path, polygon { pointer-events: none }</style>\n");
    else if (title && title < line.at + line.n) {
        put(out, (struct passage){line.at, (size_t)(title - line.at)});
        output_print(out, "\n");
    } else if (*tip < end && starts(line, point) && ends(line, close) && holds(line, "translate(")) {
        put(out, (struct passage){line.at, line.n - strlen(close)});
        output_print(out, "><title>");
        put_escaped(out, *tip);
        output_print(out, "</title></use>\n");
        *tip += strlen(*tip) + 1;
    } else {
        put(out, line);
    }
}

void tips_write(const struct bytes *svg, const struct bytes *tips, struct output *out)
{
    struct bytes text = {0};
    const char *tip = (const char *)tips->at, *end = tip + tips->length;
    bytes_put(&text, svg->at, svg->length);
    bytes_put(&text, "", 1);
    for (const char *line = (const char *)text.at, *next; *line; line = next) {
        const char *stop = strchr(line, '\n');
        next = stop ? stop + 1 : line + strlen(line);
        put_line(out, (struct passage){line, (size_t)(next - line)}, &tip, end);
    }
    if (tip < end)
        die("gnuplot has drawn fewer points than there are");
    bytes_free(&text);
}
