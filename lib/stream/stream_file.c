#include "stream/stream_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/descriptor.h"

/* Maps of CBOR, of any length. */
enum { MAP_FIRST = 0xa0, MAP_LAST = 0xbf };

static enum stream_file look(int fd)
{
    struct stat of;
    char first;
    if (fstat(fd, &of) != 0 || !S_ISREG(of.st_mode) || descriptor_peek(fd, 0, &first, 1) != 1)
        return STREAM_FILE_UNKNOWN;
    unsigned char byte = (unsigned char)first;
    return byte >= MAP_FIRST && byte <= MAP_LAST ? STREAM_FILE_YES : STREAM_FILE_OTHER;
}

enum stream_file stream_file_of(const char *path)
{
    int fd = descriptor_open(path, O_RDONLY | O_NONBLOCK);
    if (fd < 0)
        return STREAM_FILE_UNKNOWN;
    enum stream_file kind = look(fd);
    close(fd);
    return kind;
}
