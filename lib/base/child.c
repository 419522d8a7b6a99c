#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/unfinished.h"

extern char **environ;

void child_pipe(int ends[2])
{
    if (pipe(ends) != 0 || fcntl(ends[0], F_SETFD, FD_CLOEXEC) != 0 || fcntl(ends[1], F_SETFD, FD_CLOEXEC) != 0)
        die("cannot make a pipe:");
}

void child_close(int end)
{
    if (close(end) != 0)
        die("cannot close what leads to a child:");
}

/* Programs expect the signals that ours ignore. */
static int set_signals(posix_spawnattr_t *attributes)
{
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    sigaddset(&usual, SIGXFSZ);
    int error = posix_spawnattr_setsigdefault(attributes, &usual);
    return error ? error : posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF);
}

/* Whose parent ignores the end of children could not wait for its own. */
static void heed_children(void)
{
    struct sigaction usual = {.sa_handler = SIG_DFL};
    sigaction(SIGCHLD, &usual, NULL);
}

static int set_descriptors(posix_spawn_file_actions_t *actions, int in, int out, int messages)
{
    int error = posix_spawn_file_actions_init(actions);
    error = error ? error : posix_spawn_file_actions_adddup2(actions, in, STDIN_FILENO);
    error = error ? error : posix_spawn_file_actions_adddup2(actions, out, STDOUT_FILENO);
    return error ? error : posix_spawn_file_actions_adddup2(actions, messages, STDERR_FILENO);
}

pid_t child_start(char *const arguments[], int in, int out, int messages)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    pid_t child;
    if ((errno = set_descriptors(&actions, in, out, messages)) || (errno = posix_spawnattr_init(&attributes)) ||
        (errno = set_signals(&attributes)))
        die("cannot run %s:", arguments[0]);
    heed_children();
    int error = posix_spawnp(&child, arguments[0], &actions, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    errno = error;
    if (error && error != ENOENT)
        die("cannot run %s:", arguments[0]);
    return error ? -1 : child;
}

pid_t child_fork(void)
{
    heed_children();
    pid_t child = fork();
    if (child < 0)
        die("cannot begin another process:");
    if (child == 0)
        unfinished_disown();
    return child;
}

int child_wait(pid_t child)
{
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            die("cannot wait for a child:");
    return status;
}
