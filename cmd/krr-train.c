/* krr-train: a symmetric kernel to a model. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/options.h"
#include "base/output.h"
#include "base/progress.h"
#include "base/threads.h"
#include "learn/factor.h"
#include "learn/gradient_domain.h"
#include "learn/leave_one_out.h"
#include "learn/linear.h"
#include "learn/model.h"
#include "learn/observed_source.h"
#include "learn/pivots.h"
#include "learn/primal.h"
#include "learn/target.h"
#include "math/triangle.h"
#include "recipe/kernel_section.h"
#include "recipe/recipe.h"
#include "recipe/recipe_learning.h"
#include "recipe/recipe_match.h"
#include "recipe/recipe_options.h"
#include "recipe/recipe_text.h"
#include "stream/local_records.h"

static const char by[] = "krr-train " MBTR_VERSION;

static struct recipe_options recipe_options;
static char *loo_path, *factor_path, *primal_path, *with_path, *valid_path;
static size_t suspects;
static bool dry;

static const struct option_row options[] = {
    RECIPE_OPTIONS(recipe_options),
    {0, "primal", OPTION_INPUT, &primal_path, "TRAIN", "weights on the tensor; TRAIN: what the linear kernel was made of"},
    {0, "with", OPTION_INPUT, &with_path, "TRAIN", "a model that predicts from structures; TRAIN: what the kernel was made of"},
    {0, "validate", OPTION_INPUT, &valid_path, "VALID", "choose lambda by these tensors; forces and environments only"},
    {0, "loo", OPTION_OUTPUT, &loo_path, "FILE", "write leave-one-out predictions to FILE"},
    {0, "suspects", OPTION_COUNT, &suspects, "N", "leave the N most doubtful out of all of these"},
    {0, "factor", OPTION_OUTPUT, &factor_path, "FILE", "write to FILE what krr-predict --stddev needs"},
    {0, "dry-run", OPTION_FLAG, &dry, NULL, "print rows, bytes and operations; compute nothing"},
    {0},
};

static const struct program program = {
    .name = "krr-train",
    .about = "Trains a kernel ridge regression model.",
    .operands = "[FILE ...]",
    .options = options,
};

static void check_label(const char *file, const struct kernel_label *rows, const struct kernel *k)
{
    struct kernel_label own = kernel_section_label(k);
    if (strcmp(own.function, rows->function) != 0)
        die("%s: the recipe's kernel is %s, these rows are %s", file, own.function, rows->function);
    if (own.sigma != rows->sigma)
        die("%s: the recipe's kernel.sigma is %g, that of these rows %g", file, own.sigma, rows->sigma);
    free(own.function);
}

static void check_kernel(const struct reader *from, const struct recipe *r)
{
    const struct header *h = reader_header(from);
    if (!h->symmetric)
        die("%s: expected the kernel of the training structures among each other, found rows of mbtr-kernel -x",
            reader_file(from));
    recipe_match_header(h, reader_file(from));
    local_records_expect_rows(from, r->regression.of_atoms);
    if (regression_has_forces(&r->regression))
        die("%s: the recipe names forces or a stress, which --primal TRAIN or --with TRAIN learns without a kernel; "
            "-s regression.forces=none -s regression.stress=none learns the property alone",
            reader_file(from));
    recipe_learning_with_all(r, reader_file(from));
    recipe_need(r, NEED_PROPERTY | NEED_LAMBDA);
    if (r->kernel.part[0].function)
        check_label(reader_file(from), &h->kernel, &r->kernel);
}

/* The tensors for a model in primal form must fit, before the work begins. */
static void check_tensors(const struct reader *tensors, const struct recipe *r)
{
    recipe_match(r, reader_header(tensors), reader_file(tensors));
    recipe_need(r, NEED_KERNEL);
    recipe_learning_with_all(r, reader_file(tensors));
    if (r->regression.of_atoms)
        die("%s: --primal is for properties of structures, regression.of is atoms", r->name);
    if (!kernel_is_linear(&r->kernel))
        die("%s: --primal needs a linear kernel without match: correlation, or a sum of such: others have no weights on "
            "the tensor",
            r->name);
}

/* Tensors must be of what the kernel takes: what is a sum over atoms in training must be one in prediction. */
static void check_atoms(const struct reader *tensors, const struct kernel *k)
{
    bool local = reader_header(tensors)->local;
    if (local && k->atoms == ATOMS_NONE)
        die("%s: these tensors are of atoms, but kernel.atoms is none: expected sum or average", reader_file(tensors));
    if (!local && kernel_takes_atoms(k))
        die("%s: these tensors are of structures, but the kernel is one of atoms: make the tensors by this recipe",
            reader_file(tensors));
}

/* The same for a model that holds them. */
static void check_held(const struct reader *tensors, const struct recipe *r)
{
    recipe_match(r, reader_header(tensors), reader_file(tensors));
    recipe_need(r, NEED_KERNEL);
    if (!r->regression.of_atoms)
        check_atoms(tensors, &r->kernel);
}

/* The same for a kernel model of forces. */
static void check_basis(const struct reader *tensors, const struct recipe *r)
{
    recipe_match(r, reader_header(tensors), reader_file(tensors));
    recipe_need(r, NEED_KERNEL);
    const char *problem = recipe_learning_tensors(r);
    if (problem)
        die("%s: %s", r->name, problem);
}

/* Beside it an element of a kernel that comes by a pipe takes about so many operations of its factorisation to compute. */
#define ELEMENT_WORK 500.0

static void read_rows(struct reader *from, const char *property, struct ridge *data, struct progress *progress)
{
    struct record r = {0};
    while (data->have < data->n && (r.row = ridge_row(data), reader_next(from, &r))) {
        struct sample s = record_take_sample(&r);
        ridge_add(data, &s, target_of(&s, property, reader_header(from)->local, reader_place(from)));
        progress_step(progress, 1);
        progress_work(progress, ELEMENT_WORK * (double)data->have);
    }
    reader_end(from);
    r.row = NULL;
    record_free(&r);
}

/* One thread reads, the others factor what it has read. */
static struct ridge *read_kernel(struct reader *from, const struct regression *g)
{
    struct ridge *data = ridge_new(reader_header(from)->ncolumns, g->lambda);
    struct progress progress = progress_start("rows", data->n);
    progress_weigh(&progress, ridge_forecast(data->n, false).flops + ELEMENT_WORK * (double)triangle_row(data->n));
    solver_watch(&data->equations, &progress);
#pragma omp parallel num_threads(threads())
#pragma omp master
    read_rows(from, g->property, data, &progress);
    solver_watch(&data->equations, NULL);
    progress_end(&progress);
    return data;
}

/* What there is besides the model. The factor knows of no suspects. */
static void write_more(const struct ridge *data, const struct regression *g, const struct header *h, const char *recipe)
{
    if (suspects >= data->n)
        die("--suspects: expected fewer than the %zu structures, found %zu", data->n, suspects);
    struct leave_one_out loo = posterior_leave_one_out(&data->equations, data->alpha);
    if (factor_path)
        factor_write(factor_path, &loo, data, g, h, by, recipe);
    if (suspects)
        leave_one_out_suspect(&loo, data, suspects);
    if (loo_path)
        leave_one_out_write(loo_path, &loo, data, g);
    posterior_leave_one_out_free(&loo);
}

static void write_model(const struct ridge *data, struct reader *tensors, const struct recipe *r, const struct header *h,
                        const char *text)
{
    const char *name = tensors ? reader_file(tensors) : NULL;
    struct primal_weights *w = NULL;
    struct slopes *s = NULL;
    if (primal_path)
        w = primal_learn(tensors, name, data, &r->kernel, &h->kernel, &r->representation);
    if (with_path)
        s = slopes_learn(tensors, name, data, &r->kernel, &h->kernel, &r->representation);
    if (loo_path || factor_path)
        write_more(data, &r->regression, h, text);
    if (s)
        model_write_slopes(common.output, s, &data->baseline, &r->regression, &h->kernel, by, text);
    else
        model_write(common.output, data, w, &r->regression, h, by, text);
    primal_weights_free(w);
    slopes_free(s);
}

static void train(struct reader *from, struct reader *tensors, const struct recipe *r, struct forecast needs)
{
    if (tensors)
        (with_path ? check_held : check_tensors)(tensors, r);
    forecast_note(needs.memory);
    struct ridge *data = read_kernel(from, &r->regression);
    ridge_fit(data, &r->regression);
    char *text = recipe_text(r);
    write_model(data, tensors, r, reader_header(from), text);
    free(text);
    ridge_free(data);
}

static void train_kernel(char **paths, size_t count, struct reader *tensors)
{
    struct reader *from = reader_open(paths, count, HOLDS_KERNEL);
    struct recipe *r = recipe_options_get(&recipe_options, reader_header(from)->recipe, reader_file(from));
    check_kernel(from, r);
    struct forecast needs = ridge_forecast(reader_header(from)->ncolumns, loo_path || factor_path);
    if (dry)
        forecast_print(needs);
    else
        train(from, tensors, r, needs);
    recipe_free(r);
    reader_close(from);
}

/* What is learned from tensors alone, which carry structures and forces where these are learned. */
static void check_alone(const struct reader *tensors, const struct recipe *r, size_t count)
{
    if (count > 0 || dry || loo_path)
        die_usage(
            "forces, a stress, and models of environments are learned from tensors alone: no kernel is read, and there is "
            "no --dry-run or --loo");
    recipe_match(r, reader_header(tensors), reader_file(tensors));
    recipe_need(r, NEED_PROPERTY | NEED_KERNEL | (valid_path ? 0 : NEED_LAMBDA));
    check_atoms(tensors, &r->kernel);
}

/* Tensors to choose lambda by, which are of the same recipe; NULL: there are none. */
static struct reader *open_validation(const struct recipe *r)
{
    struct reader *valid = valid_path ? reader_open_tensors(valid_path) : NULL;
    if (valid && !isnan(r->regression.lambda_energy))
        die("%s: --validate chooses lambda, to which lambda_energy is relative: give noise_energy instead", r->name);
    if (valid)
        recipe_match(r, reader_header(valid), valid_path);
    if (valid)
        check_atoms(valid, &r->kernel);
    return valid;
}

/* A model that is linear in its unknowns, of the property and its derivatives. */
static void train_linear(struct reader *tensors, struct recipe *r, struct slopes *pivots)
{
    struct kernel_label label = kernel_section_label(&r->kernel);
    struct reader *other = open_validation(r);
    struct observed_source *train = observed_source_of_stream(tensors, &r->regression);
    struct observed_source *valid = other ? observed_source_of_stream(other, &r->regression) : NULL;
    struct linear l = linear_learn(train, &r->representation, &r->kernel, &label, &r->regression, pivots, valid,
                                   factor_path != NULL);
    observed_source_free(valid);
    observed_source_free(train);
    reader_close(other);
    r->regression.lambda = l.lambda;
    char *text = recipe_text(r);
    label.digest = l.digest;
    if (factor_path)
        factor_write_linear(factor_path, &l, &r->regression, &label, by, text);
    model_write_linear(common.output, &l, &r->regression, &label, by, text);
    free(text);
    free(label.function);
    linear_free(&l);
}

static void check_environments(const struct reader *tensors, const struct recipe *r)
{
    const char *problem = recipe_learning_environments(r);
    if (problem)
        die("%s: %s", r->name, problem);
    if (!reader_is_repeatable(tensors))
        die("%s: it is read twice, to choose environments and to learn: expected the name of a file", reader_file(tensors));
}

/* A kernel model that is a sum over chosen tensors, which are looked for first. */
static void train_environments(struct reader *tensors, struct recipe *r)
{
    struct reader *again = reader_open_tensors(with_path);
    struct observed_source *first = observed_source_of_stream(again, &r->regression);
    struct slopes *pivots = pivots_choose(first, &r->representation, &r->kernel, r->kernel.environments);
    observed_source_free(first);
    reader_close(again);
    train_linear(tensors, r, pivots);
}

/* A kernel model of forces. */
static void train_forces(struct reader *tensors, const struct recipe *r)
{
    struct kernel_label label = kernel_section_label(&r->kernel);
    struct observed_source *train = observed_source_of_stream(tensors, &r->regression);
    struct gradient_domain d = gradient_domain_learn(train, &r->representation, &r->kernel, &label, &r->regression,
                                                     factor_path != NULL);
    observed_source_free(train);
    char *text = recipe_text(r);
    label.digest = d.digest;
    if (factor_path)
        factor_write_forces(factor_path, &d, &r->regression, &label, by, text);
    model_write_slopes(common.output, d.slopes, &d.baseline, &r->regression, &label, by, text);
    free(text);
    free(label.function);
    gradient_domain_free(&d);
}

static void train_alone(struct reader *tensors, struct recipe *r, size_t count)
{
    bool environments = with_path && r->kernel.environments > 0;
    check_alone(tensors, r, count);
    if (valid_path && with_path && !environments)
        die_usage("--validate is for --primal TRAIN, and for --with TRAIN where the recipe names kernel.environments");
    (environments ? check_environments : with_path ? check_basis : check_tensors)(tensors, r);
    if (environments)
        train_environments(tensors, r);
    else if (with_path)
        train_forces(tensors, r);
    else
        train_linear(tensors, r, NULL);
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, &argv);
    if (suspects && !loo_path)
        die_usage("--suspects needs --loo");
    if (with_path && primal_path)
        die_usage("--with and --primal are two ways to train: give one");
    char **train = with_path ? &with_path : &primal_path;
    struct reader *tensors = *train ? reader_open(train, 1, HOLDS_TENSOR) : NULL;
    struct recipe *r = tensors ? recipe_options_get(&recipe_options, reader_header(tensors)->recipe, reader_file(tensors))
                               : NULL;
    if (r && (regression_has_forces(&r->regression) || (with_path && r->kernel.environments > 0)))
        train_alone(tensors, r, count);
    else if (valid_path)
        die_usage("--validate is for what is learned from tensors alone: forces, a stress, and models of environments");
    else
        train_kernel(argv, count, tensors);
    recipe_free(r);
    reader_close(tensors);
    free(recipe_options.set.at);
    output_commit();
    return EXIT_SUCCESS;
}
