/* Representations, a table: what may be computed of a structure as a tensor, and what a recipe says of it. */
#ifndef MBTR_REPRESENTATION_H
#define MBTR_REPRESENTATION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/field.h"
#include "geometry/gradient.h"
#include "structure/structure.h"
#include "tensor/bin_basis.h"
#include "tensor/correlation.h"
#include "tensor/symmetry.h"
#include "tensor/tensor.h"

/* What the representation section of a recipe, and the keys that go with it, state. All terms are of one row. */
struct representation {
    const struct representation_row *row; /* NULL: none yet */
    size_t nterms;
    void *terms; /* of row->term_size bytes each; every one begins with its scale, a double */
    enum normalize normalize;
    bool by_atom; /* species: atom */
    struct correlation correlation;
    struct symmetry symmetry; /* of atoms, where these are species */
};

/* What the bins of a term are distributed over, for people. */
struct tensor_axis {
    const char *name, *unit;
    const char *printed; /* both, as axes of pictures have them */
    bool density;
};

struct representation_row {
    const char *one, *many;     /* what a term is called: "matrix", "matrices" */
    const char *program;        /* that computes them */
    const char *key;            /* that only its terms have; NULL: what has no other's key is its */
    const struct field *fields; /* of a term in recipes */
    size_t term_size;
    const void *term; /* one with the defaults */

    /* What no single key tells to be wrong with a term, and a name that goes with it; NULL when all is well. */
    const char *(*problem)(const struct representation *r, size_t term, const char **detail);
    /* The same of all terms together, when each by itself is well. */
    const char *(*whole_problem)(const struct representation *r);
    /* Keys and bins of a term's blocks. */
    void (*layout)(const void *term, struct layout *to);
    /* A basis of what a term's bins can hold; NULL as a result, and as a function: there is none. */
    struct bin_basis *(*basis)(const void *term);
    /* False where the bins of a term are numbers, no distribution: the axis then has the term's name. */
    bool (*axis)(const void *term, struct tensor_axis *to);

    /* What all threads share, and what each works in; memory: bytes that it may take. The representation is borrowed. */
    void *(*make)(const struct representation *r);
    void (*discard)(void *shared);
    void *(*work_new)(const void *shared, size_t memory);
    void (*work_free)(void *work);
    /* The structure's tensor into *to, reusing its memory; or those of its atoms, as many as it has (NULL: there are
       none). Returns NULL, or a message about the structure that is valid until the next call with the same work. */
    const char *(*build)(void *work, const struct structure *s, struct tensor *to);
    const char *(*build_atoms)(void *work, const struct structure *s, struct tensor *to);

    /* What keeps a term's bins from having derivatives by places of atoms, or of structures that repeat; NULL: nothing. */
    const char *(*rough)(const void *term, bool periodic);
    /* From how a number changes with each bin of the tensor, or of those of the atoms, to how it changes with the atoms' places
       and strain, which it adds. Messages as above. */
    const char *(*adjoint)(void *work, const struct structure *s, const struct tensor *slope, struct gradient *to);
    const char *(*adjoint_atoms)(void *work, const struct structure *s, const struct tensor *slope, struct gradient *to);
    /* The derivatives of the structure's tensor with respect to each coordinate of its atoms, 3 a + c, and behind these to the
       components of the strain: 3 times its atoms and STRAINS tensors; and those of the tensor of each of its atoms, one after
       the other (NULL: there are none). */
    const char *(*jacobian)(void *work, const struct structure *s, struct tensor *to);
    const char *(*jacobian_atoms)(void *work, const struct structure *s, struct tensor *to);
};

/* The rows, up to NULL. */
extern const struct representation_row *const representation_table[];

void representation_free(struct representation *r);

/* A term, as a struct of the row's, and its scale. */
void *representation_term(const struct representation *r, size_t term);
double representation_scale(const struct representation *r, size_t term);

/* The scales of all terms, to be freed. */
double *representation_scales(const struct representation *r);

/* Keys and bins of the blocks of each term, to nterms layouts. */
void representation_layout(const struct representation *r, struct layout *to);

/* Bases of the terms, nterms pointers, of which some or all may be NULL. */
struct bin_basis **representation_bases(const struct representation *r);
void representation_bases_free(struct bin_basis **basis, size_t nterms);

/* A copy of all terms, to be freed. */
void *representation_copy_terms(const struct representation *r);

/* One term of it, with its memory. */
struct representation representation_of_term(const struct representation *r, size_t term);

/* What is wrong that no single key tells, valid until the next call in this thread; NULL when all is well. */
const char *representation_problem(const struct representation *r);

/* What keeps it from having derivatives, valid as above; NULL when it has them. periodic: in structures that repeat. */
const char *representation_rough(const struct representation *r, bool periodic);

/* Ends the program where it is of another row, and tells which program computes that; name is the recipe's. */
void representation_expect(const struct representation *r, const struct representation_row *row, const char *name);

#endif
