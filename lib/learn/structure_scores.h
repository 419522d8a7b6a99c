/* Errors of what was predicted of structures: properties, forces, stress. Memory does not grow with their number. */
#ifndef MBTR_STRUCTURE_SCORES_H
#define MBTR_STRUCTURE_SCORES_H

#include "base/output.h"
#include "learn/outliers.h"
#include "learn/reference_pairs.h"
#include "learn/score.h"
#include "structure/element.h"

/* Errors of numbers, and how well vectors point where they should. */
struct quantity_score {
    struct score score;
    double along, length; /* sums over vectors: of the reference, along the prediction; its length */
};

struct quantity {
    char *name;
    enum reference_kind kind;
    struct quantity_score all;
    struct quantity_score per_atom; /* of a property */
    struct quantity_score *element; /* of vectors: by atomic number */
};

/* {0} at first, with room in worst for as many atoms or structures as are wanted. */
struct structure_scores {
    struct quantity *at; /* by kind, of each by name */
    size_t n, capacity;
    struct outliers worst;
};

/* Adds a quantity of a structure. Rows without a reference do not count. */
void structure_scores_add(struct structure_scores *q, const struct structure *s, const struct reference_pairs *p);

/* Prints a table of all errors; energy is the unit, "" none. Or one of the worst atoms, or structures. */
void structure_scores_print(const struct structure_scores *q, const char *energy, struct output *out);
void structure_scores_print_worst(const struct structure_scores *q, struct output *out);
void structure_scores_free(struct structure_scores *q);

#endif
