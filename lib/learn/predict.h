/* Predictions from a stream, as a table (learn/prediction_table.h): in order, in constant memory. */
#ifndef MBTR_PREDICT_H
#define MBTR_PREDICT_H

#include "base/output.h"
#include "kernel/kernel.h"
#include "learn/factor.h"
#include "learn/model.h"
#include "stream/reader.h"

/* added: the property of each structure that is added to what the model predicts, NULL: none. One that lacks it ends the program.

   From rows of the kernel, by a model in dual form; factor: standard deviations too, or NULL; novelty: that of the rows, which
   must tell distances, for those to the nearest training structures or atoms too, or NULL. Rows of older versions may lack what
   these need, and end the program. */
void predict_rows(const struct model *m, const struct factor *f, const struct kernel *novelty, const char *added,
                  struct reader *from, struct output *out);

/* From tensors, by a model in primal form of this kernel; where they are of atoms, of the sum or average over those of a
   structure. */
void predict_tensors(const struct model *m, const struct kernel *k, const char *added, struct reader *from, struct output *out);

#endif
