/* What the server and winrun-desktop want of a window's thread (enum internal_message). No program sees these; what
 * follows from them it does. */
#include "user_private.h"

static void moved(HWND window, WPARAM position, LPARAM size)
{
    RECT now;
    int x = (short)LOWORD(position), y = (short)HIWORD(position), width = LOWORD(size), height = HIWORD(size);
    if (!GetWindowRect(window, &now) || IsIconic(window)) return;
    if (now.left == x && now.top == y && now.right - now.left == width && now.bottom - now.top == height) return;
    SetWindowPos(window, NULL, x, y, width, height, SWP_NOZORDER | SWP_NOACTIVATE | SWP_NOOWNERZORDER);
}

static void minimized(HWND window, WPARAM how)
{
    if (how == 1) {
        if (!IsIconic(window)) ShowWindow(window, SW_MINIMIZE);
    } else if (how == 2) {
        if (!IsZoomed(window)) ShowWindow(window, SW_MAXIMIZE);
    } else if (IsIconic(window) || IsZoomed(window)) {
        ShowWindow(window, SW_RESTORE);
    }
}

static void display_changed(void)
{
    UINT count;
    HWND *list = window_children(desktop_window(), &count);
    WPARAM bits = 32;
    LPARAM size = MAKELPARAM(GetSystemMetrics(SM_CXSCREEN), GetSystemMetrics(SM_CYSCREEN));
    for (UINT i = 0; list && i < count; i++) {
        struct window *window = window_own(list[i]);
        if (window && window_is_of_thread(window)) send_message(list[i], WM_DISPLAYCHANGE, bits, size);
    }
    heap_free(list);
}

/* What a drop hands over begins with this (DROPFILES of the shell's documentation). */
struct dropped_files {
    DWORD names_offset;
    POINT point;
    BOOL is_outside_client, is_wide;
};

static void files_dropped(HWND window, WPARAM point, const void *names, uint32_t size)
{
    struct dropped_files header = {sizeof(header), {(short)LOWORD(point), (short)HIWORD(point)}, FALSE, TRUE};
    if (!(GetWindowLongW(window, GWL_EXSTYLE) & WS_EX_ACCEPTFILES)) return;
    HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE | GMEM_ZEROINIT, sizeof(header) + size + sizeof(WCHAR));
    BYTE *bytes = memory ? GlobalLock(memory) : NULL;
    if (!bytes) return;
    memcpy(bytes, &header, sizeof(header));
    memcpy(bytes + sizeof(header), names, size);
    GlobalUnlock(memory);
    if (!PostMessageW(window, WM_DROPFILES, (WPARAM)memory, 0)) GlobalFree(memory);
}

void internal_message_handle(HWND window, UINT message, WPARAM wparam, LPARAM lparam, const void *data, uint32_t size)
{
    switch ((enum internal_message)message) {
    case INTERNAL_MOVED: moved(window, wparam, lparam); break;
    case INTERNAL_CLOSE:
        if (IsWindowEnabled(window)) PostMessageW(window, WM_SYSCOMMAND, SC_CLOSE, 0);
        break;
    case INTERNAL_ACTIVATE:
        if (wparam && window_own(window)) {
            HWND popup = GetLastActivePopup(window);
            activate_window(IsWindowEnabled(window) || popup == window ? window : popup, FALSE, TRUE);
        } else if (!wparam && queue_active() == window) {
            deactivate_for(NULL);
        }
        break;
    case INTERNAL_DEACTIVATE: deactivate_for((HWND)lparam); break;
    case INTERNAL_MINIMIZE: minimized(window, wparam); break;
    case INTERNAL_REDRAW:
        RedrawWindow(window, NULL, NULL, RDW_INVALIDATE | RDW_ERASE | RDW_FRAME | RDW_ALLCHILDREN);
        break;
    case INTERNAL_RENDER:
        if (wparam) send_message(window, WM_RENDERFORMAT, wparam, 0);
        else send_message(window, WM_RENDERALLFORMATS, 0, 0);
        break;
    case INTERNAL_DISPLAY_CHANGE: display_changed(); break;
    case INTERNAL_DROP: files_dropped(window, wparam, data, size); break;
    case INTERNAL_POSITION: case INTERNAL_END: break; /* not for programs */
    }
}
