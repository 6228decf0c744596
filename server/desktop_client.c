/* winrun-desktop: how it is started, what it may ask, what it tells. It is no process of the prefix and keeps nothing
 * alive; if it goes while there are windows, another one is started, after a pause that grows while it does not help.
 */
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "request.h"
#include "server.h"
#include "windows.h"

#define CONNECTION_FD     3
#define MOST_VARIABLES    8u
#define SHORTEST_PAUSE    50000000ull /* nanoseconds between two starts */
#define LONGEST_PAUSE     400000000ull
#define HEALTHY_AFTER     500000000ull

enum desktop_kind { DESKTOP_X, DESKTOP_LOOK };

uint32_t desktop_client_count;
static struct client *desktop; /* that shows the windows, NULL: none */
static char environment[4096];
static uint32_t environment_size;
static bool has_display, is_wanted;
static uint64_t started_at, pause_length = SHORTEST_PAUSE;

void desktop_environment(const char *text, uint32_t size, bool headless)
{
    if (has_display || headless || !size || size > sizeof(environment) || text[size - 1]) return;
    memcpy(environment, text, size);
    environment_size = size;
    has_display = true;
}

bool desktop_may_ask(uint16_t code)
{
    switch (code) {
    case request_code_desktop_display:
    case request_code_desktop_attach:
    case request_code_desktop_screen:
    case request_code_desktop_window:
    case request_code_desktop_surface:
    case request_code_input_inject:
    case request_code_foreground_set:
    case request_code_cursor_get:
    case request_code_window_text_get:
    case request_code_window_region_get:
    case request_code_window_icon_get:
    case request_code_window_set:
    case request_code_atom_add:
    case request_code_atom_name:
    case request_code_clipboard_open:
    case request_code_clipboard_close:
    case request_code_clipboard_empty:
    case request_code_clipboard_set: case request_code_clipboard_get: case request_code_clipboard_list:
        return true;
    }
    return false;
}

/* --- starting --- */

/* The environment of the program that asked for a display counts, not the one in which the server happened to be
 * started. */
static char **make_environment(void)
{
    extern char **environ;
    static char *variables[MOST_VARIABLES + 64];
    uint32_t count = 0;
    for (uint32_t at = 0; at < environment_size && count < MOST_VARIABLES; at += (uint32_t)strlen(environment + at) + 1)
        variables[count++] = environment + at;
    for (char **each = environ; *each && count < MOST_VARIABLES + 62; each++)
        if (strncmp(*each, "DISPLAY=", 8) && strncmp(*each, "XAUTHORITY=", 11)) variables[count++] = *each;
    variables[count] = NULL;
    return variables;
}

static bool spawn(int connection)
{
    char path[PATH_MAX], *arguments[] = {path, "--connection", "3", NULL};
    ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 32);
    if (length <= 0) return false;
    path[length] = 0;
    char *slash = strrchr(path, '/');
    strcpy(slash ? slash + 1 : path, "winrun-desktop");
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    pid_t pid;
    sigfillset(&defaults);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    /* dup2 to itself would leave it closed on exec */
    int other = connection == CONNECTION_FD ? fcntl(connection, F_DUPFD_CLOEXEC, CONNECTION_FD + 1) : -1;
    posix_spawn_file_actions_adddup2(&actions, other >= 0 ? other : connection, CONNECTION_FD);
    int error = posix_spawn(&pid, path, &actions, &attributes, arguments, make_environment());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (other >= 0) close(other);
    if (error) log_print("%s cannot be started: %s. Windows stay invisible.", path, strerror(error));
    return !error;
}

static void start(uint64_t now)
{
    int pair[2];
    started_at = now;
    signal(SIGCHLD, SIG_IGN); /* its end is seen by its connection */
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) return;
    struct client *client = client_new(pair[0]); /* closes it on failure */
    if (client) {
        client->is_desktop = true;
        desktop_client_count++;
        desktop = client;
        if (!spawn(pair[1])) client_give_up(client);
    }
    close(pair[1]);
}

void desktop_wanted(void)
{
    is_wanted = true;
}

int desktop_continue(uint64_t now)
{
    if (!is_wanted || !has_display || desktop) return -1;
    if (!desktop_root->first_child) {
        is_wanted = false;
        return -1;
    }
    if (started_at && now - started_at < pause_length) return (int)((pause_length - (now - started_at)) / 1000000) + 1;
    start(now);
    return -1;
}

static void show_no_display(void)
{
    struct screen_record *screen = screen_change();
    screen->has_display = 0;
    memset(screen->key_state, 0, sizeof(screen->key_state)); /* nobody will tell of keys that are let go */
    screen_publish();
}

void desktop_client_gone(struct client *client)
{
    if (!client->is_desktop) return;
    desktop_client_count--;
    if (client != desktop) return;
    desktop = NULL;
    bool was_healthy = monotonic_now() - started_at > HEALTHY_AFTER;
    pause_length = was_healthy ? SHORTEST_PAUSE : 2 * pause_length < LONGEST_PAUSE ? 2 * pause_length : LONGEST_PAUSE;
    show_no_display();
}

/* --- requests --- */

NTSTATUS handle_desktop_attach(struct request *request, const struct request_desktop_attach_in *in,
                               struct request_desktop_attach_out *out)
{
    struct client *client = request->client;
    (void)out;
    if (client->process) return STATUS_ACCESS_DENIED;
    if (in->version != PROTOCOL_VERSION) return STATUS_NOT_SUPPORTED;
    if (!client->is_desktop) {
        client->is_desktop = true;
        desktop_client_count++;
    }
    if (in->kind == DESKTOP_X) {
        if (desktop && desktop != client) client_give_up(desktop);
        if (desktop != client) started_at = monotonic_now();
        desktop = client;
        screen_change()->has_display = 1;
        screen_publish();
    }
    request_answer_fd(request, windowing_fd, false);
    return STATUS_SUCCESS;
}

NTSTATUS handle_desktop_display(struct request *request, const struct request_desktop_display_in *in,
                                struct request_desktop_display_out *out)
{
    (void)in, (void)out;
    if (!request->client->is_desktop) return STATUS_ACCESS_DENIED;
    if (request->data_size > sizeof(environment) || (request->data_size && request->data[request->data_size - 1]))
        return STATUS_INVALID_PARAMETER;
    has_display = false;
    desktop_environment((const char *)request->data, request->data_size, false);
    if (desktop) client_give_up(desktop);
    started_at = 0;
    pause_length = SHORTEST_PAUSE;
    is_wanted = true;
    return STATUS_SUCCESS;
}

static void tell_display_change(struct window *window, void *context)
{
    (void)context;
    if (window->queue) internal_message_put(window->queue, window->record.handle, INTERNAL_DISPLAY_CHANGE, 0, 0);
}

static bool is_good_rectangle(const struct screen_rectangle *r)
{
    const int32_t farthest = 1 << 20;
    return r->left < r->right && r->top < r->bottom && r->left >= -farthest && r->top >= -farthest &&
           r->right <= farthest && r->bottom <= farthest;
}

static bool are_good_monitors(const uint8_t *data, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct monitor_record monitor;
        memcpy(&monitor, data + i * sizeof(monitor), sizeof(monitor));
        if (!is_good_rectangle(&monitor.bounds) || !is_good_rectangle(&monitor.work)) return false;
    }
    return true;
}

NTSTATUS handle_desktop_screen(struct request *request, const struct request_desktop_screen_in *in,
                               struct request_desktop_screen_out *out)
{
    (void)out;
    if (!in->count || in->count > MONITOR_COUNT || request->data_size != in->count * sizeof(struct monitor_record))
        return STATUS_INVALID_PARAMETER;
    if (!are_good_monitors(request->data, in->count)) return STATUS_INVALID_PARAMETER;
    struct screen_record *screen = screen_change();
    bool differs = in->count != screen->monitor_count || memcmp(screen->monitors, request->data, request->data_size);
    memcpy(screen->monitors, request->data, request->data_size);
    screen->monitor_count = in->count;
    if (in->layout) screen->layout = in->layout;
    screen_publish();
    if (!differs) return STATUS_SUCCESS;
    struct screen_rectangle all = screen->monitors[0].bounds;
    for (uint32_t i = 1; i < in->count; i++) {
        const struct screen_rectangle *r = &screen->monitors[i].bounds;
        if (r->left < all.left) all.left = r->left;
        if (r->top < all.top) all.top = r->top;
        if (r->right > all.right) all.right = r->right;
        if (r->bottom > all.bottom) all.bottom = r->bottom;
    }
    desktop_root->record.window = desktop_root->record.client = all;
    window_publish(desktop_root);
    window_each_top_level(tell_display_change, NULL);
    return STATUS_SUCCESS;
}

NTSTATUS handle_desktop_window(struct request *request, const struct request_desktop_window_in *in,
                               struct request_desktop_window_out *out)
{
    struct window *window = window_find(in->window);
    (void)out;
    if (!request->client->is_desktop) return STATUS_ACCESS_DENIED;
    if (!window || !window->queue) return STATUS_INVALID_HANDLE;
    if (in->message > INTERNAL_POSITION) return STATUS_INVALID_PARAMETER;
    if (in->message == INTERNAL_ACTIVATE) {
        if (in->wparam)
            foreground_set(window, NULL);
        else if (screen_now()->foreground == in->window)
            foreground_set(NULL, NULL);
        return STATUS_SUCCESS;
    }
    internal_message_put(window->queue, in->window, in->message, in->wparam, in->lparam);
    return STATUS_SUCCESS;
}
