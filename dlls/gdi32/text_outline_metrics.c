/* GetOutlineTextMetrics: the sizes in a font's file, at the font's size, followed by its names. */
#include "gdi_text.h"

#define FIRST_FONT_PIXELS 2 /* what sizes below this look like does not matter */

struct scaler { const struct font_instance *font; LONG units; };

static LONG high(const struct scaler *scaler, LONG design)
{
    return text_to_logical_height(scaler->font, font_device_pixels((double)design * scaler->font->em / scaler->units));
}

static LONG wide(const struct scaler *scaler, LONG design)
{
    return text_to_logical(scaler->font,
                           font_device_pixels((double)design * scaler->font->rendering.width / 64 / scaler->units));
}

struct font_names { WCHAR family[64], face[96], style[48], full[160]; };

static void names_of(const struct font_instance *font, struct font_names *names)
{
    const struct font_face_info *info = &font->face->info;
    memset(names, 0, sizeof(*names));
    memcpy(names->family, font->choice.name, sizeof(font->choice.name));
    MultiByteToWideChar(CP_UTF8, 0, info->style[0] ? info->style : "Regular", -1, names->style,
                        ARRAYSIZE(names->style) - 1);
    MultiByteToWideChar(CP_UTF8, 0, info->full_name, -1, names->face, ARRAYSIZE(names->face) - 1);
    if (font->choice.alias || !names->face[0]) wcscpy(names->face, names->family);
    wcscpy(names->full, names->face);
}

static void fill(OUTLINETEXTMETRICW *result, const struct font_instance *font)
{
    const struct font_face_metrics *metrics = typeface_metrics(font->face);
    struct scaler scaler = {font, metrics->units_per_em};
    font_text_metrics(font, &result->otmTextMetrics);
    memcpy(&result->otmPanoseNumber, metrics->panose, sizeof(result->otmPanoseNumber));
    result->otmfsSelection =
        metrics->selection | (font->wanted.lfUnderline ? 2 : 0) | (font->wanted.lfStrikeOut ? 16 : 0);
    result->otmfsType = metrics->type;
    result->otmsCharSlopeRise = metrics->caret_rise;
    result->otmsCharSlopeRun = metrics->caret_run;
    result->otmItalicAngle = metrics->italic_angle;
    result->otmEMSquare = (UINT)metrics->units_per_em;
    result->otmAscent = high(&scaler, metrics->typographic_ascender);
    result->otmDescent = high(&scaler, metrics->typographic_descender);
    result->otmLineGap = (UINT)high(&scaler, metrics->typographic_line_gap);
    result->otmsCapEmHeight = (UINT)high(&scaler, metrics->cap_height);
    result->otmsXHeight = (UINT)high(&scaler, metrics->x_height);
    result->otmrcFontBox = (RECT){wide(&scaler, metrics->bounds[0]), high(&scaler, metrics->bounds[3]),
                                  wide(&scaler, metrics->bounds[2]), high(&scaler, metrics->bounds[1])};
    result->otmMacAscent = high(&scaler, metrics->ascender);
    result->otmMacDescent = high(&scaler, metrics->descender);
    result->otmMacLineGap = (UINT)high(&scaler, metrics->line_gap);
    result->otmusMinimumPPEM = FIRST_FONT_PIXELS;
    result->otmptSubscriptSize = (POINT){wide(&scaler, metrics->subscript[0]), high(&scaler, metrics->subscript[1])};
    result->otmptSubscriptOffset = (POINT){wide(&scaler, metrics->subscript[2]), high(&scaler, metrics->subscript[3])};
    result->otmptSuperscriptSize =
        (POINT){wide(&scaler, metrics->superscript[0]), high(&scaler, metrics->superscript[1])};
    result->otmptSuperscriptOffset =
        (POINT){wide(&scaler, metrics->superscript[2]), high(&scaler, metrics->superscript[3])};
    result->otmsStrikeoutSize = (UINT)text_to_logical_height(font, font->strikeout_thickness);
    result->otmsStrikeoutPosition = text_to_logical_height(font, -font->strikeout_offset);
    result->otmsUnderscoreSize = text_to_logical_height(font, font->underline_thickness);
    result->otmsUnderscorePosition = text_to_logical_height(font, -font->underline_offset);
}

static const struct font_instance *outline_font(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    const struct font_instance *font = dc ? font_realize(dc) : NULL;
    /* Bitmap fonts have none. */
    return font && !(font->choice.alias && font_alias_minimum_em(font->choice.alias)) ? font : NULL;
}

/* Family, face, style and full name behind the structure; where each begins is told by an offset. */
static UINT names_size(const struct font_names *names, UINT unit)
{
    return (UINT)(wcslen(names->family) + wcslen(names->face) + wcslen(names->style) + wcslen(names->full) + 4) * unit;
}

UINT WINAPI GetOutlineTextMetricsW(HDC hdc, UINT size, LPOUTLINETEXTMETRICW result)
{
    const struct font_instance *font = outline_font(hdc);
    struct font_names names;
    OUTLINETEXTMETRICW metrics = {0};
    if (!font) return 0;
    names_of(font, &names);
    UINT needed = sizeof(metrics) + names_size(&names, sizeof(WCHAR));
    if (!result) return needed;
    if (size < sizeof(metrics)) return 0;
    fill(&metrics, font);
    metrics.otmSize = needed;
    const WCHAR *const texts[] = {names.family, names.face, names.style, names.full};
    PSTR *const offsets[] = {&metrics.otmpFamilyName, &metrics.otmpFaceName, &metrics.otmpStyleName,
                             &metrics.otmpFullName};
    UINT at = sizeof(metrics);
    for (int i = 0; i < 4 && size >= needed; i++) {
        UINT bytes = (UINT)(wcslen(texts[i]) + 1) * sizeof(WCHAR);
        *offsets[i] = (PSTR)(ULONG_PTR)at;
        memcpy((BYTE *)result + at, texts[i], bytes);
        at += bytes;
    }
    memcpy(result, &metrics, sizeof(metrics));
    return size >= needed ? needed : sizeof(metrics);
}

UINT WINAPI GetOutlineTextMetricsA(HDC hdc, UINT size, LPOUTLINETEXTMETRICA result)
{
    const struct font_instance *font = outline_font(hdc);
    struct font_names names;
    OUTLINETEXTMETRICW metrics = {0};
    OUTLINETEXTMETRICA ansi;
    char texts[4][200];
    if (!font) return 0;
    names_of(font, &names);
    const WCHAR *const wide_texts[] = {names.family, names.face, names.style, names.full};
    UINT needed = sizeof(ansi);
    for (int i = 0; i < 4; i++) {
        if (WideCharToMultiByte(CP_ACP, 0, wide_texts[i], -1, texts[i], sizeof(texts[i]), NULL, NULL) <= 0)
            texts[i][0] = 0;
        needed += (UINT)strlen(texts[i]) + 1;
    }
    if (!result) return needed;
    if (size < sizeof(ansi)) return 0;
    fill(&metrics, font);
    memset(&ansi, 0, sizeof(ansi));
    font_text_metrics_to_ansi(font, &ansi.otmTextMetrics, &metrics.otmTextMetrics);
    SIZE_T common = offsetof(OUTLINETEXTMETRICA, otmpFamilyName) - offsetof(OUTLINETEXTMETRICA, otmFiller);
    memcpy(&ansi.otmFiller, &metrics.otmFiller, common); /* the same fields in both */
    ansi.otmSize = needed;
    PSTR *const offsets[] = {&ansi.otmpFamilyName, &ansi.otmpFaceName, &ansi.otmpStyleName, &ansi.otmpFullName};
    UINT at = sizeof(ansi);
    for (int i = 0; i < 4 && size >= needed; i++) {
        UINT bytes = (UINT)strlen(texts[i]) + 1;
        *offsets[i] = (PSTR)(ULONG_PTR)at;
        memcpy((BYTE *)result + at, texts[i], bytes);
        at += bytes;
    }
    memcpy(result, &ansi, sizeof(ansi));
    return size >= needed ? needed : sizeof(ansi);
}
