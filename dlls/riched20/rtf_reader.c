/* Reads Rich Text Format. Each group has a state of its own, which ends with it. */
#include <stdlib.h>
#include <string.h>
#include "rtf.h"
#include "rtf_values.h"

#define GROUPS_MAX  200
#define FONTS_MAX   512
#define COLOURS_MAX 512
#define TEXT_ROOM   512

enum destination { INTO_TEXT, INTO_NOTHING, INTO_FONTS, INTO_COLOURS, INTO_PICTURE };

struct state {
    struct char_style style;
    struct paragraph_style paragraph;
    enum destination destination;
    int font, unicode_skip, background_index;
    bool is_hidden;
};

struct font { int number; uint16_t face[FACE_SIZE]; unsigned code_page; uint8_t charset, family; };

struct reader {
    const char *at, *end;
    const struct rtf_sink *sink;
    struct state states[GROUPS_MAX];
    int depth, skipped_groups; /* skipped_groups: open ones deeper than GROUPS_MAX */
    struct font fonts[FONTS_MAX];
    int font_count, default_font;
    uint32_t colours[COLOURS_MAX];
    bool is_colour_set[COLOURS_MAX];
    int colour_count, red, green, blue;
    bool has_colour_part;
    unsigned code_page;
    struct char_style plain;
    char bytes[TEXT_ROOM]; /* text in a code page that is not yet decoded */
    size_t byte_count;
    uint16_t text[TEXT_ROOM];
    size_t text_count;
    int to_skip; /* characters after \u that say the same in the code page */
    uint8_t *picture;
    size_t picture_size, picture_room;
    int nibble;
    struct rtf_picture pending;
    int picture_scale_x, picture_scale_y;
    bool is_ended;
};

static struct state *now(struct reader *reader)
{
    return &reader->states[reader->depth];
}

/* --- text --- */

static const struct font *find_font(const struct reader *reader, int number)
{
    for (int i = 0; i < reader->font_count; i++)
        if (reader->fonts[i].number == number) return &reader->fonts[i];
    return NULL;
}

static void send_text(struct reader *reader)
{
    struct state *state = now(reader);
    if (reader->text_count && !reader->is_ended &&
        !reader->sink->text(reader->sink->context, reader->text, reader->text_count, &state->style, &state->paragraph))
        reader->is_ended = true;
    reader->text_count = 0;
}

static void put_name(struct reader *reader, uint16_t c)
{
    size_t length = 0;
    if (!reader->font_count || c == ';') return;
    struct font *font = &reader->fonts[reader->font_count - 1];
    while (length < FACE_SIZE - 1 && font->face[length]) length++;
    if (length < FACE_SIZE - 1) font->face[length] = c;
}

static void put_unit(struct reader *reader, uint16_t c)
{
    struct state *state = now(reader);
    if (state->destination == INTO_FONTS) put_name(reader, c);
    if (state->destination != INTO_TEXT || state->is_hidden) return;
    if (reader->text_count == TEXT_ROOM) send_text(reader);
    reader->text[reader->text_count++] = c;
}

static void decode_bytes(struct reader *reader)
{
    uint16_t text[TEXT_ROOM];
    const struct font *font = find_font(reader, now(reader)->font);
    unsigned code_page = font && font->code_page ? font->code_page : reader->code_page;
    size_t count = reader->byte_count;
    if (!count) return;
    reader->byte_count = 0;
    count = reader->sink->decode(reader->sink->context, code_page, reader->bytes, count, text, TEXT_ROOM);
    for (size_t i = 0; i < count && i < TEXT_ROOM; i++) put_unit(reader, text[i]);
}

static void flush(struct reader *reader)
{
    decode_bytes(reader);
    send_text(reader);
}

static void put_byte(struct reader *reader, char c)
{
    if (reader->to_skip) {
        reader->to_skip--;
        return;
    }
    if (reader->byte_count == TEXT_ROOM) decode_bytes(reader);
    reader->bytes[reader->byte_count++] = c;
}

static void put_character(struct reader *reader, uint16_t c)
{
    decode_bytes(reader);
    put_unit(reader, c);
}

static void end_paragraph(struct reader *reader, uint16_t c)
{
    put_character(reader, c);
    send_text(reader);
}

/* --- tables --- */

static unsigned code_page_of_charset(int charset)
{
    static const struct { int charset; unsigned code_page; } pages[] = {
        {77, 10000}, {128, 932},  {129, 949},  {134, 936},  {136, 950},  {161, 1253}, {162, 1254},
        {163, 1258}, {177, 1255}, {178, 1256}, {186, 1257}, {204, 1251}, {222, 874},  {238, 1250},
    };
    for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
        if (pages[i].charset == charset) return pages[i].code_page;
    return charset == 0 ? 1252 : 0;
}

static void end_colour(struct reader *reader)
{
    if (reader->colour_count == COLOURS_MAX) return;
    reader->is_colour_set[reader->colour_count] = reader->has_colour_part;
    reader->colours[reader->colour_count++] =
        (uint32_t)(reader->red & 255) | (uint32_t)(reader->green & 255) << 8 | (uint32_t)(reader->blue & 255) << 16;
    reader->red = reader->green = reader->blue = 0;
    reader->has_colour_part = false;
}

static bool colour_at(const struct reader *reader, int index, uint32_t *colour)
{
    if (index < 0 || index >= reader->colour_count || !reader->is_colour_set[index]) return false;
    *colour = reader->colours[index];
    return true;
}

/* --- pictures --- */

static void put_picture_byte(struct reader *reader, uint8_t byte)
{
    if (reader->picture_size == reader->picture_room) {
        size_t room = reader->picture_room ? reader->picture_room * 2 : 4096;
        uint8_t *grown = room > 0x8000000 ? NULL : realloc(reader->picture, room);
        if (!grown) {
            reader->is_ended = true;
            return;
        }
        reader->picture = grown;
        reader->picture_room = room;
    }
    reader->picture[reader->picture_size++] = byte;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void put_picture_digit(struct reader *reader, char c)
{
    int digit = hex_digit(c);
    if (digit < 0) return;
    if (reader->nibble < 0) {
        reader->nibble = digit;
    } else {
        put_picture_byte(reader, (uint8_t)(reader->nibble << 4 | digit));
        reader->nibble = -1;
    }
}

static void begin_picture(struct reader *reader)
{
    memset(&reader->pending, 0, sizeof(reader->pending));
    reader->picture_scale_x = reader->picture_scale_y = 100;
    reader->picture_size = 0;
    reader->nibble = -1;
    now(reader)->destination = INTO_PICTURE;
}

static void end_picture(struct reader *reader, const struct state *outer)
{
    struct rtf_picture *picture = &reader->pending;
    if (!reader->picture_size || !picture->kind || outer->is_hidden) return;
    picture->data = reader->picture;
    picture->size = reader->picture_size;
    picture->width = (int)((long long)picture->width * reader->picture_scale_x / 100);
    picture->height = (int)((long long)picture->height * reader->picture_scale_y / 100);
    if (!reader->sink->picture(reader->sink->context, picture, &outer->style, &outer->paragraph))
        reader->is_ended = true;
}

/* --- control words --- */

static int limited(int value)
{
    return value < -100000 ? -100000 : value > 100000 ? 100000 : value;
}

static void set_font(struct reader *reader, int number)
{
    struct state *state = now(reader);
    const struct font *font = find_font(reader, number);
    state->font = number;
    if (!font) return;
    memcpy(state->style.face, font->face, sizeof(font->face));
    state->style.charset = font->charset;
    state->style.pitch_and_family = font->family;
}

static void set_plain(struct reader *reader)
{
    now(reader)->style = reader->plain;
    set_font(reader, reader->default_font);
}

static void set_effect(struct reader *reader, uint32_t effect, bool on)
{
    struct char_style *style = &now(reader)->style;
    style->effects = on ? style->effects | effect : style->effects & ~effect;
    if (effect == RTF_BOLD) style->weight = on ? 700 : 400;
    if (effect == RTF_UNDERLINE) style->underline = on ? 1 : 0;
}

static bool font_word(struct reader *reader, const char *word, bool has_value, int value)
{
    static const struct { const char *word; uint8_t family; } families[] = {
        {"fnil", 0}, {"froman", 16}, {"fswiss", 32}, {"fmodern", 48}, {"fscript", 64}, {"fdecor", 80}};
    struct font *font = reader->font_count ? &reader->fonts[reader->font_count - 1] : NULL;
    if (!strcmp(word, "f") && has_value) {
        if (reader->font_count == FONTS_MAX) return true;
        reader->fonts[reader->font_count++] = (struct font){.number = value};
        return true;
    }
    if (!font) return false;
    if (!strcmp(word, "fcharset")) {
        font->charset = (uint8_t)value;
        font->code_page = code_page_of_charset(value);
        return true;
    }
    for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
        if (!strcmp(word, families[i].word)) font->family = families[i].family;
    return true;
}

static bool colour_word(struct reader *reader, const char *word, int value)
{
    int *part = !strcmp(word, "red")     ? &reader->red
                : !strcmp(word, "green") ? &reader->green
                : !strcmp(word, "blue")  ? &reader->blue
                                         : NULL;
    if (!part) return false;
    *part = value;
    reader->has_colour_part = true;
    return true;
}

static bool picture_word(struct reader *reader, const char *word, int value)
{
    struct rtf_picture *picture = &reader->pending;
    if (!strcmp(word, "pngblip")) picture->kind = RTF_PNG;
    else if (!strcmp(word, "jpegblip")) picture->kind = RTF_JPEG;
    else if (!strcmp(word, "dibitmap")) picture->kind = RTF_DIB;
    else if (!strcmp(word, "wmetafile")) picture->kind = RTF_METAFILE;
    else if (!strcmp(word, "picwgoal")) picture->width = value;
    else if (!strcmp(word, "pichgoal")) picture->height = value;
    else if (!strcmp(word, "picscalex")) reader->picture_scale_x = value > 0 && value < 10000 ? value : 100;
    else if (!strcmp(word, "picscaley")) reader->picture_scale_y = value > 0 && value < 10000 ? value : 100;
    else return false;
    if (picture->width < 0 || picture->width > 100000) picture->width = 0;
    if (picture->height < 0 || picture->height > 100000) picture->height = 0;
    return true;
}

/* Words that stand for a character. */
static bool symbol_word(struct reader *reader, const char *word)
{
    static const struct { const char *word; uint16_t c; } symbols[] = {
        {"tab", '\t'},       {"line", '\v'},      {"bullet", 0x2022},    {"endash", 0x2013},    {"emdash", 0x2014},
        {"lquote", 0x2018},  {"rquote", 0x2019},  {"ldblquote", 0x201c}, {"rdblquote", 0x201d}, {"enspace", 0x2002},
        {"emspace", 0x2003}, {"zwj", 0x200d},     {"zwnj", 0x200c},      {"cell", '\t'},        {"nestcell", '\t'},
    };
    if (!strcmp(word, "par") || !strcmp(word, "row") || !strcmp(word, "sect") || !strcmp(word, "page")) {
        end_paragraph(reader, '\r');
        return true;
    }
    for (size_t i = 0; i < sizeof(symbols) / sizeof(*symbols); i++) {
        if (strcmp(word, symbols[i].word)) continue;
        put_character(reader, symbols[i].c);
        return true;
    }
    return false;
}

static bool effect_word(struct reader *reader, const char *word, bool on)
{
    static const struct { const char *word; uint32_t effect; } effects[] = {
        {"b", RTF_BOLD},           {"i", RTF_ITALIC},    {"ul", RTF_UNDERLINE},    {"uld", RTF_UNDERLINE},
        {"uldb", RTF_UNDERLINE},   {"ulw", RTF_UNDERLINE}, {"strike", RTF_STRIKEOUT}, {"striked", RTF_STRIKEOUT},
        {"protect", RTF_PROTECTED}, {"caps", RTF_ALLCAPS}, {"scaps", RTF_SMALLCAPS}, {"link", RTF_LINK},
    };
    for (size_t i = 0; i < sizeof(effects) / sizeof(*effects); i++) {
        if (strcmp(word, effects[i].word)) continue;
        set_effect(reader, effects[i].effect, on);
        return true;
    }
    return false;
}

static bool char_word(struct reader *reader, const char *word, bool has_value, int value)
{
    struct char_style *style = &now(reader)->style;
    uint32_t colour = 0;
    value = limited(value);
    if (!strcmp(word, "plain")) set_plain(reader);
    else if (!strcmp(word, "f") && has_value) set_font(reader, value);
    else if (!strcmp(word, "fs")) style->height = value > 0 && value < 3300 ? value * 10 : style->height;
    else if (!strcmp(word, "ulnone")) set_effect(reader, RTF_UNDERLINE, false);
    else if (!strcmp(word, "up")) style->offset = limited(has_value ? value * 10 : 60);
    else if (!strcmp(word, "dn")) style->offset = -limited(has_value ? value * 10 : 60);
    else if (!strcmp(word, "super")) set_effect(reader, RTF_SUPERSCRIPT, true);
    else if (!strcmp(word, "sub")) set_effect(reader, RTF_SUBSCRIPT, true);
    else if (!strcmp(word, "nosupersub")) set_effect(reader, RTF_SUPERSCRIPT | RTF_SUBSCRIPT, false);
    else if (!strcmp(word, "v")) now(reader)->is_hidden = !has_value || value;
    else if (!strcmp(word, "cf")) {
        style->has_colour = colour_at(reader, value, &colour);
        style->colour = colour;
    } else if (!strcmp(word, "highlight") || !strcmp(word, "cb") || !strcmp(word, "chcbpat")) {
        style->has_background = colour_at(reader, value, &colour);
        style->background = colour;
    } else {
        return effect_word(reader, word, !has_value || value);
    }
    return true;
}

static void set_alignment(struct reader *reader, uint16_t alignment) { now(reader)->paragraph.alignment = alignment; }

static void add_tab(struct paragraph_style *paragraph, int value)
{
    if (paragraph->tab_count < TABS_MAX && value > 0) paragraph->tabs[paragraph->tab_count++] = limited(value);
}

/* In the file the first line's indent counts from the left one; in the style the further lines' from the first. */
static void set_indents(struct paragraph_style *paragraph, int left, int first)
{
    paragraph->first_indent = left + first;
    paragraph->hang = -first;
}

static bool paragraph_word(struct reader *reader, const char *word, int value)
{
    struct paragraph_style *paragraph = &now(reader)->paragraph;
    int left = paragraph->first_indent + paragraph->hang, first = -paragraph->hang;
    value = limited(value);
    if (!strcmp(word, "pard")) {
        memset(paragraph, 0, sizeof(*paragraph));
        set_alignment(reader, RTF_LEFT);
    } else if (!strcmp(word, "ql")) set_alignment(reader, RTF_LEFT);
    else if (!strcmp(word, "qr")) set_alignment(reader, RTF_RIGHT);
    else if (!strcmp(word, "qc")) set_alignment(reader, RTF_CENTER);
    else if (!strcmp(word, "qj")) set_alignment(reader, RTF_JUSTIFY);
    else if (!strcmp(word, "li")) set_indents(paragraph, value, first);
    else if (!strcmp(word, "fi")) set_indents(paragraph, left, value);
    else if (!strcmp(word, "ri")) paragraph->right = value;
    else if (!strcmp(word, "sb")) paragraph->before = value;
    else if (!strcmp(word, "sa")) paragraph->after = value;
    else if (!strcmp(word, "tx")) add_tab(paragraph, value);
    else if (!strcmp(word, "pnlvlblt")) paragraph->numbering = RTF_BULLET;
    else if (!strcmp(word, "pnlvlbody") || !strcmp(word, "pndec")) paragraph->numbering = RTF_ARABIC;
    else if (!strcmp(word, "pnstart")) paragraph->number_start = (uint16_t)value;
    else if (!strcmp(word, "pnindent")) paragraph->number_tab = value;
    else return false;
    return true;
}

/* Words that say where what follows goes. */
static bool destination_word(struct reader *reader, const char *word)
{
    static const char *const unread[] = {"stylesheet", "info",      "header",    "footer",     "headerl",   "headerr",
                                         "footerl",    "footerr",   "pntext",    "object",     "fldinst",   "footnote",
                                         "xe",         "tc",        "listtext",  "nonshppict", "listtable", "rsidtbl",
                                         "generator",  "themedata", "bkmkstart", "bkmkend"};
    struct state *state = now(reader);
    if (!strcmp(word, "fonttbl")) state->destination = INTO_FONTS;
    else if (!strcmp(word, "colortbl")) state->destination = INTO_COLOURS;
    else if (!strcmp(word, "pict")) begin_picture(reader);
    else {
        for (size_t i = 0; i < sizeof(unread) / sizeof(*unread); i++) {
            if (strcmp(word, unread[i])) continue;
            state->destination = INTO_NOTHING;
            return true;
        }
        return false;
    }
    return true;
}

static void use_code_page(struct reader *reader, const char *word, int value)
{
    if (!strcmp(word, "ansicpg")) reader->code_page = value > 0 ? (unsigned)value : 1252;
    else if (!strcmp(word, "mac")) reader->code_page = 10000;
    else if (!strcmp(word, "pc")) reader->code_page = 437;
    else if (!strcmp(word, "pca")) reader->code_page = 850;
    else if (!strcmp(word, "deff")) reader->default_font = value;
}

static void control_word(struct reader *reader, const char *word, bool has_value, int value, bool is_optional)
{
    struct state *state = now(reader);
    if (state->destination == INTO_NOTHING) return;
    if (!strcmp(word, "bin")) {
        size_t size = value > 0 ? (size_t)value : 0;
        if (size > (size_t)(reader->end - reader->at)) size = (size_t)(reader->end - reader->at);
        for (size_t i = 0; i < size && state->destination == INTO_PICTURE && !reader->is_ended; i++)
            put_picture_byte(reader, (uint8_t)reader->at[i]);
        reader->at += size;
        return;
    }
    if (!strcmp(word, "u")) {
        decode_bytes(reader);
        put_unit(reader, (uint16_t)value);
        reader->to_skip = state->unicode_skip;
        return;
    }
    if (!strcmp(word, "uc")) {
        state->unicode_skip = value >= 0 && value < 16 ? value : 1;
        return;
    }
    if (state->destination == INTO_FONTS && font_word(reader, word, has_value, value)) return;
    if (state->destination == INTO_COLOURS && colour_word(reader, word, value)) return;
    if (state->destination == INTO_PICTURE && picture_word(reader, word, value)) return;
    if (symbol_word(reader, word)) return;
    flush(reader); /* what came before has the style of before */
    if (destination_word(reader, word) || !strcmp(word, "shppict") || !strcmp(word, "pn")) return;
    if (is_optional) state->destination = INTO_NOTHING;
    else if (!char_word(reader, word, has_value, value) && !paragraph_word(reader, word, value))
        use_code_page(reader, word, value);
}

/* --- the whole --- */

static void read_control(struct reader *reader, bool is_optional)
{
    char word[33];
    size_t length = 0;
    const char *at = reader->at, *end = reader->end;
    while (at < end && ((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z'))) {
        if (length < sizeof(word) - 1) word[length++] = *at;
        at++;
    }
    word[length] = 0;
    bool negative = at < end && *at == '-', has_value = false;
    long long value = 0;
    if (negative) at++;
    while (at < end && *at >= '0' && *at <= '9') {
        if (value < 0x7fffffff) value = value * 10 + (*at - '0');
        has_value = true;
        at++;
    }
    if (value > 0x7fffffff) value = 0x7fffffff;
    if (at < end && *at == ' ') at++;
    reader->at = at;
    control_word(reader, word, has_value, (int)(negative ? -value : value), is_optional);
}

static void read_symbol(struct reader *reader, bool *is_optional)
{
    char c = *reader->at++;
    switch (c) {
    case '\'':
        if (reader->end - reader->at >= 2) {
            int high = hex_digit(reader->at[0]), low = hex_digit(reader->at[1]);
            reader->at += 2;
            if (high >= 0 && low >= 0) put_byte(reader, (char)(high << 4 | low));
        }
        break;
    case '*': *is_optional = true; break;
    case '~': put_character(reader, 0xa0); break;
    case '_': put_character(reader, 0x2011); break;
    case '-': put_character(reader, 0xad); break;
    case '\r':
    case '\n': end_paragraph(reader, '\r'); break;
    case '\\':
    case '{':
    case '}': put_byte(reader, c); break;
    }
}

static void begin_group(struct reader *reader)
{
    flush(reader);
    reader->to_skip = 0;
    if (reader->depth == GROUPS_MAX - 1) {
        reader->skipped_groups++;
        return;
    }
    reader->states[reader->depth + 1] = reader->states[reader->depth];
    reader->depth++;
}

static void end_group(struct reader *reader)
{
    flush(reader);
    reader->to_skip = 0;
    if (reader->skipped_groups) {
        reader->skipped_groups--;
        return;
    }
    struct state ended = *now(reader);
    if (--reader->depth <= 0) {
        reader->is_ended = true;
        return;
    }
    struct state *outer = now(reader);
    if (ended.destination == INTO_PICTURE && outer->destination != INTO_PICTURE) end_picture(reader, outer);
    if (ended.destination == INTO_FONTS && outer->destination == INTO_TEXT) set_plain(reader);
    outer->paragraph.numbering |= ended.paragraph.numbering; /* \pn stands in a group of its own */
    if (ended.paragraph.numbering && !outer->paragraph.number_start)
        outer->paragraph.number_start = ended.paragraph.number_start;
}

static void read_character(struct reader *reader, char c)
{
    switch (now(reader)->destination) {
    case INTO_TEXT:
    case INTO_FONTS:
        if (c == '\t') put_character(reader, '\t');
        else put_byte(reader, c);
        break;
    case INTO_COLOURS:
        if (c == ';') end_colour(reader);
        break;
    case INTO_PICTURE: put_picture_digit(reader, c); break;
    case INTO_NOTHING: break;
    }
}

bool rtf_read(const char *rtf, size_t size, const struct char_style *plain, const struct rtf_sink *sink)
{
    struct reader *reader = size >= 5 && !memcmp(rtf, "{\\rtf", 5) ? calloc(1, sizeof(*reader)) : NULL;
    bool is_optional = false, is_whole;
    if (!reader) return false;
    reader->at = rtf;
    reader->end = rtf + size;
    reader->sink = sink;
    reader->plain = *plain;
    reader->code_page = 1252;
    reader->states[0] = (struct state){.style = *plain, .unicode_skip = 1, .paragraph.alignment = RTF_LEFT};
    while (reader->at < reader->end && !reader->is_ended) {
        char c = *reader->at++;
        bool was_optional = is_optional;
        is_optional = false;
        if (c == '{') begin_group(reader);
        else if (c == '}') end_group(reader);
        else if (c == '\r' || c == '\n' || !c) is_optional = was_optional;
        else if (c != '\\') read_character(reader, c);
        else if (reader->at == reader->end) break;
        else if ((*reader->at >= 'a' && *reader->at <= 'z') || (*reader->at >= 'A' && *reader->at <= 'Z'))
            read_control(reader, was_optional);
        else read_symbol(reader, &is_optional);
    }
    is_whole = reader->depth <= 0;
    if (!is_whole) flush(reader); /* a truncated text shows what it has */
    free(reader->picture);
    free(reader);
    return is_whole;
}
