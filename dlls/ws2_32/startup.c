/* Winsock's beginning and end, its errors, byte order. There are no sockets yet: opening one fails with WSAENETDOWN, the documented
 * error for a network subsystem that has failed, and so every descriptor is not a socket. */
#define _WINSOCKAPI_
#include "nt/nt.h"
#undef _WINSOCKAPI_
#include <winsock2.h>
#include <string.h>

static LONG startups;

int WINAPI WSAStartup(WORD wanted, LPWSADATA data)
{
    if (!data) return WSAEFAULT;
    if (!LOBYTE(wanted)) return WSAVERNOTSUPPORTED;
    memset(data, 0, sizeof(*data));
    data->wVersion = wanted > MAKEWORD(2, 2) || LOBYTE(wanted) > 2 ? MAKEWORD(2, 2) : wanted;
    data->wHighVersion = MAKEWORD(2, 2);
    strcpy(data->szDescription, "WinSock 2.0");
    strcpy(data->szSystemStatus, "Running");
    InterlockedIncrement(&startups);
    return 0;
}

int WINAPI WSACleanup(void)
{
    if (InterlockedDecrement(&startups) >= 0) return 0;
    InterlockedIncrement(&startups);
    SetLastError(WSANOTINITIALISED);
    return SOCKET_ERROR;
}

int WINAPI WSAGetLastError(void)
{
    return (int)GetLastError();
}

void WINAPI WSASetLastError(int error)
{
    SetLastError((DWORD)error);
}

static SOCKET no_sockets(void)
{
    log_line(LOG_WARN, "the program opened a socket, which Winrun does not have yet");
    SetLastError(startups ? WSAENETDOWN : WSANOTINITIALISED);
    return INVALID_SOCKET;
}

SOCKET WINAPI socket(int family, int type, int protocol)
{
    (void)family;
    (void)type;
    (void)protocol;
    return no_sockets();
}

SOCKET WINAPI WSASocketW(int family, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP group, DWORD flags)
{
    (void)info;
    (void)group;
    (void)flags;
    return socket(family, type, protocol);
}

SOCKET WINAPI WSASocketA(int family, int type, int protocol, LPWSAPROTOCOL_INFOA info, GROUP group, DWORD flags)
{
    (void)info;
    (void)group;
    (void)flags;
    return socket(family, type, protocol);
}

int WINAPI closesocket(SOCKET s)
{
    (void)s;
    SetLastError(WSAENOTSOCK);
    return SOCKET_ERROR;
}

BOOL WINAPI WSAGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD transferred, WINBOOL wait, LPDWORD flags)
{
    (void)s;
    (void)overlapped;
    (void)transferred;
    (void)wait;
    (void)flags;
    SetLastError(WSAENOTSOCK);
    return FALSE;
}

u_short WINAPI htons(u_short value) { return __builtin_bswap16(value); }
u_short WINAPI ntohs(u_short value) { return __builtin_bswap16(value); }
u_long WINAPI htonl(u_long value) { return __builtin_bswap32(value); }
u_long WINAPI ntohl(u_long value) { return __builtin_bswap32(value); }

/* One to four parts, each decimal, octal or hexadecimal; the last fills what is left. INADDR_NONE if it is no address. */
unsigned long WINAPI inet_addr(const char *text)
{
    unsigned long parts[4];
    int count = 0;
    for (;;) {
        unsigned base = 10;
        unsigned long long value = 0;
        if (*text < '0' || *text > '9' || count == 4) return INADDR_NONE;
        if (*text == '0') base = (text[1] | 32) == 'x' ? 16 : 8;
        if (base == 16) text += 2;
        for (;; text++) {
            unsigned digit = 99;
            if (*text >= '0' && *text <= '9') digit = (unsigned)(*text - '0');
            else if ((*text | 32) >= 'a' && (*text | 32) <= 'f') digit = (unsigned)((*text | 32) - 'a') + 10;
            if (digit >= base) break;
            value = value * base + digit;
            if (value > 0xffffffff) return INADDR_NONE;
        }
        parts[count++] = (unsigned long)value;
        if (*text != '.') break;
        text++;
    }
    if (*text && *text != ' ') return INADDR_NONE;
    unsigned long address = 0;
    for (int i = 0; i < count - 1; i++) {
        if (parts[i] > 255) return INADDR_NONE;
        address |= parts[i] << (24 - 8 * i);
    }
    unsigned left = 32 - 8 * (unsigned)(count - 1);
    if (left < 32 && parts[count - 1] >> left) return INADDR_NONE;
    return htonl(address | parts[count - 1]);
}

/* No transport is installed. */
int WINAPI WSAEnumProtocolsW(LPINT wanted, LPWSAPROTOCOL_INFOW buffer, LPDWORD size)
{
    (void)wanted;
    (void)buffer;
    if (!size) {
        SetLastError(WSAEFAULT);
        return SOCKET_ERROR;
    }
    *size = 0;
    return 0;
}
