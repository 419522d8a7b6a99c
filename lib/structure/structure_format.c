#include "structure/structure_format.h"

#include "structure/xyz.h"

const struct structure_format structure_formats[] = {
    {"xyz", "XYZ and extended XYZ, any number of structures", xyz_is_of, xyz_open, xyz_read, xyz_close},
    {0},
};
