#include "learn/regression.h"

#include <math.h>

#include "learn/baseline.h"
#include "structure/sample.h"

static const char *const of_names[] = {"structures", "atoms", NULL};

bool regression_has_forces(const struct regression *g)
{
    return g->forces || g->stress;
}

double regression_weight(const struct regression *g, enum regression_kind kind, size_t atoms)
{
    const double noise[] = {g->noise_energy * (double)atoms, g->noise_forces, g->noise_stress * (double)atoms};
    if (!isnan(noise[kind]))
        return 1 / noise[kind];
    return kind == REGRESSION_PROPERTY && !isnan(g->lambda_energy) ? sqrt(g->lambda / g->lambda_energy) : 1;
}

const struct field regression_fields[] = {
    FIELD_OF(regression, "property", property, FIELD_TEXT, 0, 0),
    FIELD_OF(regression, "forces", forces, FIELD_TEXT, 0, 0),
    FIELD_OF(regression, "stress", stress, FIELD_TEXT, 0, 0),
    FIELD_NUMBER_OF(regression, "lambda", lambda, 0, FIELD_MOST),
    FIELD_NUMBER_OF(regression, "lambda_energy", lambda_energy, FIELD_LEAST, FIELD_MOST),
    FIELD_NUMBER_OF(regression, "noise_energy", noise_energy, FIELD_LEAST, FIELD_MOST),
    FIELD_NUMBER_OF(regression, "noise_forces", noise_forces, FIELD_LEAST, FIELD_MOST),
    FIELD_NUMBER_OF(regression, "noise_stress", noise_stress, FIELD_LEAST, FIELD_MOST),
    FIELD_NAMES_OF(regression, "baseline", baseline, FIELD_ROW, baseline_table),
    FIELD_NAMES_OF(regression, "per", per_atom, FIELD_EITHER, sample_per_names),
    FIELD_NAMES_OF(regression, "of", of_atoms, FIELD_MARK, of_names),
    {0},
};
