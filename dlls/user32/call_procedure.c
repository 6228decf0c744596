/* Calling window procedures, with characters of the kind that they want: a message sent with SendMessageA to a window
 * whose procedure takes UTF-16 has its text converted, and the answer back. */
#include "drawing.h"

#define MOST_PROCEDURES 4096
#define PROCEDURE_HANDLE_BASE 0xffff0000u
#define LONGEST_TEXT                                                                                                   \
    0x10000 /* units: what is offered to a GETTEXT-like message that does not say how long its buffer is */

/* --- procedures of the other kind, as handles --- */

static struct { WNDPROC procedure; BOOL is_unicode; } procedures[MOST_PROCEDURES];
static LONG procedure_count;

static BOOL is_procedure_handle(WNDPROC procedure)
{
    ULONG_PTR value = (ULONG_PTR)procedure;
    return value - PROCEDURE_HANDLE_BASE < MOST_PROCEDURES && (LONG)(value & 0xffff) < procedure_count;
}

static WNDPROC procedure_handle(WNDPROC procedure, BOOL is_unicode)
{
    WNDPROC handle = procedure; /* without room the program gets the procedure itself */
    user_lock();
    LONG i = 0;
    while (i < procedure_count && (procedures[i].procedure != procedure || procedures[i].is_unicode != is_unicode)) i++;
    if (i < MOST_PROCEDURES) {
        procedures[i].procedure = procedure;
        procedures[i].is_unicode = is_unicode;
        if (i == procedure_count) procedure_count++;
        handle = (WNDPROC)(ULONG_PTR)(PROCEDURE_HANDLE_BASE | (ULONG)i);
    }
    user_unlock();
    return handle;
}

WNDPROC procedure_for(WNDPROC procedure, BOOL is_unicode, BOOL wanted_unicode)
{
    return !procedure || is_unicode == wanted_unicode ? procedure : procedure_handle(procedure, is_unicode);
}

WNDPROC procedure_resolve(WNDPROC procedure, BOOL *is_unicode)
{
    if (!is_procedure_handle(procedure)) return procedure;
    ULONG index = (ULONG)((ULONG_PTR)procedure & 0xffff);
    *is_unicode = procedures[index].is_unicode;
    return procedures[index].procedure;
}

/* --- texts --- */

WCHAR *wide_from_ansi(LPCSTR text, int length)
{
    return text ? wide_copy(text, length, NULL) : NULL;
}

char *ansi_from_wide(LPCWSTR text, int length)
{
    if (!text) return NULL;
    int source = length < 0 ? (int)wcslen(text) : length;
    int needed = source ? WideCharToMultiByte(CP_ACP, 0, text, source, NULL, 0, NULL, NULL) : 0;
    char *ansi = heap_allocate((SIZE_T)needed + 1);
    if (!ansi) return NULL;
    if (needed) WideCharToMultiByte(CP_ACP, 0, text, source, ansi, needed, NULL, NULL);
    ansi[needed] = 0;
    return ansi;
}

/* --- what the messages carry --- */

enum carries {
    CARRIES_NOTHING,
    CARRIES_TEXT,
    CARRIES_BUFFER,
    CARRIES_UNBOUNDED,
    CARRIES_LENGTH,
    CARRIES_LINE,
    CARRIES_CREATE,
    CARRIES_MDI,
    CARRIES_CHARACTER
};

static BOOL list_has_strings(HWND window, UINT owner_draw, UINT has_strings)
{
    DWORD style = user_style(window);
    return !(style & owner_draw) || (style & has_strings);
}

static enum carries message_carries(HWND window, UINT message)
{
    switch (message) {
    case WM_SETTEXT:
    case WM_WININICHANGE:
    case WM_DEVMODECHANGE:
    case CB_DIR:
    case LB_DIR:
    case LB_ADDFILE:
    case EM_REPLACESEL:
        return CARRIES_TEXT;
    case WM_GETTEXT: case WM_ASKCBFORMATNAME: return CARRIES_BUFFER;
    case WM_GETTEXTLENGTH: case LB_GETTEXTLEN: case CB_GETLBTEXTLEN: return CARRIES_LENGTH;
    case WM_NCCREATE: case WM_CREATE: return CARRIES_CREATE;
    case WM_MDICREATE: return CARRIES_MDI;
    case EM_GETLINE: return CARRIES_LINE;
    case WM_CHAR:
    case WM_SYSCHAR:
    case WM_DEADCHAR:
    case WM_SYSDEADCHAR:
    case WM_MENUCHAR:
    case WM_CHARTOITEM:
    case EM_SETPASSWORDCHAR:
        return CARRIES_CHARACTER;
    case LB_ADDSTRING: case LB_INSERTSTRING: case LB_FINDSTRING: case LB_FINDSTRINGEXACT: case LB_SELECTSTRING:
        return list_has_strings(window, LBS_OWNERDRAWFIXED | LBS_OWNERDRAWVARIABLE, LBS_HASSTRINGS) ? CARRIES_TEXT
                                                                                                    : CARRIES_NOTHING;
    case CB_ADDSTRING: case CB_INSERTSTRING: case CB_FINDSTRING: case CB_FINDSTRINGEXACT: case CB_SELECTSTRING:
        return list_has_strings(window, CBS_OWNERDRAWFIXED | CBS_OWNERDRAWVARIABLE, CBS_HASSTRINGS) ? CARRIES_TEXT
                                                                                                    : CARRIES_NOTHING;
    case LB_GETTEXT:
        return list_has_strings(window, LBS_OWNERDRAWFIXED | LBS_OWNERDRAWVARIABLE, LBS_HASSTRINGS) ? CARRIES_UNBOUNDED
                                                                                                    : CARRIES_NOTHING;
    case CB_GETLBTEXT:
        return list_has_strings(window, CBS_OWNERDRAWFIXED | CBS_OWNERDRAWVARIABLE, CBS_HASSTRINGS) ? CARRIES_UNBOUNDED
                                                                                                    : CARRIES_NOTHING;
    default: return CARRIES_NOTHING;
    }
}

static WPARAM convert_character(WPARAM wparam, BOOL to_unicode)
{
    if (to_unicode) {
        char bytes[2] = {(char)LOWORD(wparam), (char)(LOWORD(wparam) >> 8)};
        WCHAR wide[2] = {0};
        MultiByteToWideChar(CP_ACP, 0, bytes, bytes[1] ? 2 : 1, wide, 2);
        return (wparam & ~(WPARAM)0xffff) | wide[0];
    }
    WCHAR wide = (WCHAR)wparam;
    char bytes[4] = {0};
    int length = WideCharToMultiByte(CP_ACP, 0, &wide, 1, bytes, sizeof(bytes), NULL, NULL);
    WORD value = length == 2 ? (WORD)((BYTE)bytes[0] | (BYTE)bytes[1] << 8) : (BYTE)bytes[0];
    return (wparam & ~(WPARAM)0xffff) | value;
}

static BOOL is_text(const void *pointer) { return (ULONG_PTR)pointer >> 16 != 0; }

struct call { WNDPROC procedure; HWND window; UINT message; WPARAM wparam; LPARAM lparam; };

static LRESULT invoke(const struct call *call)
{
    return call->procedure(call->window, call->message, call->wparam, call->lparam);
}

/* --- a program of ANSI asks a procedure of UTF-16 --- */

static LRESULT to_wide_text(struct call call)
{
    WCHAR *text = is_text((void *)call.lparam) ? wide_from_ansi((LPCSTR)call.lparam, -1) : NULL;
    if (text) call.lparam = (LPARAM)text;
    LRESULT result = invoke(&call);
    heap_free(text);
    return result;
}

/* Copies what fits, ends with a zero, returns the units without it. */
static LRESULT give_ansi(LPSTR buffer, SIZE_T capacity, LPCWSTR text, int length)
{
    if (!capacity) return 0;
    char *ansi = ansi_from_wide(text, length);
    if (!ansi) return 0;
    SIZE_T bytes = strlen(ansi);
    if (bytes >= capacity) bytes = capacity - 1;
    memcpy(buffer, ansi, bytes);
    buffer[bytes] = 0;
    heap_free(ansi);
    return (LRESULT)bytes;
}

static LRESULT give_wide(LPWSTR buffer, SIZE_T capacity, LPCSTR text, int length)
{
    if (!capacity) return 0;
    WCHAR *wide = wide_from_ansi(text, length);
    if (!wide) return 0;
    SIZE_T units = wcslen(wide);
    if (units >= capacity) units = capacity - 1;
    memcpy(buffer, wide, units * sizeof(WCHAR));
    buffer[units] = 0;
    heap_free(wide);
    return (LRESULT)units;
}

static LRESULT to_wide_buffer(struct call call)
{
    LPSTR buffer = (LPSTR)call.lparam;
    SIZE_T capacity = call.wparam;
    WCHAR *wide = heap_allocate((capacity + 1) * sizeof(WCHAR));
    if (!wide || !buffer) {
        heap_free(wide);
        return 0;
    }
    wide[0] = 0;
    call.lparam = (LPARAM)wide;
    LRESULT result = invoke(&call);
    if (result >= 0)
        result = result ? give_ansi(buffer, capacity, wide, (int)min((SIZE_T)result, capacity))
                        : (capacity ? (buffer[0] = 0, 0) : 0);
    heap_free(wide);
    return result;
}

static LRESULT to_wide_unbounded(struct call call)
{
    UINT length_message = call.message == LB_GETTEXT ? LB_GETTEXTLEN : CB_GETLBTEXTLEN;
    LRESULT length = call.procedure(call.window, length_message, call.wparam, 0);
    if (length < 0) return length;
    LPSTR buffer = (LPSTR)call.lparam;
    WCHAR *wide = heap_allocate_zeroed(((SIZE_T)length + 2) * sizeof(WCHAR));
    if (!wide) return -1;
    call.lparam = (LPARAM)wide;
    LRESULT result = invoke(&call);
    if (result >= 0) result = give_ansi(buffer, LONGEST_TEXT * 2, wide, (int)result);
    heap_free(wide);
    return result;
}

/* The length in bytes may be less than what the procedure counts; a text that can be fetched is counted exactly. */
static LRESULT to_wide_length(struct call call)
{
    LRESULT length = invoke(&call);
    if (length <= 0) return length;
    struct call fetch = call;
    WCHAR *wide = heap_allocate_zeroed(((SIZE_T)length + 2) * sizeof(WCHAR));
    if (!wide) return length;
    fetch.message = call.message == WM_GETTEXTLENGTH ? WM_GETTEXT
                    : call.message == LB_GETTEXTLEN  ? LB_GETTEXT
                                                     : CB_GETLBTEXT;
    if (call.message == WM_GETTEXTLENGTH) fetch.wparam = (WPARAM)length + 1;
    fetch.lparam = (LPARAM)wide;
    LRESULT got = message_carries(call.window, fetch.message) == CARRIES_NOTHING ? 0 : invoke(&fetch);
    if (got > 0) length = WideCharToMultiByte(CP_ACP, 0, wide, (int)min(got, length), NULL, 0, NULL, NULL);
    heap_free(wide);
    return length;
}

static LRESULT to_wide_line(struct call call)
{
    WORD capacity = *(WORD *)call.lparam;
    LPSTR buffer = (LPSTR)call.lparam;
    WCHAR *wide = heap_allocate(((SIZE_T)capacity + 2) * sizeof(WCHAR));
    if (!wide) return 0;
    *(WORD *)wide = capacity;
    call.lparam = (LPARAM)wide;
    LRESULT result = invoke(&call);
    if (result > 0) result = WideCharToMultiByte(CP_ACP, 0, wide, (int)result, buffer, capacity, NULL, NULL);
    if (result >= 0 && result < capacity) buffer[result] = 0;
    heap_free(wide);
    return result;
}

static LRESULT to_wide_create(struct call call)
{
    CREATESTRUCTW create = *(CREATESTRUCTW *)call.lparam;
    const CREATESTRUCTA *given = (CREATESTRUCTA *)call.lparam;
    WCHAR *name = is_text(given->lpszName) ? wide_from_ansi(given->lpszName, -1) : NULL;
    WCHAR *class = is_text(given->lpszClass) ? wide_from_ansi(given->lpszClass, -1) : NULL;
    if (name) create.lpszName = name;
    if (class) create.lpszClass = class;
    call.lparam = (LPARAM)&create;
    LRESULT result = invoke(&call);
    heap_free(name);
    heap_free(class);
    return result;
}

static LRESULT to_wide_mdi(struct call call)
{
    MDICREATESTRUCTW create = *(MDICREATESTRUCTW *)call.lparam;
    const MDICREATESTRUCTA *given = (MDICREATESTRUCTA *)call.lparam;
    WCHAR *title = is_text(given->szTitle) ? wide_from_ansi(given->szTitle, -1) : NULL;
    WCHAR *class = is_text(given->szClass) ? wide_from_ansi(given->szClass, -1) : NULL;
    if (title) create.szTitle = title;
    if (class) create.szClass = class;
    call.lparam = (LPARAM)&create;
    LRESULT result = invoke(&call);
    heap_free(title);
    heap_free(class);
    return result;
}

/* --- the other way round --- */

static LRESULT to_ansi_text(struct call call)
{
    char *text = is_text((void *)call.lparam) ? ansi_from_wide((LPCWSTR)call.lparam, -1) : NULL;
    if (text) call.lparam = (LPARAM)text;
    LRESULT result = invoke(&call);
    heap_free(text);
    return result;
}

static LRESULT to_ansi_buffer(struct call call)
{
    LPWSTR buffer = (LPWSTR)call.lparam;
    SIZE_T capacity = call.wparam;
    char *ansi = heap_allocate(2 * capacity + 1); /* two bytes a unit at most in the code pages that windows use */
    if (!ansi || !buffer) {
        heap_free(ansi);
        return 0;
    }
    ansi[0] = 0;
    call.wparam = 2 * capacity;
    call.lparam = (LPARAM)ansi;
    LRESULT result = invoke(&call);
    if (result >= 0)
        result = result ? give_wide(buffer, capacity, ansi, (int)min((SIZE_T)result, 2 * capacity))
                        : (capacity ? (buffer[0] = 0, 0) : 0);
    heap_free(ansi);
    return result;
}

static LRESULT to_ansi_unbounded(struct call call)
{
    UINT length_message = call.message == LB_GETTEXT ? LB_GETTEXTLEN : CB_GETLBTEXTLEN;
    LRESULT length = call.procedure(call.window, length_message, call.wparam, 0);
    if (length < 0) return length;
    LPWSTR buffer = (LPWSTR)call.lparam;
    char *ansi = heap_allocate_zeroed((SIZE_T)length + 2);
    if (!ansi) return -1;
    call.lparam = (LPARAM)ansi;
    LRESULT result = invoke(&call);
    if (result >= 0) result = give_wide(buffer, LONGEST_TEXT, ansi, (int)result);
    heap_free(ansi);
    return result;
}

static LRESULT to_ansi_line(struct call call)
{
    WORD capacity = *(WORD *)call.lparam;
    LPWSTR buffer = (LPWSTR)call.lparam;
    WORD bytes = (WORD)min(2 * capacity, 0xffff);
    char *ansi = heap_allocate((SIZE_T)bytes + 2);
    if (!ansi) return 0;
    *(WORD *)ansi = bytes;
    call.lparam = (LPARAM)ansi;
    LRESULT result = invoke(&call);
    if (result > 0) result = MultiByteToWideChar(CP_ACP, 0, ansi, (int)result, buffer, capacity);
    if (result >= 0 && result < capacity) buffer[result] = 0;
    heap_free(ansi);
    return result;
}

static LRESULT to_ansi_create(struct call call)
{
    CREATESTRUCTA create = *(CREATESTRUCTA *)call.lparam;
    const CREATESTRUCTW *given = (CREATESTRUCTW *)call.lparam;
    char *name = is_text(given->lpszName) ? ansi_from_wide(given->lpszName, -1) : NULL;
    char *class = is_text(given->lpszClass) ? ansi_from_wide(given->lpszClass, -1) : NULL;
    if (name) create.lpszName = name;
    if (class) create.lpszClass = class;
    call.lparam = (LPARAM)&create;
    LRESULT result = invoke(&call);
    heap_free(name);
    heap_free(class);
    return result;
}

static LRESULT to_ansi_mdi(struct call call)
{
    MDICREATESTRUCTA create = *(MDICREATESTRUCTA *)call.lparam;
    const MDICREATESTRUCTW *given = (MDICREATESTRUCTW *)call.lparam;
    char *title = is_text(given->szTitle) ? ansi_from_wide(given->szTitle, -1) : NULL;
    char *class = is_text(given->szClass) ? ansi_from_wide(given->szClass, -1) : NULL;
    if (title) create.szTitle = title;
    if (class) create.szClass = class;
    call.lparam = (LPARAM)&create;
    LRESULT result = invoke(&call);
    heap_free(title);
    heap_free(class);
    return result;
}

static LRESULT with_character(struct call call, BOOL to_unicode)
{
    call.wparam = convert_character(call.wparam, to_unicode);
    return invoke(&call);
}

LRESULT call_procedure(WNDPROC procedure, BOOL is_unicode, HWND window, UINT message, WPARAM wparam, LPARAM lparam,
                       BOOL from_unicode)
{
    struct call call = {procedure, window, message, wparam, lparam};
    if (!procedure) return 0;
    if (is_unicode == from_unicode) return invoke(&call);
    BOOL to_wide = is_unicode;
    switch (message_carries(window, message)) {
    case CARRIES_TEXT: return to_wide ? to_wide_text(call) : to_ansi_text(call);
    case CARRIES_BUFFER: return to_wide ? to_wide_buffer(call) : to_ansi_buffer(call);
    case CARRIES_UNBOUNDED: return to_wide ? to_wide_unbounded(call) : to_ansi_unbounded(call);
    case CARRIES_LENGTH: return to_wide ? to_wide_length(call) : invoke(&call); /* bytes: at least as many as units */
    case CARRIES_LINE: return to_wide ? to_wide_line(call) : to_ansi_line(call);
    case CARRIES_CREATE: return to_wide ? to_wide_create(call) : to_ansi_create(call);
    case CARRIES_MDI: return to_wide ? to_wide_mdi(call) : to_ansi_mdi(call);
    case CARRIES_CHARACTER: return with_character(call, to_wide);
    case CARRIES_NOTHING: break;
    }
    return invoke(&call);
}

static LRESULT call_through_handle(WNDPROC procedure, HWND window, UINT message, WPARAM wparam, LPARAM lparam,
                                   BOOL from_unicode)
{
    BOOL is_unicode = from_unicode;
    procedure = procedure_resolve(procedure, &is_unicode);
    return call_procedure(procedure, is_unicode, window, message, wparam, lparam, from_unicode);
}

LRESULT WINAPI CallWindowProcW(WNDPROC procedure, HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return call_through_handle(procedure, window, message, wparam, lparam, TRUE);
}

LRESULT WINAPI CallWindowProcA(WNDPROC procedure, HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return call_through_handle(procedure, window, message, wparam, lparam, FALSE);
}
