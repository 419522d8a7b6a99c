#include "structure/energy_units.h"

#include <stddef.h>

const struct energy_unit energy_units[] = {
    {"hartree", "the atomic unit", HARTREE},    {"Ry", "rydberg, half a hartree", HARTREE / 2},
    {"eV", "electronvolt", ELECTRONVOLT},       {"meV", "electronvolt / 1000", ELECTRONVOLT / 1000},
    {"kcal/mol", "of 4184 joule", 4184 / MOLE}, {"kJ/mol", "kilojoule per mole", 1000 / MOLE},
    {"1/cm", "wavenumber", WAVENUMBER},         {NULL, NULL, 0},
};
