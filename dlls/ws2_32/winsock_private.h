/* Shared by the sources of ws2_32. Sockets themselves live in ntdll (include/nt/socket.h); here is Winsock's face of
 * them. */
#ifndef WINSOCK_PRIVATE_H
#define WINSOCK_PRIVATE_H

#define _WINSOCKAPI_
#include "nt/nt.h"
#undef _WINSOCKAPI_
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <string.h>
#include "unix_calls.h"

#define handle_of(s) ((HANDLE)(s))
#define ADDRESS_MAX 128

/* --- errors.c --- */
int winsock_error(NTSTATUS status);         /* WSAE... */
int fail(int error);                        /* sets the last error; SOCKET_ERROR, or 0 for error 0 */
int finish(NTSTATUS status);                /* the same from a status */
BOOL winsock_is_started(void);              /* else the last error is WSANOTINITIALISED */

/* --- transfer.c --- */
/* Fills an overlap from the program's structure; its room for the status stays the program's. */
void overlap_from(struct socket_overlap *overlap, LPWSAOVERLAPPED given, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

/* --- protocols.c --- */
BOOL protocol_fill(int family, int type, int protocol, WSAPROTOCOL_INFOW *info);
/* What a program left open is found in the catalogue. */
int protocol_resolve(int *family, int *type, int *protocol);
void protocol_narrow(const WSAPROTOCOL_INFOW *wide, WSAPROTOCOL_INFOA *narrow);

/* --- extensions.c --- */
BOOL extension_function(const GUID *id, void **function);

/* --- text.c --- */
int utf8_from_wide(const WCHAR *wide, char *text, int room);  /* bytes with the 0, 0 if it does not fit */
int wide_from_utf8(const char *text, WCHAR *wide, int room);

/* --- thread_data.c --- */
struct winsock_thread { char address_text[16]; char entry[4096]; };
struct winsock_thread *thread_data(void);

#endif
