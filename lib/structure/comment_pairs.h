/* key=value pairs of a comment line, as the specification of extended XYZ by libAtoms and ASE's writer have them.

   Keys and values are bare, in double or single quotes (backslash escapes), in {} or in [] (which may be nested);
   blanks may stand around the equals sign. A key may stand alone. Words become texts where they stand, so that a line of
   any length costs no memory beside its own. */
#ifndef MBTR_COMMENT_PAIRS_H
#define MBTR_COMMENT_PAIRS_H

#include <stdbool.h>

/* From one byte to before another. */
struct comment_span {
    const char *at, *end;
};

struct comment_pairs {
    char *at;          /* the rest of the line */
    char *key, *value; /* of the last pair, in the line, without quotes, outer brackets and escapes; no value: NULL */
    struct comment_span key_span, value_span; /* where they stand in the line, with all of that; no value: NULL */
    bool tight;                               /* its equals sign follows the key without a blank */
    char unclosed; /* a quote or bracket without its partner, or whose partner is in another word, or a double quote in
                      a word was taken as an ordinary character; else 0 */
};

/* The pairs of a line, which must stay and is cut. */
struct comment_pairs comment_pairs_of(char *line);

/* The next pair; false at the end of the line. A key is empty where the line has an equals sign without one. */
bool comment_pairs_next(struct comment_pairs *p);

#endif
