/* What Winsock 1.1 has and ws2_32 does not, or does otherwise: the multicast options have other numbers there. */
#include "nt/nt.h"

typedef int (WINAPI *get_function)(UINT_PTR s, int level, int name, char *value, int *size);
typedef int (WINAPI *set_function)(UINT_PTR s, int level, int name, const char *value, int size);

#define ERROR_NO_DATA_FOUND 11004
#define NO_ADDRESS          0xffffffffu

static FARPROC in_winsock2(const char *name)
{
    return GetProcAddress(GetModuleHandleW(L"ws2_32.dll"), name);
}

/* Options of level 0: IP_OPTIONS, then the multicast ones, TTL, TOS, DONTFRAGMENT. */
static int modern_name(int level, int name)
{
    static const BYTE names[] = {[1] = 1, [2] = 9, [3] = 10, [4] = 11, [5] = 12, [6] = 13, [7] = 4, [8] = 3, [9] = 14};
    return !level && name > 0 && name < (int)sizeof(names) ? names[name] : name;
}

int WINAPI getsockopt(UINT_PTR s, int level, int name, char *value, int *size)
{
    return ((get_function)(void *)in_winsock2("getsockopt"))(s, level, modern_name(level, name), value, size);
}

int WINAPI setsockopt(UINT_PTR s, int level, int name, const char *value, int size)
{
    return ((set_function)(void *)in_winsock2("setsockopt"))(s, level, modern_name(level, name), value, size);
}

/* A network number, in host order: up to four numbers, decimal, octal or hexadecimal. */
ULONG WINAPI inet_network(const char *text)
{
    ULONG result = 0;
    for (int i = 0; i < 4; i++) {
        ULONG base = *text != '0' ? 10 : (text[1] | 32) == 'x' ? 16 : 8, part = 0;
        BOOL any = FALSE;
        if (base == 16) text += 2;
        for (;; text++, any = TRUE) {
            ULONG digit = *text >= '0' && *text <= '9'                 ? (ULONG)(*text - '0')
                          : (*text | 32) >= 'a' && (*text | 32) <= 'f' ? (ULONG)((*text | 32) - 'a' + 10)
                                                                       : 16;
            if (digit >= base) break;
            part = part * base + digit;
        }
        if (!any || part > 255) return NO_ADDRESS;
        result = result << 8 | part;
        if (*text != '.') break;
        text++;
    }
    return *text ? NO_ADDRESS : result;
}

/* There is no list of networks. */
void *WINAPI getnetbyname(const char *name)
{
    (void)name;
    SetLastError(ERROR_NO_DATA_FOUND);
    return NULL;
}
