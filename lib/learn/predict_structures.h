/* Structures to structures: with the property, forces and stress that a model predicts, and what they were in the file. */
#ifndef MBTR_PREDICT_STRUCTURES_H
#define MBTR_PREDICT_STRUCTURES_H

#include "base/output.h"
#include "learn/potential.h"
#include "learn/regression.h"
#include "learn/uncertainty.h"
#include "structure/structure_reader.h"

/* Writes each structure as a frame of extended XYZ (structure/xyz_frame.h), in their order, by all threads; the potential
   is for as many, and so is what tells standard deviations, NULL: none. g: the model's, which names property, forces and stress.
   novelty: with the potential's, as pairs novelty=X novelty_atom=N. One that cannot be predicted ends the program, with its file and line. */
void predict_structures(struct potential *p, struct uncertainty *u, const struct regression *g, bool novelty,
                        struct structure_reader *from, struct output *out);

#endif
