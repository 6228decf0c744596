/* The unix call console_control: every request of include/unix_calls/console.h. Program memory is copied before a lock
 * is taken and after it is given back. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "console_private.h"

#define program_memory(type, args) ((type *)(uintptr_t)(args)->buffer)

struct screen *screen_of_target(uint32_t target)
{
    uint32_t number = target & 0xffff;
    if (!console_target_is_screen(target)) return NULL;
    if (number == CONSOLE_ACTIVE) number = console->active;
    return number < CONSOLE_SCREENS && console->screens[number].used ? &console->screens[number] : NULL;
}

/* The end of a change: the cursor goes where it belongs, and all is sent by one write. */
static void finish(struct screen *screen)
{
    if (!terminal_shows(screen)) screen->changed = 1;
    terminal_cursor(screen);
    emit_flush();
    unlock_output();
}

static void begin(void)
{
    terminal_update_size();
    terminal_locate();
    lock_output();
}

/* ---- modes and code pages */

static NTSTATUS get_mode(struct unix_console_control_args *args)
{
    struct screen *screen = screen_of_target(args->target);
    args->value = screen ? screen->mode : console->input_mode;
    return STATUS_SUCCESS;
}

static NTSTATUS set_mode(struct unix_console_control_args *args)
{
    struct screen *screen = screen_of_target(args->target);
    lock_output();
    if (screen) {
        screen->mode = args->value;
        if (!(args->value & MODE_VT_PROCESSING)) screen->wrap_pending = 0;
    } else {
        console->input_mode = args->value;
        terminal_apply_mode();
    }
    emit_flush();
    unlock_output();
    if (console->terminal.raw) console_start_guard();
    return STATUS_SUCCESS;
}

static NTSTATUS get_code_pages(struct unix_console_control_args *args)
{
    args->value = console->input_code_page;
    args->value2 = console->output_code_page;
    return STATUS_SUCCESS;
}

static NTSTATUS set_code_page(struct unix_console_control_args *args)
{
    *(args->flags ? &console->output_code_page : &console->input_code_page) = args->value;
    return STATUS_SUCCESS;
}

/* ---- writing text */

static void begin_pseudo_terminal(void)
{
    if (console->terminal.is_tty || console->terminal.begun || !console->terminal.present) return;
    console->terminal.begun = 1;
    emit_text("\033[2J\033[m\033[H");
}

static NTSTATUS write_text(struct unix_console_control_args *args)
{
    uint32_t done = 0, wanted = args->size;
    terminal_update_size();
    args->size = 0;
    while (done < wanted) {
        uint32_t part = wanted - done < CONSOLE_CHUNK ? wanted - done : CONSOLE_CHUNK;
        memcpy(console_chunk.text, program_memory(uint16_t, args) + done, part * sizeof(uint16_t));
        lock_output();
        struct screen *screen = screen_of_target(args->target);
        if (screen) {
            begin_pseudo_terminal();
            screen_write(screen, console_chunk.text, part);
            finish(screen);
        } else {
            unlock_output();
            return STATUS_INVALID_HANDLE;
        }
        done += part;
        args->size = done;
    }
    clock_after_sleep();
    return STATUS_SUCCESS;
}

/* ---- input */

static NTSTATUS read_input(struct unix_console_control_args *args)
{
    uint32_t wanted = args->size < 1024 ? args->size : 1024, count;
    args->size = 0;
    terminal_use_input();
    for (;;) {
        terminal_update_size();
        if (!console->input_count || args->flags & CONSOLE_PEEK) input_pump();
        count = wanted;
        if (input_take(console_chunk.input, &count, args->flags & CONSOLE_PEEK) ||
            args->flags & (CONSOLE_NO_WAIT | CONSOLE_PEEK) || !wanted)
            break;
        console_start_guard();
        input_wait(__atomic_load_n(&console->control_events, __ATOMIC_ACQUIRE));
    }
    memcpy(program_memory(void, args), console_chunk.input, count * sizeof(struct console_input));
    args->size = count;
    return STATUS_SUCCESS;
}

static NTSTATUS write_input(struct unix_console_control_args *args)
{
    uint32_t wanted = args->size;
    for (args->size = 0; args->size < wanted;) {
        uint32_t part = wanted - args->size < 1024 ? wanted - args->size : 1024;
        memcpy(console_chunk.input, program_memory(struct console_input, args) + args->size,
               part * sizeof(struct console_input));
        lock_input();
        for (uint32_t i = 0; i < part; i++) input_push(&console_chunk.input[i]);
        unlock_input();
        args->size += part;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS count_input(struct unix_console_control_args *args)
{
    terminal_use_input();
    terminal_update_size();
    input_pump();
    args->value = console->input_count;
    return STATUS_SUCCESS;
}

static NTSTATUS flush_input(struct unix_console_control_args *args)
{
    (void)args;
    input_pump();
    lock_input();
    __atomic_store_n(&console->input_count, 0, __ATOMIC_RELEASE);
    console->decoder.length = 0;
    unlock_input();
    return STATUS_SUCCESS;
}

static NTSTATUS wait_begin(struct unix_console_control_args *args)
{
    (void)args;
    input_wait_begin();
    console_start_guard();
    return STATUS_SUCCESS;
}

static NTSTATUS wait_end(struct unix_console_control_args *args)
{
    (void)args;
    input_wait_end();
    return STATUS_SUCCESS;
}

static NTSTATUS wait_look(struct unix_console_control_args *args)
{
    args->extra = UNIX_PTR(&console->input_word);
    args->value2 = __atomic_load_n(&console->input_word, __ATOMIC_SEQ_CST);
    terminal_update_size();
    if (!console->input_count) {
        terminal_use_input();
        input_pump();
    }
    args->value = console->input_count != 0;
    return STATUS_SUCCESS;
}

/* ---- what a screen buffer is */

static NTSTATUS get_info(struct unix_console_control_args *args)
{
    begin();
    struct screen *screen = screen_of_target(args->target);
    console_chunk.info = (struct console_screen_info){
        .columns = screen->columns,
        .rows = screen->rows,
        .cursor_x = screen->x,
        .cursor_y = screen->y,
        .top = screen->view_top,
        .right = screen->view_columns - 1,
        .bottom = screen->view_top + screen->view_rows - 1,
        .attributes = screen->pen.attributes,
        .popup_attributes = 0xf5,
        .cursor_size = screen->cursor_size,
        .cursor_visible = screen->cursor_visible,
        .largest_columns = console->terminal.columns,
        .largest_rows = console->terminal.rows,
    };
    memcpy(console_chunk.info.colours, console->colours, sizeof(console->colours));
    emit_flush();
    unlock_output();
    memcpy(program_memory(void, args), &console_chunk.info, sizeof(console_chunk.info));
    return STATUS_SUCCESS;
}

static NTSTATUS change_size(struct screen *screen, int columns, int rows, int view_columns, int view_rows)
{
    bool valid = columns > 0 && rows > 0 && columns <= CONSOLE_COLUMNS_MAX && rows <= CONSOLE_ROWS_MAX &&
                 view_columns > 0 && view_rows > 0;
    if (!valid || (size_t)columns * (size_t)rows > CONSOLE_CELLS) return STATUS_INVALID_PARAMETER;
    screen_resize(screen, columns, rows, view_columns, view_rows);
    terminal_repaint(screen, 0, screen->view_top, screen->columns - 1, screen->view_top + screen->view_rows - 1);
    return STATUS_SUCCESS;
}

static NTSTATUS set_size(struct unix_console_control_args *args)
{
    begin();
    struct screen *screen = screen_of_target(args->target);
    NTSTATUS status = STATUS_INVALID_PARAMETER;
    if (args->width >= screen->view_columns && args->height >= screen->view_rows)
        status = args->width == screen->columns && args->height == screen->rows ? STATUS_SUCCESS
               : change_size(screen, args->width, args->height, screen->view_columns, screen->view_rows);
    finish(screen);
    return status;
}

static NTSTATUS set_window(struct unix_console_control_args *args)
{
    begin();
    struct screen *screen = screen_of_target(args->target);
    bool absolute = args->flags & 1;
    int left = args->x, top = args->y + (absolute ? 0 : screen->view_top);
    int right = args->width + (absolute ? 0 : screen->view_columns - 1);
    int bottom = args->height + (absolute ? 0 : screen->view_top + screen->view_rows - 1);
    bool valid = left >= 0 && top >= 0 && right >= left && bottom >= top && right < screen->columns &&
                 bottom < screen->rows && right - left < console->terminal.columns &&
                 bottom - top < console->terminal.rows;
    if (valid) {
        screen->view_top = top;
        screen->view_columns = right - left + 1;
        screen->view_rows = bottom - top + 1;
        terminal_repaint(screen, 0, top, screen->columns - 1, bottom);
    }
    finish(screen);
    return valid ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

static void set_pen_attributes(struct screen *screen, uint32_t attributes)
{
    screen->pen = (struct pen){ .attributes = (uint16_t)attributes };
}

static NTSTATUS set_attributes(struct unix_console_control_args *args)
{
    lock_output();
    set_pen_attributes(screen_of_target(args->target), args->value);
    unlock_output();
    return STATUS_SUCCESS;
}

static NTSTATUS set_cursor(struct unix_console_control_args *args)
{
    begin();
    struct screen *screen = screen_of_target(args->target);
    bool valid = args->x >= 0 && args->y >= 0 && args->x < screen->columns && args->y < screen->rows;
    if (valid) {
        screen->x = args->x;
        screen->y = args->y;
        screen->placed = 1;
        screen->wrap_pending = 0;
        screen_show_cursor_row(screen);
    }
    finish(screen);
    return valid ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

static NTSTATUS set_cursor_info(struct unix_console_control_args *args)
{
    lock_output();
    struct screen *screen = screen_of_target(args->target);
    screen->cursor_size = args->value;
    screen->cursor_visible = args->value2;
    finish(screen);
    return STATUS_SUCCESS;
}

static NTSTATUS set_info(struct unix_console_control_args *args)
{
    memcpy(&console_chunk.info, program_memory(void, args), sizeof(console_chunk.info));
    begin();
    struct screen *screen = screen_of_target(args->target);
    const struct console_screen_info *info = &console_chunk.info;
    int rows = info->bottom - info->top + 1, columns = info->right - info->left + 1;
    if (rows > console->terminal.rows) rows = console->terminal.rows;
    if (columns > console->terminal.columns) columns = console->terminal.columns;
    NTSTATUS status = change_size(screen, info->columns, info->rows, columns, rows);
    if (!status) {
        set_pen_attributes(screen, info->attributes);
        memcpy(console->colours, info->colours, sizeof(console->colours));
        bool inside = info->cursor_x >= 0 && info->cursor_y >= 0 && info->cursor_x < screen->columns &&
                      info->cursor_y < screen->rows;
        if (inside) {
            screen->x = info->cursor_x;
            screen->y = info->cursor_y;
            screen->placed = 1;
        }
        screen_show_cursor_row(screen);
    }
    finish(screen);
    return status;
}

/* ---- cells, one after the other or in rectangles */

/* How many cells there are from x, y to the end; 0 outside. */
static uint32_t room_from(const struct screen *screen, int x, int y)
{
    if (x < 0 || y < 0 || x >= screen->columns || y >= screen->rows) return 0;
    return (uint32_t)(screen->columns * (screen->rows - y) - x);
}

static struct cell *cell_at(struct screen *screen, int x, int y, uint32_t index)
{
    uint32_t at = (uint32_t)x + index;
    return screen_row(screen, y + (int)(at / (uint32_t)screen->columns)) + at % (uint32_t)screen->columns;
}

static void set_character(struct cell *cell, uint16_t character)
{
    cell->character = character;
    cell->flags = 0;
    cell->style = 0;
}

static void set_cell_attributes(struct cell *cell, uint16_t attributes)
{
    cell->attributes = attributes & 0xfcffu; /* leading and trailing byte are the character's matter */
    cell->foreground = cell->background = 0;
    cell->style = 0;
}

static uint16_t cell_character(const struct cell *cell)
{
    return cell->character < 0x10000 ? (uint16_t)cell->character : 0xfffd;
}

static uint16_t cell_attributes(const struct cell *cell)
{
    uint16_t halves = cell->flags & CELL_LEADING ? 0x100 : cell->flags & CELL_TRAILING ? 0x200 : 0;
    return cell->attributes | halves;
}

static void repaint_range(struct screen *screen, int x, int y, uint32_t count)
{
    if (!count) return;
    int last = y + (int)(((uint32_t)x + count - 1) / (uint32_t)screen->columns);
    if (last == y) terminal_repaint(screen, x, y, x + (int)count - 1, y);
    else terminal_repaint(screen, 0, y, screen->columns - 1, last);
}

static NTSTATUS fill(struct unix_console_control_args *args)
{
    begin();
    struct screen *screen = screen_of_target(args->target);
    uint32_t room = room_from(screen, args->x, args->y), count = args->size < room ? args->size : room;
    for (uint32_t i = 0; i < count; i++) {
        struct cell *cell = cell_at(screen, args->x, args->y, i);
        if (args->request == CONSOLE_FILL_CHARACTERS) set_character(cell, (uint16_t)args->value);
        else set_cell_attributes(cell, (uint16_t)args->value);
    }
    repaint_range(screen, args->x, args->y, count);
    args->size = count;
    finish(screen);
    return STATUS_SUCCESS;
}

static void put_wide_halves(struct screen *screen, int x, int y, uint32_t index)
{
    struct cell *cell = cell_at(screen, x, y, index);
    if (character_width(cell->character) != 2) return;
    cell->flags = CELL_LEADING;
}

static NTSTATUS write_cells_in_order(struct unix_console_control_args *args)
{
    uint32_t count = args->size, done = 0;
    bool characters = args->request == CONSOLE_WRITE_CHARACTERS;
    begin();
    struct screen *screen = screen_of_target(args->target);
    uint32_t room = room_from(screen, args->x, args->y);
    unlock_output();
    if (count > room) count = room;
    while (done < count) {
        uint32_t part = count - done < CONSOLE_CHUNK ? count - done : CONSOLE_CHUNK;
        memcpy(console_chunk.text, program_memory(uint16_t, args) + done, part * sizeof(uint16_t));
        lock_output();
        for (uint32_t i = 0; i < part; i++) {
            struct cell *cell = cell_at(screen, args->x, args->y, done + i);
            if (!characters) set_cell_attributes(cell, console_chunk.text[i]);
            else set_character(cell, console_chunk.text[i]);
            if (characters) put_wide_halves(screen, args->x, args->y, done + i);
        }
        unlock_output();
        done += part;
    }
    lock_output();
    repaint_range(screen, args->x, args->y, count);
    finish(screen);
    args->size = count;
    return STATUS_SUCCESS;
}

static NTSTATUS read_cells_in_order(struct unix_console_control_args *args)
{
    uint32_t count = args->size, done = 0;
    begin();
    struct screen *screen = screen_of_target(args->target);
    uint32_t room = room_from(screen, args->x, args->y);
    unlock_output();
    if (count > room) count = room;
    while (done < count) {
        uint32_t part = count - done < CONSOLE_CHUNK ? count - done : CONSOLE_CHUNK;
        lock_output();
        for (uint32_t i = 0; i < part; i++) {
            const struct cell *cell = cell_at(screen, args->x, args->y, done + i);
            console_chunk.text[i] =
                args->request == CONSOLE_READ_CHARACTERS ? cell_character(cell) : cell_attributes(cell);
        }
        unlock_output();
        memcpy(program_memory(uint16_t, args) + done, console_chunk.text, part * sizeof(uint16_t));
        done += part;
    }
    args->size = count;
    return STATUS_SUCCESS;
}

static void set_from_char(struct cell *cell, const struct console_char *from)
{
    set_cell_attributes(cell, from->attributes);
    set_character(cell, from->character);
    cell->flags = from->attributes & 0x100 ? CELL_LEADING : from->attributes & 0x200 ? CELL_TRAILING : 0;
}

/* A row of the rectangle at a time; the caller has clipped it. */
static NTSTATUS transfer_rows(struct unix_console_control_args *args)
{
    bool writes = args->request == CONSOLE_WRITE_CELLS;
    NTSTATUS status = STATUS_SUCCESS;
    begin();
    struct screen *screen = screen_of_target(args->target);
    bool valid = args->x >= 0 && args->y >= 0 && args->width > 0 && args->height > 0 &&
                 args->x + args->width <= screen->columns && args->y + args->height <= screen->rows;
    unlock_output();
    if (!valid) return STATUS_INVALID_PARAMETER;
    for (int row = 0; row < args->height; row++) {
        struct console_char *memory = program_memory(struct console_char, args) + (size_t)row * args->value;
        size_t size = (size_t)args->width * sizeof(*memory);
        if (writes) memcpy(console_chunk.cells, memory, size);
        lock_output();
        struct cell *cells = screen_row(screen, args->y + row) + args->x;
        for (int i = 0; i < args->width; i++) {
            if (writes) set_from_char(&cells[i], &console_chunk.cells[i]);
            else
                console_chunk.cells[i] = (struct console_char){cell_character(&cells[i]), cell_attributes(&cells[i])};
        }
        unlock_output();
        if (!writes) memcpy(memory, console_chunk.cells, size);
    }
    if (!writes) return status;
    lock_output();
    terminal_repaint(screen, args->x, args->y, args->x + args->width - 1, args->y + args->height - 1);
    finish(screen);
    return status;
}

/* ---- ScrollConsoleScreenBuffer */

struct rectangle { int left, top, right, bottom; };

static struct rectangle intersect(struct rectangle a, struct rectangle b)
{
    return (struct rectangle){a.left > b.left ? a.left : b.left, a.top > b.top ? a.top : b.top,
                              a.right < b.right ? a.right : b.right, a.bottom < b.bottom ? a.bottom : b.bottom};
}

static bool contains(struct rectangle r, int x, int y)
{
    return x >= r.left && x <= r.right && y >= r.top && y <= r.bottom;
}

static void scroll_cells(struct screen *screen, const struct console_scroll *scroll)
{
    struct rectangle all = { 0, 0, screen->columns - 1, screen->rows - 1 };
    struct rectangle clip = all, from = { scroll->left, scroll->top, scroll->right, scroll->bottom };
    if (scroll->clipped)
        clip = intersect(
            all, (struct rectangle){scroll->clip_left, scroll->clip_top, scroll->clip_right, scroll->clip_bottom});
    int dx = scroll->to_x - from.left, dy = scroll->to_y - from.top;
    from = intersect(from, all);
    if (from.left > from.right || from.top > from.bottom) return;
    int width = from.right - from.left + 1;
    size_t count = (size_t)width * (size_t)(from.bottom - from.top + 1);
    struct cell *copy = malloc(count * sizeof(*copy));
    if (!copy) return;
    for (int y = from.top; y <= from.bottom; y++)
        memcpy(copy + (size_t)(y - from.top) * (size_t)width, screen_row(screen, y) + from.left,
               (size_t)width * sizeof(*copy));
    for (int y = from.top; y <= from.bottom; y++)
        for (int x = from.left; x <= from.right; x++)
            if (contains(clip, x, y)) set_from_char(screen_row(screen, y) + x, &scroll->fill);
    for (int y = from.top; y <= from.bottom; y++)
        for (int x = from.left; x <= from.right; x++)
            if (contains(clip, x + dx, y + dy))
                screen_row(screen, y + dy)[x + dx] =
                    copy[(size_t)(y - from.top) * (size_t)width + (size_t)(x - from.left)];
    free(copy);
    struct rectangle to =
        intersect(clip, (struct rectangle){from.left + dx, from.top + dy, from.right + dx, from.bottom + dy});
    terminal_repaint(screen, from.left, from.top, from.right, from.bottom);
    if (to.left <= to.right && to.top <= to.bottom) terminal_repaint(screen, to.left, to.top, to.right, to.bottom);
}

static NTSTATUS scroll(struct unix_console_control_args *args)
{
    memcpy(&console_chunk.scroll, program_memory(void, args), sizeof(console_chunk.scroll));
    begin();
    struct screen *screen = screen_of_target(args->target);
    scroll_cells(screen, &console_chunk.scroll);
    finish(screen);
    return STATUS_SUCCESS;
}

/* ---- screen buffers */

static NTSTATUS create_screen(struct unix_console_control_args *args)
{
    NTSTATUS status = STATUS_NO_MEMORY;
    lock_output();
    for (uint32_t i = 1; i < CONSOLE_SCREENS && status; i++) {
        struct screen *screen = &console->screens[i];
        if (screen->used) continue;
        screen_create(screen, console->terminal.columns, console->terminal.rows);
        screen->handles = 1;
        screen->owner = (uint32_t)getpid();
        args->value = CONSOLE_TARGET_SCREEN | i;
        status = STATUS_SUCCESS;
    }
    unlock_output();
    return status;
}

static void activate(uint32_t number)
{
    struct terminal *terminal = &console->terminal;
    if (number == console->active) return;
    console->active = number;
    struct screen *screen = &console->screens[number];
    if (!terminal->present) return;
    bool alternate = number || screen->alternate;
    if (alternate != !!terminal->alternate) emit_text(alternate ? "\033[?1049h" : "\033[?1049l");
    terminal->alternate = alternate;
    terminal->pen_known = terminal->wraps = terminal->at_margin = 0;
    terminal->x = terminal->y = -1; /* whatever: the next move says where */
    struct pen plain = { .attributes = DEFAULT_ATTRIBUTES };
    terminal_pen(&plain);
    emit_text("\033[r");
    if (alternate) emit_text("\033[2J");
    bool resized = screen->view_columns != terminal->columns || screen->view_rows != terminal->rows;
    if (resized)
        screen_resize(screen, terminal->columns, screen->rows > terminal->rows ? screen->rows : terminal->rows,
                      terminal->columns, terminal->rows);
    /* the terminal has kept the main screen, also what was there before us */
    if (alternate || resized || screen->changed)
        terminal_repaint(screen, 0, screen->view_top, screen->columns - 1, screen->view_top + screen->view_rows - 1);
    screen->changed = 0;
    terminal_cursor(screen);
}

static NTSTATUS activate_screen(struct unix_console_control_args *args)
{
    begin();
    struct screen *screen = screen_of_target(args->target);
    activate((uint32_t)screen_number(screen));
    emit_flush();
    unlock_output();
    return STATUS_SUCCESS;
}

static NTSTATUS retain_screen(struct unix_console_control_args *args)
{
    lock_output();
    screen_of_target(args->target)->handles++;
    unlock_output();
    return STATUS_SUCCESS;
}

static NTSTATUS release_screen(struct unix_console_control_args *args)
{
    lock_output();
    struct screen *screen = screen_of_target(args->target);
    if (screen_number(screen) && screen->handles && !--screen->handles) {
        if (terminal_shows(screen) || console->active == (uint32_t)screen_number(screen)) activate(0);
        screen->used = 0;
    }
    emit_flush();
    unlock_output();
    return STATUS_SUCCESS;
}

/* ---- title, processes, events */

static NTSTATUS get_title(struct unix_console_control_args *args)
{
    lock_output();
    uint32_t length = args->flags & 1 ? console->first_title_length : console->title_length;
    if (length > CONSOLE_TITLE) length = CONSOLE_TITLE;
    memcpy(console_chunk.text, args->flags & 1 ? console->first_title : console->title, length * sizeof(uint16_t));
    unlock_output();
    uint32_t part = length < args->size ? length : args->size;
    memcpy(program_memory(void, args), console_chunk.text, part * sizeof(uint16_t));
    args->size = part;
    args->value = length;
    return STATUS_SUCCESS;
}

static void show_title(void)
{
    emit_text("\033]0;");
    for (uint32_t i = 0; i < console->title_length; i++) {
        uint32_t c = console->title[i];
        if (c >= 0xd800 && c < 0xdc00 && i + 1 < console->title_length)
            c = 0x10000 + ((c & 0x3ff) << 10 | (console->title[++i] & 0x3ff));
        if (c >= 0x20 && c != 0x7f) emit_character(c);
    }
    emit_text("\007");
}

static NTSTATUS set_title(struct unix_console_control_args *args)
{
    uint32_t length = args->size < CONSOLE_TITLE ? args->size : CONSOLE_TITLE;
    memcpy(console_chunk.text, program_memory(void, args), length * sizeof(uint16_t));
    lock_output();
    memcpy(console->title, console_chunk.text, length * sizeof(uint16_t));
    console->title_length = length;
    if (args->flags & 1) { /* what the process was started with */
        if (!console->first_title_length) {
            memcpy(console->first_title, console_chunk.text, length * sizeof(uint16_t));
            console->first_title_length = length;
        }
    } else {
        show_title();
    }
    emit_flush();
    unlock_output();
    return STATUS_SUCCESS;
}

static NTSTATUS get_processes(struct unix_console_control_args *args)
{
    uint32_t pids[CONSOLE_PROCESSES], count = 0;
    lock_input();
    for (int i = CONSOLE_PROCESSES - 1; i >= 0; i--)
        if (console_process_lives(&console->processes[i])) pids[count++] = console->processes[i].pid;
    unlock_input();
    args->value = count;
    if (count > args->size) return STATUS_SUCCESS;
    memcpy(program_memory(void, args), pids, count * sizeof(*pids));
    args->size = count;
    return STATUS_SUCCESS;
}

static NTSTATUS send_event(struct unix_console_control_args *args)
{
    return args->value > 1 ? STATUS_INVALID_PARAMETER : console_send_event(console, args->value, args->value2);
}

/* ---- history and aliases */

static NTSTATUS get_history_info(struct unix_console_control_args *args)
{
    args->value = console->history_lines;
    args->value2 = console->history_count;
    args->flags = console->history_flags;
    return STATUS_SUCCESS;
}

static NTSTATUS set_history_info(struct unix_console_control_args *args)
{
    console->history_lines = args->value;
    console->history_count = args->value2;
    console->history_flags = args->flags;
    return STATUS_SUCCESS;
}

static void copy_program(uint16_t *program, const struct unix_console_control_args *args)
{
    const uint16_t *from = (const uint16_t *)(uintptr_t)args->extra;
    size_t i = 0;
    for (; i < 63 && from[i]; i++) program[i] = from[i];
    program[i] = 0;
}

/* Lines one after the other into the chunk, then to the program. */
static NTSTATUS give_text(struct unix_console_control_args *args, uint32_t length)
{
    args->value = length;
    if (length > args->size) return STATUS_BUFFER_TOO_SMALL;
    memcpy(program_memory(void, args), console_chunk.text, length * sizeof(uint16_t));
    args->size = length;
    return STATUS_SUCCESS;
}

static uint32_t append_text(uint32_t at, const uint16_t *text, size_t length, uint16_t end)
{
    if (at + length + 1 > CONSOLE_CHUNK) return at;
    memcpy(console_chunk.text + at, text, length * sizeof(uint16_t));
    console_chunk.text[at + length] = end;
    return at + (uint32_t)length + 1;
}

static NTSTATUS get_history(struct unix_console_control_args *args)
{
    uint16_t program[64];
    uint32_t length = 0;
    copy_program(program, args);
    lock_input();
    struct history *history = history_of(program, false);
    for (uint32_t i = 0; history && i < history->count; i++) {
        uint32_t line = (history->next + HISTORY_LINES - history->count + i) % HISTORY_LINES;
        length = append_text(length, history->lines[line], history->lengths[line], 0);
    }
    unlock_input();
    return give_text(args, length);
}

static NTSTATUS clear_history(struct unix_console_control_args *args)
{
    uint16_t program[64];
    copy_program(program, args);
    lock_input();
    struct history *history = history_of(program, false);
    if (history) history->count = history->next = 0;
    unlock_input();
    return STATUS_SUCCESS;
}

static NTSTATUS set_alias(struct unix_console_control_args *args)
{
    memcpy(&console_chunk.alias, program_memory(void, args), sizeof(console_chunk.alias));
    NTSTATUS status = STATUS_SUCCESS;
    lock_input();
    struct console_alias *alias = alias_find(console_chunk.alias.program, console_chunk.alias.source,
                                             text_length(console_chunk.alias.source, CONSOLE_ALIAS_SOURCE));
    if (!console_chunk.alias.target[0]) {
        if (alias) alias->source[0] = 0;
        else status = STATUS_INVALID_PARAMETER;
    } else {
        for (int i = 0; !alias && i < CONSOLE_ALIASES; i++)
            if (!console->aliases[i].source[0]) alias = &console->aliases[i];
        if (alias) *alias = console_chunk.alias;
        else status = STATUS_NO_MEMORY;
    }
    unlock_input();
    return status;
}

static NTSTATUS get_alias(struct unix_console_control_args *args)
{
    memcpy(&console_chunk.alias, program_memory(void, args), sizeof(console_chunk.alias));
    lock_input();
    struct console_alias *alias = alias_find(console_chunk.alias.program, console_chunk.alias.source,
                                             text_length(console_chunk.alias.source, CONSOLE_ALIAS_SOURCE));
    if (alias) console_chunk.alias = *alias;
    unlock_input();
    if (!alias) return STATUS_OBJECT_NAME_NOT_FOUND;
    memcpy(program_memory(void, args), &console_chunk.alias, sizeof(console_chunk.alias));
    return STATUS_SUCCESS;
}

/* Whether an earlier alias belongs to the same program. */
static bool named_before(int index)
{
    for (int i = 0; i < index; i++)
        if (console->aliases[i].source[0] &&
            text_equal(console->aliases[i].program, console->aliases[index].program, 64))
            return true;
    return false;
}

static NTSTATUS list_aliases(struct unix_console_control_args *args)
{
    uint16_t program[64] = { 0 };
    uint32_t length = 0;
    if (args->extra) copy_program(program, args);
    lock_input();
    for (int i = 0; i < CONSOLE_ALIASES; i++) {
        const struct console_alias *alias = &console->aliases[i];
        if (!alias->source[0]) continue;
        if (!args->extra) {
            if (!named_before(i)) length = append_text(length, alias->program, text_length(alias->program, 64), 0);
        } else if (text_equal(alias->program, program, 64)) {
            length = append_text(length, alias->source, text_length(alias->source, CONSOLE_ALIAS_SOURCE), '=');
            length = append_text(length, alias->target, text_length(alias->target, CONSOLE_ALIAS_TARGET), 0);
        }
    }
    unlock_input();
    return give_text(args, length);
}

/* ---- dispatch */

static NTSTATUS attach(struct unix_console_control_args *args) { return console_attach(args->value); }
static NTSTATUS allocate(struct unix_console_control_args *args) { (void)args; return console_allocate(); }
static NTSTATUS free_console(struct unix_console_control_args *args) { (void)args; return console_free(); }

enum needs { NEEDS_NOTHING, NEEDS_CONSOLE, NEEDS_INPUT, NEEDS_SCREEN, NEEDS_EITHER };

static const struct {
    NTSTATUS (*function)(struct unix_console_control_args *args);
    enum needs needs;
} requests[CONSOLE_REQUEST_COUNT] = {
    [CONSOLE_GET_MODE] = {get_mode, NEEDS_EITHER},
    [CONSOLE_SET_MODE] = {set_mode, NEEDS_EITHER},
    [CONSOLE_GET_CODE_PAGES] = {get_code_pages, NEEDS_CONSOLE},
    [CONSOLE_SET_CODE_PAGE] = {set_code_page, NEEDS_CONSOLE},
    [CONSOLE_WRITE] = {write_text, NEEDS_SCREEN},
    [CONSOLE_READ] = {line_read, NEEDS_INPUT},
    [CONSOLE_READ_INPUT] = {read_input, NEEDS_INPUT},
    [CONSOLE_WRITE_INPUT] = {write_input, NEEDS_INPUT},
    [CONSOLE_COUNT_INPUT] = {count_input, NEEDS_INPUT},
    [CONSOLE_FLUSH_INPUT] = {flush_input, NEEDS_INPUT},
    [CONSOLE_WAIT_BEGIN] = {wait_begin, NEEDS_CONSOLE},
    [CONSOLE_WAIT_END] = {wait_end, NEEDS_CONSOLE},
    [CONSOLE_WAIT_LOOK] = {wait_look, NEEDS_CONSOLE},
    [CONSOLE_GET_INFO] = {get_info, NEEDS_SCREEN},
    [CONSOLE_SET_INFO] = {set_info, NEEDS_SCREEN},
    [CONSOLE_SET_ATTRIBUTES] = {set_attributes, NEEDS_SCREEN},
    [CONSOLE_SET_CURSOR] = {set_cursor, NEEDS_SCREEN},
    [CONSOLE_SET_CURSOR_INFO] = {set_cursor_info, NEEDS_SCREEN},
    [CONSOLE_SET_SIZE] = {set_size, NEEDS_SCREEN},
    [CONSOLE_SET_WINDOW] = {set_window, NEEDS_SCREEN},
    [CONSOLE_FILL_CHARACTERS] = {fill, NEEDS_SCREEN},
    [CONSOLE_FILL_ATTRIBUTES] = {fill, NEEDS_SCREEN},
    [CONSOLE_WRITE_CHARACTERS] = {write_cells_in_order, NEEDS_SCREEN},
    [CONSOLE_WRITE_ATTRIBUTES] = {write_cells_in_order, NEEDS_SCREEN},
    [CONSOLE_READ_CHARACTERS] = {read_cells_in_order, NEEDS_SCREEN},
    [CONSOLE_READ_ATTRIBUTES] = {read_cells_in_order, NEEDS_SCREEN},
    [CONSOLE_WRITE_CELLS] = {transfer_rows, NEEDS_SCREEN},
    [CONSOLE_READ_CELLS] = {transfer_rows, NEEDS_SCREEN},
    [CONSOLE_SCROLL] = {scroll, NEEDS_SCREEN},
    [CONSOLE_CREATE_SCREEN] = {create_screen, NEEDS_CONSOLE},
    [CONSOLE_ACTIVATE_SCREEN] = {activate_screen, NEEDS_SCREEN},
    [CONSOLE_RETAIN_SCREEN] = {retain_screen, NEEDS_SCREEN},
    [CONSOLE_RELEASE_SCREEN] = {release_screen, NEEDS_SCREEN},
    [CONSOLE_GET_TITLE] = {get_title, NEEDS_CONSOLE},
    [CONSOLE_SET_TITLE] = {set_title, NEEDS_CONSOLE},
    [CONSOLE_GET_PROCESSES] = {get_processes, NEEDS_CONSOLE},
    [CONSOLE_SEND_EVENT] = {send_event, NEEDS_CONSOLE},
    [CONSOLE_GET_HISTORY_INFO] = {get_history_info, NEEDS_CONSOLE},
    [CONSOLE_SET_HISTORY_INFO] = {set_history_info, NEEDS_CONSOLE},
    [CONSOLE_GET_HISTORY] = {get_history, NEEDS_CONSOLE},
    [CONSOLE_CLEAR_HISTORY] = {clear_history, NEEDS_CONSOLE},
    [CONSOLE_SET_ALIAS] = {set_alias, NEEDS_CONSOLE},
    [CONSOLE_GET_ALIAS] = {get_alias, NEEDS_CONSOLE},
    [CONSOLE_LIST_ALIASES] = {list_aliases, NEEDS_CONSOLE},
    [CONSOLE_ATTACH] = {attach, NEEDS_NOTHING},
    [CONSOLE_ALLOCATE] = {allocate, NEEDS_NOTHING},
    [CONSOLE_FREE] = {free_console, NEEDS_NOTHING},
    [CONSOLE_PSEUDO_CREATE] = {pseudo_request, NEEDS_NOTHING},
    [CONSOLE_PSEUDO_RESIZE] = {pseudo_request, NEEDS_NOTHING},
    [CONSOLE_PSEUDO_CLOSE] = {pseudo_request, NEEDS_NOTHING},
};

static bool fits(uint32_t target, enum needs needs)
{
    bool input = console_target_is_input(target), screen = screen_of_target(target) != NULL;
    return needs == NEEDS_CONSOLE || (needs == NEEDS_INPUT && input) || (needs == NEEDS_SCREEN && screen) ||
           (needs == NEEDS_EITHER && (input || screen));
}

NTSTATUS unix_console_control(struct unix_console_control_args *args)
{
    if (args->request >= CONSOLE_REQUEST_COUNT) return STATUS_INVALID_PARAMETER;
    enum needs needs = requests[args->request].needs;
    if (needs != NEEDS_NOTHING && (!console_open() || !fits(args->target, needs))) return STATUS_INVALID_HANDLE;
    if (!thread_scratch(SCRATCH_CONSOLE)) return STATUS_NO_MEMORY;
    return requests[args->request].function(args);
}
