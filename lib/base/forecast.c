#include "base/forecast.h"

#include "base/available.h"
#include "base/output.h"
#include "base/say.h"

void forecast_print(struct forecast f)
{
    struct output *out = output_open(NULL, OUTPUT_TEXT);
    output_print(out, "quantity\tvalue\tunit\n");
    output_print(out, "rows\t%zu\tstructures\n", f.rows);
    output_print(out, "columns\t%zu\tstructures\n", f.columns);
    output_print(out, "memory\t%zu\tbytes\n", f.memory);
    output_print(out, "available\t%zu\tbytes\n", available_memory());
    if (f.output > 0)
        output_print(out, "output\t%zu\tbytes\n", f.output);
    output_print(out, "operations\t%.6g\tflops\n", f.flops);
    output_close(out);
}

void forecast_note(size_t memory)
{
    say_note("%.3g GB of memory are needed, %.3g GB are available", 1e-9 * (double)memory, 1e-9 * (double)available_memory());
}
