#include "structure/energy_units.h"

#include <stddef.h>

const struct energy_unit energy_units[] = {
    {"hartree", "the atomic unit", HARTREE},
    {"Ha", "hartree", HARTREE},
    {"mHa", "hartree / 1000", HARTREE / 1000},
    {"Ry", "rydberg, half a hartree", HARTREE / 2},
    {"eV", "electronvolt", ELECTRONVOLT},
    {"meV", "electronvolt / 1000", ELECTRONVOLT / 1000},
    {"kcal/mol", "of 4184 joule", 4184 / MOLE},
    {"kJ/mol", "kilojoule per mole", 1000 / MOLE},
    {"cm^-1", "wavenumber", WAVENUMBER},
    {"1/cm", "wavenumber", WAVENUMBER},
    {"K", "kelvin, by the constant of Boltzmann", KELVIN},
    {NULL, NULL, 0},
};
