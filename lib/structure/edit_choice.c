#include <stdlib.h>

#include "base/die.h"
#include "base/input.h"
#include "base/mem.h"
#include "base/ranges.h"
#include "base/say.h"
#include "base/text.h"
#include "structure/edit.h"
#include "structure/ids.h"

/* The longest line of a list of ids. */
enum { LONGEST = 1 << 24 };

struct records {
    const char *list;
    struct ranges ranges;
    size_t seen;
};

static void *open_records(const char *list, const char *id_key)
{
    struct records *r = mem_zero(1, sizeof *r);
    (void)id_key;
    r->list = list;
    r->ranges = ranges_read(list);
    return r;
}

static bool apply_records(void *state, struct frame_text *f, const struct structure *s)
{
    struct records *r = state;
    (void)f;
    (void)s;
    return ranges_have(&r->ranges, ++r->seen);
}

static void close_records(void *state)
{
    struct records *r = state;
    if (ranges_last(&r->ranges) > r->seen)
        say_warning("--records %s: there are %zu structures", r->list, r->seen);
    ranges_free(&r->ranges);
    free(r);
}

const struct edit_kind edit_records = {"records", open_records, apply_records, close_records};

static void *open_ids(const char *path, const char *id_key)
{
    struct ids *ids = mem_zero(1, sizeof *ids);
    struct input *in = input_open(path);
    size_t length;
    (void)id_key;
    ids->file = in->name;
    for (char *line; (line = input_line(in, LONGEST, &length));)
        if (length > 0)
            ids_add(ids, text_clean(line), in->line);
    if (ids->n == 0)
        die("%s: expected ids, a line each, found none", in->name);
    input_close(in);
    ids_close(ids);
    return ids;
}

static bool apply_ids(void *state, struct frame_text *f, const struct structure *s)
{
    (void)f;
    return ids_take(state, s);
}

static void close_ids(void *state)
{
    struct ids *ids = state;
    const char *first;
    size_t left = ids_left(ids, &first);
    if (left == ids->n)
        die("%s: no structure has one of these ids; the first is '%s'", ids->file, first);
    if (left > 0)
        say_warning("%s: %zu of %zu ids are those of no structure, the first '%s'", ids->file, left, ids->n, first);
    ids_free(ids);
    free(ids);
}

const struct edit_kind edit_ids = {"ids", open_ids, apply_ids, close_ids};
