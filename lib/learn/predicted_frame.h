/* A structure with what a potential tells of it, as a frame of extended XYZ (structure/xyz_frame.h). */
#ifndef MBTR_PREDICTED_FRAME_H
#define MBTR_PREDICTED_FRAME_H

#include "base/bytes.h"
#include "geometry/gradient.h"
#include "learn/regression.h"
#include "structure/structure.h"
#include "structure/xyz_frame.h"

/* The results that a value and its derivatives are: forces are their negative, which g then holds, and the stress, where the
   structure repeats in three directions, goes to a place of the caller. They point there. */
struct xyz_results predicted_frame_results(const struct structure *s, double value, struct gradient *g, double stress[3][3]);

/* Adds their standard deviations, where strain has one number for each of its six, on both sides of the diagonal. */
void predicted_frame_deviations(const struct structure *s, const double *stddev, const struct gradient *g, double stress[3][3],
                                struct xyz_results *to);

/* Appends the frame; what the file has of property, forces and stress, under the names that the model learned them by, stands
   beside it. */
void predicted_frame_write(const struct structure *s, const struct regression *r, const struct xyz_results *predicted,
                           struct bytes *to);

#endif
