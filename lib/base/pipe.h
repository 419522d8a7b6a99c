/* Pipes between programs. */
#ifndef MBTR_PIPE_H
#define MBTR_PIPE_H

/* Asks for a large buffer where the descriptor is a pipe, so that both its ends can work at the same time. */
void pipe_widen(int fd);

#endif
