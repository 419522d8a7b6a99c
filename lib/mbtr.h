/* libmbtr: many-body tensors of molecules and crystals (H. Huo, M. Rupp, arXiv:1704.06439), kernels between them, and
   predictions by models of krr-train(1). For programs in C and C++; mbtr(3) has an example and says what holds when a
   call fails.

   Lengths are in angstrom, angles in radians, properties in the unit of the model. A call that fails returns NULL or
   -1, other calls that return an int 0; mbtr_message tells why; nothing is printed, and the program goes on. What
   the functions return is freed by the _free of its kind, which takes NULL too. Threads may call at once, each with
   recipes, files and models of its own. */
#ifndef MBTR_H
#define MBTR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* "0.1.0". */
const char *mbtr_version(void);

/* Why the last call in this thread that failed did so; valid until the next that fails. */
const char *mbtr_message(void);

/* A recipe, mbtr-recipe(5), from its text in YAML. Its representation says what tensors are, its kernel how they are
   compared. */
struct mbtr_recipe *mbtr_recipe_new(const char *yaml);
void mbtr_recipe_free(struct mbtr_recipe *r);

/* A structure of so many atoms: their atomic numbers, and three coordinates each; cell: the three lattice vectors one
   after the other, pbc: which of them are periodic, both NULL where none is. All is copied. */
struct mbtr_structure *mbtr_structure_new(size_t atoms, const uint8_t *number, const double *position, const double *cell,
                                          const int *pbc);
void mbtr_structure_free(struct mbtr_structure *s);

size_t mbtr_structure_atoms(const struct mbtr_structure *s);
/* From a file: its id, as xyz2mbtr(1) reads it; else "". */
const char *mbtr_structure_id(const struct mbtr_structure *s);
/* From a file: the number that it has for a name, such as energy; -1 where it has none. */
int mbtr_structure_property(const struct mbtr_structure *s, const char *name, double *value);

/* Structures from a file in XYZ or extended XYZ; "-" is standard input. */
struct mbtr_file *mbtr_file_open(const char *path);
/* The next structure to *to: 1; 0 after the last, -1 when it cannot be read, which ends the reading: *to is then NULL. */
int mbtr_file_read(struct mbtr_file *f, struct mbtr_structure **to);
void mbtr_file_free(struct mbtr_file *f);

/* The tensor of a structure: for each term of the recipe blocks, ascending by their keys, and in each block bins. */
struct mbtr_tensor *mbtr_tensor_new(struct mbtr_recipe *r, const struct mbtr_structure *s);
void mbtr_tensor_free(struct mbtr_tensor *t);

size_t mbtr_tensor_terms(const struct mbtr_tensor *t);
/* Blocks of a term, from 0; numbers that make a key, atomic numbers in a many-body tensor; bins of each block. */
size_t mbtr_tensor_blocks(const struct mbtr_tensor *t, size_t term);
size_t mbtr_tensor_body(const struct mbtr_tensor *t, size_t term);
size_t mbtr_tensor_bins(const struct mbtr_tensor *t, size_t term);
/* Key and bins of a block, as long as the tensor. */
const uint16_t *mbtr_tensor_key(const struct mbtr_tensor *t, size_t term, size_t block);
const double *mbtr_tensor_block(const struct mbtr_tensor *t, size_t term, size_t block);

/* Tensors of one recipe as a dense array: a row of columns numbers for each, a column for each bin of every block that
   any of them has, by term and key; 0 where a tensor lacks a block. Free the array with free(). */
double *mbtr_tensor_dense(const struct mbtr_tensor *const *t, size_t n, size_t *columns);

/* The recipe's kernel of tensors a with tensors b: to[i * nb + j] of a[i] with b[j], na x nb numbers. */
int mbtr_kernel(const struct mbtr_recipe *r, const struct mbtr_tensor *const *a, size_t na, const struct mbtr_tensor *const *b,
                size_t nb, double *to);

/* A model from a file of krr-train(1); "-" is standard input. */
struct mbtr_model *mbtr_model_read(const char *path);
void mbtr_model_free(struct mbtr_model *m);

/* What it predicts; training structures whose kernels it needs, 0 for a model that predicts from structures. */
const char *mbtr_model_property(const struct mbtr_model *m);
size_t mbtr_model_columns(const struct mbtr_model *m);

/* Predicts for a structure. row: its kernels with the training structures, in their order; NULL for a model that predicts from
   structures. */
int mbtr_model_predict(struct mbtr_model *m, const struct mbtr_structure *s, const double *row, double *value);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
