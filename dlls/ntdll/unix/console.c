/* The terminal behind a console handle. Its settings are put back when the process ends (unix_process_terminate). */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include "unix_private.h"

#define MODE_PROCESSED 1u
#define MODE_LINE      2u
#define MODE_ECHO      4u
#define CURSOR_ANSWER_TIMEOUT 200 /* ms */

static struct termios settings_at_start;
static int changed_terminal = -1;

void console_restore(void)
{
    if (changed_terminal < 0) return;
    tcsetattr(changed_terminal, TCSADRAIN, &settings_at_start);
    changed_terminal = -1;
}

static NTSTATUS change_settings(int fd, const struct termios *now, const struct termios *wanted)
{
    if (changed_terminal < 0) {
        settings_at_start = *now;
        changed_terminal = fd;
    }
    return tcsetattr(fd, TCSADRAIN, wanted) ? status_from_errno(errno) : STATUS_SUCCESS;
}

static NTSTATUS set_input_mode(int fd, uint32_t mode)
{
    struct termios now, wanted;
    if (tcgetattr(fd, &now)) return status_from_errno(errno);
    wanted = now;
    wanted.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
    if (mode & MODE_LINE) wanted.c_lflag |= ICANON | IEXTEN;
    if (mode & MODE_ECHO) wanted.c_lflag |= ECHO;
    if (mode & MODE_PROCESSED) wanted.c_lflag |= ISIG;
    wanted.c_cc[VMIN] = 1;
    wanted.c_cc[VTIME] = 0;
    if (wanted.c_lflag == now.c_lflag) return STATUS_SUCCESS;
    return change_settings(fd, &now, &wanted);
}

/* Asks the terminal (DSR 6) with echo and line mode off, and reads ESC [ row ; column R. */
static NTSTATUS get_cursor(struct unix_console_control_args *args)
{
    struct termios now, raw;
    char answer[32];
    size_t length = 0;
    unsigned row = 0, column = 0;
    if (tcgetattr(args->fd, &now)) return status_from_errno(errno);
    raw = now;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    tcsetattr(args->fd, TCSADRAIN, &raw);
    if (write(args->fd, "\033[6n", 4) == 4) {
        struct pollfd wait = { .fd = args->fd, .events = POLLIN };
        while (length < sizeof(answer) - 1 && poll(&wait, 1, CURSOR_ANSWER_TIMEOUT) == 1 && read(args->fd, answer + length, 1) == 1)
            if (answer[length++] == 'R') break;
    }
    tcsetattr(args->fd, TCSADRAIN, &now);
    answer[length] = 0;
    const char *start = strrchr(answer, '\033');
    if (!start || sscanf(start, "\033[%u;%uR", &row, &column) != 2 || !row || !column) return STATUS_IO_TIMEOUT;
    args->rows = row - 1;
    args->columns = column - 1;
    return STATUS_SUCCESS;
}

NTSTATUS unix_console_control(struct unix_console_control_args *args)
{
    struct winsize size;
    int pending;
    if (!isatty(args->fd)) return STATUS_OBJECT_TYPE_MISMATCH;
    switch (args->request) {
    case CONSOLE_GET_SIZE:
        if (ioctl(args->fd, TIOCGWINSZ, &size)) return status_from_errno(errno);
        args->columns = size.ws_col ? size.ws_col : 80; /* serial lines do not know */
        args->rows = size.ws_row ? size.ws_row : 25;
        return STATUS_SUCCESS;
    case CONSOLE_SET_INPUT_MODE:
        return set_input_mode(args->fd, args->value);
    case CONSOLE_INPUT_PENDING:
        if (ioctl(args->fd, FIONREAD, &pending)) return status_from_errno(errno);
        args->value = (uint32_t)pending;
        return STATUS_SUCCESS;
    case CONSOLE_GET_CURSOR:
        return get_cursor(args);
    case CONSOLE_FLUSH_INPUT:
        return tcflush(args->fd, TCIFLUSH) ? status_from_errno(errno) : STATUS_SUCCESS;
    }
    return STATUS_INVALID_PARAMETER;
}
