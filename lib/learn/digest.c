#include "learn/digest.h"

#include <inttypes.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/error.h"
#include "base/memory.h"

struct digest {
    XXH3_state_t *state;
};

struct digest *digest_new(void)
{
    struct digest *d = mem_new(1, sizeof *d);
    d->state = XXH3_createState();
    if (!d->state || XXH3_64bits_reset(d->state) != XXH_OK)
        die("no memory for a hash");
    return d;
}

void digest_record(struct digest *d, const unsigned char *bytes, size_t length)
{
    if (XXH3_64bits_update(d->state, bytes, length) != XXH_OK)
        die("cannot hash");
}

char *digest_finish(struct digest *d, const struct kernel_label *k, const double *scale, size_t nterms, bool sum)
{
    struct bytes text = {0};
    bytes_print(&text, "%s", k->function);
    if (k->sigma != 0)
        bytes_print(&text, " %.17g", k->sigma);
    for (size_t i = 0; i < nterms; i++)
        bytes_print(&text, " %.17g", scale[i]);
    if (sum)
        bytes_print(&text, " sum");
    digest_record(d, text.at, text.length);
    text.length = 0;
    bytes_print(&text, "%016" PRIx64, XXH3_64bits_digest(d->state));
    XXH3_freeState(d->state);
    free(d);
    return (char *)text.at;
}
