/* The loop: one thread, one epoll descriptor. Everything but the listening socket is set up here, so that tests can
 * drive it. */
#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "adaptive_spin.h"
#include "registry.h"
#include "request.h"
#include "server.h"
#include "slots.h"
#include "windows.h"

#define EVENTS_AT_ONCE      64
#define STALE_LOCK_INTERVAL 20 /* milliseconds */

struct server server = {.listen_fd = -1, .epoll_fd = -1, .linger = 1000000000};

bool core_init(const char *prefix)
{
    server.prefix = prefix;
    if (server.epoll_fd < 0) server.epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (server.epoll_fd < 0 || !arena_create() || !clock_create()) return false;
    directory_init();
    return windowing_create();
}

static int spare_fd = -1;

/* Without a free descriptor the connection would stay in the queue and the loop would spin: the spare one is used to
 * turn it away. */
static void refuse_client(void)
{
    if (spare_fd >= 0) close(spare_fd);
    int fd = accept4(server.listen_fd, NULL, NULL, SOCK_CLOEXEC);
    if (fd >= 0) close(fd);
    spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    log_print("a client was turned away: no descriptors are left");
}

static void accept_clients(void)
{
    int fd;
    if (spare_fd < 0) spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    while ((fd = accept4(server.listen_fd, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
        struct ucred peer = {.uid = (uid_t)-1};
        socklen_t size = sizeof(peer);
        if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) || peer.uid != geteuid())
            close(fd);
        else
            client_new(fd);
    }
    if (errno == EMFILE || errno == ENFILE) refuse_client();
}

/* A handler may mark any client as dead, also one whose event comes later in this round: they are dropped at its end.
 */
static void drop_dead_clients(void)
{
    clients_died = false;
    for (struct client *client = clients, *next; client; client = next) {
        next = client->next;
        if (!client->dead) continue;
        client_drop(client);
        next = clients; /* ending a process may have marked others */
    }
}

static void serve(const struct epoll_event *event)
{
    struct client *client = event->data.ptr;
    if (!client) {
        accept_clients();
        return;
    }
    if (!client->dead && event->events & EPOLLOUT) client_writable(client);
    if (!client->dead && event->events & (EPOLLIN | EPOLLHUP | EPOLLERR)) client_readable(client);
}

static int sooner(int a, int b)
{
    if (a < 0) return b;
    return b < 0 || a < b ? a : b;
}

static int wait_for_events(struct epoll_event *events, int timeout_ms)
{
    static struct adaptive_spin spin;
    for (unsigned i = 0; timeout_ms && i < spin.looks; i++) {
        int count = epoll_wait(server.epoll_fd, events, EVENTS_AT_ONCE, 0);
        if (count) return count;
        spin_pause();
    }
    if (!timeout_ms) return epoll_wait(server.epoll_fd, events, EVENTS_AT_ONCE, 0);
    if (spin.looks) spin_failed(&spin);
    uint64_t began = spin_clock();
    int count = epoll_wait(server.epoll_fd, events, EVENTS_AT_ONCE, timeout_ms);
    if (count > 0) spin_slept(&spin, spin_clock() - began);
    return count;
}

void core_round(int timeout_ms)
{
    struct epoll_event events[EVENTS_AT_ONCE];
    uint64_t now = monotonic_now();
    timeout_ms = sooner(timeout_ms, clock_next_tick(now));
    timeout_ms = sooner(timeout_ms, kill_continue(now));
    timeout_ms = sooner(timeout_ms, processes_kill_continue(now));
    timeout_ms = sooner(timeout_ms, job_limits_continue(now));
    timeout_ms = sooner(timeout_ms, desktop_continue(now));
    if (stale_locks_remain) timeout_ms = sooner(timeout_ms, STALE_LOCK_INTERVAL);
    if (slots_retry_signals()) timeout_ms = sooner(timeout_ms, 1);
    int count = wait_for_events(events, timeout_ms);
    if (count > 0) clock_run();
    for (int i = 0; i < count; i++) serve(&events[i]);
    if (clients_died) drop_dead_clients();
    now = monotonic_now();
    clock_tick(now);
    static uint64_t last_stale_check;
    if (stale_locks_remain && now - last_stale_check > STALE_LOCK_INTERVAL * 1000000ull) {
        last_stale_check = now;
        stale_locks_check();
    }
}

void core_finish(void)
{
    while (clients) client_drop(clients);
    registry_close();
}
