/* Four numbers anywhere among doubles, that are worked on together: compilers know how, whatever the processor. */
#ifndef MBTR_FOUR_H
#define MBTR_FOUR_H

typedef double four __attribute__((vector_size(32), aligned(8), may_alias));

#endif
