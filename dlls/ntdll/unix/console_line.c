/* Reading text: single characters, or lines with the editing that conhost gives them (echo, history, aliases,
 * completion characters). */
#include <string.h>
#include "console_private.h"

#define CONTROL_KEYS (0x0004u | 0x0008u)
#define ALT_KEYS     (0x0001u | 0x0002u)

#define VK_BACK 0x08
#define VK_RETURN 0x0d
#define VK_ESCAPE 0x1b
enum {
    VK_PRIOR = 0x21,
    VK_NEXT,
    VK_END,
    VK_HOME,
    VK_LEFT,
    VK_UP,
    VK_RIGHT,
    VK_DOWN,
    VK_INSERT = 0x2d,
    VK_DELETE,
    VK_F1 = 0x70,
    VK_F3 = 0x72,
    VK_F7 = 0x76,
    VK_F8
};

struct line {
    struct screen *screen;
    struct history *history;
    uint32_t length, place;
    uint32_t shown_length;          /* cells that the text took last time */
    int32_t  origin_x, origin_y;    /* where it begins */
    uint32_t scrolled;              /* the screen's count when origin_y was true */
    uint32_t history_back;          /* 0: a line of its own; n: the nth from the end */
    uint32_t wakeup_mask, key_state, limit;
    bool echo, processed, overwrite, wants_end_of_file;
    uint16_t text[CONSOLE_LINE + 8];
};

/* What the last read did not take. A program has one input, so one rest is enough. */
static struct {
    pthread_mutex_t lock;
    uint32_t first, end;
    uint16_t text[2 * CONSOLE_LINE];
} rest = {.lock = PTHREAD_MUTEX_INITIALIZER};

size_t text_length(const uint16_t *text, size_t most)
{
    size_t length = 0;
    while (length < most && text[length]) length++;
    return length;
}

static uint16_t lower(uint16_t c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }

bool text_equal(const uint16_t *a, const uint16_t *b, size_t most)
{
    for (size_t i = 0; i < most; i++) {
        if (lower(a[i]) != lower(b[i])) return false;
        if (!a[i]) return true;
    }
    return true;
}

/* ---- history; the input lock is held */

struct history *history_of(const uint16_t *program, bool create)
{
    struct history *free_place = NULL;
    for (int i = 0; i < HISTORIES; i++) {
        struct history *history = &console->histories[i];
        if (history->used && text_equal(history->program, program, 64)) return history;
        if (!history->used && !free_place) free_place = history;
    }
    if (!create) return NULL;
    if (!free_place) free_place = &console->histories[HISTORIES - 1];
    memset(free_place, 0, offsetof(struct history, lines));
    free_place->used = 1;
    memcpy(free_place->program, program, sizeof(free_place->program));
    free_place->program[63] = 0;
    return free_place;
}

static uint32_t history_slot(const struct history *history, uint32_t back)
{
    return (history->next + HISTORY_LINES - back) % HISTORY_LINES;
}

static uint32_t history_count(const struct history *history)
{
    uint32_t most = console->history_lines < HISTORY_LINES ? console->history_lines : HISTORY_LINES;
    return !history ? 0 : history->count < most ? history->count : most;
}

static void history_add(struct history *history, const uint16_t *text, uint32_t length)
{
    if (!history || !length || length > HISTORY_LINE) return;
    if (history->count) {
        uint32_t last = history_slot(history, 1);
        if (history->lengths[last] == length && !memcmp(history->lines[last], text, length * sizeof(*text))) return;
    }
    memcpy(history->lines[history->next], text, length * sizeof(*text));
    history->lengths[history->next] = length;
    history->next = (history->next + 1) % HISTORY_LINES;
    if (history->count < HISTORY_LINES) history->count++;
}

/* ---- drawing; the output lock is held */

static int shown_width(uint16_t c)
{
    if (c < 0x20 || c == 0x7f) return 2; /* ^X */
    if (c >= 0xd800 && c < 0xdc00) return 0; /* the second half counts for both */
    if (c >= 0xdc00 && c < 0xe000) return 2;
    return character_width(c);
}

static void follow_scrolling(struct line *line)
{
    line->origin_y -= (int32_t)(line->screen->scrolled - line->scrolled);
    line->scrolled = line->screen->scrolled;
}

/* Where character `index` is shown. */
static void place_of(const struct line *line, uint32_t index, int *x, int *y)
{
    *x = line->origin_x;
    *y = line->origin_y;
    for (uint32_t i = 0; i < index; i++) {
        int width = shown_width(line->text[i]);
        if (*x + width > line->screen->columns) {
            *x = 0;
            ++*y;
        }
        *x += width;
        if (*x < line->screen->columns) continue;
        *x = 0;
        ++*y;
    }
}

static void put_visible(struct screen *screen, const uint16_t *text, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++) {
        uint32_t c = text[i];
        if (c < 0x20 || c == 0x7f) {
            screen_put(screen, '^');
            screen_put(screen, c ^ 0x40);
        } else if (c >= 0xd800 && c < 0xdc00 && i + 1 < length) {
            screen_put(screen, 0x10000 + ((c & 0x3ff) << 10 | (text[++i] & 0x3ffu)));
        } else {
            screen_put(screen, c);
        }
        if (!screen->wrap_pending) continue; /* the caret goes to the next row at once, whatever the mode */
        screen->wrap_pending = 0;
        screen->x = 0;
        screen_line_feed(screen, true);
    }
}

static void move_to(struct line *line, uint32_t index)
{
    int x, y;
    follow_scrolling(line);
    place_of(line, index, &x, &y);
    struct screen *screen = line->screen;
    screen->wrap_pending = 0;
    screen->x = x;
    screen->y = y < 0 ? 0 : y < screen->rows ? y : screen->rows - 1;
}

/* Everything from `from` on, then blanks over what was longer before, and the caret in its place. */
static void draw(struct line *line, uint32_t from)
{
    struct screen *screen = line->screen;
    uint32_t width = 0;
    if (!line->echo) return;
    lock_output();
    bool visible = screen->cursor_visible;
    move_to(line, from);
    put_visible(screen, line->text + from, line->length - from);
    for (uint32_t i = 0; i < line->length; i++) width += (uint32_t)shown_width(line->text[i]);
    for (uint32_t i = width; i < line->shown_length; i++) {
        screen_put(screen, ' ');
        if (screen->wrap_pending && i + 1 < line->shown_length) {
            screen->wrap_pending = 0;
            screen->x = 0;
            screen_line_feed(screen, true);
        }
    }
    line->shown_length = width;
    move_to(line, line->place);
    screen->cursor_visible = visible;
    terminal_cursor(screen);
    emit_flush();
    unlock_output();
}

static void show_caret(struct line *line)
{
    if (!line->echo) return;
    lock_output();
    move_to(line, line->place);
    terminal_cursor(line->screen);
    emit_flush();
    unlock_output();
}

/* ---- editing */

static void remove_range(struct line *line, uint32_t from, uint32_t to)
{
    if (from >= to) return;
    memmove(line->text + from, line->text + to, (line->length - to) * sizeof(*line->text));
    line->length -= to - from;
    line->place = from;
    draw(line, from);
}

static uint32_t before(const struct line *line, uint32_t place)
{
    if (!place) return 0;
    place--;
    bool pair = place && line->text[place] >= 0xdc00 && line->text[place] < 0xe000 && line->text[place - 1] >= 0xd800 &&
                line->text[place - 1] < 0xdc00;
    return pair ? place - 1 : place;
}

static uint32_t after(const struct line *line, uint32_t place)
{
    if (place >= line->length) return line->length;
    bool pair = line->text[place] >= 0xd800 && line->text[place] < 0xdc00 && place + 1 < line->length;
    return place + (pair ? 2 : 1);
}

static uint32_t word_left(const struct line *line)
{
    uint32_t place = line->place;
    while (place && line->text[place - 1] == ' ') place--;
    while (place && line->text[place - 1] != ' ') place--;
    return place;
}

static uint32_t word_right(const struct line *line)
{
    uint32_t place = line->place;
    while (place < line->length && line->text[place] != ' ') place++;
    while (place < line->length && line->text[place] == ' ') place++;
    return place;
}

static void insert(struct line *line, uint16_t c)
{
    bool replaces = line->overwrite && line->place < line->length;
    if (!replaces && line->length >= line->limit) return;
    uint32_t at = line->place;
    if (!replaces) {
        memmove(line->text + at + 1, line->text + at, (line->length - at) * sizeof(*line->text));
        line->length++;
    }
    line->text[at] = c;
    line->place++;
    draw(line, at);
}

static void replace(struct line *line, const uint16_t *text, uint32_t length)
{
    if (length > line->limit) length = line->limit;
    memcpy(line->text, text, length * sizeof(*text));
    line->length = line->place = length;
    draw(line, 0);
}

/* `back` counts from the newest line. */
static void recall(struct line *line, uint32_t back)
{
    uint16_t copy[HISTORY_LINE];
    uint32_t length = 0;
    lock_input();
    if (back && back <= history_count(line->history)) {
        uint32_t slot = history_slot(line->history, back);
        length = line->history->lengths[slot] < HISTORY_LINE ? line->history->lengths[slot] : HISTORY_LINE;
        memcpy(copy, line->history->lines[slot], length * sizeof(*copy));
    }
    unlock_input();
    line->history_back = back;
    replace(line, copy, length);
}

static void recall_older(struct line *line)
{
    if (line->history_back < history_count(line->history)) recall(line, line->history_back + 1);
}

static void recall_newer(struct line *line)
{
    if (line->history_back > 1) recall(line, line->history_back - 1);
}

/* F8: the next older line that begins with what stands before the caret. */
static void recall_matching(struct line *line)
{
    uint32_t count = history_count(line->history), place = line->place;
    for (uint32_t n = 1; n <= count; n++) {
        uint32_t back = (line->history_back + n - 1) % count + 1, slot = history_slot(line->history, back);
        if (line->history->lengths[slot] < place ||
            memcmp(line->history->lines[slot], line->text, place * sizeof(uint16_t)))
            continue;
        recall(line, back);
        line->place = place;
        show_caret(line);
        return;
    }
}

/* F1 and F3: characters of the last line at the same place. */
static void copy_from_last(struct line *line, bool all)
{
    if (!history_count(line->history)) return;
    uint32_t slot = history_slot(line->history, line->history_back ? line->history_back : 1);
    do {
        if (line->place >= line->history->lengths[slot]) return;
        insert(line, line->history->lines[slot][line->place]);
    } while (all);
}

static void go(struct line *line, uint32_t place)
{
    line->place = place;
    show_caret(line);
}

static void edit_key(struct line *line, const struct console_input *record)
{
    bool control = record->key.state & CONTROL_KEYS;
    switch (record->key.key) {
    case VK_LEFT: go(line, control ? word_left(line) : before(line, line->place)); break;
    case VK_RIGHT:
        if (line->place == line->length && !control) copy_from_last(line, false);
        else go(line, control ? word_right(line) : after(line, line->place));
        break;
    case VK_HOME:
        if (control) remove_range(line, 0, line->place);
        else go(line, 0);
        break;
    case VK_END:
        if (control) remove_range(line, line->place, line->length);
        else go(line, line->length);
        break;
    case VK_UP: recall_older(line); break;
    case VK_DOWN: recall_newer(line); break;
    case VK_PRIOR: recall(line, history_count(line->history)); break;
    case VK_NEXT: recall(line, history_count(line->history) ? 1 : 0); break;
    case VK_INSERT: line->overwrite = !line->overwrite; break;
    case VK_DELETE: remove_range(line, line->place, after(line, line->place)); break;
    case VK_F1: copy_from_last(line, false); break;
    case VK_F3: copy_from_last(line, true); break;
    case VK_F8: recall_matching(line); break;
    case VK_F7:
        if (!(record->key.state & ALT_KEYS)) break;
        lock_input();
        if (line->history) line->history->count = line->history->next = 0;
        unlock_input();
        break;
    }
}

/* ---- aliases: doskey macros, expanded when the line is finished */

struct alias_expansion { const uint16_t *text; uint32_t length; uint16_t *out; uint32_t capacity, used; };

static void add_unit(struct alias_expansion *e, uint16_t c)
{
    if (e->used < e->capacity) e->out[e->used++] = c;
}

/* Word `number` of the line (0: the name), or everything behind the name for `*`. */
static void add_argument(struct alias_expansion *e, int number, bool all)
{
    uint32_t at = 0;
    for (int word = 0;; word++) {
        while (at < e->length && e->text[at] == ' ') at++;
        uint32_t start = at;
        if (at >= e->length) return;
        if (word == number) {
            uint32_t end = all ? e->length : at;
            while (!all && end < e->length && e->text[end] != ' ') end++;
            for (uint32_t i = start; i < end; i++) add_unit(e, e->text[i]);
            return;
        }
        while (at < e->length && e->text[at] != ' ') at++;
    }
}

struct console_alias *alias_find(const uint16_t *program, const uint16_t *source, size_t source_length)
{
    for (int i = 0; i < CONSOLE_ALIASES; i++) {
        struct console_alias *alias = &console->aliases[i];
        size_t length = text_length(alias->source, CONSOLE_ALIAS_SOURCE);
        if (!length || length != source_length || !text_equal(alias->program, program, 64)) continue;
        if (text_equal(alias->source, source, length)) return alias;
    }
    return NULL;
}

/* The line with its alias expanded, each command ending in CR LF; 0 if there is none. */
static uint32_t expand_alias(const uint16_t *program, const uint16_t *text, uint32_t length, uint16_t *out,
                             uint32_t capacity)
{
    struct alias_expansion e = { text, length, out, capacity - 2, 0 };
    uint32_t name = 0;
    while (name < length && text[name] != ' ') name++;
    lock_input();
    const struct console_alias *alias = alias_find(program, text, name);
    for (const uint16_t *at = alias ? alias->target : NULL; at && *at; at++) {
        uint16_t next = *at == '$' ? lower(at[1]) : 0;
        if (next >= '1' && next <= '9') add_argument(&e, next - '0', false);
        else if (next == '*') add_argument(&e, 1, true);
        else if (next == 't') add_unit(&e, '\r'), add_unit(&e, '\n');
        else if (next == 'g') add_unit(&e, '>');
        else if (next == 'l') add_unit(&e, '<');
        else if (next == 'b') add_unit(&e, '|');
        else if (next == '$') add_unit(&e, '$');
        else {
            add_unit(&e, *at);
            continue;
        }
        at++;
    }
    unlock_input();
    if (!alias) return 0;
    out[e.used++] = '\r';
    out[e.used++] = '\n';
    return e.used;
}

/* ---- one line */

enum outcome { GOES_ON, FINISHED, WOKEN, ENDED };

static enum outcome take_key(struct line *line, const struct console_input *record)
{
    uint16_t c = record->key.character;
    if (record->type != 1 || !record->key.down) {
        bool alt_code = record->type == 1 && record->key.key == 0x12 &&
                        c; /* Alt with digits: the character comes with the key's release */
        if (!alt_code) return GOES_ON;
    }
    line->key_state = record->key.state;
    for (uint32_t n = 0; n < (record->key.repeat ? record->key.repeat : 1u); n++) {
        if (c && c < 0x20 && line->wakeup_mask & 1u << c) {
            memmove(line->text + line->place + 1, line->text + line->place,
                    (line->length - line->place) * sizeof(*line->text));
            line->text[line->place] = c;
            line->length++;
            return WOKEN;
        }
        if (record->key.key == VK_RETURN || c == '\r') return FINISHED;
        if (!line->processed && c) {
            insert(line, c);
        } else if (c == 8) {
            remove_range(line, before(line, line->place), line->place);
        } else if (c == 0x7f && record->key.key == VK_BACK) {
            remove_range(line, word_left(line), line->place);
        } else if (c == 27) {
            line->place = 0;
            remove_range(line, 0, line->length);
        } else if (c && !(record->key.state & ALT_KEYS && c < 0x80 && record->key.key)) {
            insert(line, c);
        } else if (!c) {
            edit_key(line, record);
        }
    }
    return GOES_ON;
}

static NTSTATUS edit_line(struct line *line, enum outcome *outcome)
{
    uint32_t events = __atomic_load_n(&console->control_events, __ATOMIC_ACQUIRE);
    *outcome = GOES_ON;
    while (*outcome == GOES_ON) {
        struct console_input record;
        uint32_t count = 1;
        if (!console->input_count) input_pump();
        if (input_take(&record, &count, false)) *outcome = take_key(line, &record);
        else if (!input_wait(events)) return STATUS_CANCELLED;
    }
    return STATUS_SUCCESS;
}

/* What the program gets of a finished line goes to `rest`. */
static void deliver(struct line *line, enum outcome outcome, const uint16_t *program)
{
    pthread_mutex_lock(&rest.lock);
    rest.first = rest.end = 0;
    if (outcome == FINISHED && line->processed && line->echo)
        rest.end = expand_alias(program, line->text, line->length, rest.text, CONSOLE_LINE);
    if (!rest.end) {
        memcpy(rest.text, line->text, line->length * sizeof(*line->text));
        rest.end = line->length;
        if (outcome == FINISHED) {
            rest.text[rest.end++] = '\r';
            if (line->processed) rest.text[rest.end++] = '\n';
        }
    }
    pthread_mutex_unlock(&rest.lock);
}

static void begin_line(struct line *line, const struct console_read *wanted)
{
    uint32_t mode = console->input_mode;
    line->screen = &console->screens[console->active];
    line->echo = mode & MODE_ECHO_INPUT;
    line->processed = mode & MODE_PROCESSED_INPUT;
    line->overwrite = mode & MODE_EXTENDED_FLAGS && !(mode & MODE_INSERT);
    line->wakeup_mask = wanted->wakeup_mask;
    line->wants_end_of_file = wanted->end_of_file;
    line->limit = CONSOLE_LINE - 2;
    line->length = line->place = wanted->initial_count;
    lock_input();
    line->history = line->echo ? history_of(wanted->program, true) : NULL;
    unlock_input();
    if (!line->echo) return;
    terminal_locate();
    lock_output();
    line->scrolled = line->screen->scrolled;
    int x = line->screen->x, y = line->screen->y, end_x, end_y;
    line->origin_x = x;
    line->origin_y = y;
    for (uint32_t i = 0; i < line->length; i++) line->shown_length += (uint32_t)shown_width(line->text[i]);
    for (uint32_t i = 0; i < line->shown_length; i++) { /* back over what is on the screen already */
        if (--line->origin_x >= 0) continue;
        line->origin_x = line->screen->columns - 1;
        line->origin_y--;
    }
    place_of(line, line->length, &end_x, &end_y);
    unlock_output();
}

static void end_line(struct line *line, enum outcome outcome)
{
    if (line->echo) {
        lock_output();
        move_to(line, outcome == WOKEN ? line->place : line->length);
        if (outcome == FINISHED) {
            line->screen->x = 0;
            screen_line_feed(line->screen, false);
        }
        terminal_cursor(line->screen);
        emit_flush();
        unlock_output();
    }
    if (outcome != FINISHED || !line->echo) return;
    lock_input();
    history_add(line->history, line->text, line->length);
    unlock_input();
}

static NTSTATUS read_line(struct line *line, struct console_read *wanted)
{
    enum outcome outcome;
    terminal_use_input();
    console_start_guard();
    begin_line(line, wanted);
    NTSTATUS status = edit_line(line, &outcome);
    wanted->key_state = line->key_state;
    if (status) return status;
    end_line(line, outcome);
    wanted->end_of_file = line->wants_end_of_file && line->length && line->text[0] == 0x1a && outcome == FINISHED;
    if (!wanted->end_of_file) deliver(line, outcome, wanted->program);
    return STATUS_SUCCESS;
}

/* ---- without line input: what is there, at least one character */

static NTSTATUS read_characters(uint32_t capacity)
{
    uint32_t events = __atomic_load_n(&console->control_events, __ATOMIC_ACQUIRE), used = 0;
    uint16_t text[512];
    if (capacity > 512) capacity = 512;
    terminal_use_input();
    console_start_guard();
    for (;;) {
        struct console_input record;
        uint32_t count = 1;
        if (!console->input_count) input_pump();
        if (used == capacity) break;
        if (!input_take(&record, &count, false)) {
            if (used) break;
            if (!input_wait(events)) return STATUS_CANCELLED;
            continue;
        }
        bool alt_code = record.type == 1 && !record.key.down && record.key.key == 0x12;
        if (record.type != 1 || !record.key.character || (!record.key.down && !alt_code)) continue;
        for (uint32_t n = 0; n < (record.key.repeat ? record.key.repeat : 1u) && used < capacity; n++)
            text[used++] = record.key.character;
    }
    pthread_mutex_lock(&rest.lock);
    memcpy(rest.text, text, used * sizeof(*text));
    rest.first = 0;
    rest.end = used;
    pthread_mutex_unlock(&rest.lock);
    return STATUS_SUCCESS;
}

/* ---- the request */

static uint32_t take_rest(uint16_t *text, uint32_t capacity)
{
    pthread_mutex_lock(&rest.lock);
    uint32_t count = rest.end - rest.first < capacity ? rest.end - rest.first : capacity;
    memcpy(text, rest.text + rest.first, count * sizeof(*text));
    rest.first += count;
    pthread_mutex_unlock(&rest.lock);
    return count;
}

static NTSTATUS gather(struct console_read *wanted, const struct unix_console_control_args *args)
{
    if (!(console->input_mode & MODE_LINE_INPUT)) return read_characters(args->size);
    static __thread struct line *line; /* stays if the program's buffer cannot be read */
    if (!line && !(line = malloc(sizeof(*line)))) return STATUS_NO_MEMORY;
    memset(line, 0, offsetof(struct line, text));
    if (wanted->initial_count > args->size || wanted->initial_count > CONSOLE_LINE - 2) return STATUS_INVALID_PARAMETER;
    memcpy(line->text, (const void *)(uintptr_t)args->buffer, wanted->initial_count * sizeof(*line->text));
    NTSTATUS status = read_line(line, wanted);
    free(line);
    line = NULL;
    return status;
}

NTSTATUS line_read(struct unix_console_control_args *args)
{
    struct console_read wanted = { 0 };
    struct console_read *given = (struct console_read *)(uintptr_t)args->extra;
    uint32_t capacity = args->size < CONSOLE_LINE ? args->size : CONSOLE_LINE;
    NTSTATUS status = STATUS_SUCCESS;
    if (given) wanted = *given;
    if (!args->size) return STATUS_SUCCESS;
    if (rest.first == rest.end) {
        status = gather(&wanted, args);
        if (!status && wanted.end_of_file && console->input_mode & MODE_LINE_INPUT) capacity = 0;
    }
    args->size = status ? 0 : take_rest(console_chunk.text, capacity);
    memcpy((void *)(uintptr_t)args->buffer, console_chunk.text, args->size * sizeof(uint16_t));
    if (given) given->key_state = wanted.key_state;
    return status;
}
