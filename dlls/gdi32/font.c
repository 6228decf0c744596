/* Fonts: creation, description, the stock ones. */
#include "gdi_text.h"

static HFONT add_font(const LOGFONTW *description)
{
    struct font *font = gdi_object_new(GDI_FONT, sizeof(*font));
    if (!font) return NULL;
    font->description = *description;
    font->description.lfFaceName[LF_FACESIZE - 1] = 0;
    return (HFONT)gdi_object_add(&font->object, GDI_FONT);
}

HFONT WINAPI CreateFontIndirectW(const LOGFONTW *description) { return description ? add_font(description) : NULL; }

HFONT WINAPI CreateFontIndirectExW(const ENUMLOGFONTEXDVW *description)
{
    if (!description) return NULL;
    const ENUMLOGFONTEXW *extended = &description->elfEnumLogfontEx;
    HFONT handle = add_font(&extended->elfLogFont);
    struct font *font = handle ? gdi_object_get(handle, GDI_FONT) : NULL;
    if (!font) return NULL;
    memcpy(font->full_name, extended->elfFullName, sizeof(font->full_name));
    memcpy(font->style, extended->elfStyle, sizeof(font->style));
    font->axis_count = min(description->elfDesignVector.dvNumAxes, MM_MAX_NUMAXES);
    memcpy(font->axes, description->elfDesignVector.dvValues, font->axis_count * sizeof(*font->axes));
    return handle;
}

HFONT WINAPI CreateFontW(int height, int width, int escapement, int orientation, int weight, DWORD italic,
                         DWORD underline, DWORD strikeout, DWORD charset, DWORD out_precision, DWORD clip_precision,
                         DWORD quality, DWORD pitch_and_family, LPCWSTR name)
{
    LOGFONTW description = {
        height,
        width,
        escapement,
        orientation,
        weight,
        (BYTE)italic,
        (BYTE)underline,
        (BYTE)strikeout,
        (BYTE)charset,
        (BYTE)out_precision,
        (BYTE)clip_precision,
        (BYTE)quality,
        (BYTE)pitch_and_family,
        {0},
    };
    for (int i = 0; name && name[i] && i < LF_FACESIZE - 1; i++) description.lfFaceName[i] = name[i];
    return add_font(&description);
}

/* --- ANSI --- */

void logfont_from_ansi(LOGFONTW *wide, const LOGFONTA *ansi)
{
    memset(wide, 0, sizeof(*wide));
    memcpy(wide, ansi, offsetof(LOGFONTA, lfFaceName)); /* the same fields at the same places */
    int length = 0;
    while (length < LF_FACESIZE && ansi->lfFaceName[length]) length++;
    length = MultiByteToWideChar(CP_ACP, 0, ansi->lfFaceName, length, wide->lfFaceName, LF_FACESIZE - 1);
    wide->lfFaceName[length] = 0;
}

void logfont_to_ansi(LOGFONTA *ansi, const LOGFONTW *wide)
{
    memset(ansi, 0, sizeof(*ansi));
    memcpy(ansi, wide, offsetof(LOGFONTA, lfFaceName));
    WideCharToMultiByte(CP_ACP, 0, wide->lfFaceName, -1, ansi->lfFaceName, LF_FACESIZE, NULL, NULL);
    ansi->lfFaceName[LF_FACESIZE - 1] = 0;
}

HFONT WINAPI CreateFontIndirectA(const LOGFONTA *description)
{
    LOGFONTW wide;
    if (!description) return NULL;
    logfont_from_ansi(&wide, description);
    return add_font(&wide);
}

HFONT WINAPI CreateFontIndirectExA(const ENUMLOGFONTEXDVA *description)
{
    if (!description) return NULL;
    const ENUMLOGFONTEXA *extended = &description->elfEnumLogfontEx;
    ENUMLOGFONTEXDVW wide = {.elfDesignVector = description->elfDesignVector};
    logfont_from_ansi(&wide.elfEnumLogfontEx.elfLogFont, &extended->elfLogFont);
    MultiByteToWideChar(CP_ACP, 0, (const char *)extended->elfFullName, -1, wide.elfEnumLogfontEx.elfFullName,
                        LF_FULLFACESIZE);
    MultiByteToWideChar(CP_ACP, 0, (const char *)extended->elfStyle, -1, wide.elfEnumLogfontEx.elfStyle, LF_FACESIZE);
    return CreateFontIndirectExW(&wide);
}

HFONT WINAPI CreateFontA(int height, int width, int escapement, int orientation, int weight, DWORD italic,
                         DWORD underline, DWORD strikeout, DWORD charset, DWORD out_precision, DWORD clip_precision,
                         DWORD quality, DWORD pitch_and_family, LPCSTR name)
{
    WCHAR wide[LF_FACESIZE] = {0};
    int length = 0;
    while (name && name[length] && length < LF_FACESIZE - 1) length++;
    if (length) MultiByteToWideChar(CP_ACP, 0, name, length, wide, LF_FACESIZE - 1);
    return CreateFontW(height, width, escapement, orientation, weight, italic, underline, strikeout, charset,
                       out_precision, clip_precision, quality, pitch_and_family, name ? wide : NULL);
}

/* --- GetObject --- */

/* As much as the caller has room for, and never more than the largest structure that there is. */
int font_get_object(const struct font *font, int size, void *buffer, BOOL wide)
{
    int whole = wide ? (int)sizeof(ENUMLOGFONTEXDVW) : (int)sizeof(ENUMLOGFONTEXDVA);
    if (!buffer) return wide ? (int)sizeof(LOGFONTW) : (int)sizeof(LOGFONTA);
    if (size < 0) return 0;
    int copied = min(size, whole);
    if (wide) {
        ENUMLOGFONTEXDVW description = {{font->description, {0}, {0}, {0}},
                                        {STAMP_DESIGNVECTOR, font->axis_count, {0}}};
        memcpy(description.elfEnumLogfontEx.elfFullName, font->full_name, sizeof(font->full_name));
        memcpy(description.elfEnumLogfontEx.elfStyle, font->style, sizeof(font->style));
        memcpy(description.elfDesignVector.dvValues, font->axes, sizeof(font->axes));
        memcpy(buffer, &description, (SIZE_T)copied);
        return copied;
    }
    ENUMLOGFONTEXDVA description = {.elfDesignVector = {STAMP_DESIGNVECTOR, font->axis_count, {0}}};
    ENUMLOGFONTEXA *extended = &description.elfEnumLogfontEx;
    logfont_to_ansi(&extended->elfLogFont, &font->description);
    WideCharToMultiByte(CP_ACP, 0, font->full_name, -1, (char *)extended->elfFullName, LF_FULLFACESIZE, NULL, NULL);
    WideCharToMultiByte(CP_ACP, 0, font->style, -1, (char *)extended->elfStyle, LF_FACESIZE, NULL, NULL);
    memcpy(description.elfDesignVector.dvValues, font->axes, sizeof(font->axes));
    memcpy(buffer, &description, (SIZE_T)copied);
    return copied;
}

/* --- stock fonts --- */

#define FIXED (FIXED_PITCH | FF_MODERN)
#define SWISS (VARIABLE_PITCH | FF_SWISS)

static const struct {
    int index;
    LONG height, width, weight;
    BYTE charset, quality, pitch_and_family;
    const WCHAR *name;
} stock_fonts[] = {
    {OEM_FIXED_FONT, 12, 8, FW_NORMAL, OEM_CHARSET, DRAFT_QUALITY, FIXED, L"Terminal"},
    {ANSI_FIXED_FONT, 12, 9, FW_NORMAL, ANSI_CHARSET, PROOF_QUALITY, FIXED, L"Courier"},
    {ANSI_VAR_FONT, 12, 9, FW_NORMAL, ANSI_CHARSET, PROOF_QUALITY, SWISS, L"MS Sans Serif"},
    {SYSTEM_FONT, 16, 7, FW_BOLD, ANSI_CHARSET, PROOF_QUALITY, SWISS, L"System"},
    {DEVICE_DEFAULT_FONT, 16, 7, FW_BOLD, ANSI_CHARSET, PROOF_QUALITY, SWISS, L"System"},
    {SYSTEM_FIXED_FONT, 16, 8, FW_NORMAL, ANSI_CHARSET, PROOF_QUALITY, FIXED, L"Fixedsys"},
    {DEFAULT_GUI_FONT, -11, 0, FW_NORMAL, ANSI_CHARSET, DEFAULT_QUALITY, DEFAULT_PITCH, L"MS Shell Dlg"},
};

struct font *font_create_stock(int index)
{
    for (UINT i = 0; i < ARRAYSIZE(stock_fonts); i++) {
        if (stock_fonts[i].index != index) continue;
        LOGFONTW description = {
            .lfHeight = stock_fonts[i].height,
            .lfWidth = stock_fonts[i].width,
            .lfWeight = stock_fonts[i].weight,
            .lfCharSet = stock_fonts[i].charset,
            .lfQuality = stock_fonts[i].quality,
            .lfPitchAndFamily = stock_fonts[i].pitch_and_family,
        };
        if (index != DEFAULT_GUI_FONT) {
            description.lfOutPrecision = OUT_STRING_PRECIS;
            description.lfClipPrecision = CLIP_STROKE_PRECIS;
        }
        for (int c = 0; stock_fonts[i].name[c]; c++) description.lfFaceName[c] = stock_fonts[i].name[c];
        HFONT handle = add_font(&description);
        return handle ? gdi_object_get(handle, GDI_FONT) : NULL;
    }
    return NULL;
}

void font_finish(struct font *font)
{
    if (font->instance) font_instance_release(font->instance);
    font->instance = NULL;
}
