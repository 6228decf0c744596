/* Addresses as text: inet_ntop and its relatives. ntdll's Rtl functions read and write single addresses; here are ports
 * and scopes. */
#include "winsock_private.h"

/* --- IPv4 --- */

static int write_ipv4(const BYTE *address, char *text)
{
    char *at = text;
    for (int i = 0; i < 4; i++) {
        unsigned value = address[i];
        if (i) *at++ = '.';
        if (value >= 100) *at++ = (char)('0' + value / 100);
        if (value >= 10) *at++ = (char)('0' + value / 10 % 10);
        *at++ = (char)('0' + value % 10);
    }
    *at = 0;
    return (int)(at - text);
}

/* Four decimal numbers. Returns what follows, or NULL. */
static const char *read_ipv4(const char *text, BYTE *address)
{
    for (int i = 0; i < 4; i++) {
        unsigned value = 0, digits = 0;
        if (i && *text++ != '.') return NULL;
        for (; *text >= '0' && *text <= '9'; text++, digits++) {
            value = value * 10 + (unsigned)(*text - '0');
            if (value > 255 || digits == 3) return NULL;
        }
        if (!digits) return NULL;
        address[i] = (BYTE)value;
    }
    return text;
}

/* --- IPv6 --- */

static int write_ipv6(const BYTE *address, char *text)
{
    static const char digits[] = "0123456789abcdef";
    int best = -1, best_length = 1, length = 0;
    char *at = text;
    for (int i = 0; i < 8; i++) {
        length = address[2 * i] || address[2 * i + 1] ? 0 : length + 1;
        if (length > best_length) {
            best_length = length;
            best = i - length + 1;
        }
    }
    static const BYTE mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    BOOL embeds = !memcmp(address, mapped, 12) || (best == 0 && best_length == 6 && (address[12] || address[13]));
    for (int i = 0; i < (embeds ? 6 : 8); i++) {
        if (i == best) {
            *at++ = ':';
            i += best_length - 1;
            if (i == 7) *at++ = ':';
            continue;
        }
        unsigned value = (unsigned)address[2 * i] << 8 | address[2 * i + 1];
        if (i) *at++ = ':';
        if (value >= 0x1000) *at++ = digits[value >> 12];
        if (value >= 0x100) *at++ = digits[value >> 8 & 15];
        if (value >= 0x10) *at++ = digits[value >> 4 & 15];
        *at++ = digits[value & 15];
    }
    if (embeds) {
        *at++ = ':';
        at += write_ipv4(address + 12, at);
    }
    *at = 0;
    return (int)(at - text);
}

static int hexadecimal(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c |= 32;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static const char *read_ipv6(const char *text, BYTE *address)
{
    BYTE parts[16];
    int count = 0, gap = -1;
    if (text[0] == ':' && text[1] == ':') {
        gap = 0;
        text += 2;
    }
    while (count < 16 && hexadecimal(*text) >= 0) {
        const char *start = text;
        unsigned value = 0, digits = 0;
        for (; hexadecimal(*text) >= 0 && digits < 5; text++, digits++)
            value = value * 16 + (unsigned)hexadecimal(*text);
        if (*text == '.') {
            text = count <= 12 ? read_ipv4(start, parts + count) : NULL;
            if (!text) return NULL;
            count += 4;
            break;
        }
        if (digits > 4) return NULL;
        parts[count++] = (BYTE)(value >> 8);
        parts[count++] = (BYTE)value;
        if (*text != ':') break;
        if (text[1] == ':') {
            if (gap >= 0) return NULL;
            gap = count;
            text += 2;
        } else if (hexadecimal(text[1]) >= 0 && count < 16) {
            text++;
        } else {
            return NULL;
        }
    }
    if (gap < 0 ? count != 16 : count > 14) return NULL;
    memset(address, 0, 16);
    if (gap < 0) gap = count;
    memcpy(address, parts, (size_t)gap);
    memcpy(address + 16 - (count - gap), parts + gap, (size_t)(count - gap));
    return text;
}

/* --- the public functions --- */

char *WINAPI inet_ntoa(struct in_addr address)
{
    struct winsock_thread *data = thread_data();
    if (!data) return NULL;
    write_ipv4((const BYTE *)&address, data->address_text);
    return data->address_text;
}

PCSTR WINAPI inet_ntop(INT family, LPCVOID address, LPSTR text, size_t room)
{
    char buffer[64];
    if (family != AF_INET && family != AF_INET6) {
        fail(WSAEAFNOSUPPORT);
        return NULL;
    }
    int length = family == AF_INET ? write_ipv4(address, buffer) : write_ipv6(address, buffer);
    if (!text || (size_t)length >= room) {
        fail(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    memcpy(text, buffer, (size_t)length + 1);
    return text;
}

PCWSTR WINAPI InetNtopW(INT family, LPCVOID address, LPWSTR text, size_t room)
{
    char buffer[64];
    if (!inet_ntop(family, address, buffer, sizeof(buffer))) return NULL;
    size_t length = strlen(buffer);
    if (!text || length >= room) {
        fail(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    for (size_t i = 0; i <= length; i++) text[i] = (unsigned char)buffer[i];
    return text;
}

INT WINAPI inet_pton(INT family, LPCSTR text, LPVOID address)
{
    BYTE parsed[16];
    if (family != AF_INET && family != AF_INET6) return fail(WSAEAFNOSUPPORT);
    if (!text || !address) return fail(WSAEFAULT);
    const char *end = family == AF_INET ? read_ipv4(text, parsed) : read_ipv6(text, parsed);
    if (!end || *end) return 0;
    memcpy(address, parsed, family == AF_INET ? 4 : 16);
    return 1;
}

static BOOL narrow(const WCHAR *wide, char *text, size_t room)
{
    size_t i = 0;
    for (; wide[i] && i + 1 < room; i++) {
        if (wide[i] > 127) return FALSE;
        text[i] = (char)wide[i];
    }
    text[i] = 0;
    return !wide[i];
}

INT WINAPI InetPtonW(INT family, LPCWSTR text, LPVOID address)
{
    char buffer[80];
    if (family != AF_INET && family != AF_INET6) return fail(WSAEAFNOSUPPORT);
    if (!text || !address) return fail(WSAEFAULT);
    return narrow(text, buffer, sizeof(buffer)) ? inet_pton(family, buffer, address) : 0;
}

/* --- with port and scope --- */

static char *write_number(char *at, unsigned long value)
{
    char digits[12];
    int count = 0;
    do digits[count++] = (char)('0' + value % 10);
    while (value /= 10);
    while (count) *at++ = digits[--count];
    *at = 0;
    return at;
}

static int address_to_text(const struct sockaddr *address, DWORD size, char *text)
{
    if (!address) return WSAEFAULT;
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)address;
        if (size < sizeof(*in)) return WSAEFAULT;
        char *at = text + write_ipv4((const BYTE *)&in->sin_addr, text);
        if (in->sin_port) {
            *at++ = ':';
            write_number(at, ntohs(in->sin_port));
        }
        return 0;
    }
    if (address->sa_family != AF_INET6) return WSAEINVAL;
    const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)address;
    if (size < sizeof(*in)) return WSAEFAULT;
    char *at = text;
    if (in->sin6_port) *at++ = '[';
    at += write_ipv6((const BYTE *)&in->sin6_addr, at);
    if (in->sin6_scope_id) {
        *at++ = '%';
        at = write_number(at, in->sin6_scope_id);
    }
    if (in->sin6_port) {
        *at++ = ']';
        *at++ = ':';
        write_number(at, ntohs(in->sin6_port));
    }
    return 0;
}

INT WINAPI WSAAddressToStringA(LPSOCKADDR address, DWORD size, LPWSAPROTOCOL_INFOA info, LPSTR text, LPDWORD room)
{
    char buffer[96];
    (void)info;
    if (!winsock_is_started()) return SOCKET_ERROR;
    int error = text && room ? address_to_text(address, size, buffer) : WSAEFAULT;
    if (error) return fail(error);
    DWORD needed = (DWORD)strlen(buffer) + 1, given = *room;
    *room = needed;
    if (given < needed) return fail(WSAEFAULT);
    memcpy(text, buffer, needed);
    return 0;
}

INT WINAPI WSAAddressToStringW(LPSOCKADDR address, DWORD size, LPWSAPROTOCOL_INFOW info, LPWSTR text, LPDWORD room)
{
    char buffer[96];
    (void)info;
    if (!winsock_is_started()) return SOCKET_ERROR;
    int error = text && room ? address_to_text(address, size, buffer) : WSAEFAULT;
    if (error) return fail(error);
    DWORD needed = (DWORD)strlen(buffer) + 1, given = *room;
    *room = needed;
    if (given < needed) return fail(WSAEFAULT);
    for (DWORD i = 0; i < needed; i++) text[i] = (unsigned char)buffer[i];
    return 0;
}

/* Decimal up to a limit; NULL if there is no number. */
static const char *read_number(const char *text, unsigned long limit, unsigned long *value)
{
    if (*text < '0' || *text > '9') return NULL;
    for (*value = 0; *text >= '0' && *text <= '9'; text++) {
        *value = *value * 10 + (unsigned)(*text - '0');
        if (*value > limit) return NULL;
    }
    return text;
}

static BOOL text_to_ipv4(const char *text, struct sockaddr_in *address)
{
    unsigned long port = 0;
    text = read_ipv4(text, (BYTE *)&address->sin_addr);
    if (text && *text == ':') text = read_number(text + 1, 65535, &port);
    address->sin_family = AF_INET;
    address->sin_port = htons((u_short)port);
    return text && !*text;
}

static BOOL text_to_ipv6(const char *text, struct sockaddr_in6 *address)
{
    unsigned long port = 0, scope = 0;
    BOOL bracket = *text == '[';
    text = read_ipv6(text + bracket, (BYTE *)&address->sin6_addr);
    if (text && *text == '%') text = read_number(text + 1, 0xfffffffful / 10, &scope);
    if (text && bracket) text = *text == ']' ? text + 1 : NULL;
    if (text && bracket && *text == ':') text = read_number(text + 1, 65535, &port);
    address->sin6_family = AF_INET6;
    address->sin6_port = htons((u_short)port);
    address->sin6_scope_id = scope;
    return text && !*text;
}

static int text_to_address(const char *text, INT family, struct sockaddr *address, INT *size)
{
    struct sockaddr_in6 parsed = {0};
    INT needed = family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6), room = *size;
    if (family != AF_INET && family != AF_INET6) return WSAEINVAL;
    *size = needed;
    if (room < needed) return WSAEFAULT;
    if (!(family == AF_INET ? text_to_ipv4(text, (struct sockaddr_in *)&parsed) : text_to_ipv6(text, &parsed)))
        return WSAEINVAL;
    memcpy(address, &parsed, (size_t)needed);
    return 0;
}

INT WINAPI WSAStringToAddressA(LPSTR text, INT family, LPWSAPROTOCOL_INFOA info, LPSOCKADDR address, LPINT size)
{
    (void)info;
    if (!winsock_is_started()) return SOCKET_ERROR;
    if (!text || !address || !size) return fail(text ? WSAEFAULT : WSAEINVAL);
    return fail(text_to_address(text, family, address, size));
}

INT WINAPI WSAStringToAddressW(LPWSTR text, INT family, LPWSAPROTOCOL_INFOW info, LPSOCKADDR address, LPINT size)
{
    char buffer[96];
    (void)info;
    if (!winsock_is_started()) return SOCKET_ERROR;
    if (!text || !address || !size) return fail(text ? WSAEFAULT : WSAEINVAL);
    if (!narrow(text, buffer, sizeof(buffer))) return fail(WSAEINVAL);
    return fail(text_to_address(buffer, family, address, size));
}
