#include "text/spool.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"

struct spool {
    FILE *file;
};

struct spool *spool_open(void)
{
    struct spool *s = mem_zero(1, sizeof *s);
    const char *directory = getenv("TMPDIR");
    struct bytes path = {0};
    bytes_print(&path, "%s/mbtr-XXXXXX", directory && *directory ? directory : "/tmp");
    bytes_put(&path, "", 1);
    int fd = mkstemp((char *)path.at);
    if (fd < 0 || unlink((char *)path.at) != 0 || !(s->file = fdopen(fd, "w+")))
        die("a temporary file in %s:", directory && *directory ? directory : "/tmp");
    bytes_free(&path);
    return s;
}

void spool_put(struct spool *s, const struct bytes *b)
{
    if (fwrite(&b->length, sizeof b->length, 1, s->file) != 1 || fwrite(b->at, 1, b->length, s->file) != b->length)
        die("temporary file: write:");
}

void spool_rewind(struct spool *s)
{
    if (fflush(s->file) != 0 || fseeko(s->file, 0, SEEK_SET) != 0)
        die("temporary file: write:");
}

void spool_take(struct spool *s, struct bytes *b)
{
    size_t n;
    b->length = 0;
    if (fread(&n, sizeof n, 1, s->file) != 1 || fread(bytes_room(b, n), 1, n, s->file) != n)
        die("temporary file: read:");
    b->length = n;
}

void spool_close(struct spool *s)
{
    fclose(s->file);
    free(s);
}
