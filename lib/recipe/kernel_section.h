/* The kernel section of a recipe: a function and its width, or the sum or product of such parts. */
#ifndef MBTR_KERNEL_SECTION_H
#define MBTR_KERNEL_SECTION_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/field.h"
#include "kernel/kernel.h"
#include "recipe/yaml.h"
#include "stream/kernel_label.h"

/* Plain, of no function yet. */
void kernel_section_default(struct kernel *k);

/* Reads the section for a representation of nterms terms. Errors end the program. */
void kernel_section_set(struct kernel *k, struct yaml *y, const yaml_node_t *n, size_t nterms);

/* The field that a path such as sigma, or 2.sigma, leads to, and the section that it is of; NULL when there is none. */
const struct field *kernel_section_field(struct kernel *k, const char *path, void **section);

/* What is wrong that no single key tells, valid until the next call in this thread; NULL when all is well. */
const char *kernel_section_problem(const struct kernel *k, size_t nterms);

/* Appends the section as YAML. */
void kernel_section_print(const struct kernel *k, struct bytes *to);

/* What streams tell of a kernel, without a digest: a plain one's function and width, 0 where it has none; one of atoms,
   a sum and a product the section as YAML. Free the function. */
struct kernel_label kernel_section_label(const struct kernel *k);

#endif
