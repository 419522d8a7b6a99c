#include "bench/synthetic.h"

#include "base/mem.h"
#include "math/random.h"
#include "structure/element.h"

/* Atoms leave the sites of a simple cubic lattice by at most so much in each direction, angstrom: those next to each
   other stay 1.5 angstrom apart. */
#define SPACING 2.0
#define SHIFT 0.25

static double random_shift(uint64_t *state)
{
    return SHIFT * ((double)random_bits(state) / (double)UINT64_MAX * 2 - 1);
}

/* The first n of count numbers in random order. */
static void draw(uint8_t *number, size_t n, size_t count, uint64_t *state)
{
    for (size_t i = 0; i < n; i++) {
        size_t other = i + random_below(state, count - i);
        uint8_t kept = number[i];
        number[i] = number[other];
        number[other] = kept;
    }
}

/* Of all elements that are drawn equally many atoms, or one more. */
static void put_elements(const struct synthetic *kind, uint64_t *state, uint8_t *number)
{
    uint8_t pool[ELEMENT_MAX];
    for (size_t i = 0; i < kind->pool; i++)
        pool[i] = (uint8_t)(i + 1);
    draw(pool, kind->elements, kind->pool, state);
    for (size_t i = 0; i < kind->atoms; i++)
        number[i] = pool[i % kind->elements];
    draw(number, kind->atoms, kind->atoms, state);
}

struct structure synthetic_structure(const struct synthetic *kind, uint64_t *state)
{
    size_t n = kind->atoms, sites[3] = {1, 1, 1};
    for (size_t c = 0; sites[0] * sites[1] * sites[2] < n; c = (c + 1) % 3)
        sites[c] *= 2;
    struct structure s = {.sample = {.id = mem_text("synthetic"), .atoms = n}, .capacity = n};
    s.number = mem_new(n, sizeof *s.number);
    s.position = mem_new(n, sizeof *s.position);
    put_elements(kind, state, s.number);
    sample_count_elements(&s.sample, s.number);
    for (size_t i = 0; i < n; i++) {
        size_t site[3] = {i % sites[0], i / sites[0] % sites[1], i / sites[0] / sites[1]};
        for (int c = 0; c < 3; c++)
            s.position[i][c] = SPACING * (double)site[c] + random_shift(state);
    }
    for (int c = 0; c < 3 && kind->periodic; c++) {
        s.cell[c][c] = SPACING * (double)sites[c];
        s.pbc[c] = true;
    }
    return s;
}
