#include "structure/foreign_format.h"

#include <string.h>
#include <strings.h>

#include "base/die.h"
#include "base/number.h"

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* The line of a number, from 0; the text's end where it has no such line. */
static const char *line_at(const char *text, size_t number)
{
    for (; number > 0 && *text; number--) {
        text += strcspn(text, "\n");
        text += *text == '\n';
    }
    return text;
}

/* How many numbers a line has; none where it has words of another kind. */
static size_t count_numbers(const char *line)
{
    static const char blanks[] = " \t\r";
    size_t n = 0;
    double x;
    for (line += strspn(line, blanks); *line && *line != '\n'; line += strspn(line, blanks), n++) {
        line = number_scan(line, &x);
        if (!line || !strchr(" \t\r\n", *line))
            return 0;
    }
    return n;
}

/* The first line that is neither blank nor a comment names a block of data. */
static bool is_cif(const char *text)
{
    while (*text && (text[strspn(text, " \t\r")] == '\n' || *text == '#'))
        text = line_at(text, 1);
    return strncasecmp(text, "data_", 5) == 0;
}

/* A title, a scale or three, and three vectors: an atom's line in XYZ has more words. */
static bool is_poscar(const char *text)
{
    size_t scales = count_numbers(line_at(text, 1));
    for (size_t i = 2; i < 5; i++)
        if (count_numbers(line_at(text, i)) != 3)
            return false;
    return scales == 1 || scales == 3;
}

static bool is_xdatcar(const char *text)
{
    return is_poscar(text) && strstr(text, "\nDirect configuration=");
}

static bool is_pdb(const char *text)
{
    static const char *const records[] = {"HEADER ", "TITLE  ", "COMPND ", "REMARK ",
                                          "CRYST1 ", "MODEL  ", "ATOM   ", "HETATM "};
    for (size_t i = 0; i < sizeof records / sizeof *records; i++)
        if (begins(text, records[i]))
            return true;
    return false;
}

/* The line of counts ends with the version. */
static bool is_molfile(const char *text)
{
    const char *counts = line_at(text, 3);
    return strcspn(counts, "\n") >= 39 && (begins(counts + 33, " V2000") || begins(counts + 33, " V3000"));
}

static bool is_lammps_dump(const char *text)
{
    return begins(text, "ITEM: ");
}

static bool is_ase_database(const char *text)
{
    return begins(text, "SQLite format 3");
}

static bool is_ase_trajectory(const char *text)
{
    return begins(text, "- of Ulm");
}

static bool is_tar(const char *text)
{
    return begins(text + 257, "ustar");
}

static bool is_zip(const char *text)
{
    return begins(text, "PK\x03\x04");
}

#define ASE(format) "ase convert -i " format " -o extxyz", "new.xyz"

const struct foreign_format foreign_formats[] = {
    {"a CIF file", is_cif, ASE("cif")},
    {"an XDATCAR", is_xdatcar, ASE("vasp-xdatcar")},
    {"a POSCAR or CONTCAR", is_poscar, ASE("vasp")},
    {"an ASE database", is_ase_database, ASE("db")},
    {"an ASE trajectory", is_ase_trajectory, ASE("traj")},
    {"a PDB file", is_pdb, ASE("proteindatabank")},
    {"a molfile or SDF", is_molfile, ASE("sdf")},
    {"a dump of LAMMPS", is_lammps_dump, ASE("lammps-dump-text")},
    {"a tar archive", is_tar, "tar -xOf", "> new.xyz"},
    {"a zip archive", is_zip, "unzip -p", "> new.xyz"},
    {0},
};

const struct foreign_format *foreign_format_of(const char *text)
{
    const struct foreign_format *f = foreign_formats;
    while (f->name && !f->is_of(text))
        f++;
    return f->name ? f : NULL;
}

void foreign_format_refuse(struct input *in)
{
    char text[FOREIGN_FORMAT_LOOK + 1] = {0};
    input_need(in, 1);
    memcpy(text, in->at, in->have < FOREIGN_FORMAT_LOOK ? in->have : FOREIGN_FORMAT_LOOK);
    const struct foreign_format *f = foreign_format_of(text);
    if (f)
        die("%s: expected XYZ, found %s: '%s %s %s' makes XYZ of it", in->name, f->name, f->command,
            strcmp(in->name, input_name(NULL)) == 0 ? "-" : in->name, f->to);
}
