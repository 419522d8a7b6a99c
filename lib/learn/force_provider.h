/* A potential that computes energy, forces and virial for others, in atomic units (learn/ipi.h). */
#ifndef MBTR_FORCE_PROVIDER_H
#define MBTR_FORCE_PROVIDER_H

#include "learn/ipi.h"
#include "learn/potential.h"
#include "structure/energy_units.h"
#include "structure/structure.h"

struct force_provider {
    struct potential *potential;    /* borrowed, as are all */
    struct structure *structure;    /* with the atoms and the periodic directions; cell and positions are overwritten */
    const struct energy_unit *unit; /* of the potential */
    struct gradient derivatives;    /* memory */
    double seconds;                 /* that went into the potential */
    size_t steps;
};

/* Ends the program, with the structure's file, where the potential does not tell forces of it. */
void force_provider_check(struct force_provider *f);

/* For a struct ipi_client, whose context is the provider. What the potential refuses ends the program. */
void force_provider_compute(void *provider, struct ipi_system *s);

void force_provider_free(struct force_provider *f);

#endif
