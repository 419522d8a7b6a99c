#include "learn/outliers.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

bool outliers_want(const struct outliers *o, double error)
{
    return o->n < o->room || (o->n > 0 && fabs(error) > fabs(o->at[o->n - 1].error));
}

void outliers_add(struct outliers *o, const char *text, double error)
{
    if (o->n == o->room)
        free(o->at[--o->n].text);
    o->at = mem_resize(o->at, o->n + 1, sizeof *o->at);
    size_t i = o->n++;
    for (; i > 0 && fabs(error) > fabs(o->at[i - 1].error); i--)
        o->at[i] = o->at[i - 1];
    o->at[i] = (struct outlier){mem_text(text), error};
}

void outliers_free(struct outliers *o)
{
    for (size_t i = 0; i < o->n; i++)
        free(o->at[i].text);
    free(o->at);
    *o = (struct outliers){0};
}
