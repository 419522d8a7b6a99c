/* Groups of crystals that are known, in cells of any orientation and shape, rattled below the tolerance: their number, and how many
   numbers of places and strains they leave, from the International Tables; what is imposed is exact; and slopes of a plain sum
   over pairs are what they were. */
#include "structure/space_group.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOLERANCE 1e-3
#define NOISE 5e-5

enum { SITES = 12, TIMES = 3, ATOMS = SITES * TIMES, IMAGES = 9 };

struct site {
    int element;
    double at[3];
};

struct crystal {
    const char *name;
    double cell[3][3];
    int sites;
    struct site site[SITES];
    int number;
    double places, strains; /* that leave the group, beside those of all atoms */
};

#define THIRD (1. / 3)
#define ROOT 0.86602540378443864676
#define HEXAGON(a, c)                           \
    {                                           \
        {a, 0, 0}, {-0.5 * (a), ROOT * (a), 0}, \
        {                                       \
            0, 0, c                             \
        }                                       \
    }
#define BRICK(a, b, c)        \
    {                         \
        {a, 0, 0}, {0, b, 0}, \
        {                     \
            0, 0, c           \
        }                     \
    }

static const struct crystal crystals[] = {
    {"copper", {{0, 1.8, 1.8}, {1.8, 0, 1.8}, {1.8, 1.8, 0}}, 1, {{29, {0}}}, 225, 0, 1},
    {"rocksalt, all of the cube",
     BRICK(5.6, 5.6, 5.6),
     8,
     {{11, {0}},
      {11, {0, 0.5, 0.5}},
      {11, {0.5, 0, 0.5}},
      {11, {0.5, 0.5, 0}},
      {17, {0.5, 0, 0}},
      {17, {0, 0.5, 0}},
      {17, {0, 0, 0.5}},
      {17, {0.5, 0.5, 0.5}}},
     225,
     0,
     1},
    {"zinc", HEXAGON(2.7, 4.9), 2, {{30, {THIRD, 2 * THIRD, 0.25}}, {30, {2 * THIRD, THIRD, 0.75}}}, 194, 0, 2},
    {"wurtzite",
     HEXAGON(3.8, 6.2),
     4,
     {{30, {THIRD, 2 * THIRD, 0}},
      {30, {2 * THIRD, THIRD, 0.5}},
      {16, {THIRD, 2 * THIRD, 0.38}},
      {16, {2 * THIRD, THIRD, 0.88}}},
     186,
     2,
     2},
    {"rutile",
     BRICK(4.6, 4.6, 2.95),
     6,
     {{22, {0}},
      {22, {0.5, 0.5, 0.5}},
      {8, {0.305, 0.305, 0}},
      {8, {0.695, 0.695, 0}},
      {8, {0.195, 0.805, 0.5}},
      {8, {0.805, 0.195, 0.5}}},
     136,
     1,
     2},
    {"quartz",
     HEXAGON(4.91, 5.4),
     9,
     {{14, {0.47, 0, 2 * THIRD}},
      {14, {0, 0.47, THIRD}},
      {14, {-0.47, -0.47, 0}},
      {8, {0.413, 0.267, 0.786}},
      {8, {-0.267, 0.146, 0.786 + 2 * THIRD}},
      {8, {-0.146, -0.413, 0.786 + THIRD}},
      {8, {0.267, 0.413, -0.786}},
      {8, {0.146, -0.267, THIRD - 0.786}},
      {8, {-0.413, -0.146, 2 * THIRD - 0.786}}},
     154,
     4,
     2},
    {"pyrite",
     BRICK(5.42, 5.42, 5.42),
     12,
     {{26, {0}},
      {26, {0, 0.5, 0.5}},
      {26, {0.5, 0, 0.5}},
      {26, {0.5, 0.5, 0}},
      {16, {0.385, 0.385, 0.385}},
      {16, {0.115, 0.615, 0.885}},
      {16, {0.615, 0.885, 0.115}},
      {16, {0.885, 0.115, 0.615}},
      {16, {0.615, 0.615, 0.615}},
      {16, {0.885, 0.385, 0.115}},
      {16, {0.385, 0.115, 0.885}},
      {16, {0.115, 0.885, 0.385}}},
     205,
     1,
     1},
    {"perovskite with poles",
     BRICK(4, 4, 4.2),
     5,
     {{56, {0}}, {22, {0.5, 0.5, 0.52}}, {8, {0.5, 0.5, -0.03}}, {8, {0.5, 0, 0.48}}, {8, {0, 0.5, 0.48}}},
     99,
     4,
     2},
    {"two atoms of an oblique cell",
     {{4, 0, 0}, {0.5, 5, 0}, {0.7, 0.9, 6}},
     2,
     {{6, {0.1, 0.2, 0.15}}, {6, {0.9, 0.8, 0.85}}},
     2,
     3,
     6},
    {"a screw axis and a glide plane",
     {{5, 0, 0}, {0, 6, 0}, {-1, 0, 7}},
     4,
     {{7, {0.1, 0.2, 0.3}}, {7, {-0.1, 0.7, 0.2}}, {7, {-0.1, -0.2, -0.3}}, {7, {0.1, 0.3, 0.8}}},
     14,
     3,
     4},
    {"none", {{4, 0, 0}, {0.5, 5, 0}, {0.7, 0.9, 6}}, 3, {{6, {0}}, {6, {0.4, 0.2, 0.3}}, {7, {0.6, 0.5, 0.1}}}, 1, 9, 6},
};

/* Cells of so many cells, the last of another hand. */
static const double shapes[][3][3] = {
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {{1, 1, 0}, {0, 1, 0}, {0, 0, 3}},
    {{1, 1, 0}, {-1, 1, 0}, {1, 0, -1}},
};

static double random_number(void)
{
    static uint64_t state = 1;
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(state >> 11) * 0x1p-52 - 1;
}

static struct matrix3 random_rotation(void)
{
    struct matrix3 r = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
    for (int axis = 0; axis < 3; axis++) {
        double angle = 3 * random_number();
        struct matrix3 turn = {0};
        turn.at[axis][axis] = 1;
        turn.at[(axis + 1) % 3][(axis + 1) % 3] = turn.at[(axis + 2) % 3][(axis + 2) % 3] = cos(angle);
        turn.at[(axis + 1) % 3][(axis + 2) % 3] = -(turn.at[(axis + 2) % 3][(axis + 1) % 3] = sin(angle));
        r = matrix3_product(&r, &turn);
    }
    return r;
}

/* Which of the copies of a cell, whole lattice vectors away. */
static void copy(int k, double to[3])
{
    to[0] = k % IMAGES - IMAGES / 2;
    to[1] = k / IMAGES % IMAGES - IMAGES / 2;
    to[2] = k / IMAGES / IMAGES - IMAGES / 2;
}

/* The atoms of the copies that lie in the large cell, some moved by a lattice vector of it. */
static void build(struct structure *s, const struct crystal *c, const double shape[3][3])
{
    struct matrix3 times = matrix3_of(shape[0]), cell = matrix3_of(c->cell[0]), turn = random_rotation();
    struct matrix3 small = matrix3_product(&cell, &turn), large = matrix3_product(&times, &small);
    struct matrix3 columns = matrix3_transpose(&times), inverse = matrix3_inverse(&columns);
    struct matrix3 space = matrix3_transpose(&small);
    double origin[3] = {random_number(), random_number(), random_number()};
    s->sample.atoms = 0;
    for (int i = 0; i < c->sites * IMAGES * IMAGES * IMAGES; i++) {
        double place[3], inside[3];
        copy(i / c->sites, place);
        vector_add_multiple(place, 1, c->site[i % c->sites].at);
        matrix3_turn(inside, &inverse, place);
        if (fmin(fmin(inside[0], inside[1]), inside[2]) < -1e-6 || fmax(fmax(inside[0], inside[1]), inside[2]) > 1 - 1e-6)
            continue;
        size_t a = s->sample.atoms++;
        s->number[a] = (uint8_t)c->site[i % c->sites].element;
        matrix3_turn(s->position[a], &space, place);
        vector_add_multiple(s->position[a], 1, origin);
        vector_add_multiple(s->position[a], (double)(a % 3) - 1, large.at[a % 2]);
        for (int k = 0; k < 3; k++)
            s->position[a][k] += NOISE * random_number();
    }
    for (int k = 0; k < 9; k++)
        s->cell[k / 3][k % 3] = large.at[k / 3][k % 3] + NOISE * random_number();
}

/* Slopes of the sum of Z Z' exp(-r^2) / 100 over pairs, by places and strain. */
static void set_slopes(const struct structure *s, double (*vector)[3], double (*matrix)[3])
{
    size_t n = s->sample.atoms;
    memset(vector, 0, n * sizeof *vector);
    memset(matrix, 0, 3 * sizeof *matrix);
    for (size_t pair = 0; pair < n * n; pair++)
        for (int k = 0; k < IMAGES * IMAGES * IMAGES; k++) {
            size_t a = pair / n, b = pair % n;
            double path[3] = {0}, times[3];
            copy(k, times);
            vector_add_multiple(path, 1, s->position[b]);
            vector_add_multiple(path, -1, s->position[a]);
            for (int i = 0; i < 3; i++)
                vector_add_multiple(path, times[i], s->cell[i]);
            double slope = 0.02 * s->number[a] * s->number[b] * exp(-vector_dot(path, path));
            vector_add_multiple(vector[a], slope, path);
            for (int i = 0; i < 3; i++)
                vector_add_multiple(matrix[i], -0.5 * slope * path[i], path);
        }
}

/* The largest difference between n numbers. */
static double largest(const void *x, const void *y, size_t n)
{
    const double *a = x, *b = y;
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, fabs(a[i] - b[i]));
    return most;
}

/* How much the mean over the group changes slopes of a sum over pairs, in parts of one, where all is symmetric. */
static double change_slopes(struct space_group *g, const struct structure *s)
{
    double vector[ATOMS][3], matrix[3][3], before[ATOMS][3], matrix_before[3][3];
    set_slopes(s, before, matrix_before);
    memcpy(vector, before, sizeof vector);
    memcpy(matrix, matrix_before, sizeof matrix);
    space_group_average(g, vector, matrix);
    double most = fmax(largest(vector, before, 3 * g->atoms), largest(matrix, matrix_before, 9));
    return most / fabs(matrix_before[0][0]);
}

/* How many numbers of places and strains are left: the traces of what leaves alone all that has the group. */
static void count_freedom(struct space_group *g, double *places, double *strains)
{
    for (size_t i = 0; i < 3 * g->atoms; i++) {
        double vector[ATOMS][3] = {{0}}, matrix[3][3] = {{0}};
        size_t row = i % 3, column = (i + i / 3) % 3;
        vector[i / 3][row] = 1;
        matrix[row][column] = matrix[column][row] = 1;
        space_group_average(g, vector, matrix);
        *places += vector[i / 3][row];
        *strains += i < 6 ? matrix[row][column] : 0;
    }
}

static bool passes(const struct crystal *c, const double shape[3][3])
{
    uint8_t number[ATOMS];
    double before[ATOMS][3], position[ATOMS][3], cell[3][3], places = 0, strains = 0;
    struct structure s = {.number = number, .position = position, .pbc = {true, true, true}};
    struct space_group g, again;
    build(&s, c, shape);
    memcpy(before, position, sizeof before);
    memcpy(cell, s.cell, sizeof cell);
    bool found = space_group_find(&g, &s, TOLERANCE);
    double moved = fmax(largest(position, before, 3 * s.sample.atoms), largest(s.cell, cell, 9));
    double change = found ? change_slopes(&g, &s) : INFINITY;
    if (found)
        count_freedom(&g, &places, &strains);
    bool exact = space_group_find(&again, &s, 1e-9) && again.number == c->number;
    printf("%s, %zu atoms: group %d, %.12g places and %.12g strains, moved by %.1e, slopes change by %.1e%s\n", c->name,
           s.sample.atoms, g.number, places, strains, moved, change, exact ? "" : ", not exact");
    bool good = found && exact && g.number == c->number && fabs(places - c->places) < 1e-9 &&
                fabs(strains - c->strains) < 1e-9 && moved < 2 * TOLERANCE && change < 1e-10;
    space_group_free(&g);
    space_group_free(&again);
    return good;
}

/* Where two atoms are at one place there is none. */
static bool refuses(void)
{
    uint8_t number[] = {1, 1};
    double position[2][3] = {{0}};
    struct structure s = {.sample.atoms = 2, .number = number, .position = position, .cell = BRICK(3, 3, 3)};
    struct space_group g;
    bool found = space_group_find(&g, &s, TOLERANCE);
    space_group_free(&g);
    return !found;
}

int main(void)
{
    int status = refuses() ? EXIT_SUCCESS : EXIT_FAILURE;
    for (size_t i = 0; i < sizeof crystals / sizeof *crystals; i++)
        for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++)
            if (!passes(&crystals[i], shapes[k]))
                status = EXIT_FAILURE;
    return status;
}
