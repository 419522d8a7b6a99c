#include "tune/validate.h"

#include <stdlib.h>

#include "base/mem.h"

void validate(struct learner *l, const struct recipe *r, const struct examples *e, const struct folds *f, size_t every,
              const double *lambda, size_t n, struct errors *to, bool *solved)
{
    struct score(*score)[TRIAL_ERRORS] = mem_zero(n, sizeof *score);
    size_t left = n;
    for (size_t i = 0; i < n; i++)
        solved[i] = true;
    for (size_t k = 1; left > 0 && k <= f->count; k++) {
        struct fold fold = folds_part(f, k, every);
        struct trial t = trial_new(e, &fold, lambda, n);
        learner_run(l, &t);
        left = 0;
        for (size_t i = 0; i < n; i++) {
            solved[i] = solved[i] && trial_score(&t, i, &r->regression, score[i]);
            left += solved[i];
        }
        trial_free(&t);
        folds_part_free(&fold);
    }
    for (size_t i = 0; i < n; i++)
        to[i] = errors_of(score[i]);
    free(score);
}
