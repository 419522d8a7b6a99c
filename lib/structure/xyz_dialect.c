#include "structure/xyz_dialect.h"

#include <string.h>

#include "structure/blank.h"

/* QM9: R. Ramakrishnan et al., Sci. Data 1, 140022 (2014), Table 3: tag and number, 15 properties; then frequencies, SMILES
   and InChI. */
const struct xyz_dialect xyz_dialects[] = {
    {.name = "QM9",
     .prefix = "gdb ",
     .words = 17,
     .columns = "-,A,B,C,mu,alpha,homo,lumo,gap,r2,zpve,U0,U,H,G,Cv",
     .lines_after = 3,
     .last = "InChI="},
    {.name = "LAMMPS", .prefix = "Atoms. Timestep: ", .types = true},
    {0},
};

size_t xyz_dialect_count(void)
{
    return sizeof xyz_dialects / sizeof *xyz_dialects;
}

static size_t count_words(const char *text)
{
    size_t n = 0;
    for (const char *p = blank_skip(text); *p; p = blank_skip(blank_find(p)))
        n++;
    return n;
}

const struct xyz_dialect *xyz_dialect_of(const char *comment)
{
    const struct xyz_dialect *d = xyz_dialects;
    while (d->name && (strncmp(comment, d->prefix, strlen(d->prefix)) != 0 || (d->words && count_words(comment) != d->words)))
        d++;
    return d;
}
