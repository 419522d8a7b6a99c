/* The options of all programs that make many-body tensors of structures. */
#ifndef MBTR_TENSOR_OPTIONS_H
#define MBTR_TENSOR_OPTIONS_H

#include "base/options.h"
#include "geometry/tuples.h"

/* The option --max-tuples N, as a row for a program's option table. */
#define TENSOR_OPTIONS                                                                                               \
    {                                                                                                                \
        0, "max-tuples", OPTION_NUMBER, &tuples_most, "N", "refuse a structure with more for a term (default: 1e11)" \
    }

#endif
