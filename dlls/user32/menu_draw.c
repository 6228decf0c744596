/* How menus look: Windows 2000's bars and pop-ups. */
#include "control_art.h"
#include "drawing.h"
#include "menu.h"
#include "system_settings.h"

#define CHECK_MARGIN 2

/* Bitmaps that stand for parts of windows: in the bars of MDI frames and in system menus. */
static const struct { HBITMAP bitmap; BYTE is_caption; WORD state; BYTE art; } system_bitmaps[] = {
    {HBMMENU_MBAR_RESTORE, 1, DFCS_CAPTIONRESTORE, 0},
    {HBMMENU_MBAR_MINIMIZE, 1, DFCS_CAPTIONMIN, 0},
    {HBMMENU_MBAR_CLOSE, 1, DFCS_CAPTIONCLOSE, 0},
    {HBMMENU_MBAR_CLOSE_D, 1, DFCS_CAPTIONCLOSE | DFCS_INACTIVE, 0},
    {HBMMENU_MBAR_MINIMIZE_D, 1, DFCS_CAPTIONMIN | DFCS_INACTIVE, 0},
    {HBMMENU_POPUP_CLOSE, 0, 0, ART_CLOSE},
    {HBMMENU_POPUP_RESTORE, 0, 0, ART_RESTORE},
    {HBMMENU_POPUP_MAXIMIZE, 0, 0, ART_MAXIMIZE},
    {HBMMENU_POPUP_MINIMIZE, 0, 0, ART_MINIMIZE},
};
#define SYSTEM_BITMAP_WIDTH  16
#define SYSTEM_BITMAP_HEIGHT 14

static int system_bitmap(HBITMAP bitmap)
{
    for (int i = 0; i < (int)COUNT_OF(system_bitmaps); i++)
        if (system_bitmaps[i].bitmap == bitmap) return i;
    return -1;
}

int menu_bitmap_size(const struct menu_item *item, SIZE *size)
{
    BITMAP bitmap;
    *size = (SIZE){0, 0};
    if (!item->bitmap || item->bitmap == HBMMENU_CALLBACK) return 0;
    if (item->bitmap == HBMMENU_SYSTEM) *size = (SIZE){GetSystemMetrics(SM_CXSMICON), GetSystemMetrics(SM_CYSMICON)};
    else if (system_bitmap(item->bitmap) >= 0) *size = (SIZE){SYSTEM_BITMAP_WIDTH, SYSTEM_BITMAP_HEIGHT};
    else if (GetObjectW(item->bitmap, sizeof(bitmap), &bitmap)) *size = (SIZE){bitmap.bmWidth, bitmap.bmHeight};
    return size->cx;
}

/* With alpha, if there is some: programs that set icons as 32-bit bitmaps rely on it. */
static BOOL has_alpha(HBITMAP bitmap)
{
    DIBSECTION section;
    if (GetObjectW(bitmap, sizeof(section), &section) != sizeof(section) || section.dsBm.bmBitsPixel != 32 ||
        !section.dsBm.bmBits)
        return FALSE;
    const DWORD *pixels = section.dsBm.bmBits;
    for (LONG i = 0; i < section.dsBm.bmWidth * section.dsBm.bmHeight; i++)
        if (pixels[i] >> 24) return TRUE;
    return FALSE;
}

static void copy_bitmap(HDC dc, const RECT *place, HBITMAP bitmap, DWORD operation)
{
    static const BLENDFUNCTION over = {AC_SRC_OVER, 0, 255, AC_SRC_ALPHA};
    BITMAP about;
    HDC memory = CreateCompatibleDC(dc);
    HGDIOBJ old = memory && GetObjectW(bitmap, sizeof(about), &about) ? SelectObject(memory, bitmap) : NULL;
    if (old) {
        int width = min(place->right - place->left, about.bmWidth),
            height = min(place->bottom - place->top, about.bmHeight);
        int x = place->left + (place->right - place->left - width) / 2,
            y = place->top + (place->bottom - place->top - height) / 2;
        if (operation == SRCCOPY && has_alpha(bitmap))
            GdiAlphaBlend(dc, x, y, width, height, memory, 0, 0, width, height, over);
        else BitBlt(dc, x, y, width, height, memory, 0, 0, operation);
        SelectObject(memory, old);
    }
    if (memory) DeleteDC(memory);
}

static void ask_owner(HDC dc, const struct menu *menu, const struct menu_item *item, const RECT *place)
{
    DRAWITEMSTRUCT draw = {ODT_MENU, 0, item->id, ODA_DRAWENTIRE, 0, (HWND)menu->handle, dc, *place, item->data};
    if (item->state & MFS_HILITE) draw.itemState |= ODS_SELECTED;
    if (item->state & MFS_GRAYED) draw.itemState |= ODS_GRAYED | ODS_DISABLED;
    if (item->state & MFS_CHECKED) draw.itemState |= ODS_CHECKED;
    if (item->state & MFS_DEFAULT) draw.itemState |= ODS_DEFAULT;
    if (item->submenu) draw.itemID = (UINT)(UINT_PTR)item->submenu;
    SendMessageW(menu->owner, WM_DRAWITEM, 0, (LPARAM)&draw);
}

static void draw_item_bitmap(HDC dc, const struct menu *menu, const struct menu_item *item, const RECT *place,
                             HBRUSH text_brush)
{
    int which = system_bitmap(item->bitmap);
    RECT box = *place;
    if (item->bitmap == HBMMENU_CALLBACK) {
        ask_owner(dc, menu, item, place);
    } else if (item->bitmap == HBMMENU_SYSTEM) {
        HICON icon = (HICON)GetClassLongPtrW(menu->owner, GCLP_HICONSM);
        if (!icon) icon = LoadIconW(NULL, (LPCWSTR)IDI_APPLICATION);
        DrawIconEx(dc, box.left, box.top, icon, GetSystemMetrics(SM_CXSMICON), GetSystemMetrics(SM_CYSMICON), 0, NULL,
                   DI_NORMAL);
    } else if (which >= 0) {
        box.left += (box.right - box.left - SYSTEM_BITMAP_WIDTH) / 2, box.right = box.left + SYSTEM_BITMAP_WIDTH;
        box.top += (box.bottom - box.top - SYSTEM_BITMAP_HEIGHT) / 2, box.bottom = box.top + SYSTEM_BITMAP_HEIGHT;
        if (!system_bitmaps[which].is_caption) art_draw(dc, &box, system_bitmaps[which].art, '#', text_brush);
        else
            DrawFrameControl(dc, &box, DFC_CAPTION,
                             system_bitmaps[which].state | (item->state & MFS_HILITE ? DFCS_PUSHED : 0));
    } else {
        copy_bitmap(dc, place, item->bitmap, SRCCOPY);
    }
}

/* Disabled and not selected: engraved. */
static void draw_text(HDC dc, const struct menu_item *item, LPCWSTR text, int count, RECT place, UINT flags)
{
    BOOL engraved = !menu_item_is_enabled(item) && !(item->state & MFS_HILITE);
    flags |= DT_SINGLELINE | DT_VCENTER;
    if (engraved) {
        COLORREF color = SetTextColor(dc, GetSysColor(COLOR_3DHILIGHT));
        OffsetRect(&place, 1, 1);
        DrawTextW(dc, text, count, &place, flags);
        OffsetRect(&place, -1, -1);
        SetTextColor(dc, color);
    }
    DrawTextW(dc, text, count, &place, flags);
}

static HFONT bold_font(void)
{
    static HFONT made;
    struct window_metrics metrics;
    if (made) return made;
    window_metrics_read(&metrics);
    metrics.menu_font.lfWeight = FW_BOLD;
    HFONT font = CreateFontIndirectW(&metrics.menu_font);
    if (InterlockedCompareExchangePointer((PVOID *)&made, font, NULL)) DeleteObject(font);
    return made;
}

static void draw_texts(HDC dc, const struct menu *menu, const struct menu_item *item, const RECT *place, BOOL is_bar)
{
    const WCHAR *tab = item->text;
    RECT area = *place;
    while (*tab && *tab != '\t' && *tab != '\b') tab++;
    HGDIOBJ old = SelectObject(dc, item->state & MFS_DEFAULT && !is_bar ? bold_font() : metrics_font(MENU_FONT));
    if (!is_bar) area.left += menu->text_column;
    draw_text(dc, item, item->text, (int)(tab - item->text), area, is_bar ? DT_CENTER : DT_LEFT);
    if (*tab && !is_bar) {
        area.left = *tab == '\t' ? place->left + menu->shortcut_column : area.left;
        area.right = place->right - 17;
        draw_text(dc, item, tab + 1, -1, area, *tab == '\t' ? DT_LEFT : DT_RIGHT);
    }
    SelectObject(dc, old);
}

static void draw_check(HDC dc, const struct menu *menu, const struct menu_item *item, const RECT *place, HBRUSH brush)
{
    BOOL checked = (item->state & MFS_CHECKED) != 0;
    HBITMAP own = checked ? item->checked : item->unchecked;
    int width = GetSystemMetrics(SM_CXMENUCHECK), height = GetSystemMetrics(SM_CYMENUCHECK);
    RECT box = {place->left + CHECK_MARGIN, place->top + (place->bottom - place->top - height) / 2, 0, 0};
    box.right = box.left + width;
    box.bottom = box.top + height;
    if (item->bitmap && item->text && (!checked || !(menu->style & MNS_CHECKORBMP))) {
        box = (RECT){place->left + CHECK_MARGIN, place->top, place->left + menu->text_column - CHECK_MARGIN,
                     place->bottom};
        draw_item_bitmap(dc, menu, item, &box, brush);
    } else if (own) {
        copy_bitmap(dc, &box, own, item->state & MFS_HILITE ? MERGEPAINT : SRCAND); /* black on white, usually */
    } else if (checked) {
        art_draw(dc, &box, item->type & MFT_RADIOCHECK ? ART_BULLET : ART_CHECK, '#', brush);
    }
}

static void draw_popup_item(HDC dc, const struct menu *menu, const struct menu_item *item, const RECT *place)
{
    BOOL selected = (item->state & MFS_HILITE) != 0, enabled = menu_item_is_enabled(item);
    int color = !enabled   ? (selected ? COLOR_GRAYTEXT : COLOR_3DSHADOW)
                : selected ? COLOR_HIGHLIGHTTEXT
                           : COLOR_MENUTEXT;
    if (selected) FillRect(dc, place, system_color_brush(COLOR_HIGHLIGHT));
    SetTextColor(dc, GetSysColor(color));
    SetBkColor(dc, GetSysColor(selected ? COLOR_HIGHLIGHT : COLOR_MENU));
    if (!(menu->style & MNS_NOCHECK)) draw_check(dc, menu, item, place, system_color_brush(color));
    if (item->text) {
        draw_texts(dc, menu, item, place, FALSE);
    } else if (item->bitmap) {
        RECT box = *place;
        box.left += menu->text_column;
        box.right = box.left + item->text_width;
        draw_item_bitmap(dc, menu, item, &box, system_color_brush(color));
    }
    if (!item->submenu) return;
    int side = GetSystemMetrics(SM_CYMENUCHECK);
    RECT arrow = {place->right - side - 1, place->top + (place->bottom - place->top - side) / 2, place->right - 1, 0};
    arrow.bottom = arrow.top + side;
    art_draw(dc, &arrow, ART_MENU_RIGHT, '#', system_color_brush(color));
}

/* Bars: the selected item is sunken. */
static void draw_bar_item(HDC dc, struct menu *menu, const struct menu_item *item, RECT place)
{
    BOOL selected = (item->state & MFS_HILITE) != 0;
    FillRect(dc, &place, menu->background ? menu->background : system_color_brush(COLOR_MENU));
    if (selected) DrawEdge(dc, &place, BDR_SUNKENOUTER, BF_RECT);
    SetTextColor(dc, GetSysColor(menu_item_is_enabled(item) ? COLOR_MENUTEXT : COLOR_3DSHADOW));
    if (item->bitmap) {
        RECT box = place;
        if (item->text) box.right = place.left += 18;
        draw_item_bitmap(dc, menu, item, &box, system_color_brush(COLOR_MENUTEXT));
    }
    struct menu_item plain = *item;
    plain.state &= ~(UINT)MFS_HILITE; /* its text stays as it is */
    if (selected) OffsetRect(&place, 1, 1);
    if (item->text) draw_texts(dc, menu, &plain, &place, TRUE);
}

static void draw_separator(HDC dc, const RECT *place)
{
    RECT line = {place->left + 1, (place->top + place->bottom) / 2 - 1, place->right - 1, place->bottom};
    DrawEdge(dc, &line, EDGE_ETCHED, BF_TOP);
}

void menu_draw_item(HDC dc, struct menu *menu, UINT position, POINT origin, BOOL is_bar)
{
    const struct menu_item *item = &menu->items[position];
    RECT place = item->place;
    OffsetRect(&place, origin.x, origin.y);
    int mode = SetBkMode(dc, TRANSPARENT);
    COLORREF text = GetTextColor(dc), background = GetBkColor(dc);
    if (item->type & MFT_OWNERDRAW) ask_owner(dc, menu, item, &place);
    else if (is_bar) draw_bar_item(dc, menu, item, place);
    else if (item->type & MFT_SEPARATOR) draw_separator(dc, &place);
    else draw_popup_item(dc, menu, item, &place);
    SetBkMode(dc, mode);
    SetTextColor(dc, text);
    SetBkColor(dc, background);
}

void menu_draw_popup(HDC dc, struct menu *menu, const RECT *client)
{
    RECT area = *client;
    POINT origin = {MENU_BORDER, MENU_BORDER - menu->scroll};
    DrawEdge(dc, &area, EDGE_RAISED, BF_RECT | BF_ADJUST);
    FillRect(dc, &area, menu->background ? menu->background : system_color_brush(COLOR_MENU));
    InflateRect(&area, -1, -1);
    int saved = SaveDC(dc);
    IntersectClipRect(dc, area.left, area.top, area.right, area.bottom);
    HGDIOBJ old = SelectObject(dc, metrics_font(MENU_FONT));
    for (UINT i = 0; i < menu->count; i++) {
        if ((menu->items[i].type & MFT_MENUBARBREAK) && i) {
            RECT line = {origin.x + menu->items[i].place.left - 4, area.top, origin.x + menu->items[i].place.left,
                         area.bottom};
            DrawEdge(dc, &line, EDGE_ETCHED, BF_LEFT);
        }
        menu_draw_item(dc, menu, i, origin, FALSE);
    }
    SelectObject(dc, old);
    RestoreDC(dc, saved);
}
