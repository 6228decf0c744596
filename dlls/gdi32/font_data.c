/* What is read from the font's file: tables, kerning pairs, the characters it has. */
#include "gdi_text.h"

static struct font_instance *font_of(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    return dc ? font_realize(dc) : NULL;
}

static NTSTATUS read_table(const struct font_instance *font, DWORD table, DWORD offset, void *buffer, DWORD size,
                           DWORD *total)
{
    struct unix_font_table_args args = {
        .buffer = UNIX_PTR(buffer), .face = font->face->number, .tag = table, .offset = offset, .size = size};
    NTSTATUS status = unix_call_font_table(&args);
    *total = args.total;
    return status;
}

DWORD WINAPI GetFontData(HDC hdc, DWORD table, DWORD offset, PVOID buffer, DWORD size)
{
    const struct font_instance *font = font_of(hdc);
    DWORD total = 0;
    if (!font) return GDI_ERROR;
    if (read_table(font, table, offset, buffer, buffer ? size : 0, &total) || offset > total) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return GDI_ERROR;
    }
    return buffer && size ? min(size, total - offset) : total - offset;
}

/* --- kerning --- */

#define TAG(a, b, c, d) ((DWORD)(a) | (DWORD)(b) << 8 | (DWORD)(c) << 16 | (DWORD)(d) << 24)
#define PAIRS_LIMIT 20000u

static UINT big_16(const BYTE *bytes) { return (UINT)(bytes[0] << 8 | bytes[1]); }

struct kerning { BYTE *bytes; const BYTE *pairs; UINT count; }; /* pairs: left glyph, right glyph, value; 6 bytes */

/* The first horizontal subtable of pairs. */
static void find_pairs(struct kerning *kerning, DWORD size)
{
    const BYTE *bytes = kerning->bytes;
    if (size < 4 || big_16(bytes)) return;
    UINT tables = big_16(bytes + 2);
    for (DWORD at = 4; tables && at + 14 <= size; tables--) {
        UINT length = big_16(bytes + at + 2), coverage = big_16(bytes + at + 4), count = big_16(bytes + at + 6);
        if ((coverage & 0xff07) == 1) {
            kerning->pairs = bytes + at + 14;
            kerning->count = min(count, (size - at - 14) / 6);
            return;
        }
        if (length < 6) return;
        at += length;
    }
}

static BOOL load_kerning(struct kerning *kerning, const struct font_instance *font)
{
    DWORD size = 0;
    memset(kerning, 0, sizeof(*kerning));
    if (read_table(font, TAG('k', 'e', 'r', 'n'), 0, NULL, 0, &size) || !size) return FALSE;
    kerning->bytes = heap_allocate(size);
    if (!kerning->bytes || read_table(font, TAG('k', 'e', 'r', 'n'), 0, kerning->bytes, size, &size)) return FALSE;
    find_pairs(kerning, size);
    return kerning->count != 0;
}

/* Which character shows a glyph: the first one of the basic plane. */
static USHORT *characters_of_glyphs(struct font_instance *font)
{
    USHORT *characters = heap_allocate_zeroed(0x10000 * sizeof(*characters));
    for (UINT c = 0x20; characters && c < 0xffff; c++) {
        USHORT glyph = font_glyph(font, c);
        if (glyph && !characters[glyph]) characters[glyph] = (USHORT)c;
    }
    return characters;
}

DWORD WINAPI GetKerningPairsW(HDC hdc, DWORD capacity, LPKERNINGPAIR pairs)
{
    struct font_instance *font = font_of(hdc);
    struct kerning kerning;
    DWORD count = 0;
    if (!font) return 0;
    if (pairs && !capacity) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    USHORT *characters = load_kerning(&kerning, font) ? characters_of_glyphs(font) : NULL;
    LONG units = typeface_metrics(font->face)->units_per_em;
    for (UINT i = 0; characters && i < kerning.count && count < PAIRS_LIMIT; i++) {
        const BYTE *pair = kerning.pairs + i * 6;
        USHORT first = characters[big_16(pair)], second = characters[big_16(pair + 2)];
        LONG amount = text_to_logical(font, font_device_pixels((double)(SHORT)big_16(pair + 4) * font->em / units));
        if (!first || !second || !amount) continue;
        if (pairs && count == capacity) break;
        if (pairs) pairs[count] = (KERNINGPAIR){first, second, amount};
        count++;
    }
    heap_free(characters);
    heap_free(kerning.bytes);
    return count;
}

/* Those whose characters the code page has, as its bytes. */
static BYTE ansi_of(UINT code_page, WCHAR character)
{
    char bytes[4];
    BOOL used_default = FALSE;
    int length = WideCharToMultiByte(code_page, WC_NO_BEST_FIT_CHARS, &character, 1, bytes, sizeof(bytes), NULL,
                                     code_page == CP_UTF8 ? NULL : &used_default);
    return length == 1 && !used_default ? (BYTE)bytes[0] : 0;
}

DWORD WINAPI GetKerningPairsA(HDC hdc, DWORD capacity, LPKERNINGPAIR pairs)
{
    const struct font_instance *font = font_of(hdc);
    DWORD all = font ? GetKerningPairsW(hdc, 0, NULL) : 0, count = 0;
    if (pairs && !capacity) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    KERNINGPAIR *wide = all ? heap_allocate(all * sizeof(*wide)) : NULL;
    if (wide) all = GetKerningPairsW(hdc, all, wide);
    for (DWORD i = 0; wide && i < all; i++) {
        BYTE first = ansi_of(font->code_page, wide[i].wFirst), second = ansi_of(font->code_page, wide[i].wSecond);
        if (!first || !second) continue;
        if (pairs && count == capacity) break;
        if (pairs) pairs[count] = (KERNINGPAIR){first, second, wide[i].iKernAmount};
        count++;
    }
    heap_free(wide);
    return count;
}

/* --- characters --- */

DWORD WINAPI GetFontUnicodeRanges(HDC hdc, LPGLYPHSET set)
{
    const struct font_instance *font = font_of(hdc);
    DWORD ranges = 0, characters = 0;
    BOOL is_open = FALSE;
    if (!font) return 0;
    for (UINT c = 0; c < 0xffff; c++) { /* the last code is no character */
        if (!font_glyph(font, c)) {
            is_open = FALSE;
            continue;
        }
        if (!is_open || (set && set->ranges[ranges - 1].cGlyphs == 0xffff)) {
            if (set) set->ranges[ranges] = (WCRANGE){(WCHAR)c, 0};
            ranges++;
            is_open = TRUE;
        }
        if (set) set->ranges[ranges - 1].cGlyphs++;
        characters++;
    }
    DWORD size = (DWORD)offsetof(GLYPHSET, ranges) + ranges * (DWORD)sizeof(WCRANGE);
    if (set) {
        set->cbThis = size;
        set->flAccel = 0;
        set->cGlyphsSupported = characters;
        set->cRanges = ranges;
    }
    return size;
}
