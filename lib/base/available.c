#include "base/available.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

enum { PATH_SIZE = 8192 };

/* Where a version of control groups keeps its files, and their names. */
struct version {
    const char *folder, *limit, *used, *inactive, *active; /* the last two: lines of memory.stat */
};

static const struct version first = {"/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file ",
                                     "total_active_file "};
static const struct version second = {"", "memory.max", "memory.current", "inactive_file ", "active_file "};

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The number that follows key in a file such as /proc/meminfo, or at its start when key is empty; times unit. SIZE_MAX
   when there is none. */
static size_t number_in(const char *path, const char *key, size_t unit)
{
    FILE *f = fopen(path, "r");
    size_t value = SIZE_MAX;
    char line[256];
    if (!f)
        return value;
    while (fgets(line, sizeof line, f)) {
        unsigned long long n;
        if (strncmp(line, key, strlen(key)) == 0 && sscanf(line + strlen(key), "%llu", &n) == 1) {
            value = n > SIZE_MAX / unit ? SIZE_MAX : (size_t)n * unit;
            break;
        }
    }
    fclose(f);
    return value;
}

static size_t number_of(const char *group, const char *file, const char *key)
{
    char path[PATH_SIZE + 64];
    snprintf(path, sizeof path, "%s/%s", group, file);
    return number_in(path, key, 1);
}

static size_t files_in_memory(const char *group, const struct version *v)
{
    size_t inactive = number_of(group, "memory.stat", v->inactive), active = number_of(group, "memory.stat", v->active);
    return inactive == SIZE_MAX || active == SIZE_MAX ? 0 : inactive + active;
}

static size_t left_by(const char *group, const struct version *v)
{
    size_t limit = number_of(group, v->limit, ""), used = number_of(group, v->used, "");
    if (limit == SIZE_MAX || used == SIZE_MAX)
        return SIZE_MAX;
    size_t kept = used - least(used, files_in_memory(group, v));
    return limit - least(limit, kept);
}

/* The least memory that the group at path and those above it have left. path is used up; all paths begin with its first top
   characters. */
static size_t left_by_all(char *path, size_t top, const struct version *v)
{
    size_t left = left_by(path, v);
    for (char *slash; (slash = strrchr(path + top, '/'));) {
        *slash = '\0';
        left = least(left, left_by(path, v));
    }
    return left;
}

/* The version and the group in a line of the list, "4:memory:/path" or "0::/path"; NULL when it is of something else. */
static const struct version *group_in(const char *line, const char **group)
{
    static const char old[] = ":memory:", new[] = "0::";
    const char *at = strstr(line, old);
    bool is_new = strncmp(line, new, strlen(new)) == 0;
    if (!at && !is_new)
        return NULL;
    *group = is_new ? line + strlen(new) : at + strlen(old);
    return is_new ? &second : &first;
}

size_t available_in_cgroup(const char *list, const char *mount)
{
    char line[PATH_SIZE / 2], path[PATH_SIZE];
    FILE *f = fopen(list, "r");
    size_t left = SIZE_MAX;
    while (f && fgets(line, sizeof line, f)) {
        const char *group;
        const struct version *v = group_in(line, &group);
        if (!v)
            continue;
        line[strcspn(line, "\n")] = '\0';
        snprintf(path, sizeof path, "%s%s%s", mount, v->folder, group);
        left = least(left, left_by_all(path, strlen(mount) + strlen(v->folder), v));
    }
    if (f)
        fclose(f);
    return left;
}

size_t available_memory(void)
{
    size_t left = least(number_in("/proc/meminfo", "MemAvailable:", 1024),
                        available_in_cgroup("/proc/self/cgroup", "/sys/fs/cgroup"));
    size_t used = number_in("/proc/self/status", "VmSize:", 1024);
    struct rlimit limit;
    if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        left = least(left, (size_t)limit.rlim_cur - least((size_t)limit.rlim_cur, used == SIZE_MAX ? 0 : used));
    return left;
}
