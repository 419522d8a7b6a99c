#include <math.h>
#include <string.h>

#include "plot/diagram.h"
#include "structure/element.h"

/* Characters of the picture; a triangle takes one column for each half of a row's step. */
enum { COLUMNS = 65, ROWS = 20, STEPS = 28, PLACES = 2 * STEPS + 1 };
static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

struct sheet {
    size_t rows, columns;
    char at[STEPS + 1][COLUMNS + 1];
};

static void clear(struct sheet *c, size_t rows, size_t columns)
{
    c->rows = rows;
    c->columns = columns;
    for (size_t r = 0; r < rows; r++) {
        memset(c->at[r], ' ', columns);
        c->at[r][columns] = '\0';
    }
}

static void mark(struct sheet *c, double row, double column, char sign)
{
    if (row < -0.5 || row >= (double)c->rows - 0.5)
        return;
    c->at[(size_t)(row + 0.5)][(size_t)(column + 0.5)] = sign;
}

/* Row and column of a composition and formation energy; range: of two elements. */
static void place(const struct diagram *p, const double range[2], const double *x, double formation, double at[2])
{
    if (p->k == 2) {
        at[0] = (ROWS - 1) * (range[1] - formation) / (range[1] - range[0]);
        at[1] = (COLUMNS - 1) * x[1];
    } else {
        at[0] = STEPS * (1 - x[2]);
        at[1] = (PLACES - 1) * (x[1] + x[2] / 2);
    }
}

static void mark_points(struct sheet *c, const struct diagram *p, const double range[2], bool known)
{
    double at[2];
    for (const struct diagram_point *q = p->point; q < p->point + p->n; q++) {
        if (q->known != known)
            continue;
        place(p, range, q->x, q->formation, at);
        mark(c, at[0], at[1], known ? 'o' : '.');
    }
}

/* Marks the lines between vertices, where the canvas is empty. */
static void mark_lines(struct sheet *c, const struct diagram *p, const double range[2], const struct diagram_lines *l,
                       char sign)
{
    for (size_t i = 0; i < l->edges; i++) {
        const struct diagram_vertex *v = &l->vertex[l->edge[i][0]], *w = &l->vertex[l->edge[i][1]];
        double from[2], to[2];
        place(p, range, v->x, v->formation, from);
        place(p, range, w->x, w->formation, to);
        double steps = fmax(ceil(fmax(fabs(to[0] - from[0]), fabs(to[1] - from[1]))), 1);
        for (double s = 0; s <= steps; s++)
            mark(c, from[0] + (to[0] - from[0]) * s / steps, from[1] + (to[1] - from[1]) * s / steps, sign);
    }
}

static char letter(size_t i)
{
    return i < sizeof letters - 1 ? letters[i] : '*';
}

/* Those of the found hull, then those missed. Returns how many have letters after n. */
static size_t mark_vertices(struct sheet *c, const struct diagram *p, const double range[2], const struct diagram_lines *l,
                            bool missed, size_t n)
{
    double at[2];
    for (size_t i = 0; i < l->n; i++) {
        if (missed && !l->vertex[i].missed)
            continue;
        place(p, range, l->vertex[i].x, l->vertex[i].formation, at);
        mark(c, at[0], at[1], letter(n++));
    }
    return n;
}

static void draw(struct sheet *c, const struct diagram *p, const double range[2])
{
    mark_lines(c, p, range, &p->truth, '=');
    mark_lines(c, p, range, &p->found, '-');
    mark_points(c, p, range, false);
    mark_points(c, p, range, true);
    mark_vertices(c, p, range, &p->truth, true, mark_vertices(c, p, range, &p->found, false, 0));
}

static void print_binary(const struct diagram *p, const struct sheet *c, const double range[2], struct output *out)
{
    const char *a = element_symbol(p->element[0]), *b = element_symbol(p->element[1]);
    for (size_t r = 0; r < c->rows; r++) {
        if (r % 4 == 0 || r + 1 == c->rows)
            output_print(out, "%10.3g", range[1] - (range[1] - range[0]) * (double)r / (ROWS - 1));
        else
            output_print(out, "%10s", "");
        output_print(out, " |%s|\n", c->at[r]);
    }
    output_print(out, "%12s%-*s0.5%*s\n", "", COLUMNS / 2 - 1, a, COLUMNS / 2 - 1, b);
}

static void print_ternary(const struct diagram *p, const struct sheet *c, struct output *out)
{
    const char *a = element_symbol(p->element[0]), *b = element_symbol(p->element[1]);
    output_print(out, "%*s\n", 4 + PLACES / 2, element_symbol(p->element[2]));
    for (size_t r = 0; r < c->rows; r++) {
        size_t end = PLACES;
        while (end > 0 && c->at[r][end - 1] == ' ')
            end--;
        output_print(out, "    %.*s\n", (int)end, c->at[r]);
    }
    output_print(out, "%3s %*s %s\n", a, PLACES, "", b);
}

/* Formulas, places, formation energies and rows of vertices, with their letters. */
static size_t print_vertices(const struct diagram *p, const struct diagram_lines *l, bool missed, size_t n, struct output *out)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct diagram_vertex *v = &l->vertex[i];
        if (missed && !v->missed)
            continue;
        struct bytes formula = {0};
        diagram_formula(p, v->x, "", "", &formula);
        output_print(out, "%c  %-12s", letter(n++), (const char *)formula.at);
        for (size_t c = 1; c < p->k; c++)
            output_print(out, "  %6.4f", v->x[c]);
        output_print(out, "  %12.6g%s%s%s%s\n", v->formation, v->id ? "  [" : "", v->id ? v->id : "", v->id ? "]" : "",
                     missed ? "  missed" : "");
        bytes_free(&formula);
    }
    return n;
}

static void print_edges(const struct diagram_lines *l, struct output *out)
{
    output_print(out, "\ntie-lines:");
    for (size_t i = 0; i < l->edges; i++)
        output_print(out, " %c-%c", letter(l->edge[i][0]), letter(l->edge[i][1]));
    output_print(out, "\n");
}

static void print_picture(const struct diagram *p, struct output *out)
{
    double range[2] = {0};
    struct sheet c;
    size_t beyond = p->k == 2 ? diagram_range(p, range) : 0;
    clear(&c, p->k == 2 ? ROWS : STEPS + 1, p->k == 2 ? COLUMNS : PLACES);
    draw(&c, p, range);
    output_print(out, "%zu calculated (o), %zu predicted (.), hull (-)%s", p->known, p->n - p->known,
                 p->truth.n ? ", true hull where it differs (=)" : "");
    if (beyond)
        output_print(out, ", %zu not shown", beyond);
    output_print(out, "\n\n");
    if (p->k == 2)
        print_binary(p, &c, range, out);
    else
        print_ternary(p, &c, out);
    output_print(out, "\n");
}

void diagram_ascii(const struct diagram *p, const char *unit, struct output *out)
{
    if (p->k <= 3)
        print_picture(p, out);
    output_print(out, "phase, fraction of");
    for (size_t i = 1; i < p->k; i++)
        output_print(out, " %s,", element_symbol(p->element[i]));
    output_print(out, " formation energy%s%s%s\n", unit ? " (" : " per atom", unit ? unit : "", unit ? ")" : "");
    print_vertices(p, &p->truth, true, print_vertices(p, &p->found, false, 0, out), out);
    if (p->k == 3)
        print_edges(&p->found, out);
}
