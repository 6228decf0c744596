/* The input queue, which all processes of a console share, and how bytes of the terminal come into it: whoever reads,
 * looks or waits pumps. While somebody sleeps, a thread of this process watches the terminal; without sleepers it
 * rests. */
#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "console_private.h"
#include "thread_private.h"

#define ESCAPE_TIMEOUT 40 /* ms: an escape that nothing follows is the key */

static uint32_t sleepers, watcher_exists;
static int watcher_event = -1;

static long futex(uint32_t *word, int operation, uint32_t value, const struct timespec *timeout)
{
    return syscall(SYS_futex, word, operation, value, timeout, NULL, 0);
}

void console_wake_memory(struct console *memory)
{
    __atomic_add_fetch(&memory->input_word, 1, __ATOMIC_SEQ_CST);
    futex(&memory->input_word, FUTEX_WAKE, INT32_MAX, NULL);
}

/* ---- the queue */

static struct console_input *record_at(uint32_t index)
{
    return &console->input[(console->input_first + index) % CONSOLE_INPUT_CAPACITY];
}

/* Repeated moves of the mouse are one. */
void input_push(const struct console_input *record)
{
    uint32_t count = console->input_count;
    if (count >= CONSOLE_INPUT_CAPACITY) return;
    struct console_input *last = count ? record_at(count - 1) : NULL;
    bool replaces = last && record->type == last->type &&
                    ((record->type == 2 && record->mouse.flags == 1 && last->mouse.flags == 1) || record->type == 4);
    *(replaces ? last : record_at(count)) = *record;
    if (!replaces) __atomic_store_n(&console->input_count, count + 1, __ATOMIC_RELEASE);
    console_wake_memory(console);
}

void input_push_text(const char *text)
{
    lock_input();
    for (; *text; text++) {
        struct console_input record;
        key_of_character((uint8_t)*text, &record);
        record.key.state = 0;
        input_push(&record);
    }
    unlock_input();
}

bool input_take(struct console_input *records, uint32_t *count, bool peek)
{
    lock_input();
    uint32_t there = console->input_count, taken = *count < there ? *count : there;
    if (there > CONSOLE_INPUT_CAPACITY) taken = 0;
    for (uint32_t i = 0; i < taken; i++) records[i] = *record_at(i);
    if (!peek) {
        console->input_first = (console->input_first + taken) % CONSOLE_INPUT_CAPACITY;
        __atomic_store_n(&console->input_count, there - taken, __ATOMIC_RELEASE);
    }
    unlock_input();
    *count = taken;
    return taken;
}

/* ---- from the terminal */

static bool is_wanted(const struct console_input *record)
{
    if (record->type == 2) return console->input_mode & MODE_MOUSE_INPUT;
    return true;
}

static void push_decoded(void *context, const struct console_input *record)
{
    (void)context;
    if (is_wanted(record)) input_push(record);
}

static void take_cursor(void *context, int x, int y)
{
    (void)context;
    console->locate_x = x < 0 ? 0 : x;
    console->locate_y = y < 0 ? 0 : y;
    __atomic_add_fetch(&console->locate_answered, 1, __ATOMIC_RELEASE);
    if (__atomic_exchange_n(&console->locate_late, 0, __ATOMIC_ACQ_REL))
        __atomic_store_n(&console->terminal.located, 0, __ATOMIC_RELEASE);
}

static bool terminal_has_bytes(int timeout)
{
    struct pollfd wait = { .fd = console_fd_in, .events = POLLIN };
    return console_fd_in >= 0 && poll(&wait, 1, timeout) == 1 && wait.revents & POLLIN;
}

static void decode(const uint8_t *bytes, size_t size, bool last)
{
    struct decode_target target = { .push = push_decoded, .mode = console->input_mode };
    if (console->locate_asked != console->locate_answered) target.cursor = take_cursor;
    input_decode(&console->decoder, &target, bytes, size, last);
}

void input_pump(void)
{
    uint8_t bytes[1024];
    ssize_t got;
    if (console_fd_in < 0 || !console->terminal.present) return;
    lock_input();
    while (console->input_count < CONSOLE_INPUT_CAPACITY / 2 && terminal_has_bytes(0)) {
        if ((got = read(console_fd_in, bytes, sizeof(bytes))) <= 0) break;
        decode(bytes, (size_t)got, false);
        if (console->decoder.length && !terminal_has_bytes(ESCAPE_TIMEOUT)) decode(NULL, 0, true);
    }
    unlock_input();
}

/* ---- sleeping */

static bool thread_must_end(void)
{
    return current_block && unix_thread_of(current_block)->terminate_pending;
}

/* Waits until bytes come, or until the last sleeper has gone; the end of a pseudo console's pipe is no input. */
static void watch_once(void)
{
    struct pollfd wait[2] = {{.fd = watcher_event, .events = POLLIN},
                             {.fd = console ? console_fd_in : -1, .events = POLLIN}};
    uint64_t count;
    if (console && (!console->terminal.present || console->input_count >= CONSOLE_INPUT_CAPACITY / 2)) wait[1].fd = -1;
    if (poll(wait, 2, wait[1].fd < 0 ? 1000 : -1) <= 0) return;
    if (wait[0].revents && read(watcher_event, &count, sizeof(count)) < 0) return;
    if (!(wait[1].revents & POLLIN) && wait[1].revents) {
        struct timespec pause = { .tv_nsec = 200000000 }; /* hung up: SIGHUP tells programs */
        nanosleep(&pause, NULL);
        return;
    }
    if (wait[1].revents) input_pump();
}

static void *watch(void *argument)
{
    (void)argument;
    for (;;) {
        while (!__atomic_load_n(&sleepers, __ATOMIC_SEQ_CST)) futex(&sleepers, FUTEX_WAIT_PRIVATE, 0, NULL);
        watch_once();
    }
    return NULL;
}

static void start_watcher(void)
{
    pthread_t thread;
    pthread_attr_t attributes;
    sigset_t all, before;
    if (__atomic_exchange_n(&watcher_exists, 1, __ATOMIC_ACQ_REL)) return;
    watcher_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 512 * 1024);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    if (pthread_create(&thread, &attributes, watch, NULL)) log_text(LOG_WARN, "no thread for the console's input");
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void input_wait_begin(void)
{
    terminal_use_input();
    start_watcher();
    if (__atomic_fetch_add(&sleepers, 1, __ATOMIC_SEQ_CST) == 0) futex(&sleepers, FUTEX_WAKE_PRIVATE, 1, NULL);
}

void input_wait_end(void)
{
    uint64_t one = 1;
    if (__atomic_sub_fetch(&sleepers, 1, __ATOMIC_SEQ_CST) == 0 && write(watcher_event, &one, sizeof(one)) < 0) return;
}

bool input_wait(uint32_t events)
{
    bool come = true;
    input_wait_begin();
    for (;;) {
        uint32_t word = __atomic_load_n(&console->input_word, __ATOMIC_SEQ_CST);
        terminal_update_size();
        if (__atomic_load_n(&console->control_events, __ATOMIC_ACQUIRE) != events) {
            come = false;
            break;
        }
        if (__atomic_load_n(&console->input_count, __ATOMIC_ACQUIRE)) break;
        futex(&console->input_word, FUTEX_WAIT, word, NULL);
        clock_after_sleep();
        if (thread_must_end() || synchronous_io_cancelled()) {
            come = false;
            break;
        }
    }
    input_wait_end();
    return come;
}
