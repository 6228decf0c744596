/* Windows, message queues, input and clipboard (docs/windowing.md). The server keeps its own copy of each record and
 * never reads the published one back, so a program that scribbles over the shared memory misleads only who reads it. */
#ifndef SERVER_WINDOWS_H
#define SERVER_WINDOWS_H

#include <stdbool.h>
#include <stdint.h>
#include "ntstatus.h"
#include "windowing.h"

struct process;
struct request;
struct client;

struct queue;

struct icon {
    uint32_t width, height;
    uint8_t *pixels; /* NULL: none */
};
struct property {
    uint32_t atom;
    uint64_t value;
};
struct window {
    struct window_record record; /* what is published; its links are filled in then */
    struct window *parent, *first_child, *last_child, *next, *previous;
    struct window *owner;
    uint32_t owned; /* windows whose owner it is */
    struct queue *queue; /* NULL: a root */
    uint16_t *text;
    int32_t *region; /* rectangles, 4 numbers each */
    uint32_t region_count;
    bool has_region;
    struct icon icons[2];
    struct property *properties;
    uint32_t property_count;
};

struct message {
    struct message *next;
    enum taken_kind kind;
    uint32_t window, message, flags, packing;
    uint64_t wparam, lparam, extra;
    uint32_t time;
    int32_t x, y;
    uint32_t ticket, sender_tid;
    uint32_t bit; /* QS_* that it stands for */
    uint32_t data_size;
    uint8_t data[];
};
struct message_list {
    struct message *first, *last;
    uint32_t count;
};
struct queue {
    struct queue *next_in_bucket;
    struct queue_record record;
    struct process *process;
    uint32_t index;
    struct message_list lists[TAKEN_INTERNAL + 1];
    int32_t low_level_hooks; /* bit 0: keyboard, bit 1: mouse */
};

extern struct windowing *windowing; /* the shared memory */
extern int windowing_fd;
extern struct window *desktop_root, *message_root;

/* --- windowing.c --- */
bool windowing_create(void); /* makes the memory, the roots, and their names */
void window_publish(struct window *window); /* and counts the change */
void queue_publish(struct queue *queue);
struct screen_record *screen_change(void); /* the server's copy, to be changed and then published */
const struct screen_record *screen_now(void);
void screen_publish(void);
void windowing_drawn(void); /* wakes winrun-desktop */
/* Everything of a process that has ended. */
void windowing_process_ended(struct process *process);
uint32_t milliseconds_now(void); /* as GetTickCount */

/* --- window.c --- */
bool window_roots_create(void);
struct window *window_find(uint32_t handle); /* NULL: there is none */
bool window_is_child_of(const struct window *window, const struct window *ancestor); /* or the same */
struct window *window_top_level(struct window *window);
void window_destroy(struct window *window); /* with its children */
void windows_of_queue_destroy(struct queue *queue);
/* The uppermost visible top-level window at a point of the screen, NULL: none. */
struct window *window_at(int32_t x, int32_t y);
/* From coordinates of the screen to those of the window's upper left corner. */
void window_origin(const struct window *window, int32_t *x, int32_t *y);
void window_each_top_level(void (*visit)(struct window *window, void *context), void *context);

/* --- queue.c --- */
struct queue *queue_of_thread(uint32_t tid);
struct queue *queue_of_request(const struct request *request); /* NULL: the caller has none */
void queue_window_gone(uint32_t handle); /* no queue names it any more */
void queues_of_process_destroy(struct process *process);
void queue_each(void (*visit)(struct queue *queue, void *context), void *context);

/* --- message.c --- */
struct message *message_new(enum taken_kind kind, uint32_t window, uint32_t message, uint64_t wparam, uint64_t lparam);
struct message *message_with_data(struct message *message, const void *data,
                                  uint32_t size); /* NULL without memory: then the message is freed */
/* message may be NULL: then nothing happens. What a full queue has no room for is dropped, but for replies. */
void message_put(struct queue *queue, struct message *message);
void queue_messages_free(struct queue *queue); /* senders are told that it failed */
void internal_message_put(struct queue *queue, uint32_t window, enum internal_message message, uint64_t wparam,
                          uint64_t lparam);
/* What the person did meanwhile is not lost: keys wait for whoever has the focus then, the mouse's messages go to
 * `heir`, the top-level window (0: none). */
void messages_of_window_free(struct queue *queue, uint32_t window, uint32_t heir);

/* --- input.c --- */
void foreground_set(struct window *window, struct queue *asker);
void foreground_lost(void); /* the foreground window or its queue has gone: another one gets it */

/* --- clipboard.c --- */
void clipboard_window_gone(uint32_t handle);
void clipboard_queue_gone(const struct queue *queue);
void clipboard_client_gone(const struct client *client);

/* --- desktop_client.c --- */
/* A window is to be seen: winrun-desktop is started if there is a display. */
void desktop_wanted(void);
/* Starts it again when it went although there are windows; milliseconds until it wants to be called again, -1: not at
 * all. */
int desktop_continue(uint64_t now);
void desktop_environment(const char *text, uint32_t size, bool headless); /* "NAME=value\0"..., from the first queue */
void desktop_client_gone(struct client *client);
bool desktop_may_ask(uint16_t code); /* what winrun-desktop, which is no process of the prefix, may ask for */
extern uint32_t desktop_client_count; /* connections that do not keep the server alive */

#endif
