/* Elementary functions without tables and branches: a loop of calls becomes vector instructions, where libm's would be
   one call for each number. tests/unit/elementary.c holds them against libm. */
#ifndef MBTR_ELEMENTARY_H
#define MBTR_ELEMENTARY_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/* exp(x) for x <= 700, to within 2 units in the last place; 0 below -708, where doubles lose digits.
   With n the integer nearest to x / log 2, exp(x) = 2^n exp(r) and |r| < 0.347: what the Taylor series leaves out is
   below r^14/14! < 5e-18. Adding SHIFT leaves n in the low bits, from where it goes to the exponent. */
static inline double elementary_exp(double x)
{
    const double shift = 0x1.8p52, log2_high = 0x1.62e42feep-1, log2_low = 0x1.a39ef35793c76p-33;
    double in = x < -708 ? -708 : x, shifted = in * 0x1.71547652b82fep0 + shift, n = shifted - shift;
    double r = in - n * log2_high - n * log2_low, p = 1.0 / 6227020800;
    p = p * r + 1.0 / 479001600;
    p = p * r + 1.0 / 39916800;
    p = p * r + 1.0 / 3628800;
    p = p * r + 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    p = p * r * r + r + 1;

    uint64_t bits, exponent;
    memcpy(&bits, &p, sizeof bits);
    memcpy(&exponent, &shifted, sizeof exponent);
    bits += exponent << 52;
    memcpy(&p, &bits, sizeof p);
    return x < -708 ? 0 : p;
}

/* sin(x) for |x| <= pi/2, to within 2 units in the last place: what the Taylor series leaves out is below x^23/23! < 2e-18. */
static inline double elementary_sin(double x)
{
    double z = x * x, p = 1.0 / 51090942171709440000.0;
    p = p * z - 1.0 / 121645100408832000;
    p = p * z + 1.0 / 355687428096000;
    p = p * z - 1.0 / 1307674368000;
    p = p * z + 1.0 / 6227020800;
    p = p * z - 1.0 / 39916800;
    p = p * z + 1.0 / 362880;
    p = p * z - 1.0 / 5040;
    p = p * z + 1.0 / 120;
    p = p * z - 1.0 / 6;
    return x + x * z * p;
}

/* atan2(y, x) for y >= 0, not both 0: from 0 to pi, to within 5e-16 there and to 4 units in the last place near 0.
   The quotient of the smaller by the larger is turned back by pi/4 where it is above tan(pi/8); then
   atan(t) = t + t^3 P(t^2), where P leaves out less than 3e-18. */
static inline double elementary_atan2(double y, double x)
{
    double a = fabs(x), least = a < y ? a : y, most = a < y ? y : a;
    int turn = least > 0.41421356237309503 * most;
    double t = (turn ? least - most : least) / (turn ? least + most : most), z = t * t;
    double p = -0.019176872294336067;
    p = p * z + 0.039231646190551486;
    p = p * z - 0.05085449318930035;
    p = p * z + 0.05858148832731273;
    p = p * z - 0.06664511438164644;
    p = p * z + 0.07692183190171728;
    p = p * z - 0.09090904578095735;
    p = p * z + 0.11111111015255669;
    p = p * z - 0.14285714284666534;
    p = p * z + 0.1999999999999552;
    p = p * z - 0.3333333333333333;
    double angle = t + t * z * p;
    angle = turn ? M_PI_4 + angle : angle;
    angle = a < y ? M_PI_2 - angle : angle;
    return x < 0 ? M_PI - angle : angle;
}

#endif
