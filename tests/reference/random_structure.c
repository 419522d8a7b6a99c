#include "reference/random_structure.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

double random_uniform(double low, double high)
{
    return low + (high - low) * drand48();
}

static double distance(const double *a, const double *b)
{
    return sqrt(pow(a[0] - b[0], 2) + pow(a[1] - b[1], 2) + pow(a[2] - b[2], 2));
}

static struct structure anywhere(size_t atoms, unsigned periodic)
{
    static const uint8_t numbers[] = {1, 6, 8, 79, 118};
    struct structure s = {.sample = {.id = mem_text("random"), .atoms = atoms}, .file = "random"};
    s.number = mem_new(atoms, 1);
    s.position = mem_new(atoms, sizeof *s.position);
    for (size_t i = 0; i < atoms; i++) {
        bool apart;
        s.number[i] = numbers[(size_t)random_uniform(0, 5)];
        do {
            for (int c = 0; c < 3; c++)
                s.position[i][c] = random_uniform(-1, 3);
            apart = true;
            for (size_t j = 0; j < i; j++)
                apart = apart && distance(s.position[i], s.position[j]) > 0.7;
        } while (!apart);
    }
    for (int i = 0; i < 3; i++)
        for (int c = 0; c < 3; c++)
            s.cell[i][c] = (i == c ? random_uniform(2.2, 4) : random_uniform(-2, 2));
    for (int i = 0; i < 3; i++)
        s.pbc[i] = periodic >> i & 1;
    sample_count_elements(&s.sample, s.number);
    return s;
}

/* Whether no two images come closer than 0.5 angstrom. */
static bool has_room(const struct structure *s)
{
    for (size_t i = 0; i < s->sample.atoms; i++)
        for (size_t j = 0; j < s->sample.atoms; j++)
            for (int t = 0; t < 7 * 7 * 7; t++) {
                double x[3], n[3] = {t / 49 - 3, t / 7 % 7 - 3, t % 7 - 3};
                for (int k = 0; k < 3; k++) {
                    x[k] = s->position[j][k];
                    for (int v = 0; v < 3; v++)
                        x[k] += s->pbc[v] ? n[v] * s->cell[v][k] : 0;
                }
                double d = distance(x, s->position[i]);
                bool self = i == j && !(s->pbc[0] && n[0] != 0) && !(s->pbc[1] && n[1] != 0) && !(s->pbc[2] && n[2] != 0);
                if (!self && d < 0.5)
                    return false;
            }
    return true;
}

struct structure random_structure(size_t atoms, unsigned periodic)
{
    struct structure s = anywhere(atoms, periodic);
    while (periodic && !has_room(&s)) {
        structure_free(&s);
        s = anywhere(atoms, periodic);
    }
    return s;
}
