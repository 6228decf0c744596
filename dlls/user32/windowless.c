/* Message boxes, until message_box.c is there. */
#include "user_private.h"

/* ---- MessageBox: the text goes to the standard error, nobody can answer */

int WINAPI MessageBoxW(HWND owner, LPCWSTR text, LPCWSTR title, UINT type)
{
    HANDLE error = GetStdHandle(STD_ERROR_HANDLE);
    const WCHAR *parts[] = { title ? title : L"Error", L": ", text ? text : L"", L"\r\n" };
    char bytes[2048];
    DWORD written;

    (void)owner, (void)type;
    for (size_t i = 0; i < ARRAYSIZE(parts); i++) {
        int length = WideCharToMultiByte(CP_ACP, 0, parts[i], -1, bytes, sizeof(bytes), NULL, NULL);
        if (length > 1) WriteFile(error, bytes, (DWORD)length - 1, &written, NULL);
    }
    log_line(LOG_WARN, "MessageBox without a display: %ls: %ls", parts[0], parts[2]);
    SetLastError(ERROR_REQUIRES_INTERACTIVE_WINDOWSTATION);
    return 0;
}

int WINAPI MessageBoxA(HWND owner, LPCSTR text, LPCSTR title, UINT type)
{
    WCHAR wide_text[2048], wide_title[256];

    if (!text || !MultiByteToWideChar(CP_ACP, 0, text, -1, wide_text, ARRAYSIZE(wide_text))) wide_text[0] = 0;
    if (!title || !MultiByteToWideChar(CP_ACP, 0, title, -1, wide_title, ARRAYSIZE(wide_title))) wide_title[0] = 0;
    return MessageBoxW(owner, wide_text, title ? wide_title : NULL, type);
}

int WINAPI MessageBoxExW(HWND owner, LPCWSTR text, LPCWSTR title, UINT type, WORD language)
{
    (void)language;
    return MessageBoxW(owner, text, title, type);
}

int WINAPI MessageBoxExA(HWND owner, LPCSTR text, LPCSTR title, UINT type, WORD language)
{
    (void)language;
    return MessageBoxA(owner, text, title, type);
}
