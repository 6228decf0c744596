/* The colours of windows and controls: those of Windows 2000's standard scheme, unless the registry (HKCU\Control
 * Panel\Colors) or the program has others. Brushes of them are shared by the whole process and survive DeleteObject. */
#include "user_private.h"
#include "user_registry.h"
#include "../gdi32/gdi_window_dc.h"

#define COLOR_COUNT 31 /* COLOR_SCROLLBAR to COLOR_MENUBAR */
#define COLORS_KEY L"Control Panel\\Colors"

/* Order of the COLOR_ numbers; the names are those of the registry. 25 is not used. */
static struct { LPCWSTR name; COLORREF color; HBRUSH brush; } colors[COLOR_COUNT] = {
    {L"Scrollbar", RGB(0xd4, 0xd0, 0xc8), NULL},
    {L"Background", RGB(0x3a, 0x6e, 0xa5), NULL},
    {L"ActiveTitle", RGB(0x0a, 0x24, 0x6a), NULL},
    {L"InactiveTitle", RGB(0x80, 0x80, 0x80), NULL},
    {L"Menu", RGB(0xd4, 0xd0, 0xc8), NULL},
    {L"Window", RGB(0xff, 0xff, 0xff), NULL},
    {L"WindowFrame", RGB(0x00, 0x00, 0x00), NULL},
    {L"MenuText", RGB(0x00, 0x00, 0x00), NULL},
    {L"WindowText", RGB(0x00, 0x00, 0x00), NULL},
    {L"TitleText", RGB(0xff, 0xff, 0xff), NULL},
    {L"ActiveBorder", RGB(0xd4, 0xd0, 0xc8), NULL},
    {L"InactiveBorder", RGB(0xd4, 0xd0, 0xc8), NULL},
    {L"AppWorkSpace", RGB(0x80, 0x80, 0x80), NULL},
    {L"Hilight", RGB(0x0a, 0x24, 0x6a), NULL},
    {L"HilightText", RGB(0xff, 0xff, 0xff), NULL},
    {L"ButtonFace", RGB(0xd4, 0xd0, 0xc8), NULL},
    {L"ButtonShadow", RGB(0x80, 0x80, 0x80), NULL},
    {L"GrayText", RGB(0x80, 0x80, 0x80), NULL},
    {L"ButtonText", RGB(0x00, 0x00, 0x00), NULL},
    {L"InactiveTitleText", RGB(0xd4, 0xd0, 0xc8), NULL},
    {L"ButtonHilight", RGB(0xff, 0xff, 0xff), NULL},
    {L"ButtonDkShadow", RGB(0x40, 0x40, 0x40), NULL},
    {L"ButtonLight", RGB(0xd4, 0xd0, 0xc8), NULL},
    {L"InfoText", RGB(0x00, 0x00, 0x00), NULL},
    {L"InfoWindow", RGB(0xff, 0xff, 0xe1), NULL},
    {L"ButtonAlternateFace", RGB(0xb5, 0xb5, 0xb5), NULL},
    {L"HotTrackingColor", RGB(0x00, 0x00, 0x80), NULL},
    {L"GradientActiveTitle", RGB(0xa6, 0xca, 0xf0), NULL},
    {L"GradientInactiveTitle", RGB(0xc0, 0xc0, 0xc0), NULL},
    {L"MenuHilight", RGB(0x0a, 0x24, 0x6a), NULL},
    {L"MenuBar", RGB(0xd4, 0xd0, 0xc8), NULL},
};
static LONG is_loaded;
static RTL_SRWLOCK lock;

/* "212 208 200" */
static BOOL parse_color(LPCWSTR text, COLORREF *color)
{
    DWORD parts[3];
    for (int i = 0; i < 3; i++) {
        while (*text == ' ') text++;
        if (*text < '0' || *text > '9') return FALSE;
        for (parts[i] = 0; *text >= '0' && *text <= '9'; text++)
            if ((parts[i] = parts[i] * 10 + (*text - '0')) > 255) return FALSE;
    }
    *color = RGB(parts[0], parts[1], parts[2]);
    return TRUE;
}

static void load_colors(void)
{
    if (__atomic_load_n(&is_loaded, __ATOMIC_ACQUIRE)) return;
    HANDLE key = user_key_open(COLORS_KEY, FALSE);
    WCHAR text[40];
    for (int i = 0; key && i < COLOR_COUNT; i++)
        if (user_key_read_text(key, colors[i].name, text, COUNT_OF(text))) parse_color(text, &colors[i].color);
    if (key) NtClose(key);
    __atomic_store_n(&is_loaded, 1, __ATOMIC_RELEASE);
}

DWORD WINAPI GetSysColor(int index)
{
    if ((UINT)index >= COLOR_COUNT) return 0;
    load_colors();
    return colors[index].color;
}

HBRUSH system_color_brush(int index)
{
    if ((UINT)index >= COLOR_COUNT) return NULL;
    HBRUSH brush = __atomic_load_n(&colors[index].brush, __ATOMIC_ACQUIRE);
    if (brush) return brush;
    load_colors();
    RtlAcquireSRWLockExclusive(&lock);
    if (!colors[index].brush) {
        brush = gdi_system_brush(NULL, colors[index].color);
        __atomic_store_n(&colors[index].brush, brush, __ATOMIC_RELEASE);
    }
    brush = colors[index].brush;
    RtlReleaseSRWLockExclusive(&lock);
    return brush;
}

HBRUSH WINAPI GetSysColorBrush(int index)
{
    return system_color_brush(index);
}

/* Holds in this process; others see them when they are in the registry. As on Windows they are not stored, that is the
 * control panel's part. */
BOOL WINAPI SetSysColors(int count, const INT *indexes, const COLORREF *values)
{
    if (count < 0 || !indexes || !values) return set_user_error(ERROR_INVALID_PARAMETER);
    load_colors();
    for (int i = 0; i < count; i++) {
        if ((UINT)indexes[i] >= COLOR_COUNT) continue;
        RtlAcquireSRWLockExclusive(&lock);
        colors[indexes[i]].color = values[i] & 0xffffff;
        if (colors[indexes[i]].brush) gdi_system_brush(colors[indexes[i]].brush, colors[indexes[i]].color);
        RtlReleaseSRWLockExclusive(&lock);
    }
    SendNotifyMessageW(HWND_BROADCAST, WM_SYSCOLORCHANGE, 0, 0);
    return TRUE;
}
