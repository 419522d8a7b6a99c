#include "stream/stream_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/packed.h"
#include "stream/reader.h"

/* Maps of CBOR, of any length; bytes that tell of what a file is. */
enum { MAP_FIRST = 0xa0, MAP_LAST = 0xbf, BEGINNING = 16 };

static enum stream_file look(int fd, const char *path)
{
    struct stat of;
    char first[BEGINNING];
    ssize_t n = fstat(fd, &of) == 0 && S_ISREG(of.st_mode) ? descriptor_peek(fd, 0, first, sizeof first) : 0;
    const unsigned char *bytes = (const unsigned char *)first;
    if (n < 0)
        die("%s: read:", path);
    if (n == 0 || packed_format_of(bytes, (size_t)n))
        return STREAM_FILE_UNKNOWN;
    return bytes[0] >= MAP_FIRST && bytes[0] <= MAP_LAST ? STREAM_FILE_YES : STREAM_FILE_OTHER;
}

enum stream_file stream_file_of(const char *path)
{
    int fd = descriptor_open(path, O_RDONLY | O_NONBLOCK);
    if (fd < 0)
        return STREAM_FILE_UNKNOWN;
    enum stream_file kind = look(fd, path);
    if (close(fd) != 0)
        die("%s: close:", path);
    return kind;
}

char *stream_file_recipe(const char *path)
{
    char *paths[] = {(char *)path, NULL};
    struct reader *from = reader_open(paths, 1, HOLDS_ANY);
    char *text = mem_text(reader_header(from)->recipe);
    reader_close(from);
    return text;
}
