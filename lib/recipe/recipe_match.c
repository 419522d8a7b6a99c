#include "recipe/recipe_match.h"

#include <stdlib.h>

#include "base/die.h"
#include "base/mem.h"
#include "learn/model.h"
#include "recipe/recipe_parse.h"
#include "structure/structure.h"
#include "tensor/representation.h"

/* Memory is read by the recipe's layout, and keys are of atoms where it says so: a stream whose header tells another thing
   was not made by these programs. */
static void check_layout(const struct recipe *r, const struct header *h, const char *name)
{
    size_t n = r->representation.nterms;
    struct layout *layout = mem_new(n, sizeof *layout);
    representation_layout(&r->representation, layout);
    if (h->nterms != n || !blocks_same_layout(h->terms, layout, n) || r->representation.by_atom != (h->nspecies > 0))
        die("%s: its recipe and the terms in its header do not agree", name);
    free(layout);
}

void recipe_match_header(const struct header *h, const char *name)
{
    struct recipe *r = recipe_parse(h->recipe, name, NULL);
    if (h->nterms > 0)
        check_layout(r, h, name);
    if (h->model.baseline)
        model_check_baseline(&h->model, name);
    recipe_free(r);
}

void recipe_match(const struct recipe *r, const struct header *h, const char *name)
{
    struct recipe *other = recipe_parse(h->recipe, name, NULL);
    const char *difference = recipe_difference(r, other);
    if (difference)
        die("%s: its tensors were made by another recipe: %s differs", name, difference);
    recipe_free(other);
    check_layout(r, h, name);
}

void recipe_match_potential(const struct recipe *r, const struct model *m, const char *name)
{
    const struct kernel *k = &r->kernel;
    if (r->regression.of_atoms)
        die("%s: it predicts a property of atoms, of which there are no forces", name);
    if (m->weights || m->slopes)
        recipe_match(r, m->weights ? &m->weights->tensors : &m->slopes->tensors, name);
    const struct kernel_part *curved = k->part[0].function ? kernel_curved(k) : NULL;
    if (model_holds_columns(m) && kernel_takes_atoms(k))
        die("%s: it holds training tensors of atoms, whose forces it does not know: kernel.environments makes a model of such",
            name);
    if (m->slopes && (!curved || !curved->function->slopes))
        die("%s: it holds training tensors, but the kernel of its recipe has no slopes, which forces are made of", name);
}
