/* Streams: every record is decoded, and encoded and decoded again; models are read as krr-predict does. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "fuzz/harness.h"
#include "learn/factor.h"
#include "learn/model.h"
#include "stream/stream.h"

/* What a record gives when it is encoded must give the same bytes again. */
static void check_record(const struct header *h, const struct record *r)
{
    struct bytes once = {0}, twice = {0};
    record_encode(h, r, &once);
    struct parcel p = {once, "again", 0, 0};
    struct record again = {0};
    parcel_decode(&p, h, &again);
    record_encode(h, &again, &twice);
    if (once.length != twice.length || memcmp(once.at, twice.at, once.length) != 0)
        abort();
    record_free(&again);
    bytes_free(&once);
    bytes_free(&twice);
}

void fuzz_read(const uint8_t *bytes, size_t n)
{
    struct reader *from = reader_open(NULL, 0, HOLDS_ANY);
    struct record r = {0};
    (void)bytes;
    (void)n;
    while (reader_next(from, &r))
        check_record(reader_header(from), &r);
    enum holds holds = reader_header(from)->holds;
    record_free(&r);
    reader_close(from);
    lseek(STDIN_FILENO, 0, SEEK_SET);
    if (holds == HOLDS_MODEL)
        model_free(model_read("-"));
}
