#include "base/field.h"

#include <string.h>

const struct field *field_find(const struct field *table, const char *key)
{
    for (; table->key; table++)
        if (strcmp(table->key, key) == 0)
            return table;
    return NULL;
}

const char *field_name_of_row(const char *row)
{
    return *(const char *const *)(const void *)row;
}

const void *field_find_row(const struct field *f, const char *name)
{
    for (const char *row = f->table; field_name_of_row(row); row += f->row_size)
        if (strcmp(name, field_name_of_row(row)) == 0)
            return row;
    return NULL;
}

int field_find_choice(const struct field *f, const char *name)
{
    for (int i = 0; f->names[i]; i++)
        if (strcmp(name, f->names[i]) == 0)
            return i;
    return -1;
}

bool field_is_name(const struct field *f)
{
    return f->kind == FIELD_ROW || f->kind == FIELD_EITHER || f->kind == FIELD_CHOICE;
}

const char *field_name(const struct field *f, const void *section)
{
    const void *at = (const char *)section + f->offset;
    if (f->kind == FIELD_ROW)
        return *(const void *const *)at ? field_name_of_row(*(const void *const *)at) : NULL;
    return f->names[f->kind == FIELD_EITHER ? *(const bool *)at : *(const int *)at];
}

bool field_choose(const struct field *f, void *section, const char *name)
{
    void *at = (char *)section + f->offset;
    const void *row = f->kind == FIELD_ROW ? field_find_row(f, name) : NULL;
    int choice = f->kind == FIELD_ROW ? 0 : field_find_choice(f, name);
    if (f->kind == FIELD_ROW && row)
        *(const void **)at = row;
    else if (f->kind == FIELD_EITHER && choice >= 0)
        *(bool *)at = choice == 1;
    else if (f->kind == FIELD_CHOICE && choice >= 0)
        *(int *)at = choice;
    else
        return false;
    return true;
}
