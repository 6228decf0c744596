/* The `winrun` command. */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "loader.h"

void fail(int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("winrun: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(code);
}

int main(int argc, char **argv)
{
    /* `winrun --child START CONNECTION`: how unix_call_process_create starts us; argv[0] shows the Windows program */
    if (argc == 4 && !strcmp(argv[1], "--child")) {
        folders_init(getenv("WINRUN_PREFIX"));
        process_info->log_channels = log_channels_parse(getenv("WINRUN_LOG"));
        start_child(atoi(argv[2]), atoi(argv[3]));
    }
    if (argc == 5 && !strcmp(argv[1], "--console-guard"))
        return console_guard(atoi(argv[2]), atoi(argv[3]), atoi(argv[4]));
    struct options options;
    options_parse(&options, argc, argv);
    if (options.manage_prefix) return manage_prefix(options.prefix, options.argument_count, options.arguments);
    folders_init(options.prefix);
    process_info->log_channels = log_channels_parse(options.log);
    if (options.kill) return manage_kill();
    if (options.status) return manage_status();
    if (options.screenshot) return manage_screenshot(options.screenshot);
    if (options.move_display) return manage_display();

    char path[4096], interpreter[4096];
    int code;
    if (!find_program(options.program, path, sizeof(path), &code)) return code;
    if (options.check) return check_program(path, options.json);
    if (is_script(path)) {
        options.script = path;
        if (!find_program("C:\\windows\\system32\\cmd.exe", interpreter, sizeof(interpreter), &code)) return code;
        start_from_shell(&options, interpreter);
    }
    start_from_shell(&options, path);
}
