/* Subclassing by SetWindowSubclass: a list of procedures in a property of the window, called from the last set to the
 * first. */
#include "common.h"

#define PROPERTY L"CC32SubclassInfo"

struct entry { SUBCLASSPROC procedure; UINT_PTR id; DWORD_PTR data; };
struct subclass {
    WNDPROC original;
    struct entry *entries;
    UINT count, depth;      /* depth: messages being handled */
    struct frame *frame;    /* innermost message */
    BOOL unicode;
};
/* Where a message is on its way down: the next procedure for DefSubclassProc is below `at`. */
struct frame { struct frame *outer; UINT at; HWND window; };

static struct subclass *subclass_of(HWND window) { return window ? GetPropW(window, PROPERTY) : NULL; }

static LRESULT call_next(struct subclass *subclass, HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct frame *frame = subclass->frame;
    if (!frame->at) {
        if (subclass->unicode) return CallWindowProcW(subclass->original, window, message, wparam, lparam);
        return CallWindowProcA(subclass->original, window, message, wparam, lparam);
    }
    struct entry entry = subclass->entries[--frame->at];
    LRESULT result = entry.procedure(window, message, wparam, lparam, entry.id, entry.data);
    return result;
}

static LRESULT CALLBACK subclass_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam);

static void release_if_unused(struct subclass *subclass, HWND window)
{
    if (subclass->count || subclass->depth) return;
    if (IsWindow(window)) {
        RemovePropW(window, PROPERTY);
        if (subclass->unicode && (WNDPROC)GetWindowLongPtrW(window, GWLP_WNDPROC) == subclass_procedure)
            SetWindowLongPtrW(window, GWLP_WNDPROC, (LONG_PTR)subclass->original);
        else if (!subclass->unicode && (WNDPROC)GetWindowLongPtrA(window, GWLP_WNDPROC) == subclass_procedure)
            SetWindowLongPtrA(window, GWLP_WNDPROC, (LONG_PTR)subclass->original);
        else {
            SetPropW(window, PROPERTY, subclass); /* somebody subclassed after us and still calls us */
            return;
        }
    }
    release(subclass->entries);
    release(subclass);
}

static LRESULT CALLBACK subclass_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct subclass *subclass = subclass_of(window);
    if (!subclass) return DefWindowProcW(window, message, wparam, lparam);
    struct frame frame = {subclass->frame, subclass->count, window};
    subclass->frame = &frame;
    subclass->depth++;
    LRESULT result = call_next(subclass, window, message, wparam, lparam);
    subclass->frame = frame.outer;
    subclass->depth--;
    if (message == WM_NCDESTROY) {
        subclass->count = 0;
        if (subclass == subclass_of(window)) RemovePropW(window, PROPERTY);
        if (!subclass->depth) {
            release(subclass->entries);
            release(subclass);
        }
        return result;
    }
    release_if_unused(subclass, window);
    return result;
}

static struct entry *find(struct subclass *subclass, SUBCLASSPROC procedure, UINT_PTR id)
{
    for (UINT i = 0; subclass && i < subclass->count; i++)
        if (subclass->entries[i].procedure == procedure && subclass->entries[i].id == id) return &subclass->entries[i];
    return NULL;
}

BOOL WINAPI SetWindowSubclass(HWND window, SUBCLASSPROC procedure, UINT_PTR id, DWORD_PTR data)
{
    if (!window || !procedure || GetWindowThreadProcessId(window, NULL) != GetCurrentThreadId()) return FALSE;
    struct subclass *subclass = subclass_of(window);
    struct entry *entry = find(subclass, procedure, id);
    if (entry) {
        entry->data = data;
        return TRUE;
    }
    if (!subclass) {
        if (!(subclass = allocate(sizeof(*subclass)))) return FALSE;
        subclass->unicode = IsWindowUnicode(window);
        if (!SetPropW(window, PROPERTY, subclass)) {
            release(subclass);
            return FALSE;
        }
        if (subclass->unicode)
            subclass->original = (WNDPROC)SetWindowLongPtrW(window, GWLP_WNDPROC, (LONG_PTR)subclass_procedure);
        else subclass->original = (WNDPROC)SetWindowLongPtrA(window, GWLP_WNDPROC, (LONG_PTR)subclass_procedure);
    }
    struct entry *entries = reallocate(subclass->entries, (subclass->count + 1) * sizeof(*entries));
    if (!entries) return FALSE;
    subclass->entries = entries;
    entries[subclass->count++] = (struct entry){procedure, id, data};
    return TRUE;
}

BOOL WINAPI GetWindowSubclass(HWND window, SUBCLASSPROC procedure, UINT_PTR id, DWORD_PTR *data)
{
    struct entry *entry = find(subclass_of(window), procedure, id);
    if (data) *data = entry ? entry->data : 0;
    return entry != NULL;
}

BOOL WINAPI RemoveWindowSubclass(HWND window, SUBCLASSPROC procedure, UINT_PTR id)
{
    struct subclass *subclass = subclass_of(window);
    struct entry *entry = find(subclass, procedure, id);
    if (!entry) return FALSE;
    UINT index = (UINT)(entry - subclass->entries);
    memmove(entry, entry + 1, (subclass->count - index - 1) * sizeof(*entry));
    subclass->count--;
    for (struct frame *frame = subclass->frame; frame; frame = frame->outer)
        if (frame->at > index) frame->at--;
    release_if_unused(subclass, window);
    return TRUE;
}

LRESULT WINAPI DefSubclassProc(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct subclass *subclass = subclass_of(window);
    if (!subclass || !subclass->frame) return DefWindowProcW(window, message, wparam, lparam);
    UINT at = subclass->frame->at;
    struct frame *frame = subclass->frame;
    LRESULT result = call_next(subclass, window, message, wparam, lparam);
    frame->at = at; /* a procedure may call it twice */
    return result;
}
