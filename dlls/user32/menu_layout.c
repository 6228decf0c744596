/* Where the items of menu bars and pop-ups are. */
#include "menu.h"
#include "system_settings.h"

#define BAR_MARGIN      6  /* left and right of a bar item's text */
#define TEXT_MARGIN     2  /* above and below */
#define CHECK_MARGIN    2  /* around the check mark */
#define SHORTCUT_GAP    12
#define ARROW_WIDTH     17 /* with its margin */
#define COLUMN_GAP      5

static void measure_text(HDC dc, struct menu_item *item, int *height)
{
    RECT area = {0, 0, 0, 0};
    const WCHAR *tab = item->text;
    while (*tab && *tab != '\t' && *tab != '\b') tab++;
    DrawTextW(dc, item->text, (int)(tab - item->text), &area, DT_SINGLELINE | DT_CALCRECT);
    item->text_width = area.right;
    item->shortcut_width = 0;
    *height = max(area.bottom, *height);
    if (*tab) {
        area = (RECT){0, 0, 0, 0};
        DrawTextW(dc, tab + 1, -1, &area, DT_SINGLELINE | DT_CALCRECT);
        item->shortcut_width = area.right;
    }
}

static SIZE ask_owner(HWND owner, const struct menu_item *item, int height)
{
    MEASUREITEMSTRUCT measure = {ODT_MENU, 0, item->id, 0, (UINT)height, item->data};
    if (item->submenu) measure.itemID = (UINT)(UINT_PTR)item->submenu;
    SendMessageW(owner, WM_MEASUREITEM, 0, (LPARAM)&measure);
    return (SIZE){(int)measure.itemWidth, (int)measure.itemHeight};
}

static int text_height(HDC dc)
{
    TEXTMETRICW metrics;
    return GetTextMetricsW(dc, &metrics) ? metrics.tmHeight : 13;
}

static HDC begin(HGDIOBJ *old)
{
    HDC dc = CreateCompatibleDC(NULL);
    *old = dc ? SelectObject(dc, metrics_font(MENU_FONT)) : NULL;
    return dc;
}

static void end(HDC dc, HGDIOBJ old)
{
    if (old) SelectObject(dc, old);
    if (dc) DeleteDC(dc);
}

static SIZE measure_bar_item(HDC dc, struct menu *menu, UINT position, HWND owner, int height)
{
    struct menu_item *item = &menu->items[position];
    SIZE size = {0, height}, bitmap = {0, 0};
    if ((item->type & MFT_OWNERDRAW) || item->bitmap == HBMMENU_CALLBACK) {
        SIZE wanted = ask_owner(owner, item, height);
        return (SIZE){wanted.cx + 2 * BAR_MARGIN, max(wanted.cy, height)};
    }
    int tallest = 0;
    if (menu_bitmap_size(item, &bitmap)) size = (SIZE){bitmap.cx + 2, max(bitmap.cy + 2, height)};
    if (item->text) {
        measure_text(dc, item, &tallest);
        size.cx += item->text_width + 2 * BAR_MARGIN;
    }
    return size;
}

/* Lines are as wide as the window; what does not fit goes to the next one. */
void menu_layout_bar(struct menu *menu, HWND owner, int width)
{
    int height = GetSystemMetrics(SM_CYMENU) - 1, x = 0, y = 0, line_height = height;
    HGDIOBJ old;
    if (menu->height && menu->width == width) return;
    HDC dc = begin(&old);
    for (UINT i = 0; dc && i < menu->count; i++) {
        SIZE size = measure_bar_item(dc, menu, i, owner, height);
        struct menu_item *item = &menu->items[i];
        if (x && (x + size.cx > width || (item->type & (MFT_MENUBREAK | MFT_MENUBARBREAK)))) {
            x = 0;
            y += line_height;
            line_height = height;
        }
        line_height = max(line_height, size.cy);
        item->place = (RECT){x, y, x + size.cx, y + size.cy};
        x += size.cx;
    }
    int from = (int)menu->count; /* MFT_RIGHTJUSTIFY: it and what follows stand at the right end of the last line */
    for (int i = 0; i < (int)menu->count && from == (int)menu->count; i++)
        if (menu->items[i].type & MFT_RIGHTJUSTIFY) from = i;
    int shift = width - x;
    for (int i = from; i < (int)menu->count && shift > 0; i++)
        if (menu->items[i].place.top == y) OffsetRect(&menu->items[i].place, shift, 0);
    end(dc, old);
    menu->width = width;
    menu->height = y + line_height + 1; /* a line below */
    menu->owner = owner;
}

struct column { UINT first; int text, shortcut, owner_drawn, x; };

static SIZE measure_popup_item(HDC dc, struct menu *menu, UINT position, HWND owner, struct column *column)
{
    struct menu_item *item = &menu->items[position];
    int check_width = GetSystemMetrics(SM_CXMENUCHECK),
        height = max(text_height(dc), GetSystemMetrics(SM_CYMENUCHECK)) + 2 * TEXT_MARGIN;
    SIZE bitmap = {0, 0};
    item->text_width = item->shortcut_width = 0;
    if (item->type & MFT_OWNERDRAW) {
        SIZE wanted = ask_owner(owner, item, 0);
        item = &menu->items[position];
        column->owner_drawn = max(column->owner_drawn, wanted.cx + check_width - 1);
        return (SIZE){0, wanted.cy};
    }
    if (item->type & MFT_SEPARATOR) return (SIZE){0, GetSystemMetrics(SM_CYMENUSIZE) / 2};
    if (item->bitmap == HBMMENU_CALLBACK) {
        bitmap = ask_owner(owner, item, height);
        item = &menu->items[position];
    } else {
        menu_bitmap_size(item, &bitmap);
    }
    if (item->text) {
        measure_text(dc, item, &height);
        if (!(menu->style & MNS_CHECKORBMP) && bitmap.cx)
            menu->text_column = max(menu->text_column, bitmap.cx + 2 * CHECK_MARGIN);
        else menu->text_column = max(menu->text_column, max(bitmap.cx, check_width) + 2 * CHECK_MARGIN);
    } else {
        item->text_width = bitmap.cx;
    }
    column->text = max(column->text, item->text_width);
    column->shortcut = max(column->shortcut, item->shortcut_width);
    return (SIZE){0, max(height, bitmap.cy + 2)};
}

/* The column is complete: its items get their width. */
static int finish_column(struct menu *menu, const struct column *column, UINT limit, BOOL is_last)
{
    int width =
        menu->text_column + column->text + (column->shortcut ? SHORTCUT_GAP + column->shortcut : 0) + ARROW_WIDTH;
    width = max(width, column->owner_drawn);
    for (UINT i = column->first; i < limit; i++) {
        menu->items[i].place.left = column->x;
        menu->items[i].place.right = column->x + width;
    }
    menu->shortcut_column = max(menu->shortcut_column, menu->text_column + column->text + SHORTCUT_GAP);
    return column->x + width + (is_last ? 0 : COLUMN_GAP);
}

void menu_layout_popup(struct menu *menu, HWND owner)
{
    struct column column = {0};
    int y = 0, height = 0;
    HGDIOBJ old;
    HDC dc = begin(&old);
    menu->text_column =
        menu->style & MNS_NOCHECK ? 2 * CHECK_MARGIN : GetSystemMetrics(SM_CXMENUCHECK) + 2 * CHECK_MARGIN;
    menu->shortcut_column = 0;
    for (UINT i = 0; dc && i < menu->count; i++) {
        if (i && (menu->items[i].type & (MFT_MENUBREAK | MFT_MENUBARBREAK))) {
            int x = finish_column(menu, &column, i, FALSE);
            column = (struct column){.first = i, .x = x};
            y = 0;
        }
        SIZE size = measure_popup_item(dc, menu, i, owner, &column);
        if (i >= menu->count) break; /* the owner took some away meanwhile */
        menu->items[i].place = (RECT){0, y, 0, y + size.cy};
        y += size.cy;
        height = max(height, y);
    }
    menu->width = finish_column(menu, &column, menu->count, TRUE);
    menu->height = max(height, 1);
    menu->owner = owner;
    menu->scroll = 0;
    end(dc, old);
}

int menu_item_at(const struct menu *menu, POINT point)
{
    for (UINT i = 0; i < menu->count; i++)
        if (PtInRect(&menu->items[i].place, point)) return (int)i;
    return -1;
}
