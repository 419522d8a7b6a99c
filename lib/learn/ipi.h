/* The client's side of i-PI's protocol (M. Ceriotti, J. More, D. Manolopoulos, Comput. Phys. Commun. 185, 1019, 2014): a
   server, such as i-PI or ASE's SocketIOCalculator, sends cell and positions over a socket, and fetches energy, forces and
   virial. All are in atomic units, in the byte order of the machine. */
#ifndef MBTR_IPI_H
#define MBTR_IPI_H

#include <stddef.h>

/* What is sent to and fro. */
struct ipi_system {
    size_t atoms;
    double cell[3][3];     /* rows are the lattice vectors, bohr */
    double (*position)[3]; /* bohr */
    double energy;         /* hartree */
    double (*force)[3];    /* hartree/bohr */
    double virial[3][3];   /* -dE/dstrain, hartree */
};

struct ipi_client {
    const char *server; /* its name, for messages */
    struct ipi_system system;
    void (*compute)(void *context, struct ipi_system *s); /* energy, forces and virial, for finite cell and positions */
    void *context;
    size_t steps;      /* that were computed */
    char problem[256]; /* after IPI_BROKEN: what happened */
};

/* How a connection came to its end: the server said so; it closed it when nothing was due, as ASE does; else. */
enum ipi_end { IPI_EXIT, IPI_CLOSED, IPI_BROKEN };

/* Memory for so many atoms. */
void ipi_init(struct ipi_client *c, size_t atoms);
void ipi_free(struct ipi_client *c);

/* Answers all that comes over a connection. What is no message of the protocol, another number of atoms and what is not finite
   end the program. */
enum ipi_end ipi_answer(struct ipi_client *c, int fd);

#endif
