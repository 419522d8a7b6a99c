/* krr-train: a symmetric kernel to a model. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/number.h"
#include "base/options.h"
#include "base/output.h"
#include "base/progress.h"
#include "base/threads.h"
#include "learn/factor.h"
#include "learn/leave_one_out.h"
#include "learn/model.h"
#include "learn/primal.h"
#include "recipe/kernel_section.h"
#include "recipe/recipe.h"
#include "recipe/recipe_match.h"
#include "recipe/recipe_options.h"
#include "recipe/recipe_text.h"
#include "stream/local_records.h"

static const char by[] = "krr-train " MBTR_VERSION;

static struct recipe_options recipe_options;
static char *loo_path, *factor_path, *primal_path;
static size_t suspects;
static bool dry;

static const struct option_row options[] = {
    RECIPE_OPTIONS(recipe_options),
    {0, "primal", OPTION_INPUT, &primal_path, "TRAIN", "weights on the tensor; TRAIN: what the linear kernel was made of"},
    {0, "loo", OPTION_OUTPUT, &loo_path, "FILE", "write leave-one-out predictions to FILE"},
    {0, "suspects", OPTION_COUNT, &suspects, "N", "leave the N most doubtful out of all of these"},
    {0, "factor", OPTION_OUTPUT, &factor_path, "FILE", "write to FILE what krr-predict --stddev needs"},
    {0, "dry-run", OPTION_FLAG, &dry, NULL, "print rows, bytes and operations; read only the header"},
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
    recipe_need(r, NEED_PROPERTY | NEED_LAMBDA);
    if (r->kernel.part[0].function)
        check_label(reader_file(from), &h->kernel, &r->kernel);
}

/* The tensors for a model in primal form, known to fit before the work begins. */
static struct reader *open_tensors(const struct recipe *r)
{
    struct reader *train = reader_open(&primal_path, 1, HOLDS_TENSOR);
    recipe_match(r, reader_header(train), primal_path);
    recipe_need(r, NEED_KERNEL);
    if (r->regression.of_atoms)
        die("%s: --primal is for properties of structures, regression.of is atoms", r->name);
    if (!kernel_is_linear(&r->kernel))
        die("%s: --primal needs a linear kernel without match: correlation, or a sum of such: others have no weights on "
            "the tensor",
            r->name);
    return train;
}

/* The property of the record read last. */
static double target(struct reader *from, const struct sample *s, const char *name)
{
    const double *value = sample_property(s, name);
    struct bytes known = {0};
    if (value && fabs(*value) <= NUMBER_MAX)
        return *value;
    if (value)
        die("%s: property '%s': expected a number within 1e99, found %g", reader_place(from), name, *value);
    if (reader_header(from)->local)
        die("%s: the atom has no property '%s': xyz2mbtr --elements chooses atoms that have one", reader_place(from), name);
    sample_property_names(s, &known);
    die("%s: there is no property '%s'; there is: %s", reader_place(from), name, (char *)known.at);
}

static void read_rows(struct reader *from, const char *property, struct ridge *data)
{
    struct progress progress = progress_start("rows", data->n);
    struct record r = {0};
    while (data->have < data->n && (r.row = ridge_row(data), reader_next(from, &r))) {
        struct sample s = record_take_sample(&r);
        ridge_add(data, &s, target(from, &s, property));
        progress_step(&progress, 1);
    }
    reader_end(from);
    progress_end(&progress);
    r.row = NULL;
    record_free(&r);
}

/* One thread reads, the others factor what it has read. */
static struct ridge *read_kernel(struct reader *from, const struct regression *g)
{
    struct ridge *data = ridge_new(reader_header(from)->ncolumns, g->lambda);
#pragma omp parallel num_threads(threads())
#pragma omp master
    read_rows(from, g->property, data);
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

static void train(struct reader *from, const struct recipe *r, struct forecast needs)
{
    const struct header *h = reader_header(from);
    struct reader *tensors = primal_path ? open_tensors(r) : NULL;
    forecast_note(needs.memory);
    struct ridge *data = read_kernel(from, &r->regression);
    ridge_fit(data, &r->regression);
    struct primal_weights *w = tensors ? primal_learn(tensors, primal_path, data, &r->kernel, &h->kernel, &r->representation)
                                       : NULL;
    char *text = recipe_text(r);
    if (loo_path || factor_path)
        write_more(data, &r->regression, h, text);
    model_write(common.output, data, w, &r->regression, h, by, text);

    free(text);
    primal_weights_free(w);
    ridge_free(data);
    reader_close(tensors);
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, argv);
    if (suspects && !loo_path)
        die_usage("--suspects needs --loo");
    struct reader *from = reader_open(argv, count, HOLDS_KERNEL);
    struct recipe *r = recipe_options_get(&recipe_options, reader_header(from)->recipe, reader_file(from));
    check_kernel(from, r);
    struct forecast needs = ridge_forecast(reader_header(from)->ncolumns, loo_path || factor_path);
    if (dry)
        forecast_print(needs);
    else
        train(from, r, needs);

    recipe_free(r);
    reader_close(from);
    free(recipe_options.set.at);
    output_commit();
    return EXIT_SUCCESS;
}
