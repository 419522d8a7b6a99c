/* The last item of a stream, which tells whether all of it is there. */
#ifndef MBTR_END_ITEM_H
#define MBTR_END_ITEM_H

#include <stdint.h>

#include "base/bytes.h"
#include "stream/item.h"

struct end_item {
    uint64_t records; /* since the header */
    uint64_t hash;    /* of all bytes from the header to the last record */
};

void end_item_encode(const struct end_item *end, struct bytes *to);
/* Another item than a map ends the program; a count that is not there is 0. */
struct end_item end_item_decode(struct cursor *c);

#endif
