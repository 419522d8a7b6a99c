/* The property of a record, on the terms on which it may be learned. */
#ifndef MBTR_TARGET_H
#define MBTR_TARGET_H

#include <stdbool.h>

#include "structure/sample.h"

/* Its value; where it lacks, or is beyond NUMBER_MAX, the program ends. of_atom: the sample is that of an atom; place: where it
   is, for the message. */
double target_of(const struct sample *s, const char *property, bool of_atom, const char *place);

#endif
