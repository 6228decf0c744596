/* Writes a part of the document as Rich Text Format: what the reader reads, and no more. */
#include "rich_edit.h"
#include "rtf_values.h"
#include <stdarg.h>
#include <stdio.h>

_Static_assert((uint32_t)RTF_BOLD == CFE_BOLD && (uint32_t)RTF_ITALIC == CFE_ITALIC &&
                   (uint32_t)RTF_UNDERLINE == CFE_UNDERLINE && (uint32_t)RTF_STRIKEOUT == CFE_STRIKEOUT &&
                   (uint32_t)RTF_PROTECTED == CFE_PROTECTED && (uint32_t)RTF_LINK == CFE_LINK &&
                   (uint32_t)RTF_SMALLCAPS == CFM_SMALLCAPS && (uint32_t)RTF_ALLCAPS == CFM_ALLCAPS &&
                   (uint32_t)RTF_SUBSCRIPT == CFE_SUBSCRIPT && (uint32_t)RTF_SUPERSCRIPT == CFE_SUPERSCRIPT,
               "effects of richedit.h");
_Static_assert((int)RTF_LEFT == PFA_LEFT && (int)RTF_RIGHT == PFA_RIGHT && (int)RTF_CENTER == PFA_CENTER &&
                   (int)RTF_JUSTIFY == PFA_JUSTIFY && (int)RTF_BULLET == PFN_BULLET && (int)RTF_ARABIC == PFN_ARABIC,
               "alignments of richedit.h");

struct writer {
    struct rich_edit *edit;
    char *text;
    size_t size, room;
    bool failed;
    uint16_t *faces; /* char styles whose font is in the table */
    int face_count;
    uint32_t *colours;
    int colour_count;
};

static void put(struct writer *writer, const char *text, size_t size)
{
    if (writer->size + size + 1 > writer->room) {
        size_t room = (writer->size + size + 1) * 2;
        char *grown = writer->text ? HeapReAlloc(GetProcessHeap(), 0, writer->text, room)
                                   : HeapAlloc(GetProcessHeap(), 0, room);
        if (!grown) {
            writer->failed = true;
            return;
        }
        writer->text = grown;
        writer->room = room;
    }
    memcpy(writer->text + writer->size, text, size);
    writer->size += size;
    writer->text[writer->size] = 0;
}

static void put_word(struct writer *writer, const char *word) { put(writer, word, strlen(word)); }

static void put_format(struct writer *writer, const char *format, ...)
{
    char text[200];
    va_list arguments;

    va_start(arguments, format);
    int size = wvsprintfA(text, format, arguments);
    va_end(arguments);
    put(writer, text, (size_t)size);
}

/* ASCII as it is; everything else as \uN with a question mark for readers that know no Unicode. */
static void put_character(struct writer *writer, WCHAR c)
{
    switch (c) {
    case '\\':
    case '{':
    case '}': put_format(writer, "\\%c", c); break;
    case '\t': put_word(writer, "\\tab "); break;
    case '\v': put_word(writer, "\\line "); break;
    case '\r': put_word(writer, "\\par\r\n"); break;
    case 0xa0: put_word(writer, "\\~"); break;
    case 0xfffc: break; /* a picture, which is not written */
    default:
        if (c >= ' ' && c < 0x7f) put_format(writer, "%c", c);
        else put_format(writer, "\\u%d?", (short)c);
    }
}

/* --- tables --- */

static bool same_face(const struct char_style *a, const struct char_style *b)
{
    return a->charset == b->charset && !memcmp(a->face, b->face, sizeof(a->face));
}

static int face_of(struct writer *writer, uint16_t style)
{
    const struct char_style *styles = writer->edit->document.char_styles;

    for (int i = 0; i < writer->face_count; i++)
        if (same_face(&styles[writer->faces[i]], &styles[style])) return i;
    writer->faces[writer->face_count] = style;
    return writer->face_count++;
}

/* Colour 0 of the table is the automatic one. */
static int colour_of(struct writer *writer, bool is_set, uint32_t colour)
{
    if (!is_set) return 0;
    for (int i = 0; i < writer->colour_count; i++)
        if (writer->colours[i] == colour) return i + 1;
    writer->colours[writer->colour_count++] = colour;
    return writer->colour_count;
}

static void collect(struct writer *writer, int start, int end)
{
    const struct document *document = &writer->edit->document;
    int before = -1;

    face_of(writer, 0);
    for (int at = start; at < end; at++) {
        uint16_t index = document->styles[at];
        if (index == before) continue;
        const struct char_style *style = &document->char_styles[before = index];
        face_of(writer, index);
        colour_of(writer, style->has_colour, style->colour);
        colour_of(writer, style->has_background, style->background);
    }
}

static void put_tables(struct writer *writer)
{
    static const struct { uint8_t family; const char *word; } families[] = {
        {FF_ROMAN, "froman"}, {FF_SWISS, "fswiss"}, {FF_MODERN, "fmodern"}, {FF_SCRIPT, "fscript"},
        {FF_DECORATIVE, "fdecor"}};
    const struct char_style *styles = writer->edit->document.char_styles;

    put_format(writer, "{\\rtf1\\ansi\\ansicpg%u\\deff0\\uc1{\\fonttbl", GetACP());
    for (int i = 0; i < writer->face_count; i++) {
        const struct char_style *style = &styles[writer->faces[i]];
        const char *family = "fnil";
        for (size_t k = 0; k < ARRAYSIZE(families); k++)
            if ((style->pitch_and_family & 0xf0) == families[k].family) family = families[k].word;
        put_format(writer, "{\\f%d\\%s\\fcharset%d ", i, family, style->charset);
        for (int k = 0; k < FACE_SIZE && style->face[k]; k++) put_character(writer, style->face[k]);
        put_word(writer, ";}");
    }
    put_word(writer, "}\r\n");
    if (writer->colour_count) put_word(writer, "{\\colortbl ;");
    for (int i = 0; i < writer->colour_count; i++)
        put_format(writer, "\\red%d\\green%d\\blue%d;", GetRValue(writer->colours[i]), GetGValue(writer->colours[i]),
                   GetBValue(writer->colours[i]));
    if (writer->colour_count) put_word(writer, "}\r\n");
}

/* --- styles --- */

static void put_effects(struct writer *writer, uint32_t effects)
{
    static const struct { uint32_t effect; const char *word; } words[] = {
        {CFE_BOLD, "\\b"}, {CFE_ITALIC, "\\i"}, {CFE_UNDERLINE, "\\ul"}, {CFE_STRIKEOUT, "\\strike"},
        {CFE_PROTECTED, "\\protect"}, {CFM_SMALLCAPS, "\\scaps"}, {CFM_ALLCAPS, "\\caps"}, {CFE_SUBSCRIPT, "\\sub"},
        {CFE_SUPERSCRIPT, "\\super"}};

    for (size_t i = 0; i < ARRAYSIZE(words); i++)
        if (effects & words[i].effect) put_word(writer, words[i].word);
}

static void put_char_style(struct writer *writer, uint16_t index)
{
    const struct char_style *style = &writer->edit->document.char_styles[index];

    put_format(writer, "\\plain\\f%d\\fs%d", face_of(writer, index), style->height / 10);
    put_effects(writer, style->effects);
    if (style->has_colour) put_format(writer, "\\cf%d", colour_of(writer, true, style->colour));
    if (style->has_background) put_format(writer, "\\highlight%d", colour_of(writer, true, style->background));
    if (style->offset > 0) put_format(writer, "\\up%d", style->offset / 10);
    if (style->offset < 0) put_format(writer, "\\dn%d", -style->offset / 10);
    put_word(writer, " ");
}

static void put_paragraph_style(struct writer *writer, const struct paragraph_style *style)
{
    static const char *const alignments[] = {"", "", "\\qr", "\\qc", "\\qj"};

    put_word(writer, "\\pard");
    if (style->numbering == PFN_BULLET)
        put_word(writer, "{\\*\\pn\\pnlvlblt{\\pntxtb\\'b7}}");
    else if (style->numbering)
        put_format(writer, "{\\*\\pn\\pnlvlbody\\pndec\\pnstart%d{\\pntxta.}}", style->number_start);
    if (style->first_indent + style->hang) put_format(writer, "\\li%d", style->first_indent + style->hang);
    if (style->hang) put_format(writer, "\\fi%d", -style->hang);
    if (style->right) put_format(writer, "\\ri%d", style->right);
    if (style->before) put_format(writer, "\\sb%d", style->before);
    if (style->after) put_format(writer, "\\sa%d", style->after);
    for (int i = 0; i < style->tab_count; i++) put_format(writer, "\\tx%d", style->tabs[i] & 0xffffff);
    put_word(writer, alignments[style->alignment <= PFA_JUSTIFY ? style->alignment : 0]);
}

char *selection_as_rtf(struct rich_edit *edit, int start, int end, size_t *size)
{
    const struct document *document = &edit->document;
    struct writer writer = {.edit = edit};
    int style = -1, paragraph = -1;

    end = min(end, document->count);
    writer.faces = HeapAlloc(GetProcessHeap(), 0, ((size_t)document->char_style_count + 1) * sizeof(*writer.faces));
    writer.colours =
        HeapAlloc(GetProcessHeap(), 0, (2 * (size_t)document->char_style_count + 1) * sizeof(*writer.colours));
    writer.failed = !writer.faces || !writer.colours;
    if (!writer.failed) {
        collect(&writer, start, end);
        put_tables(&writer);
    }
    for (int at = start; at < end && !writer.failed; at++) {
        if (at == start || document->text[at - 1] == '\r') {
            int own = document->paragraphs[paragraph_end(document, at) - 1];
            if (own != paragraph) {
                put_paragraph_style(&writer, &document->paragraph_styles[paragraph = own]);
                style = -1;
            }
        }
        if (document->styles[at] != style) put_char_style(&writer, document->styles[at]);
        style = document->styles[at];
        put_character(&writer, document->text[at]);
    }
    if (!writer.failed) put_word(&writer, "}\r\n");
    HeapFree(GetProcessHeap(), 0, writer.faces);
    HeapFree(GetProcessHeap(), 0, writer.colours);
    if (writer.failed) {
        HeapFree(GetProcessHeap(), 0, writer.text);
        return NULL;
    }
    *size = writer.size;
    return writer.text;
}
