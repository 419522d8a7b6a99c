/* Streams of tensors, kernel rows, models and factors: CBOR sequences (RFC 8949, 8742) with little-endian typed arrays
   (RFC 8746), laid out in mbtr-stream(5). Header, a record per structure, an end item with count and hash.
   Streams that follow each other are one stream when their headers agree. Every error ends the program and names
   file and offset. */
#ifndef MBTR_STREAM_H
#define MBTR_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "structure/structure.h"
#include "tensor/tensor.h"

enum holds { HOLDS_TENSOR, HOLDS_KERNEL, HOLDS_MODEL, HOLDS_FACTOR, HOLDS_ANY };

const char *holds_name(enum holds holds);

/* The kernel that made rows or that a model wants; digest tells the training set, the kernel and the scales. */
struct kernel_label {
    char *function; /* its name; of a sum or product the recipe's kernel section */
    double sigma;   /* 0: there is none */
    char *digest;   /* 16 hexadecimal digits */
};

/* Appends function and sigma, for people. */
void kernel_label_print(const struct kernel_label *k, struct bytes *to);

/* What a model holds besides its weights, which are those of training structures or, in primal form, those on the
   tensor. coefficient: of the baseline; numbers[i] is the element of coefficient[i] for baseline composition, 0 for the
   mean. */
struct model_label {
    char *property, *baseline, *per;
    double lambda;
    size_t ncoefficients;
    unsigned *numbers;
    double *coefficient;
};

struct header {
    enum holds holds;
    char *by;      /* program and version */
    char *recipe;  /* YAML, mbtr-recipe(5) */
    size_t nterms; /* tensor and model in primal form; else 0 */
    struct layout *terms;
    bool local;       /* with terms: a tensor record is of an atom */
    size_t nspecies;  /* with terms: where species is atom, the number of atoms that all structures have ... */
    uint8_t *species; /* ... and their atomic numbers */
    struct kernel_label kernel; /* kernel, model and factor */
    bool symmetric;  /* kernel: row i holds the columns 0 to i and the rows are the columns; so it is with factors */
    size_t ncolumns; /* kernel and factor: ids of the columns */
    char **columns;
    struct model_label model; /* model and factor */
    double variance;          /* factor: what scales variances of predictions, learn/factor.h */
};

void header_free(struct header *h);

/* Whether it is of a model in primal form: its records are not structures, but tensors of numbers for each bin. */
bool header_is_primal(const struct header *h);

/* Copies what a header tells of tensors: terms, local, species. */
void header_copy_terms(struct header *to, const struct header *from);

/* One structure's entry, or that of one of its atoms. Which part is used follows from the header. */
struct record {
    struct sample sample; /* of the structure; the id of an atom's record is "id:atom"; primal models: only an id */
    size_t atom;          /* local tensors: from 1, else 0 */
    struct tensor tensor; /* tensor and primal models */
    double *row;          /* kernel and factor: nrow numbers, room for all columns; may be the caller's memory */
    size_t nrow;
    double self;  /* kernel that is not symmetric: of the structure with itself; NaN: older streams do not tell */
    double alpha; /* other models: weight of this training structure */
};

void record_free(struct record *r);

/* Appends the record as a stream of this header holds it. Safe to call from several threads. */
void record_encode(const struct header *h, const struct record *r, struct bytes *to);

struct writer;

/* Opens the output (path NULL: standard output) and writes the header. */
struct writer *writer_open(const char *path, const struct header *h);
/* Writes encoded records, count of them. */
void writer_put(struct writer *w, const struct bytes *records, size_t count);
/* Writes the end item and closes. A stream without this call is refused wherever it is read. */
void writer_close(struct writer *w);

struct reader;

/* Opens count files one after the other (0: standard input) and reads the first header, which must hold what is asked
   for (HOLDS_ANY: anything). The paths are kept, not copied. */
struct reader *reader_open(char *const *paths, size_t count, enum holds holds);
const struct header *reader_header(const struct reader *r);
/* The next record into *to, reusing its memory ({0} at first); false after the last one, all counts and hashes and the
   agreement of headers checked. */
bool reader_next(struct reader *r, struct record *to);
/* The same without decoding: the encoded record, valid until the next call; NULL after the last one. */
const unsigned char *reader_next_raw(struct reader *r, size_t *length);

/* An encoded record and where it comes from. Start with {0}; free the bytes with bytes_free. */
struct parcel {
    struct bytes bytes;
    const char *file;
    size_t offset; /* in the file */
    size_t record; /* its number, from 1 */
};

/* The next record as a parcel, to be decoded while others are read; false after the last one, as reader_next. */
bool reader_take(struct reader *r, struct parcel *to);
/* Decodes a parcel of a stream with this header into *to, reusing its memory. Safe to call from several threads. */
void parcel_decode(const struct parcel *p, const struct header *h, struct record *to);

/* Ends the program unless the stream has this many records, which were all read, or fewer. */
void reader_expect(struct reader *r, size_t records);

/* The file that is being read, for messages. */
const char *reader_file(const struct reader *r);
/* "file: record 17 (id)" of the record that was read last, for messages. */
const char *reader_place(struct reader *r);
void reader_close(struct reader *r);

#endif
