/* Blocking calls on sockets can be ended by closesocket: the thread notes itself while it may sleep (socket.c). */
#ifndef SOCKET_BLOCKING_H
#define SOCKET_BLOCKING_H

#include "thread_private.h"

int blocking_begin(uint32_t slot);        /* the entry, -1 if there is none */
bool blocking_cancelled(int entry);
void blocking_end(int entry);             /* keeps errno */
void blocking_cancel_thread(int32_t tid); /* marks what the thread is doing; a signal must follow */
bool blocking_wait(int fd, short events, int entry); /* poll; false: cancelled */

#endif
