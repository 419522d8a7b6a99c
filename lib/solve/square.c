#include "solve/square.h"

#include "base/mem.h"
#include "base/size.h"

enum { PAGE = 512 };

size_t square_stride(size_t n)
{
    size_t stride = (n + 7) / 8 * 8;
    return stride % PAGE == 0 ? stride + 8 : stride;
}

size_t square_bytes(size_t n)
{
    return size_mul(size_mul(n, square_stride(n)), sizeof(double));
}

double *square_new(size_t n)
{
    return mem_matrix(size_mul(n, square_stride(n)), sizeof(double));
}
