/* App packages (appmodel.h): no program here has one. */
#include "kernel32_private.h"

#ifndef APPMODEL_ERROR_NO_PACKAGE
#define APPMODEL_ERROR_NO_PACKAGE 15700L
#endif
#ifndef APPMODEL_ERROR_NO_APPLICATION
#define APPMODEL_ERROR_NO_APPLICATION 15703L
#endif

static LONG no_package(const UINT32 *size) { return size ? APPMODEL_ERROR_NO_PACKAGE : ERROR_INVALID_PARAMETER; }

LONG WINAPI GetCurrentPackageId(UINT32 *size, BYTE *buffer)
{
    (void)buffer;
    return no_package(size);
}

LONG WINAPI GetCurrentPackageFullName(UINT32 *size, PWSTR name)
{
    (void)name;
    return no_package(size);
}

LONG WINAPI GetCurrentPackageFamilyName(UINT32 *size, PWSTR name)
{
    (void)name;
    return no_package(size);
}

LONG WINAPI GetCurrentPackagePath(UINT32 *size, PWSTR path)
{
    (void)path;
    return no_package(size);
}

LONG WINAPI GetApplicationUserModelId(HANDLE process, UINT32 *size, PWSTR id)
{
    (void)id;
    if (!size) return ERROR_INVALID_PARAMETER;
    return GetProcessId(process) ? APPMODEL_ERROR_NO_APPLICATION : (LONG)GetLastError();
}

/* What the C runtime asks at its start; the answers for an ordinary desktop program. */
LONG WINAPI AppPolicyGetProcessTerminationMethod(HANDLE token, ULONG *policy)
{
    (void)token;
    *policy = 0; /* AppPolicyProcessTerminationMethod_ExitProcess */
    return ERROR_SUCCESS;
}

LONG WINAPI AppPolicyGetThreadInitializationType(HANDLE token, ULONG *policy)
{
    (void)token;
    *policy = 0; /* AppPolicyThreadInitializationType_None */
    return ERROR_SUCCESS;
}

LONG WINAPI AppPolicyGetShowDeveloperDiagnostic(HANDLE token, ULONG *policy)
{
    (void)token;
    *policy = 1; /* AppPolicyShowDeveloperDiagnostic_ShowUI */
    return ERROR_SUCCESS;
}

LONG WINAPI AppPolicyGetWindowingModel(HANDLE token, ULONG *policy)
{
    (void)token;
    *policy = 2; /* AppPolicyWindowingModel_ClassicDesktop */
    return ERROR_SUCCESS;
}
