#include "phase/references.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/die.h"
#include "base/number.h"

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
        if (z == 0 || !number_parse(equals + 1, &given[z]))
            die_usage("--references: expected 0 or ELEMENT=ENERGY,..., found '%s'", item);
    }
}
