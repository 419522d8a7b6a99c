/* The columns of an atom's line, as Properties of extended XYZ tells them: name:type:columns, one after the other. */
#ifndef MBTR_COMMENT_COLUMNS_H
#define MBTR_COMMENT_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

/* A column, or the first of three, beside positions: a property of atoms, or a vector of each, or yes and no of each, for all of
   it or for three components. */
struct number_column {
    const char *name; /* in the value that was read */
    size_t column, width;
};

/* No file has more that anybody learns from; those beyond are passed over. */
enum { NUMBER_COLUMNS = 64, VECTOR_COLUMNS = 16, FLAG_COLUMNS = 16 };

/* The columns of an atom's line, counted from 0. */
struct columns {
    size_t species;  /* symbol or atomic number */
    size_t position; /* the first of three */
    size_t count;
    bool exact;   /* else more may follow */
    bool numbers; /* the species' name tells that they are atomic numbers */
    size_t nnumber;
    struct number_column number[NUMBER_COLUMNS];
    size_t nvector;
    struct number_column vector[VECTOR_COLUMNS];
    size_t nflag;
    struct number_column flag[FLAG_COLUMNS]; /* of type L */
};

/* "species x y z", and more may follow: where nothing is told. */
extern const struct columns comment_columns_plain;

/* Whether a value has at least the form of one column, which prose has not. */
bool comment_columns_are_meant(const char *value);

/* One of a value. */
struct told_column {
    const char *name; /* in the value */
    char type;        /* S, I, R or L */
    size_t width;
};

/* Takes the first column of a value, which is cut behind its name; returns the rest, NULL at the end. Errors end the program
   and name file and line. */
char *comment_columns_cut(char *value, const char *file, size_t line, struct told_column *to);

/* Reads a value, which is cut and holds the names. Errors end the program and name file and line. */
struct columns comment_columns_read(char *value, const char *file, size_t line);

#endif
