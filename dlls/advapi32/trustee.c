/* Trustees: the forms in which programs name an account. */
#include "advapi32_private.h"
#include <aclapi.h>
#include <string.h>

VOID WINAPI BuildTrusteeWithSidW(PTRUSTEEW trustee, PSID sid)
{
    *trustee = (TRUSTEEW){ .TrusteeForm = TRUSTEE_IS_SID, .ptstrName = sid };
}

VOID WINAPI BuildTrusteeWithSidA(PTRUSTEEA trustee, PSID sid)
{
    *trustee = (TRUSTEEA){ .TrusteeForm = TRUSTEE_IS_SID, .ptstrName = sid };
}

VOID WINAPI BuildTrusteeWithNameW(PTRUSTEEW trustee, LPWSTR name)
{
    *trustee = (TRUSTEEW){ .TrusteeForm = TRUSTEE_IS_NAME, .ptstrName = name };
}

VOID WINAPI BuildTrusteeWithNameA(PTRUSTEEA trustee, LPSTR name)
{
    *trustee = (TRUSTEEA){ .TrusteeForm = TRUSTEE_IS_NAME, .ptstrName = name };
}

VOID WINAPI BuildExplicitAccessWithNameW(PEXPLICIT_ACCESSW entry, LPWSTR name, DWORD access, ACCESS_MODE mode,
                                         DWORD inheritance)
{
    *entry = (EXPLICIT_ACCESSW){ .grfAccessPermissions = access, .grfAccessMode = mode, .grfInheritance = inheritance };
    BuildTrusteeWithNameW(&entry->Trustee, name);
}

VOID WINAPI BuildExplicitAccessWithNameA(PEXPLICIT_ACCESSA entry, LPSTR name, DWORD access, ACCESS_MODE mode,
                                         DWORD inheritance)
{
    *entry = (EXPLICIT_ACCESSA){ .grfAccessPermissions = access, .grfAccessMode = mode, .grfInheritance = inheritance };
    BuildTrusteeWithNameA(&entry->Trustee, name);
}

TRUSTEE_FORM WINAPI GetTrusteeFormW(PTRUSTEEW trustee) { return trustee ? trustee->TrusteeForm : TRUSTEE_BAD_FORM; }
TRUSTEE_FORM WINAPI GetTrusteeFormA(PTRUSTEEA trustee) { return trustee ? trustee->TrusteeForm : TRUSTEE_BAD_FORM; }
TRUSTEE_TYPE WINAPI GetTrusteeTypeW(PTRUSTEEW trustee) { return trustee ? trustee->TrusteeType : TRUSTEE_IS_UNKNOWN; }
TRUSTEE_TYPE WINAPI GetTrusteeTypeA(PTRUSTEEA trustee) { return trustee ? trustee->TrusteeType : TRUSTEE_IS_UNKNOWN; }
LPWSTR WINAPI GetTrusteeNameW(PTRUSTEEW trustee)
{
    return trustee && trustee->TrusteeForm == TRUSTEE_IS_NAME ? trustee->ptstrName : NULL;
}
LPSTR WINAPI GetTrusteeNameA(PTRUSTEEA trustee)
{
    return trustee && trustee->TrusteeForm == TRUSTEE_IS_NAME ? trustee->ptstrName : NULL;
}

/* CURRENT_USER is a name of its own: the user of the caller's token (accctrl.h). */
static DWORD sid_of_name(const WCHAR *name, BYTE *sid)
{
    DWORD sid_size = SECURITY_MAX_SID_SIZE, domain_size = 257, needed;
    WCHAR domain[257];
    BYTE user[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
    HANDLE token;
    SID_NAME_USE use;
    if (_wcsicmp(name, L"CURRENT_USER"))
        return LookupAccountNameW(NULL, name, sid, &sid_size, domain, &domain_size, &use) ? ERROR_SUCCESS
                                                                                          : GetLastError();
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) return GetLastError();
    BOOL done = GetTokenInformation(token, TokenUser, user, sizeof(user), &needed) &&
                CopySid(sid_size, sid, ((TOKEN_USER *)user)->User.Sid);
    CloseHandle(token);
    return done ? ERROR_SUCCESS : GetLastError();
}

DWORD trustee_sid(const TRUSTEEW *trustee, bool ansi, BYTE *sid)
{
    WCHAR *wide;
    DWORD error;
    if (trustee->MultipleTrusteeOperation != NO_MULTIPLE_TRUSTEE) return ERROR_INVALID_PARAMETER;
    switch (trustee->TrusteeForm) {
    case TRUSTEE_IS_SID:
        if (!IsValidSid((PSID)trustee->ptstrName)) return ERROR_INVALID_PARAMETER;
        return CopySid(SECURITY_MAX_SID_SIZE, sid, (PSID)trustee->ptstrName) ? ERROR_SUCCESS : GetLastError();
    case TRUSTEE_IS_NAME:
        if (!trustee->ptstrName) return ERROR_INVALID_PARAMETER;
        if (!ansi) return sid_of_name(trustee->ptstrName, sid);
        error = (DWORD)wide_from_ansi((const char *)trustee->ptstrName, &wide);
        if (!error) error = sid_of_name(wide, sid);
        free_text(wide);
        return error;
    default:
        log_line(LOG_WARN, "a trustee of form %u is not supported", trustee->TrusteeForm);
        return ERROR_INVALID_PARAMETER;
    }
}
