#include "structure/xyz.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/say.h"
#include "base/size.h"
#include "structure/blank.h"
#include "structure/comment.h"
#include "structure/element.h"
#include "structure/xyz_dialect.h"

struct xyz {
    struct comment comment;
    struct comment_names *names;       /* of each dialect's bare numbers */
    const struct xyz_dialect *dialect; /* of the frame at hand */
    struct columns columns;
    bool vectors, flags; /* are wanted */
    struct lines *lines; /* of the file at hand */
    const struct input *in;
    bool numbers;    /* the frame has numbers for species */
    bool types_told; /* that they may be types */
};

/* The last format: it has all that no other wants. */
bool xyz_is_of(const char *path)
{
    (void)path;
    return true;
}

/* Whether there is a byte at this place, and it is one of these. */
static bool is_at(struct input *in, size_t place, const char *bytes)
{
    return input_need(in, place + 1) && in->at[place] && strchr(bytes, in->at[place]);
}

bool xyz_begins(struct input *in)
{
    enum { BLANK_MOST = 4096 };
    size_t i = input_need(in, 3) && memcmp(in->at, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (i < BLANK_MOST && is_at(in, i, " \t\r\n"))
        i++;
    size_t first = i;
    while (i < first + BLANK_MOST && is_at(in, i, "0123456789"))
        i++;
    size_t end = i;
    while (i < end + BLANK_MOST && is_at(in, i, " \t\r"))
        i++;
    return end > first && (is_at(in, i, "\n") || !input_need(in, i + 1));
}

void *xyz_open(const struct structure_options *options)
{
    struct xyz *x = mem_zero(1, sizeof *x);
    x->comment.id_key = options->id_key;
    x->comment.tensors = x->vectors = options->vectors;
    x->flags = options->flags;
    x->names = xyz_dialect_names(options->columns);
    return x;
}

void xyz_close(void *xyz)
{
    struct xyz *x = xyz;
    xyz_dialect_free_names(x->names);
    free(x);
}

/* Ends the program on what was found instead. */
static _Noreturn void expected(const struct xyz *x, const char *what, const char *found, size_t length)
{
    char text[LINES_SHOWN];
    lines_show(text, found, length);
    die("%s:%zu: %s '%s'", x->in->name, x->in->line, what, text);
}

/* Ends the program on a line with the wrong number of columns; returns when it is right. */
static void check_columns(const struct xyz *x, const char *line)
{
    size_t found = 0;
    for (const char *p = blank_skip(line); *p; p = blank_skip(blank_find(p)))
        found++;
    if (found < x->columns.count || (found > x->columns.count && x->columns.exact))
        die("%s:%zu: expected %zu columns, found %zu", x->in->name, x->in->line, x->columns.count, found);
}

/* The number of atoms that starts a frame; false at the end of the file. */
static bool read_count(struct xyz *x, size_t *atoms)
{
    const char *line, *p;
    do {
        lines_forget(x->lines);
        line = lines_next(x->lines);
        if (!line)
            return false;
        p = blank_skip(line);
    } while (!*p);
    char *end = (char *)p;
    unsigned long long n = *p >= '0' && *p <= '9' ? strtoull(p, &end, 10) : 0;
    if (end == p || *blank_skip(end))
        expected(x, "expected the number of atoms, found", p, strlen(p));
    if (n < 1 || n > UINT32_MAX)
        expected(x, "expected from 1 to 4294967295 atoms, found", p, (size_t)(end - p));
    *atoms = (size_t)n;
    return true;
}

static void name_values(struct named_values *v, const struct number_column *columns, size_t n)
{
    structure_forget_values(v);
    for (size_t i = 0; i < n; i++)
        structure_add_name(v, columns[i].name);
}

static void read_comment(struct xyz *x, size_t atoms, struct structure *s)
{
    char *line = lines_next(x->lines);
    if (!line)
        die("%s:%zu: expected a comment line and %zu atoms, the file ends", x->in->name, x->in->line, atoms);
    s->property_line = x->in->line;
    x->dialect = xyz_dialect_of(line);
    x->comment.names = &x->names[x->dialect - xyz_dialects];
    comment_read(&x->comment, line, s->property_line, s, &x->columns);
    if (!x->vectors)
        x->columns.nvector = 0;
    if (!x->flags)
        x->columns.nflag = 0;
    name_values(&s->of_atoms, x->columns.number, x->columns.nnumber);
    name_values(&s->vectors, x->columns.vector, x->columns.nvector);
    name_values(&s->flags, x->columns.flag, x->columns.nflag);
}

static const char *read_species(struct xyz *x, const char *p, uint8_t *number)
{
    const char *end = blank_find(p);
    size_t length = (size_t)(end - p);
    unsigned z = 0;
    const char *digit = p;
    for (; *digit >= '0' && *digit <= '9' && z <= ELEMENT_MAX; digit++)
        z = 10 * z + (unsigned)(*digit - '0');
    if (digit == p)
        z = element_number(p, length);
    else if (digit != end)
        z = 0;
    else
        x->numbers = true;
    if (z == 0 || z > ELEMENT_MAX)
        expected(x, "unknown element", p, length);
    *number = (uint8_t)z;
    return end;
}

static const char *read_coordinate(const struct xyz *x, const char *line, const char *p, double *value)
{
    const char *end = number_scan(p, value);
    bool is_number = end && (blank_is(*end) || !*end);
    if (is_number && fabs(*value) <= LENGTH_MAX)
        return end;
    check_columns(x, line);
    expected(x,
             !is_number         ? "expected a number, found"
             : isfinite(*value) ? "expected a position within 1e9 angstrom, found"
                                : "expected a finite number, found",
             p, (size_t)(blank_find(p) - p));
}

/* What is no number is a missing one, and an error only where it is learned. */
static const char *read_number(const char *p, double *value)
{
    const char *end = number_scan(p, value);
    if (!end || !(blank_is(*end) || !*end) || !isfinite(*value))
        *value = NAN;
    return blank_find(p);
}

/* T or F, as ASE writes them, True or False, 1 or 0. */
static double flag_of(const char *word)
{
    return *word && strchr("Tt1", *word) ? 1 : *word && strchr("Ff0", *word) ? 0 : NAN;
}

/* Of a line that has all columns. */
static void read_flags(const struct columns *columns, const char *line, double (*to)[3])
{
    const char *p = blank_skip(line);
    size_t at = 0;
    for (size_t f = 0; f < columns->nflag; f++)
        for (size_t k = 0; k < 3; k++) {
            size_t column = columns->flag[f].column + (columns->flag[f].width == 3 ? k : 0);
            for (; at < column; at++)
                p = blank_skip(blank_find(p));
            to[f][k] = flag_of(p);
        }
}

static void read_atom(struct xyz *x, const char *line, struct structure *s, size_t i)
{
    const struct columns *columns = &x->columns;
    const char *p = line;
    size_t numbers = 0, components = 0; /* so far: properties, and components of vectors */
    for (size_t c = 0; c < columns->count; c++) {
        p = blank_skip(p);
        if (!*p)
            check_columns(x, line);
        if (c == columns->species)
            p = read_species(x, p, &s->number[i]);
        else if (c - columns->position < 3)
            p = read_coordinate(x, line, p, &s->position[i][c - columns->position]);
        else if (numbers < columns->nnumber && c == columns->number[numbers].column)
            p = read_number(p, &s->of_atoms.value[i * columns->nnumber + numbers++]);
        else if (components < 3 * columns->nvector && c == columns->vector[components / 3].column + components % 3)
            p = read_number(p, &s->vectors.value[3 * i * columns->nvector + components++]);
        else
            p = blank_find(p);
    }
    if (columns->exact && *blank_skip(p))
        check_columns(x, line);
}

static void read_atoms(struct xyz *x, size_t atoms, struct structure *s)
{
    x->numbers = false;
    for (size_t i = 0; i < atoms; i++) {
        const char *line = lines_next(x->lines);
        if (!line)
            die("%s:%zu: expected %zu atoms, the file ends after %zu", x->in->name, x->in->line, atoms, i);
        structure_room(s, i + 1);
        structure_room_values(&s->of_atoms, size_mul(i + 1, x->columns.nnumber));
        structure_room_values(&s->vectors, size_mul(i + 1, 3 * x->columns.nvector));
        structure_room_values(&s->flags, size_mul(i + 1, 3 * x->columns.nflag));
        read_atom(x, line, s, i);
        if (x->columns.nflag > 0)
            read_flags(&x->columns, line, (double(*)[3])s->flags.value + i * x->columns.nflag);
    }
    s->sample.atoms = atoms;
    sample_count_elements(&s->sample, s->number);
}

/* Types of atoms are numbers from 1; of elements there are both hydrogen and helium in next to no structure. */
static void tell_types(struct xyz *x, const struct structure *s)
{
    const struct sample *sample = &s->sample;
    unsigned last = sample->elements[sample->nelements - 1].number;
    bool all = last == sample->nelements && last > 1;
    if (x->types_told || !x->numbers || x->columns.numbers || !(all || x->dialect->types))
        return;
    say_warning(
        "%s:%zu: the species are numbers, the largest %u, and read as elements up to %s; if they are types of atoms, write "
        "symbols (in LAMMPS: dump_modify element)",
        s->file, s->line, last, element_symbol(last));
    x->types_told = true;
}

/* What the dialect has behind the atoms. */
static void read_lines_after(struct xyz *x)
{
    const struct xyz_dialect *d = x->dialect;
    const char *line = NULL;
    for (size_t i = 0; i < d->lines_after; i++)
        line = lines_next(x->lines);
    if (d->lines_after && (!line || strncmp(line, d->last, strlen(d->last)) != 0))
        die("%s:%zu: expected %zu lines after the atoms, as %s has them, the last with %s", x->in->name, x->in->line,
            d->lines_after, d->name, d->last);
}

bool xyz_read(void *xyz, struct lines *lines, struct structure *s)
{
    struct xyz *x = xyz;
    size_t atoms;
    x->lines = lines;
    x->in = lines->in;
    if (!read_count(x, &atoms))
        return false;
    s->line = x->in->line;
    read_comment(x, atoms, s);
    const char *problem = structure_lattice_problem(s);
    if (problem)
        die("%s:%zu: %s", s->file, s->property_line, problem);
    read_atoms(x, atoms, s);
    tell_types(x, s);
    read_lines_after(x);
    return true;
}
