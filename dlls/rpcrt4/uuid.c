/* UUIDs: making, comparing, and their texts. */
#include "nt/nt.h"
#include <rpc.h>
#include <stdbool.h>
#include <string.h>

#define UUID_CHARACTERS 36

BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG size);

RPC_STATUS RPC_ENTRY UuidCreate(UUID *uuid)
{
    if (!SystemFunction036(uuid, sizeof(*uuid))) return RPC_S_UUID_NO_ADDRESS;
    uuid->Data3 = (uuid->Data3 & 0x0fff) | 0x4000; /* version 4: random */
    uuid->Data4[0] = (uuid->Data4[0] & 0x3f) | 0x80;
    return RPC_S_OK;
}

/* Version 1: 100 ns since 15 October 1582, a clock sequence and a node. The node is random, with the bit of multicast
 * addresses set as RFC 4122 asks for, so that no address of this computer leaves it: that makes the UUID a local one.
 */
RPC_STATUS RPC_ENTRY UuidCreateSequential(UUID *uuid)
{
    static struct { LONGLONG last; USHORT sequence; UCHAR node[6]; volatile LONG lock, ready; } state;
    FILETIME now;
    while (InterlockedExchange(&state.lock, 1)) SwitchToThread();
    if (!state.ready) {
        SystemFunction036(state.node, sizeof(state.node));
        SystemFunction036(&state.sequence, sizeof(state.sequence));
        state.node[0] |= 1;
        state.ready = 1;
    }
    GetSystemTimeAsFileTime(&now);
    LONGLONG time = (((LONGLONG)now.dwHighDateTime << 32) | now.dwLowDateTime) + 0x146bf33e42c000LL;
    if (time <= state.last) time = state.last + 1;
    state.last = time;
    uuid->Data1 = (ULONG)time;
    uuid->Data2 = (USHORT)(time >> 32);
    uuid->Data3 = (USHORT)((time >> 48 & 0x0fff) | 0x1000);
    uuid->Data4[0] = (UCHAR)((state.sequence >> 8 & 0x3f) | 0x80);
    uuid->Data4[1] = (UCHAR)state.sequence;
    memcpy(uuid->Data4 + 2, state.node, sizeof(state.node));
    InterlockedExchange(&state.lock, 0);
    return RPC_S_UUID_LOCAL_ONLY;
}

RPC_STATUS RPC_ENTRY UuidCreateNil(UUID *uuid)
{
    memset(uuid, 0, sizeof(*uuid));
    return RPC_S_OK;
}

int RPC_ENTRY UuidCompare(UUID *first, UUID *second, RPC_STATUS *status)
{
    static const UUID nil;
    const UUID *a = first ? first : &nil, *b = second ? second : &nil;
    *status = RPC_S_OK;
    if (a->Data1 != b->Data1) return a->Data1 < b->Data1 ? -1 : 1;
    if (a->Data2 != b->Data2) return a->Data2 < b->Data2 ? -1 : 1;
    if (a->Data3 != b->Data3) return a->Data3 < b->Data3 ? -1 : 1;
    int result = memcmp(a->Data4, b->Data4, sizeof(a->Data4));
    return result < 0 ? -1 : result > 0;
}

int RPC_ENTRY UuidEqual(UUID *first, UUID *second, RPC_STATUS *status)
{
    return !UuidCompare(first, second, status);
}

int RPC_ENTRY UuidIsNil(UUID *uuid, RPC_STATUS *status)
{
    return !UuidCompare(uuid, NULL, status);
}

unsigned short RPC_ENTRY UuidHash(UUID *uuid, RPC_STATUS *status)
{
    const UCHAR *bytes = (const UCHAR *)uuid;
    unsigned hash = 0;
    *status = RPC_S_OK;
    for (size_t i = 0; uuid && i < sizeof(*uuid); i++) hash = hash * 31 + bytes[i];
    return (unsigned short)(hash ^ hash >> 16);
}

/* Two digits a byte, most significant first; dashes stand behind 4, 6, 8 and 10 bytes. */
static void write_text(const UUID *uuid, char text[UUID_CHARACTERS + 1])
{
    UCHAR bytes[16] = {(UCHAR)(uuid->Data1 >> 24), (UCHAR)(uuid->Data1 >> 16), (UCHAR)(uuid->Data1 >> 8),
                       (UCHAR)uuid->Data1,         (UCHAR)(uuid->Data2 >> 8),  (UCHAR)uuid->Data2,
                       (UCHAR)(uuid->Data3 >> 8),  (UCHAR)uuid->Data3};
    memcpy(bytes + 8, uuid->Data4, 8);
    for (int i = 0; i < 16; i++) {
        *text++ = "0123456789abcdef"[bytes[i] >> 4];
        *text++ = "0123456789abcdef"[bytes[i] & 15];
        if (i == 3 || i == 5 || i == 7 || i == 9) *text++ = '-';
    }
    *text = 0;
}

static int digit_value(WCHAR c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c |= 32;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

RPC_STATUS RPC_ENTRY UuidFromStringW(RPC_WSTR text, UUID *uuid)
{
    UCHAR bytes[16];
    if (!text) return UuidCreateNil(uuid);
    for (int i = 0; i < 16; i++) {
        int high = digit_value(text[0]), low = high < 0 ? -1 : digit_value(text[1]);
        if (low < 0) return RPC_S_INVALID_STRING_UUID;
        bytes[i] = (UCHAR)(high << 4 | low);
        text += 2;
        if ((i == 3 || i == 5 || i == 7 || i == 9) && *text++ != '-') return RPC_S_INVALID_STRING_UUID;
    }
    if (*text) return RPC_S_INVALID_STRING_UUID;
    uuid->Data1 = (ULONG)bytes[0] << 24 | (ULONG)bytes[1] << 16 | (ULONG)bytes[2] << 8 | bytes[3];
    uuid->Data2 = (USHORT)(bytes[4] << 8 | bytes[5]);
    uuid->Data3 = (USHORT)(bytes[6] << 8 | bytes[7]);
    memcpy(uuid->Data4, bytes + 8, 8);
    return RPC_S_OK;
}

RPC_STATUS RPC_ENTRY UuidFromStringA(RPC_CSTR text, UUID *uuid)
{
    WCHAR wide[UUID_CHARACTERS + 2];
    int i = 0;
    if (!text) return UuidCreateNil(uuid);
    for (; text[i] && i <= UUID_CHARACTERS; i++) wide[i] = text[i];
    wide[i] = 0;
    return UuidFromStringW(wide, uuid);
}

RPC_STATUS RPC_ENTRY UuidToStringA(UUID *uuid, RPC_CSTR *text)
{
    static const UUID nil;
    *text = HeapAlloc(GetProcessHeap(), 0, UUID_CHARACTERS + 1);
    if (!*text) return RPC_S_OUT_OF_MEMORY;
    write_text(uuid ? uuid : &nil, (char *)*text);
    return RPC_S_OK;
}

RPC_STATUS RPC_ENTRY UuidToStringW(UUID *uuid, RPC_WSTR *text)
{
    static const UUID nil;
    char narrow[UUID_CHARACTERS + 1];
    *text = HeapAlloc(GetProcessHeap(), 0, sizeof(narrow) * sizeof(WCHAR));
    if (!*text) return RPC_S_OUT_OF_MEMORY;
    write_text(uuid ? uuid : &nil, narrow);
    for (size_t i = 0; i < sizeof(narrow); i++) (*text)[i] = (WCHAR)narrow[i];
    return RPC_S_OK;
}

RPC_STATUS RPC_ENTRY RpcStringFreeA(RPC_CSTR *text)
{
    if (*text) HeapFree(GetProcessHeap(), 0, *text);
    *text = NULL;
    return RPC_S_OK;
}

RPC_STATUS RPC_ENTRY RpcStringFreeW(RPC_WSTR *text)
{
    if (*text) HeapFree(GetProcessHeap(), 0, *text);
    *text = NULL;
    return RPC_S_OK;
}
