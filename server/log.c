/* The server's log: stderr in the foreground, else the file winrun-server.log in the prefix, made with the first line.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "server.h"

static int log_fd = -1;
static bool use_stderr;

void log_open(bool to_stderr)
{
    use_stderr = to_stderr;
    log_fd = to_stderr ? STDERR_FILENO : -1;
}

static int log_descriptor(void)
{
    char path[4200];
    if (log_fd >= 0 || !server.prefix) return log_fd;
    snprintf(path, sizeof(path), "%s/winrun-server.log", server.prefix);
    return log_fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

void log_print(const char *format, ...)
{
    char line[2048];
    struct timespec now;
    struct tm local;
    va_list arguments;
    clock_gettime(CLOCK_REALTIME, &now);
    localtime_r(&now.tv_sec, &local);
    int length = (int)strftime(line, sizeof(line), "%H:%M:%S", &local);
    length += snprintf(line + length, sizeof(line) - (size_t)length, ".%06ld server: ", now.tv_nsec / 1000);
    va_start(arguments, format);
    length += vsnprintf(line + length, sizeof(line) - (size_t)length, format, arguments);
    va_end(arguments);
    if (length > (int)sizeof(line) - 2) length = (int)sizeof(line) - 2;
    line[length++] = '\n';
    int fd = log_descriptor();
    if (fd >= 0 && write(fd, line, (size_t)length) < 0) log_fd = use_stderr ? -1 : log_fd;
}
