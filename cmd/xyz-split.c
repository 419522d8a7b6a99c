/* xyz-split: structures to train with and structures to test with. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/amount.h"
#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/options.h"
#include "base/output.h"
#include "base/say.h"
#include "base/spool.h"
#include "learn/split.h"
#include "structure/structure_reader.h"

static struct amount number;
static size_t seed, keep_small = SIZE_MAX;
static char *stratify, *train, *test;
static struct structure_options structure_options = {.keep_frame = true};

static const struct option_row options[] = {
    {'n', "number", OPTION_AMOUNT, &number, "N", "learn from N of the structures, or from N% of them"},
    {0, "train", OPTION_OUTPUT, &train, "FILE", "write the training structures to FILE"},
    {0, "test", OPTION_OUTPUT, &test, "FILE", "write all others to FILE"},
    {0, "seed", OPTION_COUNT, &seed, "S", "choose differently for each S (default: 0)"},
    {0, "stratify", OPTION_TEXT, &stratify, "natoms|KEY", "spread the choice evenly over sizes or a property"},
    {0, "keep-small", OPTION_COUNT, &keep_small, "K", "train with all that have at most K atoms besides hydrogen"},
    STRUCTURE_OPTIONS(structure_options),
    {0},
};

static const struct program program = {
    .name = "xyz-split",
    .about = "Splits structures into those to train and those to test with.",
    .operands = "[FILE.xyz ...]",
    .options = options,
    .no_output = "the outputs are named by other options",
};

static void check_usage(void)
{
    if (!amount_given(number))
        die_usage("-n is missing: how many structures to train with");
    if (!train || !test)
        die_usage("--%s is missing", train ? "test" : "train");
}

static double stratum(const struct structure *s)
{
    double value = 0;
    if (stratify && !split_stratum(&s->sample, stratify, &value))
        structure_lacks(s, stratify);
    return value;
}

/* Reads all structures, puts their text aside and returns what the choice is made from. */
static struct split_candidate *read_all(char **paths, size_t count, struct spool *spool, size_t *n)
{
    struct split_candidate *all = NULL;
    struct structure s = {0};
    size_t capacity = 0;
    struct structure_reader *r = structure_reader_open(paths, count, &structure_options);
    for (*n = 0; structure_reader_next(r, &s); ++*n) {
        bool small = keep_small < SIZE_MAX && s.sample.atoms - sample_count(&s.sample, 1) <= keep_small;
        all = mem_grow(all, &capacity, *n + 1, sizeof *all);
        all[*n] = (struct split_candidate){.value = stratum(&s), .keep = small};
        spool_put(spool, structure_reader_frame(r));
    }
    structure_reader_close(r);
    structure_free(&s);
    return all;
}

/* How many of them are chosen. */
static size_t chosen_of(const struct split_candidate *all, size_t n)
{
    size_t chosen = amount_of(number, n), kept = 0;
    for (size_t i = 0; i < n; i++)
        kept += all[i].keep;
    if (chosen == 0)
        die("-n %g%%: expected enough structures to choose one, found %zu", number.percent, n);
    if (chosen > n)
        die("-n %zu: expected at least as many structures, found %zu", chosen, n);
    if (kept > chosen)
        die("--keep-small %zu: expected at most -n %zu structures that small, found %zu", keep_small, chosen, kept);
    return chosen;
}

static void write_all(struct spool *spool, const struct split_candidate *all, size_t n)
{
    struct output *to_train = output_open(train, OUTPUT_TEXT), *to_test = output_open(test, OUTPUT_TEXT);
    struct bytes frame = {0};
    spool_rewind(spool);
    for (size_t i = 0; i < n; i++) {
        spool_take(spool, &frame);
        output_write(all[i].chosen ? to_train : to_test, frame.at, frame.length);
    }
    output_close(to_train);
    output_close(to_test);
    bytes_free(&frame);
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, &argv), n;
    check_usage();
    struct spool *spool = spool_open();
    struct split_candidate *all = read_all(argv, count, spool, &n);
    size_t chosen = chosen_of(all, n);
    split_choose(all, n, chosen, seed);
    write_all(spool, all, n);
    say_note("%zu structures to train with, %zu others", chosen, n - chosen);
    spool_close(spool);
    free(all);
    output_commit();
    return EXIT_SUCCESS;
}
