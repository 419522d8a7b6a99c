#include "recipe/recipe_path.h"

#include <stdlib.h>
#include <string.h>

#include "recipe/correlation_section.h"
#include "recipe/kernel_section.h"

const struct field *recipe_path_find(struct recipe *r, const char *path, void **section)
{
    static const char first[] = "representation.";
    if (!strchr(path, '.')) {
        *section = r;
        return field_find(recipe_fields, path);
    }
    if (strncmp(path, "kernel.", 7) == 0)
        return kernel_section_field(&r->kernel, path + 7, section);
    if (strncmp(path, "regression.", 11) == 0) {
        *section = &r->regression;
        return field_find(regression_fields, path + 11);
    }
    if (strncmp(path, "correlation.", 12) == 0)
        return correlation_section_field(&r->representation.correlation, path + 12, section);
    if (strncmp(path, first, sizeof first - 1) != 0)
        return NULL;
    char *end;
    unsigned long i = strtoul(path + sizeof first - 1, &end, 10);
    if (*end != '.' || i < 1 || i > r->representation.nterms)
        return NULL;
    *section = representation_term(&r->representation, i - 1);
    return field_find(r->representation.row->fields, end + 1);
}
