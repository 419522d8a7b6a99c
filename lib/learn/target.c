#include "learn/target.h"

#include <math.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/number.h"

double target_of(const struct sample *s, const char *property, bool of_atom, const char *place)
{
    const double *value = sample_property(s, property);
    struct bytes known = {0};
    if (value && fabs(*value) <= NUMBER_MAX)
        return *value;
    if (value)
        die("%s: property '%s': expected a number within 1e99, found %g", place, property, *value);
    if (of_atom)
        die("%s: the atom has no property '%s': xyz2mbtr --elements chooses atoms that have one", place, property);
    sample_property_names(s, &known);
    die("%s: there is no property '%s'; there is: %s", place, property, (char *)known.at);
}
