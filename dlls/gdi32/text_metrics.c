/* What a font says of itself: GetTextMetrics, GetTextFace, its character set. */
#include "gdi_text.h"

#define DPI 96

static LONG across(const struct font_instance *font, LONG pixels) { return text_to_logical_height(font, pixels); }
static LONG along(const struct font_instance *font, LONG pixels) { return text_to_logical(font, pixels); }

/* The low bits say the opposite of their name: TMPF_FIXED_PITCH stands for variable pitch. */
BYTE font_pitch_and_family(const struct font_instance *font)
{
    const struct typeface *face = font->face;
    const struct font_face_metrics *metrics = typeface_metrics(font->face);
    BYTE chosen = font->choice.alias ? font_alias_pitch_and_family(font->choice.alias) : 0;
    BOOL is_fixed = chosen ? (chosen & 3) == FIXED_PITCH : face->info.is_fixed;
    BOOL is_bitmap = font->choice.alias && font_alias_minimum_em(font->choice.alias);
    BYTE family = chosen & 0xf0;
    if (!chosen && metrics->panose[0] == 2)
        family = is_fixed                                               ? FF_MODERN
                 : metrics->panose[1] >= 11 && metrics->panose[1] <= 15 ? FF_SWISS
                 : metrics->panose[1]                                   ? FF_ROMAN
                                                                        : FF_DONTCARE;
    else if (!chosen)
        family = metrics->panose[0] == 3 ? FF_SCRIPT : metrics->panose[0] == 4 ? FF_DECORATIVE : FF_DONTCARE;
    return family | (is_fixed ? 0 : TMPF_FIXED_PITCH) |
           (is_bitmap ? 0 : TMPF_VECTOR | (face->info.is_postscript ? 0 : TMPF_TRUETYPE));
}

void font_text_metrics(const struct font_instance *font, TEXTMETRICW *result)
{
    const struct font_face_metrics *metrics = typeface_metrics(font->face);
    LONG weight = font->face->info.weight;
    *result = (TEXTMETRICW){
        .tmAscent = across(font, font->ascent),
        .tmDescent = across(font, font->descent),
        .tmInternalLeading = across(font, font->internal_leading),
        .tmExternalLeading = across(font, font->external_leading),
        .tmAveCharWidth = along(font, font->average_width),
        .tmMaxCharWidth = along(font, font->maximum_width),
        .tmWeight = font->choice.make_bold ? max(weight, FW_BOLD) : weight,
        .tmOverhang = 0,
        .tmDigitizedAspectX = DPI,
        .tmDigitizedAspectY = DPI,
        .tmItalic = font->choice.make_italic || font->face->info.is_italic ? 255 : 0,
        .tmUnderlined = font->wanted.lfUnderline,
        .tmStruckOut = font->wanted.lfStrikeOut,
        .tmPitchAndFamily = font_pitch_and_family(font),
        .tmCharSet = font->choice.charset,
        .tmFirstChar = metrics->first_char,
        .tmLastChar = metrics->last_char,
        .tmBreakChar = metrics->break_char,
        .tmDefaultChar = metrics->default_char ? metrics->default_char : 0x1f,
    };
    result->tmHeight = result->tmAscent + result->tmDescent;
    if (metrics->is_symbol) return;
    result->tmFirstChar = metrics->break_char - 2; /* as Windows computes them from the break character */
    result->tmDefaultChar = metrics->break_char - 1;
}

void font_text_metrics_to_ansi(const struct font_instance *font, TEXTMETRICA *ansi, const TEXTMETRICW *wide)
{
    memcpy(ansi, wide, offsetof(TEXTMETRICA, tmFirstChar));
    BOOL is_symbol = font->choice.charset == SYMBOL_CHARSET;
    ansi->tmFirstChar = is_symbol ? 0x1e : (BYTE)wide->tmFirstChar;
    ansi->tmLastChar = 0xff;
    ansi->tmDefaultChar = is_symbol ? 0x1f : (BYTE)wide->tmDefaultChar;
    ansi->tmBreakChar = 0x20;
    ansi->tmItalic = wide->tmItalic;
    ansi->tmUnderlined = wide->tmUnderlined;
    ansi->tmStruckOut = wide->tmStruckOut;
    ansi->tmPitchAndFamily = wide->tmPitchAndFamily;
    ansi->tmCharSet = wide->tmCharSet;
}

static struct font_instance *font_of(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    return dc ? font_realize(dc) : NULL;
}

BOOL WINAPI GetTextMetricsW(HDC hdc, LPTEXTMETRICW metrics)
{
    const struct font_instance *font = font_of(hdc);
    if (!font || !metrics) return FALSE;
    font_text_metrics(font, metrics);
    return TRUE;
}

BOOL WINAPI GetTextMetricsA(HDC hdc, LPTEXTMETRICA metrics)
{
    const struct font_instance *font = font_of(hdc);
    TEXTMETRICW wide;
    if (!font || !metrics) return FALSE;
    font_text_metrics(font, &wide);
    font_text_metrics_to_ansi(font, metrics, &wide);
    return TRUE;
}

/* --- names --- */

int WINAPI GetTextFaceW(HDC hdc, int size, LPWSTR name)
{
    const struct font_instance *font = font_of(hdc);
    if (!font) return 0;
    int length = (int)wcslen(font->choice.name) + 1;
    if (!name) return length;
    if (size <= 0) return 0;
    int copied = min(length, size);
    memcpy(name, font->choice.name, (SIZE_T)copied * sizeof(*name));
    name[copied - 1] = 0;
    return copied;
}

int WINAPI GetTextFaceA(HDC hdc, int size, LPSTR name)
{
    const struct font_instance *font = font_of(hdc);
    char narrow[LF_FACESIZE * 3];
    if (!font) return 0;
    int length = WideCharToMultiByte(CP_ACP, 0, font->choice.name, -1, narrow, sizeof(narrow), NULL, NULL);
    if (!name) return length;
    if (size <= 0 || length <= 0) return 0;
    int copied = min(length, size);
    memcpy(name, narrow, (SIZE_T)copied);
    name[copied - 1] = 0;
    return copied;
}

/* --- character sets --- */

int WINAPI GetTextCharsetInfo(HDC hdc, LPFONTSIGNATURE signature, DWORD flags)
{
    const struct font_instance *font = font_of(hdc);
    (void)flags;
    if (!font) return DEFAULT_CHARSET;
    if (signature) {
        const struct font_face_metrics *metrics = typeface_metrics(font->face);
        memcpy(signature->fsUsb, metrics->unicode_ranges, sizeof(signature->fsUsb));
        memcpy(signature->fsCsb, metrics->code_pages, sizeof(signature->fsCsb));
    }
    return font->choice.charset;
}

int WINAPI GetTextCharset(HDC hdc) { return GetTextCharsetInfo(hdc, NULL, 0); }

/* Bits 0 to 31 of the code pages; a locale's are the ones that its ANSI code page belongs to. */
static BOOL charset_from_bit(DWORD bits, BYTE *charset)
{
    for (UINT bit = 0; bit < 32; bit++) {
        if (!(bits >> bit & 1)) continue;
        *charset = font_charset_of_bit(bit);
        return *charset != DEFAULT_CHARSET;
    }
    return FALSE;
}

static BOOL charset_from_locale(LCID locale, BYTE *charset)
{
    DWORD code_page;
    if (!GetLocaleInfoW(locale, LOCALE_IDEFAULTANSICODEPAGE | LOCALE_RETURN_NUMBER, (WCHAR *)&code_page,
                        sizeof(code_page) / sizeof(WCHAR)))
        return FALSE;
    *charset = font_code_page_charset(code_page);
    return *charset != DEFAULT_CHARSET;
}

BOOL WINAPI TranslateCharsetInfo(DWORD *source, LPCHARSETINFO info, DWORD flags)
{
    BYTE charset = DEFAULT_CHARSET;
    BOOL found = FALSE;
    if (!info) return FALSE;
    switch (flags) {
    case TCI_SRCCHARSET:
        charset = (BYTE)(ULONG_PTR)source;
        found = (ULONG_PTR)source <= 0xff && charset != DEFAULT_CHARSET && charset != OEM_CHARSET;
        break;
    case TCI_SRCCODEPAGE:
        charset = font_code_page_charset((UINT)(ULONG_PTR)source);
        found = charset != DEFAULT_CHARSET;
        break;
    case TCI_SRCFONTSIG: found = source && charset_from_bit(source[0], &charset); break;
    case 0x1000: found = charset_from_locale((LCID)(ULONG_PTR)source, &charset); break; /* TCI_SRCLOCALE */
    }
    UINT code_page = found ? font_charset_code_page(charset) : 0;
    if (!found || font_code_page_charset(code_page) != charset) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    memset(info, 0, sizeof(*info));
    info->ciCharset = charset;
    info->ciACP = code_page;
    info->fs.fsCsb[0] = font_charset_bits(charset);
    return TRUE;
}

BOOL WINAPI GetRasterizerCaps(LPRASTERIZER_STATUS status, UINT size)
{
    if (!status || size < sizeof(*status)) return FALSE;
    *status = (RASTERIZER_STATUS){sizeof(*status), TT_AVAILABLE | TT_ENABLED, GetUserDefaultLangID()};
    return TRUE;
}
