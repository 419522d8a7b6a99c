#include "structure/file_ids.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/packed.h"
#include "base/text.h"

struct file_ids {
    size_t n;
    char **name; /* in order */
};

/* Takes an ending away; not where it is all that there is. */
static void cut_ending(char *name, const char *ending)
{
    size_t length = strlen(name), end = strlen(ending);
    if (length > end && strcmp(name + length - end, ending) == 0)
        name[length - end] = '\0';
}

static char *name_of(const char *path)
{
    static const char *const endings[] = {".xyz", ".extxyz", ".exyz"};
    const char *slash = strrchr(path, '/');
    char *name = mem_text(slash && slash[1] ? slash + 1 : path);
    for (const struct packed_format *f = packed_formats; f->name; f++)
        cut_ending(name, f->ending);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        cut_ending(name, endings[i]);
    return text_clean(name);
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

struct file_ids *file_ids_new(char *const *paths, size_t count)
{
    struct file_ids *f = mem_zero(1, sizeof *f);
    f->n = count;
    f->name = mem_new(count, sizeof *f->name);
    for (size_t i = 0; i < count; i++)
        f->name[i] = name_of(paths[i]);
    qsort(f->name, count, sizeof *f->name, compare);
    return f;
}

void file_ids_free(struct file_ids *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < f->n; i++)
        free(f->name[i]);
    free(f->name);
    free(f);
}

/* Whether two files have the name. */
static bool is_shared(const struct file_ids *f, const char *name)
{
    char **at = f->n > 1 ? bsearch(&name, f->name, f->n, sizeof *f->name, compare) : NULL;
    return at && ((at > f->name && strcmp(at[-1], name) == 0) || (at + 1 < f->name + f->n && strcmp(at[1], name) == 0));
}

char *file_ids_make(const struct file_ids *f, const char *path, bool alone, size_t number)
{
    struct bytes id = {0};
    if (path && (alone || f->n > 1)) {
        char *name = name_of(path);
        bytes_print(&id, "%s%s", is_shared(f, name) ? path : name, alone ? "" : "/");
        free(name);
    }
    if (!path || !alone)
        bytes_print(&id, "%zu", number);
    char *text = text_clean(mem_text_n((char *)id.at, id.length));
    bytes_free(&id);
    return text;
}
