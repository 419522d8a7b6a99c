/* krr-serve: a model as the force field of programs that speak i-PI's protocol, over a socket. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/options.h"
#include "base/progress.h"
#include "base/say.h"
#include "base/socket.h"
#include "learn/force_provider.h"
#include "learn/ipi.h"
#include "learn/model.h"
#include "recipe/recipe.h"
#include "recipe/recipe_match.h"
#include "recipe/recipe_parse.h"
#include "structure/structure_reader.h"

static char *model_path, *template_path, *unix_name, *address;
static struct choice unit = {NAMES_OF(energy_units), -1};
static double timeout = 60;
static bool reconnect;
static const struct structure_options structure_options;

static const struct option_row options[] = {
    {'m', "model", OPTION_INPUT, &model_path, "MODEL", "the model that krr-train wrote"},
    {0, "template", OPTION_INPUT, &template_path, "FILE", "the atoms, and what is periodic: the first structure of FILE"},
    {0, "energy-unit", OPTION_CHOICE, &unit, NULL, "of the model's energies"},
    {0, "unix", OPTION_TEXT, &unix_name, "NAME", "the server listens at /tmp/ipi_NAME, or at a path, with a slash"},
    {0, "address", OPTION_TEXT, &address, "HOST:PORT", "or there, over the network"},
    {0, "timeout", OPTION_NUMBER, &timeout, "SECONDS", "wait so long for a server (60)"},
    {0, "reconnect", OPTION_FLAG, &reconnect, NULL, "when the server has gone, wait for the next one"},
    {0},
};

static const struct program program = {
    .name = "krr-serve",
    .about = "Computes energies and forces for ASE, i-PI and others that listen at a socket.",
    .operands = "-m MODEL --template FILE --energy-unit UNIT --unix NAME|--address HOST:PORT",
    .options = options,
    .no_output = "forces go to the server",
};

static void check_options(char **operands, size_t count)
{
    if (count > 0)
        die_usage("expected no file beside options, found '%s'", operands[0]);
    if (!model_path)
        die_usage("-m MODEL is missing");
    if (!template_path)
        die_usage("--template FILE is missing: the protocol tells no elements");
    if (unit.place < 0)
        die_usage("--energy-unit is missing: the server expects hartree, and the model has the unit of its training data");
    if (!unix_name == !address)
        die_usage("expected one of --unix and --address");
}

/* Where the server listens; a name is i-PI's for a path. */
static struct socket_place find_server(void)
{
    struct socket_place place;
    struct bytes path = {0};
    if (address && !socket_place_address(address, &place))
        die_usage("--address: expected HOST:PORT, found '%s'", address);
    if (address)
        return place;
    bytes_print(&path, "%s%s", strchr(unix_name, '/') ? "" : "/tmp/ipi_", unix_name);
    place = socket_place_path((char *)path.at);
    bytes_free(&path);
    return place;
}

static void read_template(struct structure *s)
{
    struct structure_reader *from = structure_reader_open(&template_path, 1, &structure_options);
    if (!structure_reader_next(from, s))
        die("%s: expected a structure, found none", template_path);
    structure_reader_close(from);
}

/* Answers one server after the other. */
static void serve(struct ipi_client *c, const struct socket_place *place)
{
    for (bool first = true;; first = false) {
        int fd = socket_connect(place, timeout);
        if (fd < 0 && first)
            die("%s: no server listened there within %g s; the last try:", place->name, timeout);
        if (fd < 0)
            return;
        say_note("%s: connected", place->name);
        enum ipi_end end = ipi_answer(c, fd);
        socket_close(fd, place);
        if (end == IPI_BROKEN && !reconnect)
            die("%s: %s", place->name, c->problem);
        if (end == IPI_BROKEN)
            say_warning("%s: %s", place->name, c->problem);
        if (end == IPI_EXIT || !reconnect)
            return;
        socket_pause();
    }
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, &argv);
    check_options(argv, count);
    struct socket_place place = find_server();
    struct structure s = {0};
    struct model *m = model_read(model_path);
    struct recipe *r = recipe_parse(m->recipe, model_path, NULL);
    recipe_match_potential(r, m, model_path);
    read_template(&s);
    struct potential *p = potential_new(m, model_path, &r->representation, &r->kernel, 1);
    struct force_provider f = {.potential = p, .structure = &s, .unit = &energy_units[unit.place]};
    struct ipi_client c = {.server = place.name, .compute = force_provider_compute, .context = &f};
    force_provider_check(&f);
    ipi_init(&c, s.sample.atoms);
    serve(&c, &place);
    say_note("%zu steps, %.3g ms each", f.steps, f.steps ? 1e3 * f.seconds / (double)f.steps : 0);
    ipi_free(&c);
    force_provider_free(&f);
    potential_free(p);
    structure_free(&s);
    recipe_free(r);
    model_free(m);
    socket_place_free(&place);
    progress_note_all();
    return EXIT_SUCCESS;
}
