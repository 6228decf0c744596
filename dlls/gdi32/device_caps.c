/* GetDeviceCaps: what a display can do, and the screen's size from the record that all processes share. */
#include "gdi_private.h"

#define LOGICAL_DPI 96
#define RETRY_MILLISECONDS 1000 /* the section comes with the prefix's first window */

static const struct windowing *shared_windows;
static DWORD next_try;

static const struct windowing *open_shared_windows(void)
{
    const struct windowing *shared = __atomic_load_n(&shared_windows, __ATOMIC_ACQUIRE);
    if (shared) return shared;
    DWORD now = GetTickCount();
    if (next_try && (LONG)(now - next_try) < 0) return NULL;
    next_try = (now + RETRY_MILLISECONDS) | 1;
    UNICODE_STRING name;
    RtlInitUnicodeString(&name, L"" WINDOWING_SECTION_NAME);
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    HANDLE section;
    if (NtOpenSection(&section, SECTION_MAP_READ, &attributes)) return NULL;
    void *view = NULL;
    SIZE_T size = 0;
    NTSTATUS status =
        NtMapViewOfSection(section, NtCurrentProcess(), &view, 0, 0, NULL, &size, ViewUnmap, 0, PAGE_READONLY);
    NtClose(section);
    if (status) return NULL;
    shared = view;
    if (size < sizeof(*shared) || shared->magic != WINDOWING_MAGIC || shared->version != WINDOWING_VERSION) {
        NtUnmapViewOfSection(NtCurrentProcess(), view);
        return NULL;
    }
    __atomic_store_n(&shared_windows, shared, __ATOMIC_RELEASE);
    return shared;
}

SIZE screen_size(void)
{
    SIZE size = {1024, 768};
    const struct windowing *shared = open_shared_windows();
    if (!shared || !shared->screen.monitor_count) return size;
    UINT count = min(shared->screen.monitor_count, MONITOR_COUNT), chosen = 0;
    for (UINT i = 0; i < count; i++) {
        if (shared->screen.monitors[i].flags & 1) chosen = i;
    }
    struct screen_rectangle bounds = shared->screen.monitors[chosen].bounds;
    if (bounds.left < bounds.right && bounds.top < bounds.bottom)
        size = (SIZE){bounds.right - bounds.left, bounds.bottom - bounds.top};
    return size;
}

static const struct { WORD index; int value; } fixed_values[] = {
    {DRIVERVERSION, 0x4000},
    {TECHNOLOGY, DT_RASDISPLAY},
    {BITSPIXEL, SCREEN_DEPTH},
    {PLANES, 1},
    {NUMBRUSHES, -1},
    {NUMPENS, -1},
    {NUMMARKERS, 0},
    {NUMFONTS, 0},
    {NUMCOLORS, -1},
    {PDEVICESIZE, 0},
    {CURVECAPS,
     CC_CIRCLES | CC_PIE | CC_CHORD | CC_ELLIPSES | CC_WIDE | CC_STYLED | CC_WIDESTYLED | CC_INTERIORS | CC_ROUNDRECT},
    {LINECAPS, LC_POLYLINE | LC_MARKER | LC_POLYMARKER | LC_WIDE | LC_STYLED | LC_WIDESTYLED | LC_INTERIORS},
    {POLYGONALCAPS,
     PC_POLYGON | PC_RECTANGLE | PC_WINDPOLYGON | PC_SCANLINE | PC_WIDE | PC_STYLED | PC_WIDESTYLED | PC_INTERIORS},
    {TEXTCAPS, TC_OP_CHARACTER | TC_OP_STROKE | TC_CP_STROKE | TC_UA_ABLE | TC_SO_ABLE | TC_RA_ABLE | TC_VA_ABLE},
    {CLIPCAPS, CP_RECTANGLE},
    {RASTERCAPS, RC_BITBLT | RC_BITMAP64 | RC_GDI20_OUTPUT | RC_DI_BITMAP | RC_DIBTODEV | RC_BIGFONT | RC_STRETCHBLT |
                     RC_FLOODFILL | RC_STRETCHDIB | RC_OP_DX_OUTPUT},
    {ASPECTX, 36},
    {ASPECTY, 36},
    {ASPECTXY, 51},
    {LOGPIXELSX, LOGICAL_DPI},
    {LOGPIXELSY, LOGICAL_DPI},
    {SIZEPALETTE, 0},
    {NUMRESERVED, 20},
    {COLORRES, 24},
    {PHYSICALWIDTH, 0},
    {PHYSICALHEIGHT, 0},
    {PHYSICALOFFSETX, 0},
    {PHYSICALOFFSETY, 0},
    {SCALINGFACTORX, 0},
    {SCALINGFACTORY, 0},
    {VREFRESH, 60},
    {BLTALIGNMENT, 0},
    {SHADEBLENDCAPS, SB_CONST_ALPHA | SB_PIXEL_ALPHA | SB_PREMULT_ALPHA | SB_GRAD_RECT | SB_GRAD_TRI},
    {COLORMGMTCAPS, CM_NONE},
};

int WINAPI GetDeviceCaps(HDC hdc, int index)
{
    if (!dc_get(hdc)) return 0;
    for (UINT i = 0; i < ARRAYSIZE(fixed_values); i++) {
        if (fixed_values[i].index == index) return fixed_values[i].value;
    }
    SIZE size = screen_size();
    switch (index) {
    case HORZRES:
    case DESKTOPHORZRES: return size.cx;
    case VERTRES:
    case DESKTOPVERTRES: return size.cy;
    case HORZSIZE: return MulDiv(size.cx, 254, LOGICAL_DPI * 10); /* millimetres */
    case VERTSIZE: return MulDiv(size.cy, 254, LOGICAL_DPI * 10);
    default: return 0;
    }
}
