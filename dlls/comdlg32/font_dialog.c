/* ChooseFont. */
#include "common.h"
#include "resource_ids.h"

struct font_dialog {
    CHOOSEFONTW *given;
    HFONT sample;
    BOOL is_filling;
};

/* --- what the controls hold: each font's name carries type and pitch, each style weight and slant, each script its
 * charset --- */

static const struct { int weight; BOOL italic; LPCWSTR name; } styles[] = {
    {FW_NORMAL, FALSE, L"Regular"},
    {FW_NORMAL, TRUE, L"Italic"},
    {FW_BOLD, FALSE, L"Bold"},
    {FW_BOLD, TRUE, L"Bold Italic"},
};
static const struct { BYTE charset; LPCWSTR name; } scripts[] = {
    {ANSI_CHARSET, L"Western"},          {EASTEUROPE_CHARSET, L"Central European"},
    {RUSSIAN_CHARSET, L"Cyrillic"},      {GREEK_CHARSET, L"Greek"},
    {TURKISH_CHARSET, L"Turkish"},       {HEBREW_CHARSET, L"Hebrew"},
    {ARABIC_CHARSET, L"Arabic"},         {BALTIC_CHARSET, L"Baltic"},
    {VIETNAMESE_CHARSET, L"Vietnamese"}, {THAI_CHARSET, L"Thai"},
    {SHIFTJIS_CHARSET, L"Japanese"},     {GB2312_CHARSET, L"Chinese (GB2312)"},
    {HANGEUL_CHARSET, L"Hangul"},        {CHINESEBIG5_CHARSET, L"Chinese (Big5)"},
    {SYMBOL_CHARSET, L"Symbol"},         {OEM_CHARSET, L"OEM/DOS"},
};
static const struct { COLORREF color; LPCWSTR name; } colors[] = {
    {RGB(0, 0, 0), L"Black"},       {RGB(128, 0, 0), L"Maroon"},    {RGB(0, 128, 0), L"Green"},
    {RGB(128, 128, 0), L"Olive"},   {RGB(0, 0, 128), L"Navy"},      {RGB(128, 0, 128), L"Purple"},
    {RGB(0, 128, 128), L"Teal"},    {RGB(128, 128, 128), L"Gray"},  {RGB(192, 192, 192), L"Silver"},
    {RGB(255, 0, 0), L"Red"},       {RGB(0, 255, 0), L"Lime"},      {RGB(255, 255, 0), L"Yellow"},
    {RGB(0, 0, 255), L"Blue"},      {RGB(255, 0, 255), L"Fuchsia"}, {RGB(0, 255, 255), L"Aqua"},
    {RGB(255, 255, 255), L"White"},
};
static const BYTE sizes[] = {8, 9, 10, 11, 12, 14, 16, 18, 20, 22, 24, 26, 28, 36, 48, 72};

static int add(HWND dialog, int id, LPCWSTR text, LPARAM data)
{
    int index = (int)SendDlgItemMessageW(dialog, id, CB_ADDSTRING, 0, (LPARAM)text);
    if (index >= 0) SendDlgItemMessageW(dialog, id, CB_SETITEMDATA, (WPARAM)index, data);
    return index;
}

static LRESULT selected_data(HWND dialog, int id, LRESULT otherwise)
{
    LRESULT index = SendDlgItemMessageW(dialog, id, CB_GETCURSEL, 0, 0);
    return index < 0 ? otherwise : SendDlgItemMessageW(dialog, id, CB_GETITEMDATA, (WPARAM)index, 0);
}

/* --- filling --- */

static BOOL is_wanted(const CHOOSEFONTW *given, const LOGFONTW *font, DWORD type)
{
    DWORD flags = given->Flags;
    if (flags & CF_FIXEDPITCHONLY && (font->lfPitchAndFamily & 3) != FIXED_PITCH) return FALSE;
    if (flags & CF_TTONLY && !(type & TRUETYPE_FONTTYPE)) return FALSE;
    if (flags & CF_SCALABLEONLY && type & RASTER_FONTTYPE) return FALSE;
    if (flags & CF_NOVECTORFONTS && !(type & (TRUETYPE_FONTTYPE | RASTER_FONTTYPE))) return FALSE;
    if (flags & CF_SCRIPTSONLY && (font->lfCharSet == SYMBOL_CHARSET || font->lfCharSet == OEM_CHARSET)) return FALSE;
    if (flags & CF_SELECTSCRIPT && font->lfCharSet != given->lpLogFont->lfCharSet) return FALSE;
    if (flags & CF_NOVERTFONTS && font->lfFaceName[0] == '@') return FALSE;
    return TRUE;
}

struct filling { HWND dialog; const CHOOSEFONTW *given; };

static int CALLBACK add_family(const LOGFONTW *font, const TEXTMETRICW *metrics, DWORD type, LPARAM parameter)
{
    const struct filling *filling = (const struct filling *)parameter;
    (void)metrics;
    if (!is_wanted(filling->given, font, type)) return TRUE;
    if (SendDlgItemMessageW(filling->dialog, cmb1, CB_FINDSTRINGEXACT, (WPARAM)-1, (LPARAM)font->lfFaceName) >= 0)
        return TRUE;
    add(filling->dialog, cmb1, font->lfFaceName, (LPARAM)(type << 8 | font->lfPitchAndFamily));
    return TRUE;
}

static int CALLBACK add_script(const LOGFONTW *font, const TEXTMETRICW *metrics, DWORD type, LPARAM parameter)
{
    HWND dialog = (HWND)parameter;
    (void)metrics, (void)type;
    for (UINT i = 0; i < COUNT_OF(scripts); i++)
        if (scripts[i].charset == font->lfCharSet &&
            SendDlgItemMessageW(dialog, cmb5, CB_FINDSTRINGEXACT, (WPARAM)-1, (LPARAM)scripts[i].name) < 0)
            add(dialog, cmb5, scripts[i].name, scripts[i].charset);
    return TRUE;
}

static void chosen_family(HWND dialog, WCHAR name[LF_FACESIZE])
{
    LRESULT index = SendDlgItemMessageW(dialog, cmb1, CB_GETCURSEL, 0, 0);
    name[0] = 0;
    if (index >= 0 && SendDlgItemMessageW(dialog, cmb1, CB_GETLBTEXTLEN, (WPARAM)index, 0) < LF_FACESIZE)
        SendDlgItemMessageW(dialog, cmb1, CB_GETLBTEXT, (WPARAM)index, (LPARAM)name);
    else GetDlgItemTextW(dialog, cmb1, name, LF_FACESIZE);
}

static void fill_scripts(HWND dialog, BYTE charset)
{
    LOGFONTW wanted = {.lfCharSet = DEFAULT_CHARSET};
    HDC dc = GetDC(NULL);
    chosen_family(dialog, wanted.lfFaceName);
    SendDlgItemMessageW(dialog, cmb5, CB_RESETCONTENT, 0, 0);
    EnumFontFamiliesExW(dc, &wanted, add_script, (LPARAM)dialog, 0);
    ReleaseDC(NULL, dc);
    int count = (int)SendDlgItemMessageW(dialog, cmb5, CB_GETCOUNT, 0, 0), chosen = 0;
    for (int i = 0; i < count; i++)
        if (SendDlgItemMessageW(dialog, cmb5, CB_GETITEMDATA, (WPARAM)i, 0) == charset) chosen = i;
    SendDlgItemMessageW(dialog, cmb5, CB_SETCURSEL, (WPARAM)chosen, 0);
}

static void fill_families(HWND dialog, const CHOOSEFONTW *given)
{
    struct filling filling = {dialog, given};
    LOGFONTW all = {.lfCharSet = DEFAULT_CHARSET};
    HDC dc = GetDC(NULL);
    SendDlgItemMessageW(dialog, cmb1, WM_SETREDRAW, FALSE, 0);
    EnumFontFamiliesExW(dc, &all, add_family, (LPARAM)&filling, 0);
    SendDlgItemMessageW(dialog, cmb1, WM_SETREDRAW, TRUE, 0);
    ReleaseDC(NULL, dc);
}

static int dots_per_inch(const CHOOSEFONTW *given)
{
    HDC dc = given->Flags & CF_PRINTERFONTS && given->hDC ? given->hDC : GetDC(NULL);
    int dpi = GetDeviceCaps(dc, LOGPIXELSY);
    if (dc != given->hDC) ReleaseDC(NULL, dc);
    return dpi;
}

static void select_style(HWND dialog, LONG weight, BOOL italic)
{
    int wanted = (weight > FW_MEDIUM ? 2 : 0) + (italic ? 1 : 0);
    SendDlgItemMessageW(dialog, cmb2, CB_SETCURSEL, (WPARAM)wanted, 0);
}

static void select_size(HWND dialog, int tenths)
{
    WCHAR text[16];
    if (tenths % 10) wsprintfW(text, L"%d.%d", tenths / 10, tenths % 10);
    else wsprintfW(text, L"%d", tenths / 10);
    LRESULT index = SendDlgItemMessageW(dialog, cmb3, CB_FINDSTRINGEXACT, (WPARAM)-1, (LPARAM)text);
    if (index >= 0) SendDlgItemMessageW(dialog, cmb3, CB_SETCURSEL, (WPARAM)index, 0);
    else SetDlgItemTextW(dialog, cmb3, text);
}

/* The size in tenths of a point; 0: what was typed is no size. */
static int typed_size(HWND dialog)
{
    WCHAR text[16];
    int tenths = 0, digits = 0;
    GetDlgItemTextW(dialog, cmb3, text, COUNT_OF(text));
    const WCHAR *at = text;
    for (; *at >= '0' && *at <= '9' && digits < 5; at++, digits++) tenths = tenths * 10 + (*at - '0');
    tenths *= 10;
    if ((*at == '.' || *at == ',') && at[1] >= '0' && at[1] <= '9') tenths += at[1] - '0';
    return digits && tenths <= 99990 ? tenths : 0;
}

static void select_color(HWND dialog, COLORREF color)
{
    UINT chosen = 0;
    for (UINT i = 0; i < COUNT_OF(colors); i++)
        if (colors[i].color == color) chosen = i;
    SendDlgItemMessageW(dialog, cmb4, CB_SETCURSEL, chosen, 0);
}

/* --- the chosen font --- */

static void read_font(HWND dialog, const CHOOSEFONTW *given, LOGFONTW *font)
{
    int tenths = typed_size(dialog), style = (int)selected_data(dialog, cmb2, 0);
    *font = (LOGFONTW){.lfCharSet = (BYTE)selected_data(dialog, cmb5, DEFAULT_CHARSET)};
    chosen_family(dialog, font->lfFaceName);
    font->lfPitchAndFamily = (BYTE)(selected_data(dialog, cmb1, 0) & 0xff);
    font->lfWeight = styles[style].weight;
    font->lfItalic = (BYTE)styles[style].italic;
    font->lfHeight = -MulDiv(tenths ? tenths : 100, dots_per_inch(given), 720);
    if (given->Flags & CF_EFFECTS) {
        font->lfStrikeOut = IsDlgButtonChecked(dialog, chx1) != 0;
        font->lfUnderline = IsDlgButtonChecked(dialog, chx2) != 0;
    }
}

static void sample_changed(HWND dialog)
{
    RECT place;
    GetWindowRect(GetDlgItem(dialog, stc5), &place);
    MapWindowPoints(NULL, dialog, (POINT *)&place, 2);
    InvalidateRect(dialog, &place, TRUE);
}

static void draw_sample(HWND dialog, struct font_dialog *state)
{
    PAINTSTRUCT paint;
    LOGFONTW font;
    RECT place;
    HDC dc = BeginPaint(dialog, &paint);
    GetWindowRect(GetDlgItem(dialog, stc5), &place);
    MapWindowPoints(NULL, dialog, (POINT *)&place, 2);
    read_font(dialog, state->given, &font);
    HFONT made = CreateFontIndirectW(&font), old = SelectObject(dc, made);
    SetBkMode(dc, TRANSPARENT);
    SetTextColor(dc, state->given->Flags & CF_EFFECTS ? (COLORREF)colors[selected_data(dialog, cmb4, 0)].color
                                                      : GetSysColor(COLOR_BTNTEXT));
    HRGN clip = CreateRectRgnIndirect(&place);
    SelectClipRgn(dc, clip);
    DrawTextW(dc, L"AaBbYyZz", -1, &place, DT_SINGLELINE | DT_CENTER | DT_VCENTER | DT_NOPREFIX);
    SelectObject(dc, old);
    DeleteObject(made);
    DeleteObject(clip);
    EndPaint(dialog, &paint);
}

static void draw_color(const DRAWITEMSTRUCT *item)
{
    RECT box = item->rcItem, text;
    if ((int)item->itemID < 0) return;
    BOOL chosen = (item->itemState & ODS_SELECTED) != 0;
    FillRect(item->hDC, &item->rcItem, GetSysColorBrush(chosen ? COLOR_HIGHLIGHT : COLOR_WINDOW));
    InflateRect(&box, -2, -2);
    box.right = box.left + 24;
    FrameRect(item->hDC, &box, GetStockObject(BLACK_BRUSH));
    InflateRect(&box, -1, -1);
    HBRUSH brush = CreateSolidBrush(colors[item->itemData].color);
    FillRect(item->hDC, &box, brush);
    DeleteObject(brush);
    text = item->rcItem;
    text.left = box.right + 5;
    SetBkMode(item->hDC, TRANSPARENT);
    SetTextColor(item->hDC, GetSysColor(chosen ? COLOR_HIGHLIGHTTEXT : COLOR_WINDOWTEXT));
    DrawTextW(item->hDC, colors[item->itemData].name, -1, &text, DT_SINGLELINE | DT_VCENTER | DT_NOPREFIX);
    if (item->itemState & ODS_FOCUS) DrawFocusRect(item->hDC, &item->rcItem);
}

/* --- the dialog --- */

static void hide(HWND dialog, const int *ids, UINT count)
{
    for (UINT i = 0; i < count; i++) {
        ShowWindow(GetDlgItem(dialog, ids[i]), SW_HIDE);
        EnableWindow(GetDlgItem(dialog, ids[i]), FALSE);
    }
}

static void set_up(HWND dialog, struct font_dialog *state)
{
    static const int effects[] = {grp1, chx1, chx2, stc4, cmb4}, script[] = {cmb5, stc7};
    CHOOSEFONTW *given = state->given;
    const LOGFONTW *font = given->Flags & CF_INITTOLOGFONTSTRUCT ? given->lpLogFont : NULL;
    state->is_filling = TRUE;
    fill_families(dialog, given);
    for (UINT i = 0; i < COUNT_OF(styles); i++) add(dialog, cmb2, styles[i].name, (LPARAM)i);
    for (UINT i = 0; i < COUNT_OF(sizes); i++) {
        WCHAR text[8];
        BOOL fits = !(given->Flags & CF_LIMITSIZE) || (sizes[i] >= given->nSizeMin && sizes[i] <= given->nSizeMax);
        wsprintfW(text, L"%d", sizes[i]);
        if (fits) add(dialog, cmb3, text, sizes[i]);
    }
    for (UINT i = 0; i < COUNT_OF(colors); i++) add(dialog, cmb4, colors[i].name, (LPARAM)i);
    LRESULT family = font && !(given->Flags & CF_NOFACESEL)
                         ? SendDlgItemMessageW(dialog, cmb1, CB_FINDSTRINGEXACT, (WPARAM)-1, (LPARAM)font->lfFaceName)
                         : -1;
    if (family < 0 && !(given->Flags & CF_NOFACESEL) && !font) family = 0;
    SendDlgItemMessageW(dialog, cmb1, CB_SETCURSEL, (WPARAM)family, 0);
    if (!(given->Flags & CF_NOSTYLESEL))
        select_style(dialog, font ? font->lfWeight : FW_NORMAL, font && font->lfItalic);
    if (!(given->Flags & CF_NOSIZESEL)) {
        int tenths = font && font->lfHeight
                         ? MulDiv(font->lfHeight < 0 ? -font->lfHeight : font->lfHeight, 720, dots_per_inch(given))
                         : 100;
        select_size(dialog, (tenths + 5) / 10 * 10);
    }
    fill_scripts(dialog, font ? font->lfCharSet : ANSI_CHARSET);
    select_color(dialog, given->rgbColors);
    CheckDlgButton(dialog, chx1, font && font->lfStrikeOut);
    CheckDlgButton(dialog, chx2, font && font->lfUnderline);
    if (!(given->Flags & CF_EFFECTS)) hide(dialog, effects, COUNT_OF(effects));
    if (given->Flags & CF_NOSCRIPTSEL) hide(dialog, script, COUNT_OF(script));
    if (!(given->Flags & CF_APPLY)) ShowWindow(GetDlgItem(dialog, psh3), SW_HIDE);
    if (!(given->Flags & CF_SHOWHELP)) ShowWindow(GetDlgItem(dialog, pshHelp), SW_HIDE);
    state->is_filling = FALSE;
}

static BOOL complain(HWND dialog, LPCWSTR text, int control)
{
    MessageBoxW(dialog, text, L"Font", MB_OK | MB_ICONEXCLAMATION);
    SetFocus(GetDlgItem(dialog, control));
    return FALSE;
}

static BOOL accept(HWND dialog, CHOOSEFONTW *given)
{
    int tenths = typed_size(dialog);
    WCHAR text[80];
    LOGFONTW font;
    if (!tenths && !(given->Flags & CF_NOSIZESEL)) return complain(dialog, L"The size must be a number.", cmb3);
    if (given->Flags & CF_LIMITSIZE && (tenths < given->nSizeMin * 10 || tenths > given->nSizeMax * 10)) {
        wsprintfW(text, L"The size must be between %d and %d points.", given->nSizeMin, given->nSizeMax);
        return complain(dialog, text, cmb3);
    }
    read_font(dialog, given, &font);
    if (given->Flags & CF_FORCEFONTEXIST &&
        SendDlgItemMessageW(dialog, cmb1, CB_FINDSTRINGEXACT, (WPARAM)-1, (LPARAM)font.lfFaceName) < 0)
        return complain(dialog, L"There is no font of this name. Choose one from the list of fonts.", cmb1);
    *given->lpLogFont = font;
    given->iPointSize = tenths;
    if (given->Flags & CF_EFFECTS) given->rgbColors = colors[selected_data(dialog, cmb4, 0)].color;
    given->nFontType = SCREEN_FONTTYPE;
    if (font.lfWeight >= FW_BOLD) given->nFontType |= BOLD_FONTTYPE;
    if (font.lfItalic) given->nFontType |= ITALIC_FONTTYPE;
    if (font.lfWeight < FW_BOLD && !font.lfItalic) given->nFontType |= REGULAR_FONTTYPE;
    if (given->Flags & CF_USESTYLE && given->lpszStyle) GetDlgItemTextW(dialog, cmb2, given->lpszStyle, LF_FACESIZE);
    return TRUE;
}

static BOOL command(HWND dialog, struct font_dialog *state, UINT id, UINT code)
{
    switch (id) {
    case IDOK:
        if (accept(dialog, state->given)) EndDialog(dialog, TRUE);
        return TRUE;
    case IDCANCEL: EndDialog(dialog, FALSE); return TRUE;
    case pshHelp:
        SendMessageW(state->given->hwndOwner, help_message(), (WPARAM)dialog, (LPARAM)state->given);
        return TRUE;
    case cmb1:
        if (code == CBN_SELCHANGE)
            fill_scripts(dialog, (BYTE)selected_data(dialog, cmb5, ANSI_CHARSET)); /* fall through */
    case cmb2: case cmb3: case cmb4: case cmb5:
        if (!state->is_filling && (code == CBN_SELCHANGE || code == CBN_EDITCHANGE)) sample_changed(dialog);
        return TRUE;
    case chx1: case chx2: sample_changed(dialog); return TRUE;
    }
    return FALSE;
}

static INT_PTR CALLBACK font_procedure(HWND dialog, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct font_dialog *state = message == WM_INITDIALOG ? (struct font_dialog *)lparam : dialog_data(dialog);
    if (message == WM_MEASUREITEM && !state) {
        ((MEASUREITEMSTRUCT *)lparam)->itemHeight = (UINT)max(((MEASUREITEMSTRUCT *)lparam)->itemHeight, 15u);
        return TRUE;
    }
    if (!state) return FALSE;
    LPCFHOOKPROC hook = state->given->Flags & CF_ENABLEHOOK ? state->given->lpfnHook : NULL;
    if (message == WM_INITDIALOG) {
        set_dialog_data(dialog, state);
        set_up(dialog, state);
        return hook ? (INT_PTR)hook(dialog, message, wparam, (LPARAM)state->given) : TRUE;
    }
    if (hook && hook(dialog, message, wparam, lparam)) return TRUE;
    switch (message) {
    case WM_COMMAND: return command(dialog, state, LOWORD(wparam), HIWORD(wparam));
    case WM_PAINT: draw_sample(dialog, state); return TRUE;
    case WM_DRAWITEM: draw_color((const DRAWITEMSTRUCT *)lparam); return TRUE;
    case WM_CHOOSEFONT_GETLOGFONT: read_font(dialog, state->given, (LOGFONTW *)lparam); return TRUE;
    case WM_DESTROY: set_dialog_data(dialog, NULL); return FALSE;
    }
    return FALSE;
}

BOOL WINAPI ChooseFontW(LPCHOOSEFONTW given)
{
    struct font_dialog state = {.given = given};
    set_dialog_error(0);
    if (!given) return set_dialog_error(CDERR_INITIALIZATION);
    if (given->lStructSize != sizeof(*given)) return set_dialog_error(CDERR_STRUCTSIZE);
    if (!given->lpLogFont) return set_dialog_error(CDERR_INITIALIZATION);
    if (given->Flags & CF_ENABLEHOOK && !given->lpfnHook) return set_dialog_error(CDERR_NOHOOK);
    if (given->Flags & CF_LIMITSIZE && given->nSizeMax < given->nSizeMin) return set_dialog_error(CFERR_MAXLESSTHANMIN);
    HINSTANCE module = given->Flags & CF_ENABLETEMPLATE ? given->hInstance : comdlg32_instance;
    LPCWSTR name = given->Flags & CF_ENABLETEMPLATE ? given->lpTemplateName : MAKEINTRESOURCEW(DIALOG_FONT);
    INT_PTR result = DialogBoxParamW(module, name, given->hwndOwner, font_procedure, (LPARAM)&state);
    if (result == -1) return set_dialog_error(CDERR_DIALOGFAILURE);
    return result == TRUE;
}

static void font_to_ansi(const LOGFONTW *wide, LOGFONTA *font)
{
    memcpy(font, wide, offsetof(LOGFONTW, lfFaceName));
    WideCharToMultiByte(CP_ACP, 0, wide->lfFaceName, -1, font->lfFaceName, LF_FACESIZE, NULL, NULL);
    font->lfFaceName[LF_FACESIZE - 1] = 0;
}

BOOL WINAPI ChooseFontA(LPCHOOSEFONTA given)
{
    CHOOSEFONTW wide;
    LOGFONTW font = {0};
    WCHAR style[LF_FACESIZE] = L"";
    set_dialog_error(0);
    if (!given) return set_dialog_error(CDERR_INITIALIZATION);
    if (given->lStructSize != sizeof(*given)) return set_dialog_error(CDERR_STRUCTSIZE);
    if (!given->lpLogFont) return set_dialog_error(CDERR_INITIALIZATION);
    memcpy(&wide, given, sizeof(wide));
    memcpy(&font, given->lpLogFont, offsetof(LOGFONTW, lfFaceName));
    MultiByteToWideChar(CP_ACP, 0, given->lpLogFont->lfFaceName, -1, font.lfFaceName, LF_FACESIZE);
    font.lfFaceName[LF_FACESIZE - 1] = 0;
    wide.lpLogFont = &font;
    wide.lpszStyle = style;
    WCHAR *name = given->Flags & CF_ENABLETEMPLATE && (ULONG_PTR)given->lpTemplateName >> 16
                      ? wide_copy(given->lpTemplateName)
                      : NULL;
    if (name) wide.lpTemplateName = name;
    BOOL done = ChooseFontW(&wide);
    heap_free(name);
    if (!done) return FALSE;
    font_to_ansi(&font, given->lpLogFont);
    given->iPointSize = wide.iPointSize;
    given->rgbColors = wide.rgbColors;
    given->nFontType = wide.nFontType;
    if (given->Flags & CF_USESTYLE && given->lpszStyle)
        WideCharToMultiByte(CP_ACP, 0, style, -1, given->lpszStyle, LF_FACESIZE, NULL, NULL);
    return TRUE;
}
