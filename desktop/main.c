/* Command line of winrun-desktop. winrun-server starts it with --connection; `winrun --screenshot` with --screenshot. */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "desktop.h"

enum attach_kind { SHOW_WINDOWS, ONLY_LOOK };

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
    "Usage: winrun-desktop --connection FD | --prefix DIR [--screenshot FILE.png]\n"
    "Shows the windows of a Winrun prefix on the X display that $DISPLAY names. winrun-server starts it when it is\n"
    "needed. With --screenshot it writes what the windows show to a picture; that needs no display.\n";

int main(int argc, char **argv)
{
    static const struct option names[] = {
        {"connection", required_argument, NULL, 'c'},
        {"prefix", required_argument, NULL, 'p'},
        {"screenshot", required_argument, NULL, 's'},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    const char *prefix = NULL, *picture = NULL;
    int connection = -1;
    for (int option; (option = getopt_long(argc, argv, "", names, NULL)) != -1;) {
        if (option == 'c')
            connection = atoi(optarg);
        else if (option == 'p')
            prefix = optarg;
        else if (option == 's')
            picture = optarg;
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
    if (!picture) return x11_run();
    connection_attach(ONLY_LOOK);
    return screenshot(picture);
}
