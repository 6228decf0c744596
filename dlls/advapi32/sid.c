/* Security identifiers. */
#include "sddl_private.h"
#include <sddl.h>
#include <string.h>

#define MAX_SUB_AUTHORITIES 15

static SID *sid_of(PSID sid)
{
    return (SID *)sid;
}

BOOL WINAPI IsValidSid(PSID sid)
{
    return sid && sid_of(sid)->Revision == SID_REVISION && sid_of(sid)->SubAuthorityCount <= MAX_SUB_AUTHORITIES;
}

DWORD WINAPI GetSidLengthRequired(UCHAR count)
{
    return 8 + 4 * (DWORD)count;
}

DWORD WINAPI GetLengthSid(PSID sid)
{
    return GetSidLengthRequired(sid_of(sid)->SubAuthorityCount);
}

PUCHAR WINAPI GetSidSubAuthorityCount(PSID sid)
{
    return &sid_of(sid)->SubAuthorityCount;
}

PDWORD WINAPI GetSidSubAuthority(PSID sid, DWORD index)
{
    return &sid_of(sid)->SubAuthority[index];
}

PSID_IDENTIFIER_AUTHORITY WINAPI GetSidIdentifierAuthority(PSID sid)
{
    return &sid_of(sid)->IdentifierAuthority;
}

BOOL WINAPI InitializeSid(PSID sid, PSID_IDENTIFIER_AUTHORITY authority, BYTE count)
{
    if (count > MAX_SUB_AUTHORITIES) return fail_with(ERROR_INVALID_PARAMETER);
    sid_of(sid)->Revision = SID_REVISION;
    sid_of(sid)->SubAuthorityCount = count;
    sid_of(sid)->IdentifierAuthority = *authority;
    return TRUE;
}

BOOL WINAPI AllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY authority, BYTE count, DWORD a, DWORD b, DWORD c,
                                     DWORD d, DWORD e, DWORD f, DWORD g, DWORD h, PSID *sid)
{
    const DWORD parts[8] = { a, b, c, d, e, f, g, h };
    if (count > 8) return fail_with(ERROR_INVALID_SID);
    *sid = heap_allocate(GetSidLengthRequired(count));
    if (!*sid) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    InitializeSid(*sid, authority, count);
    memcpy(sid_of(*sid)->SubAuthority, parts, 4 * (size_t)count);
    return TRUE;
}

PVOID WINAPI FreeSid(PSID sid)
{
    free_text(sid);
    return NULL;
}

BOOL WINAPI CopySid(DWORD capacity, PSID to, PSID from)
{
    DWORD length = GetLengthSid(from);
    if (length > capacity) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    memcpy(to, from, length);
    return TRUE;
}

BOOL WINAPI EqualSid(PSID a, PSID b)
{
    return sid_of(a)->SubAuthorityCount == sid_of(b)->SubAuthorityCount && !memcmp(a, b, GetLengthSid(a));
}

BOOL WINAPI EqualPrefixSid(PSID a, PSID b)
{
    UCHAR count = sid_of(a)->SubAuthorityCount;
    if (count != sid_of(b)->SubAuthorityCount ||
        memcmp(&sid_of(a)->IdentifierAuthority, &sid_of(b)->IdentifierAuthority, 6))
        return FALSE;
    return !count || !memcmp(sid_of(a)->SubAuthority, sid_of(b)->SubAuthority, 4 * (size_t)(count - 1));
}

/* --- well-known SIDs: WELL_KNOWN_SID_TYPE in the order of winnt.h, as far as they need no domain --- */

static const struct { WELL_KNOWN_SID_TYPE type; UCHAR authority, count; DWORD a, b; } well_known[] = {
    {WinNullSid, 0, 1, 0, 0},
    {WinWorldSid, 1, 1, 0, 0},
    {WinLocalSid, 2, 1, 0, 0},
    {WinCreatorOwnerSid, 3, 1, 0, 0},
    {WinCreatorGroupSid, 3, 1, 1, 0},
    {WinNtAuthoritySid, 5, 0, 0, 0},
    {WinDialupSid, 5, 1, 1, 0},
    {WinNetworkSid, 5, 1, 2, 0},
    {WinBatchSid, 5, 1, 3, 0},
    {WinInteractiveSid, 5, 1, 4, 0},
    {WinServiceSid, 5, 1, 6, 0},
    {WinAnonymousSid, 5, 1, 7, 0},
    {WinSelfSid, 5, 1, 10, 0},
    {WinAuthenticatedUserSid, 5, 1, 11, 0},
    {WinRestrictedCodeSid, 5, 1, 12, 0},
    {WinTerminalServerSid, 5, 1, 13, 0},
    {WinLocalSystemSid, 5, 1, 18, 0},
    {WinLocalServiceSid, 5, 1, 19, 0},
    {WinNetworkServiceSid, 5, 1, 20, 0},
    {WinBuiltinDomainSid, 5, 1, 32, 0},
    {WinBuiltinAdministratorsSid, 5, 2, 32, 544},
    {WinBuiltinUsersSid, 5, 2, 32, 545},
    {WinBuiltinGuestsSid, 5, 2, 32, 546},
    {WinBuiltinPowerUsersSid, 5, 2, 32, 547},
    {WinBuiltinBackupOperatorsSid, 5, 2, 32, 551},
    {WinUntrustedLabelSid, 16, 1, 0, 0},
    {WinLowLabelSid, 16, 1, 0x1000, 0},
    {WinMediumLabelSid, 16, 1, 0x2000, 0},
    {WinHighLabelSid, 16, 1, 0x3000, 0},
    {WinSystemLabelSid, 16, 1, 0x4000, 0},
    {WinCreatorOwnerRightsSid, 3, 1, 4, 0},
    {WinBuiltinAccountOperatorsSid, 5, 2, 32, 548},
    {WinBuiltinSystemOperatorsSid, 5, 2, 32, 549},
    {WinBuiltinPrintOperatorsSid, 5, 2, 32, 550},
    {WinBuiltinReplicatorSid, 5, 2, 32, 552},
    {WinBuiltinPreWindows2000CompatibleAccessSid, 5, 2, 32, 554},
    {WinBuiltinRemoteDesktopUsersSid, 5, 2, 32, 555},
    {WinBuiltinNetworkConfigurationOperatorsSid, 5, 2, 32, 556},
    {WinBuiltinPerfMonitoringUsersSid, 5, 2, 32, 558},
    {WinBuiltinPerfLoggingUsersSid, 5, 2, 32, 559},
    {WinBuiltinEventLogReadersGroup, 5, 2, 32, 573},
    {WinRemoteLogonIdSid, 5, 1, 14, 0},
    {WinThisOrganizationSid, 5, 1, 15, 0},
    {WinProxySid, 5, 1, 8, 0},
    {WinEnterpriseControllersSid, 5, 1, 9, 0},
    {WinNTLMAuthenticationSid, 5, 2, 64, 10},
    {WinSChannelAuthenticationSid, 5, 2, 64, 14},
    {WinDigestAuthenticationSid, 5, 2, 64, 21},
    {WinMediumPlusLabelSid, 16, 1, 0x2100, 0},
    {WinConsoleLogonSid, 2, 1, 1, 0},
    {WinCreatorOwnerServerSid, 3, 1, 2, 0},
    {WinCreatorGroupServerSid, 3, 1, 3, 0},
};

BOOL WINAPI CreateWellKnownSid(WELL_KNOWN_SID_TYPE type, PSID domain, PSID sid, DWORD *size)
{
    (void)domain;
    for (size_t i = 0; i < ARRAYSIZE(well_known); i++) {
        if (well_known[i].type != type) continue;
        DWORD capacity = *size;
        *size = GetSidLengthRequired(well_known[i].count);
        if (!sid || capacity < *size) return fail_with(ERROR_INSUFFICIENT_BUFFER);
        SID_IDENTIFIER_AUTHORITY authority = { { 0, 0, 0, 0, 0, well_known[i].authority } };
        InitializeSid(sid, &authority, well_known[i].count);
        if (well_known[i].count > 0) sid_of(sid)->SubAuthority[0] = well_known[i].a;
        if (well_known[i].count > 1) sid_of(sid)->SubAuthority[1] = well_known[i].b;
        return TRUE;
    }
    return fail_with(ERROR_INVALID_PARAMETER);
}

BOOL WINAPI IsWellKnownSid(PSID sid, WELL_KNOWN_SID_TYPE type)
{
    BYTE buffer[SECURITY_MAX_SID_SIZE];
    DWORD size = sizeof(buffer), error = GetLastError();
    BOOL known = CreateWellKnownSid(type, NULL, buffer, &size);
    SetLastError(error);
    return known && EqualSid(sid, buffer);
}

/* --- text --- */

static WCHAR *put_number(WCHAR *at, ULONG64 value)
{
    WCHAR digits[20];
    int count = 0;
    do digits[count++] = (WCHAR)('0' + value % 10); while (value /= 10);
    while (count) *at++ = digits[--count];
    return at;
}

BOOL WINAPI ConvertSidToStringSidW(PSID sid, LPWSTR *text)
{
    if (!text) return fail_with(ERROR_INVALID_PARAMETER);
    if (!IsValidSid(sid)) return fail_with(ERROR_INVALID_SID);
    WCHAR *at = LocalAlloc(LMEM_FIXED, (32 + 11 * (SIZE_T)sid_of(sid)->SubAuthorityCount) * sizeof(WCHAR));
    if (!at) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    *text = at;
    ULONG64 authority = 0;
    for (int i = 0; i < 6; i++) authority = authority << 8 | sid_of(sid)->IdentifierAuthority.Value[i];
    *at++ = 'S';
    *at++ = '-';
    at = put_number(at, sid_of(sid)->Revision);
    *at++ = '-';
    at = put_number(at, authority);
    for (int i = 0; i < sid_of(sid)->SubAuthorityCount; i++) {
        *at++ = '-';
        at = put_number(at, sid_of(sid)->SubAuthority[i]);
    }
    *at = 0;
    return TRUE;
}

BOOL WINAPI ConvertSidToStringSidA(PSID sid, LPSTR *text)
{
    LPWSTR wide;
    if (!text) return fail_with(ERROR_INVALID_PARAMETER);
    if (!ConvertSidToStringSidW(sid, &wide)) return FALSE;
    *text = (LPSTR)wide; /* digits: it shrinks in place */
    for (int i = 0;; i++) {
        (*text)[i] = (char)wide[i];
        if (!wide[i]) return TRUE;
    }
}

static bool read_number(const WCHAR **text, ULONG64 *value, ULONG64 limit)
{
    const WCHAR *at = *text;
    ULONG base = 10;
    if (at[0] == '0' && (at[1] | 32) == 'x') {
        base = 16;
        at += 2;
    }
    const WCHAR *digits = at;
    for (*value = 0;; at++) {
        ULONG digit = 99;
        if (*at >= '0' && *at <= '9') digit = (ULONG)(*at - '0');
        else if ((*at | 32) >= 'a' && (*at | 32) <= 'f') digit = (ULONG)((*at | 32) - 'a') + 10;
        if (digit >= base) break;
        *value = *value * base + digit;
        if (*value > limit) return false;
    }
    *text = at;
    return at > digits;
}

BOOL WINAPI ConvertStringSidToSidW(LPCWSTR text, PSID *sid)
{
    BYTE buffer[SECURITY_MAX_SID_SIZE];
    SID *parsed = (SID *)buffer;
    if (!text || !sid) return fail_with(ERROR_INVALID_PARAMETER);
    if (text[0] && text[1] && !text[2] && sddl_alias_sid(text, buffer)) {
        *sid = LocalAlloc(LMEM_FIXED, GetLengthSid(parsed));
        return *sid ? CopySid(GetLengthSid(parsed), *sid, parsed) : fail_with(ERROR_NOT_ENOUGH_MEMORY);
    }
    ULONG64 value;
    if ((*text | 32) != 's' || text[1] != '-') return fail_with(ERROR_INVALID_SID);
    text += 2;
    if (!read_number(&text, &value, 1) || value != SID_REVISION || *text++ != '-') return fail_with(ERROR_INVALID_SID);
    if (!read_number(&text, &value, (1ull << 48) - 1)) return fail_with(ERROR_INVALID_SID);
    parsed->Revision = SID_REVISION;
    parsed->SubAuthorityCount = 0;
    for (int i = 0; i < 6; i++) parsed->IdentifierAuthority.Value[i] = (BYTE)(value >> (40 - 8 * i));
    while (*text == '-') {
        text++;
        if (parsed->SubAuthorityCount == MAX_SUB_AUTHORITIES || !read_number(&text, &value, 0xffffffff))
            return fail_with(ERROR_INVALID_SID);
        parsed->SubAuthority[parsed->SubAuthorityCount++] = (DWORD)value;
    }
    if (*text || !parsed->SubAuthorityCount) return fail_with(ERROR_INVALID_SID);
    *sid = LocalAlloc(LMEM_FIXED, GetLengthSid(parsed));
    return *sid ? CopySid(GetLengthSid(parsed), *sid, parsed) : fail_with(ERROR_NOT_ENOUGH_MEMORY);
}

BOOL WINAPI ConvertStringSidToSidA(LPCSTR text, PSID *sid)
{
    WCHAR *wide;
    if (!text || !sid) return fail_with(ERROR_INVALID_PARAMETER);
    LSTATUS error = wide_from_ansi(text, &wide);
    if (error) return fail_with((DWORD)error);
    BOOL done = ConvertStringSidToSidW(wide, sid);
    error = (LSTATUS)GetLastError();
    free_text(wide);
    SetLastError((DWORD)error);
    return done;
}
