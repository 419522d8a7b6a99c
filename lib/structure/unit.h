/* Units of properties, as users name them: an energy (structure/energy_units.h), a length, or a quotient of such,
   "eV/angstrom", "kcal/mol/bohr", "eV/angstrom^3", and of each "/atom", of a property that is divided by the number of atoms. */
#ifndef MBTR_UNIT_H
#define MBTR_UNIT_H

#include <stdbool.h>

/* Units besides those of energy. Ends with a row without name. */
struct unit_row {
    const char *name;
    const char *doc;
    double si;          /* joule^energy metre^length */
    int energy, length; /* powers */
};
extern const struct unit_row other_units[];

/* From one unit to another: times the factor, or by it where it divides. */
struct unit_change {
    double factor;
    bool divides;
    int atoms; /* 1: times the number of atoms too, -1: by it, 0: neither */
};

/* Reads "FROM:TO", of the argument of an option. That a unit is none, or that the two are not of one kind, is wrong usage. */
struct unit_change unit_change_read(const char *option, const char *from_to);

/* A number of a structure with so many atoms, in the new unit. */
double unit_changed(const struct unit_change *c, double x, double atoms);

#endif
