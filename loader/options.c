/* Command line of winrun. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "loader.h"
#include "config.h"

static const char help_text[] =
    "Usage: winrun [OPTIONS] PROGRAM [ARGUMENTS]\n"
    "       winrun list [--json]\n"
    "       winrun uninstall NAME [--silent]\n"
    "       winrun prefix list|create|delete|info [NAME]\n"
    "Runs a Windows program (32-bit or 64-bit) on Linux; shows and removes what is installed; manages prefixes.\n"
    "\n"
    "PROGRAM is a Unix path, a Windows path (C:\\...), or a name on the Windows PATH\n"
    "(./list is a program of that name).\n"
    "\n"
    "  --prefix DIR      use this prefix, the folder that plays the Windows disk and registry\n"
    "                    (default: $WINRUN_PREFIX, else $XDG_DATA_HOME/winrun/default)\n"
    "  --log CHANNELS    write these log channels to stderr: warn, loader, file, registry, sync,\n"
    "                    process, thread, memory, exception, server, calls, ... or all ($WINRUN_LOG)\n"
    "  --check [--json]  do not run PROGRAM, but tell what it needs and what Winrun lacks for it\n"
    "  --status          show what runs in the prefix\n"
    "  --screenshot FILE write what the prefix's windows show to a PNG file; needs no display\n"
    "  --display NAME    show windows on this X display ($DISPLAY); \"\" shows them nowhere. Without\n"
    "                    PROGRAM: move the windows of the programs that run already\n"
    "  --kill            end all programs of the prefix, and its server\n"
    "  --help, --version\n"
    "\n"
    "The exit code is the program's (its low 8 bits). 126: not a program that can be run;\n"
    "127: the program, or a DLL or function it needs, was not found. A crash ends with the low 8 bits of\n"
    "the exception's code (an access violation, 0xC0000005, gives 5) after a report on stderr.\n";

static void print_and_exit(const char *text)
{
    fputs(text, stdout);
    exit(fflush(stdout) ? 1 : 0);
}

static const char *option_value(int argc, char **argv, int *index, const char *name)
{
    size_t length = strlen(name);
    if (!strncmp(argv[*index], name, length) && argv[*index][length] == '=') return argv[*index] + length + 1;
    if (strcmp(argv[*index], name)) return NULL;
    if (*index + 1 >= argc) fail(2, "%s needs a value; `winrun --help` shows how it is used.", name);
    return argv[++*index];
}

void options_parse(struct options *options, int argc, char **argv)
{
    memset(options, 0, sizeof(*options));
    options->prefix = getenv("WINRUN_PREFIX");
    options->log = getenv("WINRUN_LOG");
    int i = 1;
    for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
        const char *value;
        if (!strcmp(argv[i], "--")) { i++; break; }
        if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) print_and_exit(help_text);
        else if (!strcmp(argv[i], "--version")) print_and_exit("winrun " WINRUN_VERSION "\n");
        else if (!strcmp(argv[i], "--check")) options->check = true;
        else if (!strcmp(argv[i], "--json")) options->json = true;
        else if (!strcmp(argv[i], "--kill")) options->kill = true;
        else if (!strcmp(argv[i], "--status")) options->status = true;
        else if ((value = option_value(argc, argv, &i, "--screenshot"))) options->screenshot = value;
        else if ((value = option_value(argc, argv, &i, "--display")))
            setenv("DISPLAY", value, 1), options->move_display = true;
        else if ((value = option_value(argc, argv, &i, "--prefix"))) options->prefix = value;
        else if ((value = option_value(argc, argv, &i, "--log"))) options->log = value;
        else fail(2, "unknown option %s; `winrun --help` lists the options.", argv[i]);
    }
    if (options->log) setenv("WINRUN_LOG", options->log, 1);
    if (options->kill || options->status || options->screenshot) return;
    if (i >= argc && options->move_display) return;
    options->move_display = false;
    if (i >= argc) fail(2, "which program? Usage: winrun [OPTIONS] PROGRAM [ARGUMENTS]; `winrun --help` tells more.");
    options->program = argv[i++];
    if (!options->check && (!strcmp(options->program, "list") || !strcmp(options->program, "uninstall"))) {
        options->program = "C:\\windows\\system32\\uninstaller.exe";
        i--; /* which of both is its first argument */
    }
    options->manage_prefix = !options->check && !strcmp(options->program, "prefix");
    if (options->check && i < argc && !strcmp(argv[i], "--json")) {
        options->json = true;
        i++;
    }
    options->argument_count = argc - i;
    options->arguments = argv + i;
}

uint32_t log_channels_parse(const char *text)
{
    static const char *const names[] = LOG_CHANNEL_NAMES;
    uint32_t channels = 1u << LOG_WARN;
    while (text && *text) {
        size_t length = strcspn(text, ",");
        bool remove = *text == '-';
        const char *name = text + remove;
        size_t name_length = length - remove;
        uint32_t bits = 0;
        if (name_length == 3 && !strncmp(name, "all", 3)) bits = ~0u;
        for (unsigned i = 0; i < LOG_CHANNEL_COUNT; i++)
            if (strlen(names[i]) == name_length && !strncmp(names[i], name, name_length)) bits = 1u << i;
        if (!bits && name_length) {
            fprintf(stderr, "winrun: there is no log channel %.*s; the channels are all", (int)name_length, name);
            for (unsigned i = 0; i < LOG_CHANNEL_COUNT; i++) fprintf(stderr, ", %s", names[i]);
            fputs(".\n", stderr);
        }
        channels = remove ? channels & ~bits : channels | bits;
        text += length;
        text += *text == ',';
    }
    return channels;
}
