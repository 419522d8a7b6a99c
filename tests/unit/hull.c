/* Distances to the hull of three components against all mixtures of up to three points, tried one by one: compositions of
   few atoms and coarse energies, so that many points share a composition, a line or a face. Several threads that make
   hulls at once get the same bits as one. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/threads.h"
#include "math/random.h"
#include "phase/hull.h"

enum { K = 3, N = 14, SETS = 200 };

struct points {
    double fraction[N + K][K], energy[N + K]; /* the elements last, of energy zero */
};

static void draw(struct points *p, uint64_t seed)
{
    memset(p, 0, sizeof *p);
    size_t most = 1 + random_below(&seed, 6), levels = 1 + random_below(&seed, 9);
    for (size_t i = 0; i < N; i++) {
        size_t atoms = 1 + random_below(&seed, most);
        for (size_t a = 0; a < atoms; a++)
            p->fraction[i][random_below(&seed, K)] += 1 / (double)atoms;
        p->energy[i] = 0.1 - 0.1 * (double)random_below(&seed, levels);
    }
    for (size_t c = 0; c < K; c++)
        p->fraction[N + c][c] = 1;
}

static double determinant(const double *a, const double *b, const double *c)
{
    return a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
}

/* The lowest energy of a mixture of composition x, by Cramer's rule. */
static double lowest(const struct points *p, const double *x)
{
    double best = INFINITY;
    for (size_t i = 0; i < N + K; i++)
        for (size_t j = 0; j < i; j++)
            for (size_t l = 0; l < j; l++) {
                const double *a = p->fraction[i], *b = p->fraction[j], *c = p->fraction[l];
                double d = determinant(a, b, c);
                if (fabs(d) < 1e-9)
                    continue;
                double s = determinant(x, b, c) / d, t = determinant(a, x, c) / d, u = determinant(a, b, x) / d;
                if (fmin(s, fmin(t, u)) > -1e-12)
                    best = fmin(best, s * p->energy[i] + t * p->energy[j] + u * p->energy[l]);
            }
    return best;
}

static void measure(uint64_t seed, double above[N])
{
    struct points p;
    draw(&p, seed);
    struct hull *h = hull_new(K, NULL, N, p.fraction[0], p.energy);
    hull_above_all(h, N, p.fraction[0], p.energy, above);
    hull_free(h);
}

/* Whether all is as it must be for one set. */
static int right(uint64_t seed)
{
    struct points p;
    double above[N], measured[N], amount[N][K];
    size_t phases[N], point[N][K];
    int ok = 1;
    draw(&p, seed);
    struct hull *h = hull_new(K, NULL, N, p.fraction[0], p.energy);
    hull_above_all(h, N, p.fraction[0], p.energy, above);
    hull_measure(h, N, p.fraction[0], p.energy, measured, phases, point[0], amount[0]);
    for (size_t i = 0; i < N; i++) {
        const double *x = p.fraction[i];
        double hull = lowest(&p, x), sum = 0;
        for (size_t j = 0; j < phases[i]; j++)
            sum += amount[i][j] * p.energy[point[i][j]];
        ok &= above[i] == measured[i] && fabs(above[i] - (p.energy[i] - hull)) < 1e-14 && fabs(sum - hull) < 1e-14;
        ok &= fabs(hull_energy(h, x) - hull) < 1e-14 && (!h->is_vertex[i] || (phases[i] == 1 && point[i][0] == i));
    }
    hull_free(h);
    return ok;
}

int main(void)
{
    static double one[SETS][N], many[SETS][N];
    int status = EXIT_SUCCESS;
    threads_set(3);
    for (int i = 0; i < SETS; i++) {
        measure((uint64_t)i, one[i]);
        if (!right((uint64_t)i)) {
            printf("set %d is wrong\n", i);
            status = EXIT_FAILURE;
        }
    }
#pragma omp parallel for num_threads(4)
    for (int i = 0; i < SETS; i++)
        measure((uint64_t)i, many[i]);
    if (memcmp(one, many, sizeof one) != 0) {
        printf("threads get other distances\n");
        status = EXIT_FAILURE;
    }
    return status;
}
