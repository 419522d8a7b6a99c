/* A label of a phase diagram that is far from its vertex has a line to it, which ends at the letters: as far from their middle
   above the vertex as below it, and within what the label takes. One that is near has none. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "plot/diagram_draw.h"

static const double width = 400, height = 300, at[2] = {200, 150};

static int wrong;

static void expect(bool right, const char *what, const char *script)
{
    if (right)
        return;
    fprintf(stderr, "%s: %s", what, script);
    wrong = 1;
}

/* The script of a label that is wanted in a direction up or down, with as many lines in its way on both sides. */
static const char *draw(struct bytes *script, double up, int lines)
{
    struct diagram p = {.k = 2, .element = {29, 78}};
    struct diagram_vertex v = {.x = {0.5, 0.5}};
    struct labels l = {.width = width, .height = height};
    for (int i = -lines; i <= lines; i++)
        labels_avoid_line(&l, (double[2]){0, at[1] + 5 * i}, (double[2]){width, at[1] + 5 * i});
    diagram_draw_label(script, &p, &v, &l, at, 0, up);
    bytes_put(script, "", 1);
    labels_free(&l);
    return (const char *)script->at;
}

/* How far above its vertex the label stands, and the end of its line. */
static void try_far(double up, double *label, double *end)
{
    struct bytes bytes = {0};
    const char *script = draw(&bytes, up, 10), *text = strstr(script, "set label");
    double from[2] = {0}, to[2] = {0}, middle[2] = {0};
    int n = sscanf(script, "set arrow from graph %lf,%lf to graph %lf,%lf", from, from + 1, to, to + 1);
    n += text ? sscanf(text, "set label %*s at graph %lf,%lf", middle, middle + 1) : 0;
    expect(n == 6, "expected a line and a label", script);
    expect(hypot(from[0] * width - at[0], from[1] * height - at[1]) < 0.01, "the line does not begin at its vertex", script);
    expect(fabs(to[0] - middle[0]) * width < 0.01, "the line is not straight", script);
    *label = (middle[1] - from[1]) * height * up;
    *end = (to[1] - from[1]) * height * up;
    expect(*label > 50, "the label is on the lines", script);
    bytes_free(&bytes);
}

int main(void)
{
    double above, below, above_end, below_end;
    struct bytes script = {0};
    expect(!strstr(draw(&script, 1, -1), "set arrow"), "expected no line", (char *)script.at);
    bytes_free(&script);
    try_far(1, &above, &above_end);
    try_far(-1, &below, &below_end);
    if (fabs(above - below) > 0.01 || fabs(above_end - below_end) > 0.01 || above_end >= above || above_end < 50) {
        fprintf(stderr, "lines of %g and %g to labels at %g and %g\n", above_end, below_end, above, below);
        wrong = 1;
    }
    return wrong;
}
