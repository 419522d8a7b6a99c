/* key=value pairs of a comment line, as the specification of extended XYZ by libAtoms and ASE's writer have them.

   Keys and values are bare, in double or single quotes (backslash escapes), in {} or in [] (which may be nested);
   blanks may stand around the equals sign. A key may stand alone. */
#ifndef MBTR_COMMENT_PAIRS_H
#define MBTR_COMMENT_PAIRS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

struct comment_pairs {
    const char *at;          /* the rest of the line */
    struct bytes key, value; /* of the last pair: texts that end in NUL, without quotes, outer brackets and escapes */
    bool has_value;
    char unclosed; /* a quote or bracket without its partner, or whose partner is in another word, or a double quote in
                      a word was taken as an ordinary character; else 0 */
};

/* Starts on a line, which must stay; memory of an earlier line is used again ({0} at first). */
void comment_pairs_start(struct comment_pairs *p, const char *line);

/* The next pair; false at the end of the line. A key is empty where the line has an equals sign without one. */
bool comment_pairs_next(struct comment_pairs *p);

void comment_pairs_free(struct comment_pairs *p);

#endif
