#include "structure/listing.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/spool.h"

struct listing {
    struct spool *spool; /* for each row its text and then its fields */
    struct bytes text, fields;
    char **names;
    size_t rows, nnames, capacity;
};

struct listed_value {
    size_t column;
    double value;
};

struct listing *listing_new(void)
{
    struct listing *l = mem_zero(1, sizeof *l);
    l->spool = spool_open();
    return l;
}

static size_t column_of(struct listing *l, const char *name, const struct structure *s)
{
    static const char *const taken[] = {"id", "formula", "atoms"};
    for (size_t i = 0; i < l->nnames; i++)
        if (strcmp(l->names[i], name) == 0)
            return i;
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (strcmp(taken[i], name) == 0)
            die("%s:%zu: a property named '%s', which is another column's name: rename it", s->file, s->property_line, name);
    l->names = mem_grow(l->names, &l->capacity, l->nnames + 1, sizeof *l->names);
    l->names[l->nnames] = mem_text(name);
    return l->nnames++;
}

void listing_add(struct listing *l, const struct structure *s)
{
    const struct sample *sample = &s->sample;
    l->text.length = l->fields.length = 0;
    bytes_print(&l->text, "%s\t", sample->id);
    sample_formula(sample, &l->text);
    bytes_print(&l->text, "\t%zu", sample->atoms);
    for (size_t i = 0; i < sample->nproperties; i++) {
        struct listed_value f = {column_of(l, sample->properties[i].name, s), sample->properties[i].value};
        bytes_put(&l->fields, &f, sizeof f);
    }
    spool_put(l->spool, &l->text);
    spool_put(l->spool, &l->fields);
    l->rows++;
}

static void print_fields(struct listing *l, const double **value, struct output *out)
{
    const struct listed_value *f = (const void *)l->fields.at;
    memset(value, 0, l->nnames * sizeof *value);
    for (size_t i = 0; i < l->fields.length / sizeof *f; i++)
        value[f[i].column] = &f[i].value;
    for (size_t i = 0; i < l->nnames; i++) {
        output_print(out, "\t");
        if (value[i])
            output_print(out, "%.15g", *value[i]);
    }
}

void listing_print(struct listing *l, struct output *out)
{
    const double **value = mem_new(l->nnames, sizeof *value);
    output_print(out, "id\tformula\tatoms");
    for (size_t i = 0; i < l->nnames; i++)
        output_print(out, "\t%s", l->names[i]);
    output_print(out, "\n");
    spool_rewind(l->spool);
    for (size_t i = 0; i < l->rows; i++) {
        spool_take(l->spool, &l->text);
        spool_take(l->spool, &l->fields);
        output_write(out, l->text.at, l->text.length);
        print_fields(l, value, out);
        output_print(out, "\n");
    }
    free(value);
}

void listing_free(struct listing *l)
{
    for (size_t i = 0; i < l->nnames; i++)
        free(l->names[i]);
    free(l->names);
    bytes_free(&l->text);
    bytes_free(&l->fields);
    spool_close(l->spool);
    free(l);
}
