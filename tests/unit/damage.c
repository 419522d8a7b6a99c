/* damage STREAM STEP: cut before any byte, and with a bit of any byte flipped (each byte another), it is refused with a
   message that names the place; STEP: only every so many bytes. A child reads each, for errors do not return. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/input.h"
#include "base/say.h"
#include "stream/header.h"
#include "stream/reader.h"
#include "stream/record.h"

static _Noreturn void read_all(int messages)
{
    struct record record = {0};
    if (dup2(messages, STDERR_FILENO) < 0)
        _exit(3);
    struct reader *from = reader_open(NULL, 0, HOLDS_ANY);
    while (reader_next(from, &record))
        ;
    _exit(0);
}

/* Whether these bytes as standard input are refused. */
static bool refused(const unsigned char *bytes, size_t n)
{
    char message[512] = "";
    int ends[2], status = 0;
    if (ftruncate(STDIN_FILENO, 0) != 0 || pwrite(STDIN_FILENO, bytes, n, 0) != (ssize_t)n ||
        lseek(STDIN_FILENO, 0, SEEK_SET) != 0 || pipe(ends) != 0)
        die("cannot prepare:");
    pid_t child = fork();
    if (child == 0)
        read_all(ends[1]);
    close(ends[1]);
    ssize_t length = read(ends[0], message, sizeof message - 1);
    close(ends[0]);
    if (child < 0 || waitpid(child, &status, 0) != child)
        die("cannot run a child:");
    bool told = length > 0 && strstr(message, "damage: standard input: byte ") == message;
    if (!told || !WIFEXITED(status) || WEXITSTATUS(status) != EXIT_FAILED)
        printf("%zu bytes: status %d, '%s'\n", n, status, message);
    return told && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_FAILED;
}

int main(int argc, char **argv)
{
    say_as("damage");
    struct input *in = input_open(argc > 1 ? argv[1] : NULL);
    size_t step = argc > 2 ? (size_t)atoi(argv[2]) : 1, n = 0, wrong = 0, tried = 0;
    while (input_need(in, n + 1))
        n = in->have;
    FILE *file = tmpfile();
    if (n == 0 || step == 0 || !file || dup2(fileno(file), STDIN_FILENO) != STDIN_FILENO)
        die("cannot prepare:");
    for (size_t i = 0; i < n; i += step, tried += 2) {
        unsigned char byte = in->at[i];
        wrong += !refused(in->at, i);
        in->at[i] = (unsigned char)(byte ^ 1 << i % 8);
        wrong += !refused(in->at, n);
        in->at[i] = byte;
    }
    printf("%zu damaged streams, %zu not refused\n", tried, wrong);
    return wrong > 0;
}
