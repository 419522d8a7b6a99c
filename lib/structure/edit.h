/* What may be done to structures as they stand in their files, one thing after the other: an edit is of a kind, a row.
   Structures come one by one; what is left of each is written.

   Errors of an argument are wrong usage. A name that no structure has is an error at the end, so that nothing is done in vain;
   where some lack it, that is told. */
#ifndef MBTR_EDIT_H
#define MBTR_EDIT_H

#include <stdbool.h>

#include "structure/frame_text.h"
#include "structure/structure.h"

struct edit_kind {
    const char *option; /* its name, for messages */
    /* What the argument asks for; id_key: that of --id, or NULL. Both are borrowed. */
    void *(*open)(const char *argument, const char *id_key);
    /* Does it to a structure; false: the structure is left out. */
    bool (*apply)(void *state, struct frame_text *f, const struct structure *s);
    /* Tells what is to be told of all of them. */
    void (*close)(void *state);
};

/* The id that a structure has is written where its comment line has none. */
extern const struct edit_kind edit_add_ids;

/* By their places among all structures; by ids that a file lists, a line each. */
extern const struct edit_kind edit_records, edit_ids;

/* Properties from a table, by id. */
extern const struct edit_kind edit_join;

/* OLD=NEW, another name; a name, without whose numbers structures are left out; NAME=FROM:TO, other units (structure/unit.h);
   A=B, the numbers of A less those of B. */
extern const struct edit_kind edit_rename, edit_need, edit_convert, edit_subtract;

/* Edits in the order in which they act. */
struct edits;

struct edits *edit_list(void);
void edit_add(struct edits *e, const struct edit_kind *kind, const char *argument, const char *id_key);

/* Does all of them to a structure; false: it is left out. */
bool edit_apply(struct edits *e, struct frame_text *f, const struct structure *s);
void edit_close(struct edits *e);

#endif
