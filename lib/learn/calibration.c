#include "learn/calibration.h"

#include <math.h>

void calibration_add(struct calibration *c, double error, double deviation)
{
    double z = error / deviation;
    for (int i = 0; i < 2; i++)
        summary_add(&c->within[i], fabs(error) <= (i + 1) * deviation);
    summary_add(&c->surprise, z * z / 2 + log(deviation) + log(4 * acos(0)) / 2);
}
