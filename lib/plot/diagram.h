/* Phase diagrams of two to seven elements: formation energies over composition, and the hull of what was calculated
   (phase/hull.h, phase/entries.h). */
#ifndef MBTR_DIAGRAM_H
#define MBTR_DIAGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/output.h"
#include "plot/gnuplot.h"

enum { DIAGRAM_ELEMENTS = 7 };

struct diagram_options {
    const char *path;    /* the table; NULL or "-": standard input */
    const char *truth;   /* a table of all energies, for the true hull; NULL: none */
    const char *energy;  /* the column of energies, as in phase/entries.h */
    bool per_atom;       /* whether energies are per atom */
    bool predicted;      /* whether predictions make the hull, too */
    const double *given; /* energies per atom of elements (phase/references.h) */
};

struct diagram_point {
    double x[DIAGRAM_ELEMENTS];         /* fractions of the elements */
    double formation, deviation, above; /* per atom; above the hull, negative for a prediction below it */
    bool known;                         /* calculated, not predicted */
    char *id;
};

struct diagram_vertex {
    double x[DIAGRAM_ELEMENTS], formation;
    char *id;    /* NULL: an element that no row gives */
    bool missed; /* of the true hull: below the hull that was found */
};

/* A hull: its vertices by rising fractions of the second, the third and further elements, and, of up to three, the pairs that
   tie-lines join. */
struct diagram_lines {
    size_t n, edges, capacity;
    struct diagram_vertex *vertex;
    size_t (*edge)[2];
};

/* Start with {0}. */
struct diagram {
    size_t k;                           /* elements */
    unsigned element[DIAGRAM_ELEMENTS]; /* in the order in which formulas are written */
    size_t n, known;                    /* points, and those of them that were calculated */
    struct diagram_point *point;
    struct diagram_lines found, truth; /* truth: without vertices if there is none */
};

/* Reads the tables that hull-filter(1) reads. The hull is that of the calculated energies, of predictions where
   they are asked for. With a true table its references are those of both hulls. Fewer elements than two or more than
   seven, a true table of others, and what entries_read refuses are errors. */
void diagram_read(struct diagram *p, const struct diagram_options *options);
void diagram_free(struct diagram *p);

/* Makes the picture: of two elements formation energy over composition, of three a triangle in which colour tells the
   distance above the hull, of more a row for each phase, of its composition and energy. unit: of energies, or NULL. */
void diagram_draw(const struct diagram *p, const char *unit, struct drawing *d);

/* Writes the same as text, and a table of the vertices and the tie-lines; of more than three elements the table alone. */
void diagram_ascii(const struct diagram *p, const char *unit, struct output *out);

/* For both: a formula in whole numbers, else with three digits; sub stands before each number and end after it. */
void diagram_formula(const struct diagram *p, const double *x, const char *sub, const char *end, struct bytes *to);

/* The range of formation energies that a picture of two elements should show, and how many points are beyond it. It holds
   the hulls, and so much above 0 that these take at least a third of it, more where a quarter of the points is further
   up still; where nothing is stable but the elements, 98 % of the points. */
size_t diagram_range(const struct diagram *p, double range[2]);

#endif
