/* hull-search: the phases that are stable, from as few calculations as possible. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/options.h"
#include "base/output.h"
#include "phase/campaign.h"
#include "phase/references.h"
#include "recipe/recipe.h"
#include "recipe/recipe_learning.h"
#include "recipe/recipe_options.h"
#include "structure/structure_options.h"
#include "tensor/tensor_options.h"
#include "tune/kernel_cache.h"

static struct recipe_options recipe_options;
static struct structure_options structure_options;
static struct campaign_options search = {.initial = 20, .batch = 8, .risk = 0.05};
static char *energies, *command, *log_path, *rounds_path, *references;
static struct choice strategy = {NAMES_OF(strategy_table), 0}, per = {NAMES_OF(sample_per_names), PER_STRUCTURE};
static size_t seed;
static bool untuned, list;

static const struct option_row options[] = {
    RECIPE_OPTIONS(recipe_options),
    {0, "energies", OPTION_INPUT, &energies, "known|TABLE", "energies are looked up: in FILE.xyz itself, or in a table"},
    {0, "command", OPTION_TEXT, &command, "CMD", "energies come from CMD: structures in, a number for each out"},
    {0, "log", OPTION_LOG, &log_path, "LOG", "write all results to LOG; go on from those that it holds"},
    {0, "strategy", OPTION_CHOICE, &strategy, "NAME", "how to choose what to calculate: one of --strategies (default: chance)"},
    {0, "strategies", OPTION_FLAG, &list, NULL, "list the strategies"},
    {0, "risk", OPTION_NUMBER, &search.risk, "P", "the chance of a wrong hull that is taken (default: 0.05)"},
    {0, "tolerance", OPTION_NUMBER, &search.tolerance, "E", "what a hull may be off by, per atom, to be right (default: 0)"},
    {0, "initial", OPTION_COUNT, &search.initial, "N", "first calculate N structures and the pure ones (default: 20)"},
    {0, "batch", OPTION_COUNT, &search.batch, "N", "calculate N structures in each round (default: 8)"},
    {0, "limit", OPTION_COUNT, &search.limit, "N", "calculate at most N structures"},
    {0, "seed", OPTION_COUNT, &seed, "S", "choose differently for each S (default: 0)"},
    {0, "untuned", OPTION_FLAG, &untuned, NULL, "use the recipe's kernel width and lambda, choose none"},
    {0, "per", OPTION_CHOICE, &per, NULL, "numbers are per structure or per atom (default: structure)"},
    {0, "references", OPTION_TEXT, &references, "LIST", "energies per atom of elements (Ag=-2.7,Pd=-5.2; or 0)"},
    {0, "rounds", OPTION_OUTPUT, &rounds_path, "FILE", "write a table of the rounds to FILE"},
    STRUCTURE_OPTIONS(structure_options),
    TENSOR_OPTIONS,
    {0},
};

static const struct program program = {
    .name = "hull-search",
    .about = "Finds the convex hull of energies with as few calculations as possible.",
    .operands = "[FILE.xyz ...]",
    .options = options,
};

static void print_strategies(void)
{
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    for (const struct strategy *s = strategy_table; s->name; s++)
        output_print(out, "%-8s  %s\n", s->name, s->doc);
    output_close(out);
}

static void check_usage(void)
{
    if (!energies == !command)
        die_usage("expected one of --energies and --command, found %s", energies ? "both" : "neither");
    if (command && !log_path)
        die_usage("--command needs --log, so that no energy is lost");
    if (search.risk >= 1)
        die_usage("--risk: expected a number below 1, found %g", search.risk);
    if (search.batch == 0)
        die_usage("--batch: expected at least 1, found 0");
}

static struct energies *open_source(struct pool *c, const char *property)
{
    if (command)
        return energies_command(command, log_path);
    return energies_known(c, property, strcmp(energies, "known") == 0 ? NULL : energies);
}

/* Both outputs are opened before the search, so that it does not end in vain. */
static void run(struct campaign *c, const char *property)
{
    struct output *rounds = rounds_path ? output_open(rounds_path, OUTPUT_TEXT) : NULL;
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    campaign_run(c, rounds);
    campaign_print(c, property, out);
    output_close(out);
    if (rounds)
        output_close(rounds);
}

int main(int argc, char **argv)
{
    double given[ELEMENT_MAX + 1];
    size_t count = options_read(&program, argc, &argv);
    if (list) {
        print_strategies();
        output_commit();
        return EXIT_SUCCESS;
    }
    check_usage();
    references_parse(references, given);
    struct recipe *r = recipe_options_get(&recipe_options, NULL, NULL);
    recipe_need(r, NEED_PROPERTY | NEED_KERNEL | (untuned ? NEED_LAMBDA : 0));
    recipe_learning_with_all(r, r->name);
    if (r->regression.of_atoms)
        die("%s: regression.of: expected structures, whose energies make a hull, found atoms", r->name);
    search.strategy = &strategy_table[strategy.place];
    search.seed = seed;
    search.reference = given;
    search.lambda = untuned ? r->regression.lambda : NAN;

    struct pool *c = pool_read(argv, count, &structure_options, per.place == PER_ATOM);
    struct energies *s = open_source(c, r->regression.property);
    struct ledger *l = ledger_open(log_path, c, r->regression.property, command != NULL);
    struct kernel_cache *m = kernel_cache_new(r, c->structure, c->n, NULL);
    struct campaign *search_at_work = campaign_new(c, m, s, l, &search);
    run(search_at_work, r->regression.property);

    campaign_free(search_at_work);
    kernel_cache_free(m);
    ledger_close(l);
    energies_close(s);
    pool_free(c);
    recipe_free(r);
    free(recipe_options.set.at);
    output_commit();
    return EXIT_SUCCESS;
}
