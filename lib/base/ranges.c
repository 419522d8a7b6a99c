#include "base/ranges.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/number.h"

/* One of the list, of that length; false where it is none. */
static bool read_range(const char *text, size_t length, struct range *r)
{
    char *first = mem_text_n(text, length), *dash = strchr(first, '-'), *last = dash ? dash + 1 : first;
    if (dash)
        *dash = '\0';
    *r = (struct range){1, SIZE_MAX};
    bool good = length > 0 && (!*first || number_count(first, &r->first)) && (!*last || number_count(last, &r->last));
    free(first);
    return good && r->first >= 1 && r->first <= r->last;
}

static int by_first(const void *a, const void *b)
{
    const struct range *x = a, *y = b;
    return x->first < y->first ? -1 : x->first > y->first;
}

/* Makes one of those that meet. */
static void join(struct ranges *r)
{
    size_t n = 1;
    qsort(r->at, r->n, sizeof *r->at, by_first);
    for (size_t i = 1; i < r->n; i++) {
        struct range *before = &r->at[n - 1];
        if (r->at[i].first - 1 > before->last)
            r->at[n++] = r->at[i];
        else if (r->at[i].last > before->last)
            before->last = r->at[i].last;
    }
    r->n = n;
}

struct ranges ranges_read(const char *list)
{
    struct ranges r = {0};
    size_t capacity = 0, length;
    const char *at = list ? list : "-";
    for (bool more = true; more; at += length + 1) {
        length = strcspn(at, ",");
        more = at[length];
        r.at = mem_grow(r.at, &capacity, r.n + 1, sizeof *r.at);
        if (!read_range(at, length, &r.at[r.n++]))
            die_usage("--records: expected A-B with 1 <= A <= B, or a list of such with commas between them, found '%s'", list);
    }
    join(&r);
    return r;
}

void ranges_free(struct ranges *r)
{
    free(r->at);
    *r = (struct ranges){0};
}

static int place_in(const void *place, const void *range)
{
    const size_t *p = place;
    const struct range *r = range;
    return *p < r->first ? -1 : *p > r->last;
}

bool ranges_have(const struct ranges *r, size_t place)
{
    return bsearch(&place, r->at, r->n, sizeof *r->at, place_in);
}

bool ranges_have_all(const struct ranges *r, size_t n)
{
    return r->at[0].first == 1 && r->at[0].last >= n;
}

size_t ranges_last(const struct ranges *r)
{
    const struct range *last = &r->at[r->n - 1];
    return last->last < SIZE_MAX ? last->last : last->first;
}
