/* Clipboard: what it holds lies in the server as bytes; this side makes memory and GDI objects of them and converts
 * between formats that follow from each other (text, bitmaps). */
#include "user_private.h"
#include "clipboard_formats.h"

/* --- opening and closing --- */

static BOOL is_open; /* by a thread of this process */

BOOL WINAPI OpenClipboard(HWND window)
{
    struct request_clipboard_open_in in = {.window = handle_value(window ? window_full_handle(window) : NULL)};
    struct request_clipboard_open_out out;
    user_start();
    if (window && !in.window) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    NTSTATUS status = SERVER_CALL(clipboard_open, &in, &out);
    if (!NT_SUCCESS(status)) return set_server_error(status);
    is_open = TRUE;
    return TRUE;
}

BOOL WINAPI CloseClipboard(void)
{
    struct request_clipboard_close_in in = {0};
    struct request_clipboard_close_out out;
    user_start();
    if (!NT_SUCCESS(SERVER_CALL(clipboard_close, &in, &out))) return set_user_error(ERROR_CLIPBOARD_NOT_OPEN);
    is_open = FALSE;
    return TRUE;
}

static HWND screen_window(const uint32_t *member) { return handle_from(__atomic_load_n(member, __ATOMIC_RELAXED)); }

HWND WINAPI GetClipboardOwner(void)
{
    user_start();
    return screen_window(&windowing->screen.clipboard_owner);
}

HWND WINAPI GetOpenClipboardWindow(void)
{
    user_start();
    return screen_window(&windowing->screen.clipboard_open);
}

HWND WINAPI GetClipboardViewer(void)
{
    user_start();
    return screen_window(&windowing->screen.clipboard_viewer);
}

DWORD WINAPI GetClipboardSequenceNumber(void)
{
    user_start();
    return __atomic_load_n(&windowing->screen.clipboard_serial, __ATOMIC_RELAXED);
}

BOOL WINAPI EmptyClipboard(void)
{
    struct request_clipboard_empty_in in = {0};
    struct request_clipboard_empty_out out;
    HWND owner = GetClipboardOwner();
    if (is_open && owner && window_shared(owner)) send_message(owner, WM_DESTROYCLIPBOARD, 0, 0);
    if (!NT_SUCCESS(SERVER_CALL(clipboard_empty, &in, &out))) return set_user_error(ERROR_CLIPBOARD_NOT_OPEN);
    clipboard_cache_drop();
    return TRUE;
}

/* --- formats that are there --- */

#define MOST_FORMATS 256

static UINT list_formats(uint32_t *formats)
{
    struct request_clipboard_list_in in = {0};
    struct request_clipboard_list_out out = {0};
    uint32_t size = 0;
    user_start();
    server_call_data(request_code_clipboard_list, &in, sizeof(in), NULL, 0, &out, sizeof(out), formats,
                     MOST_FORMATS * sizeof(*formats), &size);
    return min(out.count, MOST_FORMATS);
}

/* Formats that can be had from others, after those that were set, as Windows lists them. */
static UINT list_all(uint32_t *formats)
{
    UINT set = list_formats(formats), count = set;
    for (UINT i = 0; i < set; i++) {
        for (int which = 0; count < MOST_FORMATS; which++) {
            UINT made = clipboard_format_made_from(formats[i], which);
            UINT j = 0;
            if (!made) break;
            while (j < count && formats[j] != made) j++;
            if (j == count) formats[count++] = made;
        }
    }
    return count;
}

UINT WINAPI EnumClipboardFormats(UINT format)
{
    uint32_t formats[MOST_FORMATS];
    if (!is_open) return (UINT)set_user_error(ERROR_CLIPBOARD_NOT_OPEN);
    UINT count = list_all(formats), i = 0;
    SetLastError(ERROR_SUCCESS);
    while (format && i < count && formats[i] != format) i++;
    if (format) i++;
    return i < count ? formats[i] : 0;
}

int WINAPI CountClipboardFormats(void)
{
    uint32_t formats[MOST_FORMATS];
    return (int)list_all(formats);
}

BOOL WINAPI IsClipboardFormatAvailable(UINT format)
{
    uint32_t formats[MOST_FORMATS];
    UINT count = format ? list_all(formats) : 0;
    for (UINT i = 0; i < count; i++)
        if (formats[i] == format) return TRUE;
    return FALSE;
}

int WINAPI GetPriorityClipboardFormat(UINT *wanted, int count)
{
    uint32_t formats[MOST_FORMATS];
    UINT there = list_all(formats);
    if (!there) return 0;
    for (int i = 0; i < count; i++)
        for (UINT j = 0; j < there; j++)
            if (formats[j] == wanted[i]) return (int)wanted[i];
    return -1;
}

BOOL WINAPI GetUpdatedClipboardFormats(PUINT formats, UINT capacity, PUINT count)
{
    uint32_t all[MOST_FORMATS];
    if (!count) return set_user_error(ERROR_NOACCESS);
    *count = list_all(all);
    if (*count > capacity || (*count && !formats)) return set_user_error(ERROR_INSUFFICIENT_BUFFER);
    memcpy(formats, all, *count * sizeof(*formats));
    return TRUE;
}

UINT WINAPI RegisterClipboardFormatW(LPCWSTR name)
{
    if (!name || !*name) return (UINT)set_user_error(ERROR_INVALID_PARAMETER);
    return atom_global(name);
}

UINT WINAPI RegisterClipboardFormatA(LPCSTR name)
{
    WCHAR *wide = wide_from_ansi(name, -1);
    UINT format = RegisterClipboardFormatW(wide);
    heap_free(wide);
    return format;
}

int WINAPI GetClipboardFormatNameW(UINT format, LPWSTR buffer, int capacity)
{
    if (format < 0xc000 || format > 0xffff) return set_user_error(ERROR_INVALID_PARAMETER);
    return (int)GlobalGetAtomNameW((ATOM)format, buffer, capacity);
}

int WINAPI GetClipboardFormatNameA(UINT format, LPSTR buffer, int capacity)
{
    if (format < 0xc000 || format > 0xffff) return set_user_error(ERROR_INVALID_PARAMETER);
    return (int)GlobalGetAtomNameA((ATOM)format, buffer, capacity);
}

/* --- data --- */

static BOOL send_data(UINT format, const void *data, uint32_t size, BOOL delayed)
{
    struct request_clipboard_set_in in = {.format = format, .delayed = delayed};
    struct request_clipboard_set_out out;
    NTSTATUS status =
        server_call_data(request_code_clipboard_set, &in, sizeof(in), data, size, &out, sizeof(out), NULL, 0, NULL);
    if (status == STATUS_ACCESS_DENIED) return set_user_error(ERROR_CLIPBOARD_NOT_OPEN);
    return NT_SUCCESS(status) || set_server_error(status);
}

HANDLE WINAPI SetClipboardData(UINT format, HANDLE data)
{
    void *bytes = NULL;
    uint32_t size = 0;
    user_start();
    if (!format) return (HANDLE)(ULONG_PTR)set_user_error(ERROR_INVALID_PARAMETER);
    if (data && !clipboard_bytes_from_handle(format, data, &bytes, &size)) return NULL;
    BOOL done = send_data(format, bytes, size, !data);
    heap_free(bytes);
    if (!done) return NULL;
    if (data) clipboard_cache_put(format, data);
    return data;
}

/* The bytes of a format that was set; a promised one is asked of its owner. heap_free. */
static void *fetch(UINT format, uint32_t *size)
{
    for (int attempt = 0; attempt < 2; attempt++) {
        struct request_clipboard_get_in in = {.format = format};
        struct request_clipboard_get_out out = {0};
        uint32_t capacity = 0x10000;
        void *buffer = heap_allocate(capacity);
        *size = 0;
        NTSTATUS status = server_call_data(request_code_clipboard_get, &in, sizeof(in), NULL, 0, &out, sizeof(out),
                                           buffer, capacity, size);
        if (buffer && *size > capacity) {
            heap_free(buffer);
            capacity = *size;
            buffer = heap_allocate(capacity);
            status = server_call_data(request_code_clipboard_get, &in, sizeof(in), NULL, 0, &out, sizeof(out), buffer,
                                      buffer ? capacity : 0, size);
        }
        if (NT_SUCCESS(status) && !out.delayed && buffer) return buffer;
        heap_free(buffer);
        HWND owner = GetClipboardOwner();
        if (!NT_SUCCESS(status) || !owner || attempt) return NULL;
        SendMessageTimeoutW(owner, WM_RENDERFORMAT, format, 0, SMTO_NORMAL, 30000, NULL);
    }
    return NULL;
}

HANDLE WINAPI GetClipboardData(UINT format)
{
    uint32_t formats[MOST_FORMATS], size;
    if (!is_open) return (HANDLE)(ULONG_PTR)set_user_error(ERROR_CLIPBOARD_NOT_OPEN);
    HANDLE cached = clipboard_cache_get(format);
    if (cached) return cached;
    UINT count = list_formats(formats), source = 0;
    for (UINT i = 0; i < count && !source; i++)
        if (formats[i] == format) source = format;
    for (UINT i = 0; i < count && !source; i++) { /* the first that can become it */
        UINT made;
        for (int which = 0; (made = clipboard_format_made_from(formats[i], which)); which++)
            if (made == format) source = formats[i];
    }
    void *bytes = source ? fetch(source, &size) : NULL;
    if (!bytes) return (HANDLE)(ULONG_PTR)set_user_error(ERROR_NOT_FOUND);
    if (source != format) bytes = clipboard_convert(source, format, bytes, &size);
    HANDLE data = bytes ? clipboard_handle_from_bytes(format, bytes, size) : NULL;
    heap_free(bytes);
    if (data) clipboard_cache_put(format, data);
    return data;
}

/* --- who wants to know --- */

static BOOL viewer_call(HWND window, uint32_t operation, HWND *previous)
{
    struct request_clipboard_viewer_in in = {.window = handle_value(window ? window_full_handle(window) : NULL),
                                             .listen = operation};
    struct request_clipboard_viewer_out out = {0};
    user_start();
    if (window && !in.window) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    NTSTATUS status = SERVER_CALL(clipboard_viewer, &in, &out);
    if (previous) *previous = handle_from(out.previous);
    if (status == STATUS_OBJECT_NAME_COLLISION || status == STATUS_NOT_FOUND)
        return set_user_error(ERROR_INVALID_PARAMETER);
    return NT_SUCCESS(status) || set_server_error(status);
}

BOOL WINAPI AddClipboardFormatListener(HWND window) { return viewer_call(window, 1, NULL); }
BOOL WINAPI RemoveClipboardFormatListener(HWND window) { return viewer_call(window, 2, NULL); }

HWND WINAPI SetClipboardViewer(HWND window)
{
    HWND previous = NULL;
    if (!viewer_call(window, 0, &previous)) return NULL;
    if (window) send_message(window, WM_DRAWCLIPBOARD, 0, 0);
    return previous;
}

BOOL WINAPI ChangeClipboardChain(HWND window, HWND next)
{
    HWND first = GetClipboardViewer();
    if (!first) return FALSE;
    if (first == window_full_handle(window)) return viewer_call(next, 0, NULL);
    return (BOOL)send_message(first, WM_CHANGECBCHAIN, (WPARAM)window, (LPARAM)next);
}
