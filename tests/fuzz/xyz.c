/* Extended XYZ; the length of the input chooses the options. */
#include "fuzz/harness.h"
#include "structure/structure_reader.h"

void fuzz_read(const uint8_t *bytes, size_t n)
{
    struct structure_options options = {.keep_frame = n % 2, .columns = n % 5 == 0 ? "energy,-,gap" : NULL};
    struct structure_reader *r = structure_reader_open(NULL, 0, &options);
    struct structure s = {0};
    struct bytes text = {0};
    (void)bytes;
    while (structure_reader_next(r, &s)) {
        text.length = 0;
        sample_formula(&s.sample, &text);
        structure_bytes(&s, &text);
    }
    structure_free(&s);
    bytes_free(&text);
    structure_reader_close(r);
}
