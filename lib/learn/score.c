#include "learn/score.h"

#include <math.h>

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

const struct score_measure score_measures[] = {
    {"MAE", score_mae, true}, {"RMSE", score_rmse, true}, {"max", score_max, true}, {"R2", score_r2, false}, {0},
};

void score_print(struct output *out, double x)
{
    if (isfinite(x))
        output_print(out, "\t%.6g", x);
    else
        output_print(out, "\t-");
}
