/* Geometry functions g_k: a table. */
#ifndef MBTR_GEOMETRY_FUNCTIONS_H
#define MBTR_GEOMETRY_FUNCTIONS_H

#include <stdbool.h>

#include "geometry/batch.h"

/* Where the value has no derivatives: nowhere; where three atoms stand on a line; where four atoms lie in a plane. */
enum smoothness { SMOOTH, SMOOTH_BUT_ON_LINES, SMOOTH_BUT_IN_PLANES };

struct geometry_function {
    const char *name;
    unsigned body;
    bool per_species;               /* k=1: one contribution per species instead of one per atom */
    void (*apply)(struct batch *b); /* fills value */
    /* Adds its derivatives; NULL where no atom that moves changes it. */
    void (*slope)(const struct batch *b, struct tuple_slopes *to);
    enum smoothness smoothness;
    const char *doc;
    const char *unit;   /* of the value, "" when it has none */
    const char *axis;   /* the value as axes of printed pictures name it, with the unit */
    double least, most; /* that the value may be */
};

/* Ends with a row without name. */
extern const struct geometry_function geometry_functions[];

#endif
