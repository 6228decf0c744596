/* The parts of the colour dialog that are drawn: the two grids, the field of hues and saturations, the column of
 * luminosities, the sample. */
#include "color_fields.h"
#include "resource_ids.h"

#define GRID_CLASS  L"WinrunColorGrid"
#define FIELD_CLASS L"WinrunColorField"

/* --- hue, saturation, luminosity --- */

struct hsl hsl_of(COLORREF color)
{
    int r = GetRValue(color), g = GetGValue(color), b = GetBValue(color);
    int high = max(r, max(g, b)), low = min(r, min(g, b)), sum = high + low, spread = high - low;
    struct hsl hsl = {160, 0, (sum * 240 + 255) / 510};
    if (!spread) return hsl; /* grey has no hue; 160 is what the dialog shows then */
    int divisor = sum <= 255 ? sum : 510 - sum;
    hsl.saturation = (spread * 240 + divisor / 2) / divisor;
    int sixth = spread * 6, hue;
    if (r == high) hue = (g - b) * 240;
    else if (g == high) hue = 80 * sixth + (b - r) * 240;
    else hue = 160 * sixth + (r - g) * 240;
    hue = (hue + (hue < 0 ? -sixth / 2 : sixth / 2)) / sixth;
    hsl.hue = (hue + 240) % 240;
    return hsl;
}

static int channel(int low, int high, int hue) /* of 0 to 240 */
{
    hue = (hue + 240) % 240;
    if (hue < 40) return low + ((high - low) * hue + 20) / 40;
    if (hue < 120) return high;
    if (hue < 160) return low + ((high - low) * (160 - hue) + 20) / 40;
    return low;
}

COLORREF color_of(struct hsl hsl)
{
    int l = hsl.luminosity, s = hsl.saturation, parts[3];
    int high = l <= 120 ? (l * (240 + s) + 120) / 240 : l + s - (l * s + 120) / 240, low = 2 * l - high;
    for (int i = 0; i < 3; i++) {
        int value = (channel(low, high, hsl.hue + 80 - 80 * i) * 255 + 120) / 240;
        parts[i] = max(min(value, 255), 0);
    }
    return RGB(parts[0], parts[1], parts[2]);
}

/* --- grids --- */

static RECT cell_place(HWND window, const struct color_grid *grid, int index)
{
    RECT client;
    GetClientRect(window, &client);
    int width = client.right / grid->columns, height = client.bottom / grid->rows, column = index % grid->columns,
        row = index / grid->columns;
    return (RECT){column * width, row * height, (column + 1) * width, (row + 1) * height};
}

static void grid_paint(HWND window, const struct color_grid *grid)
{
    PAINTSTRUCT paint;
    HDC dc = BeginPaint(window, &paint);
    for (int i = 0; i < grid->columns * grid->rows; i++) {
        RECT cell = cell_place(window, grid, i), inner = cell;
        FillRect(dc, &cell, GetSysColorBrush(COLOR_3DFACE));
        if (i == grid->chosen) {
            FrameRect(dc, &cell, GetStockObject(BLACK_BRUSH));
            if (GetFocus() == window) {
                InflateRect(&cell, -1, -1);
                DrawFocusRect(dc, &cell);
            }
        }
        InflateRect(&inner, -3, -3);
        DrawEdge(dc, &inner, EDGE_SUNKEN, BF_RECT | BF_ADJUST);
        HBRUSH brush = CreateSolidBrush(grid->colors[i]);
        FillRect(dc, &inner, brush);
        DeleteObject(brush);
    }
    EndPaint(window, &paint);
}

static void grid_choose(HWND window, struct color_grid *grid, int index)
{
    grid->chosen = index;
    InvalidateRect(window, NULL, FALSE);
    SendMessageW(GetParent(window), WM_COLOR_CHOSEN, (WPARAM)GetDlgCtrlID(window), index);
}

static void grid_click(HWND window, struct color_grid *grid, int x, int y)
{
    SetFocus(window);
    for (int i = 0; i < grid->columns * grid->rows; i++) {
        RECT cell = cell_place(window, grid, i);
        if (PtInRect(&cell, (POINT){x, y})) grid_choose(window, grid, i);
    }
}

static void grid_key(HWND window, struct color_grid *grid, WPARAM key)
{
    int count = grid->columns * grid->rows, now = max(grid->chosen, 0), next = now;
    switch (key) {
    case VK_LEFT: next = now - 1; break;
    case VK_RIGHT: next = now + 1; break;
    case VK_UP: next = now - grid->columns; break;
    case VK_DOWN: next = now + grid->columns; break;
    case VK_HOME: next = 0; break;
    case VK_END: next = count - 1; break;
    case VK_SPACE: break;
    default: return;
    }
    if (next >= 0 && next < count) grid_choose(window, grid, next);
}

static LRESULT CALLBACK grid_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct color_grid *grid = (struct color_grid *)GetWindowLongPtrW(window, 0);
    if (!grid) return DefWindowProcW(window, message, wparam, lparam);
    switch (message) {
    case WM_PAINT: grid_paint(window, grid); return 0;
    case WM_ERASEBKGND: return TRUE;
    case WM_GETDLGCODE: return DLGC_WANTARROWS;
    case WM_LBUTTONDOWN:
    case WM_LBUTTONDBLCLK:
        grid_click(window, grid, (short)LOWORD(lparam), (short)HIWORD(lparam));
        return 0;
    case WM_KEYDOWN: grid_key(window, grid, wparam); return 0;
    case WM_SETFOCUS: case WM_KILLFOCUS: InvalidateRect(window, NULL, FALSE); return 0;
    }
    return DefWindowProcW(window, message, wparam, lparam);
}

void color_grid_set(HWND window, struct color_grid *grid)
{
    SetWindowLongPtrW(window, 0, (LONG_PTR)grid);
    InvalidateRect(window, NULL, FALSE);
}

/* --- fields --- */

static COLORREF field_color(int id, const struct hsl *current, int x, int y, const RECT *area)
{
    struct hsl hsl = *current;
    int width = max(area->right - 1, 1), height = max(area->bottom - 1, 1);
    if (id == COLOR_RAINBOW) {
        hsl = (struct hsl){x * 239 / width, 240 - y * 240 / height, 120};
    } else if (id == COLOR_LUMSCROLL) {
        hsl.luminosity = 240 - y * 240 / height;
    }
    return color_of(hsl);
}

static void paint_mark(HDC dc, int id, const struct hsl *current, const RECT *area)
{
    int x = current->hue * (area->right - 1) / 239;
    int y = (240 - (id == COLOR_RAINBOW ? current->saturation : current->luminosity)) * (area->bottom - 1) / 240;
    if (id == COLOR_RAINBOW) {
        RECT parts[] = {{x - 9, y - 1, x - 4, y + 2},
                        {x + 5, y - 1, x + 10, y + 2},
                        {x - 1, y - 9, x + 2, y - 4},
                        {x - 1, y + 5, x + 2, y + 10}};
        for (UINT i = 0; i < COUNT_OF(parts); i++) FillRect(dc, &parts[i], GetStockObject(BLACK_BRUSH));
    } else if (id == COLOR_LUMSCROLL) {
        FillRect(dc, &(RECT){0, y - 1, area->right, y}, GetStockObject(WHITE_BRUSH));
        FillRect(dc, &(RECT){0, y, area->right, y + 1}, GetStockObject(BLACK_BRUSH));
    }
}

static void field_paint(HWND window, int id, const struct hsl *current)
{
    PAINTSTRUCT paint;
    RECT area;
    GetClientRect(window, &area);
    HDC dc = BeginPaint(window, &paint);
    BITMAPINFO info = {.bmiHeader = {.biSize = sizeof(info.bmiHeader),
                                     .biWidth = area.right,
                                     .biHeight = -area.bottom,
                                     .biPlanes = 1,
                                     .biBitCount = 32}};
    DWORD *pixels = heap_allocate((SIZE_T)max(area.right, 1) * (SIZE_T)max(area.bottom, 1) * sizeof(DWORD));
    for (int y = 0; pixels && y < area.bottom; y++)
        for (int x = 0; x < area.right; x++) {
            COLORREF color = field_color(id, current, x, y, &area);
            pixels[y * area.right + x] =
                (DWORD)GetRValue(color) << 16 | (DWORD)GetGValue(color) << 8 | GetBValue(color);
        }
    if (pixels)
        SetDIBitsToDevice(dc, 0, 0, (DWORD)area.right, (DWORD)area.bottom, 0, 0, 0, (UINT)area.bottom, pixels, &info,
                          DIB_RGB_COLORS);
    heap_free(pixels);
    paint_mark(dc, id, current, &area);
    EndPaint(window, &paint);
}

static void field_point(HWND window, int id, struct hsl *current, int x, int y)
{
    RECT area;
    GetClientRect(window, &area);
    x = max(min(x, area.right - 1), 0), y = max(min(y, area.bottom - 1), 0);
    if (id == COLOR_RAINBOW) {
        current->hue = x * 239 / max(area.right - 1, 1);
        current->saturation = 240 - y * 240 / max(area.bottom - 1, 1);
    } else if (id == COLOR_LUMSCROLL) {
        current->luminosity = 240 - y * 240 / max(area.bottom - 1, 1);
    } else {
        return;
    }
    SendMessageW(GetParent(window), WM_COLOR_CHOSEN, (WPARAM)id, 0);
}

static LRESULT CALLBACK field_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct hsl *current = (struct hsl *)GetWindowLongPtrW(window, 0);
    int id = GetDlgCtrlID(window);
    if (!current) return DefWindowProcW(window, message, wparam, lparam);
    switch (message) {
    case WM_NCCREATE: break;
    case WM_PAINT: field_paint(window, id, current); return 0;
    case WM_ERASEBKGND: return TRUE;
    case WM_LBUTTONDOWN:
        SetCapture(window);
        field_point(window, id, current, (short)LOWORD(lparam), (short)HIWORD(lparam));
        return 0;
    case WM_MOUSEMOVE:
        if (GetCapture() == window) field_point(window, id, current, (short)LOWORD(lparam), (short)HIWORD(lparam));
        return 0;
    case WM_LBUTTONUP:
        if (GetCapture() == window) ReleaseCapture();
        return 0;
    }
    return DefWindowProcW(window, message, wparam, lparam);
}

void color_field_set(HWND window, struct hsl *current)
{
    SetWindowLongPtrW(window, 0, (LONG_PTR)current);
    InvalidateRect(window, NULL, FALSE);
}

void color_classes_register(void)
{
    WNDCLASSW class = {.style = CS_DBLCLKS,
                       .lpfnWndProc = grid_procedure,
                       .cbWndExtra = sizeof(void *),
                       .hInstance = comdlg32_instance,
                       .hCursor = LoadCursorW(NULL, (LPCWSTR)IDC_ARROW),
                       .lpszClassName = GRID_CLASS};
    RegisterClassW(&class); /* fails when it is there already */
    class.lpfnWndProc = field_procedure;
    class.style = 0;
    class.lpszClassName = FIELD_CLASS;
    RegisterClassW(&class);
}

void color_classes_unregister(void)
{
    UnregisterClassW(GRID_CLASS, comdlg32_instance);
    UnregisterClassW(FIELD_CLASS, comdlg32_instance);
}
