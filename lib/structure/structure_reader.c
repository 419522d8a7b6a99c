#include "structure/structure_reader.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/input.h"
#include "base/mem.h"
#include "structure/file_ids.h"
#include "structure/foreign_format.h"
#include "structure/lines.h"
#include "structure/structure_format.h"

struct structure_reader {
    char *const *paths;
    size_t count, next; /* files, and the next to open */
    struct structure_options options;
    const struct structure_format *format; /* of the file at hand */
    void *state;                           /* the format's */
    struct lines lines;
    size_t structures;    /* read from this file */
    struct file_ids *ids; /* NULL: none was wanted yet */
};

static const struct structure_format *format_of(const char *path)
{
    const struct structure_format *f = structure_formats;
    while (!f->is_of(path))
        f++;
    return f;
}

static void set_format(struct structure_reader *r, const struct structure_format *f)
{
    if (r->format == f)
        return;
    if (r->format)
        r->format->close(r->state);
    r->format = f;
    r->state = f->open(&r->options);
}

static struct structure_reader *start(char *const *paths, size_t count, const struct structure_options *options)
{
    struct structure_reader *r = mem_zero(1, sizeof *r);
    r->paths = paths;
    r->count = count;
    r->options = *options;
    r->lines.keep = options->keep_frame;
    set_format(r, format_of(count > 0 ? paths[0] : NULL));
    return r;
}

/* Wrong options are found before any file is opened. */
struct structure_reader *structure_reader_open(char *const *paths, size_t count, const struct structure_options *options)
{
    struct structure_reader *r = start(paths, count, options);
    if (count == 0)
        r->lines.in = input_open(NULL);
    return r;
}

struct structure_reader *structure_reader_from(struct input *first, char *const *paths, size_t count,
                                               const struct structure_options *options)
{
    struct structure_reader *r = start(paths, count, options);
    r->lines.in = first;
    r->next = count > 0;
    return r;
}

void structure_reader_close(struct structure_reader *r)
{
    if (!r)
        return;
    input_close(r->lines.in);
    r->format->close(r->state);
    bytes_free(&r->lines.kept);
    file_ids_free(r->ids);
    free(r);
}

/* Opens the next file; false when there is none. */
static bool next_file(struct structure_reader *r)
{
    input_close(r->lines.in);
    r->lines.in = NULL;
    if (r->next >= r->count)
        return false;
    const char *path = r->paths[r->next++];
    set_format(r, format_of(path));
    r->lines.in = input_open(path);
    r->structures = 0;
    return true;
}

static bool read_from_file(struct structure_reader *r, struct structure *s)
{
    if (!r->lines.in)
        return false;
    if (r->structures == 0)
        foreign_format_refuse(r->lines.in);
    lines_forget(&r->lines);
    s->file = r->lines.in->name;
    return r->format->read(r->state, &r->lines, s);
}

/* Whether there is more than blanks; where there are many of them, it may as well be. */
static bool has_more(struct input *in)
{
    enum { BLANK_MOST = 4096 };
    size_t i = 0;
    while (i < BLANK_MOST && input_need(in, i + 1) && in->at[i] && strchr(" \t\r\n", in->at[i]))
        i++;
    return i == BLANK_MOST || input_need(in, i + 1);
}

/* Pipes have no names, and are not waited for. */
static void set_id(struct structure_reader *r, struct structure *s)
{
    struct input *in = r->lines.in;
    const char *path = in->fd != STDIN_FILENO && S_ISREG(in->opened.st_mode) ? in->name : NULL;
    if (!r->ids)
        r->ids = file_ids_new(r->paths, r->count);
    s->sample.id = file_ids_make(r->ids, path, path && r->structures == 1 && !has_more(in), r->structures);
}

/* A named file may be empty on purpose; what comes by a pipe is when the program before it failed. */
static void expect_some(const struct structure_reader *r)
{
    if (r->structures == 0 && r->lines.in->fd == STDIN_FILENO)
        die("standard input: there is no structure: name a file that is empty on purpose");
}

bool structure_reader_next(struct structure_reader *r, struct structure *s)
{
    while (!read_from_file(r, s)) {
        if (r->lines.in)
            expect_some(r);
        if (!next_file(r))
            return false;
    }
    r->structures++;
    if (!s->sample.id)
        set_id(r, s);
    return true;
}

const struct bytes *structure_reader_frame(const struct structure_reader *r)
{
    return &r->lines.kept;
}
