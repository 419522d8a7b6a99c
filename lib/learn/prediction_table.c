#include "learn/prediction_table.h"

#include "base/bytes.h"

void prediction_table_names(struct output *out, const char *property, bool deviation)
{
    output_print(out, "id\tformula\tatoms\t%s\tpredicted%s\n", property, deviation ? "\tstddev" : "");
}

void prediction_table_row(struct output *out, const struct sample *s, const char *property, double value,
                          const double *deviation)
{
    const double *known = sample_property(s, property);
    struct bytes formula = {0};
    sample_formula(s, &formula);
    output_print(out, "%s\t%.*s\t%zu\t", s->id, (int)formula.length, (char *)formula.at, s->atoms);
    if (known)
        output_print(out, "%.15g", *known);
    output_print(out, "\t%.15g", value);
    if (deviation)
        output_print(out, "\t%.15g", *deviation);
    output_print(out, "\n");
    bytes_free(&formula);
}
