/* Classes of the common controls, DLL start and version. */
#include "common.h"
#include <shlwapi.h>

HINSTANCE module_instance;

static const struct control_class *const classes[] = {
    &tree_view_class, &status_bar_class, &progress_bar_class, &up_down_class,  &header_class,
    &list_view_class, &track_bar_class,  &tab_class,          &tool_bar_class, &tooltips_class,
};

static void register_classes(DWORD which)
{
    for (UINT i = 0; i < COUNT_OF(classes); i++) {
        const struct control_class *class = classes[i];
        if (!class || !(class->init & which)) continue;
        WNDCLASSEXW known = {sizeof(known)};
        if (GetClassInfoExW(module_instance, class->name, &known)) continue;
        known = (WNDCLASSEXW){sizeof(known),
                              class->style | CS_GLOBALCLASS,
                              class->procedure,
                              0,
                              sizeof(void *),
                              module_instance,
                              NULL,
                              LoadCursorW(NULL, class->cursor ? class->cursor : (LPCWSTR)IDC_ARROW),
                              NULL,
                              NULL,
                              class->name,
                              NULL};
        RegisterClassExW(&known);
    }
}

void WINAPI InitCommonControls(void) { register_classes(ICC_WIN95_CLASSES); }

BOOL WINAPI InitCommonControlsEx(const INITCOMMONCONTROLSEX *which)
{
    if (!which || which->dwSize != sizeof(*which)) return FALSE;
    register_classes(which->dwICC);
    return TRUE;
}

HRESULT WINAPI DllGetVersion(DLLVERSIONINFO *version)
{
    if (!version) return E_INVALIDARG;
    if (version->cbSize != sizeof(DLLVERSIONINFO) && version->cbSize != sizeof(DLLVERSIONINFO2)) return E_INVALIDARG;
    version->dwMajorVersion = 5;
    version->dwMinorVersion = 82;
    version->dwBuildNumber = 2900;
    version->dwPlatformID = DLLVER_PLATFORM_NT;
    if (version->cbSize == sizeof(DLLVERSIONINFO2)) {
        DLLVERSIONINFO2 *more = (DLLVERSIONINFO2 *)version;
        more->dwFlags = 0;
        more->ullVersion = MAKEDLLVERULL(5, 82, 2900, 0);
    }
    return S_OK;
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved)
{
    (void)reserved;
    if (reason != DLL_PROCESS_ATTACH) return TRUE;
    module_instance = instance;
    DisableThreadLibraryCalls(instance);
    register_classes(~0u);
    return TRUE;
}
