#include "stream/local_records.h"

#include <string.h>

#include "base/die.h"

/* An atom's id ends in ":atom", which its structure's does not. */
static void strip_atom(char *id)
{
    char *colon = strrchr(id, ':');
    if (colon)
        *colon = '\0';
}

bool local_records_next(struct local_records *a, const struct parcel *p, struct record *r)
{
    size_t atom = a->missing ? r->sample.atoms - a->missing + 1 : 1;
    bool begins = !a->missing;
    if (a->local && r->atom != atom)
        die("%s: record %zu (%s): expected atom %zu of a structure, found atom %zu", p->file, p->record, r->sample.id, atom,
            r->atom);
    if (begins)
        a->missing = a->local ? r->sample.atoms : 1;
    if (begins && a->local)
        strip_atom(r->sample.id);
    a->missing--;
    a->file = p->file;
    a->record = p->record;
    return begins;
}

void local_records_end(const struct local_records *a, const struct sample *last)
{
    if (a->missing) {
        size_t atoms = last->atoms - a->missing;
        die("%s: record %zu (%s:%zu): the structure has %zu atoms, the stream ends after %zu", a->file, a->record, last->id,
            atoms, last->atoms, atoms);
    }
}

void local_records_expect_rows(const struct reader *from, bool of_atoms)
{
    if (reader_header(from)->local && !of_atoms)
        die("%s: these rows are of atoms, properties are of structures: add the rows up by mbtr-kernel --sum, or learn a "
            "property of atoms by regression.of=atoms",
            reader_file(from));
    if (!reader_header(from)->local && of_atoms)
        die("%s: these rows are of structures, regression.of is atoms: make tensors of atoms by xyz2mbtr --local",
            reader_file(from));
}
