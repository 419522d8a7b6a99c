#include "learn/prediction_stages.h"

#include <stdlib.h>

#include "base/die.h"
#include "base/options.h"
#include "base/say.h"
#include "base/stage.h"
#include "kernel/kernel_stream.h"
#include "stream/tensor_stream.h"
#include "structure/structure_reader.h"

static const char by[] = "krr-predict " MBTR_VERSION;

static void make_tensors(void *context)
{
    const struct prediction_stages *s = context;
    static const struct element_set all;
    struct structure_reader *from = structure_reader_open(s->paths, s->count, s->options);
    tensor_stream_write(from, s->representation, s->atoms ? &all : NULL, &(struct tensor_stream_labels){0}, NULL, by,
                        s->model->recipe);
    structure_reader_close(from);
}

static struct tensor_group *make_columns(const struct prediction_stages *s, const struct kernel_stream *rows)
{
    const struct slopes *held = s->model->slopes;
    struct tensor_group *g = kernel_stream_group(rows);
    for (size_t i = 0; i < held->n; i++) {
        if (s->kernel->match != MATCH_ANY && held->element[i] == 0)
            die("%s: %s: it does not tell the element of its atom, which 'match' asks for", s->name, held->id[i]);
        tensor_group_add(g, held->id[i], held->atom[i], held->element[i], &held->x[i]);
    }
    tensor_group_finish(g, s->name);
    return g;
}

static void make_rows(void *context)
{
    const struct prediction_stages *s = context;
    stage_before(make_tensors, context);
    /* Structures are counted where they are read. */
    say_level = 0;
    struct kernel_stream *rows = kernel_stream_new(s->representation, s->kernel, &s->model->kernel);
    struct tensor_group *columns = make_columns(s, rows);
    struct reader *from = reader_open_tensors(NULL);
    header_expect_atoms(reader_header(from), s->count > 0 ? s->paths[0] : reader_file(from), &s->model->slopes->tensors,
                        s->name);
    kernel_stream_against_group(rows, columns, s->model->kernel.digest, from, NULL, by, s->model->recipe);
    reader_close(from);
    tensor_group_free(columns);
    kernel_stream_free(rows);
}

void prediction_stages_begin(struct prediction_stages *s)
{
    stage_before(s->model->slopes ? make_rows : make_tensors, s);
}
