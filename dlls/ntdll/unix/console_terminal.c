/* What goes to the terminal: bytes are gathered and sent by one write; cursor moves and colours are sent only when the
 * next character needs them. Also the terminal's settings and its size. The output lock is held, except where it says
 * otherwise. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "console_private.h"

#define LOCATE_TIMEOUT 1000 /* ms: once for a terminal that never answers */

/* Only who holds the output lock gathers. */
static struct { size_t size; char bytes[65536]; } output;

void emit_flush(void)
{
    const char *at = output.bytes;
    while (output.size) {
        ssize_t put = write(console_fd_out, at, output.size);
        if (put < 0 && errno == EAGAIN) {
            struct pollfd wait = { .fd = console_fd_out, .events = POLLOUT };
            poll(&wait, 1, -1);
            continue;
        }
        if (put < 0 && errno != EINTR) break;
        if (put < 0) continue;
        at += put;
        output.size -= (size_t)put;
    }
    output.size = 0;
}

void emit(const char *bytes, size_t size)
{
    if (!console->terminal.present) return;
    while (size) {
        size_t room = sizeof(output.bytes) - output.size, part = size < room ? size : room;
        memcpy(output.bytes + output.size, bytes, part);
        output.size += part;
        bytes += part;
        size -= part;
        if (output.size == sizeof(output.bytes)) emit_flush();
    }
}

void emit_text(const char *text)
{
    emit(text, strlen(text));
}

void emit_format(const char *format, ...)
{
    char text[128];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    emit_text(text);
}

/* Control characters have the pictures of code page 437; halves of surrogate pairs cannot be shown. */
void emit_character(uint32_t c)
{
    static const uint16_t pictures[32] = {
        ' ',    0x263a, 0x263b, 0x2665, 0x2666, 0x2663, 0x2660, 0x2022, 0x25d8, 0x25cb, 0x25d9,
        0x2642, 0x2640, 0x266a, 0x266b, 0x263c, 0x25ba, 0x25c4, 0x2195, 0x203c, 0xb6,   0xa7,
        0x25ac, 0x21a8, 0x2191, 0x2193, 0x2192, 0x2190, 0x221f, 0x2194, 0x25b2, 0x25bc,
    };
    if (c < 0x20) c = pictures[c];
    else if (c == 0x7f) c = 0x2302;
    else if ((c >= 0x80 && c < 0xa0) || (c >= 0xd800 && c < 0xe000) || c > 0x10ffff) c = 0xfffd;
    char bytes[4];
    size_t n = 0;
    if (c < 0x80) {
        bytes[n++] = (char)c;
    } else if (c < 0x800) {
        bytes[n++] = (char)(0xc0 | c >> 6);
    } else if (c < 0x10000) {
        bytes[n++] = (char)(0xe0 | c >> 12);
        bytes[n++] = (char)(0x80 | (c >> 6 & 0x3f));
    } else {
        bytes[n++] = (char)(0xf0 | c >> 18);
        bytes[n++] = (char)(0x80 | (c >> 12 & 0x3f));
        bytes[n++] = (char)(0x80 | (c >> 6 & 0x3f));
    }
    if (c >= 0x80) bytes[n++] = (char)(0x80 | (c & 0x3f));
    emit(bytes, n);
}

bool terminal_shows(const struct screen *screen)
{
    return console->terminal.present && (uint32_t)screen_number(screen) == console->active;
}

/* ---- the cursor */

/* The wrap that the shadow has made already. */
static void complete_wrap(struct terminal *terminal)
{
    if (!terminal->wraps) return;
    emit("\r\n", 2);
    terminal->wraps = terminal->at_margin = 0;
    terminal->x = 0;
    if (terminal->y < terminal->rows - 1) terminal->y++;
}

/* Rows are counted from where the cursor is unless the program has named one: between a change of the terminal's size
 * and the answer where the cursor is now, only that is right. Margins stop such moves. */
static bool moves_by_rows(const struct screen *screen)
{
    const struct terminal *terminal = &console->terminal;
    if (!terminal->located) return true;
    return !screen->placed && !screen->margin_bottom && !terminal->alternate && terminal->y >= 0;
}

/* x < 0: any column of that row. */
void terminal_move(struct screen *screen, int x, int y)
{
    struct terminal *terminal = &console->terminal;
    complete_wrap(terminal);
    y -= screen->view_top;
    if (x >= terminal->columns) x = terminal->columns - 1;
    if (y == terminal->y && (x < 0 || (x == terminal->x && !terminal->at_margin))) return;
    if (x < 0) x = terminal->x;
    if (y == terminal->y && !x) {
        emit("\r", 1);
    } else if (y == terminal->y) {
        emit_format("\033[%dG", x + 1);
    } else if (!moves_by_rows(screen)) {
        emit_format("\033[%d;%dH", y + 1, x + 1);
    } else {
        emit_format("\033[%d%c\033[%dG", y > terminal->y ? y - terminal->y : terminal->y - y,
                    y > terminal->y ? 'B' : 'A', x + 1);
    }
    terminal->x = x;
    terminal->y = y;
    terminal->at_margin = 0;
    screen->placed = 0;
}

void terminal_cursor(struct screen *screen)
{
    struct terminal *terminal = &console->terminal;
    if (!terminal_shows(screen)) return;
    int y = screen->y - screen->view_top;
    bool inside = y >= 0 && y < screen->view_rows;
    bool hidden = !screen->cursor_visible || !inside;
    if (hidden != !!terminal->cursor_hidden) {
        emit_text(hidden ? "\033[?25l" : "\033[?25h");
        terminal->cursor_hidden = hidden;
    }
    if (!inside || (screen->wrap_pending && terminal->at_margin)) return;
    terminal_move(screen, screen->x, screen->y);
}

/* ---- colours */

static int add_colour(char *text, size_t capacity, uint32_t colour, unsigned index, bool background)
{
    static const uint8_t order[8] = {0, 4, 2, 6, 1,
                                     5, 3, 7}; /* Windows' bits are blue, green, red; a terminal's red, green, blue */
    int base = background ? 40 : 30;
    switch (colour & 0xff000000u) {
    case COLOUR_DEFAULT: return 0;
    case COLOUR_INDEX: return snprintf(text, capacity, ";%d;5;%u", base + 8, colour & 0xff);
    case COLOUR_RGB:
        return snprintf(text, capacity, ";%d;2;%u;%u;%u", base + 8, colour >> 16 & 0xff, colour >> 8 & 0xff,
                        colour & 0xff);
    }
    if (background && !index) return 0; /* black is the terminal's own background */
    return snprintf(text, capacity, ";%d", base + order[index & 7] + (index & 8 ? 60 : 0));
}

void terminal_pen(const struct pen *pen)
{
    struct terminal *terminal = &console->terminal;
    static const struct { uint16_t bit; char code;
    } styles[] = {
        {STYLE_BOLD, '1'},  {STYLE_FAINT, '2'},   {STYLE_ITALIC, '3'},
        {STYLE_BLINK, '5'}, {STYLE_CONCEAL, '8'}, {STYLE_STRIKE, '9'},
    };
    if (terminal->pen_known && !memcmp(&terminal->pen, pen, sizeof(*pen))) return;
    char text[128] = "\033[0";
    size_t n = 3;
    for (size_t i = 0; i < sizeof(styles) / sizeof(*styles); i++) {
        if (!(pen->style & styles[i].bit)) continue;
        text[n++] = ';';
        text[n++] = styles[i].code;
    }
    if (pen->attributes & ATTRIBUTE_UNDERSCORE) n += (size_t)snprintf(text + n, 4, ";4");
    if (pen->attributes & ATTRIBUTE_REVERSE) n += (size_t)snprintf(text + n, 4, ";7");
    unsigned index = pen->attributes & (pen->style & STYLE_BOLD ? 7 : 15); /* bold has made it intense */
    bool plain = index == DEFAULT_ATTRIBUTES && !(pen->attributes & 0xf0) && !pen->foreground;
    if (!plain) n += (size_t)add_colour(text + n, sizeof(text) - n, pen->foreground, index, false);
    n += (size_t)add_colour(text + n, sizeof(text) - n, pen->background, pen->attributes >> 4 & 15, true);
    text[n++] = 'm';
    emit(text, n);
    terminal->pen = *pen;
    terminal->pen_known = 1;
}

/* ---- painting from the shadow */

static bool is_blank(const struct cell *cell)
{
    return cell->character == ' ' && cell->attributes == DEFAULT_ATTRIBUTES && !cell->style && !cell->flags &&
           !(cell->background & ~COLOUR_DEFAULT);
}

static void repaint_row(struct screen *screen, int y, int left, int right)
{
    struct terminal *terminal = &console->terminal;
    const struct cell *row = screen_row(screen, y);
    int end = right;
    if (left > 0 && row[left].flags & CELL_TRAILING) left--;
    if (right == screen->columns - 1)
        while (end >= left && is_blank(&row[end])) end--;
    for (int x = left; x <= end; x++) {
        struct pen pen = { row[x].attributes, row[x].style, row[x].foreground, row[x].background };
        if (row[x].flags & CELL_TRAILING) continue;
        terminal_move(screen, x, y);
        terminal_pen(&pen);
        emit_character(row[x].character);
        terminal->x += row[x].flags & CELL_LEADING ? 2 : 1;
        if (terminal->x < terminal->columns) continue;
        terminal->x = terminal->columns - 1;
        terminal->at_margin = 1;
    }
    if (end == right) return;
    struct pen plain = { .attributes = DEFAULT_ATTRIBUTES };
    terminal_move(screen, end + 1, y);
    terminal_pen(&plain);
    emit_text("\033[K");
}

void terminal_repaint(struct screen *screen, int left, int top, int right, int bottom)
{
    if (!terminal_shows(screen)) return;
    if (top < screen->view_top) top = screen->view_top;
    if (bottom >= screen->view_top + screen->view_rows) bottom = screen->view_top + screen->view_rows - 1;
    if (left < 0) left = 0;
    if (right >= screen->columns) right = screen->columns - 1;
    for (int y = top; y <= bottom; y++)
        if (left <= right) repaint_row(screen, y, left, right);
}

/* ---- settings */

static void set_termios(bool raw, bool signals)
{
    struct terminal *terminal = &console->terminal;
    struct termios settings;
    if (!terminal->is_tty || (terminal->raw == raw && terminal->signals == signals)) return;
    if (!terminal->have_settings) {
        if (tcgetattr(console_fd_in, &terminal->settings)) return;
        terminal->have_settings = 1;
    }
    settings = terminal->settings;
    settings.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN | ISIG);
    settings.c_lflag |= NOFLSH | (signals ? ISIG : 0u);
    settings.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR | IXON | ISTRIP);
    settings.c_cc[VMIN] = 1; /* 0 would be the end of the file to a shell that comes back before the guard (kill -9) */
    settings.c_cc[VTIME] = 0;
    settings.c_cc[VSUSP] = _POSIX_VDISABLE; /* Ctrl+Z is the end of a file */
    if (!tcsetattr(console_fd_in, TCSADRAIN, &settings)) {
        terminal->raw = raw;
        terminal->signals = signals;
    }
}

/* Reading, or a mode that the tty's own line editing cannot do, needs single keys. */
void terminal_use_input(void)
{
    struct terminal *terminal = &console->terminal;
    if (terminal->raw || !terminal->is_tty) return;
    lock_output();
    set_termios(true, console->input_mode & MODE_PROCESSED_INPUT);
    terminal_apply_mode();
    emit_flush();
    unlock_output();
}

void terminal_apply_mode(void)
{
    struct terminal *terminal = &console->terminal;
    uint32_t mode = console->input_mode;
    bool mouse = mode & MODE_MOUSE_INPUT && !(mode & MODE_QUICK_EDIT);
    if (!(mode & MODE_PROCESSED_INPUT) || terminal->raw) set_termios(true, mode & MODE_PROCESSED_INPUT);
    if (mouse != !!terminal->mouse && terminal->present) {
        emit_text(mouse ? "\033[?1003h\033[?1006h" : "\033[?1003l\033[?1006l");
        terminal->mouse = mouse;
    }
}

/* As it was before the first of us came. from_signal: takes no locks, uses what signal handlers may. */
void terminal_restore(bool from_signal)
{
    struct terminal *terminal = &console->terminal;
    char text[128];
    size_t n = 0;
    static const struct { size_t offset; const char *sequence;
    } undo[] = {
        {offsetof(struct terminal, alternate), "\033[?1049l"},
        {offsetof(struct terminal, mouse), "\033[?1003l\033[?1006l"},
        {offsetof(struct terminal, cursor_hidden), "\033[?25h"},
    };
    if (!terminal->is_tty) return;
    for (size_t i = 0; i < sizeof(undo) / sizeof(*undo); i++) {
        uint32_t *flag = (uint32_t *)((char *)terminal + undo[i].offset);
        if (!*flag) continue;
        memcpy(text + n, undo[i].sequence, strlen(undo[i].sequence));
        n += strlen(undo[i].sequence);
        *flag = 0;
    }
    struct pen plain = { .attributes = DEFAULT_ATTRIBUTES };
    if (terminal->pen_known && memcmp(&terminal->pen, &plain, sizeof(plain))) {
        memcpy(text + n, "\033[0m", 4);
        n += 4;
        terminal->pen_known = 0;
    }
    if (terminal->wraps) {
        memcpy(text + n, "\r\n", 2);
        n += 2;
        terminal->wraps = terminal->at_margin = 0;
    }
    if (n && write(console_fd_out, text, n) < 0 && !from_signal) errno = 0;
    if (terminal->raw && terminal->have_settings) tcsetattr(console_fd_in, TCSADRAIN, &terminal->settings);
    terminal->raw = 0;
}

/* ---- size and place */

static bool read_size(int *columns, int *rows)
{
    struct winsize size;
    if (!console->terminal.is_tty || ioctl(console_fd_out, TIOCGWINSZ, &size) || !size.ws_col || !size.ws_row)
        return false;
    *columns = size.ws_col < CONSOLE_COLUMNS_MAX ? size.ws_col : CONSOLE_COLUMNS_MAX;
    *rows = size.ws_row < CONSOLE_ROWS_MAX ? size.ws_row : CONSOLE_ROWS_MAX;
    return true;
}

void terminal_update_size(void)
{
    struct terminal *terminal = &console->terminal;
    int columns, rows;
    if (!__atomic_exchange_n(&console->resized, 0, __ATOMIC_ACQ_REL)) return;
    lock_output();
    columns = terminal->columns;
    rows = terminal->rows;
    uint32_t wanted = __atomic_load_n(&console->wanted_size, __ATOMIC_ACQUIRE);
    if (terminal->is_tty) read_size(&columns, &rows);
    else if (wanted) columns = (int)(wanted >> 16), rows = (int)(wanted & 0xffff);
    struct screen *screen = &console->screens[console->active];
    bool changed = columns != terminal->columns || rows != terminal->rows || screen->view_columns != columns ||
                   screen->view_rows != rows;
    if (changed) {
        bool whole = screen->rows == screen->view_rows; /* a buffer as large as the window stays so */
        terminal->columns = columns;
        terminal->rows = rows;
        screen_resize(screen, columns, whole || screen->rows < rows ? rows : screen->rows, columns, rows);
        terminal->wraps = terminal->at_margin = 0;
        if (terminal->is_tty && !terminal->alternate) {
            terminal->located = 0; /* terminals differ in what they do with the lines */
            terminal->y = screen->y - screen->view_top;
            terminal->x = screen->x;
        } else {
            terminal_repaint(screen, 0, screen->view_top, columns - 1, screen->view_top + rows - 1);
            terminal_cursor(screen);
            emit_flush();
        }
    }
    struct console_input record = { .type = 4, .size = { (int16_t)screen->columns, (int16_t)screen->rows } };
    unlock_output();
    if (!changed || !(console->input_mode & MODE_WINDOW_INPUT)) return;
    lock_input();
    input_push(&record);
    unlock_input();
}

/* The shadow began in its first row, wherever the terminal's cursor was: it moves down to where the terminal has it. */
static void adopt_place(struct screen *screen, int x, int y)
{
    struct terminal *terminal = &console->terminal;
    int down = y - terminal->y;
    if (down > 0) {
        int room = screen->rows - 1 - screen->y, by = down < room ? down : room;
        if (by > 0) {
            struct pen pen = screen->pen;
            screen->pen = (struct pen){ .attributes = DEFAULT_ATTRIBUTES };
            screen_scroll(screen, 0, screen->rows - 1, -by);
            screen->pen = pen;
            screen->y += by;
        }
    } else if (down < 0) {
        screen_scroll(screen, 0, screen->rows - 1, -down);
        screen->y = screen->y + down > 0 ? screen->y + down : 0;
    }
    if (!terminal->wraps) screen->x = x < screen->columns ? x : screen->columns - 1;
    terminal->x = x;
    terminal->y = y;
}

/* Something of ours that is not the console has written to the terminal. */
void console_disturbed(void)
{
    struct console *memory = console;
    if (memory && memory->terminal.is_tty && isatty(2))
        __atomic_store_n(&memory->terminal.located, 0, __ATOMIC_RELEASE);
}

/* Asks the terminal; the output lock is held. It counts as located from the question on, so that who disturbs it
 * meanwhile is heard. */
static void ask_place(struct screen *screen)
{
    struct terminal *terminal = &console->terminal;
    uint64_t deadline = monotonic_time() + LOCATE_TIMEOUT * 10000ull;
    __atomic_store_n(&terminal->located, 1, __ATOMIC_RELEASE);
    if (console->locate_asked != console->locate_answered)
        return; /* it never answers, or has not yet: then take_cursor() has us ask again */
    complete_wrap(terminal);
    uint32_t question = ++console->locate_asked;
    emit_text("\033[6n");
    emit_flush();
    while (__atomic_load_n(&console->locate_answered, __ATOMIC_ACQUIRE) != question && monotonic_time() < deadline) {
        struct pollfd wait = { .fd = console_fd_in, .events = POLLIN };
        poll(&wait, 1, 20);
        input_pump();
    }
    if (console->locate_answered == question) adopt_place(screen, console->locate_x, console->locate_y);
    else __atomic_store_n(&console->locate_late, 1, __ATOMIC_RELEASE);
}

void terminal_locate(void)
{
    struct terminal *terminal = &console->terminal;
    if (!terminal->present || terminal->located || !terminal->is_tty) return;
    terminal_use_input();
    lock_output();
    if (!terminal->located) ask_place(&console->screens[console->active]);
    unlock_output();
}
