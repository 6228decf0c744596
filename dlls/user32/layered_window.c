/* Layered Windows. What SetLayeredWindowAttributes says is in the window's record; what UpdateLayeredWindow shows is in
 * the surface, with an alpha for each pixel. Who shows the windows mixes them in. */
#include "user_private.h"
#include "../gdi32/gdi_window_dc.h"

static BOOL set_attributes(HWND window, COLORREF key, uint32_t alpha)
{
    struct request_window_set_in in = {.handle = handle_value(window), .mask = 128, .color_key = key, .alpha = alpha};
    struct request_window_set_out out;
    NTSTATUS status = SERVER_CALL(window_set, &in, &out);
    return NT_SUCCESS(status) || set_server_error(status);
}

/* Layered and not yet used in the other way. */
static BOOL is_usable(HWND window, BOOL by_update, struct window_record *record)
{
    if (!window_read(window, record)) return FALSE;
    if (!(record->ex_style & WS_EX_LAYERED)) return set_user_error(ERROR_INVALID_PARAMETER);
    BOOL is_updated = (record->alpha & WINDOW_ALPHA_UPDATED) != 0;
    if (record->flags & WINDOW_LAYERED_SET && is_updated != by_update) return set_user_error(ERROR_INVALID_PARAMETER);
    return TRUE;
}

BOOL WINAPI SetLayeredWindowAttributes(HWND window, COLORREF key, BYTE alpha, DWORD flags)
{
    struct window_record record;
    if (!is_usable(window, FALSE, &record)) return FALSE;
    if (flags & ~(DWORD)(LWA_COLORKEY | LWA_ALPHA)) return set_user_error(ERROR_INVALID_PARAMETER);
    if (!(flags & LWA_ALPHA)) alpha = 255;
    return set_attributes(window, flags & LWA_COLORKEY ? key & 0xffffff : 0, alpha | flags << 8);
}

BOOL WINAPI GetLayeredWindowAttributes(HWND window, COLORREF *key, BYTE *alpha, DWORD *flags)
{
    struct window_record record;
    if (!is_usable(window, FALSE, &record)) return FALSE;
    if (!(record.flags & WINDOW_LAYERED_SET)) return set_user_error(ERROR_INVALID_PARAMETER);
    if (key) *key = record.color_key;
    if (alpha) *alpha = (BYTE)record.alpha;
    if (flags) *flags = record.alpha >> 8 & (LWA_COLORKEY | LWA_ALPHA);
    return TRUE;
}

/* The bitmap goes into the surface as it is, alpha included, whether or not the window is visible now. */
static BOOL copy_bitmap(HWND window, SIZE size, HDC source, POINT from, const RECT *changed, BOOL has_alpha)
{
    struct surface_header *surface = window_surface(window, (uint32_t)size.cx, (uint32_t)size.cy);
    HDC dc = surface ? gdi_window_dc_create(window) : NULL;
    if (!dc) return set_user_error(ERROR_NOT_ENOUGH_MEMORY);
    RECT all = {0, 0, size.cx, size.cy}, part = all;
    if (changed) IntersectRect(&part, &all, changed);
    gdi_window_dc_set(dc, surface, &windowing->drawing, (POINT){0, 0}, size, &part, 1);
    surface->has_alpha = has_alpha;
    BOOL done = BitBlt(dc, 0, 0, size.cx, size.cy, source, from.x, from.y, SRCCOPY);
    gdi_window_dc_delete(dc);
    return done;
}

static BOOL move_window(HWND window, const RECT *old, const POINT *place, SIZE size)
{
    UINT flags = SWP_NOZORDER | SWP_NOACTIVATE | SWP_NOSENDCHANGING | SWP_NOREDRAW;
    POINT now = place ? *place : (POINT){old->left, old->top};
    if (now.x == old->left && now.y == old->top) flags |= SWP_NOMOVE;
    if (size.cx == old->right - old->left && size.cy == old->bottom - old->top) flags |= SWP_NOSIZE;
    if ((flags & (SWP_NOMOVE | SWP_NOSIZE)) == (SWP_NOMOVE | SWP_NOSIZE)) return TRUE;
    return SetWindowPos(window, NULL, now.x, now.y, size.cx, size.cy, flags);
}

BOOL WINAPI UpdateLayeredWindowIndirect(HWND window, const UPDATELAYEREDWINDOWINFO *info)
{
    static const DWORD known = ULW_COLORKEY | ULW_ALPHA | ULW_OPAQUE | ULW_EX_NORESIZE;
    struct window_record record;
    if (!info || info->cbSize != sizeof(*info) || info->dwFlags & ~known)
        return set_user_error(ERROR_INVALID_PARAMETER);
    if (info->hdcSrc ? !info->pptSrc : info->psize != NULL) return set_user_error(ERROR_INVALID_PARAMETER);
    if (info->psize && (info->psize->cx <= 0 || info->psize->cy <= 0)) return set_user_error(ERROR_INVALID_PARAMETER);
    if (info->dwFlags & ULW_ALPHA && !info->pblend) return set_user_error(ERROR_INVALID_PARAMETER);
    if (!is_usable(window, TRUE, &record)) return FALSE;
    if (!window_own_or_error(window)) return FALSE;
    if (record.parent != handle_value(desktop_window())) return set_user_error(ERROR_INVALID_PARAMETER);
    RECT old;
    GetWindowRect(window, &old);
    SIZE size = info->psize ? *info->psize : (SIZE){old.right - old.left, old.bottom - old.top};
    if (info->dwFlags & ULW_EX_NORESIZE && (size.cx != old.right - old.left || size.cy != old.bottom - old.top))
        return set_user_error(ERROR_INCORRECT_SIZE);
    uint32_t alpha = 255, ways = LWA_ALPHA;
    if (info->dwFlags & ULW_ALPHA) alpha = info->pblend->SourceConstantAlpha;
    if (info->dwFlags & ULW_COLORKEY) ways |= LWA_COLORKEY;
    if (!set_attributes(window, info->crKey & 0xffffff, alpha | ways << 8 | WINDOW_ALPHA_UPDATED)) return FALSE;
    window_dcs_update(window); /* from now on nothing else draws there */
    if (!move_window(window, &old, info->pptDst, size)) return FALSE;
    BOOL has_alpha = info->dwFlags & ULW_ALPHA && info->pblend->AlphaFormat & AC_SRC_ALPHA;
    return !info->hdcSrc || size.cx <= 0 || size.cy <= 0 ||
           copy_bitmap(window, size, info->hdcSrc, *info->pptSrc, info->prcDirty, has_alpha);
}

BOOL WINAPI UpdateLayeredWindow(HWND window, HDC screen, POINT *place, SIZE *size, HDC source, POINT *from,
                                COLORREF key, BLENDFUNCTION *blend, DWORD flags)
{
    if (flags & ULW_EX_NORESIZE) return set_user_error(ERROR_INVALID_PARAMETER); /* of the other function only */
    UPDATELAYEREDWINDOWINFO info = {.cbSize = sizeof(info), .hdcDst = screen, .pptDst = place, .psize = size,
                                    .hdcSrc = source, .pptSrc = from, .crKey = key, .pblend = blend,
                                    .dwFlags = flags};
    return UpdateLayeredWindowIndirect(window, &info);
}
