/* Tuples of k atoms of a structure and what each contributes to terms: value of the geometry function and weight.

   k=1: atoms, or species. k=2: pairs. k=3: chains i-j-k with j the vertex. k=4: chains i-j-k-l; those in which three
   consecutive atoms lie on a line have no dihedral and do not count. All atoms of a tuple are distinct; periodic images
   are distinct atoms. Weights include the taper; tuples below the cutoff, with an edge beyond reach (of those that the
   weight depends on) or without weight are left out. */
#ifndef MBTR_TUPLES_H
#define MBTR_TUPLES_H

#include "geometry/collector.h"
#include "geometry/term_group.h"
#include "structure/structure.h"

struct tuples; /* memory that serves many structures */

/* The most tuples of a structure that a term may look at: 1e11, unless --max-tuples says else. Some 1e10 take minutes. */
extern double tuples_most;

/* memory: bytes that neighbours may take. */
struct tuples *tuples_new(size_t memory);
void tuples_free(struct tuples *t);

/* The message where a term that leaves nothing out, of a structure that does not repeat, has more tuples than there may be;
   NULL where not, or where only tuples_prepare knows. It takes no time: all terms may be asked before the first is at work. */
const char *tuples_refuse(struct tuples *t, const struct term *term, const struct structure *s);

/* Gets ready for terms of a structure, which is kept until the next call. by_atom: the species of an atom is its label, or its
   place in the structure, from 1, where there are no labels (NULL), instead of its element. local: for tuples_of, else for
   tuples_all. Returns NULL or a message about the structure: a periodic term without a finite sphere, two atoms at one place,
   more tuples or neighbours than there may be, which is known before they are looked for; valid until the next call with the
   same t. More tuples than anyone would want to wait for are a warning. */
const char *tuples_prepare(struct tuples *t, const struct term_group *g, const struct structure *s, bool by_atom,
                           const uint16_t *label, bool local);

/* About how many tuples those of the last call are, seldom more. */
double tuples_count(const struct tuples *t);

/* What to do for fewer tuples of a term, as the end of a message. */
const char *tuples_advice(const struct term *term);

/* Has the arms of all batches from now on put into *arms, for terms without a cutoff; NULL: no longer. */
void tuples_keep_arms(struct tuples *t, struct arms *arms);

/* Calls take with batches of all tuples, each once per reversal and once per class of lattice translations; the key is
   the smaller of the two directions. */
void tuples_all(struct tuples *t, collector_take *take, void *context);

/* The tuples that belong to one atom (from 0). k=1: itself. k=2, 4: tuples that begin with it, keys from there on.
   k=3: those with it as the vertex, once per reversal. */
void tuples_of(struct tuples *t, size_t atom, collector_take *take, void *context);

#endif
