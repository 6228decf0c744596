/* SIGINT, SIGQUIT, SIGTERM and SIGHUP as console control events. Until the program has registered a handler (a PE thread then waits in
 * control_wait) the default handler's effect is had at once: the process ends with STATUS_CONTROL_C_EXIT. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>
#include "thread_private.h"

enum control_event { CONTROL_C = 0, CONTROL_BREAK = 1, CONTROL_CLOSE = 2 };

static int event_pipe[2] = { -1, -1 };
static bool handled;

void control_signal(int sig)
{
    static const struct { int sig; uint8_t event; } events[] = {
        { SIGINT, CONTROL_C }, { SIGQUIT, CONTROL_BREAK }, { SIGTERM, CONTROL_CLOSE }, { SIGHUP, CONTROL_CLOSE },
    };
    int saved_errno = errno;
    if (!__atomic_load_n(&handled, __ATOMIC_ACQUIRE)) _exit(STATUS_CONTROL_C_EXIT & 0xff);
    for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++)
        if (events[i].sig == sig && write(event_pipe[1], &events[i].event, 1) < 0 && errno != EAGAIN) _exit(STATUS_CONTROL_C_EXIT & 0xff);
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
