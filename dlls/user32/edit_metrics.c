/* Widths of characters in an edit control's font. They are asked for once; lines are then measured and drawn with these
 * numbers, so that caret, selection and text agree to the pixel. */
#include "edit.h"

#define TAB_DIALOG_UNITS 32u

void edit_metrics_free(struct edit *edit)
{
    for (UINT i = 0; i < COUNT_OF(edit->width_pages); i++) {
        heap_free(edit->width_pages[i]);
        edit->width_pages[i] = NULL;
    }
}

static void load_tab_stops(struct edit *edit)
{
    for (UINT i = 0; i < edit->tab_count; i++) edit->tab_stops[i] = (int)edit->tab_units[i] * edit->average_width / 4;
}

void edit_metrics_load(struct edit *edit)
{
    HDC dc = GetDC(edit->window);
    HFONT old = control_select_font(dc, edit->font);
    TEXTMETRICW metrics = {.tmHeight = 16, .tmAveCharWidth = 8};
    GetTextMetricsW(dc, &metrics);
    SelectObject(dc, old);
    ReleaseDC(edit->window, dc);
    edit->has_outlines = metrics.tmPitchAndFamily & (TMPF_TRUETYPE | TMPF_VECTOR);
    edit->line_height = max(metrics.tmHeight, 1);
    edit->average_width = max(control_character_size(edit->font).cx, 1);
    edit_metrics_free(edit);
    load_tab_stops(edit);
}

static int measure(const struct edit *edit, const WCHAR *text, int count)
{
    HDC dc = GetDC(edit->window);
    HFONT old = control_select_font(dc, edit->font);
    SIZE size = {0, 0};
    GetTextExtentPoint32W(dc, text, count, &size);
    SelectObject(dc, old);
    ReleaseDC(edit->window, dc);
    return size.cx;
}

int edit_character_width(struct edit *edit, WCHAR character)
{
    int **page = &edit->width_pages[character >> 8];
    if (!*page) {
        if (!(*page = heap_allocate(256 * sizeof(int)))) return edit->average_width;
        for (int i = 0; i < 256; i++) (*page)[i] = EDIT_UNKNOWN_WIDTH;
    }
    int *width = &(*page)[character & 0xff];
    if (*width == EDIT_UNKNOWN_WIDTH) *width = measure(edit, &character, 1);
    return *width;
}

BOOL edit_is_low_surrogate(const struct edit *edit, UINT position)
{
    return position && position < edit_length(edit) && IS_LOW_SURROGATE(edit_at(edit, position)) &&
           IS_HIGH_SURROGATE(edit_at(edit, position - 1));
}

static int tab_width(const struct edit *edit, int x)
{
    int distance = edit->tab_count == 1 ? edit->tab_stops[0] : edit->average_width * (int)TAB_DIALOG_UNITS / 4;
    for (UINT i = 0; edit->tab_count > 1 && i < edit->tab_count; i++)
        if (edit->tab_stops[i] > x) return edit->tab_stops[i] - x;
    if (edit->tab_count > 1) return edit->average_width;
    distance = max(distance, 1);
    return distance - x % distance;
}

int edit_advance(struct edit *edit, UINT position, int x)
{
    WCHAR character = edit_at(edit, position);
    if (edit->password) return edit_character_width(edit, edit->password);
    if (character == '\t') return tab_width(edit, x);
    if ((character & 0xf800) != 0xd800) return edit_character_width(edit, character);
    if (edit_is_low_surrogate(edit, position)) return 0;
    if (!edit_is_low_surrogate(edit, position + 1)) return edit_character_width(edit, character);
    WCHAR pair[2] = {character, edit_at(edit, position + 1)};
    return measure(edit, pair, 2);
}

BOOL edit_set_tab_stops(struct edit *edit, UINT count, const UINT *units)
{
    if (!edit->is_multiline || count > COUNT_OF(edit->tab_units)) return FALSE;
    int *stops = count ? heap_allocate(count * sizeof(int)) : NULL;
    if (count && !stops) return FALSE;
    heap_free(edit->tab_stops);
    edit->tab_stops = stops;
    edit->tab_count = count;
    if (count) memcpy(edit->tab_units, units, count * sizeof(UINT));
    load_tab_stops(edit);
    return TRUE;
}
