/* The console's own state: docs/console.md explains it. Shared by all processes attached to it, in a memfd. */
#ifndef CONSOLE_PRIVATE_H
#define CONSOLE_PRIVATE_H

#include <pthread.h>
#include <stdlib.h>
#include <termios.h>
#include "unix_private.h"

#define CONSOLE_MAGIC          0x434f4e31u
#define CONSOLE_SCREENS        8
#define CONSOLE_CELLS          0x100000u  /* of one screen buffer at most */
#define CONSOLE_INPUT_CAPACITY 8192u      /* a power of two */
#define CONSOLE_PROCESSES      64
#define CONSOLE_TITLE          1024
#define CONSOLE_SEQUENCE       1024       /* a control sequence longer than this is dropped */
#define CONSOLE_PARAMETERS     32
#define CONSOLE_COLUMNS_MAX    1024
#define CONSOLE_ROWS_MAX       9999
#define HISTORIES              4
#define HISTORY_LINES          50
#define HISTORY_LINE           2048
#define CONSOLE_ALIASES        256
#define CONSOLE_LINE           16384      /* longest line that is edited */

#define DEFAULT_ATTRIBUTES     0x0007u

/* input modes */
#define MODE_PROCESSED_INPUT   0x0001u
#define MODE_LINE_INPUT        0x0002u
#define MODE_ECHO_INPUT        0x0004u
#define MODE_WINDOW_INPUT      0x0008u
#define MODE_MOUSE_INPUT       0x0010u
#define MODE_INSERT            0x0020u
#define MODE_QUICK_EDIT        0x0040u
#define MODE_EXTENDED_FLAGS    0x0080u
#define MODE_AUTO_POSITION     0x0100u
#define MODE_VT_INPUT          0x0200u
/* output modes */
#define MODE_PROCESSED_OUTPUT  0x0001u
#define MODE_WRAP_AT_EOL       0x0002u
#define MODE_VT_PROCESSING     0x0004u
#define MODE_NO_AUTO_RETURN    0x0008u
#define MODE_LVB_GRID          0x0010u

/* A colour: 0 follows from the attributes; else its kind in the high byte. */
#define COLOUR_DEFAULT         0x01000000u
#define COLOUR_INDEX           0x02000000u
#define COLOUR_RGB             0x03000000u

#define ATTRIBUTE_REVERSE      0x4000u /* COMMON_LVB_REVERSE_VIDEO */
#define ATTRIBUTE_UNDERSCORE   0x8000u /* COMMON_LVB_UNDERSCORE */
/* styles that attributes cannot say */
#define STYLE_BOLD      0x01u
#define STYLE_FAINT     0x02u
#define STYLE_ITALIC    0x04u
#define STYLE_BLINK     0x08u
#define STYLE_CONCEAL   0x10u
#define STYLE_STRIKE    0x20u

struct pen { uint16_t attributes, style; uint32_t foreground, background; };

#define CELL_LEADING    0x01u /* the left half of a wide character */
#define CELL_TRAILING   0x02u
struct cell { uint32_t character; uint16_t attributes; uint8_t style, flags; uint32_t foreground, background; };
_Static_assert(sizeof(struct cell) == 16, "four cells a cache line");

/* Output in progress: a control sequence may be split over several writes. */
struct vt_parser {
    uint32_t state, length, high_surrogate;
    uint8_t  graphics;                  /* DEC line drawing is on */
    uint8_t  sequence[CONSOLE_SEQUENCE];/* as UTF-8 */
};

struct saved_cursor { int32_t x, y; struct pen pen; uint32_t graphics, wrap_pending; };

struct screen {
    uint32_t used, handles, owner, mode;
    int32_t  columns, rows;             /* of the buffer */
    int32_t  view_top, view_columns, view_rows;
    int32_t  first_row;                 /* rows are a ring: scrolling moves nothing */
    int32_t  x, y;
    int32_t  margin_top, margin_bottom; /* inclusive; bottom 0: none */
    uint32_t wrap_pending;              /* the cursor is behind the last column, as in VT mode */
    uint32_t placed;                    /* the program has named the cursor's row, it did not move it up or down */
    uint32_t changed;                   /* while another buffer was shown */
    uint32_t scrolled;                  /* rows that went over the top since ever */
    struct pen pen;
    uint32_t cursor_size, cursor_visible;
    uint32_t alternate;                 /* the program switched to the alternate screen by a sequence */
    uint32_t origin_mode, no_wrap;
    struct saved_cursor saved, saved_main;
    int32_t  main_first_row;
    uint8_t  tabs[CONSOLE_COLUMNS_MAX / 8];
    struct vt_parser parser;
};

/* What is known of the terminal's state: moves and colours are sent when the next character needs them. */
struct terminal {
    uint32_t present;          /* 0: a console without window */
    uint32_t is_tty;           /* else pipes of a pseudo console */
    int32_t  columns, rows;
    int32_t  x, y;             /* in the window */
    uint32_t at_margin;        /* the last column is written: the next character wraps */
    uint32_t wraps;            /* the shadow has wrapped already, the terminal will with the next character */
    uint32_t located;          /* y is where the cursor is, else only relative to the start; any thread may clear it */
    uint32_t pen_known;
    struct pen pen;
    uint32_t alternate, cursor_hidden, mouse;
    uint32_t raw, signals;     /* termios: our settings are in force; ISIG is on */
    uint32_t have_settings;
    uint32_t begun;            /* a pseudo console has got its first sequences */
    struct termios settings;   /* as they were before us */
};

/* Bytes of the terminal that are no whole key yet. */
struct input_decoder {
    uint32_t length;
    uint8_t  bytes[256];
    uint32_t in_paste;
    uint32_t buttons;          /* mouse buttons down, as MOUSE_EVENT has them */
    uint32_t high_pending;
};

struct history {
    uint16_t program[64];
    uint32_t used, count, next;
    uint32_t lengths[HISTORY_LINES];
    uint16_t lines[HISTORY_LINES][HISTORY_LINE];
};

struct attached { uint32_t unix_pid, pid, group; int32_t fd_memory, fd_in, fd_out; };

struct console {
    uint32_t magic, size;
    pthread_mutex_t output_lock, input_lock; /* in this order; robust */
    uint32_t input_word;      /* futex: bumped when input comes, a control event, a new size */
    uint32_t resized;         /* SIGWINCH came */
    uint32_t control_events;  /* count */
    uint32_t input_mode;
    uint32_t input_code_page, output_code_page;
    uint32_t input_first, input_count;
    uint32_t active;
    uint32_t guarded;         /* a guard process puts the terminal back if all of us are killed */
    uint32_t wanted_size;     /* of a pseudo console: columns << 16 | rows */
    uint32_t locate_asked, locate_answered; /* counts */
    uint32_t locate_late;     /* nobody waits for the answer any more */
    int32_t  locate_x, locate_y;
    uint32_t history_lines, history_count, history_flags;
    uint32_t colours[16];
    uint32_t title_length, first_title_length;
    uint16_t title[CONSOLE_TITLE], first_title[CONSOLE_TITLE];
    struct terminal terminal;
    struct input_decoder decoder;
    struct attached processes[CONSOLE_PROCESSES];
    struct screen screens[CONSOLE_SCREENS];
    struct console_input input[CONSOLE_INPUT_CAPACITY];
    struct history histories[HISTORIES];
    struct console_alias aliases[CONSOLE_ALIASES];
};

#define CONSOLE_CELLS_OFFSET ((sizeof(struct console) + 0xfffu) & ~(size_t)0xfff)
#define CONSOLE_MEMORY_SIZE  (CONSOLE_CELLS_OFFSET + (size_t)2 * CONSOLE_SCREENS * CONSOLE_CELLS * sizeof(struct cell))

/* --- console.c: the console of this process --- */
extern struct console *console;                 /* NULL: none yet, or none */
extern int console_fd_in, console_fd_out;       /* the terminal */
bool console_open(void);                        /* makes one where a console program has none yet; false: it must not */
struct console *console_create_memory(int columns, int rows, int *fd);
bool console_process_lives(const struct attached *process);
void console_start_guard(void);
NTSTATUS console_attach(uint32_t unix_pid);
NTSTATUS console_allocate(void);
NTSTATUS console_free(void);
NTSTATUS console_send_event(struct console *memory, uint32_t event, uint32_t group);
void lock_output(void);
void unlock_output(void);
void lock_input(void);
void unlock_input(void);

/* --- console_terminal.c: sending to the terminal, its settings --- */
void emit(const char *bytes, size_t size);
void emit_text(const char *text);
void emit_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
void emit_character(uint32_t character);
void emit_flush(void);
void terminal_move(struct screen *screen, int x, int y); /* buffer coordinates */
void terminal_pen(const struct pen *pen);
void terminal_cursor(struct screen *screen);   /* the cursor where the screen has it, and whether it shows */
bool terminal_shows(const struct screen *screen);
void terminal_use_input(void);                 /* the tty gives single keys from now on */
void terminal_apply_mode(void);
void terminal_restore(bool from_signal);
void terminal_update_size(void);               /* after SIGWINCH; both locks free */
void terminal_locate(void);                    /* learns where the cursor is, if that is not known; locks free */
void terminal_repaint(struct screen *screen, int left, int top, int right, int bottom);

/* --- console_screen.c: the shadow of a screen buffer; the output lock is held --- */
struct cell *screen_row(struct screen *screen, int y);
void screen_create(struct screen *screen, int columns, int rows);
void screen_resize(struct screen *screen, int columns, int rows, int view_columns, int view_rows);
void screen_clear_cells(struct screen *screen, int y, int from, int to, const struct pen *pen);
void screen_put(struct screen *screen, uint32_t character);
void screen_line_feed(struct screen *screen, bool soft);
void screen_scroll(struct screen *screen, int top, int bottom, int count); /* > 0: up */
void screen_show_cursor_row(struct screen *screen);
void screen_break_wide(struct screen *screen, int x, int y);
int  character_width(uint32_t character);
static inline int screen_number(const struct screen *screen) { return (int)(screen - console->screens); }

/* --- console_vt.c --- */
void screen_write(struct screen *screen, const uint16_t *text, size_t length);

/* --- console_request.c --- */
#define CONSOLE_CHUNK 16384u
/* A piece of program memory under way; no request needs two. unix_console_control() sees that the thread has it. */
union console_chunk {
    uint16_t text[CONSOLE_CHUNK];
    struct console_input input[1024];
    struct console_char cells[CONSOLE_CHUNK / 2];
    struct console_screen_info info;
    struct console_scroll scroll;
    struct console_alias alias;
};
_Static_assert(sizeof(union console_chunk) <= THREAD_SCRATCH_SIZE, "it is the thread's scratch buffer");
#define console_chunk (*(union console_chunk *)thread_scratch(SCRATCH_CONSOLE))
struct screen *screen_of_target(uint32_t target);

/* --- console_decode.c: no state but the decoder's --- */
struct decode_target {
    void (*push)(void *context, const struct console_input *record);
    void (*cursor)(void *context, int x, int y);
    void *context;
    uint32_t mode;
};
/* `last`: nothing more will come soon, so that a lone escape is the key. */
void input_decode(struct input_decoder *decoder, const struct decode_target *target, const uint8_t *bytes, size_t size,
                  bool last);
void key_of_character(uint32_t character, struct console_input *record);

/* --- console_input.c: the queue --- */
void input_push(const struct console_input *record);     /* the input lock is held */
void input_push_text(const char *text);                  /* answers to the program; takes the lock */
bool input_take(struct console_input *records, uint32_t *count, bool peek);
void console_wake_memory(struct console *memory);        /* safe in signal handlers */
void input_pump(void);                                   /* what the terminal has, without waiting */
/* Sleeps until there is input; false: a control event came after `events`. */
bool input_wait(uint32_t events);
void input_wait_begin(void);
void input_wait_end(void);

/* --- console_line.c --- */
NTSTATUS line_read(struct unix_console_control_args *args);
struct history *history_of(const uint16_t *program, bool create);
struct console_alias *alias_find(const uint16_t *program, const uint16_t *source, size_t source_length);
size_t text_length(const uint16_t *text, size_t most);
bool text_equal(const uint16_t *a, const uint16_t *b, size_t most); /* without regard to ASCII case */

/* --- console_pseudo.c --- */
struct pseudo_console { struct console *memory; int fd_memory, fd_in, fd_out; };
/* By the number that a program has for it (a pointer would not fit into a 32-bit HPCON); NULL if there is none. */
struct pseudo_console *pseudo_of_number(uint64_t number);
NTSTATUS pseudo_request(struct unix_console_control_args *args);

#endif
