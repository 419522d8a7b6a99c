#include "kernel/tensor_group.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"
#include "stream/record_pipeline.h"

struct tensor_group *tensor_group_new(const struct kernel *kernel, const struct layout *layout, const double *scale,
                                      struct bin_basis *const *basis, size_t nterms, const double *between,
                                      const struct tensor_group *like)
{
    struct tensor_group *g = mem_zero(1, sizeof *g);
    g->kernel = kernel;
    g->panels = atom_panels_new(kernel, layout, scale, basis, nterms, between, like ? like->panels : NULL);
    if (like && kernel_takes_atoms(kernel))
        g->whole = atom_panels_new(kernel, layout, scale, basis, nterms, between, NULL);
    g->atoms.local = kernel->atoms != ATOMS_NONE;
    return g;
}

void tensor_group_clear(struct tensor_group *g)
{
    for (size_t i = 0; i < g->n; i++) {
        sample_free(&g->sample[i]);
        sample_free(&g->atom[i].own);
    }
    g->n = 0;
    atom_panels_clear(g->panels);
    if (g->whole)
        atom_panels_clear(g->whole);
}

void tensor_group_free(struct tensor_group *g)
{
    tensor_group_clear(g);
    free(g->sample);
    free(g->atom);
    atom_panels_free(g->panels);
    atom_panels_free(g->whole);
    free(g);
}

void tensor_group_outline(struct tensor_group *g)
{
    atom_panels_outline(g->panels);
    if (g->whole)
        atom_panels_outline(g->whole);
}

size_t tensor_group_bytes(const struct tensor_group *g)
{
    return size_add(atom_panels_bytes(g->panels), g->whole ? atom_panels_bytes(g->whole) : 0);
}

/* Begins a structure with its sample, which the record gives away. */
static void begin(struct tensor_group *g, struct record *record)
{
    g->sample = mem_grow(g->sample, &g->sample_capacity, g->n + 1, sizeof *g->sample);
    g->atom = mem_grow(g->atom, &g->atom_capacity, g->n + 1, sizeof *g->atom);
    g->atom[g->n] = (struct group_atom){0};
    if (!g->atoms.local)
        g->atom[g->n] = (struct group_atom){record->atom, record->element, record->of_atom};
    else
        sample_free(&record->of_atom);
    record->of_atom = (struct sample){0};
    atom_panels_begin(g->panels);
    if (g->whole)
        atom_panels_begin(g->whole);
    g->sample[g->n++] = record->sample;
    record->sample = (struct sample){0};
}

/* Adds the next record of a stream, which came in this parcel. */
static void add(struct tensor_group *g, const struct parcel *p, struct record *record)
{
    if (g->kernel->match != MATCH_ANY && record->element == 0)
        die("%s: record %zu (%s): it does not tell the element of its atom, which 'match' asks for: "
            "make the tensors anew",
            p->file, p->record, record->sample.id);
    if (local_records_next(&g->atoms, p, record))
        begin(g, record);
    atom_panels_add(g->panels, record->element, &record->tensor);
    if (g->whole)
        atom_panels_add(g->whole, record->element, &record->tensor);
}

void tensor_group_add(struct tensor_group *g, const char *id, size_t atom, unsigned element, const struct tensor *t)
{
    if (!g->atoms.local || atom == 1 || g->n == 0)
        begin(g, &(struct record){.sample.id = mem_text(id), .atom = atom, .element = element});
    atom_panels_add(g->panels, element, t);
}

/* Readies the panels for products, when all tensors are there. */
void tensor_group_finish(struct tensor_group *g, const char *name)
{
    atom_panels_finish(g->panels);
    if (g->whole)
        atom_panels_finish(g->whole);
    if (g->panels->foreign || (g->whole && g->whole->foreign))
        die("%s: bins hold what no broadening of its recipe leaves in them: they are of another sigma or grid, or no tensors",
            name);
}

static void finish(struct tensor_group *g, const struct reader *from)
{
    local_records_end(&g->atoms, g->n ? &g->sample[g->n - 1] : NULL);
    tensor_group_finish(g, reader_file(from));
}

void tensor_group_read(struct tensor_group *g, struct reader *from, size_t most)
{
    struct parcel parcel = {0};
    struct record record = {0};
    size_t end = g->n + most;
    while ((g->n < end || g->atoms.missing) && reader_take(from, &parcel)) {
        reader_decode(&parcel, reader_header(from), &record);
        add(g, &parcel, &record);
    }
    bytes_free(&parcel.bytes);
    record_free(&record);
    finish(g, from);
}

struct gathering {
    struct tensor_group *group;
    struct hash *records;
};

static void take(void *context, const struct parcel *p)
{
    hash_add(((struct gathering *)context)->records, p->bytes.at, p->bytes.length);
}

static void use(void *context, const struct parcel *p, struct record *record)
{
    add(((struct gathering *)context)->group, p, record);
}

void tensor_group_read_all(struct tensor_group *g, struct reader *from, struct hash *records)
{
    record_pipeline_run(from, &(struct record_pipeline){take, use}, &(struct gathering){g, records});
    finish(g, from);
}
