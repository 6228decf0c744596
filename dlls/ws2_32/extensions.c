/* Microsoft's extensions, reached by SIO_GET_EXTENSION_FUNCTION_POINTER and by mswsock.dll. */
#include "winsock_private.h"

#define ADDRESS_EXTRA 16u /* documented: the room of an address is at least this much larger than the address */

BOOL WINAPI winrun_AcceptEx(SOCKET listener, SOCKET accepted, PVOID buffer, DWORD receive, DWORD local_room,
                            DWORD remote_room, LPDWORD received, LPOVERLAPPED overlapped)
{
    struct socket_overlap overlap;
    ULONG transferred = 0;
    if (!overlapped) return !fail(ERROR_INVALID_PARAMETER);
    if (!buffer || remote_room < ADDRESS_EXTRA) return !fail(WSAEFAULT);
    overlap_from(&overlap, overlapped, NULL);
    NTSTATUS status = winrun_socket_accept_ex(handle_of(listener), handle_of(accepted), buffer, receive, local_room,
                                              remote_room, &overlap, &transferred);
    if (received && !status) *received = transferred;
    return !finish(status);
}

static void split_address(char *place, DWORD room, LPSOCKADDR *address, LPINT size)
{
    *address = (LPSOCKADDR)place;
    *size = 0;
    if (room >= 2)
        *size = (*address)->sa_family == AF_INET    ? 16
                : (*address)->sa_family == AF_INET6 ? 28
                                                    : (int)(room - ADDRESS_EXTRA);
}

VOID WINAPI winrun_GetAcceptExSockaddrs(PVOID buffer, DWORD receive, DWORD local_room, DWORD remote_room,
                                        LPSOCKADDR *local, LPINT local_size, LPSOCKADDR *remote, LPINT remote_size)
{
    split_address((char *)buffer + receive, local_room, local, local_size);
    split_address((char *)buffer + receive + local_room, remote_room, remote, remote_size);
}

BOOL WINAPI winrun_ConnectEx(SOCKET s, const struct sockaddr *address, int size, PVOID data, DWORD data_size,
                             LPDWORD sent, LPOVERLAPPED overlapped)
{
    struct socket_overlap overlap;
    ULONG transferred = 0;
    if (!overlapped) return !fail(ERROR_INVALID_PARAMETER);
    overlap_from(&overlap, overlapped, NULL);
    NTSTATUS status = winrun_socket_connect_ex(handle_of(s), address, size, data, data_size, &overlap, &transferred);
    if (sent && !status) *sent = transferred;
    return !finish(status);
}

BOOL WINAPI winrun_DisconnectEx(SOCKET s, LPOVERLAPPED overlapped, DWORD flags, DWORD reserved)
{
    struct socket_overlap overlap;
    if (reserved || flags & ~(DWORD)TF_REUSE_SOCKET) return !fail(WSAEINVAL);
    overlap_from(&overlap, overlapped, NULL);
    return !finish(winrun_socket_disconnect(handle_of(s), (flags & TF_REUSE_SOCKET) != 0, &overlap));
}

/* The offset in the OVERLAPPED counts; without one the file goes on from where it is. */
static LONGLONG file_offset(const OVERLAPPED *overlapped)
{
    return overlapped ? (LONGLONG)(((ULONGLONG)overlapped->OffsetHigh << 32) | overlapped->Offset) : -1;
}

static BOOL transmit(SOCKET s, const struct socket_file_part *parts, ULONG count, DWORD flags, LPOVERLAPPED overlapped)
{
    struct socket_overlap overlap;
    ULONG transferred;
    if ((flags & TF_REUSE_SOCKET) && !(flags & TF_DISCONNECT)) return !fail(WSAEINVAL);
    overlap_from(&overlap, overlapped, NULL);
    return !finish(winrun_socket_transmit(handle_of(s), parts, count, (flags & TF_DISCONNECT) != 0,
                                          (flags & TF_REUSE_SOCKET) != 0, &overlap, &transferred));
}

BOOL WINAPI winrun_TransmitFile(SOCKET s, HANDLE file, DWORD size, DWORD per_send, LPOVERLAPPED overlapped,
                                LPTRANSMIT_FILE_BUFFERS buffers, DWORD flags)
{
    struct socket_file_part parts[3];
    ULONG count = 0;
    (void)per_send; /* the kernel decides */
    if (buffers && buffers->HeadLength)
        parts[count++] = (struct socket_file_part){.memory = buffers->Head, .size = buffers->HeadLength};
    if (file) parts[count++] = (struct socket_file_part){.file = file, .offset = file_offset(overlapped), .size = size};
    if (buffers && buffers->TailLength)
        parts[count++] = (struct socket_file_part){.memory = buffers->Tail, .size = buffers->TailLength};
    return transmit(s, parts, count, flags, overlapped);
}

BOOL WINAPI winrun_TransmitPackets(SOCKET s, LPTRANSMIT_PACKETS_ELEMENT elements, DWORD count, DWORD per_send,
                                   LPOVERLAPPED overlapped, DWORD flags)
{
    struct socket_file_part parts[64];
    (void)per_send;
    if (!elements && count) return !fail(WSAEFAULT);
    if (count > ARRAYSIZE(parts)) return !fail(WSAENOBUFS);
    for (DWORD i = 0; i < count; i++) {
        const TRANSMIT_PACKETS_ELEMENT *element = &elements[i];
        parts[i] = (struct socket_file_part){.size = element->cLength};
        if (element->dwElFlags & TP_ELEMENT_FILE) {
            parts[i].file = element->hFile;
            parts[i].offset = element->nFileOffset.QuadPart;
        } else {
            parts[i].memory = element->pBuffer;
        }
    }
    return transmit(s, parts, count, flags, overlapped);
}

int WINAPI winrun_WSARecvMsg(SOCKET s, LPWSAMSG message, LPDWORD received, LPWSAOVERLAPPED overlapped,
                             LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

BOOL extension_function(const GUID *id, void **function)
{
    static const struct { GUID id; void *function;
    } table[] = {
        {WSAID_ACCEPTEX, (void *)winrun_AcceptEx},
        {WSAID_CONNECTEX, (void *)winrun_ConnectEx},
        {WSAID_DISCONNECTEX, (void *)winrun_DisconnectEx},
        {WSAID_GETACCEPTEXSOCKADDRS, (void *)winrun_GetAcceptExSockaddrs},
        {WSAID_TRANSMITFILE, (void *)winrun_TransmitFile},
        {WSAID_TRANSMITPACKETS, (void *)winrun_TransmitPackets},
        {WSAID_WSARECVMSG, (void *)winrun_WSARecvMsg},
        {{0xa441e712, 0x754f, 0x43ca, {0x84, 0xa7, 0x0d, 0xee, 0x44, 0xcf, 0x60, 0x6d}}, (void *)WSASendMsg},
        {{0x18c76f85, 0xdc66, 0x4964, {0x97, 0x2e, 0x23, 0xc2, 0x72, 0x38, 0x31, 0x2b}}, (void *)WSAPoll},
    };
    for (unsigned i = 0; i < ARRAYSIZE(table); i++) {
        if (memcmp(&table[i].id, id, sizeof(*id))) continue;
        *function = table[i].function;
        return TRUE;
    }
    return FALSE;
}
