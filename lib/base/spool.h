/* Bytes put aside in a temporary file and taken back in the same order: for data that comes once, is needed again and
   need not fit memory. The file is in TMPDIR, else /tmp, and goes away with the program. Errors end the program. */
#ifndef MBTR_SPOOL_H
#define MBTR_SPOOL_H

#include "base/bytes.h"

struct spool;

struct spool *spool_open(void);
void spool_put(struct spool *s, const struct bytes *b);

/* Ends the putting; the next to be taken is the first that was put, whatever was taken before. */
void spool_rewind(struct spool *s);

/* Takes the next bytes that were put in one go. */
void spool_take(struct spool *s, struct bytes *b);
void spool_close(struct spool *s);

#endif
