/* Winsock's beginning and end, the last error, byte order. */
#include "winsock_private.h"

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
    if (data->wVersion < MAKEWORD(2, 0) && LOBYTE(data->wVersion) < 2) {
        data->iMaxSockets = 32767; /* only Winsock 1.1 tells these */
        data->iMaxUdpDg = 65467;
    }
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

BOOL winsock_is_started(void)
{
    if (startups) return TRUE;
    SetLastError(WSANOTINITIALISED);
    return FALSE;
}

u_short WINAPI htons(u_short value) { return __builtin_bswap16(value); }
u_short WINAPI ntohs(u_short value) { return __builtin_bswap16(value); }
u_long WINAPI htonl(u_long value) { return __builtin_bswap32(value); }
u_long WINAPI ntohl(u_long value) { return __builtin_bswap32(value); }

static int swap_long(SOCKET s, u_long value, u_long *result)
{
    struct socket_facts facts;
    NTSTATUS status = winrun_socket_query(handle_of(s), &facts);
    if (status) return finish(status);
    if (!result) return fail(WSAEFAULT);
    *result = htonl(value);
    return 0;
}

static int swap_short(SOCKET s, u_short value, u_short *result)
{
    struct socket_facts facts;
    NTSTATUS status = winrun_socket_query(handle_of(s), &facts);
    if (status) return finish(status);
    if (!result) return fail(WSAEFAULT);
    *result = htons(value);
    return 0;
}

/* One to four parts, each decimal, octal or hexadecimal; the last fills what is left. INADDR_NONE if it is no address.
 */
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

int WINAPI WSAHtonl(SOCKET s, u_long value, u_long *result) { return swap_long(s, value, result); }
int WINAPI WSANtohl(SOCKET s, u_long value, u_long *result) { return swap_long(s, value, result); }
int WINAPI WSAHtons(SOCKET s, u_short value, u_short *result) { return swap_short(s, value, result); }
int WINAPI WSANtohs(SOCKET s, u_short value, u_short *result) { return swap_short(s, value, result); }

/* Blocking hooks went with Winsock 1.1. */
WINBOOL WINAPI WSAIsBlocking(void) { return FALSE; }

int WINAPI WSACancelBlockingCall(void)
{
    return fail(winsock_is_started() ? WSAEOPNOTSUPP : WSANOTINITIALISED);
}

FARPROC WINAPI WSASetBlockingHook(FARPROC hook)
{
    (void)hook;
    SetLastError(WSAEOPNOTSUPP);
    return NULL;
}

int WINAPI WSAUnhookBlockingHook(void)
{
    return fail(WSAEOPNOTSUPP);
}
