#include "recipe/recipe_file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/input.h"
#include "recipe/yaml.h"
#include "stream/stream_file.h"

#ifndef MBTR_RECIPES
#define MBTR_RECIPES "/usr/local/share/mbtr-tools/recipes"
#endif

/* Where the recipes that came along are: beside the program that runs, so that an installation can be moved, else
   where it was installed to. */
static const char *recipes_folder(void)
{
    static char path[4096];
    static const char below[] = "/../share/mbtr-tools/recipes";
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - sizeof below);
    if (n > 0) {
        path[n] = '\0';
        char *slash = strrchr(path, '/');
        snprintf(slash, sizeof below, "%s", below);
        if (access(path, R_OK) == 0)
            return path;
    }
    return MBTR_RECIPES;
}

/* The recipe that a stream carries is one too. */
static char *read_text(const char *path)
{
    if (stream_file_of(path) == STREAM_FILE_YES)
        return stream_file_recipe(path);
    struct input *in = input_open(path);
    char *text = input_text(in, YAML_MAX);
    input_close(in);
    return text;
}

char *recipe_file_text(const char *name)
{
    char path[4096 + 256];
    if (access(name, F_OK) == 0 || strchr(name, '/') || strcmp(name, "-") == 0)
        return read_text(name);
    snprintf(path, sizeof path, "%s/%s.yaml", recipes_folder(), name);
    if (access(path, F_OK) != 0)
        die("%s: no such file, nor a recipe that came along (xyz2mbtr --recipes lists those)", name);
    return read_text(path);
}

static int is_recipe(const struct dirent *entry)
{
    size_t n = strlen(entry->d_name);
    return n > 5 && strcmp(entry->d_name + n - 5, ".yaml") == 0;
}

void recipe_file_list(struct output *out)
{
    struct dirent **entries;
    const char *folder = recipes_folder();
    int n = scandir(folder, &entries, is_recipe, alphasort);
    if (n < 0)
        die("%s:", folder);
    for (int i = 0; i < n; i++) {
        char *name = entries[i]->d_name;
        name[strlen(name) - 5] = '\0';
        char *text = recipe_file_text(name);
        const char *line = text + strspn(text, "# ");
        output_print(out, "%s\t%.*s\n", name, (int)strcspn(line, "\n"), line);
        free(text);
        free(entries[i]);
    }
    free(entries);
}
