/* What control groups of both versions leave, from folders that look like theirs: the least of all levels. */
#include "base/available.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    if (!f || fputs(text, f) < 0 || fclose(f) != 0)
        exit(2);
}

static size_t wrong;

static void expect(const char *list, size_t right)
{
    put("list", list);
    size_t found = available_in_cgroup("list", "mount");
    if (found != right) {
        printf("%sexpected %zu, found %zu\n", list, right, found);
        wrong++;
    }
}

static void make_folders(void)
{
    static const char *const folders[] = {"mount",      "mount/job",    "mount/job/step",
                                          "mount/full", "mount/memory", "mount/memory/job"};
    char name[] = "/tmp/available-XXXXXX";
    if (!mkdtemp(name) || chdir(name) != 0)
        exit(2);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (mkdir(folders[i], 0700) != 0)
            exit(2);
    put("mount/job/memory.max", "5000\n");
    put("mount/job/memory.current", "3000\n");
    put("mount/job/memory.stat", "anon 1\ninactive_file 700\nactive_file 300\n");
    put("mount/job/step/memory.max", "max\n");
    put("mount/job/step/memory.current", "10\n");
    put("mount/full/memory.max", "100\n");
    put("mount/full/memory.current", "170\n");
    put("mount/memory/memory.limit_in_bytes", "9223372036854771712\n");
    put("mount/memory/memory.usage_in_bytes", "60000\n");
    put("mount/memory/job/memory.limit_in_bytes", "9000\n");
    put("mount/memory/job/memory.usage_in_bytes", "2000\n");
    put("mount/memory/job/memory.stat", "inactive_file 1\nactive_file 1\ntotal_inactive_file 400\ntotal_active_file 0\n");
}

int main(void)
{
    make_folders();
    expect("", SIZE_MAX);
    expect("1:cpu:/job\n", SIZE_MAX);
    expect("0::/\n", SIZE_MAX);
    expect("0::/job\n", 3000);
    expect("0::/job/step\n", 3000);
    expect("0::/job/step/of/no/folder\n", 3000);
    expect("0::/full\n", 0);
    expect("4:memory:/job\n0::/\n", 7400);
    expect("4:memory:/job\n1:cpu:/\n0::/job\n", 3000);
    return wrong > 0 || system("rm -r \"$PWD\"") != 0;
}
