/* The text of an XYZ frame, whose names and numbers can be changed; all else keeps its bytes.

   A name is that of a key of the comment line or of a column of Properties; where there is no Properties, pos is that of the
   three columns behind the species. It stands for the key where both are there; a key given twice is none.

   Bare numbers that have names become pairs NAME=NUMBER when the frame is read, and what a dialect has behind the atoms goes
   then (structure/xyz_dialect.h): what is written needs no --columns.

   Errors end the program and name file and line of the structure. */
#ifndef MBTR_FRAME_TEXT_H
#define MBTR_FRAME_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "structure/structure.h"

struct frame_text;

/* columns: names of bare numbers as of --columns, NULL: none but those of dialects. */
struct frame_text *frame_text_new(const char *columns);
void frame_text_free(struct frame_text *f);

/* Takes the text of a structure as it was read (structure_reader_frame); the structure is for messages, and borrowed. */
void frame_text_read(struct frame_text *f, const struct bytes *text, const struct structure *s);

/* Appends the text as it is now. */
void frame_text_write(const struct frame_text *f, struct bytes *to);

/* What a name stands for: the numbers of a key's value, or of columns of type R, atom by atom. Free with free(x). */
struct frame_numbers {
    double *x; /* NAN: nan, infinite, or no number */
    size_t n, capacity;
    bool of_atoms;
};

/* The numbers of a name; false: it stands for nothing, or for something else. */
bool frame_text_numbers(struct frame_text *f, const char *name, struct frame_numbers *to);

/* Writes as many numbers in their place, as the shortest texts that read back the same. Where one is the same as before, or
   NAN, its text stays. */
void frame_text_set_numbers(struct frame_text *f, const char *name, const struct frame_numbers *to);

/* Gives what has a name another one; false: nothing has it. That the other is there, or that the atoms lose their elements or
   places, is an error. */
bool frame_text_rename(struct frame_text *f, const char *name, const char *other);

/* Whether the comment line has a key. */
bool frame_text_has(struct frame_text *f, const char *key);

/* Sets the value of a key, which is added at the end where it is not there; true: it was, with another value. */
bool frame_text_put(struct frame_text *f, const char *key, const char *value);

/* Appends the names that stand for numbers, for messages about one that lacks: "energy, pos, forces". */
void frame_text_names(struct frame_text *f, struct bytes *to);

#endif
