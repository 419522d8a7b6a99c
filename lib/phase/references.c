#include "phase/references.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/number.h"
#include "phase/phases.h"

void references_parse(char *list, double given[ELEMENT_MAX + 1])
{
    bool zero = list && strcmp(list, "0") == 0;
    for (unsigned z = 0; z <= ELEMENT_MAX; z++)
        given[z] = zero ? 0 : NAN;
    for (char *item = zero ? NULL : list, *next; item; item = next) {
        if ((next = strchr(item, ',')))
            *next++ = '\0';
        const char *equals = strchr(item, '=');
        unsigned z = equals ? element_number(item, (size_t)(equals - item)) : 0;
        if (z == 0 || !number_parse(equals + 1, &given[z]) || fabs(given[z]) > NUMBER_MAX)
            die_usage("--references: expected 0 or ELEMENT=ENERGY,..., found '%s'", item);
    }
}

/* The lowest energy of a pure element, a column of the fractions; INFINITY where there is none. */
static double lowest(const struct compositions *x, size_t column, const double *energy)
{
    double low = INFINITY;
    for (size_t i = 0; i < x->n; i++)
        if (x->fraction[i * x->k + column] >= 1 - FRACTION_TOLERANCE)
            low = fmin(low, energy[i]);
    return low;
}

static _Noreturn void die_of_missing(const struct compositions *x, const double *reference, const char *file)
{
    struct bytes names = {0}, list = {0};
    for (size_t c = 0; c < x->k; c++) {
        if (!isinf(reference[c]))
            continue;
        bytes_print(&names, "%s%s", names.length ? ", " : "", element_symbol(x->element[c]));
        bytes_print(&list, "%s%s=ENERGY", list.length ? "," : "", element_symbol(x->element[c]));
    }
    die("%s%sthere is no energy of pure %s: add a pure structure, or give the energy per atom by --references %s",
        file ? file : "", file ? ": " : "", (char *)names.at, (char *)list.at);
}

double *references_find(const struct compositions *x, const double *energy, const double given[ELEMENT_MAX + 1],
                        const char *file)
{
    double *reference = mem_new(x->k, sizeof *reference);
    bool missing = false;
    for (size_t c = 0; c < x->k; c++) {
        double of_element = given[x->element[c]];
        reference[c] = isnan(of_element) ? lowest(x, c, energy) : of_element;
        missing = missing || isinf(reference[c]);
    }
    if (missing)
        die_of_missing(x, reference, file);
    return reference;
}
