#include "structure/unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/number.h"
#include "structure/energy_units.h"

#define ANGSTROM 1e-10 /* metre */

/* Factors are rounded to as many, so that powers of ten are exact. */
enum { DIGITS = 15 };

const struct unit_row other_units[] = {
    {"angstrom", "1e-10 metre", ANGSTROM, 0, 1},
    {"A", "angstrom", ANGSTROM, 0, 1},
    {"bohr", "the atomic unit", BOHR *ANGSTROM, 0, 1},
    {"nm", "10 angstrom", 10 * ANGSTROM, 0, 1},
    {"GPa", "1e9 joule per cubic metre", 1e9, 1, -3},
    {"kbar", "0.1 GPa", 1e8, 1, -3},
    {0},
};

/* A unit, or a factor of one. */
struct unit {
    double si;
    int energy, length, atoms; /* powers */
};

/* Whether the name is all of a text but for a power or more divisors. */
static size_t prefix(const char *text, const char *name)
{
    size_t n = strlen(name);
    return strncmp(text, name, n) == 0 && (!text[n] || strchr("/^", text[n])) ? n : 0;
}

/* The unit with the longest name at the start of a text; returns the length, 0: there is none. */
static size_t find(const char *text, struct unit *to)
{
    size_t best = prefix(text, "atom"), n;
    if (best)
        *to = (struct unit){1, 0, 0, 1};
    for (const struct energy_unit *e = energy_units; e->name; e++)
        if ((n = prefix(text, e->name)) > best) {
            *to = (struct unit){e->joule, 1, 0, 0};
            best = n;
        }
    for (const struct unit_row *o = other_units; o->name; o++)
        if ((n = prefix(text, o->name)) > best) {
            *to = (struct unit){o->si, o->energy, o->length, 0};
            best = n;
        }
    return best;
}

static void multiply(struct unit *u, const struct unit *factor, int power)
{
    u->si *= pow(factor->si, power);
    u->energy += power * factor->energy;
    u->length += power * factor->length;
    u->atoms += power * factor->atoms;
}

/* Takes a power off a text, 1 where there is none; 0: it is none. */
static int take_power(const char **text)
{
    if (**text != '^')
        return 1;
    int power = (*text)[1] >= '1' && (*text)[1] <= '9' ? (*text)[1] - '0' : 0;
    *text += power ? 2 : 0;
    return power;
}

/* False: it is none. */
static bool read(const char *text, struct unit *to)
{
    struct unit factor;
    *to = (struct unit){.si = 1};
    for (int sign = 1;; sign = -1) {
        size_t n = find(text, &factor);
        text += n;
        int power = take_power(&text);
        if (n == 0 || power == 0 || (*text && *text != '/'))
            return false;
        multiply(to, &factor, sign * power);
        if (!*text++)
            return to->atoms == 0 || to->atoms == -1;
    }
}

static _Noreturn void die_unknown(const char *option, const char *text)
{
    struct bytes names = {0};
    for (const struct energy_unit *e = energy_units; e->name; e++)
        bytes_print(&names, "%s, ", e->name);
    for (const struct unit_row *o = other_units; o->name; o++)
        bytes_print(&names, "%s%s", o->name, o[1].name ? ", " : "");
    die_usage("--%s: '%s' is no unit: expected %s, or a quotient as eV/angstrom, eV/angstrom^3, eV/atom", option, text,
              (char *)names.at);
}

struct unit_change unit_change_read(const char *option, const char *from_to)
{
    struct unit from, to;
    char *first = mem_text(from_to), *second = strchr(first, ':');
    if (!second)
        die_usage("--%s: expected two units, FROM:TO, found '%s'", option, from_to);
    *second++ = '\0';
    if (!read(first, &from))
        die_unknown(option, first);
    if (!read(second, &to))
        die_unknown(option, second);
    if (from.energy != to.energy || from.length != to.length)
        die_usage("--%s: '%s' and '%s' are not of one kind", option, first, second);
    free(first);
    double up = number_rounded(from.si / to.si, DIGITS), down = number_rounded(to.si / from.si, DIGITS);
    return (struct unit_change){up >= 1 ? up : down, up < 1, to.atoms - from.atoms};
}

double unit_changed(const struct unit_change *c, double x, double atoms)
{
    x = c->divides ? x / c->factor : x * c->factor;
    return c->atoms > 0 ? x * atoms : c->atoms < 0 ? x / atoms : x;
}
