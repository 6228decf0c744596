/* Which security packages there are, and the tables of functions. */
#include "secur32_private.h"

static const struct { const WCHAR *name, *comment; const char *narrow_name, *narrow_comment; } packages[] = {
    { UNISP_NAME_W, L"Schannel Security Package", UNISP_NAME_A, "Schannel Security Package" },
    { SCHANNEL_NAME_W, L"Schannel Security Package", SCHANNEL_NAME_A, "Schannel Security Package" },
};

#define CAPABILITIES (SECPKG_FLAG_INTEGRITY | SECPKG_FLAG_PRIVACY | SECPKG_FLAG_CONNECTION | SECPKG_FLAG_MULTI_REQUIRED | SECPKG_FLAG_EXTENDED_ERROR | \
                      SECPKG_FLAG_IMPERSONATION | SECPKG_FLAG_ACCEPT_WIN32_NAME | SECPKG_FLAG_STREAM)

/* Structures and strings in one block, as FreeContextBuffer frees it. */
static SecPkgInfoW *list_wide(ULONG first, ULONG count)
{
    ULONG size = count * (ULONG)sizeof(SecPkgInfoW);
    for (ULONG i = first; i < first + count; i++)
        size += (ULONG)(wcslen(packages[i].name) + wcslen(packages[i].comment) + 2) * 2;
    SecPkgInfoW *list = heap_allocate(size);
    if (!list) return NULL;
    WCHAR *text = (WCHAR *)(list + count);
    for (ULONG i = 0; i < count; i++) {
        list[i] = (SecPkgInfoW){ CAPABILITIES, 1, UNISP_RPC_ID, 0x6000, text, NULL };
        wcscpy(text, packages[first + i].name);
        text += wcslen(text) + 1;
        list[i].Comment = text;
        wcscpy(text, packages[first + i].comment);
        text += wcslen(text) + 1;
    }
    return list;
}

static SecPkgInfoA *list_narrow(ULONG first, ULONG count)
{
    ULONG size = count * (ULONG)sizeof(SecPkgInfoA);
    for (ULONG i = first; i < first + count; i++)
        size += (ULONG)(strlen(packages[i].narrow_name) + strlen(packages[i].narrow_comment) + 2);
    SecPkgInfoA *list = heap_allocate(size);
    if (!list) return NULL;
    char *text = (char *)(list + count);
    for (ULONG i = 0; i < count; i++) {
        list[i] = (SecPkgInfoA){ CAPABILITIES, 1, UNISP_RPC_ID, 0x6000, text, NULL };
        strcpy(text, packages[first + i].narrow_name);
        text += strlen(text) + 1;
        list[i].Comment = text;
        strcpy(text, packages[first + i].narrow_comment);
        text += strlen(text) + 1;
    }
    return list;
}

SECURITY_STATUS SEC_ENTRY EnumerateSecurityPackagesW(ULONG *count, PSecPkgInfoW *list)
{
    if (!count || !list) return SEC_E_INVALID_HANDLE;
    *count = ARRAYSIZE(packages);
    *list = list_wide(0, ARRAYSIZE(packages));
    return *list ? SEC_E_OK : SEC_E_INSUFFICIENT_MEMORY;
}

SECURITY_STATUS SEC_ENTRY EnumerateSecurityPackagesA(ULONG *count, PSecPkgInfoA *list)
{
    if (!count || !list) return SEC_E_INVALID_HANDLE;
    *count = ARRAYSIZE(packages);
    *list = list_narrow(0, ARRAYSIZE(packages));
    return *list ? SEC_E_OK : SEC_E_INSUFFICIENT_MEMORY;
}

SECURITY_STATUS SEC_ENTRY QuerySecurityPackageInfoW(SEC_WCHAR *name, PSecPkgInfoW *info)
{
    for (ULONG i = 0; name && info && i < ARRAYSIZE(packages); i++) {
        if (_wcsicmp(packages[i].name, name)) continue;
        *info = list_wide(i, 1);
        return *info ? SEC_E_OK : SEC_E_INSUFFICIENT_MEMORY;
    }
    return SEC_E_SECPKG_NOT_FOUND;
}

SECURITY_STATUS SEC_ENTRY QuerySecurityPackageInfoA(SEC_CHAR *name, PSecPkgInfoA *info)
{
    for (ULONG i = 0; name && info && i < ARRAYSIZE(packages); i++) {
        if (_stricmp(packages[i].narrow_name, name)) continue;
        *info = list_narrow(i, 1);
        return *info ? SEC_E_OK : SEC_E_INSUFFICIENT_MEMORY;
    }
    return SEC_E_SECPKG_NOT_FOUND;
}

/* --- the tables: what is missing is NULL in them --- */

static SecurityFunctionTableW wide_table = {
    .dwVersion = 1,
    .EnumerateSecurityPackagesW = EnumerateSecurityPackagesW,
    .QueryCredentialsAttributesW = QueryCredentialsAttributesW,
    .AcquireCredentialsHandleW = AcquireCredentialsHandleW,
    .FreeCredentialsHandle = FreeCredentialsHandle,
    .InitializeSecurityContextW = InitializeSecurityContextW,
    .AcceptSecurityContext = AcceptSecurityContext,
    .CompleteAuthToken = CompleteAuthToken,
    .DeleteSecurityContext = DeleteSecurityContext,
    .ApplyControlToken = ApplyControlToken,
    .QueryContextAttributesW = QueryContextAttributesW,
    .ImpersonateSecurityContext = ImpersonateSecurityContext,
    .RevertSecurityContext = RevertSecurityContext,
    .MakeSignature = MakeSignature,
    .VerifySignature = VerifySignature,
    .FreeContextBuffer = FreeContextBuffer,
    .QuerySecurityPackageInfoW = QuerySecurityPackageInfoW,
    .Reserved3 = EncryptMessage,
    .Reserved4 = DecryptMessage,
    .QuerySecurityContextToken = QuerySecurityContextToken,
    .EncryptMessage = EncryptMessage,
    .DecryptMessage = DecryptMessage,
};

static SecurityFunctionTableA narrow_table = {
    .dwVersion = 1,
    .EnumerateSecurityPackagesA = EnumerateSecurityPackagesA,
    .QueryCredentialsAttributesA = QueryCredentialsAttributesA,
    .AcquireCredentialsHandleA = AcquireCredentialsHandleA,
    .FreeCredentialHandle = FreeCredentialsHandle,
    .InitializeSecurityContextA = InitializeSecurityContextA,
    .AcceptSecurityContext = AcceptSecurityContext,
    .CompleteAuthToken = CompleteAuthToken,
    .DeleteSecurityContext = DeleteSecurityContext,
    .ApplyControlToken = ApplyControlToken,
    .QueryContextAttributesA = QueryContextAttributesA,
    .ImpersonateSecurityContext = ImpersonateSecurityContext,
    .RevertSecurityContext = RevertSecurityContext,
    .MakeSignature = MakeSignature,
    .VerifySignature = VerifySignature,
    .FreeContextBuffer = FreeContextBuffer,
    .QuerySecurityPackageInfoA = QuerySecurityPackageInfoA,
    .Reserved3 = EncryptMessage,
    .Reserved4 = DecryptMessage,
    .QuerySecurityContextToken = QuerySecurityContextToken,
    .EncryptMessage = EncryptMessage,
    .DecryptMessage = DecryptMessage,
};

PSecurityFunctionTableW SEC_ENTRY InitSecurityInterfaceW(void)
{
    return &wide_table;
}

PSecurityFunctionTableA SEC_ENTRY InitSecurityInterfaceA(void)
{
    return &narrow_table;
}
