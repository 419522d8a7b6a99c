/* Extended XYZ, and what tells other formats; the length of the input chooses the options. */
#include <string.h>

#include "fuzz/harness.h"
#include "structure/foreign_format.h"
#include "structure/structure_reader.h"

/* From an array of its own, so that a step beyond its end is seen. */
static void try_foreign_formats(const uint8_t *bytes, size_t n)
{
    char text[FOREIGN_FORMAT_LOOK + 1] = {0};
    memcpy(text, bytes, n < FOREIGN_FORMAT_LOOK ? n : FOREIGN_FORMAT_LOOK);
    for (const struct foreign_format *f = foreign_formats; f->name; f++)
        f->is_of(text);
}

void fuzz_read(const uint8_t *bytes, size_t n)
{
    struct structure_options options = {.keep_frame = n % 2, .columns = n % 5 == 0 ? "energy,-,gap" : NULL};
    struct structure_reader *r = structure_reader_open(NULL, 0, &options);
    struct structure s = {0};
    struct bytes text = {0};
    try_foreign_formats(bytes, n);
    while (structure_reader_next(r, &s)) {
        text.length = 0;
        sample_formula(&s.sample, &text);
        structure_bytes(&s, &text);
    }
    structure_free(&s);
    bytes_free(&text);
    structure_reader_close(r);
}
