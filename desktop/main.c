/* Command line of winrun-desktop. winrun-server starts it with --connection; `winrun --screenshot` with --screenshot.
 */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "desktop.h"

enum attach_kind { SHOW_WINDOWS, ONLY_LOOK };
enum action { SHOW, SCREENSHOT, MOVE };

void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("winrun-desktop: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

static const char usage[] =
    "Usage: winrun-desktop --connection FD | --prefix DIR [--screenshot FILE.png | --move]\n"
    "Shows the windows of a Winrun prefix on the X display that $DISPLAY names. winrun-server starts it when it is\n"
    "needed. With --screenshot it writes what the windows show to a picture; that needs no display. With --move it\n"
    "tells winrun-server to show them on the display that $DISPLAY names from now on; nowhere if that is empty.\n";

/* winrun-server starts the winrun-desktop that shows the windows there, so that it can start it again. */
static int move_to_display(void)
{
    static const char *const names[] = {"DISPLAY", "XAUTHORITY"};
    char variables[2048];
    size_t used = 0;
    const char *display_name = getenv("DISPLAY");
    if (display_name && *display_name) x11_check_display();
    for (int i = 0; i < 2 && display_name && *display_name; i++) {
        const char *value = getenv(names[i]);
        if (!value) continue;
        if (used + strlen(value) + 16 > sizeof(variables)) fail("the value of $%s is too long.", names[i]);
        used += (size_t)sprintf(variables + used, "%s=%s", names[i], value) + 1;
    }
    struct request_desktop_display_in in = {0};
    struct request_desktop_display_out out;
    int32_t status = ask(request_code_desktop_display, &in, sizeof(in), variables, (uint32_t)used, &out, sizeof(out),
                         NULL, NULL, NULL);
    if (status) fail("winrun-server refused (status %08x).", (unsigned)status);
    return 0;
}

int main(int argc, char **argv)
{
    static const struct option names[] = {
        {"connection", required_argument, NULL, 'c'},
        {"prefix", required_argument, NULL, 'p'},
        {"screenshot", required_argument, NULL, 's'},
        {"move", no_argument, NULL, 'm'},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    const char *prefix = NULL, *picture = NULL;
    int connection = -1;
    enum action action = SHOW;
    for (int option; (option = getopt_long(argc, argv, "", names, NULL)) != -1;) {
        if (option == 'c')
            connection = atoi(optarg);
        else if (option == 'p')
            prefix = optarg;
        else if (option == 's')
            picture = optarg, action = SCREENSHOT;
        else if (option == 'm')
            action = MOVE;
        else if (option == 'h')
            return fputs(usage, stdout) < 0;
        else
            return 2;
    }
    if (optind < argc || (connection < 0 && !prefix)) {
        fputs(usage, stderr);
        return 2;
    }
    if (connection >= 0)
        connection_use(connection);
    else if (!connection_open(prefix))
        fail("no program runs in the prefix %s.", prefix);
    if (action == SHOW) return x11_run(connection >= 0);
    connection_attach(ONLY_LOOK);
    return action == MOVE ? move_to_display() : screenshot(picture);
}
