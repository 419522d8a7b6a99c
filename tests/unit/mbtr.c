/* mbtr RECIPE FILE: by lib/mbtr.h alone, in one table, what programs compute by other ways: for each structure its dense tensor,
   and its kernels with all. Before that it fails in each way there is, and must go on with a message. The number of threads
   must be what it was. */
#include <mbtr.h>
#include <omp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 100, THREADS = 3 };

static struct mbtr_structure *structure[MOST];
static struct mbtr_tensor *tensor[MOST];

/* Ends with status 1 unless a call failed, and its message holds a text. */
static void expect(bool failed, const char *text)
{
    if (failed && strstr(mbtr_message(), text))
        return;
    printf("expected a failure and '%s', found %s and '%s'\n", text, failed ? "one" : "none", mbtr_message());
    exit(EXIT_FAILURE);
}

/* Ends with status 1 unless a call was right. */
static void need(bool right)
{
    if (right)
        return;
    printf("%s\n", mbtr_message());
    exit(EXIT_FAILURE);
}

static void fail_all(struct mbtr_recipe *r, struct mbtr_structure *whole)
{
    static const uint8_t number[] = {1, 1, 200};
    static const double at[] = {0, 0, 0, 0, 0, 1e-5, 1e300, 0, 0}, cell[] = {1, 0, 0, 2, 0, 0, 0, 0, 1};
    static const int pbc[] = {1, 1, 1};
    struct mbtr_structure *s;
    double value;
    expect(!mbtr_recipe_new("representation: ["), "recipe:");
    expect(!mbtr_recipe_new("kernel: {function: linear}"), "the recipe has no 'representation'");
    expect(!mbtr_structure_new(0, number, at, NULL, NULL), "at least one atom");
    expect(!mbtr_structure_new(1, number + 2, at, NULL, NULL), "atomic numbers");
    expect(!mbtr_structure_new(1, number, at + 6, NULL, NULL), "1e9 angstrom");
    expect(!mbtr_structure_new(1, number, at, cell, pbc), "singular");
    need((s = mbtr_structure_new(2, number, at, NULL, NULL)));
    for (int i = 0; i < 2; i++)
        expect(!mbtr_tensor_new(r, s), "at one place");
    mbtr_structure_free(s);
    expect(mbtr_structure_property(whole, "nothing", &value) != 0, "there is no property 'nothing'");
    expect(!mbtr_model_read("/nonexistent"), "/nonexistent: No such file");
}

/* A structure with more tuples than there may be is refused before any is looked for. */
static void fail_of_size(void)
{
    enum { ATOMS = 8000 };
    static uint8_t number[ATOMS];
    static double at[3 * ATOMS];
    struct mbtr_recipe *r;
    struct mbtr_structure *s;
    for (int i = 0; i < ATOMS; i++) {
        number[i] = 6;
        at[3 * i] = 1.5 * i;
    }
    need((r = mbtr_recipe_new("representation: [{body: 3, geometry: angle, sigma: 0.1, grid: [0, 3.2, 8]}]")));
    need((s = mbtr_structure_new(ATOMS, number, at, NULL, NULL)));
    expect(!mbtr_tensor_new(r, s), "the k=3 term has about 2.56e+11 tuples of its 8000 atoms to look at");
    mbtr_structure_free(s);
    mbtr_recipe_free(r);
}

/* A file that is not there, be it told when it is opened or read; and one that ends too early: the structures before are
   read. */
static void fail_in_file(void)
{
    FILE *f = fopen("cut.xyz", "w");
    struct mbtr_structure *s;
    struct mbtr_file *from = mbtr_file_open("/nonexistent");
    expect(!from || mbtr_file_read(from, &s) == -1, "/nonexistent: No such file");
    mbtr_file_free(from);
    if (!f || fprintf(f, "1\n\nH 0 0 0\n2\n\nH 0 0 0\n") < 0 || fclose(f) != 0)
        exit(EXIT_FAILURE);
    need((from = mbtr_file_open("cut.xyz")));
    need(mbtr_file_read(from, &s) == 1);
    mbtr_structure_free(s);
    for (int i = 0; i < 2; i++)
        expect(mbtr_file_read(from, &s) == -1 && !s, i ? "failed before" : "cut.xyz:6: expected 2 atoms");
    mbtr_file_free(from);
}

/* Calls in two threads: one is refused recipes all the time, the other is not. */
static void fail_beside(const char *yaml)
{
#pragma omp parallel for num_threads(2) schedule(static)
    for (int i = 0; i < 200; i++) {
        if (i < 100)
            expect(!mbtr_recipe_new(
                       "representation: [{body: 1, geometry: count, weighting: unity, sigma: 1, grid: [0, 1, 2]}]\n"
                       "kernel: {function: gaussian}\n"),
                   "'sigma' is missing");
        else {
            struct mbtr_recipe *r = mbtr_recipe_new(yaml);
            need(r);
            mbtr_recipe_free(r);
        }
    }
}

static size_t read_all(const char *path)
{
    struct mbtr_file *from = mbtr_file_open(path);
    size_t n = 0;
    int got = from ? 1 : -1;
    while (n < MOST && (got = mbtr_file_read(from, &structure[n])) == 1)
        n++;
    need(got == 0);
    mbtr_file_free(from);
    return n;
}

static void print_rows(const double *row, size_t n, size_t columns)
{
    for (size_t i = 0; i < n; i++) {
        printf("%s", mbtr_structure_id(structure[i]));
        for (size_t j = 0; j < columns; j++)
            printf("\t%.17g", row[i * columns + j]);
        printf("\n");
    }
}

/* Blocks and the dense array are the same numbers. */
static void check_blocks(const struct mbtr_tensor *t, const double *row, size_t columns)
{
    double blocks = 0, dense = 0;
    for (size_t k = 0; k < mbtr_tensor_terms(t); k++)
        for (size_t b = 0; b < mbtr_tensor_blocks(t, k); b++)
            for (size_t i = 0; i < mbtr_tensor_bins(t, k); i++)
                blocks += mbtr_tensor_block(t, k, b)[i] * (mbtr_tensor_key(t, k, b)[mbtr_tensor_body(t, k) - 1] > 0);
    for (size_t j = 0; j < columns; j++)
        dense += row[j];
    need(blocks == dense);
}

int main(int argc, char **argv)
{
    static char text[4096];
    FILE *f = argc == 3 ? fopen(argv[1], "r") : NULL;
    if (!f || fread(text, 1, sizeof text - 1, f) == 0 || fclose(f) != 0)
        return EXIT_FAILURE;
    omp_set_num_threads(THREADS);
    struct mbtr_recipe *r = mbtr_recipe_new(text);
    need(r);
    size_t n = read_all(argv[2]), columns;
    fail_all(r, structure[0]);
    fail_of_size();
    fail_in_file();
    fail_beside(text);
    for (size_t i = 0; i < n; i++)
        need((tensor[i] = mbtr_tensor_new(r, structure[i])));
    const struct mbtr_tensor *const *all = (const struct mbtr_tensor *const *)tensor;
    double *dense = mbtr_tensor_dense(all, n, &columns), *kernel = malloc(n * n * sizeof *kernel);
    need(dense && kernel && mbtr_kernel(r, all, n, all, n, kernel) == 0);
    print_rows(dense, n, columns);
    print_rows(kernel, n, n);
    for (size_t i = 0; i < n; i++) {
        check_blocks(tensor[i], dense + i * columns, columns);
        mbtr_tensor_free(tensor[i]);
        mbtr_structure_free(structure[i]);
    }
    free(dense);
    free(kernel);
    mbtr_recipe_free(r);
    if (omp_get_max_threads() == THREADS)
        return EXIT_SUCCESS;
    printf("calls changed the number of threads\n");
    return EXIT_FAILURE;
}
