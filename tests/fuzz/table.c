/* Tables of text: every field is read as a number. */
#include "base/table.h"
#include "base/number.h"
#include "fuzz/harness.h"

void fuzz_read(const uint8_t *bytes, size_t n)
{
    struct table *t = table_open(NULL);
    double value;
    size_t count;
    (void)bytes;
    table_find(t, "predicted");
    while (table_read(t))
        for (size_t i = 0; i < t->columns; i++)
            if ((n + i) % 3 > 0 || !number_count(t->fields[i], &count))
                table_number(t, i, &value);
    table_close(t);
}
