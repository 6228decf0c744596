/* core.c for the loader: the connection itself. */
#ifndef CORE_PRIVATE_H
#define CORE_PRIVATE_H

#include "unix_private.h"

void server_set_socket(int fd);
/* Says so and ends the process. An exchange does it by itself, but returns STATUS_CONNECTION_DISCONNECTED before the
 * first answer. */
void server_is_gone(void) __attribute__((noreturn));
/* As server_exchange, with up to three descriptors out. */
NTSTATUS server_exchange_fds(struct unix_server_request_args *args, int *fds, int *fd_count);
extern uint64_t server_round_trips;

#endif
