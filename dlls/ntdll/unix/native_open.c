/* Hands documents and URLs to the programs of the Linux desktop. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include "unix_private.h"

extern char **environ;

static bool has_display(void)
{
    const char *display = getenv("DISPLAY"), *wayland = getenv("WAYLAND_DISPLAY");
    return (display && *display) || (wayland && *wayland);
}

static int spawn_opener(char *target)
{
    char *arguments[] = { "xdg-open", target, NULL };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    pid_t pid;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
    posix_spawn_file_actions_init(&actions);
    for (int fd = 0; fd < 3; fd++) posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
    process_forget_children();
    int error = posix_spawnp(&pid, "xdg-open", &actions, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

/* A URL starts with its scheme, so it cannot be taken for an option; a path is made absolute by path_to_unix. */
int32_t unix_native_open(struct unix_native_open_args *args)
{
    const char *text = (const char *)(uintptr_t)args->text;
    char target[PATH_MAX];
    NTSTATUS status;

    if (args->is_path) {
        status = path_to_unix((const uint16_t *)text, args->length, target, sizeof(target));
        if (status) return status;
    } else {
        if (!args->length || args->length >= sizeof(target)) return STATUS_INVALID_PARAMETER;
        memcpy(target, text, args->length);
        target[args->length] = 0;
        if (target[0] == '-') return STATUS_INVALID_PARAMETER;
    }
    if (!has_display()) {
        log_text(LOG_WARN, "%s is not opened: there is no display", target);
        return STATUS_NOT_SUPPORTED;
    }
    if (!(errno = spawn_opener(target))) return STATUS_SUCCESS;
    log_text(LOG_WARN, "%s is not opened: xdg-open cannot be started: %s", target, strerror(errno));
    return STATUS_NOT_SUPPORTED;
}
