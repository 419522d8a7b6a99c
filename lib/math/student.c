#include "math/student.h"

#include <math.h>

#include "math/quantile.h"

enum { FREEDOM_MAX = 100 };

/* The probability of |t| <= sqrt(freedom) tan(angle): M. Abramowitz, I. Stegun, Handbook of Mathematical Functions,
   1964, 26.7.3 and 26.7.4. */
static double student_within(unsigned freedom, double angle)
{
    unsigned odd = freedom % 2;
    double c = cos(angle), term = odd ? c : 1, sum = 0;
    for (unsigned k = 2 + odd; k <= freedom; k += 2) {
        sum += term;
        term *= c * c * (k - 1) / k;
    }
    sum *= sin(angle);
    return odd ? (angle + sum) / acos(0) : sum;
}

double student_quantile(unsigned freedom, double probability)
{
    double low = 0, high = acos(0);
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (student_within(freedom, middle) < probability)
            low = middle;
        else
            high = middle;
    }
    return sqrt(freedom) * tan(low);
}

struct student student_fit(double *z, size_t n)
{
    double middle = quantile_median(z, n), ratio = z[n * 95 / 100] / middle, best = INFINITY;
    struct student d = {.freedom = 1};
    for (unsigned freedom = 1; freedom <= FREEDOM_MAX; freedom++) {
        double off = fabs(student_quantile(freedom, 0.95) / student_quantile(freedom, 0.5) - ratio);
        if (off < best) {
            best = off;
            d.freedom = freedom;
        }
    }
    d.scale = middle / student_quantile(d.freedom, 0.5);
    d.limit = d.scale * student_quantile(d.freedom, 1 - 1 / (double)n);
    return d;
}
