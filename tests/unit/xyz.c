/* xyz [--columns NAMES] [--id KEY] [FILE ...]: prints each structure that the reader gives as a line of JSON. */
#include <stdio.h>
#include <string.h>

#include "base/say.h"
#include "structure/structure_reader.h"

static void print_text(const char *text)
{
    putchar('"');
    for (; *text; text++)
        printf("%s%c", *text == '"' || *text == '\\' ? "\\" : "", *text);
    putchar('"');
}

static void print_vectors(size_t n, double (*v)[3])
{
    putchar('[');
    for (size_t i = 0; i < n; i++)
        printf("%s[%.17g, %.17g, %.17g]", i ? ", " : "", v[i][0], v[i][1], v[i][2]);
    putchar(']');
}

static void print_structure(struct structure *s)
{
    struct bytes formula = {0};
    sample_formula(&s->sample, &formula);
    printf("{\"line\": %zu, \"formula\": \"%.*s\", \"id\": ", s->line, (int)formula.length, (char *)formula.at);
    bytes_free(&formula);
    print_text(s->sample.id);
    printf(", \"numbers\": [");
    for (size_t i = 0; i < s->sample.atoms; i++)
        printf("%s%d", i ? ", " : "", s->number[i]);
    printf("], \"positions\": ");
    print_vectors(s->sample.atoms, s->position);
    printf(", \"cell\": ");
    print_vectors(3, s->cell);
    printf(", \"pbc\": [%d, %d, %d], \"properties\": {", s->pbc[0], s->pbc[1], s->pbc[2]);
    for (size_t i = 0; i < s->sample.nproperties; i++) {
        printf("%s", i ? ", " : "");
        print_text(s->sample.properties[i].name);
        printf(": %.17g", s->sample.properties[i].value);
    }
    printf("}}\n");
}

int main(int argc, char **argv)
{
    struct structure_options options = {0};
    struct structure s = {0};
    say_as("xyz");
    argv++, argc--;
    for (; argc >= 2 && argv[0][0] == '-' && argv[0][1]; argv += 2, argc -= 2) {
        if (strcmp(argv[0], "--columns") == 0)
            options.columns = argv[1];
        else
            options.id_key = argv[1];
    }
    struct structure_reader *r = structure_reader_open(argv, (size_t)argc, &options);
    while (structure_reader_next(r, &s))
        print_structure(&s);
    structure_reader_close(r);
    structure_free(&s);
    return 0;
}
