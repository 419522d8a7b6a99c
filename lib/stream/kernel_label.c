#include "stream/kernel_label.h"

#include <inttypes.h>

#include "base/bytes.h"
#include "base/mem.h"

struct kernel_label kernel_label_copy(const struct kernel_label *k)
{
    return (struct kernel_label){mem_text(k->function), k->sigma, mem_text(k->digest)};
}

void kernel_label_print(const struct kernel_label *k, struct bytes *to)
{
    bytes_print(to, "%s", k->function);
    if (k->sigma != 0)
        bytes_print(to, ", sigma %.15g", k->sigma);
}

char *kernel_label_digest(struct hash *records, const struct kernel_label *k, const double *scale, size_t nterms, bool sum)
{
    struct bytes text = {0};
    bytes_print(&text, "%s", k->function);
    if (k->sigma != 0)
        bytes_print(&text, " %.17g", k->sigma);
    for (size_t i = 0; i < nterms; i++)
        bytes_print(&text, " %.17g", scale[i]);
    if (sum)
        bytes_print(&text, " sum");
    hash_add(records, text.at, text.length);
    text.length = 0;
    bytes_print(&text, "%016" PRIx64, hash_value(records));
    hash_free(records);
    return (char *)text.at;
}
