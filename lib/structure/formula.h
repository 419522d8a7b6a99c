/* Chemical formulas: symbols, each with the number of its atoms, 1 where none is given; groups in brackets, round, square or
   curly. Numbers may be decimal or ratios, blanks, ':' and '=' may part: Ag2Pd, Mg(OH)2, K4[Fe(CN)6], Al0.25Ga0.75,
   Al1/3Ga2/3, "Ag:2 Pd:1". */
#ifndef MBTR_FORMULA_H
#define MBTR_FORMULA_H

#include <stdbool.h>
#include <stddef.h>

#include "structure/element.h"

/* Atoms of each element, by atomic number. Symbols are as written, CO is no Co. False when the text is no formula, or
   holds no atoms: *stray is then what cannot be read. */
bool formula_read(const char *text, double count[ELEMENT_MAX + 1], const char **stray);

/* The smallest whole numbers that k fractions are in the ratio of; false when they sum to more than 200. */
bool formula_reduce(size_t k, const double *fraction, unsigned *count);

#endif
