/* winver: says which Windows this is for programs, and which Winrun. */
#include <windows.h>
#include "config.h"

#define WIDE_(text) L##text
#define WIDE(text) WIDE_(text)

static void registry_text(LPCWSTR name, WCHAR *buffer, DWORD size)
{
    HKEY key;
    buffer[0] = 0;
    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"Software\\Microsoft\\Windows NT\\CurrentVersion", 0, KEY_READ, &key))
        return;
    if (RegQueryValueExW(key, name, NULL, NULL, (BYTE *)buffer, &size)) buffer[0] = 0;
    RegCloseKey(key);
}

int WINAPI WinMain(HINSTANCE instance, HINSTANCE previous, LPSTR command, int show)
{
    OSVERSIONINFOW version = {.dwOSVersionInfoSize = sizeof(version)};
    WCHAR text[512], name[128], computer[64] = L"";
    DWORD length = 64;
    MEMORYSTATUSEX memory = {.dwLength = sizeof(memory)};
    (void)instance, (void)previous, (void)command, (void)show;
    registry_text(L"ProductName", name, sizeof(name));
    GetVersionExW(&version);
    GetComputerNameW(computer, &length);
    GlobalMemoryStatusEx(&memory);
    wsprintfW(
        text,
        L"Winrun " WIDE(WINRUN_VERSION) L"\n\nPrograms see %s\nVersion %u.%u (build %u)\n\nComputer: %s\nMemory: %u MB",
        name[0] ? name : L"Windows", (unsigned)version.dwMajorVersion, (unsigned)version.dwMinorVersion,
        (unsigned)version.dwBuildNumber, computer, (unsigned)(memory.ullTotalPhys >> 20));
    MSGBOXPARAMSW box = {
        .cbSize = sizeof(box), .lpszText = text, .lpszCaption = L"About Winrun", .dwStyle = MB_OK | MB_ICONINFORMATION};
    return MessageBoxIndirectW(&box) == IDOK ? 0 : 1;
}
