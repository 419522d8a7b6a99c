/* The keys of streams as a table, for tests/reference/keys.py: the kind of stream, from 0, what it holds, whether the key is the
   header's or the records', the key below those of the maps that it is in, whether it is needed, and what streams differ in
   that differ in it. */
#include <stdio.h>

#include "stream/header.h"
#include "stream/record.h"

static void print_keys(const struct map_key *table, unsigned parts, const char *before, const char *above)
{
    for (const struct map_key *key = table; key->key; key++) {
        char path[64];
        if (key->in && !(key->in & parts))
            continue;
        snprintf(path, sizeof path, "%s%s%s", above, *above ? "." : "", key->key);
        printf("%s\t%s\t%d\t%s\n", before, path, key->needed, key->differ ? key->differ : "");
        if (key->table)
            print_keys(key->table, parts, before, path);
    }
}

int main(void)
{
    printf("kind\tholds\titem\tkey\tneeded\tdiffer\n");
    for (const struct stream_kind *k = stream_kinds; k->name; k++) {
        char before[64];
        snprintf(before, sizeof before, "%td\t%s\theader", k - stream_kinds, k->name);
        print_keys(header_keys, k->header, before, "");
        snprintf(before, sizeof before, "%td\t%s\trecord", k - stream_kinds, k->name);
        print_keys(record_keys, k->records, before, "");
    }
    return 0;
}
