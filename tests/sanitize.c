/* Linked into every program of the sanitizer build: who fails may leave its memory to the system, so the search for
   leaks, which comes after all exit handlers that were registered later, is only for programs that succeed. The lines that
   ran count all the same. */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef COUNTED
void __gcov_dump(void);
#endif
const char *__lsan_default_options(void);
const char *__lsan_default_suppressions(void);

const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}

/* Calls of the library that fail lose what they had in hand, as mbtr(3) says: tests/unit/mbtr.c makes such. */
const char *__lsan_default_suppressions(void)
{
    return "leak:fail_all\nleak:fail_in_file\nleak:fail_beside\n";
}

static void leave(int status, void *unused)
{
    (void)unused;
    if (status != 0) {
        fflush(NULL);
#ifdef COUNTED
        __gcov_dump();
#endif
        _exit(status);
    }
}

__attribute__((constructor)) static void watch(void)
{
    on_exit(leave, NULL);
}
