#include "recipe/recipe_learning.h"

#include "base/die.h"

void recipe_learning_with_all(const struct recipe *r, const char *name)
{
    if (r->kernel.environments > 0)
        die("%s: the recipe names kernel.environments, which krr-train --with learns with, without rows of a kernel; "
            "-s kernel.environments=0 does without",
            name);
}

const char *recipe_learning_atoms(const struct recipe *r)
{
    if (kernel_takes_atoms(&r->kernel) && r->kernel.atoms == ATOMS_NONE && !r->regression.of_atoms)
        return "kernel.match compares atoms, but kernel.atoms is none: expected sum or average";
    return NULL;
}

const char *recipe_learning_environments(const struct recipe *r)
{
    const struct kernel_part *curved = kernel_curved(&r->kernel);
    if (r->regression.of_atoms)
        return "kernel.environments is for properties of structures, regression.of is atoms";
    if (r->regression.per_atom)
        return "kernel.environments is for totals, regression.per is atom";
    if (!curved || !curved->function->slopes || r->kernel.match == MATCH_CORRELATION)
        return "kernel.environments needs the kernel gaussian or matern52, or a sum of one of them and linear ones, without "
               "match: correlation";
    return recipe_learning_atoms(r);
}

const char *recipe_learning_tensors(const struct recipe *r)
{
    if (kernel_takes_atoms(&r->kernel))
        return "a kernel model of forces has a kernel of structures; one of atoms names kernel.environments";
    if (r->kernel.form != KERNEL_PLAIN || !r->kernel.part[0].function->slopes)
        return "a kernel model of forces needs the kernel gaussian or matern52 of all terms; where the kernel is linear, --primal "
               "makes one with weights on the tensor";
    return NULL;
}
