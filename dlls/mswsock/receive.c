/* WSARecvEx: recv that tells of messages cut short. */
#define _WINSOCKAPI_
#include "nt/nt.h"
#undef _WINSOCKAPI_
#include <winsock2.h>
#include <mswsock.h>

int PASCAL WSARecvEx(SOCKET s, char *data, int size, int *flags)
{
    DWORD received = 0, message_flags;
    WSABUF buffer = {(ULONG)size, data};
    if (!flags) {
        SetLastError(WSAEFAULT);
        return SOCKET_ERROR;
    }
    message_flags = (DWORD)*flags;
    if (!WSARecv(s, &buffer, 1, &received, &message_flags, NULL, NULL)) {
        *flags = (int)message_flags;
        return (int)received;
    }
    if (GetLastError() != WSAEMSGSIZE) return SOCKET_ERROR;
    *flags = MSG_PARTIAL;
    return (int)received;
}
