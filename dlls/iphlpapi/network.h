/* Shared by the sources of iphlpapi. */
#ifndef NETWORK_H
#define NETWORK_H

#define _WINSOCKAPI_
#include "nt/nt.h"
#undef _WINSOCKAPI_
#include <winsock2.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>
#include <string.h>
#include "unix_calls.h"

#define heap_new(size) HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size)
#define heap_drop(memory) HeapFree(GetProcessHeap(), 0, memory)

/* All records of one of the machine's tables (unix_calls/socket.h), to be dropped; an error code of Windows. */
DWORD table_fetch(enum network_table table, void **records, ULONG *count);
/* IF_TYPE_* and IF_OPER_STATUS of an interface */
ULONG interface_type(const struct network_interface *device);
ULONG interface_status(const struct network_interface *device);
void interface_guid(ULONG index, GUID *guid);
void interface_luid(const struct network_interface *device, NET_LUID *luid);
ULONG mask_of_prefix(ULONG prefix); /* network order */
static inline ULONG ipv4_of(const BYTE *address) { return ((const struct sockaddr_in *)address)->sin_addr.s_addr; }
static inline USHORT family_of(const BYTE *address) { return ((const struct sockaddr *)address)->sa_family; }
/* Copies an answer out, or says how much room it needs. */
DWORD give_answer(void *buffer, ULONG *size, const void *answer, ULONG answer_size);

#endif
