/* Extended XYZ; the length of the input chooses the options. */
#include "structure/xyz.h"
#include "fuzz/harness.h"

void fuzz_read(const uint8_t *bytes, size_t n)
{
    struct xyz_options options = {.keep_frame = n % 2, .columns = n % 5 == 0 ? "energy,-,gap" : NULL};
    struct xyz *x = xyz_open(NULL, 0, &options);
    struct structure s = {0};
    struct bytes text = {0};
    (void)bytes;
    while (xyz_read(x, &s)) {
        text.length = 0;
        sample_formula(&s.sample, &text);
        structure_bytes(&s, &text);
    }
    structure_free(&s);
    bytes_free(&text);
    xyz_close(x);
}
