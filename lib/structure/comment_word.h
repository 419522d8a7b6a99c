/* Keys and values of a comment line (structure/comment_pairs.h) as they are written. */
#ifndef MBTR_COMMENT_WORD_H
#define MBTR_COMMENT_WORD_H

#include "base/bytes.h"

/* Appends a word between a prefix and a suffix, which are plain; in double quotes where another reader than ours might need
   them. */
void comment_word_put(struct bytes *to, const char *prefix, const char *word, const char *suffix);

#endif
