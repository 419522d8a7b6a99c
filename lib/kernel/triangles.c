#include "kernel/triangles.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "math/triangle.h"

struct triangle {
    char *key;
    double *at;
    size_t used; /* when it was asked for last */
};

struct triangles {
    size_t n, room;
    struct triangle *triangle;
    size_t ntriangles;
    size_t clock, added;
};

struct triangles *triangles_new(size_t n, size_t room)
{
    struct triangles *t = mem_zero(1, sizeof *t);
    t->n = n;
    t->room = room;
    return t;
}

void triangles_free(struct triangles *t)
{
    for (size_t i = 0; i < t->ntriangles; i++) {
        free(t->triangle[i].key);
        free(t->triangle[i].at);
    }
    free(t->triangle);
    free(t);
}

const double *triangles_find(struct triangles *t, const char *key)
{
    for (size_t i = 0; i < t->ntriangles; i++)
        if (strcmp(t->triangle[i].key, key) == 0) {
            t->triangle[i].used = ++t->clock;
            return t->triangle[i].at;
        }
    return NULL;
}

/* A free place, or the oldest. */
static struct triangle *place(struct triangles *t)
{
    if (t->ntriangles < t->room) {
        t->triangle = mem_resize(t->triangle, t->ntriangles + 1, sizeof *t->triangle);
        t->triangle[t->ntriangles] = (struct triangle){.at = mem_matrix(triangle_row(t->n), sizeof(double))};
        return &t->triangle[t->ntriangles++];
    }
    struct triangle *oldest = t->triangle;
    for (size_t i = 1; i < t->ntriangles; i++)
        if (t->triangle[i].used < oldest->used)
            oldest = &t->triangle[i];
    free(oldest->key);
    return oldest;
}

double *triangles_add(struct triangles *t, const char *key)
{
    struct triangle *to = place(t);
    to->key = mem_text(key);
    to->used = ++t->clock;
    t->added++;
    return to->at;
}

size_t triangles_added(const struct triangles *t)
{
    return t->added;
}
