#include "learn/ipi.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/say.h"
#include "base/socket.h"

/* Messages begin with a word of so many characters, filled up by blanks. */
enum { WORD = 12 };

struct session {
    struct ipi_client *client;
    int fd;
    size_t words; /* that came */
    bool have;    /* forces that have not been fetched */
    struct bytes reply;
};

void ipi_init(struct ipi_client *c, size_t atoms)
{
    c->system.atoms = atoms;
    c->system.position = mem_new(atoms, sizeof *c->system.position);
    c->system.force = mem_new(atoms, sizeof *c->system.force);
}

void ipi_free(struct ipi_client *c)
{
    free(c->system.position);
    free(c->system.force);
}

/* Notes why the connection is of no more use. Returns false. */
static bool broken(struct session *s, const char *problem, bool of_system)
{
    snprintf(s->client->problem, sizeof s->client->problem, "%s%s%s", problem, of_system ? ": " : "",
             of_system ? strerror(errno) : "");
    return false;
}

static bool receive(struct session *s, void *to, size_t n)
{
    ssize_t got = socket_read(s->fd, to, n);
    if (got < 0)
        return broken(s, "the connection broke", true);
    return got == (ssize_t)n || broken(s, "the server closed the connection in the middle of a message", false);
}

static bool answer(struct session *s)
{
    bool done = socket_write(s->fd, s->reply.at, s->reply.length) == 0;
    return done || broken(s, "the server does not take an answer", true);
}

static void begin_reply(struct session *s, const char *word)
{
    char text[WORD + 1];
    snprintf(text, sizeof text, "%-*s", WORD, word);
    s->reply.length = 0;
    bytes_put(&s->reply, text, WORD);
}

static bool tell_status(struct session *s)
{
    begin_reply(s, s->have ? "HAVEDATA" : "READY");
    return answer(s);
}

/* There is nothing that a model would have to be told: what comes is passed over. */
static bool begin_bead(struct session *s)
{
    int32_t bead, length;
    char text[256];
    if (!receive(s, &bead, sizeof bead) || !receive(s, &length, sizeof length))
        return false;
    if (length < 0)
        die("%s: INIT: expected the length of a text, found %d", s->client->server, (int)length);
    for (size_t left = (size_t)length; left > 0;) {
        size_t n = left < sizeof text ? left : sizeof text;
        if (!receive(s, text, n))
            return false;
        left -= n;
    }
    return true;
}

static void check_finite(const struct session *s, const double *x, size_t n, const char *what)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(x[i]))
            die("%s: step %zu: %s %zu: expected finite numbers, found %g", s->client->server, s->client->steps + 1, what,
                i / 3 + 1, x[i]);
}

static bool take_positions(struct session *s)
{
    struct ipi_system *y = &s->client->system;
    double cell[18]; /* and its inverse, which is not needed */
    int32_t n;
    if (!receive(s, cell, sizeof cell) || !receive(s, &n, sizeof n))
        return false;
    if (n < 0 || (size_t)n != y->atoms)
        die("%s: the server has %d atoms, and the template %zu", s->client->server, (int)n, y->atoms);
    if (!receive(s, y->position, y->atoms * sizeof *y->position))
        return false;
    check_finite(s, cell, 9, "cell, row");
    check_finite(s, y->position[0], 3 * y->atoms, "position of atom");
    for (int i = 0; i < 9; i++)
        y->cell[i % 3][i / 3] = cell[i];
    s->client->compute(s->client->context, y);
    s->client->steps++;
    return s->have = true;
}

static bool tell_forces(struct session *s)
{
    const struct ipi_system *y = &s->client->system;
    const int32_t n = (int32_t)y->atoms, extra = 0;
    if (!s->have)
        die("%s: the server asks for forces before it sends positions", s->client->server);
    begin_reply(s, "FORCEREADY");
    bytes_put(&s->reply, &y->energy, sizeof y->energy);
    bytes_put(&s->reply, &n, sizeof n);
    bytes_put(&s->reply, y->force, y->atoms * sizeof *y->force);
    for (int i = 0; i < 9; i++)
        bytes_put(&s->reply, &y->virial[i % 3][i / 3], sizeof y->virial[0][0]);
    bytes_put(&s->reply, &extra, sizeof extra);
    s->have = false;
    return answer(s);
}

static const struct ipi_message {
    const char *word;
    bool (*take)(struct session *s); /* false where the connection is of no more use; NULL: the end */
} messages[] = {
    {"STATUS", tell_status}, {"INIT", begin_bead}, {"POSDATA", take_positions}, {"GETFORCE", tell_forces}, {"EXIT", NULL},
};

static const struct ipi_message *find(const struct session *s, char word[WORD + 1])
{
    size_t n = WORD;
    while (n > 0 && (word[n - 1] == ' ' || word[n - 1] == '\0'))
        n--;
    word[n] = '\0';
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++)
        if (strcmp(word, messages[i].word) == 0)
            return &messages[i];
    die("%s: expected STATUS, INIT, POSDATA, GETFORCE or EXIT, found '%s'", s->client->server, word);
}

/* Why there is no next word, of which so many bytes came, -1 where reading failed. */
static enum ipi_end end_of(struct session *s, ssize_t got)
{
    /* A server that goes drops connections that it has not taken yet. */
    bool dropped = got < 0 && errno == ECONNRESET && s->words == 0;
    if (dropped || (got == 0 && !s->have))
        return IPI_CLOSED;
    if (got < 0)
        broken(s, "the connection broke", true);
    else if (got > 0)
        broken(s, "the server closed the connection in the middle of a message", false);
    else
        broken(s, "the server closed the connection before it took the forces", false);
    return IPI_BROKEN;
}

enum ipi_end ipi_answer(struct ipi_client *c, int fd)
{
    struct session s = {.client = c, .fd = fd};
    enum ipi_end end = IPI_BROKEN;
    for (bool goes_on = true; goes_on;) {
        char word[WORD + 1];
        ssize_t got = socket_read(fd, word, WORD);
        const struct ipi_message *m = got == WORD ? find(&s, word) : NULL;
        if (m && m->take) {
            s.words++;
            goes_on = m->take(&s);
        } else {
            end = m ? IPI_EXIT : end_of(&s, got);
            goes_on = false;
        }
    }
    bytes_free(&s.reply);
    return end;
}
