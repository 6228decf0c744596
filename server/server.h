/* The server as a whole: its prefix, its loop, its clock and its log. */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include <stdbool.h>
#include <stdint.h>

struct client;

extern struct server {
    const char *prefix; /* absolute path */
    int listen_fd;
    int epoll_fd;
    uint64_t linger; /* nanoseconds without clients before the server ends */
    bool trace;      /* log every request */
    bool stop;       /* leave the loop */
    bool ending;     /* all programs are being ended: no new ones */
    uint64_t request_count;
} server;

/* --- core.c: everything but the listening socket, so that tests can drive it --- */
bool core_init(const char *prefix);
/* One round of the loop; waits at most this long. */
void core_round(int timeout_ms);
void core_finish(void);

/* --- clock.c --- */
extern int clock_page_fd;
bool clock_create(void);
/* Milliseconds until the clock wants clock_tick(), -1: it rests. */
int clock_next_tick(uint64_t now);
void clock_tick(uint64_t now);
/* Somebody runs: the page is brought up to date and goes on ticking. */
void clock_run(void);
uint64_t time_now(void);      /* FILETIME */
uint64_t monotonic_now(void); /* nanoseconds */

/* --- kill.c --- */
/* Moves an orderly end of all programs on; returns milliseconds until it wants to be called again, -1: none is under
 * way. */
int kill_continue(uint64_t now);

/* --- log.c --- */
void log_print(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_open(bool to_stderr);

#endif
