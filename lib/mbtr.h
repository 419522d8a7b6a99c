/* libmbtr: many-body tensors of molecules and crystals, kernel ridge regression on them, and the streams between.

   Layers, each knowing only those above it:
     base      errors, memory, options, input and output, threads
     text      elements, structures, extended XYZ, tables
     geometry  lattices, neighbours, tuples of atoms, broadening
     tensor    block-sparse tensors and their builders
     stream    binary streams of tensors, kernel rows, models and factors
     learn     kernels, ridge regression, splits, scores, validation, hulls
     recipe    an experiment in YAML, and the search for its best values
     phase     the search for a convex hull with few calculations
     plot      pictures by gnuplot

   Lengths are in angstrom, angles in radians, properties in the unit of their file. Errors print a message and end the
   program. Compile and link with `pkg-config --static --cflags --libs mbtr-tools`.
   C++ may include this header too. */
#ifndef MBTR_TOOLS_H
#define MBTR_TOOLS_H

#ifdef __cplusplus
#include <stdbool.h> /* the system's headers stand outside of extern "C" */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>
#define _Noreturn [[noreturn]]
extern "C" {
#endif

#include "base/available.h"
#include "base/bytes.h"
#include "base/child.h"
#include "base/descriptor.h"
#include "base/die.h"
#include "base/field.h"
#include "base/forecast.h"
#include "base/hash.h"
#include "base/input.h"
#include "base/journal.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/options.h"
#include "base/output.h"
#include "base/pipe.h"
#include "base/pipeline.h"
#include "base/progress.h"
#include "base/say.h"
#include "base/size.h"
#include "base/spool.h"
#include "base/table.h"
#include "base/threads.h"
#include "base/unfinished.h"

#include "math/quantile.h"
#include "math/random.h"
#include "math/student.h"
#include "math/summary.h"

#include "structure/element.h"
#include "structure/formula.h"
#include "structure/listing.h"
#include "structure/sample.h"
#include "structure/structure.h"
#include "structure/xyz.h"

#include "geometry/batch.h"
#include "geometry/broadening.h"
#include "geometry/collector.h"
#include "geometry/geometry_functions.h"
#include "geometry/lattice.h"
#include "geometry/neighbours.h"
#include "geometry/shell.h"
#include "geometry/term.h"
#include "geometry/tuples.h"
#include "geometry/weighting_functions.h"

#include "tensor/blocks.h"
#include "tensor/correlation.h"
#include "tensor/coulomb.h"
#include "tensor/many_body.h"
#include "tensor/representation.h"
#include "tensor/tensor.h"
#include "tensor/tensor_batch.h"

#include "stream/header.h"
#include "stream/item.h"
#include "stream/kernel_label.h"
#include "stream/local_records.h"
#include "stream/npy.h"
#include "stream/reader.h"
#include "stream/record.h"
#include "stream/record_pipeline.h"
#include "stream/tensor_stream.h"
#include "stream/text.h"
#include "stream/writer.h"

#include "kernel/kernel.h"
#include "kernel/kernel_row.h"
#include "kernel/kernel_stream.h"
#include "kernel/minima.h"
#include "kernel/panel_plan.h"
#include "kernel/panels.h"
#include "kernel/part_panels.h"
#include "kernel/tensor_group.h"
#include "kernel/term_matrices.h"
#include "kernel/tile.h"

#include "solve/cholesky.h"

#include "learn/baseline.h"
#include "learn/calibration.h"
#include "learn/examples.h"
#include "learn/factor.h"
#include "learn/folds.h"
#include "learn/leave_one_out.h"
#include "learn/model.h"
#include "learn/outliers.h"
#include "learn/predict.h"
#include "learn/prediction_table.h"
#include "learn/primal.h"
#include "learn/regression.h"
#include "learn/ridge.h"
#include "learn/score.h"
#include "learn/split.h"
#include "learn/validate.h"
#include "learn/weights.h"

#include "recipe/match.h"
#include "recipe/path.h"
#include "recipe/recipe.h"
#include "recipe/recipe_file.h"
#include "recipe/recipe_options.h"
#include "recipe/recipe_parse.h"
#include "recipe/recipe_text.h"
#include "recipe/search_section.h"
#include "recipe/section.h"

#include "tune/descent.h"
#include "tune/geometry_values.h"
#include "tune/history.h"
#include "tune/kernel_cache.h"
#include "tune/proposal.h"
#include "tune/search_grid.h"
#include "tune/survey.h"
#include "tune/tune.h"

#include "phase/campaign.h"
#include "phase/command.h"
#include "phase/energies.h"
#include "phase/entries.h"
#include "phase/hull.h"
#include "phase/ledger.h"
#include "phase/mixture.h"
#include "phase/phases.h"
#include "phase/pool.h"
#include "phase/references.h"
#include "phase/strategy.h"
#include "phase/surrogate.h"

#include "plot/diagram.h"
#include "plot/gnuplot.h"
#include "plot/labels.h"
#include "plot/learning.h"
#include "plot/log_axis.h"
#include "plot/parity.h"
#include "plot/tensor_plot.h"

#ifdef __cplusplus
}
#undef _Noreturn
#endif

#endif
