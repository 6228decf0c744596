/* SystemParametersInfo, second part: what comes in structures, and the exported functions. */
#include "system_parameters.h"
#include "user_registry.h"

/* Structures of plain numbers, the first of which is the size; kept in the process. */
static struct numbers { WORD get, set; UINT size; DWORD values[8]; } structures[] = {
    {SPI_GETFILTERKEYS, SPI_SETFILTERKEYS, sizeof(FILTERKEYS), {0, FKF_AVAILABLE, 1000, 1000, 500, 0}},
    {SPI_GETTOGGLEKEYS, SPI_SETTOGGLEKEYS, sizeof(TOGGLEKEYS), {0, TKF_AVAILABLE}},
    {SPI_GETMOUSEKEYS, SPI_SETMOUSEKEYS, sizeof(MOUSEKEYS), {0, MKF_AVAILABLE, 40, 3000}},
    {SPI_GETSTICKYKEYS, SPI_SETSTICKYKEYS, sizeof(STICKYKEYS), {0, SKF_AVAILABLE}},
    {SPI_GETACCESSTIMEOUT, SPI_SETACCESSTIMEOUT, sizeof(ACCESSTIMEOUT), {0, 0, 300000}},
    {SPI_GETANIMATION, SPI_SETANIMATION, sizeof(ANIMATIONINFO), {0, 0}},
    {SPI_GETAUDIODESCRIPTION, SPI_SETAUDIODESCRIPTION, sizeof(AUDIODESCRIPTION), {0, FALSE, 0}},
};
static int mouse_numbers[3] = {0, 0, 0}; /* two thresholds and the acceleration: none, the display's own counts */
static DWORD high_contrast_flags = HCF_AVAILABLE;

/* PVOID sizes of NONCLIENTMETRICS before Windows Vista lack the padded border. */
#define NONCLIENT_SIZE_OLD  offsetof(NONCLIENTMETRICSW, iPaddedBorderWidth)
#define NONCLIENT_SIZE_OLD_A offsetof(NONCLIENTMETRICSA, iPaddedBorderWidth)

static void scale_font(LOGFONTW *font, UINT dpi) { font->lfHeight = MulDiv(font->lfHeight, (int)dpi, 96); }

static BOOL get_nonclient(NONCLIENTMETRICSW *result, UINT dpi)
{
    struct window_metrics metrics;
    if (result->cbSize != sizeof(*result) && result->cbSize != NONCLIENT_SIZE_OLD)
        return set_user_error(ERROR_INVALID_PARAMETER);
    window_metrics_read(&metrics);
    result->iBorderWidth = metrics.border_width;
    result->iScrollWidth = metrics.scroll_width;
    result->iScrollHeight = metrics.scroll_height;
    result->iCaptionWidth = metrics.caption_width;
    result->iCaptionHeight = metrics.caption_height;
    result->iSmCaptionWidth = metrics.small_caption_width;
    result->iSmCaptionHeight = metrics.small_caption_height;
    result->iMenuWidth = metrics.menu_width;
    result->iMenuHeight = metrics.menu_height;
    int *sizes[] = {&result->iScrollWidth,   &result->iScrollHeight,   &result->iCaptionWidth,
                    &result->iCaptionHeight, &result->iSmCaptionWidth, &result->iSmCaptionHeight,
                    &result->iMenuWidth,     &result->iMenuHeight};
    for (UINT i = 0; i < COUNT_OF(sizes); i++) *sizes[i] = MulDiv(*sizes[i], (int)dpi, 96);
    result->lfCaptionFont = metrics.caption_font;
    result->lfSmCaptionFont = metrics.small_caption_font;
    result->lfMenuFont = metrics.menu_font;
    result->lfStatusFont = metrics.status_font;
    result->lfMessageFont = metrics.message_font;
    LOGFONTW *fonts[] = {&result->lfCaptionFont, &result->lfSmCaptionFont, &result->lfMenuFont, &result->lfStatusFont,
                         &result->lfMessageFont};
    for (UINT i = 0; i < COUNT_OF(fonts); i++) scale_font(fonts[i], dpi);
    if (result->cbSize == sizeof(*result)) result->iPaddedBorderWidth = metrics.padded_border;
    return TRUE;
}

static BOOL set_nonclient(const NONCLIENTMETRICSW *wanted, UINT flags)
{
    struct window_metrics metrics;
    if (wanted->cbSize != sizeof(*wanted) && wanted->cbSize != NONCLIENT_SIZE_OLD)
        return set_user_error(ERROR_INVALID_PARAMETER);
    window_metrics_read(&metrics);
    metrics.border_width = max(wanted->iBorderWidth, 1);
    metrics.scroll_width = max(wanted->iScrollWidth, 8);
    metrics.scroll_height = max(wanted->iScrollHeight, 8);
    metrics.caption_width = max(wanted->iCaptionWidth, 8);
    metrics.caption_height = max(wanted->iCaptionHeight, 8);
    metrics.small_caption_width = max(wanted->iSmCaptionWidth, 8);
    metrics.small_caption_height = max(wanted->iSmCaptionHeight, 4);
    metrics.menu_width = max(wanted->iMenuWidth, 8);
    metrics.menu_height = max(wanted->iMenuHeight, 8);
    metrics.caption_font = wanted->lfCaptionFont;
    metrics.small_caption_font = wanted->lfSmCaptionFont;
    metrics.menu_font = wanted->lfMenuFont;
    metrics.status_font = wanted->lfStatusFont;
    metrics.message_font = wanted->lfMessageFont;
    if (wanted->cbSize == sizeof(*wanted)) metrics.padded_border = wanted->iPaddedBorderWidth;
    window_metrics_change(&metrics, (flags & SPIF_UPDATEINIFILE) != 0);
    return TRUE;
}

static BOOL access_icon_metrics(UINT action, ICONMETRICSW *data, UINT flags, UINT dpi)
{
    struct window_metrics metrics;
    if (data->cbSize != sizeof(*data)) return set_user_error(ERROR_INVALID_PARAMETER);
    window_metrics_read(&metrics);
    if (action == SPI_GETICONMETRICS) {
        data->iHorzSpacing = MulDiv(metrics.icon_spacing_x, (int)dpi, 96);
        data->iVertSpacing = MulDiv(metrics.icon_spacing_y, (int)dpi, 96);
        data->iTitleWrap = metrics.icon_title_wrap;
        data->lfFont = metrics.icon_font;
        scale_font(&data->lfFont, dpi);
        return TRUE;
    }
    metrics.icon_spacing_x = max(data->iHorzSpacing, 32);
    metrics.icon_spacing_y = max(data->iVertSpacing, 32);
    metrics.icon_title_wrap = data->iTitleWrap;
    metrics.icon_font = data->lfFont;
    window_metrics_change(&metrics, (flags & SPIF_UPDATEINIFILE) != 0);
    return TRUE;
}

static BOOL access_minimized(UINT action, MINIMIZEDMETRICS *data, UINT flags)
{
    struct window_metrics metrics;
    if (data->cbSize != sizeof(*data)) return set_user_error(ERROR_INVALID_PARAMETER);
    window_metrics_read(&metrics);
    if (action == SPI_GETMINIMIZEDMETRICS) {
        data->iWidth = metrics.minimized_width;
        data->iHorzGap = metrics.minimized_gap_x;
        data->iVertGap = metrics.minimized_gap_y;
        data->iArrange = metrics.minimized_arrange;
        return TRUE;
    }
    metrics.minimized_width = max(data->iWidth, 0);
    metrics.minimized_gap_x = max(data->iHorzGap, 0);
    metrics.minimized_gap_y = max(data->iVertGap, 0);
    metrics.minimized_arrange = data->iArrange & 15;
    window_metrics_change(&metrics, (flags & SPIF_UPDATEINIFILE) != 0);
    return TRUE;
}

static BOOL access_icon_font(UINT action, UINT size, LOGFONTW *font, UINT flags, UINT dpi)
{
    struct window_metrics metrics;
    if (size && size != sizeof(*font)) return set_user_error(ERROR_INVALID_PARAMETER);
    window_metrics_read(&metrics);
    if (action == SPI_GETICONTITLELOGFONT) {
        *font = metrics.icon_font;
        scale_font(font, dpi);
        return TRUE;
    }
    metrics.icon_font = *font;
    window_metrics_change(&metrics, (flags & SPIF_UPDATEINIFILE) != 0);
    return TRUE;
}

/* The number is the spacing to set, 0: pvParam gets it. */
static BOOL access_icon_spacing(BOOL vertical, UINT number, int *result, UINT flags)
{
    struct window_metrics metrics;
    window_metrics_read(&metrics);
    int *spacing = vertical ? &metrics.icon_spacing_y : &metrics.icon_spacing_x;
    if (result) *result = *spacing;
    if (!number || result) return result != NULL;
    *spacing = max((int)number, 32);
    window_metrics_change(&metrics, (flags & SPIF_UPDATEINIFILE) != 0);
    return TRUE;
}

static BOOL access_title_wrap(UINT action, UINT number, int *result, UINT flags)
{
    struct window_metrics metrics;
    window_metrics_read(&metrics);
    if (action == SPI_GETICONTITLEWRAP) {
        *result = metrics.icon_title_wrap;
        return TRUE;
    }
    metrics.icon_title_wrap = number != 0;
    window_metrics_change(&metrics, (flags & SPIF_UPDATEINIFILE) != 0);
    return TRUE;
}

static BOOL access_numbers(UINT action, void *data)
{
    for (UINT i = 0; i < COUNT_OF(structures); i++) {
        struct numbers *numbers = &structures[i];
        if (numbers->get != action && numbers->set != action) continue;
        if (*(UINT *)data != numbers->size) return set_user_error(ERROR_INVALID_PARAMETER);
        if (numbers->get == action)
            memcpy((BYTE *)data + sizeof(UINT), numbers->values + 1, numbers->size - sizeof(UINT));
        else memcpy(numbers->values + 1, (BYTE *)data + sizeof(UINT), numbers->size - sizeof(UINT));
        return TRUE;
    }
    return set_user_error(ERROR_INVALID_PARAMETER);
}

static BOOL access_high_contrast(UINT action, HIGHCONTRASTW *data)
{
    static WCHAR no_scheme[1];
    if (data->cbSize != sizeof(*data)) return set_user_error(ERROR_INVALID_PARAMETER);
    if (action == SPI_SETHIGHCONTRAST) {
        high_contrast_flags = data->dwFlags;
        return TRUE;
    }
    data->dwFlags = high_contrast_flags;
    data->lpszDefaultScheme = no_scheme;
    return TRUE;
}

static BOOL access_wallpaper(UINT action, UINT capacity, WCHAR *path, UINT flags)
{
    HANDLE key;
    if (action == SPI_SETDESKWALLPAPER) {
        if (!(flags & SPIF_UPDATEINIFILE)) return set_user_error(ERROR_INVALID_PARAMETER);
        if (!(key = user_key_open(L"Control Panel\\Desktop", TRUE))) return set_user_error(ERROR_ACCESS_DENIED);
        BOOL stored = user_key_write_text(key, L"Wallpaper", path ? path : L"");
        NtClose(key);
        return stored;
    }
    if (!capacity) return set_user_error(ERROR_INVALID_PARAMETER);
    path[0] = 0;
    if (!(key = user_key_open(L"Control Panel\\Desktop", FALSE))) return TRUE;
    user_key_read_text(key, L"Wallpaper", path, capacity);
    NtClose(key);
    return TRUE;
}

static BOOL needs_pointer(UINT action)
{
    static const WORD without[] = {SPI_ICONHORIZONTALSPACING, SPI_ICONVERTICALSPACING, SPI_SETICONTITLEWRAP,
                                   SPI_SETDESKWALLPAPER};
    for (UINT i = 0; i < COUNT_OF(without); i++)
        if (without[i] == action) return FALSE;
    return TRUE;
}

static BOOL structure_parameter(UINT action, UINT number, void *pointer, UINT flags, UINT dpi)
{
    if (!pointer && needs_pointer(action)) return set_user_error(ERROR_NOACCESS);
    switch (action) {
    case SPI_GETNONCLIENTMETRICS: return get_nonclient(pointer, dpi);
    case SPI_SETNONCLIENTMETRICS: return set_nonclient(pointer, flags);
    case SPI_GETICONMETRICS:
    case SPI_SETICONMETRICS: return access_icon_metrics(action, pointer, flags, dpi);
    case SPI_GETICONTITLELOGFONT:
    case SPI_SETICONTITLELOGFONT: return access_icon_font(action, number, pointer, flags, dpi);
    case SPI_GETMINIMIZEDMETRICS:
    case SPI_SETMINIMIZEDMETRICS: return access_minimized(action, pointer, flags);
    case SPI_ICONHORIZONTALSPACING: return access_icon_spacing(FALSE, number, pointer, flags);
    case SPI_ICONVERTICALSPACING: return access_icon_spacing(TRUE, number, pointer, flags);
    case SPI_GETICONTITLEWRAP:
    case SPI_SETICONTITLEWRAP: return access_title_wrap(action, number, pointer, flags);
    case SPI_GETHIGHCONTRAST:
    case SPI_SETHIGHCONTRAST: return access_high_contrast(action, pointer);
    case SPI_GETDESKWALLPAPER:
    case SPI_SETDESKWALLPAPER: return access_wallpaper(action, number, pointer, flags);
    case SPI_GETMOUSE: memcpy(pointer, mouse_numbers, sizeof(mouse_numbers)); return TRUE;
    case SPI_SETMOUSE: memcpy(mouse_numbers, pointer, sizeof(mouse_numbers)); return TRUE;
    case SPI_GETWORKAREA: screen_work_area(pointer); return TRUE;
    default: return access_numbers(action, pointer);
    }
}

static BOOL is_structure(UINT action)
{
    static const WORD actions[] = {
        SPI_GETNONCLIENTMETRICS,
        SPI_SETNONCLIENTMETRICS,
        SPI_GETICONMETRICS,
        SPI_SETICONMETRICS,
        SPI_GETICONTITLELOGFONT,
        SPI_SETICONTITLELOGFONT,
        SPI_GETMINIMIZEDMETRICS,
        SPI_SETMINIMIZEDMETRICS,
        SPI_ICONHORIZONTALSPACING,
        SPI_ICONVERTICALSPACING,
        SPI_GETICONTITLEWRAP,
        SPI_SETICONTITLEWRAP,
        SPI_GETHIGHCONTRAST,
        SPI_SETHIGHCONTRAST,
        SPI_GETDESKWALLPAPER,
        SPI_SETDESKWALLPAPER,
        SPI_GETMOUSE,
        SPI_SETMOUSE,
        SPI_GETWORKAREA,
    };
    for (UINT i = 0; i < COUNT_OF(actions); i++)
        if (actions[i] == action) return TRUE;
    for (UINT i = 0; i < COUNT_OF(structures); i++)
        if (structures[i].get == action || structures[i].set == action) return TRUE;
    return FALSE;
}

/* Tells all top-level windows (SPIF_SENDCHANGE); nobody waits for them. */
static void announce(UINT action)
{
    SendNotifyMessageW(HWND_BROADCAST, WM_SETTINGCHANGE, action, 0);
}

BOOL WINAPI SystemParametersInfoW(UINT action, UINT number, PVOID pointer, UINT flags)
{
    if (action == SPI_GETWINDOWSEXTENSION) return TRUE; /* "Windows Plus!": always */
    BOOL done = is_structure(action) ? structure_parameter(action, number, pointer, flags, 96)
                                     : system_parameter_number(action, number, pointer, flags);
    if (done && (flags & SPIF_SENDCHANGE)) announce(action);
    if (!done) log_line(LOG_WARN, "SystemParametersInfo: action %x fails", action);
    return done;
}

BOOL WINAPI SystemParametersInfoForDpi(UINT action, UINT number, PVOID pointer, UINT flags, UINT dpi)
{
    BOOL depends =
        action == SPI_GETNONCLIENTMETRICS || action == SPI_GETICONMETRICS || action == SPI_GETICONTITLELOGFONT;
    if (!depends || !dpi) return set_user_error(ERROR_INVALID_PARAMETER);
    return structure_parameter(action, number, pointer, flags, dpi);
}

/* --- A: structures with fonts and texts go through their wide form --- */

static void font_to_ansi(const LOGFONTW *wide, LOGFONTA *ansi)
{
    memcpy(ansi, wide, offsetof(LOGFONTA, lfFaceName));
    if (!WideCharToMultiByte(CP_ACP, 0, wide->lfFaceName, -1, ansi->lfFaceName, LF_FACESIZE, NULL, NULL))
        ansi->lfFaceName[LF_FACESIZE - 1] = 0;
}

static void font_to_wide(const LOGFONTA *ansi, LOGFONTW *wide)
{
    memcpy(wide, ansi, offsetof(LOGFONTW, lfFaceName));
    if (!MultiByteToWideChar(CP_ACP, 0, ansi->lfFaceName, -1, wide->lfFaceName, LF_FACESIZE))
        wide->lfFaceName[LF_FACESIZE - 1] = 0;
}

static BOOL nonclient_ansi(UINT action, NONCLIENTMETRICSA *ansi, UINT flags)
{
    static const struct { SIZE_T from, to; } fonts[] = {
        {offsetof(NONCLIENTMETRICSW, lfCaptionFont), offsetof(NONCLIENTMETRICSA, lfCaptionFont)},
        {offsetof(NONCLIENTMETRICSW, lfSmCaptionFont), offsetof(NONCLIENTMETRICSA, lfSmCaptionFont)},
        {offsetof(NONCLIENTMETRICSW, lfMenuFont), offsetof(NONCLIENTMETRICSA, lfMenuFont)},
        {offsetof(NONCLIENTMETRICSW, lfStatusFont), offsetof(NONCLIENTMETRICSA, lfStatusFont)},
        {offsetof(NONCLIENTMETRICSW, lfMessageFont), offsetof(NONCLIENTMETRICSA, lfMessageFont)},
    };
    static const SIZE_T numbers[] = {offsetof(NONCLIENTMETRICSA, iBorderWidth),
                                     offsetof(NONCLIENTMETRICSA, iSmCaptionWidth),
                                     offsetof(NONCLIENTMETRICSA, iMenuWidth)};
    static const SIZE_T wide_numbers[] = {offsetof(NONCLIENTMETRICSW, iBorderWidth),
                                          offsetof(NONCLIENTMETRICSW, iSmCaptionWidth),
                                          offsetof(NONCLIENTMETRICSW, iMenuWidth)};
    static const SIZE_T number_sizes[] = {5 * sizeof(int), 2 * sizeof(int), 2 * sizeof(int)};
    NONCLIENTMETRICSW wide = {.cbSize = sizeof(wide)};
    BOOL padded = ansi->cbSize == sizeof(*ansi), set = action == SPI_SETNONCLIENTMETRICS;
    if (!padded && ansi->cbSize != NONCLIENT_SIZE_OLD_A) return set_user_error(ERROR_INVALID_PARAMETER);
    if (!padded) wide.cbSize = NONCLIENT_SIZE_OLD;
    if (!set) get_nonclient(&wide, 96);
    for (UINT i = 0; i < COUNT_OF(fonts); i++) {
        if (set) font_to_wide((LOGFONTA *)((BYTE *)ansi + fonts[i].to), (LOGFONTW *)((BYTE *)&wide + fonts[i].from));
        else font_to_ansi((LOGFONTW *)((BYTE *)&wide + fonts[i].from), (LOGFONTA *)((BYTE *)ansi + fonts[i].to));
    }
    for (UINT i = 0; i < COUNT_OF(numbers); i++) {
        BYTE *a = (BYTE *)ansi + numbers[i], *w = (BYTE *)&wide + wide_numbers[i];
        memcpy(set ? w : a, set ? a : w, number_sizes[i]);
    }
    if (padded && set) wide.iPaddedBorderWidth = ansi->iPaddedBorderWidth;
    else if (padded) ansi->iPaddedBorderWidth = wide.iPaddedBorderWidth;
    return set ? set_nonclient(&wide, flags) : TRUE;
}

static BOOL icon_metrics_ansi(UINT action, ICONMETRICSA *ansi, UINT flags)
{
    ICONMETRICSW wide = {.cbSize = sizeof(wide)};
    if (ansi->cbSize != sizeof(*ansi)) return set_user_error(ERROR_INVALID_PARAMETER);
    if (action == SPI_SETICONMETRICS) {
        wide.iHorzSpacing = ansi->iHorzSpacing, wide.iVertSpacing = ansi->iVertSpacing,
        wide.iTitleWrap = ansi->iTitleWrap;
        font_to_wide(&ansi->lfFont, &wide.lfFont);
        return access_icon_metrics(action, &wide, flags, 96);
    }
    access_icon_metrics(action, &wide, flags, 96);
    ansi->iHorzSpacing = wide.iHorzSpacing, ansi->iVertSpacing = wide.iVertSpacing, ansi->iTitleWrap = wide.iTitleWrap;
    font_to_ansi(&wide.lfFont, &ansi->lfFont);
    return TRUE;
}

static BOOL icon_font_ansi(UINT action, UINT size, LOGFONTA *ansi, UINT flags)
{
    LOGFONTW wide;
    if (size && size != sizeof(*ansi)) return set_user_error(ERROR_INVALID_PARAMETER);
    if (action == SPI_SETICONTITLELOGFONT) {
        font_to_wide(ansi, &wide);
        return access_icon_font(action, 0, &wide, flags, 96);
    }
    access_icon_font(action, 0, &wide, flags, 96);
    font_to_ansi(&wide, ansi);
    return TRUE;
}

static BOOL wallpaper_ansi(UINT action, UINT capacity, char *path, UINT flags)
{
    WCHAR wide[MAX_PATH] = L"";
    if (action == SPI_SETDESKWALLPAPER) {
        if (path && !MultiByteToWideChar(CP_ACP, 0, path, -1, wide, MAX_PATH))
            return set_user_error(ERROR_INVALID_PARAMETER);
        return access_wallpaper(action, capacity, wide, flags);
    }
    if (!capacity || !access_wallpaper(action, MAX_PATH, wide, flags)) return set_user_error(ERROR_INVALID_PARAMETER);
    if (!WideCharToMultiByte(CP_ACP, 0, wide, -1, path, (int)capacity, NULL, NULL)) path[capacity - 1] = 0;
    return TRUE;
}

static BOOL ansi_parameter(UINT action, UINT number, PVOID pointer, UINT flags)
{
    switch (action) {
    case SPI_GETNONCLIENTMETRICS:
    case SPI_SETNONCLIENTMETRICS: return nonclient_ansi(action, pointer, flags);
    case SPI_GETICONMETRICS:
    case SPI_SETICONMETRICS: return icon_metrics_ansi(action, pointer, flags);
    case SPI_GETICONTITLELOGFONT:
    case SPI_SETICONTITLELOGFONT: return icon_font_ansi(action, number, pointer, flags);
    case SPI_GETDESKWALLPAPER:
    case SPI_SETDESKWALLPAPER: return wallpaper_ansi(action, number, pointer, flags);
    default: return SystemParametersInfoW(action, number, pointer, flags & ~(UINT)SPIF_SENDCHANGE);
    }
}

BOOL WINAPI SystemParametersInfoA(UINT action, UINT number, PVOID pointer, UINT flags)
{
    if (!pointer) return SystemParametersInfoW(action, number, pointer, flags);
    BOOL done = ansi_parameter(action, number, pointer, flags);
    if (done && (flags & SPIF_SENDCHANGE)) announce(action);
    return done;
}
