/* DrawFrameControl: caption buttons, scroll bar buttons, push buttons, check boxes, radio buttons and menu marks as
 * Windows 2000 draws them. */
#include "control_art.h"
#include "drawing.h"

/* of Windows NT, not in the headers */
#define DFCS_MENUARROWUP   0x0008
#define DFCS_MENUARROWDOWN 0x0010

/* A mark on a button: moved when it is pressed, engraved when it is disabled. */
static void draw_mark(HDC dc, const RECT *area, enum art_name name, UINT state)
{
    RECT place = *area;
    if (state & DFCS_PUSHED) OffsetRect(&place, 1, 1);
    if (state & DFCS_INACTIVE) {
        OffsetRect(&place, 1, 1);
        art_draw(dc, &place, name, '#', system_color_brush(COLOR_3DHILIGHT));
        OffsetRect(&place, -1, -1);
    }
    art_draw(dc, &place, name, '#', system_color_brush(state & DFCS_INACTIVE ? COLOR_3DSHADOW : COLOR_BTNTEXT));
}

static void fill_checkered(HDC dc, const RECT *area)
{
    COLORREF text = SetTextColor(dc, GetSysColor(COLOR_3DFACE)),
             background = SetBkColor(dc, GetSysColor(COLOR_3DHILIGHT));
    FillRect(dc, area, checkered_brush());
    SetTextColor(dc, text);
    SetBkColor(dc, background);
}

/* A push button's box; caption buttons look the same. The area shrinks to what is inside. */
static void draw_push_box(HDC dc, RECT *area, UINT state)
{
    UINT flags = BF_RECT | BF_ADJUST | BF_SOFT;
    BOOL down = (state & (DFCS_PUSHED | DFCS_CHECKED)) != 0;
    if (state & DFCS_FLAT) flags |= BF_FLAT;
    if (state & DFCS_MONO) flags |= BF_MONO;
    DrawEdge(dc, area, down ? EDGE_SUNKEN : EDGE_RAISED, flags);
    if ((state & DFCS_CHECKED) && !(state & DFCS_PUSHED)) fill_checkered(dc, area);
    else FillRect(dc, area, system_color_brush(state & DFCS_MONO ? COLOR_WINDOW : COLOR_BTNFACE));
}

static BOOL draw_caption_button(HDC dc, RECT *area, UINT state)
{
    static const BYTE marks[] = {[DFCS_CAPTIONCLOSE] = ART_CLOSE,
                                 [DFCS_CAPTIONMIN] = ART_MINIMIZE,
                                 [DFCS_CAPTIONMAX] = ART_MAXIMIZE,
                                 [DFCS_CAPTIONRESTORE] = ART_RESTORE,
                                 [DFCS_CAPTIONHELP] = ART_HELP};
    UINT kind = state & 0xff;
    RECT whole = *area;
    if (kind >= COUNT_OF(marks)) return FALSE;
    draw_push_box(dc, area, state);
    draw_mark(dc, &whole, marks[kind], state);
    return TRUE;
}

/* Ridges from lower left to upper right in the lower right corner, (mirrored: to the left). */
static void draw_size_grip(HDC dc, const RECT *area, BOOL mirrored)
{
    int size = min(area->right - area->left, area->bottom - area->top);
    FillRect(dc, area, system_color_brush(COLOR_BTNFACE));
    for (int i = 0; i < size && i < 13; i++) {
        static const int colors[4] = {COLOR_3DSHADOW, COLOR_3DSHADOW, COLOR_3DHILIGHT, COLOR_BTNFACE};
        int color = colors[i % 4];
        if (i == 12) break;
        for (int j = 0; j <= i; j++) {
            int x = mirrored ? area->left + 1 + i - j : area->right - 2 - i + j;
            fill_box_color(dc, x, area->bottom - 2 - j, 1, 1, color);
        }
    }
}

static BOOL draw_scroll_button(HDC dc, RECT *area, UINT state)
{
    static const BYTE marks[] = {[DFCS_SCROLLUP] = ART_ARROW_UP,
                                 [DFCS_SCROLLDOWN] = ART_ARROW_DOWN,
                                 [DFCS_SCROLLLEFT] = ART_ARROW_LEFT,
                                 [DFCS_SCROLLRIGHT] = ART_ARROW_RIGHT,
                                 [4] = 0,
                                 [DFCS_SCROLLCOMBOBOX] = ART_ARROW_DOWN};
    UINT kind = state & 0x1f;
    RECT whole = *area;
    if (kind == DFCS_SCROLLSIZEGRIP || kind == DFCS_SCROLLSIZEGRIPRIGHT) {
        draw_size_grip(dc, area, kind == DFCS_SCROLLSIZEGRIPRIGHT);
        return TRUE;
    }
    if (kind >= COUNT_OF(marks) || kind == 4) return FALSE;
    UINT flags = BF_RECT | BF_ADJUST | BF_MIDDLE;
    if (state & DFCS_MONO) flags |= BF_MONO;
    if (state & (DFCS_FLAT | DFCS_PUSHED)) flags |= BF_FLAT;
    DrawEdge(dc, area, EDGE_RAISED, flags);
    draw_mark(dc, &whole, marks[kind], state);
    return TRUE;
}

/* The largest square in the middle. */
static RECT square_of(const RECT *area)
{
    int width = area->right - area->left, height = area->bottom - area->top, size = min(width, height);
    int left = area->left + (width - size) / 2, top = area->top + (height - size) / 2;
    return (RECT){left, top, left + size, top + size};
}

static void draw_check_box(HDC dc, RECT *area, UINT state)
{
    RECT box = square_of(area), inside;
    UINT flags = BF_RECT | BF_ADJUST;
    if (state & DFCS_FLAT) flags |= BF_FLAT;
    if (state & DFCS_MONO) flags |= BF_MONO;
    inside = box;
    DrawEdge(dc, &inside, EDGE_SUNKEN, flags);
    BOOL third =
        (state & 0x1f) == DFCS_BUTTON3STATE && (state & (DFCS_CHECKED | DFCS_PUSHED | DFCS_INACTIVE)) == DFCS_CHECKED;
    if (third) fill_checkered(dc, &inside);
    else FillRect(dc, &inside, system_color_brush(state & (DFCS_PUSHED | DFCS_INACTIVE) ? COLOR_3DFACE : COLOR_WINDOW));
    BOOL grey = (state & DFCS_INACTIVE) || (state & 0x1f) == DFCS_BUTTON3STATE;
    if (state & DFCS_CHECKED)
        art_draw(dc, &box, ART_CHECK, '#', system_color_brush(grey ? COLOR_3DSHADOW : COLOR_WINDOWTEXT));
    *area = inside;
}

static void draw_radio(HDC dc, RECT *area, UINT state)
{
    static const struct { char mark; BYTE color, flat;
    } rings[] = {
        {'s', COLOR_3DSHADOW, COLOR_3DSHADOW},
        {'d', COLOR_3DDKSHADOW, COLOR_3DFACE},
        {'l', COLOR_3DLIGHT, COLOR_3DFACE},
        {'h', COLOR_3DHILIGHT, COLOR_3DSHADOW},
    };
    RECT box = square_of(area);
    UINT kind = state & 0x1f;
    HBRUSH black = GetStockObject(BLACK_BRUSH);
    if (kind == DFCS_BUTTONRADIOMASK) { /* for those who copy the image through it: black where the button is */
        FillRect(dc, area, GetStockObject(WHITE_BRUSH));
        for (const char *mark = "sdwlh"; *mark; mark++) art_draw(dc, &box, ART_RADIO, *mark, black);
        return;
    }
    if (kind == DFCS_BUTTONRADIOIMAGE) FillRect(dc, area, black);
    for (UINT i = 0; i < COUNT_OF(rings); i++)
        art_draw(dc, &box, ART_RADIO, rings[i].mark,
                 system_color_brush(state & (DFCS_FLAT | DFCS_MONO) ? rings[i].flat : rings[i].color));
    art_draw(dc, &box, ART_RADIO, 'w',
             system_color_brush(state & (DFCS_PUSHED | DFCS_INACTIVE) ? COLOR_3DFACE : COLOR_WINDOW));
    if (state & DFCS_CHECKED)
        art_draw(dc, &box, ART_RADIO_DOT, '#',
                 system_color_brush(state & DFCS_INACTIVE ? COLOR_3DSHADOW : COLOR_WINDOWTEXT));
}

static BOOL draw_button(HDC dc, RECT *area, UINT state)
{
    switch (state & 0x1f) {
    case DFCS_BUTTONPUSH: draw_push_box(dc, area, state); return TRUE;
    case DFCS_BUTTONCHECK:
    case DFCS_BUTTON3STATE: draw_check_box(dc, area, state); return TRUE;
    case DFCS_BUTTONRADIOIMAGE:
    case DFCS_BUTTONRADIOMASK:
    case DFCS_BUTTONRADIO: draw_radio(dc, area, state); return TRUE;
    default: return FALSE;
    }
}

/* Black on white: who draws menus copies it in the item's colours. */
static BOOL draw_menu_mark(HDC dc, const RECT *area, UINT state)
{
    static const struct { WORD state; BYTE mark;
    } marks[] = {
        {DFCS_MENUARROW, ART_MENU_RIGHT},     {DFCS_MENUCHECK, ART_CHECK},     {DFCS_MENUBULLET, ART_BULLET},
        {DFCS_MENUARROWRIGHT, ART_MENU_LEFT}, {DFCS_MENUARROWUP, ART_MENU_UP}, {DFCS_MENUARROWDOWN, ART_MENU_DOWN},
    };
    for (UINT i = 0; i < COUNT_OF(marks); i++) {
        if (marks[i].state != (state & 0x1f)) continue;
        FillRect(dc, area, GetStockObject(WHITE_BRUSH));
        art_draw(dc, area, marks[i].mark, '#', GetStockObject(BLACK_BRUSH));
        return TRUE;
    }
    return FALSE;
}

BOOL WINAPI DrawFrameControl(HDC dc, LPRECT rectangle, UINT type, UINT state)
{
    if (!rectangle) return set_user_error(ERROR_INVALID_PARAMETER);
    RECT area = *rectangle;
    BOOL drawn = FALSE;
    if (type == DFC_CAPTION) drawn = draw_caption_button(dc, &area, state);
    else if (type == DFC_MENU || type == DFC_POPUPMENU) drawn = draw_menu_mark(dc, &area, state);
    else if (type == DFC_SCROLL) drawn = draw_scroll_button(dc, &area, state);
    else if (type == DFC_BUTTON) drawn = draw_button(dc, &area, state);
    if (drawn && (state & DFCS_ADJUSTRECT)) *rectangle = area;
    return drawn;
}
