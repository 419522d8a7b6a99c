#include "base/stage.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/die.h"

static pid_t before; /* 0: there is none, or it has ended */

static void take_place(int fd, int standard)
{
    if (dup2(fd, standard) < 0)
        die("cannot lead a pipe to another process:");
    child_close(fd);
}

void stage_before(void (*run)(void *context), void *context)
{
    int ends[2];
    child_pipe(ends);
    pid_t child = child_fork();
    if (child == 0) {
        before = 0;
        child_close(ends[0]);
        take_place(ends[1], STDOUT_FILENO);
        run(context);
        exit(EXIT_SUCCESS);
    }
    before = child;
    child_close(ends[1]);
    take_place(ends[0], STDIN_FILENO);
}

void stage_end(void)
{
    if (before == 0)
        return;
    int status = child_wait(before);
    before = 0;
    if (WIFSIGNALED(status))
        die("a part of it was ended by signal %d", WTERMSIG(status));
    if (!WIFEXITED(status) || WEXITSTATUS(status) != EXIT_SUCCESS)
        die_silently();
}
