#include "tune/held_out.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "geometry/gradient.h"
#include "learn/observed.h"
#include "learn/predicted_frame.h"
#include "learn/prediction_table.h"

struct held_out {
    const struct examples *examples;
    bool *known; /* of each row, whether it was predicted */
    double *property;
    double **derivative; /* those that were observed, of each structure; NULL: it was not predicted */
};

struct held_out *held_out_new(const struct examples *e)
{
    struct held_out *h = mem_new(1, sizeof *h);
    *h = (struct held_out){e, mem_zero(e->rows, sizeof *h->known), mem_new(e->rows, sizeof *h->property),
                           mem_zero(e->n, sizeof *h->derivative)};
    return h;
}

void held_out_free(struct held_out *h)
{
    for (size_t i = 0; i < h->examples->n; i++)
        free(h->derivative[i]);
    free(h->derivative);
    free(h->property);
    free(h->known);
    free(h);
}

void held_out_add(void *context, const struct plan_trial *of, const struct trial *t)
{
    struct held_out *h = context;
    size_t *row = mem_new(h->examples->rows, sizeof *row), n = examples_rows(h->examples, of->fold.test, of->fold.ntest, row);
    for (size_t i = 0; i < n; i++) {
        h->known[row[i]] = true;
        h->property[row[i]] = t->predicted->property[i];
    }
    for (size_t i = 0; i < of->fold.ntest; i++) {
        size_t first = t->derivative[i], count = t->derivative[i + 1] - first;
        double *to = mem_new(count + 1, sizeof *to);
        memcpy(to, t->predicted->derivative + first, count * sizeof *to);
        free(h->derivative[of->fold.test[i]]);
        h->derivative[of->fold.test[i]] = to;
    }
    free(row);
}

void held_out_table(const struct held_out *h, const char *property, struct output *out)
{
    const struct examples *e = h->examples;
    prediction_table_names(out, property, 0);
    for (size_t i = 0; i < e->rows; i++) {
        struct property known = {.name = (char *)property, .value = e->target[i]};
        struct sample s = e->sample[i];
        s.properties = &known;
        s.nproperties = 1;
        if (h->known[i])
            prediction_table_row(out, &s, property, 0, &(struct prediction_row){.value = h->property[i]});
    }
}

/* The gradient of the property, as far as it was observed. */
static void fill_gradient(const struct record *r, const double *derivative, struct gradient *g)
{
    gradient_reset(g, r->geometry.sample.atoms);
    for (size_t i = 0; i < observed_count(r); i++) {
        size_t coordinate = observed_coordinate(r, i), strain = coordinate - 3 * g->atoms;
        if (coordinate < 3 * g->atoms)
            g->atom[coordinate / 3][coordinate % 3] = derivative[i];
        else
            g->strain[gradient_row[strain]][gradient_column[strain]] =
                g->strain[gradient_column[strain]][gradient_row[strain]] = derivative[i];
    }
}

static void put_frame(const struct held_out *h, size_t i, double value, const struct regression *g, struct gradient *of,
                      struct bytes *to)
{
    struct record r = examples_record(h->examples, i);
    double stress[3][3];
    fill_gradient(&r, h->derivative[i], of);
    struct xyz_results all = predicted_frame_results(&r.geometry, value, of, stress);
    if (r.nforces == 0)
        all.force = NULL;
    if (!r.has_stress)
        all.stress = NULL;
    predicted_frame_write(&r.geometry, g, &all, to);
}

void held_out_frames(const struct held_out *h, const struct regression *g, struct output *out)
{
    struct gradient of = {0};
    struct bytes frame = {0};
    for (size_t i = 0; i < h->examples->n; i++) {
        frame.length = 0;
        if (h->known[i])
            put_frame(h, i, h->property[i], g, &of, &frame);
        output_write(out, frame.at, frame.length);
    }
    bytes_free(&frame);
    gradient_free(&of);
}
