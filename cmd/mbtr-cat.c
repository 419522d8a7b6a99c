/* mbtr-cat: streams checked, joined, cut, or as text or arrays. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/options.h"
#include "base/output.h"
#include "base/ranges.h"
#include "base/say.h"
#include "recipe/recipe_match.h"
#include "stream/header.h"
#include "stream/npy.h"
#include "stream/reader.h"
#include "stream/record.h"
#include "stream/record_pipeline.h"
#include "stream/stream_text.h"
#include "stream/writer.h"

static bool check, header, text;
static char *npy, *records;

static const struct option_row options[] = {
    {0, "check", OPTION_FLAG, &check, NULL, "read all, write nothing; status 0 when the stream is whole"},
    {0, "header", OPTION_FLAG, &header, NULL, "print the header"},
    {'t', "text", OPTION_FLAG, &text, NULL, "print as a table"},
    {0, "npy", OPTION_OUTPUT, &npy, "FILE", "write a dense NumPy array to FILE and its labels to FILE.tsv"},
    {'r', "records", OPTION_TEXT, &records, "A-B,...", "only records A to B, from 1; A, A- and -B too"},
    {0},
};

static const struct program program = {
    .name = "mbtr-cat",
    .about = "Checks, joins and cuts streams, or prints them as text or arrays.",
    .operands = "[FILE ...]",
    .options = options,
};

/* A copy of the records of ranges; the others are read too, for they are part of what is checked. */
struct copy {
    const struct ranges *ranges;
    struct writer *to;
};

static void copy_record(void *context, const struct parcel *p, struct record *r)
{
    const struct copy *c = context;
    (void)r;
    if (ranges_have(c->ranges, p->record))
        writer_put(c->to, &p->bytes, 1);
}

static void copy(struct reader *from, const struct ranges *ranges)
{
    const struct header *h = reader_header(from);
    if (header_count(h) != SIZE_MAX && !ranges_have_all(ranges, header_count(h)))
        die("%s: the records of a symmetric kernel, a factor or a model in primal form belong together: cut the tensors and "
            "compute them anew",
            reader_file(from));
    struct copy c = {ranges, writer_open(common.output, h)};
    record_pipeline_run(from, &(struct record_pipeline){NULL, copy_record}, &c);
    writer_close(c.to);
}

static void print(struct reader *from, const struct ranges *ranges)
{
    const struct header *h = reader_header(from);
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    struct record r = {0};
    stream_text_names(out, h);
    for (size_t i = 1; reader_next(from, &r); i++)
        if (ranges_have(ranges, i))
            stream_text_record(out, h, &r);
    output_close(out);
    record_free(&r);
}

static void print_header(struct reader *from)
{
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    stream_text_header(out, reader_header(from));
    output_close(out);
}

static void check_all(struct reader *from)
{
    struct record r = {0};
    size_t n = 0;
    while (reader_next(from, &r))
        n++;
    say_note("whole: %zu records", n);
    record_free(&r);
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, &argv);
    struct ranges ranges = ranges_read(records);
    if (check + header + text + (npy != NULL) > 1 || (records && (check || header || npy)))
        die_usage("--check, --header, --text and --npy exclude each other, and all but --text exclude --records");
    struct reader *from = reader_open(argv, count, HOLDS_ANY);
    recipe_match_header(reader_header(from), reader_file(from));
    if (check)
        check_all(from);
    else if (header)
        print_header(from);
    else if (text)
        print(from, &ranges);
    else if (npy)
        npy_write(from, npy);
    else
        copy(from, &ranges);
    reader_close(from);
    ranges_free(&ranges);
    output_commit();
    return EXIT_SUCCESS;
}
