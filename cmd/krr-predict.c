/* krr-predict: a model and structures, kernel rows, or tensors, to a table of predictions; or structures to structures with
   forces. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/options.h"
#include "base/output.h"
#include "base/threads.h"
#include "learn/factor.h"
#include "learn/model.h"
#include "learn/predict.h"
#include "learn/predict_structures.h"
#include "learn/prediction_stages.h"
#include "recipe/recipe.h"
#include "recipe/recipe_match.h"
#include "recipe/recipe_parse.h"
#include "stream/local_records.h"
#include "stream/stream_file.h"

static char *model_path, *factor_path, *added;
static bool novelty, structures;
static struct structure_options structure_options = {.vectors = true};

static const struct option_row options[] = {
    {'m', "model", OPTION_INPUT, &model_path, "MODEL", "the model that krr-train wrote"},
    {0, "stddev", OPTION_INPUT, &factor_path, "FACTOR", "standard deviations too, by what krr-train --factor wrote"},
    {0, "xyz", OPTION_FLAG, &structures, NULL, "write the structures of FILE with the property, forces and stress"},
    STRUCTURE_OPTIONS(structure_options),
    {0, "add", OPTION_TEXT, &added, "NAME", "add the structure's property NAME, of which the model learned the difference"},
    {0, "novelty", OPTION_FLAG, &novelty, NULL, "distances to the nearest training structures or atoms too"},
    {0},
};

static const struct program program = {
    .name = "krr-predict",
    .about = "Predicts a property of structures.",
    .operands = "-m MODEL [FILE ...]",
    .options = options,
};

static void check_rows(const struct reader *from, const struct model *m, bool of_atoms)
{
    const struct header *h = reader_header(from);
    recipe_match_header(h, reader_file(from));
    if (h->symmetric)
        die("%s: a symmetric kernel holds half of each row only: mbtr-kernel -x TRAIN makes rows to predict from",
            reader_file(from));
    local_records_expect_rows(from, of_atoms);
    if (strcmp(h->kernel.digest, m->kernel.digest) == 0 && h->ncolumns == m->n)
        return;
    struct bytes rows = {0}, model = {0};
    kernel_label_print(&h->kernel, &rows);
    kernel_label_print(&m->kernel, &model);
    die("%s: these rows are not the model's: they are against another training set, or another kernel (%s; the model's is %s)",
        reader_file(from), (char *)rows.at, (char *)model.at);
}

static void check_tensors(const struct header *h, const char *name, const struct model *m)
{
    const struct header *wanted = &m->weights->tensors;
    struct recipe *r = recipe_parse(wanted->recipe, model_path, NULL);
    recipe_match(r, wanted, model_path);
    recipe_match(r, h, name);
    header_expect_atoms(h, name, wanted, model_path);
    recipe_free(r);
}

/* Opens what the model predicts from, known to fit. */
static struct reader *open_input(char **paths, size_t count, const struct model *m, bool of_atoms)
{
    struct reader *from = reader_open(paths, count, m->weights ? HOLDS_TENSOR : HOLDS_KERNEL);
    if (m->weights)
        check_tensors(reader_header(from), reader_file(from), m);
    else
        check_rows(from, m, of_atoms);
    return from;
}

/* The recipe of the rows, whose kernel must tell distances. */
static struct recipe *open_recipe(const struct reader *from, const struct model *m)
{
    struct recipe *r = recipe_parse(reader_header(from)->recipe, reader_file(from), NULL);
    struct bytes kernel = {0};
    recipe_need(r, NEED_KERNEL);
    kernel_label_print(&m->kernel, &kernel);
    if (!kernel_tells_distance(&r->kernel))
        die("%s: --novelty needs a kernel that is one function of a distance, such as gaussian, not a scalar product, sum or "
            "product: it is %s",
            reader_file(from), (char *)kernel.at);
    bytes_free(&kernel);
    return r;
}

/* Predictions for structures, with their derivatives. */
static void predict_frames(char **paths, size_t count, const struct model *m, const struct recipe *r)
{
    recipe_match_potential(r, m, model_path);
    struct potential *p = potential_new(m, model_path, &r->representation, &r->kernel, threads());
    if (novelty && !potential_has_novelty(p))
        die("%s: the model holds no training tensors, and so knows no novelty: krr-train --with makes such a model",
            model_path);
    struct uncertain_model doubtful = {m, model_path, NULL, &r->representation, &r->kernel, &r->regression};
    struct uncertainty *u = factor_path ? uncertainty_new(&doubtful, factor_path, threads()) : NULL;
    struct structure_reader *from = structure_reader_open(paths, count, &structure_options);
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    predict_structures(p, u, &r->regression, novelty, from, out);
    output_close(out);
    structure_reader_close(from);
    potential_free(p);
    uncertainty_free(u);
}

/* Whether files are of structures, for a table. Standard input is looked at when it is read: of structures where the model holds
   what these are compared with. */
static bool are_structures(char **paths, size_t count, const struct model *m)
{
    enum stream_file kind = count > 0 ? stream_file_of(paths[0]) : STREAM_FILE_UNKNOWN;
    return kind == STREAM_FILE_OTHER || (kind == STREAM_FILE_UNKNOWN && model_holds_columns(m));
}

/* A model that predicts from structures on its own, all programs' work in one. */
static void begin_stages(char **paths, size_t count, const struct model *m, const struct recipe *r)
{
    static struct prediction_stages s;
    if (!m->slopes && !m->weights)
        die("%s: it is of structures, but the model holds no training tensors, which krr-train --with TRAIN puts into it: "
            "predict from rows of mbtr-kernel -x TRAIN",
            paths[0]);
    recipe_match(r, m->slopes ? &m->slopes->tensors : &m->weights->tensors, model_path);
    structure_options.vectors = false;
    s = (struct prediction_stages){m,     model_path, &r->representation, &r->kernel, recipe_takes_atoms(r),
                                   paths, count,      &structure_options};
    prediction_stages_begin(&s);
}

/* A table of predictions, from kernel rows or tensors. */
static void predict_table(char **paths, size_t count, struct model *m, const struct recipe *r)
{
    if (model_holds_columns(m))
        model_weigh_columns(m, &r->kernel);
    if (are_structures(paths, count, m)) {
        begin_stages(paths, count, m, r);
        count = 0;
    } else if (structure_options.id_key || structure_options.columns)
        die_usage("--id and --columns are of structures, found a stream");
    struct factor *f = factor_path ? factor_read(factor_path, m) : NULL;
    struct reader *from = open_input(paths, count, m, r->regression.of_atoms);
    struct recipe *rows = novelty ? open_recipe(from, m) : NULL;
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    if (m->weights)
        predict_tensors(m, &r->kernel, added, from, out);
    else
        predict_rows(m, f, rows ? &rows->kernel : NULL, added, from, out);
    output_close(out);
    recipe_free(rows);
    reader_close(from);
    factor_free(f);
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, &argv);
    if (!model_path)
        die_usage("-m MODEL is missing");
    if (structures && added)
        die_usage("--add is of tables: the forces and the stress of what is added are not known to --xyz");
    struct model *m = model_read(model_path);
    struct recipe *r = recipe_parse(m->recipe, model_path, NULL);
    if (m->slopes && !model_holds_columns(m) && !structures)
        die("%s: this model predicts structures with their forces: --xyz", model_path);
    if (m->weights && !structures && (factor_path || novelty))
        die("%s: a model in primal form knows no %s, which needs rows of the kernel: train without --primal", model_path,
            factor_path ? "standard deviation" : "novelty");
    if (structures)
        predict_frames(argv, count, m, r);
    else
        predict_table(argv, count, m, r);
    recipe_free(r);
    model_free(m);
    output_commit();
    return EXIT_SUCCESS;
}
