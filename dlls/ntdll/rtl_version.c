/* Which Windows this is: 10.0, build 19045; and the comparison of versions. */
#include "nt/nt.h"

#include <stdbool.h>
#include <string.h>
#include <wchar.h>

#define MAJOR 10
#define MINOR 0
#define BUILD 19045

VOID NTAPI RtlGetNtVersionNumbers(ULONG *major, ULONG *minor, ULONG *build)
{
    if (major) *major = MAJOR;
    if (minor) *minor = MINOR;
    if (build) *build = 0xf0000000 | BUILD;
}

NTSTATUS NTAPI RtlGetVersion(OSVERSIONINFOEXW *info)
{
    info->dwMajorVersion = MAJOR;
    info->dwMinorVersion = MINOR;
    info->dwBuildNumber = BUILD;
    info->dwPlatformId = VER_PLATFORM_WIN32_NT;
    info->szCSDVersion[0] = 0;
    if (info->dwOSVersionInfoSize != sizeof(*info))
        return STATUS_SUCCESS; /* libuv passes the short struct and sets no size */
    info->wServicePackMajor = info->wServicePackMinor = 0;
    info->wSuiteMask = VER_SUITE_SINGLEUSERTS;
    info->wProductType = VER_NT_WORKSTATION;
    info->wReserved = 0;
    return STATUS_SUCCESS;
}

BOOLEAN NTAPI RtlGetNtProductType(PULONG type)
{
    *type = VER_NT_WORKSTATION;
    return TRUE;
}

#define CONDITION_BITS 3

/* The condition for one type (VER_*): three bits each, by the number of the type's bit. */
static BYTE condition_of(ULONGLONG mask, ULONG type)
{
    return (BYTE)(mask >> (__builtin_ctz(type) * CONDITION_BITS) & 7);
}

#undef VerSetConditionMask
ULONGLONG NTAPI VerSetConditionMask(ULONGLONG mask, DWORD types, BYTE condition)
{
    condition &= 7;
    if (!types || !condition) return mask;
    for (ULONG type = 1; type <= VER_PRODUCT_TYPE; type <<= 1) {
        if (!(types & type)) continue;
        mask |= (ULONGLONG)condition << (__builtin_ctz(type) * CONDITION_BITS);
        break; /* the lowest type that is named counts */
    }
    return mask;
}

static bool compare(ULONG left, ULONG right, BYTE condition)
{
    switch (condition) {
    case VER_EQUAL: return left == right;
    case VER_GREATER: return left > right;
    case VER_GREATER_EQUAL: return left >= right;
    case VER_LESS: return left < right;
    case VER_LESS_EQUAL: return left <= right;
    default: return false;
    }
}

/* Major, minor and service pack numbers are one long number: a part decides only while those before it are equal. */
static bool compare_version(const OSVERSIONINFOEXW *own, const OSVERSIONINFOEXW *wanted, ULONG types, ULONGLONG mask,
                            BYTE condition)
{
    const struct { ULONG type, own, wanted; } parts[] = {
        { VER_MAJORVERSION, own->dwMajorVersion, wanted->dwMajorVersion },
        { VER_MINORVERSION, own->dwMinorVersion, wanted->dwMinorVersion },
        { VER_SERVICEPACKMAJOR, own->wServicePackMajor, wanted->wServicePackMajor },
        { VER_SERVICEPACKMINOR, own->wServicePackMinor, wanted->wServicePackMinor },
    };
    bool result = true;
    for (size_t i = 0; i < ARRAYSIZE(parts); i++) {
        if (!(types & parts[i].type)) continue;
        BYTE own_condition = condition_of(mask, parts[i].type);
        result = compare(parts[i].own, parts[i].wanted, own_condition ? own_condition : condition);
        if (parts[i].own != parts[i].wanted) return result;
    }
    return result;
}

#define VERSION_TYPES (VER_MAJORVERSION | VER_MINORVERSION | VER_SERVICEPACKMAJOR | VER_SERVICEPACKMINOR)

NTSTATUS NTAPI RtlVerifyVersionInfo(const OSVERSIONINFOEXW *info, ULONG types, ULONGLONG mask)
{
    OSVERSIONINFOEXW own = { .dwOSVersionInfoSize = sizeof(own) };
    if (!types || !mask) return STATUS_INVALID_PARAMETER;
    if (info->dwOSVersionInfoSize != sizeof(own)) return STATUS_INVALID_PARAMETER;
    RtlGetVersion(&own);
    if (types & VER_PRODUCT_TYPE &&
        !compare(own.wProductType, info->wProductType, condition_of(mask, VER_PRODUCT_TYPE)))
        return STATUS_REVISION_MISMATCH;
    if (types & VER_SUITENAME) {
        BYTE condition = condition_of(mask, VER_SUITENAME);
        WORD common = own.wSuiteMask & info->wSuiteMask;
        if (condition == VER_AND  ? common != info->wSuiteMask
            : condition == VER_OR ? info->wSuiteMask && !common
                                  : true)
            return condition == VER_AND || condition == VER_OR ? STATUS_REVISION_MISMATCH : STATUS_INVALID_PARAMETER;
    }
    if (types & VER_PLATFORMID && !compare(own.dwPlatformId, info->dwPlatformId, condition_of(mask, VER_PLATFORMID)))
        return STATUS_REVISION_MISMATCH;
    if (types & VER_BUILDNUMBER &&
        !compare(own.dwBuildNumber, info->dwBuildNumber, condition_of(mask, VER_BUILDNUMBER)))
        return STATUS_REVISION_MISMATCH;
    if (types & VERSION_TYPES && !compare_version(&own, info, types, mask, VER_EQUAL)) return STATUS_REVISION_MISMATCH;
    return STATUS_SUCCESS;
}
