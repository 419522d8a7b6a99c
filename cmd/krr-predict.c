/* krr-predict: a model and kernel rows to a table of predictions. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/options.h"
#include "base/output.h"
#include "learn/model.h"
#include "text/element.h"

static char *model_path;

static const struct option_row options[] = {
    {'m', "model", OPTION_TEXT, &model_path, "MODEL", "the model that krr-train wrote"},
    {0},
};

static const struct program program = {
    "krr-predict", "Predicts a property of structures.", "-m MODEL [FILE ...]", options};

static void check_rows(const struct header *h, const struct model *m)
{
    if (h->symmetric)
        die("a symmetric kernel holds half of each row only: mbtr-kernel -x TRAIN makes rows to predict from");
    if (strcmp(h->kernel.digest, m->kernel.digest) != 0)
        die("these rows are not the model's: they are against another training set, or another kernel "
            "(%s, sigma %g; the model's is %s, sigma %g)",
            h->kernel.function, h->kernel.sigma, m->kernel.function, m->kernel.sigma);
}

static void predict(struct reader *from, const struct model *m, struct output *out)
{
    struct record r = {0};
    output_print(out, "id\tformula\tatoms\t%s\tpredicted\n", m->property);
    while (reader_next(from, &r)) {
        double value;
        unsigned missing;
        struct bytes formula = {0};
        const double *known = sample_property(&r.sample, m->property);
        if (r.nrow != m->n)
            die("%s: expected %zu numbers, found %zu", reader_place(from), m->n, r.nrow);
        if (!model_predict(m, &r.sample, r.row, &value, &missing))
            die("%s: it holds %s, which is in no training structure: the baseline cannot tell", reader_place(from),
                element_symbol(missing));
        sample_formula(&r.sample, &formula);
        output_print(out, "%s\t%.*s\t%zu\t", r.sample.id, (int)formula.length, (char *)formula.at, r.sample.atoms);
        if (known)
            output_print(out, "%.15g", *known);
        output_print(out, "\t%.15g\n", value);
        bytes_free(&formula);
    }
    record_free(&r);
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, argv);
    if (!model_path)
        die_usage("-m MODEL is missing");
    struct model *m = model_read(model_path);
    struct reader *from = reader_open(argv, count, HOLDS_KERNEL);
    check_rows(reader_header(from), m);

    struct output *out = output_open(common.output, OUTPUT_TEXT);
    predict(from, m, out);
    output_close(out);

    reader_close(from);
    model_free(m);
    return EXIT_SUCCESS;
}
