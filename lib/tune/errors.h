/* Errors of what was held out: of each kind that a recipe has, by both losses. */
#ifndef MBTR_ERRORS_H
#define MBTR_ERRORS_H

#include <stdbool.h>

#include "learn/regression.h"
#include "learn/score.h"
#include "learn/trial.h"

enum error_loss { ERROR_RMSE, ERROR_MAE, ERROR_LOSSES };
extern const char *const error_losses[]; /* their names, up to NULL */

struct errors {
    double of[TRIAL_ERRORS][ERROR_LOSSES];
};

/* A row for each kind of enum trial_error. */
struct error_kind {
    const char *prefix;                      /* of its columns in logs */
    const char *text;                        /* behind an error, for people */
    bool (*has)(const struct regression *g); /* whether there are such where this is learned */
};
extern const struct error_kind error_kinds[];

/* NAN where there is nothing that is compared. */
struct errors errors_of(const struct score scores[TRIAL_ERRORS]);

/* What a search makes small where it is not told: all that is learned where the recipe tells the noise of each, else forces, or
   else the stress; the property, total, where it is alone. */
enum trial_error errors_natural(const struct regression *g);

#endif
