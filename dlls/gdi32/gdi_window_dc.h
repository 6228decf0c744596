/* What gdi32 exports for user32 alone: device contexts on windows' surfaces. Rectangles are raster coordinates: pixels
 * of the surface. */
#ifndef GDI_WINDOW_DC_H
#define GDI_WINDOW_DC_H

#include "nt/nt.h"
#include "windowing.h"

/* A DC that draws on nothing yet. is_window_owned: CS_OWNDC and CS_CLASSDC, whose attributes stay when user32 takes it
 * back */
HDC WINAPI gdi_window_dc_create(HWND window);
/* Where it draws: the surface (mapped at `surface`, NULL: nowhere), device (0, 0) there, the device's size, and the
 * visible region as rectangles sorted in bands. May be called at any time between drawing calls, e.g. when the window
 * was moved. The DC's clip region, in device coordinates, stays. */
void WINAPI gdi_window_dc_set(HDC dc, struct surface_header *surface, struct drawing_signal *signal, POINT origin,
                              SIZE size, const RECT *visible, UINT count);
/* All attributes as in a fresh DC (ReleaseDC of a common DC). */
void WINAPI gdi_window_dc_reset(HDC dc);
void WINAPI gdi_window_dc_delete(HDC dc);
HWND WINAPI gdi_window_of_dc(HDC dc); /* WindowFromDC; NULL: a memory DC */
/* Rectangles of a region handle, banded, for update regions and such; returns their number, copies at most `capacity`.
 */
UINT WINAPI gdi_region_rectangles(HRGN region, RECT *rectangles, UINT capacity);
/* Makes the region these rectangles (sorted in bands). */
BOOL WINAPI gdi_region_set(HRGN region, const RECT *rectangles, UINT count);
/* A solid brush that DeleteObject leaves alone (GetSysColorBrush). brush: NULL, or such a brush that takes another
 * colour. */
HBRUSH WINAPI gdi_system_brush(HBRUSH brush, COLORREF color);
UINT WINAPI gdi_object_count(void); /* handles of this process that are in use, stock objects among them */

#endif
