/* EnumFontFamiliesEx, EnumFontFamilies, EnumFonts. Windows' own fonts are listed with the installed ones, as far as
 * something stands in for them. */
#include "gdi_text.h"

#define SHOWN_HEIGHT 36 /* scalable fonts are described at this height */

/* What the callback gets, for each of its kinds. */
struct enumeration {
    FONTENUMPROCW callback;
    LPARAM parameter;
    BYTE charset;      /* DEFAULT_CHARSET: all of them */
    BOOL every_charset;/* else one record for a face */
    BOOL is_ansi;
    int result;        /* the last one; 0 ends */
};

static const struct { BYTE charset; const WCHAR *name; } scripts[] = {
    {ANSI_CHARSET, L"Western"},          {EASTEUROPE_CHARSET, L"Central European"},
    {RUSSIAN_CHARSET, L"Cyrillic"},      {GREEK_CHARSET, L"Greek"},
    {TURKISH_CHARSET, L"Turkish"},       {HEBREW_CHARSET, L"Hebrew"},
    {ARABIC_CHARSET, L"Arabic"},         {BALTIC_CHARSET, L"Baltic"},
    {VIETNAMESE_CHARSET, L"Vietnamese"}, {THAI_CHARSET, L"Thai"},
    {SHIFTJIS_CHARSET, L"Japanese"},     {GB2312_CHARSET, L"CHINESE_GB2312"},
    {HANGUL_CHARSET, L"Hangul"},         {CHINESEBIG5_CHARSET, L"CHINESE_BIG5"},
    {JOHAB_CHARSET, L"Hangul(Johab)"},   {SYMBOL_CHARSET, L"Symbol"},
    {OEM_CHARSET, L"OEM/DOS"},
};

/* --- one record --- */

static DWORD kind_of(const struct font_instance *font)
{
    return font->choice.alias && font_alias_minimum_em(font->choice.alias) ? RASTER_FONTTYPE : TRUETYPE_FONTTYPE;
}

static void describe(const struct font_instance *font, BYTE charset, ENUMLOGFONTEXW *description)
{
    const struct font_face_info *info = &font->face->info;
    memset(description, 0, sizeof(*description));
    LOGFONTW *log = &description->elfLogFont;
    log->lfHeight = font->ascent + font->descent;
    log->lfWidth = font->average_width;
    log->lfWeight = font->choice.make_bold ? FW_BOLD : info->weight;
    log->lfItalic = info->is_italic ? 255 : 0;
    log->lfCharSet = charset;
    log->lfOutPrecision = kind_of(font) == RASTER_FONTTYPE ? OUT_STRING_PRECIS : OUT_STROKE_PRECIS;
    log->lfClipPrecision = CLIP_STROKE_PRECIS;
    log->lfQuality = kind_of(font) == RASTER_FONTTYPE ? PROOF_QUALITY : DRAFT_QUALITY;
    BYTE pitch_and_family = font_pitch_and_family(font);
    log->lfPitchAndFamily =
        (pitch_and_family & 0xf0) | (pitch_and_family & TMPF_FIXED_PITCH ? VARIABLE_PITCH : FIXED_PITCH);
    memcpy(log->lfFaceName, font->choice.name, sizeof(log->lfFaceName));
    MultiByteToWideChar(CP_UTF8, 0, info->full_name, -1, description->elfFullName, LF_FULLFACESIZE - 1);
    if (font->choice.alias || !description->elfFullName[0]) wcscpy(description->elfFullName, font->choice.name);
    MultiByteToWideChar(CP_UTF8, 0, info->style[0] ? info->style : "Regular", -1, description->elfStyle,
                        LF_FACESIZE - 1);
    for (UINT i = 0; i < ARRAYSIZE(scripts); i++) {
        if (scripts[i].charset == charset) wcscpy(description->elfScript, scripts[i].name);
    }
}

static void measure(const struct font_instance *font, BYTE charset, NEWTEXTMETRICEXW *metrics)
{
    const struct font_face_metrics *face = typeface_metrics(font->face);
    const struct font_face_info *info = &font->face->info;
    memset(metrics, 0, sizeof(*metrics));
    font_text_metrics(font, (TEXTMETRICW *)&metrics->ntmTm);
    NEWTEXTMETRICW *tm = &metrics->ntmTm;
    tm->tmCharSet = charset;
    BOOL is_bold = tm->tmWeight > FW_SEMIBOLD;
    tm->ntmFlags = (info->is_italic ? NTM_ITALIC : 0) | (is_bold ? NTM_BOLD : 0) |
                   (!info->is_italic && !is_bold ? NTM_REGULAR : 0);
    if (kind_of(font) == TRUETYPE_FONTTYPE) tm->ntmFlags |= info->is_postscript ? NTM_PS_OPENTYPE : NTM_TT_OPENTYPE;
    tm->ntmSizeEM = (UINT)face->units_per_em;
    tm->ntmCellHeight = (UINT)(face->win_ascent + face->win_descent);
    tm->ntmAvgWidth = (UINT)face->average_width;
    memcpy(metrics->ntmFontSig.fsUsb, face->unicode_ranges, sizeof(metrics->ntmFontSig.fsUsb));
    memcpy(metrics->ntmFontSig.fsCsb, face->code_pages, sizeof(metrics->ntmFontSig.fsCsb));
}

static void to_ansi(ENUMLOGFONTEXA *ansi, const ENUMLOGFONTEXW *wide)
{
    memset(ansi, 0, sizeof(*ansi));
    logfont_to_ansi(&ansi->elfLogFont, &wide->elfLogFont);
    WideCharToMultiByte(CP_ACP, 0, wide->elfFullName, -1, (char *)ansi->elfFullName, LF_FULLFACESIZE - 1, NULL, NULL);
    WideCharToMultiByte(CP_ACP, 0, wide->elfStyle, -1, (char *)ansi->elfStyle, LF_FACESIZE - 1, NULL, NULL);
    WideCharToMultiByte(CP_ACP, 0, wide->elfScript, -1, (char *)ansi->elfScript, LF_FACESIZE - 1, NULL, NULL);
}

static BOOL report(struct enumeration *enumeration, const struct font_instance *font, BYTE charset)
{
    ENUMLOGFONTEXW description;
    NEWTEXTMETRICEXW metrics;
    describe(font, charset, &description);
    measure(font, charset, &metrics);
    if (!enumeration->is_ansi) {
        enumeration->result = enumeration->callback(&description.elfLogFont, (TEXTMETRICW *)&metrics, kind_of(font),
                                                    enumeration->parameter);
        return enumeration->result != 0;
    }
    ENUMLOGFONTEXA ansi;
    NEWTEXTMETRICEXA ansi_metrics = {.ntmFontSig = metrics.ntmFontSig};
    to_ansi(&ansi, &description);
    font_text_metrics_to_ansi(font, (TEXTMETRICA *)&ansi_metrics.ntmTm, (TEXTMETRICW *)&metrics.ntmTm);
    ansi_metrics.ntmTm.ntmFlags = metrics.ntmTm.ntmFlags;
    ansi_metrics.ntmTm.ntmSizeEM = metrics.ntmTm.ntmSizeEM;
    ansi_metrics.ntmTm.ntmCellHeight = metrics.ntmTm.ntmCellHeight;
    ansi_metrics.ntmTm.ntmAvgWidth = metrics.ntmTm.ntmAvgWidth;
    FONTENUMPROCA callback = (FONTENUMPROCA)(void *)enumeration->callback;
    enumeration->result =
        callback(&ansi.elfLogFont, (TEXTMETRICA *)&ansi_metrics, kind_of(font), enumeration->parameter);
    return enumeration->result != 0;
}

/* --- a face in its character sets --- */

static BOOL report_charsets(struct enumeration *enumeration, const struct font_instance *font, BOOL is_terminal)
{
    DWORD pages = font->face->info.code_pages[0];
    if (is_terminal)
        return enumeration->charset != DEFAULT_CHARSET && enumeration->charset != OEM_CHARSET
                   ? TRUE
                   : report(enumeration, font, OEM_CHARSET);
    for (UINT bit = 0; bit < 32; bit++) {
        BYTE charset = font_charset_of_bit(bit);
        if (!(pages >> bit & 1) || charset == DEFAULT_CHARSET) continue;
        if (enumeration->charset != DEFAULT_CHARSET && enumeration->charset != charset) continue;
        if (!report(enumeration, font, charset)) return FALSE;
        if (!enumeration->every_charset) break;
    }
    return TRUE;
}

static LOGFONTW wanted_font(const WCHAR *name, LONG weight, BOOL italic)
{
    LOGFONTW wanted = {
        .lfHeight = SHOWN_HEIGHT, .lfWeight = weight, .lfItalic = (BYTE)italic, .lfCharSet = DEFAULT_CHARSET};
    for (int i = 0; i < LF_FACESIZE - 1 && name[i]; i++) wanted.lfFaceName[i] = name[i];
    return wanted;
}

static BOOL report_named(struct enumeration *enumeration, const WCHAR *name, LONG weight, BOOL italic)
{
    struct font_instance font;
    LOGFONTW wanted = wanted_font(name, weight, italic);
    if (!font_measure(&font, &wanted)) return TRUE;
    return report_charsets(enumeration, &font, !_wcsicmp(name, L"Terminal"));
}

/* --- families --- */

static BOOL is_listed(const struct typeface *face) { return !face->info.is_gone && !face->is_hidden; }

static BOOL is_alias(const WCHAR *name, BOOL *is_installed)
{
    const WCHAR *alias;
    *is_installed = FALSE;
    for (UINT i = 0; i < typeface_count() && !*is_installed; i++) {
        WCHAR family[LF_FACESIZE];
        typeface_family(typeface_get(i), family);
        *is_installed = is_listed(typeface_get(i)) && !_wcsicmp(family, name);
    }
    if (*is_installed) return FALSE;
    for (UINT i = 0; (alias = font_alias_name(i)); i++) {
        if (*alias && !_wcsicmp(alias, name)) return TRUE;
    }
    return FALSE;
}

/* The faces of one family, each once. */
static void report_styles(struct enumeration *enumeration, const WCHAR *name)
{
    static const struct {
        LONG weight;
        BOOL italic;
    } styles[] = {{FW_NORMAL, FALSE}, {FW_NORMAL, TRUE}, {FW_BOLD, FALSE}, {FW_BOLD, TRUE}};
    BOOL is_installed;
    if (is_alias(name, &is_installed)) {
        for (UINT i = 0; i < ARRAYSIZE(styles); i++) {
            struct font_instance font;
            LOGFONTW wanted = wanted_font(name, styles[i].weight, styles[i].italic);
            if (!font_measure(&font, &wanted) || font.choice.make_bold || font.choice.make_italic) continue;
            if (font.choice.alias && font_alias_minimum_em(font.choice.alias) && i)
                return; /* bitmap fonts have one style */
            if (!report_charsets(enumeration, &font, !_wcsicmp(name, L"Terminal"))) return;
        }
        return;
    }
    for (UINT i = 0; is_installed && i < typeface_count(); i++) {
        struct typeface *face = typeface_get(i);
        WCHAR family[LF_FACESIZE];
        typeface_family(face, family);
        if (!is_listed(face) || _wcsicmp(family, name)) continue;
        if (!report_named(enumeration, name, face->info.weight, face->info.is_italic)) return;
    }
}

static BOOL was_before(UINT number, const char *family)
{
    for (UINT i = 0; i < number; i++) {
        if (is_listed(typeface_get(i)) && !strcmp(typeface_get(i)->info.family, family)) return TRUE;
    }
    return FALSE;
}

static void report_families(struct enumeration *enumeration)
{
    const WCHAR *alias;
    BOOL is_installed;
    for (UINT i = 0; (alias = font_alias_name(i)); i++) {
        if (*alias && is_alias(alias, &is_installed) && !report_named(enumeration, alias, FW_NORMAL, FALSE)) return;
    }
    for (UINT i = 0; i < typeface_count(); i++) {
        struct typeface *face = typeface_get(i);
        WCHAR family[LF_FACESIZE];
        if (!is_listed(face) || was_before(i, face->info.family)) continue;
        typeface_family(face, family);
        if (!report_named(enumeration, family, FW_NORMAL, FALSE)) return;
    }
}

static int enumerate(HDC hdc, struct enumeration *enumeration, const WCHAR *name)
{
    if (!dc_get(hdc) || !enumeration->callback) return 0;
    enumeration->result = 1;
    if (name && *name) report_styles(enumeration, name);
    else report_families(enumeration);
    return enumeration->result;
}

/* --- the functions --- */

int WINAPI EnumFontFamiliesExW(HDC hdc, LPLOGFONTW wanted, FONTENUMPROCW callback, LPARAM parameter, DWORD flags)
{
    struct enumeration enumeration = {.callback = callback,
                                      .parameter = parameter,
                                      .charset = wanted ? wanted->lfCharSet : DEFAULT_CHARSET,
                                      .every_charset = TRUE};
    (void)flags;
    LOGFONTW copy = wanted ? *wanted : (LOGFONTW){0};
    copy.lfFaceName[LF_FACESIZE - 1] = 0;
    return enumerate(hdc, &enumeration, copy.lfFaceName);
}

int WINAPI EnumFontFamiliesExA(HDC hdc, LPLOGFONTA wanted, FONTENUMPROCA callback, LPARAM parameter, DWORD flags)
{
    struct enumeration enumeration = {.callback = (FONTENUMPROCW)(void *)callback,
                                      .parameter = parameter,
                                      .charset = wanted ? wanted->lfCharSet : DEFAULT_CHARSET,
                                      .every_charset = TRUE,
                                      .is_ansi = TRUE};
    LOGFONTW wide = {0};
    (void)flags;
    if (wanted) logfont_from_ansi(&wide, wanted);
    return enumerate(hdc, &enumeration, wide.lfFaceName);
}

int WINAPI EnumFontFamiliesW(HDC hdc, LPCWSTR name, FONTENUMPROCW callback, LPARAM parameter)
{
    struct enumeration enumeration = {.callback = callback, .parameter = parameter, .charset = DEFAULT_CHARSET};
    return enumerate(hdc, &enumeration, name);
}

static int enumerate_ansi(HDC hdc, const char *name, FONTENUMPROCA callback, LPARAM parameter)
{
    struct enumeration enumeration = {.callback = (FONTENUMPROCW)(void *)callback,
                                      .parameter = parameter,
                                      .charset = DEFAULT_CHARSET,
                                      .is_ansi = TRUE};
    WCHAR wide[LF_FACESIZE] = {0};
    if (name && !MultiByteToWideChar(CP_ACP, 0, name, -1, wide, LF_FACESIZE)) return 1; /* no font has so long a name */
    return enumerate(hdc, &enumeration, wide);
}

int WINAPI EnumFontFamiliesA(HDC hdc, LPCSTR name, FONTENUMPROCA callback, LPARAM parameter)
{
    return enumerate_ansi(hdc, name, callback, parameter);
}
int WINAPI EnumFontsW(HDC hdc, LPCWSTR name, FONTENUMPROCW callback, LPARAM parameter)
{
    return EnumFontFamiliesW(hdc, name, callback, parameter);
}
int WINAPI EnumFontsA(HDC hdc, LPCSTR name, FONTENUMPROCA callback, LPARAM parameter)
{
    return enumerate_ansi(hdc, name, callback, parameter);
}
