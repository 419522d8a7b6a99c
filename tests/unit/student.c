/* Student's distribution against its tables, and the limit of what can be explained. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "math/student.h"

/* Percentage points: two-sided probabilities. */
static const struct {
    unsigned freedom;
    double probability, value;
} table[] = {
    {1, 0.5, 1},
    {1, 0.95, 12.706204736432095},
    {2, 0.95, 4.302652729911275},
    {3, 0.99, 5.840909309733355},
    {4, 0.5, 0.7406970841014105},
    {5, 0.999, 6.868826625881234},
    {7, 0.95, 2.3646242510102993},
    {10, 0.9999, 6.211051085222211},
    {100, 0.95, 1.983971518523552},
    {1, 1 - 1e-6, 636619.7723672209},
};

/* Numbers that are spread as Student's with this many degrees of freedom say, times scale. */
static int fits(unsigned freedom, double scale)
{
    enum { N = 4001 };
    static double z[N];
    for (int i = 0; i < N; i++)
        z[i] = scale * student_quantile(freedom, (i + 0.5) / N);
    struct student d = student_fit(z, N);
    double limit = scale * student_quantile(freedom, 1 - 1.0 / N);
    return d.freedom == freedom && fabs(d.scale - scale) < 1e-3 * scale && fabs(d.limit - limit) < 1e-2 * limit;
}

int main(void)
{
    int status = EXIT_SUCCESS;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        double value = student_quantile(table[i].freedom, table[i].probability);
        if (!(fabs(value - table[i].value) < 1e-6 * table[i].value)) {
            printf("t of %u, %g: %.17g\n", table[i].freedom, table[i].probability, value);
            status = EXIT_FAILURE;
        }
    }
    for (unsigned freedom = 1; freedom < 12; freedom++)
        if (!fits(freedom, freedom * 0.7)) {
            printf("%u degrees of freedom are not found again\n", freedom);
            status = EXIT_FAILURE;
        }
    return status;
}
