/* Text that a program writes to a screen buffer: control characters, and control sequences where the buffer's mode has
 * ENABLE_VIRTUAL_TERMINAL_PROCESSING. Each is applied to the shadow; what the terminal cannot learn from later moves is
 * sent on. */
#include <string.h>
#include "console_private.h"

enum vt_state { VT_GROUND, VT_ESCAPE, VT_INTERMEDIATE, VT_CSI, VT_STRING, VT_STRING_ESCAPE };

struct csi { int parameters[CONSOLE_PARAMETERS]; int count; char private_mark, intermediate, final; };

static int parameter(const struct csi *csi, int index, int standard)
{
    int value = index < csi->count ? csi->parameters[index] : 0;
    return value ? value : standard;
}

static int clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

static int top_margin(const struct screen *screen)
{
    return screen->margin_bottom ? screen->margin_top : screen->view_top;
}
static int bottom_margin(const struct screen *screen)
{
    return screen->margin_bottom ? screen->margin_bottom : screen->view_top + screen->view_rows - 1;
}

static void move(struct screen *screen, int x, int y)
{
    screen->x = clamp(x, 0, screen->columns - 1);
    screen->y = clamp(y, screen->view_top, screen->view_top + screen->view_rows - 1);
    screen->wrap_pending = 0;
}

/* To a row that the program names. */
static void place(struct screen *screen, int x, int y)
{
    move(screen, x, y);
    screen->placed = 1;
}

/* Sends a sequence that works at the cursor, with its colours. */
static void send_at_cursor(struct screen *screen, int count, char final)
{
    if (!terminal_shows(screen)) return;
    terminal_move(screen, screen->x, screen->y);
    terminal_pen(&screen->pen);
    if (count == 1) emit_format("\033[%c", final);
    else emit_format("\033[%d%c", count, final);
}

/* Scrolls rows of the shadow and of the terminal. */
static void scroll_region(struct screen *screen, int top, int bottom, int count)
{
    screen_scroll(screen, top, bottom, count);
    if (!terminal_shows(screen)) return;
    terminal_repaint(screen, 0, top, screen->columns - 1, bottom);
}

/* ---- erasing */

static void erase_display(struct screen *screen, int what)
{
    int top = screen->view_top, bottom = top + screen->view_rows;
    if (what == 3) { /* the scrollback, which is the terminal's */
        if (terminal_shows(screen)) emit_text("\033[3J");
        return;
    }
    if (what == 0) {
        screen_clear_cells(screen, screen->y, screen->x, screen->columns, &screen->pen);
        for (int y = screen->y + 1; y < bottom; y++) screen_clear_cells(screen, y, 0, screen->columns, &screen->pen);
    } else if (what == 1) {
        for (int y = top; y < screen->y; y++) screen_clear_cells(screen, y, 0, screen->columns, &screen->pen);
        screen_clear_cells(screen, screen->y, 0, screen->x + 1, &screen->pen);
    } else if (what == 2) {
        for (int y = top; y < bottom; y++) screen_clear_cells(screen, y, 0, screen->columns, &screen->pen);
    }
    if (!terminal_shows(screen)) return;
    terminal_move(screen, screen->x, screen->y);
    terminal_pen(&screen->pen);
    emit_format("\033[%dJ", what);
}

static void erase_line(struct screen *screen, int what)
{
    int from = what == 0 ? screen->x : 0, to = what == 1 ? screen->x + 1 : screen->columns;
    screen_clear_cells(screen, screen->y, from, to, &screen->pen);
    if (!terminal_shows(screen)) return;
    terminal_move(screen, screen->x, screen->y);
    terminal_pen(&screen->pen);
    emit_format("\033[%dK", what);
}

static void shift_characters(struct screen *screen, int count, bool insert)
{
    struct cell *row = screen_row(screen, screen->y);
    int room = screen->columns - screen->x;
    count = clamp(count, 1, room);
    size_t kept = (size_t)(room - count) * sizeof(*row);
    screen->wrap_pending = 0;
    if (insert) {
        memmove(row + screen->x + count, row + screen->x, kept);
        screen_clear_cells(screen, screen->y, screen->x, screen->x + count, &screen->pen);
    } else {
        memmove(row + screen->x, row + screen->x + count, kept);
        screen_clear_cells(screen, screen->y, screen->columns - count, screen->columns, &screen->pen);
    }
    send_at_cursor(screen, count, insert ? '@' : 'P');
}

static void erase_characters(struct screen *screen, int count)
{
    count = clamp(count, 1, screen->columns - screen->x);
    screen_clear_cells(screen, screen->y, screen->x, screen->x + count, &screen->pen);
    send_at_cursor(screen, count, 'X');
}

static void shift_lines(struct screen *screen, int count, bool insert)
{
    int bottom = bottom_margin(screen);
    if (screen->y < top_margin(screen) || screen->y > bottom) return;
    count = clamp(count, 1, bottom - screen->y + 1);
    scroll_region(screen, screen->y, bottom, insert ? -count : count);
    screen->x = 0;
}

/* ---- cursor */

static void reverse_line_feed(struct screen *screen)
{
    screen->wrap_pending = 0;
    if (screen->y != top_margin(screen)) {
        if (screen->y > screen->view_top) screen->y--;
        return;
    }
    scroll_region(screen, top_margin(screen), bottom_margin(screen), -1);
}

static void save_cursor(struct screen *screen)
{
    screen->saved =
        (struct saved_cursor){screen->x, screen->y, screen->pen, screen->parser.graphics, screen->wrap_pending};
}

static void restore_cursor(struct screen *screen)
{
    const struct saved_cursor *saved = &screen->saved;
    place(screen, saved->x, saved->y);
    screen->pen = saved->pen;
    screen->parser.graphics = (uint8_t)saved->graphics;
    screen->wrap_pending = saved->wrap_pending;
}

static void next_tab(struct screen *screen, int count)
{
    for (; count > 0 && screen->x < screen->columns - 1; count--)
        do screen->x++;
        while (screen->x < screen->columns - 1 && !(screen->tabs[screen->x / 8] & 1u << screen->x % 8));
    screen->wrap_pending = 0;
}

static void previous_tab(struct screen *screen, int count)
{
    for (; count > 0 && screen->x > 0; count--)
        do screen->x--;
        while (screen->x > 0 && !(screen->tabs[screen->x / 8] & 1u << screen->x % 8));
    screen->wrap_pending = 0;
}

static void set_margins(struct screen *screen, int top, int bottom)
{
    if (!bottom || bottom > screen->view_rows) bottom = screen->view_rows;
    if (top < 1) top = 1;
    if (top >= bottom) return;
    bool whole = top == 1 && bottom == screen->view_rows;
    screen->margin_top = whole ? 0 : screen->view_top + top - 1;
    screen->margin_bottom = whole ? 0 : screen->view_top + bottom - 1;
    place(screen, 0, screen->view_top + (screen->origin_mode ? screen->margin_top - screen->view_top : 0));
    if (!terminal_shows(screen)) return;
    struct terminal *terminal = &console->terminal;
    terminal_move(screen, screen->x, screen->y);
    emit_format("\033[%d;%dr", top, bottom);
    terminal->x = terminal->y = 0; /* it homes the cursor */
    terminal->at_margin = 0;
}

/* ---- modes */

static void alternate_screen(struct screen *screen, bool on, bool with_cursor)
{
    struct terminal *terminal = &console->terminal;
    if (on == !!screen->alternate) return;
    if (on) {
        if (with_cursor) save_cursor(screen);
        screen->saved_main = screen->saved;
        screen->main_first_row = screen->first_row;
        screen->alternate = 1;
        screen->first_row = 0;
        for (int y = 0; y < screen->rows; y++) screen_clear_cells(screen, y, 0, screen->columns, &screen->pen);
    } else {
        screen->alternate = 0;
        screen->first_row = screen->main_first_row;
        screen->saved = screen->saved_main;
        if (with_cursor) restore_cursor(screen);
    }
    screen->margin_top = screen->margin_bottom = 0;
    if (!terminal_shows(screen)) return;
    if (on) terminal_move(screen, screen->x, screen->y);
    emit_text(on ? "\033[?1049h\033[2J" : "\033[?1049l");
    terminal->alternate = on;
    terminal->pen_known = 0;
    if (on || !with_cursor) return;
    terminal->x = screen->x;
    terminal->y = screen->y - screen->view_top;
    terminal->at_margin = 0;
}

static void private_mode(struct screen *screen, int mode, bool on)
{
    switch (mode) {
    case 3: return; /* 132 columns: the window does not change */
    case 6:
        screen->origin_mode = on;
        place(screen, 0, on ? top_margin(screen) : screen->view_top);
        return;
    case 7:
        screen->no_wrap = !on;
        return;
    case 25:
        screen->cursor_visible = on;
        return;
    case 47: case 1047: alternate_screen(screen, on, false); return;
    case 1048:
        if (on) save_cursor(screen);
        else restore_cursor(screen);
        return;
    case 1049: alternate_screen(screen, on, true); return;
    }
    /* keys, mouse, paste, blinking: the terminal's own matter */
    if (terminal_shows(screen)) emit_format("\033[?%d%c", mode, on ? 'h' : 'l');
}

static void soft_reset(struct screen *screen)
{
    screen->pen = (struct pen){ .attributes = DEFAULT_ATTRIBUTES };
    screen->cursor_visible = 1;
    screen->origin_mode = screen->no_wrap = 0;
    screen->margin_top = screen->margin_bottom = 0;
    screen->parser.graphics = 0;
    if (!terminal_shows(screen)) return;
    emit_text("\033[!p");
    console->terminal.pen_known = 0;
    console->terminal.cursor_hidden = 0;
}

/* ---- colours */

static int extended_colour(const struct csi *csi, int at, uint32_t *colour)
{
    if (parameter(csi, at + 1, 0) == 5 && at + 2 < csi->count) {
        *colour = COLOUR_INDEX | ((uint32_t)csi->parameters[at + 2] & 0xff);
        return at + 2;
    }
    if (parameter(csi, at + 1, 0) == 2 && at + 4 < csi->count) {
        *colour = COLOUR_RGB | ((uint32_t)csi->parameters[at + 2] & 0xff) << 16 |
                  ((uint32_t)csi->parameters[at + 3] & 0xff) << 8 | ((uint32_t)csi->parameters[at + 4] & 0xff);
        return at + 4;
    }
    return csi->count;
}

static void set_colour(struct pen *pen, int code)
{
    static const uint8_t windows[8] = { 0, 4, 2, 6, 1, 5, 3, 7 };
    bool bright = code >= 90, background = code % 10 < 8 && (code / 10 == 4 || code / 10 == 10);
    unsigned bits = windows[code % 10 & 7] | (bright ? 8u : 0);
    if (background) {
        pen->background = code == 40 ? COLOUR_INDEX : 0;
        pen->attributes = (uint16_t)((pen->attributes & ~0xf0u) | bits << 4);
    } else {
        pen->foreground = bright ? COLOUR_INDEX | ((uint32_t)code % 10 + 8) : code == 37 ? COLOUR_INDEX | 7 : 0;
        pen->attributes = (uint16_t)((pen->attributes & ~0xfu) | bits);
    }
}

static void set_or_clear(uint16_t *word, uint16_t bits, bool set)
{
    *word = set ? *word | bits : (uint16_t)(*word & ~bits);
}

static void select_rendition(struct screen *screen, const struct csi *csi)
{
    struct pen *pen = &screen->pen;
    for (int i = 0; i < (csi->count ? csi->count : 1); i++) {
        int code = parameter(csi, i, 0);
        switch (code) {
        case 0: *pen = (struct pen){ .attributes = DEFAULT_ATTRIBUTES }; break;
        case 1: pen->style |= STYLE_BOLD; pen->attributes |= 8; break;
        case 2: pen->style |= STYLE_FAINT; break;
        case 3: case 23: set_or_clear(&pen->style, STYLE_ITALIC, code < 20); break;
        case 4: case 21: case 24: set_or_clear(&pen->attributes, ATTRIBUTE_UNDERSCORE, code != 24); break;
        case 5: case 25: set_or_clear(&pen->style, STYLE_BLINK, code < 20); break;
        case 7: case 27: set_or_clear(&pen->attributes, ATTRIBUTE_REVERSE, code < 20); break;
        case 8: case 28: set_or_clear(&pen->style, STYLE_CONCEAL, code < 20); break;
        case 9: case 29: set_or_clear(&pen->style, STYLE_STRIKE, code < 20); break;
        case 22:
            if (pen->style & STYLE_BOLD) pen->attributes &= (uint16_t)~8u;
            pen->style &= (uint16_t)~(STYLE_BOLD | STYLE_FAINT);
            break;
        case 38: i = extended_colour(csi, i, &pen->foreground); break;
        case 48: i = extended_colour(csi, i, &pen->background); break;
        case 39:
            pen->attributes = (uint16_t)((pen->attributes & ~0xfu) | DEFAULT_ATTRIBUTES);
            pen->foreground = pen->background || pen->attributes & 0xf0 ? COLOUR_DEFAULT : 0;
            break;
        case 49:
            pen->attributes &= (uint16_t)~0xf0u;
            pen->background = 0;
            break;
        default:
            if ((code >= 30 && code <= 37) || (code >= 40 && code <= 47) || (code >= 90 && code <= 97) ||
                (code >= 100 && code <= 107))
                set_colour(pen, code);
        }
    }
}

/* ---- questions: answered from the shadow, so that the answer is there at once and needs no terminal */

static void answer_place(const struct screen *screen)
{
    char text[32], digits[16];
    size_t n = 0;
    int values[2] = { screen->y - screen->view_top + 1, screen->x + 1 };
    text[n++] = '\033';
    text[n++] = '[';
    for (int i = 0; i < 2; i++) {
        int length = 0;
        for (int value = values[i]; value || !length; value /= 10) digits[length++] = (char)('0' + value % 10);
        while (length) text[n++] = digits[--length];
        text[n++] = i ? 'R' : ';';
    }
    text[n] = 0;
    input_push_text(text);
}

/* ---- dispatch */

static void dispatch_plain_csi(struct screen *screen, const struct csi *csi)
{
    int n = clamp(parameter(csi, 0, 1), 1, CONSOLE_ROWS_MAX);
    int low = screen->y >= top_margin(screen) ? top_margin(screen) : screen->view_top;
    int high = screen->y <= bottom_margin(screen) ? bottom_margin(screen) : screen->view_top + screen->view_rows - 1;
    int origin = screen->origin_mode ? top_margin(screen) : screen->view_top;
    switch (csi->final) {
    case '@': shift_characters(screen, n, true); break;
    case 'A': move(screen, screen->x, clamp(screen->y - n, low, screen->y)); break;
    case 'B': case 'e': move(screen, screen->x, clamp(screen->y + n, screen->y, high)); break;
    case 'C': case 'a': move(screen, screen->x + n, screen->y); break;
    case 'D': move(screen, screen->x - n, screen->y); break;
    case 'E': move(screen, 0, clamp(screen->y + n, screen->y, high)); break;
    case 'F': move(screen, 0, clamp(screen->y - n, low, screen->y)); break;
    case 'G': case '`': move(screen, n - 1, screen->y); break;
    case 'H': case 'f': place(screen, parameter(csi, 1, 1) - 1, origin + n - 1); break;
    case 'I': next_tab(screen, n); break;
    case 'J': erase_display(screen, parameter(csi, 0, 0)); break;
    case 'K': erase_line(screen, clamp(parameter(csi, 0, 0), 0, 2)); break;
    case 'L': shift_lines(screen, n, true); break;
    case 'M': shift_lines(screen, n, false); break;
    case 'P': shift_characters(screen, n, false); break;
    case 'S': scroll_region(screen, top_margin(screen), bottom_margin(screen), n); break;
    case 'T': scroll_region(screen, top_margin(screen), bottom_margin(screen), -n); break;
    case 'X': erase_characters(screen, n); break;
    case 'Z': previous_tab(screen, n); break;
    case 'c': input_push_text("\033[?1;0c"); break;
    case 'd': place(screen, screen->x, origin + n - 1); break;
    case 'g':
        if (parameter(csi, 0, 0) == 3) memset(screen->tabs, 0, sizeof(screen->tabs));
        else screen->tabs[screen->x / 8] &= (uint8_t)~(1u << screen->x % 8);
        break;
    case 'm': select_rendition(screen, csi); break;
    case 'n':
        if (parameter(csi, 0, 0) == 6) answer_place(screen);
        else if (parameter(csi, 0, 0) == 5) input_push_text("\033[0n");
        break;
    case 'r': set_margins(screen, parameter(csi, 0, 1), parameter(csi, 1, 0)); break;
    case 's': save_cursor(screen); break;
    case 'u': restore_cursor(screen); break;
    }
}

static void dispatch_csi(struct screen *screen, const struct csi *csi)
{
    if (!csi->private_mark && !csi->intermediate) {
        dispatch_plain_csi(screen, csi);
    } else if (csi->private_mark == '?' && (csi->final == 'h' || csi->final == 'l')) {
        for (int i = 0; i < csi->count; i++) private_mode(screen, csi->parameters[i], csi->final == 'h');
    } else if (csi->intermediate == '!' && csi->final == 'p') {
        soft_reset(screen);
    } else if (csi->intermediate == ' ' && csi->final == 'q' && terminal_shows(screen)) {
        emit_format("\033[%d q", parameter(csi, 0, 0)); /* shape of the cursor */
    }
}

static void parse_csi(struct screen *screen)
{
    const struct vt_parser *parser = &screen->parser;
    struct csi csi = { 0 };
    for (uint32_t i = 0; i < parser->length; i++) {
        char c = (char)parser->sequence[i];
        if (c >= '<' && c <= '?') {
            csi.private_mark = c;
        } else if (c >= '0' && c <= '9') {
            if (!csi.count) csi.count = 1;
            int *value = &csi.parameters[csi.count - 1];
            if (*value < 100000) *value = *value * 10 + (c - '0');
        } else if (c == ';' || c == ':') {
            if (!csi.count) csi.count = 1;
            if (csi.count == CONSOLE_PARAMETERS) return;
            csi.count++;
        } else if (c >= ' ' && c <= '/') {
            csi.intermediate = c;
        } else {
            csi.final = c;
        }
    }
    dispatch_csi(screen, &csi);
}

static void full_reset(struct screen *screen)
{
    soft_reset(screen);
    place(screen, 0, screen->view_top);
    erase_display(screen, 2);
}

static void dispatch_escape(struct screen *screen)
{
    const struct vt_parser *parser = &screen->parser;
    char first = (char)parser->sequence[0];
    if (parser->length == 2) {
        if (first == '(') screen->parser.graphics = parser->sequence[1] == '0';
        return;
    }
    switch (first) {
    case '7': save_cursor(screen); break;
    case '8': restore_cursor(screen); break;
    case 'D': screen->wrap_pending = 0; screen_line_feed(screen, false); break;
    case 'E': screen->x = 0; screen->wrap_pending = 0; screen_line_feed(screen, false); break;
    case 'H': screen->tabs[screen->x / 8] |= (uint8_t)(1u << screen->x % 8); break;
    case 'M': reverse_line_feed(screen); break;
    case 'c': full_reset(screen); break;
    case '=': case '>':
        if (terminal_shows(screen)) emit_format("\033%c", first);
        break;
    }
}

/* OSC and the like: titles are kept, the rest is the terminal's matter. */
static void dispatch_string(struct screen *screen)
{
    const struct vt_parser *parser = &screen->parser;
    const char *text = (const char *)parser->sequence;
    bool title = parser->length > 2 && text[0] == ']' && (text[1] == '0' || text[1] == '2') && text[2] == ';';
    if (title) {
        console->title_length = 0;
        for (uint32_t i = 3; i < parser->length && console->title_length < CONSOLE_TITLE;) {
            uint32_t c = parser->sequence[i++];
            int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
            if (more) c &= 0x3fu >> more;
            for (; more && i < parser->length; more--) c = c << 6 | (parser->sequence[i++] & 0x3f);
            console->title[console->title_length++] = (uint16_t)(c < 0x10000 ? c : 0xfffd);
        }
    }
    if (!terminal_shows(screen)) return;
    emit("\033", 1);
    emit(text, parser->length);
    emit_text(text[0] == ']' ? "\007" : "\033\\");
}

static void collect(struct vt_parser *parser, uint32_t c)
{
    uint8_t bytes[4];
    uint32_t n = 0;
    if (c < 0x80) {
        bytes[n++] = (uint8_t)c;
    } else {
        if (c >= 0x10000) bytes[n++] = (uint8_t)(0xf0 | c >> 18);
        if (c >= 0x800) bytes[n++] = (uint8_t)(c >= 0x10000 ? 0x80 | (c >> 12 & 0x3f) : 0xe0 | c >> 12);
        bytes[n++] = (uint8_t)(c >= 0x800 ? 0x80 | (c >> 6 & 0x3f) : 0xc0 | c >> 6);
        bytes[n++] = (uint8_t)(0x80 | (c & 0x3f));
    }
    if (parser->length + n > CONSOLE_SEQUENCE) return;
    memcpy(parser->sequence + parser->length, bytes, n);
    parser->length += n;
}

/* ---- characters */

static void control_character(struct screen *screen, uint32_t c)
{
    bool vt = screen->mode & MODE_VT_PROCESSING;
    switch (c) {
    case 7:
        if (terminal_shows(screen)) emit("\007", 1);
        break;
    case 8:
        if (screen->x && !screen->wrap_pending) screen->x--;
        else if (screen->wrap_pending && screen->x) screen->x--;
        screen->wrap_pending = 0;
        break;
    case 9:
        if (vt) next_tab(screen, 1);
        else do screen_put(screen, ' '); while (screen->x % 8);
        break;
    case 10: case 11: case 12:
        screen->wrap_pending = 0;
        if (!(screen->mode & MODE_NO_AUTO_RETURN)) screen->x = 0;
        screen_line_feed(screen, false);
        break;
    case 13:
        screen->x = 0;
        screen->wrap_pending = 0;
        break;
    }
}

static bool is_control(const struct screen *screen, uint32_t c)
{
    if (!(screen->mode & MODE_PROCESSED_OUTPUT)) return false;
    if (c == 7 || c == 8 || c == 9 || c == 10 || c == 13) return true;
    return screen->mode & MODE_VT_PROCESSING && c < 0x20;
}

static uint32_t line_drawing(uint32_t c)
{
    static const uint16_t table[32] = {
        0x25c6, 0x2592, 0x2409, 0x240c, 0x240d, 0x240a, 0xb0,   0xb1,   0x2424, 0x240b, 0x2518,
        0x2510, 0x250c, 0x2514, 0x253c, 0x23ba, 0x23bb, 0x2500, 0x23bc, 0x23bd, 0x251c, 0x2524,
        0x2534, 0x252c, 0x2502, 0x2264, 0x2265, 0x3c0,  0x2260, 0xa3,   0xb7,   ' ',
    };
    return c >= 0x60 && c < 0x80 ? table[c - 0x60] : c;
}

static void begin_sequence(struct vt_parser *parser, enum vt_state state)
{
    parser->state = state;
    parser->length = 0;
}

static void in_sequence(struct screen *screen, uint32_t c)
{
    struct vt_parser *parser = &screen->parser;
    if (parser->state != VT_STRING && parser->state != VT_STRING_ESCAPE) {
        if (c == 0x18 || c == 0x1a) {
            parser->state = VT_GROUND;
            return;
        }
        if (c == 0x1b) {
            begin_sequence(parser, VT_ESCAPE);
            return;
        }
        if (c < 0x20) {
            control_character(screen, c);
            return;
        }
    }
    switch (parser->state) {
    case VT_ESCAPE:
        if (c == '[') {
            begin_sequence(parser, VT_CSI);
            return;
        }
        collect(parser, c);
        if (c == ']' || c == 'P' || c == '_' || c == '^' || c == 'X') parser->state = VT_STRING;
        else if (c >= ' ' && c <= '/') parser->state = VT_INTERMEDIATE;
        else {
            parser->state = VT_GROUND;
            dispatch_escape(screen);
        }
        return;
    case VT_INTERMEDIATE:
        collect(parser, c);
        if (c <= '/') return;
        parser->state = VT_GROUND;
        dispatch_escape(screen);
        return;
    case VT_CSI:
        collect(parser, c);
        if (c < '@') return;
        parser->state = VT_GROUND;
        parse_csi(screen);
        return;
    case VT_STRING:
        if (c == 0x1b) {
            parser->state = VT_STRING_ESCAPE;
        } else if (c == 7 || c == 0x9c) {
            parser->state = VT_GROUND;
            dispatch_string(screen);
        } else if (c == 0x18 || c == 0x1a) {
            parser->state = VT_GROUND;
        } else {
            collect(parser, c);
        }
        return;
    case VT_STRING_ESCAPE:
        parser->state = VT_GROUND;
        dispatch_string(screen);
        if (c == '\\') return;
        begin_sequence(parser, VT_ESCAPE);
        in_sequence(screen, c);
    }
}

static void write_character(struct screen *screen, uint32_t c)
{
    struct vt_parser *parser = &screen->parser;
    bool vt =
        (screen->mode & (MODE_VT_PROCESSING | MODE_PROCESSED_OUTPUT)) == (MODE_VT_PROCESSING | MODE_PROCESSED_OUTPUT);
    if (parser->state != VT_GROUND && vt) {
        in_sequence(screen, c);
    } else if (vt && c == 0x1b) {
        begin_sequence(parser, VT_ESCAPE);
    } else if (is_control(screen, c)) {
        control_character(screen, c);
    } else {
        screen_put(screen, parser->graphics ? line_drawing(c) : c);
    }
}

void screen_write(struct screen *screen, const uint16_t *text, size_t length)
{
    struct vt_parser *parser = &screen->parser;
    for (size_t i = 0; i < length; i++) {
        uint32_t c = text[i];
        if (parser->high_surrogate) {
            uint32_t high = parser->high_surrogate;
            parser->high_surrogate = 0;
            if (c >= 0xdc00 && c < 0xe000) {
                write_character(screen, 0x10000 + ((high & 0x3ff) << 10 | (c & 0x3ff)));
                continue;
            }
            write_character(screen, 0xfffd);
        }
        if (c >= 0xd800 && c < 0xdc00) parser->high_surrogate = c;
        else write_character(screen, c);
    }
}
