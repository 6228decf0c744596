/* EM_GETCHARFORMAT, EM_SETCHARFORMAT, EM_GETPARAFORMAT and EM_SETPARAFORMAT. */
#include "rich_edit.h"

/* Effects that the style keeps bit by bit. */
#define KEPT_EFFECTS \
    (CFE_BOLD | CFE_ITALIC | CFE_UNDERLINE | CFE_STRIKEOUT | CFE_PROTECTED | CFE_LINK | CFM_SMALLCAPS | CFM_ALLCAPS | \
     CFM_HIDDEN | CFM_OUTLINE | CFM_SHADOW | CFM_EMBOSS | CFM_IMPRINT | CFM_DISABLED | CFM_REVISED | CFE_SUBSCRIPT | \
     CFE_SUPERSCRIPT)

bool widen_char_format(const void *format, CHARFORMAT2W *wide)
{
    UINT size = *(const UINT *)format;
    const CHARFORMATA *narrow = format;

    memset(wide, 0, sizeof(*wide));
    if (size == sizeof(CHARFORMAT2W) || size == sizeof(CHARFORMATW)) {
        memcpy(wide, format, size);
        wide->cbSize = sizeof(*wide);
        if (size == sizeof(CHARFORMATW)) wide->dwMask &= CFM_ALL & ~CFM_LINK;
        return true;
    }
    if (size != sizeof(CHARFORMAT2A) && size != sizeof(CHARFORMATA)) return false;
    memcpy(wide, format, offsetof(CHARFORMATA, szFaceName));
    wide->cbSize = sizeof(*wide);
    MultiByteToWideChar(CP_ACP, 0, narrow->szFaceName, -1, wide->szFaceName, LF_FACESIZE);
    wide->szFaceName[LF_FACESIZE - 1] = 0;
    if (size == sizeof(CHARFORMAT2A)) {
        const CHARFORMAT2A *more = format;
        memcpy(&wide->wWeight, &more->wWeight, sizeof(*wide) - offsetof(CHARFORMAT2W, wWeight));
    }
    return true;
}

bool narrow_char_format(const CHARFORMAT2W *wide, void *format)
{
    UINT size = *(UINT *)format;
    CHARFORMAT2A *narrow = format;

    if (size == sizeof(CHARFORMAT2W) || size == sizeof(CHARFORMATW)) {
        memcpy(format, wide, size);
    } else if (size == sizeof(CHARFORMAT2A) || size == sizeof(CHARFORMATA)) {
        memcpy(format, wide, offsetof(CHARFORMATA, szFaceName));
        WideCharToMultiByte(CP_ACP, 0, wide->szFaceName, -1, narrow->szFaceName, LF_FACESIZE, NULL, NULL);
        narrow->szFaceName[LF_FACESIZE - 1] = 0;
        if (size == sizeof(CHARFORMAT2A))
            memcpy(&narrow->wWeight, &wide->wWeight, sizeof(*wide) - offsetof(CHARFORMAT2W, wWeight));
    } else {
        return false;
    }
    *(UINT *)format = size;
    return true;
}

static void describe(const struct char_style *style, CHARFORMAT2W *format)
{
    memset(format, 0, sizeof(*format));
    format->cbSize = sizeof(*format);
    format->dwMask = CFM_ALL2 & ~(CFM_LCID | CFM_SPACING | CFM_STYLE | CFM_KERNING | CFM_ANIMATION | CFM_REVAUTHOR);
    format->dwEffects = style->effects & KEPT_EFFECTS;
    if (!style->has_colour) format->dwEffects |= CFE_AUTOCOLOR;
    if (!style->has_background) format->dwEffects |= CFE_AUTOBACKCOLOR;
    format->yHeight = style->height;
    format->yOffset = style->offset;
    format->crTextColor = style->has_colour ? style->colour : 0;
    format->crBackColor = style->has_background ? style->background : 0;
    format->bCharSet = style->charset;
    format->bPitchAndFamily = style->pitch_and_family;
    format->wWeight = style->weight;
    format->bUnderlineType = style->underline;
    memcpy(format->szFaceName, style->face, sizeof(format->szFaceName));
}

/* Takes out of the mask what the second format has otherwise. */
static void keep_common(CHARFORMAT2W *format, const CHARFORMAT2W *other)
{
    DWORD differs = (format->dwEffects ^ other->dwEffects) & KEPT_EFFECTS;

    if (differs & (CFE_SUBSCRIPT | CFE_SUPERSCRIPT)) differs |= CFM_SUBSCRIPT;
    if (format->yHeight != other->yHeight) differs |= CFM_SIZE;
    if (format->yOffset != other->yOffset) differs |= CFM_OFFSET;
    if (format->crTextColor != other->crTextColor || (format->dwEffects ^ other->dwEffects) & CFE_AUTOCOLOR)
        differs |= CFM_COLOR;
    if (format->crBackColor != other->crBackColor || (format->dwEffects ^ other->dwEffects) & CFE_AUTOBACKCOLOR)
        differs |= CFM_BACKCOLOR;
    if (format->bCharSet != other->bCharSet) differs |= CFM_CHARSET;
    if (format->wWeight != other->wWeight) differs |= CFM_WEIGHT;
    if (format->bUnderlineType != other->bUnderlineType) differs |= CFM_UNDERLINETYPE;
    if (lstrcmpiW(format->szFaceName, other->szFaceName)) differs |= CFM_FACE;
    format->dwMask &= ~differs;
}

void get_char_format(struct rich_edit *edit, CHARFORMAT2W *format, bool of_selection)
{
    const struct document *document = &edit->document;
    CHARFORMAT2W other;

    if (!of_selection) {
        describe(&document->char_styles[0], format);
        return;
    }
    if (edit->selection.cpMin == edit->selection.cpMax) {
        describe(&document->char_styles[insertion_style(edit)], format);
        return;
    }
    describe(&document->char_styles[document->styles[edit->selection.cpMin]], format);
    int last = min(edit->selection.cpMax, document->count);
    for (int i = edit->selection.cpMin + 1; i < last; i++) {
        if (document->styles[i] == document->styles[i - 1]) continue;
        describe(&document->char_styles[document->styles[i]], &other);
        keep_common(format, &other);
    }
}

static void change_style(struct char_style *style, const CHARFORMAT2W *format)
{
    DWORD mask = format->dwMask, effects = mask & KEPT_EFFECTS;

    if (mask & CFM_SUBSCRIPT) effects |= CFE_SUBSCRIPT | CFE_SUPERSCRIPT;
    style->effects = (style->effects & ~effects) | (format->dwEffects & effects);
    if (mask & CFM_BOLD) style->weight = format->dwEffects & CFE_BOLD ? FW_BOLD : FW_NORMAL;
    if (mask & CFM_UNDERLINE) style->underline = format->dwEffects & CFE_UNDERLINE ? CFU_UNDERLINE : CFU_UNDERLINENONE;
    if (mask & CFM_SIZE) style->height = max(1, min(format->yHeight, 32760));
    if (mask & CFM_OFFSET) style->offset = format->yOffset;
    if (mask & CFM_CHARSET) style->charset = format->bCharSet;
    if (mask & CFM_FACE) {
        memset(style->face, 0, sizeof(style->face));
        lstrcpynW((WCHAR *)style->face, format->szFaceName, LF_FACESIZE);
        style->pitch_and_family = format->bPitchAndFamily;
    }
    if (mask & CFM_COLOR) {
        style->has_colour = !(format->dwEffects & CFE_AUTOCOLOR);
        style->colour = style->has_colour ? format->crTextColor & 0xffffff : 0;
    }
    if (mask & CFM_BACKCOLOR) {
        style->has_background = !(format->dwEffects & CFE_AUTOBACKCOLOR);
        style->background = style->has_background ? format->crBackColor & 0xffffff : 0;
    }
    if (mask & CFM_WEIGHT) {
        style->weight = format->wWeight;
        style->effects = format->wWeight >= FW_SEMIBOLD ? style->effects | CFE_BOLD : style->effects & ~CFE_BOLD;
    }
    if (mask & CFM_UNDERLINETYPE) {
        style->underline = format->bUnderlineType;
        style->effects = style->underline ? style->effects | CFE_UNDERLINE : style->effects & ~CFE_UNDERLINE;
    }
}

/* Gives [start, end) the format as one change that can be undone; the last '\r' takes it, too. */
static bool format_range(struct rich_edit *edit, int start, int end, const CHARFORMAT2W *format)
{
    struct document *document = &edit->document;
    int count = end - start;
    uint16_t *styles = HeapAlloc(GetProcessHeap(), 0, ((size_t)count + 1) * sizeof(*styles));
    int before = -1;
    uint16_t after = 0;

    if (!styles) return false;
    for (int i = 0; i < count; i++) {
        if (document->styles[start + i] != before) {
            struct char_style style = document->char_styles[before = document->styles[start + i]];
            change_style(&style, format);
            after = document_char_style(document, &style);
        }
        styles[i] = after;
    }
    if (end == document->count) document->styles[end - 1] = styles[count - 1];
    int room = min(count, document->count - 1 - start);
    WCHAR *text = HeapAlloc(GetProcessHeap(), 0, ((size_t)room + 1) * (sizeof(*text) + sizeof(uint16_t)));
    bool done = text != NULL;
    if (done) {
        uint16_t *paragraphs = (uint16_t *)(text + room);
        memcpy(text, document->text + start, (size_t)room * sizeof(*text));
        memcpy(paragraphs, document->paragraphs + start, (size_t)room * sizeof(*paragraphs));
        done = change_cells(edit, start, start + room, text, styles, paragraphs, room, UNDO_OTHER);
    }
    HeapFree(GetProcessHeap(), 0, text);
    HeapFree(GetProcessHeap(), 0, styles);
    return done;
}

/* All of the text, and what is typed from now on. */
static void format_all(struct rich_edit *edit, const CHARFORMAT2W *format)
{
    struct document *document = &edit->document;

    for (int i = 0; i < document->char_style_count; i++) change_style(&document->char_styles[i], format);
    document_drop_fonts(document);
    edit->has_typing_style = false;
    edit->is_laid_out = false;
    update_scroll_bars(edit);
    redraw(edit);
}

bool set_char_format(struct rich_edit *edit, const CHARFORMAT2W *format, WPARAM flags)
{
    struct document *document = &edit->document;
    CHARRANGE range = edit->selection;

    if (flags & SCF_ALL || (edit->is_plain && flags & SCF_SELECTION)) {
        format_all(edit, format);
    } else if (!(flags & SCF_SELECTION)) { /* the default, which an empty document takes at once */
        change_style(&document->char_styles[0], format);
        if (document->fonts[0]) DeleteObject(document->fonts[0]);
        document->fonts[0] = NULL;
        edit->is_laid_out = false;
        redraw(edit);
    } else {
        if (flags & SCF_WORD && range.cpMin == range.cpMax) {
            range.cpMin = word_break(edit, range.cpMin, WB_LEFT);
            range.cpMax = word_break(edit, range.cpMax, WB_RIGHTBREAK);
        }
        if (range.cpMin == range.cpMax) {
            struct char_style style = document->char_styles[insertion_style(edit)];
            change_style(&style, format);
            edit->typing_style = document_char_style(document, &style);
            edit->has_typing_style = true;
            if (document->count == 1) document->styles[0] = edit->typing_style;
        } else if (!format_range(edit, range.cpMin, min(range.cpMax, document->count), format)) {
            return false;
        } else {
            update_scroll_bars(edit);
            notify_change(edit);
        }
    }
    show_caret(edit);
    return true;
}

void style_from_font(struct rich_edit *edit, HFONT font)
{
    LOGFONTW from;
    CHARFORMAT2W format = {.cbSize = sizeof(format),
                           .dwMask = CFM_FACE | CFM_SIZE | CFM_CHARSET | CFM_BOLD | CFM_ITALIC | CFM_UNDERLINE |
                                     CFM_STRIKEOUT};

    if (!font) font = GetStockObject(SYSTEM_FONT);
    if (!GetObjectW(font, sizeof(from), &from)) return;
    int height = from.lfHeight < 0 ? -from.lfHeight : from.lfHeight * 5 / 6; /* without the internal leading */
    format.yHeight = MulDiv(height, 1440, edit->dpi);
    format.bCharSet = from.lfCharSet;
    format.bPitchAndFamily = from.lfPitchAndFamily;
    if (from.lfWeight >= FW_SEMIBOLD) format.dwEffects |= CFE_BOLD;
    if (from.lfItalic) format.dwEffects |= CFE_ITALIC;
    if (from.lfUnderline) format.dwEffects |= CFE_UNDERLINE;
    if (from.lfStrikeOut) format.dwEffects |= CFE_STRIKEOUT;
    lstrcpynW(format.szFaceName, from.lfFaceName, LF_FACESIZE);
    format_all(edit, &format);
}

/* --- paragraphs --- */

DWORD get_paragraph_format(struct rich_edit *edit, PARAFORMAT2 *format)
{
    const struct document *document = &edit->document;
    UINT size = format->cbSize;
    PARAFORMAT2 told = {.cbSize = size};
    int at = paragraph_end(document, min(edit->selection.cpMin, document->count - 1)) - 1;
    const struct paragraph_style *style = &document->paragraph_styles[document->paragraphs[at]];

    if (size != sizeof(PARAFORMAT) && size != sizeof(PARAFORMAT2)) return 0;
    told.dwMask = PFM_STARTINDENT | PFM_RIGHTINDENT | PFM_OFFSET | PFM_ALIGNMENT | PFM_TABSTOPS | PFM_NUMBERING;
    if (size == sizeof(PARAFORMAT2))
        told.dwMask |= PFM_SPACEBEFORE | PFM_SPACEAFTER | PFM_LINESPACING | PFM_NUMBERINGSTART | PFM_NUMBERINGTAB;
    told.wNumbering = style->numbering;
    told.dxStartIndent = style->first_indent;
    told.dxRightIndent = style->right;
    told.dxOffset = style->hang;
    told.wAlignment = style->alignment;
    told.cTabCount = style->tab_count;
    for (int i = 0; i < style->tab_count; i++) told.rgxTabs[i] = style->tabs[i];
    told.dySpaceBefore = style->before;
    told.dySpaceAfter = style->after;
    told.dyLineSpacing = style->line_spacing;
    told.bLineSpacingRule = style->line_rule;
    told.wNumberingStart = style->number_start;
    told.wNumberingTab = (WORD)style->number_tab;
    for (at++; at < min(edit->selection.cpMax, document->count); at++) {
        at = paragraph_end(document, at) - 1;
        const struct paragraph_style *other = &document->paragraph_styles[document->paragraphs[at]];
        if (other->alignment != style->alignment) told.dwMask &= ~PFM_ALIGNMENT;
        if (other->numbering != style->numbering) told.dwMask &= ~PFM_NUMBERING;
        if (other->first_indent != style->first_indent) told.dwMask &= ~PFM_STARTINDENT;
        if (other->right != style->right) told.dwMask &= ~PFM_RIGHTINDENT;
        if (other->hang != style->hang) told.dwMask &= ~PFM_OFFSET;
        if (other->before != style->before) told.dwMask &= ~PFM_SPACEBEFORE;
        if (other->after != style->after) told.dwMask &= ~PFM_SPACEAFTER;
    }
    memcpy(format, &told, size);
    return told.dwMask;
}

static void change_paragraph(struct paragraph_style *style, const PARAFORMAT2 *format, DWORD mask)
{
    if (mask & PFM_NUMBERING) style->numbering = format->wNumbering;
    if (mask & PFM_OFFSETINDENT && !(mask & PFM_STARTINDENT))
        style->first_indent = max(0, style->first_indent + format->dxStartIndent);
    else if (mask & PFM_STARTINDENT) style->first_indent = format->dxStartIndent;
    if (mask & PFM_RIGHTINDENT) style->right = format->dxRightIndent;
    if (mask & PFM_OFFSET) style->hang = format->dxOffset;
    if (mask & PFM_ALIGNMENT && format->wAlignment >= PFA_LEFT && format->wAlignment <= PFA_JUSTIFY)
        style->alignment = format->wAlignment;
    if (mask & PFM_TABSTOPS) {
        style->tab_count = (uint8_t)max(0, min(format->cTabCount, TABS_MAX));
        memset(style->tabs, 0, sizeof(style->tabs));
        for (int i = 0; i < style->tab_count; i++) style->tabs[i] = format->rgxTabs[i];
    }
    if (mask & PFM_SPACEBEFORE) style->before = format->dySpaceBefore;
    if (mask & PFM_SPACEAFTER) style->after = format->dySpaceAfter;
    if (mask & PFM_LINESPACING) {
        style->line_spacing = format->dyLineSpacing;
        style->line_rule = format->bLineSpacingRule;
    }
    if (mask & PFM_NUMBERINGSTART) style->number_start = format->wNumberingStart;
    if (mask & PFM_NUMBERINGTAB) style->number_tab = format->wNumberingTab;
}

bool set_paragraph_format(struct rich_edit *edit, const PARAFORMAT2 *format)
{
    struct document *document = &edit->document;
    DWORD mask = format->dwMask;
    PARAFORMAT2 whole = {0};

    if (format->cbSize != sizeof(PARAFORMAT) && format->cbSize != sizeof(PARAFORMAT2)) return false;
    memcpy(&whole, format, format->cbSize);
    if (format->cbSize == sizeof(PARAFORMAT)) mask &= PFM_ALL;
    int at = min(edit->selection.cpMin, document->count - 1);
    do { /* every paragraph that the selection touches */
        at = paragraph_end(document, at);
        struct paragraph_style style = document->paragraph_styles[document->paragraphs[at - 1]];
        change_paragraph(&style, &whole, mask);
        document->paragraphs[at - 1] = document_paragraph_style(document, &style);
    } while (at < min(edit->selection.cpMax, document->count));
    edit->is_laid_out = false;
    update_scroll_bars(edit);
    redraw(edit);
    show_caret(edit);
    notify_change(edit);
    return true;
}
