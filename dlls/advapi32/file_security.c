/* Security descriptors of files: what a Unix owner and mode can express is not translated yet; programs that only save and restore
 * them (archivers) are told so. */
#include "advapi32_private.h"

BOOL WINAPI GetFileSecurityW(LPCWSTR name, SECURITY_INFORMATION wanted, PSECURITY_DESCRIPTOR descriptor, DWORD size, LPDWORD needed)
{
    (void)wanted;
    (void)descriptor;
    (void)size;
    if (GetFileAttributesW(name) == INVALID_FILE_ATTRIBUTES) return FALSE;
    if (needed) *needed = 0;
    log_line(LOG_FILE, "GetFileSecurity of %ls: not supported", name);
    return fail_with(ERROR_NOT_SUPPORTED);
}

BOOL WINAPI SetFileSecurityW(LPCWSTR name, SECURITY_INFORMATION what, PSECURITY_DESCRIPTOR descriptor)
{
    (void)what;
    if (!descriptor) return fail_with(ERROR_INVALID_PARAMETER);
    if (GetFileAttributesW(name) == INVALID_FILE_ATTRIBUTES) return FALSE;
    log_line(LOG_WARN, "SetFileSecurity of %ls: not supported", name);
    return fail_with(ERROR_NOT_SUPPORTED);
}
