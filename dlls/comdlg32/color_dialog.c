/* ChooseColor. */
#include "color_fields.h"
#include "resource_ids.h"

struct color_dialog {
    CHOOSECOLORW *given;
    struct color_grid basic, custom;
    struct hsl hsl;
    COLORREF color;
    int full_width, part_width; /* of the window */
    int next_custom;            /* where the next own colour goes */
    BOOL is_updating;
};

/* Eight columns of six: the palette that the dialog has shown since Windows 3.1. */
static const COLORREF basic_colors[MOST_CELLS] = {
    RGB(255, 128, 128), RGB(255, 255, 128), RGB(128, 255, 128), RGB(0, 255, 128),   RGB(128, 255, 255),
    RGB(0, 128, 255),   RGB(255, 128, 192), RGB(255, 128, 255), RGB(255, 0, 0),     RGB(255, 255, 0),
    RGB(128, 255, 0),   RGB(0, 255, 64),    RGB(0, 255, 255),   RGB(0, 128, 192),   RGB(128, 128, 192),
    RGB(255, 0, 255),   RGB(128, 64, 64),   RGB(255, 128, 64),  RGB(0, 255, 0),     RGB(0, 128, 128),
    RGB(0, 64, 128),    RGB(128, 128, 255), RGB(128, 0, 64),    RGB(255, 0, 128),   RGB(128, 0, 0),
    RGB(255, 128, 0),   RGB(0, 128, 0),     RGB(0, 128, 64),    RGB(0, 0, 255),     RGB(0, 0, 160),
    RGB(128, 0, 128),   RGB(128, 0, 255),   RGB(64, 0, 0),      RGB(128, 64, 0),    RGB(0, 64, 0),
    RGB(0, 64, 64),     RGB(0, 0, 128),     RGB(0, 0, 64),      RGB(64, 0, 64),     RGB(64, 0, 128),
    RGB(0, 0, 0),       RGB(128, 128, 0),   RGB(128, 128, 64),  RGB(128, 128, 128), RGB(64, 128, 128),
    RGB(192, 192, 192), RGB(64, 0, 64),     RGB(255, 255, 255),
};

/* --- showing the colour --- */

static void show_numbers(HWND dialog, struct color_dialog *state)
{
    const struct { int id, value;
    } fields[] = {
        {COLOR_HUE, state->hsl.hue},
        {COLOR_SAT, state->hsl.saturation},
        {COLOR_LUM, state->hsl.luminosity},
        {COLOR_RED, GetRValue(state->color)},
        {COLOR_GREEN, GetGValue(state->color)},
        {COLOR_BLUE, GetBValue(state->color)},
    };
    state->is_updating = TRUE;
    for (UINT i = 0; i < COUNT_OF(fields); i++) {
        BOOL ok;
        if (GetDlgItemInt(dialog, fields[i].id, &ok, FALSE) != (UINT)fields[i].value || !ok)
            SetDlgItemInt(dialog, fields[i].id, (UINT)fields[i].value, FALSE);
    }
    state->is_updating = FALSE;
}

static void show_color(HWND dialog, struct color_dialog *state)
{
    static const int fields[] = {COLOR_RAINBOW, COLOR_LUMSCROLL, COLOR_CURRENT};
    for (UINT i = 0; i < COUNT_OF(fields); i++) InvalidateRect(GetDlgItem(dialog, fields[i]), NULL, FALSE);
    show_numbers(dialog, state);
}

static void set_color(HWND dialog, struct color_dialog *state, COLORREF color)
{
    state->color = color;
    state->hsl = hsl_of(color);
    show_color(dialog, state);
}

static void set_hsl(HWND dialog, struct color_dialog *state)
{
    state->color = color_of(state->hsl);
    show_color(dialog, state);
}

/* --- the window --- */

static void show_full(HWND dialog, struct color_dialog *state, BOOL full)
{
    RECT place;
    GetWindowRect(dialog, &place);
    int height = place.bottom - place.top;
    SetWindowPos(dialog, NULL, 0, 0, full ? state->full_width : state->part_width, height, SWP_NOMOVE | SWP_NOZORDER);
    EnableWindow(GetDlgItem(dialog, COLOR_MIX), !full && !(state->given->Flags & CC_PREVENTFULLOPEN));
    static const int parts[] = {COLOR_HUE, COLOR_SAT, COLOR_LUM, COLOR_RED, COLOR_GREEN, COLOR_BLUE, COLOR_ADD};
    for (UINT i = 0; i < COUNT_OF(parts); i++) EnableWindow(GetDlgItem(dialog, parts[i]), full);
}

static int find_color(const COLORREF *colors, int count, COLORREF color)
{
    for (int i = 0; i < count; i++)
        if (colors[i] == color) return i;
    return -1;
}

static void set_up(HWND dialog, struct color_dialog *state)
{
    CHOOSECOLORW *given = state->given;
    RECT edge = {0, 0, 148, 0}, frame = {0}, place; /* dialog units: the left part */
    MapDialogRect(dialog, &edge);
    GetWindowRect(dialog, &place);
    AdjustWindowRectEx(&frame, (DWORD)GetWindowLongW(dialog, GWL_STYLE), FALSE,
                       (DWORD)GetWindowLongW(dialog, GWL_EXSTYLE));
    state->full_width = place.right - place.left;
    state->part_width = edge.right + frame.right - frame.left;
    state->basic = (struct color_grid){basic_colors, 8, 6, -1};
    state->custom = (struct color_grid){given->lpCustColors, 8, 2, -1};
    color_grid_set(GetDlgItem(dialog, COLOR_BOX1), &state->basic);
    color_grid_set(GetDlgItem(dialog, COLOR_CUSTOM1), &state->custom);
    static const int fields[] = {COLOR_RAINBOW, COLOR_LUMSCROLL, COLOR_CURRENT};
    for (UINT i = 0; i < COUNT_OF(fields); i++) color_field_set(GetDlgItem(dialog, fields[i]), &state->hsl);
    static const int numbers[] = {COLOR_HUE, COLOR_SAT, COLOR_LUM, COLOR_RED, COLOR_GREEN, COLOR_BLUE};
    for (UINT i = 0; i < COUNT_OF(numbers); i++) SendDlgItemMessageW(dialog, numbers[i], EM_SETLIMITTEXT, 3, 0);
    if (!(given->Flags & CC_SHOWHELP)) ShowWindow(GetDlgItem(dialog, pshHelp), SW_HIDE);
    COLORREF start = given->Flags & CC_RGBINIT ? given->rgbResult & 0xffffff : RGB(0, 0, 0);
    state->basic.chosen = find_color(basic_colors, MOST_CELLS, start);
    show_full(dialog, state, (given->Flags & CC_FULLOPEN) != 0);
    set_color(dialog, state, start);
}

static void chosen(HWND dialog, struct color_dialog *state, int id, int index)
{
    if (id == COLOR_BOX1) {
        set_color(dialog, state, basic_colors[index]);
    } else if (id == COLOR_CUSTOM1) {
        state->next_custom = index;
        set_color(dialog, state, state->given->lpCustColors[index] & 0xffffff);
    } else {
        set_hsl(dialog, state);
    }
}

static void number_typed(HWND dialog, struct color_dialog *state, int id)
{
    BOOL ok;
    int most = id == COLOR_HUE                      ? 239
               : id == COLOR_SAT || id == COLOR_LUM ? 240
                                                    : 255,
        value = (int)GetDlgItemInt(dialog, id, &ok, FALSE);
    if (!ok || state->is_updating) return;
    if (value > most) {
        value = most;
        SetDlgItemInt(dialog, id, (UINT)value, FALSE);
    }
    COLORREF color = state->color;
    switch (id) {
    case COLOR_HUE: state->hsl.hue = value; set_hsl(dialog, state); return;
    case COLOR_SAT: state->hsl.saturation = value; set_hsl(dialog, state); return;
    case COLOR_LUM: state->hsl.luminosity = value; set_hsl(dialog, state); return;
    case COLOR_RED: color = RGB(value, GetGValue(color), GetBValue(color)); break;
    case COLOR_GREEN: color = RGB(GetRValue(color), value, GetBValue(color)); break;
    case COLOR_BLUE: color = RGB(GetRValue(color), GetGValue(color), value); break;
    }
    if (color != state->color) set_color(dialog, state, color);
}

static void add_custom(HWND dialog, struct color_dialog *state)
{
    state->given->lpCustColors[state->next_custom] = state->color;
    state->custom.chosen = state->next_custom;
    state->next_custom = (state->next_custom + 1) % 16;
    InvalidateRect(GetDlgItem(dialog, COLOR_CUSTOM1), NULL, FALSE);
}

/* The hook may refuse a colour by answering the registered COLOROKSTRING message. */
static void accept(HWND dialog, struct color_dialog *state)
{
    static UINT message;
    CHOOSECOLORW *given = state->given;
    COLORREF before = given->rgbResult;
    if (!message) message = RegisterWindowMessageW(COLOROKSTRINGW);
    given->rgbResult = state->color;
    if (given->Flags & CC_ENABLEHOOK && given->lpfnHook(dialog, message, 0, (LPARAM)given)) {
        given->rgbResult = before;
        return;
    }
    EndDialog(dialog, TRUE);
}

static BOOL command(HWND dialog, struct color_dialog *state, int id, UINT code)
{
    switch (id) {
    case IDOK: accept(dialog, state); return TRUE;
    case IDCANCEL: EndDialog(dialog, FALSE); return TRUE;
    case COLOR_MIX: show_full(dialog, state, TRUE); return TRUE;
    case COLOR_ADD: add_custom(dialog, state); return TRUE;
    case pshHelp:
        SendMessageW(state->given->hwndOwner, help_message(), (WPARAM)dialog, (LPARAM)state->given);
        return TRUE;
    case COLOR_HUE: case COLOR_SAT: case COLOR_LUM: case COLOR_RED: case COLOR_GREEN: case COLOR_BLUE:
        if (code == EN_CHANGE) number_typed(dialog, state, id);
        return TRUE;
    }
    return FALSE;
}

static INT_PTR CALLBACK color_procedure(HWND dialog, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct color_dialog *state = message == WM_INITDIALOG ? (struct color_dialog *)lparam : dialog_data(dialog);
    if (!state) return FALSE;
    LPCCHOOKPROC hook = state->given->Flags & CC_ENABLEHOOK ? state->given->lpfnHook : NULL;
    if (message == WM_INITDIALOG) {
        set_dialog_data(dialog, state);
        set_up(dialog, state);
        return hook ? (INT_PTR)hook(dialog, message, wparam, (LPARAM)state->given) : TRUE;
    }
    if (hook && hook(dialog, message, wparam, lparam)) return TRUE;
    switch (message) {
    case WM_COMMAND: return command(dialog, state, LOWORD(wparam), HIWORD(wparam));
    case WM_COLOR_CHOSEN: chosen(dialog, state, (int)wparam, (int)lparam); return TRUE;
    case WM_DESTROY: set_dialog_data(dialog, NULL); return FALSE;
    }
    return FALSE;
}

BOOL WINAPI ChooseColorW(LPCHOOSECOLORW given)
{
    struct color_dialog state = {.given = given};
    set_dialog_error(0);
    if (!given) return set_dialog_error(CDERR_INITIALIZATION);
    if (given->lStructSize != sizeof(*given)) return set_dialog_error(CDERR_STRUCTSIZE);
    if (given->Flags & CC_ENABLEHOOK && !given->lpfnHook) return set_dialog_error(CDERR_NOHOOK);
    if (!given->lpCustColors) return set_dialog_error(CDERR_INITIALIZATION);
    color_classes_register();
    INT_PTR result;
    if (given->Flags & CC_ENABLETEMPLATEHANDLE)
        result = DialogBoxIndirectParamW(comdlg32_instance, LockResource((HGLOBAL)given->hInstance), given->hwndOwner,
                                         color_procedure, (LPARAM)&state);
    else if (given->Flags & CC_ENABLETEMPLATE)
        result = DialogBoxParamW((HINSTANCE)given->hInstance, given->lpTemplateName, given->hwndOwner, color_procedure,
                                 (LPARAM)&state);
    else
        result = DialogBoxParamW(comdlg32_instance, MAKEINTRESOURCEW(DIALOG_COLOR), given->hwndOwner, color_procedure,
                                 (LPARAM)&state);
    if (result == -1) return set_dialog_error(CDERR_DIALOGFAILURE);
    return result == TRUE;
}

BOOL WINAPI ChooseColorA(LPCHOOSECOLORA given)
{
    CHOOSECOLORW wide;
    set_dialog_error(0);
    if (!given) return set_dialog_error(CDERR_INITIALIZATION);
    if (given->lStructSize != sizeof(*given)) return set_dialog_error(CDERR_STRUCTSIZE);
    memcpy(&wide, given, sizeof(wide)); /* the same but for the template's name */
    WCHAR *name = given->Flags & CC_ENABLETEMPLATE && (ULONG_PTR)given->lpTemplateName >> 16
                      ? wide_copy(given->lpTemplateName)
                      : NULL;
    if (name) wide.lpTemplateName = name;
    BOOL done = ChooseColorW(&wide);
    if (done) given->rgbResult = wide.rgbResult;
    heap_free(name);
    return done;
}
