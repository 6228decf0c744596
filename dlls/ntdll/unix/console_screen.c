/* The shadow of a screen buffer: what a program would find in conhost's memory. Rows form a ring, so that scrolling the
 * whole buffer moves nothing but the first row's number. Functions here change the shadow and have the terminal follow.
 */
#include <locale.h>
#include <string.h>
#include <wchar.h>
#include "console_private.h"

static struct cell *cells_of(struct screen *screen)
{
    size_t area = 2 * (size_t)screen_number(screen) + (screen->alternate ? 1 : 0);
    return (struct cell *)((char *)console + CONSOLE_CELLS_OFFSET) + area * CONSOLE_CELLS;
}

struct cell *screen_row(struct screen *screen, int y)
{
    return cells_of(screen) + (size_t)((screen->first_row + y) % screen->rows) * (size_t)screen->columns;
}

/* How many columns a character takes: glibc knows Unicode's widths. */
int character_width(uint32_t character)
{
    static locale_t utf8;
    if (character < 0x300) return 1;
    if (!utf8) utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (!utf8) return 1;
    locale_t before = uselocale(utf8);
    int width = wcwidth((wchar_t)character);
    uselocale(before);
    return width < 0 ? 1 : width;
}

static void set_cell(struct cell *cell, uint32_t character, const struct pen *pen, uint8_t flags)
{
    *cell = (struct cell){.character = character,
                          .attributes = pen->attributes,
                          .style = (uint8_t)pen->style,
                          .flags = flags,
                          .foreground = pen->foreground,
                          .background = pen->background};
}

void screen_clear_cells(struct screen *screen, int y, int from, int to, const struct pen *pen)
{
    struct cell *row = screen_row(screen, y);
    struct pen plain = *pen;
    plain.style = 0;
    for (int x = from; x < to; x++) set_cell(&row[x], ' ', &plain, 0);
}

static void set_tabs(struct screen *screen)
{
    memset(screen->tabs, 0, sizeof(screen->tabs));
    for (int x = 0; x < CONSOLE_COLUMNS_MAX; x += 8) screen->tabs[x / 8] |= 1;
}

void screen_create(struct screen *screen, int columns, int rows)
{
    memset(screen, 0, sizeof(*screen));
    screen->used = 1;
    screen->mode = MODE_PROCESSED_OUTPUT | MODE_WRAP_AT_EOL;
    screen->columns = screen->view_columns = columns;
    screen->rows = screen->view_rows = rows;
    screen->pen.attributes = DEFAULT_ATTRIBUTES;
    screen->cursor_size = 25;
    screen->cursor_visible = 1;
    screen->saved.pen = screen->pen;
    set_tabs(screen);
    for (int y = 0; y < rows; y++) screen_clear_cells(screen, y, 0, columns, &screen->pen);
}

/* Another size: what fits stays, from the top left; the cursor's row stays in sight. */
void screen_resize(struct screen *screen, int columns, int rows, int view_columns, int view_rows)
{
    struct pen plain = { .attributes = screen->pen.attributes };
    int old_columns = screen->columns, old_rows = screen->rows, keep = old_rows < rows ? old_rows : rows;
    int skip = screen->y >= rows ? screen->y - rows + 1 : 0; /* rows over the top that go */
    if (columns != old_columns || rows != old_rows) {
        struct cell *cells = cells_of(screen);
        size_t count = (size_t)keep * (size_t)old_columns;
        struct cell *copy = malloc(count * sizeof(*copy));
        if (!copy) return;
        for (int y = 0; y < keep; y++)
            memcpy(copy + (size_t)y * (size_t)old_columns, screen_row(screen, (y + skip) % old_rows),
                   (size_t)old_columns * sizeof(*copy));
        screen->columns = columns;
        screen->rows = rows;
        screen->first_row = 0;
        int width = columns < old_columns ? columns : old_columns;
        for (int y = 0; y < rows; y++) {
            screen_clear_cells(screen, y, 0, columns, &plain);
            if (y < keep)
                memcpy(cells + (size_t)y * (size_t)columns, copy + (size_t)y * (size_t)old_columns,
                       (size_t)width * sizeof(*cells));
        }
        free(copy);
        screen->y -= skip;
        screen->scrolled += (uint32_t)skip;
    }
    if (screen->x >= columns) screen->x = columns - 1;
    if (screen->y >= rows) screen->y = rows - 1;
    screen->wrap_pending = 0;
    screen->margin_top = screen->margin_bottom = 0;
    screen->view_columns = view_columns < columns ? view_columns : columns;
    screen->view_rows = view_rows < rows ? view_rows : rows;
    if (screen->view_top + screen->view_rows > rows) screen->view_top = rows - screen->view_rows;
    if (screen->y < screen->view_top) screen->view_top = screen->y;
    if (screen->y >= screen->view_top + screen->view_rows) screen->view_top = screen->y - screen->view_rows + 1;
}

/* The window follows the cursor. */
void screen_show_cursor_row(struct screen *screen)
{
    int top = screen->view_top;
    if (screen->y < top) top = screen->y;
    if (screen->y >= top + screen->view_rows) top = screen->y - screen->view_rows + 1;
    if (top == screen->view_top) return;
    screen->view_top = top;
    if (terminal_shows(screen)) terminal_repaint(screen, 0, top, screen->columns - 1, top + screen->view_rows - 1);
}

/* Half of a wide character was overwritten: the other half becomes a space. */
void screen_break_wide(struct screen *screen, int x, int y)
{
    struct cell *row = screen_row(screen, y);
    if (x < 0 || x >= screen->columns) return;
    if ((row[x].flags & CELL_TRAILING) && x > 0) {
        row[x - 1].character = ' ';
        row[x - 1].flags = 0;
    }
    if ((row[x].flags & CELL_LEADING) && x + 1 < screen->columns) {
        row[x + 1].character = ' ';
        row[x + 1].flags = 0;
    }
}

/* ---- scrolling */

static void copy_row(struct screen *screen, int to, int from)
{
    memcpy(screen_row(screen, to), screen_row(screen, from), (size_t)screen->columns * sizeof(struct cell));
}

/* Rows top to bottom move by count, up if it is positive; what comes in is blank. The shadow only. */
void screen_scroll(struct screen *screen, int top, int bottom, int count)
{
    int height = bottom - top + 1, size = count < 0 ? -count : count;
    if (size > height) size = height;
    if (count > 0) {
        if (!top && bottom == screen->rows - 1) {
            screen->first_row = (screen->first_row + size) % screen->rows;
            screen->scrolled += (uint32_t)size;
        } else {
            for (int y = top; y + size <= bottom; y++) copy_row(screen, y, y + size);
        }
        for (int y = bottom - size + 1; y <= bottom; y++)
            screen_clear_cells(screen, y, 0, screen->columns, &screen->pen);
        return;
    }
    for (int y = bottom; y - size >= top; y--) copy_row(screen, y, y - size);
    for (int y = top; y < top + size; y++) screen_clear_cells(screen, y, 0, screen->columns, &screen->pen);
}

/* The cursor one row down. soft: because a line was full; then the terminal wraps by itself with the next character. */
void screen_line_feed(struct screen *screen, bool soft)
{
    struct terminal *terminal = &console->terminal;
    bool shown = terminal_shows(screen);
    int bottom = screen->margin_bottom ? screen->margin_bottom : screen->rows - 1;
    if (shown && soft && terminal->at_margin && terminal->y == screen->y - screen->view_top && !terminal->wraps) {
        terminal->wraps = 1;
    } else if (shown) {
        bool scrolls = screen->y == bottom || screen->y == screen->view_top + screen->view_rows - 1;
        if (scrolls) terminal_pen(&screen->pen); /* the new row takes its background */
        terminal_move(screen, terminal->y == screen->y - screen->view_top ? -1 : screen->x, screen->y);
        emit("\r\n", 2);
        terminal->x = 0;
        terminal->at_margin = 0;
        if (terminal->y < terminal->rows - 1 && screen->y != bottom) terminal->y++;
    }
    if (screen->y == bottom) {
        screen_scroll(screen, screen->margin_bottom ? screen->margin_top : 0, bottom, 1);
    } else if (screen->y < screen->rows - 1) {
        screen->y++;
        if (screen->y >= screen->view_top + screen->view_rows) screen->view_top++; /* the terminal has scrolled */
    }
}

/* ---- characters */

static void wrap(struct screen *screen)
{
    screen->wrap_pending = 0;
    screen->x = 0;
    screen_line_feed(screen, true);
}

static void show_character(struct screen *screen, uint32_t character, int width)
{
    struct terminal *terminal = &console->terminal;
    if (!terminal->wraps || screen->x) terminal_move(screen, screen->x, screen->y);
    terminal_pen(&screen->pen);
    emit_character(character);
    if (terminal->wraps) {
        terminal->wraps = terminal->at_margin = 0;
        terminal->x = 0;
        if (terminal->y < terminal->rows - 1) terminal->y++;
    }
    terminal->x += width;
    if (terminal->x >= terminal->columns) {
        terminal->x = terminal->columns - 1;
        terminal->at_margin = 1;
    }
}

static void add_combining(struct screen *screen, uint32_t character)
{
    /* the shadow keeps one character in a cell; the terminal shows the mark */
    if (terminal_shows(screen) && !console->terminal.wraps) emit_character(character);
}

/* A character that is shown, at the cursor. */
void screen_put(struct screen *screen, uint32_t character)
{
    int width = character_width(character);
    bool wraps = screen->mode & MODE_WRAP_AT_EOL && !screen->no_wrap;
    if (!width) {
        add_combining(screen, character);
        return;
    }
    if (width > screen->columns) width = 1;
    if (screen->wrap_pending && wraps) wrap(screen);
    if (screen->x + width > screen->columns) {
        if (wraps) wrap(screen);
        else screen->x = screen->columns - width;
    }
    struct cell *row = screen_row(screen, screen->y);
    if (row[screen->x].flags) screen_break_wide(screen, screen->x, screen->y);
    set_cell(&row[screen->x], character, &screen->pen, width == 2 ? CELL_LEADING : 0);
    if (width == 2) {
        if (row[screen->x + 1].flags & CELL_LEADING) screen_break_wide(screen, screen->x + 1, screen->y);
        set_cell(&row[screen->x + 1], character, &screen->pen, CELL_TRAILING);
    }
    if (terminal_shows(screen)) show_character(screen, character, width);
    screen->x += width;
    if (screen->x < screen->columns) return;
    screen->x = screen->columns - 1;
    if (!wraps) return;
    if (screen->mode & MODE_VT_PROCESSING) screen->wrap_pending = 1;
    else wrap(screen);
}
