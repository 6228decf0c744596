/* Standard output and error. Text is collected and written in one piece when a command ends: to a console as UTF-16, to
 * anything else in the console's output code page, or as UTF-16 with /U. */
#include "cmd.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define FLUSH_AT 16384

static struct text buffer;
static int buffer_handle = 1;

bool is_console(HANDLE handle)
{
    DWORD mode;
    return GetConsoleMode(handle, &mode);
}

UINT text_code_page(void)
{
    UINT page = GetConsoleOutputCP();
    return page ? page : GetOEMCP();
}

static void write_bytes(HANDLE handle, const void *data, DWORD size)
{
    const char *at = data;
    while (size) {
        DWORD done = 0;
        if (!WriteFile(handle, at, size, &done, NULL) || !done) return;
        at += done;
        size -= done;
    }
}

static void write_encoded(HANDLE handle, const wchar_t *text, DWORD length)
{
    UINT page = text_code_page();
    int size = WideCharToMultiByte(page, 0, text, length, NULL, 0, NULL, NULL);
    char *bytes = allocate(size + 1);
    size = WideCharToMultiByte(page, 0, text, length, bytes, size, NULL, NULL);
    write_bytes(handle, bytes, size);
    free(bytes);
}

void flush_output(void)
{
    HANDLE handle = shell.handles[buffer_handle];
    if (!buffer.length || !handle) {
        text_clear(&buffer);
        return;
    }
    if (is_console(handle)) {
        DWORD done;
        WriteConsoleW(handle, buffer.data, buffer.length, &done, NULL);
    } else if (shell.unicode) {
        write_bytes(handle, buffer.data, buffer.length * sizeof(wchar_t));
    } else {
        write_encoded(handle, buffer.data, buffer.length);
    }
    text_clear(&buffer);
}

void write_text(int handle, const wchar_t *text, size_t length)
{
    if (handle != buffer_handle) flush_output();
    buffer_handle = handle;
    text_append(&buffer, text, length);
    if (buffer.length > FLUSH_AT) flush_output();
}

void write_string(const wchar_t *string)
{
    write_text(1, string, wcslen(string));
}

void write_error(const wchar_t *string)
{
    write_text(2, string, wcslen(string));
    write_text(2, L"\r\n", 2);
}

void write_format(const wchar_t *format, ...)
{
    wchar_t text[1024];
    va_list arguments;
    va_start(arguments, format);
    int length = _vsnwprintf(text, 1023, format, arguments);
    va_end(arguments);
    text[1023] = 0;
    write_text(1, text, length < 0 ? 1023 : length);
}

void write_message(int handle, DWORD error, const wchar_t *insert)
{
    wchar_t text[1024];
    DWORD_PTR inserts[2] = { (DWORD_PTR)insert, (DWORD_PTR)L"" };
    DWORD flags = FORMAT_MESSAGE_FROM_SYSTEM | (insert ? FORMAT_MESSAGE_ARGUMENT_ARRAY : FORMAT_MESSAGE_IGNORE_INSERTS);
    DWORD length = FormatMessageW(flags, NULL, error, 0, text, 1024, (va_list *)inserts);
    if (length) {
        write_text(handle, text, length);
        return;
    }
    _snwprintf(text, 64, L"The system reports error %lu.\r\n", error);
    write_text(handle, text, wcslen(text));
}

int fail_with(DWORD error)
{
    write_message(2, error, NULL);
    return 1;
}

int fail_last(void)
{
    return fail_with(GetLastError());
}
