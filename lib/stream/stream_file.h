/* Whether a file is a stream, before anything of it is read. */
#ifndef MBTR_STREAM_FILE_H
#define MBTR_STREAM_FILE_H

enum stream_file {
    STREAM_FILE_YES,
    STREAM_FILE_OTHER,   /* a text, or anything else */
    STREAM_FILE_UNKNOWN, /* no regular file, of which a look would take something; or one that is compressed or cannot be read */
};

/* By the first byte: that of a map, with which no text begins. */
enum stream_file stream_file_of(const char *path);

/* The recipe that a stream carries, whatever it holds: free it with free(). */
char *stream_file_recipe(const char *path);

#endif
