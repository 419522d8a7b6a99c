#include "stream/end_item.h"

#include <stddef.h>

#include "stream/map_key.h"

static const struct map_key keys[] = {
    {.key = "end", .type = &map_key_count, .offset = offsetof(struct end_item, records)},
    {.key = "xxh3", .type = &map_key_count, .offset = offsetof(struct end_item, hash)},
    {0},
};

void end_item_encode(const struct end_item *end, struct bytes *to)
{
    map_key_put_map(keys, end, 0, to);
}

struct end_item end_item_decode(struct cursor *c)
{
    struct end_item end = {0};
    map_key_get_map(keys, &end, 0, c);
    return end;
}
