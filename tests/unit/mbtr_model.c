/* mbtr_model MODEL FILE: what a model that predicts from structures predicts for each of FILE, by lib/mbtr.h alone. Before that it
   is asked for rows of a kernel that it does not have. */
#include <mbtr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void need(int right)
{
    if (right)
        return;
    printf("%s\n", mbtr_message());
    exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
    struct mbtr_model *m = argc == 3 ? mbtr_model_read(argv[1]) : NULL;
    need(m && mbtr_model_columns(m) == 0);
    struct mbtr_file *from = mbtr_file_open(argv[2]);
    struct mbtr_structure *s;
    double value, row[] = {1};
    int got;
    need(from != NULL);
    while ((got = mbtr_file_read(from, &s)) == 1) {
        if (mbtr_model_predict(m, s, row, &value) == 0 || !strstr(mbtr_message(), "without a row of the kernel"))
            return EXIT_FAILURE;
        need(mbtr_model_predict(m, s, NULL, &value) == 0);
        printf("%.17g\n", value);
        mbtr_structure_free(s);
    }
    need(got == 0);
    mbtr_file_free(from);
    mbtr_model_free(m);
    return EXIT_SUCCESS;
}
