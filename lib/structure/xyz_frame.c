#include "structure/xyz_frame.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "structure/comment_word.h"
#include "structure/element.h"

static void put_number(struct bytes *to, double x)
{
    if (isnan(x))
        bytes_print(to, "nan");
    else
        number_print(to, x);
}

static void put_matrix(struct bytes *to, const char *prefix, const char *name, const double (*m)[3])
{
    bytes_print(to, "%s%s=", prefix, name);
    for (int i = 0; i < 9; i++) {
        bytes_print(to, i ? " " : "\"");
        put_number(to, m[i / 3][i % 3]);
    }
    bytes_print(to, "\" ");
}

static void put_value(struct bytes *to, const char *prefix, const char *name, const char *suffix, double x)
{
    if (isnan(x))
        return;
    comment_word_put(to, prefix, name, suffix);
    bytes_print(to, "=");
    number_print(to, x);
    bytes_print(to, " ");
}

static void put_results(struct bytes *to, const char *prefix, const char *property, const struct xyz_results *r)
{
    put_value(to, prefix, property, "", r->energy);
    put_value(to, prefix, property, "_stddev", r->stddev ? *r->stddev : NAN);
    if (r->stress)
        put_matrix(to, prefix, "stress", r->stress);
    if (r->stress_stddev)
        put_matrix(to, prefix, "stress_stddev", r->stress_stddev);
}

static bool has_lattice(const struct structure *s)
{
    for (int i = 0; i < 9; i++)
        if (s->cell[i / 3][i % 3] != 0)
            return true;
    return false;
}

/* Whether each atom moves in all directions or in none. */
static bool has_one_flag(const struct structure *s, const bool (*moves)[3])
{
    for (size_t a = 0; a < s->sample.atoms; a++)
        if (moves[a][0] != moves[a][1] || moves[a][0] != moves[a][2])
            return false;
    return true;
}

/* An id without any letter stands last, since ASE takes what follows it for its value. */
static void put_comment(const struct structure *s, const char *property, const struct xyz_results *predicted,
                        const struct xyz_results *reference, struct bytes *to)
{
    if (has_lattice(s))
        put_matrix(to, "", "Lattice", s->cell);
    bytes_print(to, "Properties=species:S:1:pos:R:3%s", predicted->force ? ":forces:R:3" : "");
    bytes_print(to, "%s", predicted->force_stddev ? ":forces_stddev:R:3" : "");
    bytes_print(to, "%s", reference && reference->force ? ":" XYZ_FRAME_REFERENCE "forces:R:3" : "");
    bytes_print(to, "%s ", !predicted->moves ? "" : has_one_flag(s, predicted->moves) ? ":move_mask:L:1" : ":move_mask:L:3");
    put_results(to, "", property, predicted);
    if (reference)
        put_results(to, XYZ_FRAME_REFERENCE, property, reference);
    if (predicted->more)
        bytes_print(to, "%s ", predicted->more);
    bytes_print(to, "pbc=\"%c %c %c\" name=", s->pbc[0] ? 'T' : 'F', s->pbc[1] ? 'T' : 'F', s->pbc[2] ? 'T' : 'F');
    comment_word_put(to, "", s->sample.id, "");
    bytes_print(to, "\n");
}

static void put_vector(struct bytes *to, const double x[3])
{
    for (int c = 0; c < 3; c++) {
        bytes_print(to, " ");
        put_number(to, x[c]);
    }
}

void xyz_frame_write(const struct structure *s, const char *property, const struct xyz_results *predicted,
                     const struct xyz_results *reference, struct bytes *to)
{
    size_t flags = !predicted->moves ? 0 : has_one_flag(s, predicted->moves) ? 1 : 3;
    bytes_print(to, "%zu\n", s->sample.atoms);
    put_comment(s, property, predicted, reference, to);
    for (size_t a = 0; a < s->sample.atoms; a++) {
        bytes_print(to, "%s", element_symbol(s->number[a]));
        put_vector(to, s->position[a]);
        if (predicted->force)
            put_vector(to, predicted->force[a]);
        if (predicted->force_stddev)
            put_vector(to, predicted->force_stddev[a]);
        if (reference && reference->force)
            put_vector(to, reference->force[a]);
        for (size_t c = 0; c < flags; c++)
            bytes_print(to, " %c", predicted->moves[a][c] ? 'T' : 'F');
        bytes_print(to, "\n");
    }
}
