#include "base/spool.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/descriptor.h"
#include "base/die.h"
#include "base/input.h"
#include "base/mem.h"
#include "base/output.h"
#include "base/unfinished.h"

/* The file is written to first, then read: one of both is open, the other NULL. */
struct spool {
    struct output *to;
    struct input *from;
};

static const char name[] = "temporary file";

struct spool *spool_open(void)
{
    struct spool *s = mem_zero(1, sizeof *s);
    const char *directory = getenv("TMPDIR");
    struct bytes path = {0};
    descriptor_ignore_signals();
    bytes_print(&path, "%s/mbtr-XXXXXX", directory && *directory ? directory : "/tmp");
    int fd = unfinished_make((char *)path.at);
    if (fd < 0 || unlink((char *)path.at) != 0)
        die("a temporary file in %s:", directory && *directory ? directory : "/tmp");
    unfinished_forget((char *)path.at);
    s->to = output_to(fd, name, OUTPUT_BINARY);
    bytes_free(&path);
    return s;
}

void spool_put(struct spool *s, const struct bytes *b)
{
    output_write(s->to, &b->length, sizeof b->length);
    output_write(s->to, b->at, b->length);
}

void spool_rewind(struct spool *s)
{
    int fd = descriptor_copy(s->to ? output_descriptor(s->to) : s->from->fd);
    if (fd < 0 || lseek(fd, 0, SEEK_SET) != 0)
        die("%s:", name);
    output_close(s->to);
    input_close(s->from);
    s->to = NULL;
    s->from = input_from(fd, name);
}

static void need(struct spool *s, size_t n)
{
    if (!input_need(s->from, n))
        die("%s: it ends too early: another program has cut it", name);
}

void spool_take(struct spool *s, struct bytes *b)
{
    size_t n;
    need(s, sizeof n);
    memcpy(&n, s->from->at, sizeof n);
    input_take(s->from, sizeof n);
    need(s, n);
    b->length = 0;
    bytes_put(b, s->from->at, n);
    input_take(s->from, n);
}

void spool_close(struct spool *s)
{
    output_close(s->to);
    input_close(s->from);
    free(s);
}
