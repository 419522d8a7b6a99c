/* Structures to structures: relaxed, with the property, forces and stress there. */
#ifndef MBTR_RELAX_STRUCTURES_H
#define MBTR_RELAX_STRUCTURES_H

#include "base/output.h"
#include "learn/potential.h"
#include "learn/regression.h"
#include "learn/relax.h"
#include "structure/structure_reader.h"

struct relax_job {
    struct potential *potential;         /* for all threads */
    const struct regression *regression; /* the model's, which names the property */
    struct relax_options options;
    const char *fixed; /* the column of atoms that stay; NULL: ASE's (structure/fixed_atoms.h) */
    double symmetry;   /* keep the space groups that there are to this tolerance, in angstrom; NAN: do not look for any */
};

/* Writes each structure as a frame (learn/predicted_frame.h) that says relaxed=T or relaxed=F, and a row of log where there is
   one, in their order, by all threads; what is not relaxed, or without the symmetry that was asked for, is a warning with its
   file and line. Flags of atoms must be read. A potential without derivatives ends the program. */
void relax_structures(const struct relax_job *j, struct structure_reader *from, struct output *out, struct output *log);

#endif
