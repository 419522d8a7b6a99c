#include "learn/score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void score_add(struct score *s, double reference, double predicted)
{
    double error = predicted - reference;
    summary_add(&s->absolute, fabs(error));
    summary_add(&s->square, error * error);
    summary_add(&s->reference, reference);
}

double score_mae(const struct score *s)
{
    return s->absolute.mean;
}

double score_rmse(const struct score *s)
{
    return sqrt(s->square.mean);
}

double score_max(const struct score *s)
{
    return s->absolute.max;
}

double score_r2(const struct score *s)
{
    if (s->reference.squares <= 0)
        return NAN;
    return 1 - s->square.mean * (double)s->square.count / s->reference.squares;
}

void calibration_add(struct calibration *c, double error, double deviation)
{
    double z = error / deviation;
    for (int i = 0; i < 2; i++)
        summary_add(&c->within[i], fabs(error) <= (i + 1) * deviation);
    summary_add(&c->surprise, z * z / 2 + log(deviation) + log(4 * acos(0)) / 2);
}

bool outliers_want(const struct outliers *o, double error)
{
    return o->n < o->room || (o->n > 0 && fabs(error) > fabs(o->at[o->n - 1].error));
}

void outliers_add(struct outliers *o, const char *text, double error)
{
    if (o->n == o->room)
        free(o->at[--o->n].text);
    o->at = mem_resize(o->at, o->n + 1, sizeof *o->at);
    size_t i = o->n++;
    for (; i > 0 && fabs(error) > fabs(o->at[i - 1].error); i--)
        o->at[i] = o->at[i - 1];
    o->at[i] = (struct outlier){mem_text(text), error};
}

void outliers_free(struct outliers *o)
{
    for (size_t i = 0; i < o->n; i++)
        free(o->at[i].text);
    free(o->at);
    *o = (struct outliers){0};
}
