#include "tune/curve_errors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/say.h"
#include "math/power_law.h"
#include "tune/errors.h"

/* A column of the table. */
struct column {
    enum trial_error kind;
    enum error_loss loss;
};

struct row {
    size_t n, seed;
    struct errors errors;
};

struct curve_errors {
    struct column column[TRIAL_ERRORS * ERROR_LOSSES];
    size_t columns;
    const struct regression *regression;
    struct row *row;
    size_t n, capacity;
    struct column wanted; /* the error that is told of */
    double goal;          /* NAN: none */
};

static const char *const losses[ERROR_LOSSES] = {[ERROR_RMSE] = "RMSE", [ERROR_MAE] = "MAE"};

/* Errors over noise have no unit, and are no errors that people want. */
static void add_columns(struct curve_errors *c, const struct regression *g)
{
    for (enum trial_error k = 0; k < TRIAL_ERRORS; k++)
        if (k != TRIAL_ALL && error_kinds[k].has(g)) {
            c->column[c->columns++] = (struct column){k, ERROR_MAE};
            c->column[c->columns++] = (struct column){k, ERROR_RMSE};
        }
}

static void put_name(struct column of, struct bytes *to)
{
    bytes_print(to, "%s%s", error_kinds[of.kind].prefix, losses[of.loss]);
}

static bool has_name(struct column of, const char *name, size_t length)
{
    struct bytes own = {0};
    put_name(of, &own);
    bool same = own.length == length && memcmp(own.at, name, length) == 0;
    bytes_free(&own);
    return same;
}

static _Noreturn void refuse(const struct curve_errors *c, const char *goal)
{
    struct bytes names = {0};
    for (size_t i = 0; i < c->columns; i++) {
        bytes_print(&names, "%s", i ? ", " : "");
        put_name(c->column[i], &names);
    }
    die_usage("--goal: expected one of %s, '=' and a number above 0, such as MAE=0.5; found '%s'", (char *)names.at, goal);
}

static void read_goal(struct curve_errors *c, const char *goal)
{
    size_t length = strcspn(goal, "="), i = 0;
    while (i < c->columns && !has_name(c->column[i], goal, length))
        i++;
    if (i == c->columns || !goal[length] || !number_parse(goal + length + 1, &c->goal) || !(c->goal > 0))
        refuse(c, goal);
    c->wanted = c->column[i];
}

struct curve_errors *curve_errors_new(const struct regression *g, const char *goal)
{
    struct curve_errors *c = mem_zero(1, sizeof *c);
    *c = (struct curve_errors){.regression = g, .goal = NAN};
    add_columns(c, g);
    c->wanted = (struct column){g->forces ? TRIAL_FORCES : TRIAL_TOTAL, ERROR_MAE};
    if (goal)
        read_goal(c, goal);
    return c;
}

void curve_errors_free(struct curve_errors *c)
{
    free(c->row);
    free(c);
}

void curve_errors_add(void *context, const struct plan_trial *of, const struct trial *t)
{
    struct curve_errors *c = context;
    struct score score[TRIAL_ERRORS] = {0};
    trial_score(t, 0, c->regression, score);
    c->row = mem_grow(c->row, &c->capacity, c->n + 1, sizeof *c->row);
    c->row[c->n++] = (struct row){of->fold.ntrain, of->seed, errors_of(score)};
}

void curve_errors_write(const struct curve_errors *c, const char *model, struct output *out)
{
    struct bytes names = {0};
    for (size_t i = 0; i < c->columns; i++) {
        bytes_print(&names, "\t");
        put_name(c->column[i], &names);
    }
    output_print(out, "model\tn\tseed%s\n", (char *)names.at);
    for (const struct row *r = c->row; r < c->row + c->n; r++) {
        output_print(out, "%s\t%zu\t%zu", model, r->n, r->seed);
        for (size_t i = 0; i < c->columns; i++)
            score_print(out, r->errors.of[c->column[i].kind][c->column[i].loss]);
        output_print(out, "\n");
    }
    bytes_free(&names);
}

/* Sizes are the same for each seed: those of the first rows. */
static size_t count_sizes(const struct curve_errors *c)
{
    size_t n = 0;
    while (n < c->n && c->row[n].seed == c->row[0].seed)
        n++;
    return n;
}

static double wanted_of(const struct curve_errors *c, size_t row)
{
    return c->row[row].errors.of[c->wanted.kind][c->wanted.loss];
}

/* Through the means of all seeds, or the errors of one, counted from 0, at the larger half of the sizes. */
static struct power_law fit(const struct curve_errors *c, size_t sizes, size_t first, size_t last)
{
    struct power_law p = {0};
    for (size_t i = power_law_first(sizes); i < sizes; i++) {
        double sum = 0;
        for (size_t s = first; s < last; s++)
            sum += wanted_of(c, s * sizes + i);
        power_law_add(&p, (double)c->row[i].n, sum / (double)(last - first));
    }
    return p;
}

/* Beyond that a line tells nothing. */
#define FAR 1e3

static void say_goal(const struct curve_errors *c, size_t sizes, size_t seeds, const char *name)
{
    struct power_law all = fit(c, sizes, 0, seeds);
    double at = power_law_find(&all, c->goal), least = INFINITY, most = 0;
    for (size_t s = 0; s < seeds; s++) {
        struct power_law one = fit(c, sizes, s, s + 1);
        double x = power_law_exponent(&one) < 0 ? power_law_find(&one, c->goal) : INFINITY;
        least = fmin(least, x);
        most = fmax(most, x);
    }
    if (at > FAR * (double)c->row[sizes - 1].n)
        say("%s %g: more than %g times as many structures would be needed as there were: expected another recipe", name,
            c->goal, FAR);
    else if (seeds > 1 && isfinite(most))
        say("%s %g: with about %.0f structures to learn from (%.0f to %.0f by single seeds)", name, c->goal,
            number_rounded(at, 2), number_rounded(least, 2), number_rounded(most, 2));
    else
        say("%s %g: with about %.0f structures to learn from", name, c->goal, number_rounded(at, 2));
}

void curve_errors_say(const struct curve_errors *c)
{
    size_t sizes = count_sizes(c);
    if (sizes < 2)
        return;
    size_t seeds = c->n / sizes;
    struct bytes name = {0};
    put_name(c->wanted, &name);
    struct power_law all = fit(c, sizes, 0, seeds);
    double exponent = power_law_exponent(&all);
    if (exponent < 0)
        say("%s falls as n^%.2f", (char *)name.at, exponent);
    else
        say("%s does not fall with the number of structures", (char *)name.at);
    if (exponent < 0 && !isnan(c->goal))
        say_goal(c, sizes, seeds, (char *)name.at);
    bytes_free(&name);
}
