/* Activation contexts from manifest files. Witness: Microsoft's documentation of winbase.h (CreateActCtx and its
 * relatives). */
#include "../check.h"

static const char manifest[] =
    "<?xml version='1.0' encoding='UTF-8'?>\r\n<!-- test -->\r\n"
    "<assembly xmlns='urn:schemas-microsoft-com:asm.v1' manifestVersion='1.0'>"
    "<assemblyIdentity name='Winrun.Test' version='1.2.3.4' type='win32' processorArchitecture='*'/>"
    "<file name='wr_listed.dll'/>"
    "<trustInfo xmlns='urn:schemas-microsoft-com:asm.v3'><security><requestedPrivileges>"
    "<requestedExecutionLevel level='asInvoker' uiAccess='false'/></requestedPrivileges></security></trustInfo>"
    "<application xmlns='urn:schemas-microsoft-com:asm.v3'><windowsSettings>"
    "<dpiAware "
    "xmlns='http://schemas.microsoft.com/SMI/2005/WindowsSettings'>true</dpiAware></windowsSettings></application>"
    "</assembly>";

static BOOL write_file(const char *name, const char *text)
{
    DWORD written = 0;
    HANDLE file = CreateFileA(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return FALSE;
    WriteFile(file, text, (DWORD)strlen(text), &written, NULL);
    CloseHandle(file);
    return written == strlen(text);
}

static HANDLE create(const char *name)
{
    ACTCTXA request = { .cbSize = sizeof(request), .lpSource = name };
    return CreateActCtxA(&request);
}

static void test_stack(HANDLE context)
{
    ULONG_PTR outer, inner;
    HANDLE current = (HANDLE)1;
    check(GetCurrentActCtx(&current), "GetCurrentActCtx");
    check(current == NULL, "nothing is active");
    check(ActivateActCtx(context, &outer), "ActivateActCtx");
    check(GetCurrentActCtx(&current) && current == context, "it is active");
    ReleaseActCtx(current);
    check(ActivateActCtx(NULL, &inner), "the empty context");
    check(GetCurrentActCtx(&current) && current == NULL, "the empty context is active");
    check(DeactivateActCtx(0, inner), "DeactivateActCtx");
    check(GetCurrentActCtx(&current) && current == context, "the outer one again");
    ReleaseActCtx(current);
    check(DeactivateActCtx(0, outer), "DeactivateActCtx");
}

static void test_queries(HANDLE context)
{
    struct { ACTIVATION_CONTEXT_DETAILED_INFORMATION info; WCHAR text[600]; } detailed;
    WCHAR value[16];
    SIZE_T needed = 0;
    ULONG_PTR cookie;
    ACTCTX_SECTION_KEYED_DATA data = { .cbSize = sizeof(data) };
    check(QueryActCtxW(0, context, NULL, ActivationContextDetailedInformation, &detailed, sizeof(detailed), &needed),
          "detailed information");
    check_equal_u32(detailed.info.ulAssemblyCount, 1, "one assembly");
    check(detailed.info.lpRootManifestPath && wcsstr(detailed.info.lpRootManifestPath, L"wr_test.manifest"),
          "the path of the manifest");
    check_fails_with(QueryActCtxW(0, context, NULL, ActivationContextDetailedInformation, &detailed, 4, &needed),
                     ERROR_INSUFFICIENT_BUFFER);
    check(needed > sizeof(detailed.info), "the size that is needed");
    check(QueryActCtxSettingsW(0, context, L"http://schemas.microsoft.com/SMI/2005/WindowsSettings", L"dpiAware", value,
                               16, &needed),
          "a setting");
    check_equal_wide(value, L"true", "its value");
    check_fails_with(QueryActCtxSettingsW(0, context, NULL, L"noSuchSetting", value, 16, &needed),
                     ERROR_SXS_KEY_NOT_FOUND);
    check(ActivateActCtx(context, &cookie), "ActivateActCtx");
    check(FindActCtxSectionStringA(0, NULL, 2, "WR_LISTED.dll", &data), "a file of the manifest");
    check_fails_with(FindActCtxSectionStringA(0, NULL, 2, "wr_other.dll", &data), ERROR_SXS_KEY_NOT_FOUND);
    check(DeactivateActCtx(0, cookie), "DeactivateActCtx");
}

int main(void)
{
    char folder[MAX_PATH];
    ACTCTXA request = { .cbSize = 3 };
    GetTempPathA(MAX_PATH, folder);
    SetCurrentDirectoryA(folder);
    check(write_file("wr_test.manifest", manifest), "a manifest");
    check(write_file("wr_bad.manifest", "<assembly"), "a damaged manifest");
    HANDLE context = create("wr_test.manifest");
    check(context != INVALID_HANDLE_VALUE, "CreateActCtx: error %lu", GetLastError());
    if (context != INVALID_HANDLE_VALUE) {
        test_stack(context);
        test_queries(context);
        AddRefActCtx(context);
        ReleaseActCtx(context);
        ReleaseActCtx(context);
    }
    check_fails_with(create("wr_bad.manifest") != INVALID_HANDLE_VALUE, ERROR_SXS_CANT_GEN_ACTCTX);
    check_fails_with(create("wr_none.manifest") != INVALID_HANDLE_VALUE, ERROR_FILE_NOT_FOUND);
    check_fails_with(CreateActCtxA(&request) != INVALID_HANDLE_VALUE, ERROR_INVALID_PARAMETER);
    DeleteFileA("wr_test.manifest");
    DeleteFileA("wr_bad.manifest");
    return check_summary();
}
