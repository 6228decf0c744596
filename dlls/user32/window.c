/* Windows of this process: the table, styles, window longs, texts, properties. */
#include "user_private.h"

static struct window *table[WINDOW_COUNT];

struct window *window_own(HWND hwnd)
{
    uint32_t handle = handle_value(hwnd), index = window_index(handle);
    struct window *window = index < WINDOW_COUNT ? __atomic_load_n(&table[index], __ATOMIC_ACQUIRE) : NULL;
    return window && (handle_value(window->handle) == handle || handle == index) ? window : NULL;
}

struct window *window_own_or_error(HWND hwnd)
{
    struct window *window = window_own(hwnd);
    if (!window) SetLastError(window_shared(hwnd) ? ERROR_ACCESS_DENIED : ERROR_INVALID_WINDOW_HANDLE);
    return window;
}

BOOL window_is_of_thread(const struct window *window) { return window->tid == GetCurrentThreadId(); }

void window_table_set(HWND hwnd, struct window *window); /* window_create.c: NULL takes it out */

void window_table_set(HWND hwnd, struct window *window)
{
    __atomic_store_n(&table[window_index(handle_value(hwnd))], window, __ATOMIC_RELEASE);
}

/* --- styles --- */

BOOL window_set_styles(HWND hwnd, uint32_t mask, DWORD style, DWORD ex_style)
{
    struct request_window_set_in in = {
        .handle = handle_value(window_full_handle(hwnd)), .mask = mask, .style = style, .ex_style = ex_style};
    struct request_window_set_out out;
    NTSTATUS status = SERVER_CALL(window_set, &in, &out);
    return NT_SUCCESS(status) || set_server_error(status);
}

void window_set_style_bits(HWND hwnd, DWORD set, DWORD clear)
{
    DWORD old = user_style(hwnd), style = (old & ~clear) | set;
    if (style != old) window_set_styles(hwnd, WINDOW_SET_STYLE, style, 0);
}

BOOL window_set_flags(HWND hwnd, uint32_t flags, uint32_t mask)
{
    struct request_window_set_in in = {.handle = handle_value(hwnd), .mask = 32, .flags = flags, .flag_mask = mask};
    struct request_window_set_out out;
    return NT_SUCCESS(SERVER_CALL(window_set, &in, &out));
}

/* WS_EX_WINDOWEDGE follows from the others. */
static DWORD consistent_ex_style(DWORD style, DWORD ex_style)
{
    BOOL edge =
        (ex_style & WS_EX_DLGMODALFRAME) || (!(ex_style & WS_EX_STATICEDGE) && (style & (WS_DLGFRAME | WS_THICKFRAME)));
    return edge ? ex_style | WS_EX_WINDOWEDGE : ex_style & ~WS_EX_WINDOWEDGE;
}

static LONG set_style_with_messages(HWND hwnd, int index, DWORD wanted)
{
    struct window_record record;
    if (!window_read(hwnd, &record)) return 0;
    BOOL is_style = index == GWL_STYLE;
    STYLESTRUCT change = {.styleOld = is_style ? record.style : record.ex_style, .styleNew = wanted};
    if (is_style) {
        if (!(wanted & WS_CHILD) && record.parent == handle_value(desktop_window())) change.styleNew |= WS_CLIPSIBLINGS;
    } else {
        change.styleNew = consistent_ex_style(record.style, wanted);
    }
    send_message(hwnd, WM_STYLECHANGING, (WPARAM)index, (LPARAM)&change);
    if (is_style)
        window_set_styles(hwnd, WINDOW_SET_STYLE | WINDOW_SET_EX_STYLE, change.styleNew,
                          consistent_ex_style(change.styleNew, record.ex_style));
    else window_set_styles(hwnd, WINDOW_SET_EX_STYLE, 0, change.styleNew);
    if (is_style && ((change.styleOld ^ change.styleNew) & (WS_VISIBLE | WS_CLIPCHILDREN | WS_CLIPSIBLINGS)))
        window_dcs_update(hwnd);
    send_message(hwnd, WM_STYLECHANGED, (WPARAM)index, (LPARAM)&change);
    return (LONG)change.styleOld;
}

/* --- window longs --- */


static BOOL extra_range(const struct window *window, int offset, int size)
{
    if (offset >= 0 && offset <= window->extra_size - size) return TRUE;
    return set_user_error(ERROR_INVALID_INDEX);
}

static LONG_PTR get_long(HWND hwnd, int offset, int size, BOOL wants_unicode)
{
    const struct window_record *shared = window_shared(hwnd);
    if (!shared) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    switch (offset) {
    case GWL_STYLE: return (LONG)shared->style;
    case GWL_EXSTYLE: return (LONG)shared->ex_style;
    case GWLP_ID: return (LONG_PTR)shared->id;
    case GWLP_HINSTANCE: return (LONG_PTR)shared->instance;
    case GWLP_USERDATA: return (LONG_PTR)shared->user_data;
    case GWLP_HWNDPARENT: {
        struct window_place place;
        if (!window_place_read(hwnd, &place)) return 0;
        return (LONG_PTR)(ULONG_PTR)(place.parent == handle_value(desktop_window()) ? place.owner : place.parent);
    }
    }
    struct window *window = window_own_or_error(hwnd);
    if (!window) return 0;
    if (offset == GWLP_WNDPROC) return (LONG_PTR)procedure_for(window->procedure, window->is_unicode, wants_unicode);
    if (!extra_range(window, offset, size)) return 0;
    LONG_PTR value = 0;
    memcpy(&value, window->extra + offset, (SIZE_T)size);
    return size == 4 ? (LONG)value : value;
}

static LONG_PTR set_number(HWND hwnd, int offset, LONG_PTR value)
{
    struct request_window_set_in in = {.handle = handle_value(window_full_handle(hwnd)),
                                       .mask = offset == GWLP_ID          ? 4
                                               : offset == GWLP_HINSTANCE ? 8
                                                                          : 16,
                                       .id = (ULONG_PTR)value,
                                       .instance = (ULONG_PTR)value,
                                       .user_data = (ULONG_PTR)value};
    struct request_window_set_out out = {0};
    NTSTATUS status = SERVER_CALL(window_set, &in, &out);
    if (!NT_SUCCESS(status)) return set_server_error(status);
    return (LONG_PTR)out.old_value;
}

static LONG_PTR set_owner(HWND hwnd, HWND owner)
{
    if (window_is_child(user_style(hwnd))) return (LONG_PTR)SetParent(hwnd, owner);
    struct request_window_set_in in = {
        .handle = handle_value(window_full_handle(hwnd)), .mask = 512, .owner = handle_value(owner)};
    struct request_window_set_out out = {0};
    NTSTATUS status = SERVER_CALL(window_set, &in, &out);
    if (!NT_SUCCESS(status)) return set_server_error(status);
    return (LONG_PTR)out.old_value;
}

static LONG_PTR set_long(HWND hwnd, int offset, int size, BOOL gives_unicode, LONG_PTR value)
{
    if (!window_shared(hwnd)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    switch (offset) {
    case GWL_STYLE: case GWL_EXSTYLE: return set_style_with_messages(hwnd, offset, (DWORD)value);
    case GWLP_USERDATA: return set_number(hwnd, offset, value);
    }
    struct window *window = window_own_or_error(hwnd);
    if (!window) return 0;
    LONG_PTR old = 0;
    switch (offset) {
    case GWLP_ID: case GWLP_HINSTANCE: return set_number(hwnd, offset, value);
    case GWLP_HWNDPARENT: return set_owner(hwnd, (HWND)value);
    case GWLP_WNDPROC:
        old = (LONG_PTR)procedure_for(window->procedure, window->is_unicode, gives_unicode);
        window->is_unicode = gives_unicode;
        window->procedure = procedure_resolve((WNDPROC)value, &window->is_unicode);
        return old;
    }
    if (!extra_range(window, offset, size)) return 0;
    memcpy(&old, window->extra + offset, (SIZE_T)size);
    memcpy(window->extra + offset, &value, (SIZE_T)size);
    return size == 4 ? (LONG)old : old;
}

LONG WINAPI GetWindowLongW(HWND window, int offset) { return (LONG)get_long(window, offset, 4, TRUE); }
LONG WINAPI GetWindowLongA(HWND window, int offset) { return (LONG)get_long(window, offset, 4, FALSE); }
LONG WINAPI SetWindowLongW(HWND window, int offset, LONG value)
{
    return (LONG)set_long(window, offset, 4, TRUE, value);
}
LONG WINAPI SetWindowLongA(HWND window, int offset, LONG value)
{
    return (LONG)set_long(window, offset, 4, FALSE, value);
}
#ifdef _WIN64
LONG_PTR WINAPI GetWindowLongPtrW(HWND window, int offset) { return get_long(window, offset, 8, TRUE); }
LONG_PTR WINAPI GetWindowLongPtrA(HWND window, int offset) { return get_long(window, offset, 8, FALSE); }
LONG_PTR WINAPI SetWindowLongPtrW(HWND window, int offset, LONG_PTR value)
{
    return set_long(window, offset, 8, TRUE, value);
}
LONG_PTR WINAPI SetWindowLongPtrA(HWND window, int offset, LONG_PTR value)
{
    return set_long(window, offset, 8, FALSE, value);
}
#endif
WORD WINAPI GetWindowWord(HWND window, int offset) { return (WORD)get_long(window, offset, 2, TRUE); }
WORD WINAPI SetWindowWord(HWND window, int offset, WORD value)
{
    if (offset < 0) return (WORD)set_user_error(ERROR_INVALID_INDEX);
    return (WORD)set_long(window, offset, 2, TRUE, value);
}

int WINAPI GetDlgCtrlID(HWND window) { return (int)GetWindowLongW(window, GWLP_ID); }

BOOL WINAPI IsWindowUnicode(HWND window) { return (window_member(window, flags) & WINDOW_UNICODE) != 0; }

DWORD WINAPI GetWindowContextHelpId(HWND hwnd)
{
    struct window *window = window_own_or_error(hwnd);
    return window ? window->context_help : 0;
}

BOOL WINAPI SetWindowContextHelpId(HWND hwnd, DWORD id)
{
    struct window *window = window_own_or_error(hwnd);
    if (!window) return FALSE;
    window->context_help = id;
    return TRUE;
}

/* --- text --- */

BOOL window_text_store(struct window *window, LPCWSTR text)
{
    SIZE_T length = text ? wcslen(text) : 0;
    if (window->text ? !wcscmp(window->text, text ? text : L"") : !length) return TRUE;
    WCHAR *copy = length ? heap_allocate((length + 1) * sizeof(WCHAR)) : NULL;
    if (length && !copy) return set_user_error(ERROR_NOT_ENOUGH_MEMORY);
    if (length) memcpy(copy, text, (length + 1) * sizeof(WCHAR));
    user_lock();
    heap_free(window->text);
    window->text = copy;
    user_unlock();
    struct request_window_text_set_in in = {.handle = handle_value(window->handle)};
    struct request_window_text_set_out out;
    server_call_data(request_code_window_text_set, &in, sizeof(in), text, (uint32_t)(length * sizeof(WCHAR)), &out,
                     sizeof(out), NULL, 0, NULL);
    return TRUE;
}

/* The text as the server has it: what GetWindowText gives for other processes' windows, without asking them. */
int WINAPI InternalGetWindowText(HWND hwnd, LPWSTR buffer, int capacity)
{
    struct window_record record;
    if (capacity <= 0 || !buffer || !window_read(hwnd, &record)) return 0;
    uint32_t length = min(record.text_length, (uint32_t)capacity - 1), in_record = min(length, WINDOW_TEXT_SHORT);
    if (record.text_length <= WINDOW_TEXT_SHORT) {
        memcpy(buffer, record.text, in_record * sizeof(WCHAR));
        buffer[length] = 0;
        return (int)length;
    }
    struct request_window_text_get_in in = {.handle = record.handle};
    struct request_window_text_get_out out;
    uint32_t size = 0;
    server_call_data(request_code_window_text_get, &in, sizeof(in), NULL, 0, &out, sizeof(out), buffer,
                     length * sizeof(WCHAR), &size);
    length = min(length, size / sizeof(WCHAR));
    buffer[length] = 0;
    return (int)length;
}

int WINAPI GetWindowTextW(HWND hwnd, LPWSTR buffer, int capacity)
{
    if (!buffer || capacity <= 0) return 0;
    buffer[0] = 0;
    if (window_own(hwnd)) return (int)SendMessageW(hwnd, WM_GETTEXT, (WPARAM)capacity, (LPARAM)buffer);
    return InternalGetWindowText(hwnd, buffer, capacity);
}

int WINAPI GetWindowTextA(HWND hwnd, LPSTR buffer, int capacity)
{
    if (!buffer || capacity <= 0) return 0;
    buffer[0] = 0;
    if (window_own(hwnd)) return (int)SendMessageA(hwnd, WM_GETTEXT, (WPARAM)capacity, (LPARAM)buffer);
    WCHAR *wide = heap_allocate((SIZE_T)capacity * sizeof(WCHAR));
    char *ansi = wide && InternalGetWindowText(hwnd, wide, capacity) ? ansi_from_wide(wide, -1) : NULL;
    if (ansi) lstrcpynA(buffer, ansi, capacity);
    heap_free(wide);
    heap_free(ansi);
    return lstrlenA(buffer);
}

int WINAPI GetWindowTextLengthW(HWND hwnd)
{
    if (window_own(hwnd)) return (int)SendMessageW(hwnd, WM_GETTEXTLENGTH, 0, 0);
    struct window_record record;
    return window_read(hwnd, &record) ? (int)record.text_length : 0;
}

int WINAPI GetWindowTextLengthA(HWND hwnd)
{
    if (window_own(hwnd)) return (int)SendMessageA(hwnd, WM_GETTEXTLENGTH, 0, 0);
    return GetWindowTextLengthW(hwnd) * 2; /* at most that many bytes */
}

BOOL WINAPI SetWindowTextW(HWND hwnd, LPCWSTR text)
{
    if (!window_shared(hwnd)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    if (!window_own(hwnd)) { /* documented: only the text of a control in the caller's own process can be changed; a
                                caption can */
        DWORD_PTR result = 0;
        return SendMessageTimeoutW(hwnd, WM_SETTEXT, 0, (LPARAM)text, SMTO_ABORTIFHUNG, 5000, &result) && result;
    }
    return SendMessageW(hwnd, WM_SETTEXT, 0, (LPARAM)text) >= 0;
}

BOOL WINAPI SetWindowTextA(HWND hwnd, LPCSTR text)
{
    if (!window_own(hwnd)) {
        WCHAR *wide = wide_from_ansi(text, -1);
        BOOL done = SetWindowTextW(hwnd, wide);
        heap_free(wide);
        return done;
    }
    return SendMessageA(hwnd, WM_SETTEXT, 0, (LPARAM)text) >= 0;
}

/* --- properties: in the process; other processes see those of the server --- */

static ATOM property_atom(LPCWSTR name) { return (ULONG_PTR)name >> 16 ? atom_global(name) : (ATOM)(ULONG_PTR)name; }

static struct property **find_property(struct window *window, ATOM atom)
{
    struct property **place = &window->properties;
    while (*place && (*place)->atom != atom) place = &(*place)->next;
    return place;
}

static HANDLE remote_property(HWND hwnd, ATOM atom, uint32_t operation, HANDLE value, BOOL *done)
{
    struct request_window_property_in in = {
        .handle = handle_value(hwnd), .atom = atom, .operation = operation, .value = (ULONG_PTR)value};
    struct request_window_property_out out = {0};
    NTSTATUS status = SERVER_CALL(window_property, &in, &out);
    *done = NT_SUCCESS(status) || set_server_error(status);
    return (HANDLE)(ULONG_PTR)out.value;
}

BOOL WINAPI SetPropW(HWND hwnd, LPCWSTR name, HANDLE value)
{
    ATOM atom = property_atom(name);
    struct window *window = window_own(hwnd);
    BOOL done;
    if (!window_shared(hwnd)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    if (!atom) return FALSE;
    remote_property(hwnd, atom, 1, value, &done);
    if (!window || !done) return done;
    user_lock();
    struct property **place = find_property(window, atom);
    if (!*place && (*place = heap_allocate_zeroed(sizeof(**place)))) (*place)->atom = atom;
    done = *place != NULL;
    if (done) (*place)->value = value;
    user_unlock();
    return done;
}

HANDLE WINAPI GetPropW(HWND hwnd, LPCWSTR name)
{
    struct window *window = window_own(hwnd);
    BOOL done;
    if (window && !window->properties) return NULL;
    ATOM atom = property_atom(name);
    if (!atom) return NULL;
    if (!window) return remote_property(hwnd, atom, 0, NULL, &done);
    user_lock();
    struct property *property = *find_property(window, atom);
    HANDLE value = property ? property->value : NULL;
    user_unlock();
    return value;
}

HANDLE WINAPI RemovePropW(HWND hwnd, LPCWSTR name)
{
    ATOM atom = property_atom(name);
    struct window *window = window_own(hwnd);
    BOOL done;
    if (!atom) return NULL;
    HANDLE value = remote_property(hwnd, atom, 2, NULL, &done);
    if (!window) return value;
    user_lock();
    struct property **place = find_property(window, atom), *property = *place;
    value = property ? property->value : NULL;
    if (property) *place = property->next;
    heap_free(property);
    user_unlock();
    return value;
}

#define WITH_WIDE_NAME(type, call) \
    WCHAR *wide = (ULONG_PTR)name >> 16 ? wide_from_ansi(name, -1) : (WCHAR *)name; \
    type result = call; \
    if ((LPCSTR)wide != name) heap_free(wide); \
    return result
BOOL WINAPI SetPropA(HWND hwnd, LPCSTR name, HANDLE value) { WITH_WIDE_NAME(BOOL, SetPropW(hwnd, wide, value)); }
HANDLE WINAPI GetPropA(HWND hwnd, LPCSTR name) { WITH_WIDE_NAME(HANDLE, GetPropW(hwnd, wide)); }
HANDLE WINAPI RemovePropA(HWND hwnd, LPCSTR name) { WITH_WIDE_NAME(HANDLE, RemovePropW(hwnd, wide)); }

/* Calls back for each; the callback may remove the property that it is told of. */
static int each_property(HWND hwnd, BOOL (*visit)(HWND, ATOM, HANDLE, void *), void *context)
{
    struct window *window = window_own_or_error(hwnd);
    int result = -1;
    if (!window) return -1;
    struct property *copies = NULL;
    UINT count = 0;
    user_lock();
    for (struct property *each = window->properties; each; each = each->next) count++;
    copies = count ? heap_allocate(count * sizeof(*copies)) : NULL;
    count = 0;
    for (struct property *each = window->properties; copies && each; each = each->next) copies[count++] = *each;
    user_unlock();
    for (UINT i = 0; i < count; i++) {
        result = visit(hwnd, copies[i].atom, copies[i].value, context);
        if (!result) break;
    }
    heap_free(copies);
    return result;
}

struct property_callback {
    PROPENUMPROCW wide;
    PROPENUMPROCA ansi;
    PROPENUMPROCEXW wide_with_parameter;
    PROPENUMPROCEXA ansi_with_parameter; /* one of them */
    LPARAM parameter;
};

static BOOL tell_property(HWND hwnd, ATOM atom, HANDLE value, void *context)
{
    const struct property_callback *callback = context;
    ULONG_PTR parameter = (ULONG_PTR)callback->parameter;
    if (callback->wide || callback->wide_with_parameter) {
        WCHAR text[256];
        LPWSTR name = GlobalGetAtomNameW(atom, text, COUNT_OF(text)) ? text : (LPWSTR)(ULONG_PTR)atom;
        return callback->wide ? callback->wide(hwnd, name, value)
                              : callback->wide_with_parameter(hwnd, name, value, parameter);
    }
    char text[256];
    LPSTR name = GlobalGetAtomNameA(atom, text, COUNT_OF(text)) ? text : (LPSTR)(ULONG_PTR)atom;
    return callback->ansi ? callback->ansi(hwnd, name, value)
                          : callback->ansi_with_parameter(hwnd, name, value, parameter);
}

int WINAPI EnumPropsW(HWND hwnd, PROPENUMPROCW function)
{
    return each_property(hwnd, tell_property, &(struct property_callback){.wide = function});
}
int WINAPI EnumPropsA(HWND hwnd, PROPENUMPROCA function)
{
    return each_property(hwnd, tell_property, &(struct property_callback){.ansi = function});
}

int WINAPI EnumPropsExW(HWND hwnd, PROPENUMPROCEXW function, LPARAM parameter)
{
    return each_property(hwnd, tell_property,
                         &(struct property_callback){.wide_with_parameter = function, .parameter = parameter});
}

int WINAPI EnumPropsExA(HWND hwnd, PROPENUMPROCEXA function, LPARAM parameter)
{
    return each_property(hwnd, tell_property,
                         &(struct property_callback){.ansi_with_parameter = function, .parameter = parameter});
}
