#include "learn/regression.h"

#include <float.h>

#include "learn/baseline.h"

static const char *const per_names[] = {"structure", "atom", NULL};

const struct field regression_fields[] = {
    {"property", FIELD_TEXT, offsetof(struct regression, property), 0, 0, NULL, 0, NULL},
    FIELD_NUMBER_OF(regression, "lambda", lambda, 0, DBL_MAX),
    FIELD_ROW_OF(regression, "baseline", baseline, baseline_table),
    FIELD_NAMES_OF(regression, "per", per_atom, FIELD_EITHER, per_names),
    {0},
};
