/* How much memory there is. */
#ifndef MBTR_AVAILABLE_H
#define MBTR_AVAILABLE_H

#include <stddef.h>

/* Bytes this process can still have: what the system has available, what the limits of its control groups and RLIMIT_AS
   leaves, whichever is least. SIZE_MAX where the system does not tell. */
size_t available_memory(void);

/* What the control groups leave to a process (Linux, cgroups(7), both versions): those it is in and all above them,
   files kept in memory not counted, since they give way. list: such as /proc/self/cgroup; mount: such as
   /sys/fs/cgroup. SIZE_MAX where there is no limit. */
size_t available_in_cgroup(const char *list, const char *mount);

#endif
