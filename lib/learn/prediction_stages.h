/* From structures to what predictions are made of (learn/predict.h), on standard input: tensors, and where the model holds training
   tensors rows of the kernel with these, each made by a process of its own. What is computed is what xyz2mbtr and mbtr-kernel
   do one after the other, to the last bit. */
#ifndef MBTR_PREDICTION_STAGES_H
#define MBTR_PREDICTION_STAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/kernel.h"
#include "learn/model.h"
#include "structure/structure_options.h"
#include "tensor/representation.h"

/* All are borrowed, and used until the end of standard input. */
struct prediction_stages {
    const struct model *model;
    const char *name; /* of its file */
    const struct representation *representation;
    const struct kernel *kernel;
    bool atoms; /* tensors are of atoms */
    char **paths;
    size_t count; /* files of structures; 0: standard input */
    const struct structure_options *options;
};

/* Begins them, as stage_before asks for. */
void prediction_stages_begin(struct prediction_stages *s);

#endif
