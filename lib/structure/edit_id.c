#include <stddef.h>

#include "structure/edit.h"

/* The state is the key of --id, or NULL. */
static void *open_id(const char *argument, const char *id_key)
{
    (void)argument;
    return (void *)id_key;
}

static bool apply_id(void *id_key, struct frame_text *f, const struct structure *s)
{
    const char *key = id_key ? id_key : "name";
    if (!frame_text_has(f, key) && (id_key || !frame_text_has(f, "id")))
        frame_text_put(f, key, s->sample.id);
    return true;
}

static void close_id(void *id_key)
{
    (void)id_key;
}

const struct edit_kind edit_add_ids = {"add-ids", open_id, apply_id, close_id};
