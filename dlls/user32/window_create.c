/* CreateWindowEx and DestroyWindow. */
#include "user_private.h"

void window_table_set(HWND hwnd, struct window *window);

/* --- where a window comes into being --- */

static BOOL is_text(const void *pointer) { return (ULONG_PTR)pointer >> 16 != 0; }

static DWORD complete_style(DWORD style)
{
    if (style & WS_CHILD) return style;
    if (style & WS_POPUP) return style | WS_CLIPSIBLINGS;
    return style | WS_CAPTION | WS_CLIPSIBLINGS;
}

static DWORD complete_ex_style(DWORD style, DWORD ex_style)
{
    BOOL edge =
        (ex_style & WS_EX_DLGMODALFRAME) || (!(ex_style & WS_EX_STATICEDGE) && (style & (WS_DLGFRAME | WS_THICKFRAME)));
    return edge ? ex_style | WS_EX_WINDOWEDGE : ex_style & ~WS_EX_WINDOWEDGE;
}

#define CASCADE_STEP  26
#define CASCADE_COUNT 8

/* CW_USEDEFAULT holds for overlapped windows; in y it may carry the show command of CreateWindow's caller. */
static void default_place(CREATESTRUCTW *create)
{
    static LONG cascade;
    BOOL overlapped = !(create->style & (WS_CHILD | WS_POPUP));
    if (create->x != CW_USEDEFAULT && create->cx != CW_USEDEFAULT) return;
    if (!overlapped) {
        if (create->x == CW_USEDEFAULT) create->x = create->y = 0;
        if (create->cx == CW_USEDEFAULT) create->cx = create->cy = 0;
        return;
    }
    RECT work;
    SystemParametersInfoW(SPI_GETWORKAREA, 0, &work, 0);
    const RTL_USER_PROCESS_PARAMETERS *startup = current_peb()->ProcessParameters;
    if (create->x == CW_USEDEFAULT) {
        if (startup->WindowFlags & STARTF_USEPOSITION) {
            create->x = (int)startup->StartingX;
            create->y = (int)startup->StartingY;
        } else {
            int step = (int)(InterlockedIncrement(&cascade) - 1) % CASCADE_COUNT;
            create->x = work.left + step * CASCADE_STEP;
            create->y = work.top + step * CASCADE_STEP;
        }
    }
    if (create->cx == CW_USEDEFAULT) {
        if (startup->WindowFlags & STARTF_USESIZE) {
            create->cx = (int)startup->CountX;
            create->cy = (int)startup->CountY;
        } else {
            create->cx = (work.right - work.left) * 3 / 4;
            create->cy = (work.bottom - work.top) * 3 / 4;
            if (create->x + create->cx > work.right && create->x > work.left) create->cx = work.right - create->x;
        }
    } else if (create->cy == CW_USEDEFAULT) {
        create->cy = create->cx;
    }
}

static HWND create_record(const CREATESTRUCTW *create, HWND parent, HWND owner, const struct window_class *class,
                          BOOL is_unicode)
{
    LPCWSTR name = create->lpszName;
    struct request_window_create_in in = {
        .parent = handle_value(parent),
        .owner = handle_value(owner),
        .style = (DWORD)create->style & ~WS_VISIBLE,
        .ex_style = create->dwExStyle,
        .window = {create->x, create->y, create->x + create->cx, create->y + create->cy},
        .client = {create->x, create->y, create->x + create->cx, create->y + create->cy},
        .class_atom = class->atom,
        .flags = is_unicode ? WINDOW_UNICODE : 0,
        .instance = (ULONG_PTR)create->hInstance,
        .id = (ULONG_PTR)create->hMenu,
        .dpi = USER_DEFAULT_SCREEN_DPI,
    };
    struct request_window_create_out out = {0};
    uint32_t size = is_text(name) ? (uint32_t)(wcslen(name) * sizeof(WCHAR)) : 0;
    if (!(create->style & WS_CHILD)) in.id = 0;
    NTSTATUS status =
        server_call_data(request_code_window_create, &in, sizeof(in), name, size, &out, sizeof(out), NULL, 0, NULL);
    if (!NT_SUCCESS(status)) set_server_error(status);
    return handle_from(out.handle);
}

static struct window *window_new(HWND hwnd, struct window_class *class, struct message_queue *queue)
{
    struct window *window = heap_allocate_zeroed(sizeof(*window) + (SIZE_T)class->window_extra);
    if (!window) return NULL;
    window->handle = hwnd;
    window->tid = GetCurrentThreadId();
    window->queue = queue;
    window->class = class;
    window->procedure = class->procedure;
    window->is_unicode = class->is_unicode;
    window->extra_size = class->window_extra;
    window->minimized_position = (POINT){-1, -1};
    return window;
}

/* --- the end of a window's structures --- */

static void window_free(struct window *window)
{
    HWND hwnd = window->handle;
    struct request_window_destroy_in in = {.handle = handle_value(hwnd)};
    struct request_window_destroy_out out;
    HWND top = window_top_level(hwnd);
    focus_window_gone(hwnd);
    caret_window_gone(hwnd);
    window_dcs_release(hwnd);
    user_lock();
    paint_forget_locked(window);
    timers_free_locked(window->queue, hwnd);
    window_table_set(hwnd, NULL);
    user_unlock();
    queue_drop_window(window->queue, hwnd, top == hwnd ? NULL : top);
    SERVER_CALL(window_destroy, &in, &out);
    window_surface_free(window);
    class_release(window->class);
    for (struct property *each = window->properties, *next; each; each = next) {
        next = each->next;
        heap_free(each);
    }
    if (window->region) DeleteObject(window->region);
    heap_free(window->scroll[0]);
    heap_free(window->scroll[1]);
    heap_free(window->text);
    heap_free(window);
}

/* --- creation --- */

static BOOL wants_minmax(DWORD style) { return (style & WS_THICKFRAME) || !(style & (WS_POPUP | WS_CHILD)); }

static void limit_size(struct window *window, CREATESTRUCTW *create)
{
    MINMAXINFO info;
    window_minmax_info(window->handle, &info);
    create->cx = max(min(create->cx, info.ptMaxTrackSize.x), info.ptMinTrackSize.x);
    create->cy = max(min(create->cy, info.ptMaxTrackSize.y), info.ptMinTrackSize.y);
}

static void place_new(HWND hwnd, const RECT *outer, const RECT *client)
{
    struct request_window_place_in in = {.handle = handle_value(hwnd), .swp = SWP_NOZORDER};
    struct request_window_place_out out;
    memcpy(in.window, outer, sizeof(in.window));
    memcpy(in.client, client, sizeof(in.client));
    SERVER_CALL(window_place, &in, &out);
}

static void set_menu_of_class(struct window *window, CREATESTRUCTW *create)
{
    const struct window_class *class = window->class;
    if (create->style & WS_CHILD) return;
    if (create->hMenu) SetMenu(window->handle, create->hMenu);
    else if (class->menu_name)
        SetMenu(window->handle, LoadMenuW(class->instance ? class->instance : create->hInstance, class->menu_name));
}

static BOOL creation_messages(struct window *window, CREATESTRUCTW *create)
{
    HWND hwnd = window->handle;
    if (!call_window(hwnd, WM_NCCREATE, 0, (LPARAM)create, TRUE)) return FALSE;
    if (!window_own(hwnd)) return FALSE;
    RECT outer = {create->x, create->y, create->x + create->cx, create->y + create->cy}, client = outer;
    call_window(hwnd, WM_NCCALCSIZE, FALSE, (LPARAM)&client, TRUE);
    if (!window_own(hwnd)) return FALSE;
    if (!EqualRect(&outer, &client)) place_new(hwnd, &outer, &client);
    if (call_window(hwnd, WM_CREATE, 0, (LPARAM)create, TRUE) == -1) return FALSE;
    return window_own(hwnd) != NULL;
}

static void tell_parent(HWND hwnd, UINT event)
{
    struct window_place place;
    if (!window_place_read(hwnd, &place) || !window_is_child(place.style) || place.ex_style & WS_EX_NOPARENTNOTIFY)
        return;
    HWND parent = GetParent(hwnd);
    if (parent && parent != desktop_window())
        send_message(parent, WM_PARENTNOTIFY, MAKEWPARAM(event, GetDlgCtrlID(hwnd)), (LPARAM)hwnd);
}

static void first_size_messages(HWND hwnd)
{
    struct window_place place;
    if (!window_place_read(hwnd, &place)) return;
    int width = place.client.right - place.client.left, height = place.client.bottom - place.client.top;
    call_window(hwnd, WM_SIZE, SIZE_RESTORED, MAKELPARAM(width, height), TRUE);
    call_window(hwnd, WM_MOVE, 0, MAKELPARAM(place.client.left, place.client.top), TRUE);
}

static void show_new(HWND hwnd, DWORD style, DWORD ex_style)
{
    if (!(style & WS_VISIBLE)) return;
    if (style & WS_MINIMIZE) ShowWindow(hwnd, SW_SHOWMINIMIZED);
    else ShowWindow(hwnd, window_is_child(style) || ex_style & WS_EX_NOACTIVATE ? SW_SHOWNA : SW_SHOW);
}

static void tell_destroyed(HWND hwnd);
static void free_tree(HWND hwnd);
static void destroy_owned(HWND owner);

/* WM_NCCREATE or WM_CREATE said no: the window itself hears WM_NCDESTROY only. */
static HWND end_refused(struct window *window)
{
    HWND hwnd = window->handle;
    UINT count;
    window->state |= STATE_DESTROYING;
    focus_window_gone(hwnd);
    destroy_owned(hwnd);
    HWND *children = window_children(hwnd, &count);
    for (UINT i = 0; children && i < count; i++)
        if (window_own(children[i])) tell_destroyed(children[i]);
    heap_free(children);
    if (window_own(hwnd)) free_tree(hwnd);
    return NULL;
}

static HWND create_window(CREATESTRUCTW *create)
{
    HWND parent = create->hwndParent, owner = NULL, after = HWND_TOP;
    struct message_queue *queue = thread_queue();
    if (!queue) return NULL;
    user_start();
    create->style = (LONG)complete_style((DWORD)create->style);
    create->dwExStyle = complete_ex_style((DWORD)create->style, create->dwExStyle);
    if (parent == HWND_MESSAGE) {
        parent = message_window();
    } else if (parent && !window_shared(parent)) {
        return (HWND)(ULONG_PTR)set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    } else if (window_is_child((DWORD)create->style)) {
        if (!parent) return (HWND)(ULONG_PTR)set_user_error(ERROR_TLW_WITH_WSCHILD);
    } else {
        if (parent && parent != desktop_window()) owner = window_top_level(parent);
        parent = desktop_window();
    }
    struct window_class *class = class_reference(create->lpszClass, create->hInstance);
    if (!class) return NULL;
    default_place(create);
    create->cx = max(create->cx, 0), create->cy = max(create->cy, 0);
    HWND hwnd = create_record(create, parent, owner, class, class->is_unicode);
    struct window *window = hwnd ? window_new(hwnd, class, queue) : NULL;
    if (!window) {
        class_release(class);
        return NULL;
    }
    if (is_text(create->lpszName)) {
        SIZE_T size = (wcslen(create->lpszName) + 1) * sizeof(WCHAR);
        if ((window->text = heap_allocate(size))) memcpy(window->text, create->lpszName, size);
    }
    window_table_set(hwnd, window);
    CBT_CREATEWNDW hook = {.lpcs = create, .hwndInsertAfter = after};
    if (hook_is_set(WH_CBT) && hook_call(WH_CBT, HCBT_CREATEWND, (WPARAM)hwnd, (LPARAM)&hook))
        return window_own(hwnd) ? (window_free(window), NULL) : NULL; /* it has heard nothing, so nobody tells it */
    set_menu_of_class(window, create);
    if (wants_minmax((DWORD)create->style)) {
        limit_size(window, create);
        RECT outer = {create->x, create->y, create->x + create->cx, create->y + create->cy};
        place_new(hwnd, &outer, &outer);
    }
    if (!creation_messages(window, create)) return window_own(hwnd) ? end_refused(window) : NULL;
    window->state |= STATE_CREATED;
    if (create->style & (WS_CHILD | WS_POPUP)) first_size_messages(hwnd);
    else window->state |= STATE_NEEDS_SIZE;
    if (!window_own(hwnd)) return NULL;
    win_event(EVENT_OBJECT_CREATE, hwnd, OBJID_WINDOW, 0);
    if (create->style & (WS_MINIMIZE | WS_MAXIMIZE)) window_apply_first_state(hwnd, (DWORD)create->style);
    if (!window_own(hwnd)) return NULL;
    tell_parent(hwnd, WM_CREATE);
    if (!window_own(hwnd)) return NULL;
    show_new(hwnd, (DWORD)create->style, create->dwExStyle);
    if (hook_is_set(WH_SHELL) && !owner && parent == desktop_window())
        hook_call(WH_SHELL, HSHELL_WINDOWCREATED, (WPARAM)hwnd, 0);
    return window_own(hwnd) ? hwnd : NULL;
}

HWND WINAPI CreateWindowExW(DWORD ex_style, LPCWSTR class, LPCWSTR name, DWORD style, int x, int y, int width,
                            int height, HWND parent, HMENU menu, HINSTANCE instance, LPVOID parameter)
{
    CREATESTRUCTW create = {.lpCreateParams = parameter,
                            .hInstance = instance ? instance : (HINSTANCE)GetModuleHandleW(NULL),
                            .hMenu = menu,
                            .hwndParent = parent,
                            .cy = height,
                            .cx = width,
                            .y = y,
                            .x = x,
                            .style = (LONG)style,
                            .lpszName = name,
                            .lpszClass = class,
                            .dwExStyle = ex_style};
    if (!class) return (HWND)(ULONG_PTR)set_user_error(ERROR_CANNOT_FIND_WND_CLASS);
    return create_window(&create);
}

HWND WINAPI CreateWindowExA(DWORD ex_style, LPCSTR class, LPCSTR name, DWORD style, int x, int y, int width, int height,
                            HWND parent, HMENU menu, HINSTANCE instance, LPVOID parameter)
{
    if (!class) return (HWND)(ULONG_PTR)set_user_error(ERROR_CANNOT_FIND_WND_CLASS);
    WCHAR *wide_class = is_text(class) ? wide_from_ansi(class, -1) : (WCHAR *)class;
    WCHAR *wide_name = is_text(name) ? wide_from_ansi(name, -1) : (WCHAR *)name;
    CREATESTRUCTW create = {.lpCreateParams = parameter,
                            .hInstance = instance ? instance : (HINSTANCE)GetModuleHandleW(NULL),
                            .hMenu = menu,
                            .hwndParent = parent,
                            .cy = height,
                            .cx = width,
                            .y = y,
                            .x = x,
                            .style = (LONG)style,
                            .lpszName = wide_name,
                            .lpszClass = wide_class,
                            .dwExStyle = ex_style};
    HWND window = create_window(&create);
    if (is_text(class)) heap_free(wide_class);
    if (is_text(name)) heap_free(wide_name);
    return window;
}

/* --- destruction --- */

/* Windows owned by this one, of any thread: those of this thread are destroyed here. */
static void destroy_owned(HWND owner)
{
    UINT count;
    HWND *windows = window_children(desktop_window(), &count);
    for (UINT i = 0; windows && i < count; i++) {
        struct window_place place;
        if (!window_place_read(windows[i], &place) || place.owner != handle_value(owner)) continue;
        if (place.tid == GetCurrentThreadId()) DestroyWindow(windows[i]);
        else PostMessageW(windows[i], WM_CLOSE, 0, 0);
    }
    heap_free(windows);
}

/* WM_DESTROY goes from the window down, WM_NCDESTROY from the leaves up. */
static void tell_destroyed(HWND hwnd)
{
    win_event(EVENT_OBJECT_DESTROY, hwnd, OBJID_WINDOW, 0);
    send_message(hwnd, WM_DESTROY, 0, 0);
    if (!window_shared(hwnd)) return;
    UINT count;
    HWND *children = window_children(hwnd, &count);
    for (UINT i = 0; children && i < count; i++)
        if (window_own(children[i])) tell_destroyed(children[i]);
    heap_free(children);
}

static void free_tree(HWND hwnd)
{
    UINT count;
    HWND *children = window_children(hwnd, &count);
    for (UINT i = 0; children && i < count; i++) {
        struct window *child = window_own(children[i]);
        if (child && window_is_of_thread(child)) free_tree(children[i]);
        else if (window_shared(children[i])) send_message(children[i], WM_CLOSE, 0, 0);
    }
    heap_free(children);
    send_message(hwnd, WM_NCDESTROY, 0, 0);
    struct window *window = window_own(hwnd);
    if (!window) return;
    if (window->menu && !window_is_child(user_style(hwnd))) DestroyMenu(window->menu);
    if (window->system_menu) DestroyMenu(window->system_menu);
    window_free(window);
}

BOOL WINAPI DestroyWindow(HWND hwnd)
{
    struct window *window = window_own_or_error(hwnd);
    if (!window) return FALSE;
    hwnd = window->handle;
    if (!window_is_of_thread(window)) return set_user_error(ERROR_ACCESS_DENIED);
    if (window->state & STATE_DESTROYING) return FALSE;
    if (hook_is_set(WH_CBT) && hook_call(WH_CBT, HCBT_DESTROYWND, (WPARAM)hwnd, 0)) return FALSE;
    if (!window_own(hwnd)) return FALSE;
    window->state |= STATE_DESTROYING;
    BOOL is_child = window_is_child(user_style(hwnd));
    if (is_child) tell_parent(hwnd, WM_DESTROY);
    else if (hook_is_set(WH_SHELL) && !GetWindow(hwnd, GW_OWNER))
        hook_call(WH_SHELL, HSHELL_WINDOWDESTROYED, (WPARAM)hwnd, 0);
    if (!window_own(hwnd)) return TRUE;
    if (user_style(hwnd) & WS_VISIBLE) {
        if (is_child) ShowWindow(hwnd, SW_HIDE);
        else
            SetWindowPos(hwnd, NULL, 0, 0, 0, 0,
                         SWP_NOMOVE | SWP_NOSIZE | SWP_NOZORDER | SWP_NOACTIVATE | SWP_HIDEWINDOW);
    }
    if (!window_own(hwnd)) return TRUE;
    if (!is_child) destroy_owned(hwnd);
    tell_destroyed(hwnd);
    if (window_own(hwnd)) free_tree(hwnd);
    return TRUE;
}

/* All windows of a thread that ends without having destroyed them: nobody is told any more. */
void windows_of_thread_free(struct message_queue *queue); /* message_queue.c */

void windows_of_thread_free(struct message_queue *queue)
{
    for (uint32_t index = 1; windowing && index < windowing->window_high_water; index++) {
        struct window *window = window_own(handle_from(index));
        if (window && window->queue == queue) window_free(window);
    }
}

BOOL WINAPI CloseWindow(HWND hwnd) { return ShowWindow(hwnd, SW_MINIMIZE) || window_shared(hwnd); }
