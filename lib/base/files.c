#include "base/files.h"

#include <libgen.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/descriptor.h"
#include "base/die.h"
#include "base/mem.h"

struct file {
    enum file_use use;
    const char *role, *path;
    int fd; /* of one that is open already, else -1 */
    bool found;
    dev_t device; /* of the file, or of the folder where it will be made ... */
    ino_t inode;
    char *name; /* ... and its name there; NULL: the file is there */
};

/* By use: those that are read, of which there may be 100,000, are never compared with each other. */
static struct list {
    struct file *at;
    size_t n, capacity;
} lists[2];

static void set_place(struct file *f, const struct stat *s)
{
    f->device = s->st_dev;
    f->inode = s->st_ino;
}

static void find_new(struct file *f)
{
    char *copy = mem_text(f->path);
    struct stat folder;
    f->found = stat(dirname(copy), &folder) == 0;
    free(copy);
    if (!f->found)
        return;
    set_place(f, &folder);
    copy = mem_text(f->path);
    f->name = mem_text(basename(copy));
    free(copy);
}

/* Of what was open before the program began only regular files matter: a pipe between programs may be one socket for both
   directions. */
static void find(struct file *f)
{
    struct stat s;
    bool there = f->fd < 0 ? stat(f->path, &s) == 0 : fstat(f->fd, &s) == 0;
    if (!there) {
        if (f->fd < 0 && f->use == FILE_WRITTEN)
            find_new(f);
        return;
    }
    f->found = S_ISREG(s.st_mode) || (f->fd < 0 && (S_ISBLK(s.st_mode) || S_ISFIFO(s.st_mode)));
    set_place(f, &s);
}

static struct file file_at(enum file_use use, const char *role, const char *path)
{
    bool standard = !path || strcmp(path, "-") == 0;
    struct file f = {.use = use, .role = role, .path = path};
    f.fd = standard ? (use == FILE_READ ? STDIN_FILENO : STDOUT_FILENO) : descriptor_named(path);
    find(&f);
    return f;
}

/* Whoever began the program may have sent several descriptors to one file: `> log 2>&1`. */
static bool same(const struct file *a, const struct file *b)
{
    if (a->fd >= 0 && b->fd >= 0 && a->use == b->use)
        return a->fd == b->fd && a->fd != STDERR_FILENO;
    return a->found && b->found && a->device == b->device && a->inode == b->inode && !a->name == !b->name &&
           (!a->name || strcmp(a->name, b->name) == 0);
}

/* "--output 'a'", "input 'a'", "standard input". */
static void print(const struct file *f, struct bytes *to)
{
    if (f->path)
        bytes_print(to, "%s '%s'", f->role, f->path);
    else
        bytes_print(to, "standard %s", f->use == FILE_READ ? "input" : "output");
}

static void expect_none(const struct list *list, const struct file *f)
{
    struct bytes text = {0};
    for (size_t i = 0; i < list->n; i++) {
        if (!same(f, &list->at[i]))
            continue;
        print(&list->at[i], &text);
        bytes_print(&text, " and ");
        print(f, &text);
        die_usage("%s are the same file: write to another one", (char *)text.at);
    }
}

void files_add(enum file_use use, const char *role, const char *path)
{
    struct file f = file_at(use, role, path);
    struct list *to = &lists[use];
    expect_none(&lists[FILE_WRITTEN], &f);
    if (use == FILE_WRITTEN)
        expect_none(&lists[FILE_READ], &f);
    to->at = mem_grow(to->at, &to->capacity, to->n + 1, sizeof *to->at);
    to->at[to->n++] = f;
}

void files_check_read(const char *role, const char *path)
{
    struct file f = file_at(FILE_READ, role, path);
    expect_none(&lists[FILE_WRITTEN], &f);
}
