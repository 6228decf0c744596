/* SIGINT, SIGQUIT, SIGTERM and SIGHUP as console control events. Until the program has registered a handler (a PE
 * thread then waits in control_wait) the default handler's effect is had at once: the process ends with
 * STATUS_CONTROL_C_EXIT. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>
#include "thread_private.h"

enum control_event { CONTROL_C = 0, CONTROL_BREAK = 1, CONTROL_CLOSE = 2 };

static int event_pipe[2] = { -1, -1 };
static bool handled, ignores_control_c;

void control_begin(bool ignore_control_c)
{
    ignores_control_c = ignore_control_c;
}

/* What the default handler does. Nobody else can tell the server how the process ended. */
static void __attribute__((noreturn)) end_process(void)
{
    process_block->signal_status = STATUS_CONTROL_C_EXIT;
    __atomic_store_n(&process_block->ended_by_signal, 1, __ATOMIC_RELEASE);
    console_restore();
    _exit(STATUS_CONTROL_C_EXIT & 0xff);
}

void control_signal(int sig)
{
    static const struct { int sig; uint8_t event; } events[] = {
        { SIGINT, CONTROL_C }, { SIGQUIT, CONTROL_BREAK }, { SIGTERM, CONTROL_CLOSE }, { SIGHUP, CONTROL_CLOSE },
    };
    int saved_errno = errno;
    console_signal(sig);
    if (sig == SIGWINCH || (sig == SIGINT && ignores_control_c && !__atomic_load_n(&handled, __ATOMIC_ACQUIRE))) {
        errno = saved_errno;
        return;
    }
    if (!__atomic_load_n(&handled, __ATOMIC_ACQUIRE)) end_process();
    for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++)
        if (events[i].sig == sig && write(event_pipe[1], &events[i].event, 1) < 0 && errno != EAGAIN) end_process();
    errno = saved_errno;
}

NTSTATUS unix_control_wait(struct unix_control_wait_args *args)
{
    if (event_pipe[0] < 0) {
        int fds[2];
        if (pipe2(fds, O_CLOEXEC)) return status_from_errno(errno);
        fcntl(fds[1], F_SETFL, O_NONBLOCK);
        event_pipe[0] = fds[0];
        event_pipe[1] = fds[1];
        __atomic_store_n(&handled, true, __ATOMIC_RELEASE);
    }
    if (args->prepare) return STATUS_SUCCESS;
    uint8_t event;
    ssize_t got = read(event_pipe[0], &event, 1);
    if (got != 1) return STATUS_RETRY;
    args->event = event;
    return STATUS_SUCCESS;
}
