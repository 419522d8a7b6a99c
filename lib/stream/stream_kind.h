/* The kinds of streams: what their headers tell and what their records hold. A new kind is a row. */
#ifndef MBTR_STREAM_KIND_H
#define MBTR_STREAM_KIND_H

#include <stdbool.h>

enum holds { HOLDS_TENSOR, HOLDS_KERNEL, HOLDS_MODEL, HOLDS_FACTOR, HOLDS_ANY };

/* Parts of headers, keys that come together. All headers tell what the stream holds, and how it was made. */
enum header_part {
    HEADER_TERMS = 1,      /* of tensors: terms, local, species */
    HEADER_KERNEL = 2,     /* which kernel, of which training set */
    HEADER_COLUMNS = 4,    /* of rows: symmetric, columns */
    HEADER_REGRESSION = 8, /* how a model was learned, and its baseline */
    HEADER_VARIANCE = 16,
    HEADER_ATOMS = 32, /* of rows of atoms: local */
    HEADER_BASIS = 64, /* of models with terms, where these hold training tensors ... */
    HEADER_BINS = 128, /* ... and weights on bins beside them */
    HEADER_VARIANCES = 256,
};

/* Parts of records, all of which have an id. */
enum record_part {
    RECORD_SAMPLE = 1, /* of a structure: atoms, formula, composition, properties */
    RECORD_ATOM = 2,   /* its number, where tensors are local; environments of models have none */
    RECORD_TENSOR = 4,
    RECORD_ROW = 8,
    RECORD_SELF = 16, /* the kernel of the structure with itself, where rows are not symmetric */
    RECORD_ALPHA = 32,
    RECORD_OF_ATOM = 64,    /* the properties of a record's atom, where it has any */
    RECORD_NEAREST = 128,   /* how near to the columns' atoms that atom is which is nearest to none; of kernels of atoms */
    RECORD_STRUCTURE = 256, /* the structure itself, where the recipe learns its forces or stress ... */
    RECORD_FORCES = 512,    /* ... and these, where there are any */
    RECORD_STRESS = 1024,
    RECORD_ELEMENT = 2048, /* of the atom, where tensors are local; that of an environment is of no atom in its model */
};

struct stream_kind {
    const char *name; /* the last row is one without */
    enum holds holds;
    unsigned header, records; /* their parts */
    bool single;              /* streams of this kind cannot be joined */
    bool mirrored;            /* what a symmetric one's rows leave out is in other rows; else it is 0 */
    const char *remedy;       /* what may help where computed numbers are not finite */
    const char *origin;       /* what makes such streams */
};

extern const struct stream_kind stream_kinds[];

/* The row of what a stream holds, not HOLDS_ANY. A model is in dual form, or with terms in primal form; factors are of such. */
const struct stream_kind *stream_kind_of(enum holds holds, bool terms);

#endif
