#include "base/unfinished.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/die.h"

enum { FILES_MAX = 8 };

/* Read by the signal handler, which may run in any thread. */
static char *_Atomic unfinished[FILES_MAX];

/* A signal has to wait, as while a file is made whose name is not known yet; the signal that ends the program. Who sets one
   looks at the other afterwards, so that no file is made behind the back of a handler. */
static atomic_bool held;
static atomic_int ending;

static void remove_all(void)
{
    for (size_t i = 0; i < FILES_MAX; i++) {
        char *path = unfinished[i];
        if (path)
            unlink(path);
    }
}

static void end(int number)
{
    remove_all();
    signal(number, SIG_DFL);
    raise(number);
}

static void on_signal(int number)
{
    ending = number;
    if (!held)
        end(number);
}

/* Batch systems warn with any of these before they kill. */
static void watch(void)
{
    static bool watching;
    static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU};
    struct sigaction action = {.sa_handler = on_signal};
    if (watching)
        return;
    watching = true;
    if (atexit(remove_all) != 0 || at_quick_exit(remove_all) != 0)
        die("too little memory to watch over unfinished files");
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction old;
        if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
}

int unfinished_make(char *path)
{
    size_t slot = 0;
    while (slot < FILES_MAX && unfinished[slot])
        slot++;
    if (slot == FILES_MAX)
        die("%s: more than %d files are being written", path, FILES_MAX);
    watch();
    unfinished_hold();
    int fd = ending ? -1 : descriptor_make(path);
    if (fd >= 0)
        unfinished[slot] = path;
    unfinished_release();
    return fd;
}

void unfinished_hold(void)
{
    held = true;
}

void unfinished_release(void)
{
    held = false;
    if (ending)
        end(ending);
}

void unfinished_forget(const char *path)
{
    for (size_t i = 0; i < FILES_MAX; i++)
        if (unfinished[i] == path)
            unfinished[i] = NULL;
}

void unfinished_disown(void)
{
    for (size_t i = 0; i < FILES_MAX; i++)
        unfinished[i] = NULL;
}
