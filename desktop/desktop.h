/* winrun-desktop: shows the windows of a prefix on an X display and brings back what the person does
 * (docs/windowing.md). It compares the records of the shared memory with what it has shown, and keeps nothing else:
 * another one can take its place at any time. */
#ifndef DESKTOP_H
#define DESKTOP_H

#include <stdbool.h>
#include <stdint.h>
#include "requests.h"
#include "windowing.h"

#define WS_POPUP            0x80000000u
#define WS_MINIMIZE         0x20000000u
#define WS_VISIBLE          0x10000000u
#define WS_DISABLED         0x08000000u
#define WS_MAXIMIZE         0x01000000u
#define WS_CAPTION          0x00c00000u
#define WS_THICKFRAME       0x00040000u
#define WS_EX_TOPMOST       0x00000008u
#define WS_EX_TRANSPARENT   0x00000020u
#define WS_EX_TOOLWINDOW    0x00000080u
#define WS_EX_APPWINDOW     0x00040000u
#define WS_EX_LAYERED       0x00080000u
#define WS_EX_NOACTIVATE    0x08000000u

void fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* --- connection.c: to winrun-server --- */
extern struct windowing *windowing;
void connection_use(int fd);
bool connection_open(const char *prefix); /* false: no server runs there */
int connection_fd(void);
void connection_attach(uint32_t kind); /* maps `windowing` */
/* Asks and waits for the answer; ends the program when the server has gone. *out_data, if wanted, is freed by the
 * caller. *fd, if wanted, is the caller's. */
int32_t ask(uint32_t code, const void *in, uint32_t in_size, const void *data, uint32_t data_size, void *out,
            uint32_t out_size, uint8_t **out_data, uint32_t *out_data_size, int *fd);
#define ASK(name, in, out) ask(request_code_##name, in, sizeof(*(in)), NULL, 0, out, sizeof(*(out)), NULL, NULL, NULL)

/* --- records.c: reading what the server publishes --- */
bool window_read(uint32_t handle, struct window_record *record); /* false: there is none */
bool queue_read(uint32_t index, struct queue_record *record);
void screen_read(struct screen_record *screen);
/* The top-level windows from top to bottom; returns how many (at most capacity). */
uint32_t top_level_windows(struct window_record *records, uint32_t capacity);

/* --- surface.c --- */
struct surface {
    uint32_t window, serial;
    int fd;
    struct surface_header *header; /* NULL: none */
    size_t size;
    uint32_t width, height, stride; /* as checked when it was mapped */
};
bool surface_open(struct surface *surface, uint32_t window, uint32_t serial);
void surface_close(struct surface *surface);
/* Takes the dirty rectangle out, clipped to the surface; false: it is clean. */
bool surface_take_dirty(struct surface *surface, struct screen_rectangle *dirty);

/* --- screenshot.c --- */
int screenshot(const char *file);

/* --- x11_*.c --- */
void x11_check_display(void); /* ends the program if it cannot be opened */
int x11_run(bool may_wait); /* may_wait: until the display can be opened */

#endif
