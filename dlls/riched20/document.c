/* The text of a rich edit control and the styles of its characters and paragraphs. */
#include "rich_edit.h"

#define STYLES_MAX 0xfff0

static void *grow(void *memory, size_t size)
{
    return memory ? HeapReAlloc(GetProcessHeap(), 0, memory, size) : HeapAlloc(GetProcessHeap(), 0, size);
}

bool document_init(struct document *document)
{
    static const struct char_style plain = {.face = u"Arial", .height = 200, .weight = FW_NORMAL,
                                            .charset = DEFAULT_CHARSET};
    static const struct paragraph_style paragraph = {.alignment = PFA_LEFT};

    memset(document, 0, sizeof(*document));
    document->capacity = 64;
    document->text = grow(NULL, 64 * sizeof(*document->text));
    document->styles = grow(NULL, 64 * sizeof(*document->styles));
    document->paragraphs = grow(NULL, 64 * sizeof(*document->paragraphs));
    if (!document->text || !document->styles || !document->paragraphs) return false;
    document_char_style(document, &plain);
    document_paragraph_style(document, &paragraph);
    if (!document->char_style_count || !document->paragraph_style_count) return false;
    document->text[0] = '\r';
    document->styles[0] = document->paragraphs[0] = 0;
    document->count = 1;
    return true;
}

void document_drop_fonts(struct document *document)
{
    for (int i = 0; i < document->char_style_count; i++) {
        if (document->fonts[i]) DeleteObject(document->fonts[i]);
        document->fonts[i] = NULL;
    }
}

void document_free(struct document *document)
{
    if (document->fonts) document_drop_fonts(document);
    for (int i = 0; i < document->picture_count; i++) DeleteObject(document->pictures[i].bitmap);
    HeapFree(GetProcessHeap(), 0, document->pictures);
    HeapFree(GetProcessHeap(), 0, document->fonts);
    HeapFree(GetProcessHeap(), 0, document->char_styles);
    HeapFree(GetProcessHeap(), 0, document->paragraph_styles);
    HeapFree(GetProcessHeap(), 0, document->text);
    HeapFree(GetProcessHeap(), 0, document->styles);
    HeapFree(GetProcessHeap(), 0, document->paragraphs);
}

uint16_t document_char_style(struct document *document, const struct char_style *style)
{
    int count = document->char_style_count;

    for (int i = count - 1; i >= 0; i--) /* the last one is the likeliest */
        if (!memcmp(&document->char_styles[i], style, sizeof(*style))) return (uint16_t)i;
    if (count >= STYLES_MAX) return 0;
    if (!(count & (count - 1))) { /* room doubles at each power of two */
        size_t room = count ? 2 * (size_t)count : 1;
        struct char_style *styles = grow(document->char_styles, room * sizeof(*styles));
        if (!styles) return 0;
        document->char_styles = styles;
        HFONT *fonts = grow(document->fonts, room * sizeof(*fonts));
        if (!fonts) return 0;
        document->fonts = fonts;
    }
    document->char_styles[count] = *style;
    document->fonts[count] = NULL;
    document->char_style_count++;
    return (uint16_t)count;
}

uint16_t document_paragraph_style(struct document *document, const struct paragraph_style *style)
{
    int count = document->paragraph_style_count;

    for (int i = count - 1; i >= 0; i--)
        if (!memcmp(&document->paragraph_styles[i], style, sizeof(*style))) return (uint16_t)i;
    if (count >= STYLES_MAX) return 0;
    if (!(count & (count - 1))) {
        size_t room = count ? 2 * (size_t)count : 1;
        struct paragraph_style *styles = grow(document->paragraph_styles, room * sizeof(*styles));
        if (!styles) return 0;
        document->paragraph_styles = styles;
    }
    document->paragraph_styles[count] = *style;
    document->paragraph_style_count++;
    return (uint16_t)count;
}

static bool make_room(struct document *document, int count)
{
    int capacity = document->capacity;

    if (count <= capacity) return true;
    while (capacity < count) {
        if (capacity > 0x10000000) return false;
        capacity *= 2;
    }
    WCHAR *text = grow(document->text, (size_t)capacity * sizeof(*text));
    if (text) document->text = text;
    uint16_t *styles = text ? grow(document->styles, (size_t)capacity * sizeof(*styles)) : NULL;
    if (styles) document->styles = styles;
    uint16_t *paragraphs = styles ? grow(document->paragraphs, (size_t)capacity * sizeof(*paragraphs)) : NULL;
    if (!paragraphs) return false;
    document->paragraphs = paragraphs;
    document->capacity = capacity;
    return true;
}

bool document_replace(struct document *document, int start, int end, const WCHAR *text, const uint16_t *styles,
                      const uint16_t *paragraphs, int count)
{
    int rest = document->count - end;

    if (count > 0x10000000 || !make_room(document, start + count + rest)) return false;
    memmove(document->text + start + count, document->text + end, (size_t)rest * sizeof(*document->text));
    memmove(document->styles + start + count, document->styles + end, (size_t)rest * sizeof(*document->styles));
    memmove(document->paragraphs + start + count, document->paragraphs + end,
            (size_t)rest * sizeof(*document->paragraphs));
    memcpy(document->text + start, text, (size_t)count * sizeof(*text));
    memcpy(document->styles + start, styles, (size_t)count * sizeof(*styles));
    memcpy(document->paragraphs + start, paragraphs, (size_t)count * sizeof(*paragraphs));
    document->count = start + count + rest;
    return true;
}

int paragraph_start(const struct document *document, int position)
{
    while (position > 0 && document->text[position - 1] != '\r') position--;
    return position;
}

int paragraph_end(const struct document *document, int position)
{
    while (position < document->count && document->text[position] != '\r') position++;
    return min(position + 1, document->count);
}
