#include "stream/end_item.h"

#include <stddef.h>

#include "stream/entry.h"

static const struct entry entries[] = {
    {.key = "end", .type = &entry_count, .offset = offsetof(struct end_item, records)},
    {.key = "xxh3", .type = &entry_count, .offset = offsetof(struct end_item, hash)},
    {0},
};

void end_item_encode(const struct end_item *end, struct bytes *to)
{
    entry_put_map(entries, end, 0, to);
}

struct end_item end_item_decode(struct cursor *c)
{
    struct end_item end = {0};
    entry_get_map(entries, &end, 0, c);
    return end;
}
