#include "stream/stream_kind.h"

#include <stddef.h>

static const char of_tensors[] = "the recipe has a number that is too large or too small",
                  of_kernels[] = "kernel.sigma, or a weight or scale of the recipe, is too large or too small",
                  of_models[] = "values of the property, or regression.lambda, are too large or too small",
                  tensors[] = "xyz2mbtr makes tensors of structures", kernels[] = "mbtr-kernel makes kernels of tensors",
                  models[] = "krr-train makes models of kernels", factors[] = "krr-train --factor writes factors";

const struct stream_kind stream_kinds[] = {
    {"tensor", HOLDS_TENSOR, HEADER_TERMS,
     RECORD_SAMPLE | RECORD_ATOM | RECORD_ELEMENT | RECORD_OF_ATOM | RECORD_TENSOR | RECORD_STRUCTURE | RECORD_FORCES |
         RECORD_STRESS,
     false, false, of_tensors, tensors},
    {"kernel", HOLDS_KERNEL, HEADER_ATOMS | HEADER_KERNEL | HEADER_COLUMNS,
     RECORD_SAMPLE | RECORD_ATOM | RECORD_ELEMENT | RECORD_OF_ATOM | RECORD_ROW | RECORD_SELF | RECORD_NEAREST, false, true,
     of_kernels, kernels},
    {"model", HOLDS_MODEL, HEADER_KERNEL | HEADER_REGRESSION, RECORD_SAMPLE | RECORD_ALPHA, true, false, of_models, models},
    {"model", HOLDS_MODEL, HEADER_TERMS | HEADER_KERNEL | HEADER_REGRESSION | HEADER_BASIS | HEADER_BINS,
     RECORD_ATOM | RECORD_ELEMENT | RECORD_TENSOR | RECORD_ALPHA, true, false, of_models, models},
    {"factor", HOLDS_FACTOR, HEADER_KERNEL | HEADER_COLUMNS | HEADER_REGRESSION | HEADER_VARIANCE,
     RECORD_SAMPLE | RECORD_ROW | RECORD_STRUCTURE | RECORD_FORCES | RECORD_STRESS, true, false, of_models, factors},
    {"factor", HOLDS_FACTOR,
     HEADER_TERMS | HEADER_KERNEL | HEADER_COLUMNS | HEADER_REGRESSION | HEADER_VARIANCE | HEADER_VARIANCES, RECORD_ROW, true,
     false, of_models, factors},
    {0},
};

const struct stream_kind *stream_kind_of(enum holds holds, bool terms)
{
    const struct stream_kind *found = NULL;
    for (const struct stream_kind *k = stream_kinds; k->name; k++)
        if (k->holds == holds && (!found || ((k->header & HEADER_TERMS) != 0) == terms))
            found = k;
    return found;
}
