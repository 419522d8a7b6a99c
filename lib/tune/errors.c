#include "tune/errors.h"

#include <math.h>
#include <stddef.h>

const char *const error_losses[] = {[ERROR_RMSE] = "rmse", [ERROR_MAE] = "mae", NULL};

static bool any(const struct regression *g)
{
    (void)g;
    return true;
}

static bool forces(const struct regression *g)
{
    return g->forces;
}

static bool stress(const struct regression *g)
{
    return g->stress;
}

const struct error_kind error_kinds[] = {
    [TRIAL_TOTAL] = {"", "", any},
    [TRIAL_PER_ATOM] = {"atom_", " per atom", any},
    [TRIAL_FORCES] = {"forces_", " of forces", forces},
    [TRIAL_STRESS] = {"stress_", " of stress", stress},
    [TRIAL_ALL] = {"all_", " of all over noise", regression_has_forces},
};

struct errors errors_of(const struct score scores[TRIAL_ERRORS])
{
    struct errors to;
    for (int i = 0; i < TRIAL_ERRORS; i++) {
        bool there = scores[i].absolute.count > 0;
        to.of[i][ERROR_RMSE] = there ? score_rmse(&scores[i]) : NAN;
        to.of[i][ERROR_MAE] = there ? score_mae(&scores[i]) : NAN;
    }
    return to;
}

static bool tells_noise(const struct regression *g)
{
    return !isnan(g->noise_energy) && (!g->forces || !isnan(g->noise_forces)) && (!g->stress || !isnan(g->noise_stress));
}

enum trial_error errors_natural(const struct regression *g)
{
    if (!regression_has_forces(g))
        return TRIAL_TOTAL;
    if (tells_noise(g))
        return TRIAL_ALL;
    return g->forces ? TRIAL_FORCES : TRIAL_STRESS;
}
