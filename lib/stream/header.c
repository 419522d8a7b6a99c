#include "stream/header.h"

#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"
#include "stream/header_line.h"
#include "stream/header_type.h"
#include "structure/sample.h"
#include "structure/structure.h"

#define AT(member) .offset = offsetof(struct header, member)
#define RECIPE .differ = "the recipe"
#define ATOMS .differ = "the atoms that a record stands for"
#define KERNEL .differ = "the kernel or its training set"

static const struct map_key kernel_keys[] = {
    {"function", &map_key_lines, .offset = offsetof(struct kernel_label, function), .needed = true},
    {"sigma", &map_key_amount, .offset = offsetof(struct kernel_label, sigma), .needed = true},
    {"digest", &map_key_text, .offset = offsetof(struct kernel_label, digest), .needed = true},
    {0},
};

static const struct map_key model_keys[] = {
    {"property", &map_key_text, .offset = offsetof(struct model_label, property), .needed = true},
    {"lambda", &map_key_amount, .offset = offsetof(struct model_label, lambda), .needed = true},
    {"per", &map_key_text, .offset = offsetof(struct model_label, per), .needed = true, .names = sample_per_names},
    {"baseline", &map_key_text, .offset = offsetof(struct model_label, baseline), .needed = true},
    {.key = "coefficients", .type = &header_type_coefficients, .needed = true},
    {0},
};

static const struct map_key variance_keys[] = {
    {"property", &map_key_amount, .offset = 0, .needed = true},
    {"forces", &map_key_amount, .offset = sizeof(double), .needed = true},
    {"stress", &map_key_amount, .offset = 2 * sizeof(double), .needed = true},
    {0},
};

const struct map_key header_keys[] = {
    {"stream", &header_type_format, .needed = true},
    {"holds", &header_type_holds, .needed = true, .differ = "what they hold", .print = header_line_holds},
    {"by", &map_key_text, AT(by), .needed = true, .print = map_key_print_text},
    {"recipe", &map_key_lines, AT(recipe), .needed = true, RECIPE},
    {"terms", &header_type_terms, .table = header_type_term, .in = HEADER_TERMS, .needed = true, RECIPE,
     .print = header_line_terms},
    {"local", &map_key_truth, AT(local), .in = HEADER_TERMS | HEADER_ATOMS, ATOMS, .print = header_line_local},
    {"species", &header_type_species, .in = HEADER_TERMS, ATOMS, .print = header_line_species},
    {"kernel", &map_key_map, AT(kernel), .table = kernel_keys, .in = HEADER_KERNEL, .needed = true, KERNEL,
     .print = header_line_kernel},
    {"symmetric", &map_key_truth, AT(symmetric), .in = HEADER_COLUMNS},
    {"columns", &header_type_columns, .in = HEADER_COLUMNS, .print = header_line_columns},
    {"regression", &map_key_map, AT(model), .table = model_keys, .in = HEADER_REGRESSION, .needed = true,
     .print = header_line_regression},
    {"variance", &map_key_amount, AT(variance), .in = HEADER_VARIANCE, .needed = true, .print = map_key_print_number},
    {"variances", &map_key_map, AT(variances), .table = variance_keys, .in = HEADER_VARIANCES, .needed = true},
    {"basis", &map_key_size, AT(basis), .in = HEADER_BASIS, .print = header_line_basis},
    {"weighted", &map_key_truth, AT(weighted), .in = HEADER_BASIS},
    {"bins", &map_key_truth, AT(bins), .in = HEADER_BINS},
    {0},
};

struct header header_of_tensors(const char *by, const char *recipe, size_t nterms, bool local)
{
    return (struct header){.holds = HOLDS_TENSOR,
                           .by = mem_text(by),
                           .recipe = mem_text(recipe),
                           .nterms = nterms,
                           .terms = mem_zero(nterms, sizeof(struct layout)),
                           .local = local};
}

static struct header header_of(enum holds holds, const char *by, const char *recipe, const struct kernel_label *kernel)
{
    return (struct header){.holds = holds, .by = mem_text(by), .recipe = mem_text(recipe), .kernel = kernel_label_copy(kernel)};
}

struct header header_of_kernel(const char *by, const char *recipe, const struct kernel_label *kernel, size_t ncolumns,
                               bool symmetric)
{
    struct header h = header_of(HOLDS_KERNEL, by, recipe, kernel);
    h.symmetric = symmetric;
    h.ncolumns = ncolumns;
    h.columns = mem_zero(ncolumns, sizeof *h.columns);
    return h;
}

struct header header_of_model(const char *by, const char *recipe, const struct kernel_label *kernel, struct model_label model)
{
    struct header h = header_of(HOLDS_MODEL, by, recipe, kernel);
    h.model = model;
    return h;
}

struct header header_of_factor(const char *by, const char *recipe, const struct kernel_label *kernel, struct model_label model,
                               size_t ncolumns, double variance)
{
    struct header h = header_of_kernel(by, recipe, kernel, ncolumns, true);
    h.holds = HOLDS_FACTOR;
    h.model = model;
    h.variance = variance;
    return h;
}

void header_copy_terms(struct header *to, const struct header *from)
{
    to->nterms = from->nterms;
    to->terms = mem_new(from->nterms, sizeof *to->terms);
    for (size_t i = 0; i < from->nterms; i++)
        to->terms[i] = from->terms[i];
    to->local = from->local;
    to->nspecies = from->nspecies;
    to->species = mem_new(from->nspecies, sizeof *to->species);
    for (size_t i = 0; i < from->nspecies; i++)
        to->species[i] = from->species[i];
}

struct header header_of_same_tensors(const struct header *like)
{
    struct header h = {.holds = HOLDS_TENSOR, .recipe = mem_text(like->recipe)};
    header_copy_terms(&h, like);
    return h;
}

void header_free(struct header *h)
{
    map_key_clear(header_keys, h);
    *h = (struct header){0};
}

void header_expect_atoms(const struct header *h, const char *name, const struct header *a, const char *other)
{
    if (h->local != a->local || !structure_same_atoms(h->species, h->nspecies, a->species, a->nspecies))
        die("%s: its tensors are of other atoms than those of %s", name, other);
}

const struct stream_kind *header_kind(const struct header *h)
{
    return stream_kind_of(h->holds, h->nterms > 0);
}

unsigned header_parts(const struct header *h)
{
    unsigned parts = header_kind(h)->header;
    if (!h->local)
        parts &= ~(unsigned)HEADER_ATOMS;
    if (!h->bins)
        parts &= ~(unsigned)HEADER_BINS;
    return h->basis ? parts : parts & ~(unsigned)HEADER_BASIS;
}

unsigned header_records(const struct header *h)
{
    unsigned parts = header_kind(h)->records;
    if (!h->local)
        parts &= ~(unsigned)(RECORD_ATOM | RECORD_ELEMENT | RECORD_OF_ATOM);
    if (header_has_bins(h))
        parts &= ~(unsigned)RECORD_ATOM;
    if (h->nterms > 0 && !h->weighted)
        parts &= ~(unsigned)RECORD_ALPHA;
    if (h->symmetric)
        parts &= ~(unsigned)(RECORD_SELF | RECORD_NEAREST);
    return parts;
}

bool header_is_primal(const struct header *h)
{
    return h->holds == HOLDS_MODEL && h->nterms > 0 && h->basis == 0;
}

bool header_has_bins(const struct header *h)
{
    return h->bins || header_is_primal(h);
}

size_t header_count(const struct header *h)
{
    size_t bins = header_has_bins(h) ? PRIMAL_RECORDS : 0;
    if (h->basis > 0 || bins > 0)
        return size_add(size_mul(h->weighted ? 1 : 2, h->basis), bins);
    return h->symmetric ? h->ncolumns : SIZE_MAX;
}

void header_encode(const struct header *h, struct bytes *b)
{
    const struct stream_kind *kind = header_kind(h);
    const char *fault;
    const struct map_key *wrong = map_key_wrong(header_keys, h, header_parts(h), &fault);
    if (wrong)
        die("the %s's %s: %s: %s", kind->name, wrong->key, fault, kind->remedy);
    map_key_put_map(header_keys, h, header_parts(h), b);
}

/* All keys are read, for what the stream holds may stand behind them; then those that such a stream does not have are
   left out. */
void header_decode(struct cursor *c, struct header *h)
{
    *h = (struct header){.holds = HOLDS_ANY};
    uint64_t there = map_key_get_map(header_keys, h, ~0u, c);
    if (h->holds == HOLDS_ANY)
        item_die(c, "a stream that holds neither tensors nor kernel rows, a model or a factor");
    if (!map_key_complete(header_keys, header_kind(h)->header, there))
        item_die(c, "the header is not complete");
    if (h->holds == HOLDS_FACTOR && !h->symmetric)
        item_die(c, "a factor whose rows are not its columns");
    map_key_keep(header_keys, h, header_kind(h)->header);
}

/* Headers of streams that can be joined at all; that others cannot is no key's doing. */
const char *header_difference(const struct header *a, const struct header *b)
{
    const char *difference = map_key_difference(header_keys, a, b);
    if (!difference && (header_kind(a)->single || a->symmetric || b->symmetric))
        return "which rows they hold: models, factors and symmetric kernels cannot be joined";
    return difference;
}
