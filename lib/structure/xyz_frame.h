/* Structures with what was predicted for them, as frames of extended XYZ that ASE reads as the results of a calculator:

     Lattice="..." Properties=species:S:1:pos:R:3:forces:R:3:ref_forces:R:3 energy=... stress="..." ref_energy=...
     ref_stress="..." pbc="T T T" name=...

   Numbers read back as the same ones, and so does the id; what is not known is left out. */
#ifndef MBTR_XYZ_FRAME_H
#define MBTR_XYZ_FRAME_H

#include "base/bytes.h"
#include "structure/structure.h"

/* What precedes the name of what predictions are held against: ref_energy, ref_forces, ref_stress. */
#define XYZ_FRAME_REFERENCE "ref_"

/* Predictions, or references. In the latter a component that lacks may be NAN. */
struct xyz_results {
    double energy;                                        /* the property; NAN: none */
    const double *stddev;                                 /* of the energy, written as energy_stddev; NULL: none */
    const double (*force)[3];                             /* on each atom, NULL: none */
    const double (*stress)[3];                            /* symmetric, as ASE has it (structure/forces.h); NULL: none */
    const double (*force_stddev)[3], (*stress_stddev)[3]; /* of forces and stress, written as forces_stddev and stress_stddev */
    const bool (*moves)[3]; /* which components of places may change, as the column move_mask of ASE; NULL: not told */
    const char *more;       /* further pairs key=value with blanks between; NULL: none */
};

/* Appends a frame. property is the name of what energy holds; reference NULL: there is none. */
void xyz_frame_write(const struct structure *s, const char *property, const struct xyz_results *predicted,
                     const struct xyz_results *reference, struct bytes *to);

#endif
