/* Phase diagrams of two or three elements: formation energies over composition, and the hull of what was calculated
   (phase/hull.h). */
#ifndef MBTR_PLOT_HULL_H
#define MBTR_PLOT_HULL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/output.h"
#include "plot/gnuplot.h"
#include "structure/element.h"

enum { HULL_ELEMENTS = 3 };

struct hull_options {
    const char *path;    /* the table; NULL or "-": standard input */
    const char *truth;   /* a table of all energies, for the true hull; NULL: none */
    const char *energy;  /* the column of energies, as in phase/entries.h */
    bool per_atom;       /* whether energies are per atom */
    const double *given; /* energies per atom of elements (phase/references.h) */
};

struct hull_point {
    double x[HULL_ELEMENTS];            /* fractions of the elements */
    double formation, deviation, above; /* per atom; above the hull of what was calculated */
    bool known;                         /* calculated, not predicted */
};

struct hull_vertex {
    double x[HULL_ELEMENTS], formation;
    char *id; /* NULL: an element that no row gives */
    bool element;
    bool missed; /* of the true hull: below the hull that was found */
};

/* A hull: its vertices by rising fractions of the second and the third element, and the pairs that tie-lines join. */
struct hull_lines {
    size_t n, edges, capacity;
    struct hull_vertex *vertex;
    size_t (*edge)[2];
};

/* Start with {0}. */
struct hull_plot {
    size_t k;                        /* elements */
    unsigned element[HULL_ELEMENTS]; /* in the order in which formulas are written */
    size_t n, known;                 /* points, and those of them that were calculated */
    struct hull_point *point;
    struct hull_lines found, truth; /* truth: without vertices if there is none */
};

/* Reads the tables that hull-filter(1) reads. The hull is that of the calculated energies; of the predictions where
   nothing was calculated. With a true table its references are those of both hulls. Another number of elements than two
   or three, a true table of others, and what entries_read refuses are errors. */
void hull_plot_read(struct hull_plot *p, const struct hull_options *options);
void hull_plot_free(struct hull_plot *p);

/* Appends the gnuplot script of the picture: for two elements formation energy over composition, for three a triangle
   in which colour tells the distance above the hull. unit: of energies, or NULL. */
void hull_plot_script(const struct hull_plot *p, const char *unit, enum picture format, struct bytes *script);

/* Writes the same as text, and a table of the vertices and the tie-lines. */
void hull_plot_ascii(const struct hull_plot *p, const char *unit, struct output *out);

/* For both: a formula in whole numbers, else with three digits; sub stands before each number and end after it. */
void hull_plot_formula(const struct hull_plot *p, const double *x, const char *sub, const char *end, struct bytes *to);

/* The range of formation energies that a picture of two elements shows, and how many points are beyond it. It holds
   the hulls, and so much above 0 that these take at least a third of it, more where a quarter of the points is further
   up still; where nothing is stable but the elements, 98 % of the points. */
size_t hull_plot_range(const struct hull_plot *p, double range[2]);

#endif
