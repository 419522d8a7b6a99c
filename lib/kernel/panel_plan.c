#include "kernel/panel_plan.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/mem.h"
#include "base/size.h"

/* What adding a product to its place costs, in bins of the product. */
#define SCATTER 32.0

enum { SLOTS = 256 };

struct panel_plan *panel_plan_new(const struct layout *layout)
{
    struct panel_plan *p = mem_zero(1, sizeof *p);
    p->layout = layout;
    p->slots = SLOTS;
    p->slot = mem_zero(p->slots, sizeof *p->slot);
    return p;
}

void panel_plan_free(struct panel_plan *p)
{
    free(p->block);
    free(p->width);
    free(p->slot);
    free(p);
}

static size_t *find_slot(const struct panel_plan *p, size_t term, const uint16_t *key)
{
    size_t bytes = p->layout[term].body * sizeof *key;
    size_t i = (size_t)XXH3_64bits_withSeed(key, bytes, term) & (p->slots - 1);
    for (; p->slot[i]; i = (i + 1) & (p->slots - 1)) {
        const struct panel_place *b = &p->block[p->slot[i] - 1];
        if (b->term == term && memcmp(b->key, key, bytes) == 0)
            break;
    }
    return &p->slot[i];
}

size_t panel_plan_find(const struct panel_plan *p, size_t term, const uint16_t *key)
{
    size_t slot = *find_slot(p, term, key);
    return slot ? slot - 1 : PANEL_NONE;
}

static void grow_slots(struct panel_plan *p)
{
    p->slots = size_mul(p->slots, 2);
    free(p->slot);
    p->slot = mem_zero(p->slots, sizeof *p->slot);
    for (size_t i = 0; i < p->nblocks; i++)
        *find_slot(p, p->block[i].term, p->block[i].key) = i + 1;
}

size_t panel_plan_add(struct panel_plan *p, size_t term, const uint16_t *key)
{
    size_t *slot = find_slot(p, term, key);
    if (*slot)
        return *slot - 1;
    p->block = mem_grow(p->block, &p->block_capacity, p->nblocks + 1, sizeof *p->block);
    struct panel_place *b = &p->block[p->nblocks++];
    *b = (struct panel_place){.term = term, .panel = PANEL_NONE};
    memcpy(b->key, key, p->layout[term].body * sizeof *key);
    *slot = p->nblocks;
    if (2 * p->nblocks > p->slots)
        grow_slots(p);
    return p->nblocks - 1;
}

/* A block that has no panel yet. */
struct seeker {
    size_t block;
    const size_t *member; /* structures that hold it, ascending */
    size_t n;
};

/* Which structures are in which of the new panels. */
struct link {
    size_t panel, next; /* next: from 1; 0: the last */
};

struct placement {
    struct panel_plan *plan;
    size_t old;        /* panels that there were before */
    size_t *first;     /* link of each structure, from 1; 0: none */
    struct link *link; /* room for one of each entry */
    size_t nlinks;
    size_t *n, *common; /* of each new panel: structures; those that hold the block at hand */
};

static bool is_in(const struct placement *c, size_t structure, size_t panel)
{
    for (size_t l = c->first[structure]; l; l = c->link[l - 1].next)
        if (c->link[l - 1].panel == panel)
            return true;
    return false;
}

static void join(struct placement *c, size_t structure, size_t panel)
{
    if (is_in(c, structure, panel))
        return;
    c->link[c->nlinks] = (struct link){panel, c->first[structure]};
    c->first[structure] = ++c->nlinks;
    c->n[panel - c->old]++;
}

/* Bins that a panel of n structures costs, all against all. */
static double cost(size_t n, size_t width)
{
    return (double)n * (double)n * ((double)width + SCATTER);
}

/* The panel that costs least with the block in it, if it costs less than both apart; else a new one. */
static size_t best_panel(const struct placement *c, const struct seeker *s, size_t bins)
{
    const struct panel_plan *p = c->plan;
    size_t best = p->npanels;
    double least = 0;
    for (size_t i = 0; i < s->n; i++)
        for (size_t l = c->first[s->member[i]]; l; l = c->link[l - 1].next)
            c->common[c->link[l - 1].panel - c->old]++;
    for (size_t i = 0; i < s->n; i++)
        for (size_t l = c->first[s->member[i]]; l; l = c->link[l - 1].next) {
            size_t id = c->link[l - 1].panel, n = c->n[id - c->old], common = c->common[id - c->old];
            if (common == 0)
                continue;
            c->common[id - c->old] = 0;
            double change = cost(n + s->n - common, p->width[id] + bins) - cost(n, p->width[id]) - cost(s->n, bins);
            if (change < least || (change == least && id < best && best < p->npanels)) {
                least = change;
                best = id;
            }
        }
    return best;
}

static void settle(struct placement *c, const struct seeker *s)
{
    struct panel_plan *p = c->plan;
    struct panel_place *b = &p->block[s->block];
    size_t bins = p->layout[b->term].bins;
    b->panel = best_panel(c, s, bins);
    if (b->panel == p->npanels) {
        p->width = mem_grow(p->width, &p->width_capacity, p->npanels + 1, sizeof *p->width);
        p->width[p->npanels++] = 0;
    }
    b->offset = p->width[b->panel];
    p->width[b->panel] += bins;
    for (size_t m = 0; m < s->n; m++)
        join(c, s->member[m], b->panel);
}

static int by_members(const void *a, const void *b)
{
    const struct seeker *p = a, *q = b;
    if (p->n != q->n)
        return p->n < q->n ? 1 : -1;
    return (p->block > q->block) - (p->block < q->block);
}

/* The blocks without a place, those of many structures first; member is memory for n numbers. */
static size_t list_seekers(const struct panel_plan *p, const struct panel_entry *entry, size_t n, struct seeker *to,
                           size_t *member)
{
    size_t *end = mem_zero(p->nblocks + 1, sizeof *end), count = 0;
    for (size_t i = 0; i < n; i++)
        end[entry[i].block + 1]++;
    for (size_t b = 0; b < p->nblocks; b++)
        end[b + 1] += end[b];
    for (size_t i = 0; i < n; i++)
        member[end[entry[i].block]++] = entry[i].structure;
    for (size_t b = 0; b < p->nblocks; b++) {
        size_t first = b ? end[b - 1] : 0;
        if (p->block[b].panel == PANEL_NONE)
            to[count++] = (struct seeker){b, member + first, end[b] - first};
    }
    if (count > 0)
        qsort(to, count, sizeof *to, by_members);
    free(end);
    return count;
}

void panel_plan_choose(struct panel_plan *p, const struct panel_entry *entry, size_t n, size_t structures)
{
    size_t *member = mem_new(n, sizeof *member);
    struct seeker *seeker = mem_new(p->nblocks, sizeof *seeker);
    size_t count = list_seekers(p, entry, n, seeker, member);
    struct placement c = {.plan = p,
                          .old = p->npanels,
                          .first = mem_zero(structures, sizeof(size_t)),
                          .link = mem_new(n, sizeof(struct link)),
                          .n = mem_zero(count, sizeof(size_t)),
                          .common = mem_zero(count, sizeof(size_t))};
    for (size_t i = 0; i < count; i++)
        settle(&c, &seeker[i]);
    free(c.first);
    free(c.link);
    free(c.n);
    free(c.common);
    free(seeker);
    free(member);
}
