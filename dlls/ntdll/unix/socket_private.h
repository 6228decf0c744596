/* Shared by socket*.c, resolver.c and network_tables.c. */
#ifndef SOCKET_PRIVATE_H
#define SOCKET_PRIVATE_H

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include "unix_private.h"

#define WINDOWS_AF_INET6 23
/* How ntdll hands over the name of an AF_UNIX socket: a full DOS path, because a Unix path can be longer than
 * sockaddr_un takes. */
struct windows_unix_name { uint16_t family, length; uint16_t path[]; };

NTSTATUS socket_status_from_errno(int error);
uint32_t socket_error_from_errno(int error); /* WSAE... */
int socket_family_to_linux(int family);
int socket_family_to_windows(int family);
/* An address of the program's for the kernel; `folder` is a descriptor to be closed after use, or -1. */
NTSTATUS socket_address_to_linux(uint64_t address, int32_t size, struct sockaddr_storage *result, socklen_t *length,
                                 int *folder);
/* And back: copies what fits, *size becomes the full size. */
void socket_address_to_windows(const struct sockaddr_storage *address, socklen_t length, uint64_t buffer,
                               int32_t *size);

#endif
