#include "base/field.h"

const struct field *field_find(const struct field *table, const char *key)
{
    int place = names_find((struct names)NAMES_OF(table), key);
    return place < 0 ? NULL : table + place;
}

static bool is_either(const struct field *f)
{
    return f->kind == FIELD_EITHER || f->kind == FIELD_MARK;
}

bool field_is_name(const struct field *f)
{
    return f->kind == FIELD_ROW || is_either(f) || f->kind == FIELD_CHOICE;
}

const char *field_name(const struct field *f, const void *section)
{
    const void *at = (const char *)section + f->offset;
    if (f->kind == FIELD_ROW)
        return *(const void *const *)at ? **(const char *const *const *)at : NULL;
    return names_at(f->names, is_either(f) ? *(const bool *)at : *(const int *)at);
}

void field_set_place(const struct field *f, void *section, int place)
{
    void *at = (char *)section + f->offset;
    if (f->kind == FIELD_ROW)
        *(const void **)at = names_row(f->names, place);
    else if (is_either(f))
        *(bool *)at = place == 1;
    else
        *(int *)at = place;
}

bool field_choose(const struct field *f, void *section, const char *name)
{
    int place = names_find(f->names, name);
    if (place >= 0)
        field_set_place(f, section, place);
    return place >= 0;
}
