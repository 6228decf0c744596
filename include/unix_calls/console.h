/* The console: dlls/ntdll/unix/console*.c, explained in docs/console.md.
 *
 * A console handle is an OBJECT_FILE entry with HANDLE_CONSOLE whose `aux` is a console target: the input, or a screen
 * buffer. */
#ifndef UNIX_CALLS_CONSOLE_H
#define UNIX_CALLS_CONSOLE_H

#include <stdint.h>

#define CONSOLE_TARGET_INPUT  0x80010000u
#define CONSOLE_TARGET_SCREEN                                                                                          \
    0x80020000u /* + number of the screen buffer: 0 is the first; CONSOLE_ACTIVE the one shown */
#define CONSOLE_ACTIVE        0xffffu
#define console_target_is_screen(target) (((target) & 0xffff0000u) == CONSOLE_TARGET_SCREEN)
#define console_target_is_input(target)  ((target) == CONSOLE_TARGET_INPUT)

/* INPUT_RECORD, CHAR_INFO as Windows has them, in both architectures. */
struct console_input {
    uint16_t type, padding; /* KEY_EVENT 1, MOUSE_EVENT 2, WINDOW_BUFFER_SIZE_EVENT 4, MENU_EVENT 8, FOCUS_EVENT 0x10 */
    union {
        struct { uint32_t down; uint16_t repeat, key, scan, character; uint32_t state; } key;
        struct { int16_t x, y; uint32_t buttons, state, flags; } mouse;
        struct { int16_t columns, rows; } size;
        uint32_t value;
    };
};
_Static_assert(sizeof(struct console_input) == 20, "INPUT_RECORD");
struct console_char { uint16_t character, attributes; };

/* What GetConsoleScreenBufferInfoEx and GetConsoleCursorInfo tell. */
struct console_screen_info {
    int32_t columns, rows, cursor_x, cursor_y;
    int32_t left, top, right, bottom;        /* the window in the buffer, inclusive */
    int32_t largest_columns, largest_rows;
    uint32_t attributes, popup_attributes, cursor_size, cursor_visible, full_screen;
    uint32_t colours[16];                    /* 0x00bbggrr */
};

/* A request about `target`, which is checked. STATUS_INVALID_HANDLE without a console, or when the target is of the
 * other kind. `size` counts elements of `buffer`; set to how many were read or written. */
enum console_request {
    CONSOLE_GET_MODE,       /* value set */
    CONSOLE_SET_MODE,       /* value */
    CONSOLE_GET_CODE_PAGES, /* value: input, value2: output; 0: not chosen yet */
    CONSOLE_SET_CODE_PAGE,  /* value; flags 0: input, 1: output */
    CONSOLE_WRITE,          /* buffer: UTF-16 */
    CONSOLE_READ, /* buffer: UTF-16 set; waits. struct console_read at `extra`, or 0. STATUS_CANCELLED: a control event
                     came */
    CONSOLE_READ_INPUT,  /* buffer: struct console_input set; flags: CONSOLE_PEEK, CONSOLE_NO_WAIT */
    CONSOLE_WRITE_INPUT, /* buffer: struct console_input */
    CONSOLE_COUNT_INPUT, /* value set */
    CONSOLE_FLUSH_INPUT,
    CONSOLE_WAIT_BEGIN, /* somebody is going to sleep until there is input */
    CONSOLE_WAIT_END,
    CONSOLE_WAIT_LOOK, /* value set: input is there; extra: address of the futex word to sleep on, value2: what it is
                          now */
    CONSOLE_GET_INFO,  /* buffer: struct console_screen_info */
    CONSOLE_SET_INFO,  /* the same: size, cursor, window, attributes, colours */
    CONSOLE_SET_ATTRIBUTES,  /* value */
    CONSOLE_SET_CURSOR,      /* x, y */
    CONSOLE_SET_CURSOR_INFO, /* value: size, value2: visible */
    CONSOLE_SET_SIZE,        /* width, height */
    CONSOLE_SET_WINDOW,      /* x, y, width, height: left, top, right, bottom; flags 1: absolute */
    CONSOLE_FILL_CHARACTERS, /* value: UTF-16 unit; size; from x, y on */
    CONSOLE_FILL_ATTRIBUTES,
    CONSOLE_WRITE_CHARACTERS, /* buffer: UTF-16, from x, y on, over the ends of lines */
    CONSOLE_WRITE_ATTRIBUTES, /* buffer: uint16_t */
    CONSOLE_READ_CHARACTERS,
    CONSOLE_READ_ATTRIBUTES,
    CONSOLE_WRITE_CELLS, /* buffer: struct console_char[], one row (or `value` rows of `width`) at x, y */
    CONSOLE_READ_CELLS,
    CONSOLE_SCROLL,        /* buffer: struct console_scroll */
    CONSOLE_CREATE_SCREEN, /* value set: target */
    CONSOLE_ACTIVATE_SCREEN,
    CONSOLE_RETAIN_SCREEN, /* one handle more, one less: at 0 the buffer goes */
    CONSOLE_RELEASE_SCREEN,
    CONSOLE_GET_TITLE, /* buffer: UTF-16, size: capacity; value set: length. flags 1: as it was first */
    CONSOLE_SET_TITLE,
    CONSOLE_GET_PROCESSES,    /* buffer: uint32_t; value set: how many there are */
    CONSOLE_SEND_EVENT,       /* value: CTRL_*_EVENT; value2: process group, 0: all */
    CONSOLE_GET_HISTORY_INFO, /* value: lines, value2: histories, flags */
    CONSOLE_SET_HISTORY_INFO,
    CONSOLE_GET_HISTORY,   /* buffer: UTF-16, lines with terminators, of program at `extra` (terminated) */
    CONSOLE_CLEAR_HISTORY, /* of the program at `extra` */
    CONSOLE_SET_ALIAS,     /* buffer: struct console_alias; an empty target removes it */
    CONSOLE_GET_ALIAS,     /* buffer: struct console_alias: target set */
    CONSOLE_LIST_ALIASES, /* buffer: UTF-16 "source=target\0", of the program at `extra`; 0: names of programs that have
                             some */
    CONSOLE_ATTACH,       /* value: Unix process id; 0: the terminal that we were started from */
    CONSOLE_ALLOCATE,
    CONSOLE_FREE,
    CONSOLE_PSEUDO_CREATE, /* x, y: descriptors of input and output; width, height; extra set: the pseudo console */
    CONSOLE_PSEUDO_RESIZE, /* extra; width, height */
    CONSOLE_PSEUDO_CLOSE,  /* extra */
    CONSOLE_REQUEST_COUNT
};
#define CONSOLE_PEEK    0x1u
#define CONSOLE_NO_WAIT 0x2u

struct unix_console_control_args {
    uint32_t request, target;
    uint64_t buffer;
    uint32_t size, value, value2, flags;
    int32_t  x, y, width, height;
    uint64_t extra;
};

/* CONSOLE_READ: CONSOLE_READCONSOLE_CONTROL and what a line editor must know. */
struct console_read {
    uint32_t initial_count;  /* characters in the buffer already, and on the screen */
    uint32_t wakeup_mask;    /* control characters that end the line at once */
    uint32_t key_state;      /* set */
    uint32_t end_of_file;    /* wanted: Ctrl+Z at the beginning of a line means the end (ReadFile); set: it was there */
    uint16_t program[64];    /* whose history and aliases: the name of the executable, terminated */
};
struct console_scroll {
    int32_t left, top, right, bottom;                      /* what moves, inclusive */
    int32_t clip_left, clip_top, clip_right, clip_bottom;
    int32_t to_x, to_y;
    uint32_t clipped;
    struct console_char fill;
};
#define CONSOLE_ALIAS_SOURCE 128u
#define CONSOLE_ALIAS_TARGET 1024u
struct console_alias { uint16_t program[64], source[CONSOLE_ALIAS_SOURCE], target[CONSOLE_ALIAS_TARGET]; };

#endif
