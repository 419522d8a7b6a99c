#include "structure/xyz_dialect.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
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

/* The number of words; 0 where one has a name. */
static size_t bare_words(const char *text)
{
    size_t n = 0;
    if (strchr(text, '='))
        return 0;
    for (const char *p = blank_skip(text); *p; p = blank_skip(blank_find(p)))
        n++;
    return n;
}

const struct xyz_dialect *xyz_dialect_of(const char *comment)
{
    const struct xyz_dialect *d = xyz_dialects;
    while (d->name && (strncmp(comment, d->prefix, strlen(d->prefix)) != 0 || (d->words && bare_words(comment) != d->words)))
        d++;
    return d;
}

struct comment_names *xyz_dialect_names(const char *columns)
{
    struct comment_names *names = mem_zero(xyz_dialect_count(), sizeof *names);
    for (size_t i = 0; i < xyz_dialect_count(); i++)
        comment_names_set(&names[i], columns ? columns : xyz_dialects[i].columns);
    return names;
}

void xyz_dialect_free_names(struct comment_names *names)
{
    for (size_t i = 0; i < xyz_dialect_count(); i++)
        comment_names_free(&names[i]);
    free(names);
}
