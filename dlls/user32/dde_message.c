/* lParam of DDE messages: some have two values of a pointer's size, which lie in global memory. */
#include "nt/nt.h"
#include <winuser.h>
#include <dde.h>

struct packed { UINT_PTR low, high; };

static BOOL is_packed(UINT message)
{
    return message == WM_DDE_ADVISE || message == WM_DDE_ACK || message == WM_DDE_DATA || message == WM_DDE_POKE;
}

LPARAM WINAPI PackDDElParam(UINT message, UINT_PTR low, UINT_PTR high)
{
    if (message == WM_DDE_EXECUTE) return (LPARAM)high;
    if (!is_packed(message)) return MAKELPARAM(low, high);
    HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE | GMEM_SHARE, sizeof(struct packed));
    struct packed *values = memory ? GlobalLock(memory) : NULL;
    if (!values) return 0;
    *values = (struct packed){low, high};
    GlobalUnlock(memory);
    return (LPARAM)memory;
}

BOOL WINAPI UnpackDDElParam(UINT message, LPARAM lparam, PUINT_PTR low, PUINT_PTR high)
{
    struct packed values = {LOWORD(lparam), HIWORD(lparam)};
    if (message == WM_DDE_EXECUTE) {
        values = (struct packed){0, (UINT_PTR)lparam};
    } else if (is_packed(message)) {
        HGLOBAL memory = (HGLOBAL)lparam;
        const struct packed *stored =
            memory && GlobalSize(memory) >= sizeof(values) ? GlobalLock(memory) : NULL;
        values = stored ? *stored : (struct packed){0, 0};
        if (stored) GlobalUnlock(memory);
        if (low) *low = values.low;
        if (high) *high = values.high;
        return stored != NULL;
    }
    if (low) *low = values.low;
    if (high) *high = values.high;
    return TRUE;
}

BOOL WINAPI FreeDDElParam(UINT message, LPARAM lparam)
{
    return !is_packed(message) || !GlobalFree((HGLOBAL)lparam);
}

LPARAM WINAPI ReuseDDElParam(LPARAM lparam, UINT message_in, UINT message_out, UINT_PTR low, UINT_PTR high)
{
    struct packed *values = is_packed(message_in) && is_packed(message_out) ? GlobalLock((HGLOBAL)lparam) : NULL;
    if (values) {
        *values = (struct packed){low, high};
        GlobalUnlock((HGLOBAL)lparam);
        return lparam;
    }
    if (is_packed(message_in)) FreeDDElParam(message_in, lparam);
    return PackDDElParam(message_out, low, high);
}
