/* Drag and drop between the windows of this process. A target hangs on its window as a property. */
#include "nt/nt.h"
#include <objbase.h>
#include <ole2.h>
#include "ole32_private.h"

#define TARGET_PROPERTY L"OleDropTargetInterface"

HRESULT WINAPI RegisterDragDrop(HWND window, LPDROPTARGET target)
{
    DWORD process = 0;

    if (!has_apartment()) return E_OUTOFMEMORY; /* documented for a thread without OleInitialize */
    if (!target) return E_INVALIDARG;
    if (!IsWindow(window) || !GetWindowThreadProcessId(window, &process) || process != GetCurrentProcessId())
        return DRAGDROP_E_INVALIDHWND;
    if (GetPropW(window, TARGET_PROPERTY)) return DRAGDROP_E_ALREADYREGISTERED;
    if (!SetPropW(window, TARGET_PROPERTY, target)) return E_OUTOFMEMORY;
    target->lpVtbl->AddRef(target);
    return S_OK;
}

HRESULT WINAPI RevokeDragDrop(HWND window)
{
    IDropTarget *target;

    if (!IsWindow(window)) return DRAGDROP_E_INVALIDHWND;
    if (!(target = RemovePropW(window, TARGET_PROPERTY))) return DRAGDROP_E_NOTREGISTERED;
    target->lpVtbl->Release(target);
    return S_OK;
}

struct drag {
    IDataObject *data;
    IDropSource *source;
    DWORD allowed, effect, keys;
    HWND window;            /* that has the target */
    IDropTarget *target;    /* under the pointer; one reference */
    POINTL point;
    BOOL escape;
};

/* The nearest window up from the pointer that takes drops. Windows of other processes are no targets: their pointer
 * means nothing here. */
static HWND window_with_target(POINT point)
{
    HWND window = WindowFromPoint(point);

    for (; window; window = GetAncestor(window, GA_PARENT)) {
        DWORD process = 0;
        GetWindowThreadProcessId(window, &process);
        if (process == GetCurrentProcessId() && GetPropW(window, TARGET_PROPERTY)) break;
    }
    return window;
}

static DWORD pressed_keys(void)
{
    static const struct { int key; DWORD flag; } keys[] = {
        { VK_LBUTTON, MK_LBUTTON }, { VK_RBUTTON, MK_RBUTTON }, { VK_MBUTTON, MK_MBUTTON },
        { VK_SHIFT, MK_SHIFT }, { VK_CONTROL, MK_CONTROL }, { VK_MENU, MK_ALT },
    };
    DWORD pressed = 0;

    for (unsigned i = 0; i < ARRAYSIZE(keys); i++) {
        if (GetKeyState(keys[i].key) < 0) pressed |= keys[i].flag;
    }
    return pressed;
}

static void leave_target(struct drag *drag)
{
    IDropTarget *target = drag->target;

    drag->window = NULL;
    drag->target = NULL;
    drag->effect = DROPEFFECT_NONE;
    if (!target) return;
    target->lpVtbl->DragLeave(target);
    target->lpVtbl->Release(target);
}

static void move_over(struct drag *drag)
{
    HWND window = window_with_target((POINT){ drag->point.x, drag->point.y });
    DWORD effect = drag->allowed;
    HRESULT result;

    if (window != drag->window) {
        leave_target(drag);
        if (!window) return;
        drag->window = window;
        drag->target = GetPropW(window, TARGET_PROPERTY);
        drag->target->lpVtbl->AddRef(drag->target);
        result = drag->target->lpVtbl->DragEnter(drag->target, drag->data, drag->keys, drag->point, &effect);
    } else if (!window) {
        return;
    } else {
        result = drag->target->lpVtbl->DragOver(drag->target, drag->keys, drag->point, &effect);
    }
    drag->effect = SUCCEEDED(result) ? effect & (drag->allowed | DROPEFFECT_SCROLL) : DROPEFFECT_NONE;
}

static void show_feedback(struct drag *drag)
{
    HRESULT result = drag->source->lpVtbl->GiveFeedback(drag->source, drag->effect);
    if (result != DRAGDROP_S_USEDEFAULTCURSORS) return;
    SetCursor(LoadCursorW(NULL, (LPCWSTR)(drag->effect & ~DROPEFFECT_SCROLL ? IDC_ARROW : IDC_NO)));
}

/* The user let go. */
static HRESULT drop(struct drag *drag, DWORD *effect)
{
    IDropTarget *target = drag->target;
    HRESULT result = DRAGDROP_S_DROP;

    *effect = DROPEFFECT_NONE;
    if (!target) return result;
    if (!(drag->effect & ~DROPEFFECT_SCROLL)) {
        leave_target(drag);
        return result;
    }
    *effect = drag->allowed;
    drag->target = NULL;
    HRESULT dropped = target->lpVtbl->Drop(target, drag->data, drag->keys, drag->point, effect);
    if (FAILED(dropped)) result = dropped;
    target->lpVtbl->Release(target);
    *effect &= drag->allowed;
    return result;
}

/* One round of the loop, for one change of mouse or keyboard. S_OK: goes on. */
static HRESULT drag_step(struct drag *drag)
{
    HRESULT result;
    POINT point;

    drag->keys = pressed_keys();
    if (GetCursorPos(&point)) drag->point = (POINTL){ point.x, point.y };
    result = drag->source->lpVtbl->QueryContinueDrag(drag->source, drag->escape, drag->keys);
    if (result != S_OK) return result;
    move_over(drag);
    show_feedback(drag);
    return S_OK;
}

/* Keys and mouse messages steer the drag; what belongs to other windows is delivered as usual. */
static HRESULT drag_loop(struct drag *drag, HWND capture)
{
    HRESULT result = drag_step(drag);

    while (result == S_OK) {
        MSG message;
        if (GetMessageW(&message, NULL, 0, 0) <= 0) {
            PostQuitMessage((int)message.wParam);
            return DRAGDROP_S_CANCEL;
        }
        BOOL key = message.message >= WM_KEYFIRST && message.message <= WM_KEYLAST;
        BOOL mouse = message.hwnd == capture && message.message >= WM_MOUSEFIRST && message.message <= WM_MOUSELAST;
        if (!key && !mouse) {
            DispatchMessageW(&message);
            if (GetCapture() != capture) return DRAGDROP_S_CANCEL;
            continue;
        }
        drag->escape = message.message == WM_KEYDOWN && message.wParam == VK_ESCAPE;
        result = drag_step(drag);
    }
    return result;
}

HRESULT WINAPI DoDragDrop(LPDATAOBJECT data, LPDROPSOURCE source, DWORD allowed, DWORD *effect)
{
    struct drag drag = { .data = data, .source = source, .allowed = allowed };
    HRESULT result;
    HWND capture;

    if (!data || !source || !effect) return E_INVALIDARG;
    *effect = DROPEFFECT_NONE;
    if (!has_apartment()) return CO_E_NOTINITIALIZED;
    capture = CreateWindowExW(0, L"Static", NULL, WS_POPUP, 0, 0, 0, 0, NULL, NULL, NULL, NULL);
    if (!capture) return E_OUTOFMEMORY;
    data->lpVtbl->AddRef(data);
    source->lpVtbl->AddRef(source);
    SetCapture(capture);
    result = drag_loop(&drag, capture);
    ReleaseCapture();
    if (result == DRAGDROP_S_DROP) result = drop(&drag, effect);
    leave_target(&drag);
    DestroyWindow(capture);
    source->lpVtbl->Release(source);
    data->lpVtbl->Release(data);
    return result;
}
