/* Units of energy, and the units of atoms: what a program converts between whose user names both. */
#ifndef MBTR_ENERGY_UNITS_H
#define MBTR_ENERGY_UNITS_H

/* Values of CODATA 2022 (P. Mohr et al., Rev. Mod. Phys. 97, 025002, 2025). */
#define BOHR 0.529177210544                       /* angstrom */
#define HARTREE 4.3597447222060e-18               /* joule */
#define ELECTRONVOLT 1.602176634e-19              /* joule, exactly */
#define MOLE 6.02214076e23                        /* exactly */
#define WAVENUMBER (6.62607015e-34 * 299792458e2) /* joule of a photon of 1/cm, exactly */
#define KELVIN 1.380649e-23                       /* joule, exactly */

struct energy_unit {
    const char *name;
    const char *doc;
    double joule;
};

/* Ends with a row without name. */
extern const struct energy_unit energy_units[];

#endif
