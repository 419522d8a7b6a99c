#include "recipe/symmetry_section.h"

#include <math.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/say.h"
#include "base/size.h"
#include "recipe/section.h"
#include "structure/structure_reader.h"
#include "tensor/symmetry_search.h"

/* As many structures tell which atoms are alike. */
enum { STRUCTURES = 200 };

static const char one_of[] = "none, auto, classes, a list of permutations, or {classes: [...]}";

/* Where names stand in this list there is their kind. */
static const struct {
    const char *name;
    enum symmetry_kind kind;
} names[] = {{"none", SYMMETRY_NONE}, {"auto", SYMMETRY_AUTO}, {"classes", SYMMETRY_AUTO_CLASSES}};

static void set_name(struct symmetry *s, struct yaml *y, const yaml_node_t *n)
{
    const char *name = yaml_text(y, n, one_of);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].name, name) == 0) {
            s->kind = names[i].kind;
            return;
        }
    yaml_expected(y, n, one_of);
}

/* A list of numbers from 1 to most of atoms, as s->atoms numbers at to. */
static void read_atoms(struct symmetry *s, struct yaml *y, const yaml_node_t *n, unsigned from, uint16_t *to)
{
    static const char expected[] = "as many numbers as there are atoms, whole ones from 1 on";
    if (yaml_length(y, n, expected) != s->atoms)
        yaml_expected(y, n, expected);
    for (size_t i = 0; i < s->atoms; i++) {
        double x = section_number(y, yaml_element(y, n, i), 1, (double)s->atoms);
        if (x != floor(x))
            yaml_expected(y, yaml_element(y, n, i), expected);
        to[i] = (uint16_t)(x - from);
    }
}

static void begin(struct symmetry *s, enum symmetry_kind kind, size_t count, struct yaml *y, const yaml_node_t *first)
{
    s->kind = kind;
    s->n = count;
    s->atoms = yaml_length(y, first, "a list of atoms");
    if (s->atoms == 0 || s->atoms > UINT16_MAX)
        yaml_expected(y, first, "a list of up to 65535 atoms");
    s->place = mem_new(size_mul(s->n, s->atoms), sizeof *s->place);
}

static void set_permutations(struct symmetry *s, struct yaml *y, const yaml_node_t *n)
{
    size_t count = yaml_length(y, n, one_of);
    if (count == 0)
        yaml_expected(y, n, one_of);
    begin(s, SYMMETRY_PERMUTATIONS, count, y, yaml_element(y, n, 0));
    for (size_t i = 0; i < count; i++) {
        const yaml_node_t *one = yaml_element(y, n, i);
        read_atoms(s, y, one, 1, s->place + i * s->atoms);
        if (!symmetry_is_permutation(s->place + i * s->atoms, s->atoms))
            yaml_expected(y, one, "a permutation: each atom's number once");
    }
}

static void set_classes(struct symmetry *s, struct yaml *y, const yaml_node_t *n)
{
    const yaml_node_t *list = yaml_find(y, n, "classes", one_of);
    if (!list || yaml_pairs(y, n, one_of) != 1)
        yaml_expected(y, n, one_of);
    begin(s, SYMMETRY_CLASSES, 1, y, list);
    read_atoms(s, y, list, 0, s->place);
}

void symmetry_section_set(struct symmetry *s, struct yaml *y, const yaml_node_t *n)
{
    symmetry_free(s);
    if (n->type == YAML_SEQUENCE_NODE)
        set_permutations(s, y, n);
    else if (n->type == YAML_MAPPING_NODE)
        set_classes(s, y, n);
    else
        set_name(s, y, n);
}

static void print_list(const uint16_t *place, size_t n, unsigned from, struct bytes *to)
{
    for (size_t i = 0; i < n; i++)
        bytes_print(to, "%s%u", i ? ", " : "[", place[i] + from);
    bytes_print(to, "]");
}

void symmetry_section_print(const struct symmetry *s, struct bytes *to)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (s->kind == names[i].kind)
            bytes_print(to, "%s", names[i].name);
    if (s->kind == SYMMETRY_CLASSES) {
        bytes_print(to, "{classes: ");
        print_list(s->place, s->atoms, 0, to);
        bytes_print(to, "}");
    }
    for (size_t i = 0; s->kind == SYMMETRY_PERMUTATIONS && i < s->n; i++) {
        bytes_print(to, "%s", i ? ", " : "[");
        print_list(s->place + i * s->atoms, s->atoms, 1, to);
    }
    if (s->kind == SYMMETRY_PERMUTATIONS)
        bytes_print(to, "]");
}

static bool is_wanted(const struct symmetry *s)
{
    return s->kind == SYMMETRY_AUTO || s->kind == SYMMETRY_AUTO_CLASSES;
}

void symmetry_section_find_in(struct symmetry *s, const struct structure *structures, size_t n)
{
    struct bytes text = {0};
    if (!is_wanted(s))
        return;
    n = n < STRUCTURES ? n : STRUCTURES;
    for (size_t i = 0; i < n; i++)
        structure_expect_atoms(&structures[i], structures[0].number, structures[0].sample.atoms);
    struct symmetry found = n ? symmetry_search(structures, n) : (struct symmetry){0};
    if (s->kind == SYMMETRY_AUTO_CLASSES && found.n > 0) {
        *s = symmetry_classes(&found);
        symmetry_free(&found);
    } else
        *s = found;
    symmetry_section_print(s, &text);
    say_note("symmetry: %s", (char *)text.at);
    bytes_free(&text);
}

void symmetry_section_find(struct symmetry *s, char *const *paths, size_t count, const struct structure_options *options)
{
    struct structure structures[STRUCTURES] = {0};
    size_t n = 0;
    if (!is_wanted(s))
        return;
    for (size_t i = 0; i < count || i == 0; i++)
        if (count == 0 || strcmp(paths[i], "-") == 0)
            die("symmetry: it is found from files, which are read twice; standard input cannot be");
    struct structure_reader *from = structure_reader_open(paths, count, options);
    while (n < STRUCTURES && structure_reader_next(from, &structures[n]))
        n++;
    structure_reader_close(from);
    symmetry_section_find_in(s, structures, n);
    for (size_t i = 0; i < n; i++)
        structure_free(&structures[i]);
}
