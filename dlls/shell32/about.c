/* The box that says what a program is. */
#include "nt/nt.h"
#include <objbase.h>
#include <shellapi.h>
#include <shlobj.h>
#include "shell32_private.h"

/* Up to '#' stands the title; what follows is the first line of the box. */
int WINAPI ShellAboutW(HWND window, LPCWSTR application, LPCWSTR other, HICON icon)
{
    WCHAR text[1024], title[256];
    const WCHAR *hash, *first;
    MSGBOXPARAMSW box = { .cbSize = sizeof(box), .hwndOwner = window, .dwStyle = MB_OK | MB_ICONINFORMATION };
    int length;

    (void)icon; /* a message box shows icons of resources only */
    if (!application) return FALSE;
    hash = wcschr(application, '#');
    if (hash) {
        length = min(hash - application, (ptrdiff_t)ARRAYSIZE(title) - 1);
        memcpy(title, application, length * sizeof(WCHAR));
        title[length] = 0;
        first = hash + 1;
    } else {
        lstrcpyW(title, L"About ");
        lstrcpynW(title + 6, application, ARRAYSIZE(title) - 6);
        first = application;
    }
    lstrcpynW(text, first, ARRAYSIZE(text) / 2 - 4);
    if (other) {
        lstrcatW(text, L"\n\n");
        length = lstrlenW(text);
        lstrcpynW(text + length, other, ARRAYSIZE(text) - length);
    }
    box.lpszText = text;
    box.lpszCaption = title;
    return MessageBoxIndirectW(&box) != 0;
}

int WINAPI ShellAboutA(HWND window, LPCSTR application, LPCSTR other, HICON icon)
{
    WCHAR *wide = wide_copy(application), *wide_other = wide_copy(other);
    int result = wide ? ShellAboutW(window, wide, wide_other, icon) : FALSE;

    LocalFree(wide);
    LocalFree(wide_other);
    return result;
}
