/* The user's and the computer's names. A prefix belongs to no domain: only the form COMPUTER\user is known. */
#include "secur32_private.h"

static BOOLEAN fail_with(DWORD error)
{
    SetLastError(error);
    return FALSE;
}

/* Sizes count the terminator when the buffer is too small, and not when the name was written. */
static BOOLEAN give(const WCHAR *text, LPWSTR buffer, ULONG *size)
{
    ULONG length = (ULONG)wcslen(text), capacity = *size;
    if (!buffer || capacity <= length) {
        *size = length + 1;
        return fail_with(ERROR_MORE_DATA);
    }
    memcpy(buffer, text, (length + 1) * sizeof(WCHAR));
    *size = length;
    return TRUE;
}

BOOLEAN SEC_ENTRY GetUserNameExW(EXTENDED_NAME_FORMAT format, LPWSTR buffer, PULONG size)
{
    WCHAR text[MAX_COMPUTERNAME_LENGTH + 260];
    DWORD length = MAX_COMPUTERNAME_LENGTH + 1;
    if (!size) return fail_with(ERROR_INVALID_PARAMETER);
    if (format != NameSamCompatible)
        return fail_with(format == NameUnknown ? ERROR_INVALID_PARAMETER : ERROR_NONE_MAPPED);
    if (!GetComputerNameW(text, &length)) return FALSE;
    text[length++] = '\\';
    DWORD user = GetEnvironmentVariableW(L"USERNAME", text + length, 256);
    if (!user || user >= 256) return fail_with(ERROR_NONE_MAPPED);
    return give(text, buffer, size);
}

static BOOLEAN narrow(const WCHAR *wide, LPSTR buffer, ULONG *size)
{
    ULONG needed = (ULONG)WideCharToMultiByte(CP_ACP, 0, wide, -1, NULL, 0, NULL, NULL), capacity = *size;
    *size = buffer && capacity >= needed ? needed - 1 : needed;
    if (!buffer || capacity < needed) return fail_with(ERROR_MORE_DATA);
    WideCharToMultiByte(CP_ACP, 0, wide, -1, buffer, (int)capacity, NULL, NULL);
    return TRUE;
}

BOOLEAN SEC_ENTRY GetUserNameExA(EXTENDED_NAME_FORMAT format, LPSTR buffer, PULONG size)
{
    WCHAR wide[512];
    ULONG length = ARRAYSIZE(wide);
    if (!size) return fail_with(ERROR_INVALID_PARAMETER);
    return GetUserNameExW(format, wide, &length) && narrow(wide, buffer, size);
}

BOOLEAN SEC_ENTRY GetComputerObjectNameW(EXTENDED_NAME_FORMAT format, LPWSTR buffer, PULONG size)
{
    (void)format;
    (void)buffer;
    return fail_with(size ? ERROR_CANT_ACCESS_DOMAIN_INFO : ERROR_INVALID_PARAMETER);
}

BOOLEAN SEC_ENTRY GetComputerObjectNameA(EXTENDED_NAME_FORMAT format, LPSTR buffer, PULONG size)
{
    (void)format;
    (void)buffer;
    return fail_with(size ? ERROR_CANT_ACCESS_DOMAIN_INFO : ERROR_INVALID_PARAMETER);
}

/* There is no directory to ask: a name is only what it is already. */
BOOLEAN SEC_ENTRY TranslateNameW(LPCWSTR account, EXTENDED_NAME_FORMAT from, EXTENDED_NAME_FORMAT to, LPWSTR buffer,
                                 PULONG size)
{
    if (!account || !size) return fail_with(ERROR_INVALID_PARAMETER);
    if (from == NameSamCompatible && to == NameSamCompatible) return give(account, buffer, size);
    return fail_with(ERROR_NO_SUCH_DOMAIN);
}

BOOLEAN SEC_ENTRY TranslateNameA(LPCSTR account, EXTENDED_NAME_FORMAT from, EXTENDED_NAME_FORMAT to, LPSTR buffer,
                                 PULONG size)
{
    WCHAR wide[512];
    ULONG length = ARRAYSIZE(wide);
    if (!account || !size) return fail_with(ERROR_INVALID_PARAMETER);
    WCHAR *name = widen(account);
    BOOLEAN done = name && TranslateNameW(name, from, to, wide, &length);
    heap_free(name);
    return done && narrow(wide, buffer, size);
}
