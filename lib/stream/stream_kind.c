#include "stream/stream_kind.h"

#include <stddef.h>

const struct stream_kind stream_kinds[] = {
    {"tensor", HOLDS_TENSOR, HEADER_TERMS, RECORD_SAMPLE | RECORD_ATOM | RECORD_TENSOR, false, false},
    {"kernel", HOLDS_KERNEL, HEADER_KERNEL | HEADER_COLUMNS, RECORD_SAMPLE | RECORD_ROW | RECORD_SELF, false, true},
    {"model", HOLDS_MODEL, HEADER_KERNEL | HEADER_REGRESSION, RECORD_SAMPLE | RECORD_ALPHA, true, false},
    {"model", HOLDS_MODEL, HEADER_TERMS | HEADER_KERNEL | HEADER_REGRESSION, RECORD_TENSOR, true, false},
    {"factor", HOLDS_FACTOR, HEADER_KERNEL | HEADER_COLUMNS | HEADER_REGRESSION | HEADER_VARIANCE, RECORD_SAMPLE | RECORD_ROW,
     true, false},
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
