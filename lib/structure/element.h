/* The chemical elements. */
#ifndef MBTR_ELEMENT_H
#define MBTR_ELEMENT_H

#include <stdbool.h>
#include <stddef.h>

enum { ELEMENT_MAX = 118 };

/* Atomic number of a symbol of the given length, case ignored ("CL" is Cl); 0 when there is no such element. */
unsigned element_number(const char *symbol, size_t length);

/* Symbol of an atomic number from 1 to ELEMENT_MAX. */
const char *element_symbol(unsigned number);

/* Elements that are meant; none: all are. */
struct element_set {
    bool any, has[ELEMENT_MAX + 1];
};

/* Reads the argument of --elements, symbols with commas between them. Errors: one that is none ends the program. */
void element_set_read(struct element_set *s, const char *symbols);
bool element_set_has(const struct element_set *s, unsigned number);

/* Row of the periodic table, from 1, and its column, 1 to 18; the lanthanides and actinides are in group 3. */
unsigned element_period(unsigned number);
unsigned element_group(unsigned number);

#endif
