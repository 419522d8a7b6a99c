/* xyz-edit: structures with other labels, or fewer of them. */
#include <stdbool.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/options.h"
#include "base/output.h"
#include "base/progress.h"
#include "base/say.h"
#include "structure/edit.h"
#include "structure/frame_text.h"
#include "structure/structure_reader.h"

static bool add_ids;
static char *records, *ids, *table;
static struct texts renamed, needed, converted, subtracted;
static struct structure_options structure_options = {.keep_frame = true};

static const struct option_row options[] = {
    {0, "add-ids", OPTION_FLAG, &add_ids, NULL, "write the id of each structure whose comment line has none"},
    {'r', "records", OPTION_TEXT, &records, "A-B,...", "only records A to B, from 1; A, A- and -B too"},
    {0, "ids", OPTION_INPUT, &ids, "FILE", "only structures whose ids FILE lists, one a line"},
    {0, "join", OPTION_INPUT, &table, "TABLE", "add the columns of TABLE as properties, by its column id"},
    {0, "rename", OPTION_TEXTS, &renamed, "OLD=NEW", "call a property, or a column of atoms, otherwise"},
    {0, "need", OPTION_TEXTS, &needed, "NAME", "leave out structures without numbers of this name"},
    {0, "convert", OPTION_TEXTS, &converted, "NAME=FROM:TO", "change its unit: energy=eV:kcal/mol"},
    {0, "subtract", OPTION_TEXTS, &subtracted, "A=B", "make A the difference A - B"},
    STRUCTURE_OPTIONS(structure_options),
    {0},
};

static const struct program program = {
    .name = "xyz-edit",
    .about = "Changes labels of structures: joins, renames, converts and subtracts them, or leaves structures out.",
    .operands = "[FILE.xyz ...]",
    .options = options,
};

static void add(struct edits *to, const struct edit_kind *kind, const char *argument)
{
    if (argument)
        edit_add(to, kind, argument, structure_options.id_key);
}

static void add_all(struct edits *to, const struct edit_kind *kind, struct texts *arguments)
{
    for (size_t i = 0; i < arguments->n; i++)
        add(to, kind, arguments->at[i]);
    free(arguments->at);
}

/* Those that were asked for, in the order in which they act. */
static struct edits *read_edits(void)
{
    struct edits *e = edit_list();
    add(e, &edit_add_ids, add_ids ? "" : NULL);
    add(e, &edit_records, records);
    add(e, &edit_ids, ids);
    add(e, &edit_join, table);
    add_all(e, &edit_rename, &renamed);
    add_all(e, &edit_need, &needed);
    add_all(e, &edit_convert, &converted);
    add_all(e, &edit_subtract, &subtracted);
    return e;
}

static void edit_all(struct structure_reader *from, struct edits *edits, struct output *out)
{
    struct frame_text *frame = frame_text_new(structure_options.columns);
    struct structure s = {0};
    struct bytes text = {0};
    size_t n = 0, written = 0;
    struct progress progress = progress_start("structures", 0);
    for (; structure_reader_next(from, &s); n++) {
        frame_text_read(frame, structure_reader_frame(from), &s);
        if (edit_apply(edits, frame, &s)) {
            text.length = 0;
            frame_text_write(frame, &text);
            output_write(out, text.at, text.length);
            written++;
        }
        progress_step(&progress, 1);
    }
    progress_end(&progress);
    edit_close(edits);
    say_note("%zu of %zu structures written", written, n);
    structure_free(&s);
    bytes_free(&text);
    frame_text_free(frame);
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, &argv);
    struct edits *edits = read_edits();
    struct structure_reader *from = structure_reader_open(argv, count, &structure_options);
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    edit_all(from, edits, out);
    output_close(out);
    structure_reader_close(from);
    output_commit();
    return EXIT_SUCCESS;
}
