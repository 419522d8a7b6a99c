#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "learn/set.h"

/* What adding a product to its place costs, in bins of the product. */
#define SCATTER 32.0

/* Which structures are in which panels. */
struct link {
    size_t panel, next; /* next: from 1; 0: the last */
};

struct plan {
    struct set *set;
    size_t *first; /* link of each structure, from 1; 0: none */
    struct link *link;
    size_t nlinks, link_capacity, panel_capacity;
    size_t *common; /* of each panel: members of the block at hand */
    size_t common_capacity;
};

static struct plan plan_new(struct set *s)
{
    return (struct plan){.set = s, .first = mem_zero(s->n, sizeof(size_t))};
}

static void plan_free(struct plan *p)
{
    free(p->first);
    free(p->link);
    free(p->common);
}

static bool is_in(const struct plan *p, size_t structure, size_t panel)
{
    for (size_t l = p->first[structure]; l; l = p->link[l - 1].next)
        if (p->link[l - 1].panel == panel)
            return true;
    return false;
}

static void join(struct plan *p, size_t structure, size_t panel)
{
    if (is_in(p, structure, panel))
        return;
    p->link = mem_grow(p->link, &p->link_capacity, p->nlinks + 1, sizeof *p->link);
    p->link[p->nlinks] = (struct link){panel, p->first[structure]};
    p->first[structure] = ++p->nlinks;
    p->set->panel[panel].n++;
}

/* Bins that a panel of n structures costs, all against all. */
static double cost(size_t n, size_t width)
{
    return (double)n * (double)n * ((double)width + SCATTER);
}

/* The panel that costs least with the block in it, if it costs less than both apart; else npanels. */
static size_t best_panel(const struct plan *p, const struct block *b, size_t bins)
{
    const struct set *s = p->set;
    size_t best = s->npanels;
    double least = 0;
    for (size_t i = 0; i < b->n; i++)
        for (size_t l = p->first[b->member[i]]; l; l = p->link[l - 1].next)
            p->common[p->link[l - 1].panel]++;
    for (size_t i = 0; i < b->n; i++)
        for (size_t l = p->first[b->member[i]]; l; l = p->link[l - 1].next) {
            size_t id = p->link[l - 1].panel, common = p->common[id];
            const struct panel *panel = &s->panel[id];
            if (common == 0)
                continue;
            p->common[id] = 0;
            double change = cost(panel->n + b->n - common, panel->width + bins) - cost(panel->n, panel->width) -
                            cost(b->n, bins);
            if (change < least || (change == least && id < best && best < s->npanels)) {
                least = change;
                best = id;
            }
        }
    return best;
}

static void add_panel(struct plan *p)
{
    struct set *s = p->set;
    s->panel = mem_grow(s->panel, &p->panel_capacity, s->npanels + 1, sizeof *s->panel);
    s->panel[s->npanels++] = (struct panel){0};
    p->common = mem_grow(p->common, &p->common_capacity, s->npanels, sizeof *p->common);
    p->common[s->npanels - 1] = 0;
}

static int by_members(const void *a, const void *b)
{
    const struct block *p = *(struct block *const *)a, *q = *(struct block *const *)b;
    if (p->n != q->n)
        return p->n < q->n ? 1 : -1;
    return (p > q) - (p < q);
}

/* Gives each block a place, those of many structures first. */
static void choose(struct plan *p)
{
    struct set *s = p->set;
    struct block **order = mem_new(s->nblocks, sizeof *order);
    for (size_t i = 0; i < s->nblocks; i++)
        order[i] = &s->block[i];
    qsort(order, s->nblocks, sizeof *order, by_members);
    for (size_t i = 0; i < s->nblocks; i++) {
        struct block *b = order[i];
        size_t bins = s->layout[b->term].bins;
        b->panel = best_panel(p, b, bins);
        if (b->panel == s->npanels)
            add_panel(p);
        b->offset = s->panel[b->panel].width;
        s->panel[b->panel].width += bins;
        for (size_t m = 0; m < b->n; m++)
            join(p, b->member[m], b->panel);
    }
    free(order);
}

/* Gives each block the place that it has in another set; those without one get none. */
static void choose_like(struct plan *p, const struct set *like)
{
    struct set *s = p->set;
    s->npanels = like->npanels;
    s->panel = mem_zero(s->npanels, sizeof *s->panel);
    for (size_t i = 0; i < s->npanels; i++)
        s->panel[i].width = like->panel[i].width;
    for (size_t i = 0; i < s->nblocks; i++) {
        struct block *b = &s->block[i];
        const struct block *other = set_find(like, b->term, b->key);
        b->panel = other ? other->panel : s->npanels;
        b->offset = other ? other->offset : 0;
        for (size_t m = 0; other && m < b->n; m++)
            join(p, b->member[m], b->panel);
    }
}

static void list_members(const struct plan *p)
{
    struct set *s = p->set;
    for (size_t i = 0; i < s->npanels; i++) {
        s->panel[i].member = mem_new(s->panel[i].n, sizeof *s->panel[i].member);
        s->panel[i].n = 0;
    }
    for (size_t i = 0; i < s->n; i++)
        for (size_t l = p->first[i]; l; l = p->link[l - 1].next) {
            struct panel *panel = &s->panel[p->link[l - 1].panel];
            panel->member[panel->n++] = i;
        }
}

static void move_block(struct block *b, struct panel *p, size_t bins)
{
    for (size_t i = 0, at = 0; i < b->n; i++) {
        while (p->member[at] < b->member[i])
            at++;
        double *to = p->row + at * p->width + b->offset;
        memcpy(to, b->row + i * bins, bins * sizeof *to);
        for (size_t k = 0; k < bins; k++)
            p->excess[at] += to[k] - fabs(to[k]);
    }
}

/* Moves the blocks, which are those of the panel. */
static void fill_panel(const struct set *s, struct panel *p, struct block *const *block, size_t n, bool keep)
{
    p->row = mem_zero(size_mul(p->n, p->width), sizeof *p->row);
    p->excess = mem_zero(p->n, sizeof *p->excess);
    for (size_t i = 0; i < n; i++) {
        move_block(block[i], p, s->layout[block[i]->term].bins);
        if (keep)
            continue;
        free(block[i]->row);
        block[i]->row = NULL;
        block[i]->row_capacity = 0;
    }
}

/* What was moved is freed at once, so that little more than one set's memory is needed. */
static void move_rows(struct set *s, bool keep)
{
    struct block **block = mem_new(s->nblocks, sizeof *block);
    size_t *end = mem_zero(s->npanels + 2, sizeof *end);
    for (size_t i = 0; i < s->nblocks; i++)
        end[s->block[i].panel + 1]++;
    for (size_t i = 0; i < s->npanels; i++)
        end[i + 1] += end[i];
    for (size_t i = 0; i < s->nblocks; i++)
        block[end[s->block[i].panel]++] = &s->block[i];
#pragma omp parallel for schedule(dynamic)
    for (size_t i = 0; i < s->npanels; i++) {
        size_t first = i ? end[i - 1] : 0;
        fill_panel(s, &s->panel[i], block + first, end[i] - first, keep);
    }
    free(block);
    free(end);
}

void set_pack(struct set *s, const struct set *like)
{
    struct plan p = plan_new(s);
    if (like)
        choose_like(&p, like);
    else
        choose(&p);
    list_members(&p);
    move_rows(s, like != NULL);
    plan_free(&p);
}
