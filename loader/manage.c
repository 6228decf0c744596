/* winrun --status, --kill, --screenshot and --display without a program: questions to the server of the prefix. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "loader.h"

static bool connect_if_running(void)
{
    int fd = server_connect(false);
    if (fd < 0) {
        printf("Nothing runs in the prefix %s.\n", prefix_path);
        return false;
    }
    server_set_socket(fd);
    return true;
}

int manage_status(void)
{
    static char text[1 << 20];
    struct request_server_status_in in = { 0 };
    struct unix_server_request_args args = {
        .code = request_code_server_status,
        .send_fd = -1,
        .in = UNIX_PTR(&in),
        .in_size = sizeof(in),
        .out_data = UNIX_PTR(text),
        .out_data_capacity = sizeof(text),
    };
    if (!connect_if_running()) return 0;
    NTSTATUS status = server_exchange(&args);
    if (status) fail(1, "the server did not answer (status %08x).", (unsigned)status);
    fwrite(text, 1, args.out_data_size, stdout);
    return 0;
}

int manage_kill(void)
{
    struct request_server_kill_in in = { .timeout = 3000 };
    struct request_server_kill_out out = { 0 };
    struct unix_server_request_args args = {
        .code = request_code_server_kill,
        .send_fd = -1,
        .in = UNIX_PTR(&in),
        .in_size = sizeof(in),
        .out = UNIX_PTR(&out),
        .out_size = sizeof(out),
    };
    if (!connect_if_running()) return 0;
    NTSTATUS status = server_exchange(&args);
    if (status) fail(1, "the server did not end the prefix's programs (status %08x).", (unsigned)status);
    printf("Ended %u program%s of the prefix %s.\n", out.ended, out.ended == 1 ? "" : "s", prefix_path);
    return 0;
}

static int run_desktop(const char *option, const char *value)
{
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/winrun-desktop", program_folder);
    execl(path, path, "--prefix", prefix_path, option, value, (char *)NULL);
    fail(1, "%s cannot be started: %s. Is the installation complete?", path, strerror(errno));
}

/* winrun-desktop has what it takes to read surfaces and write PNGs. */
int manage_screenshot(const char *file)
{
    return run_desktop("--screenshot", file);
}

/* The display is $DISPLAY, as the option has set it. */
int manage_display(void)
{
    return run_desktop("--move", NULL);
}
