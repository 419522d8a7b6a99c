#include "base/size.h"

#include "base/die.h"

size_t size_mul(size_t a, size_t b)
{
    size_t c;
    if (__builtin_mul_overflow(a, b, &c))
        die("a size overflows: %zu times %zu", a, b);
    return c;
}

size_t size_add(size_t a, size_t b)
{
    size_t c;
    if (__builtin_add_overflow(a, b, &c))
        die("a size overflows: %zu plus %zu", a, b);
    return c;
}
