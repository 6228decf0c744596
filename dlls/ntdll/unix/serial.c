/* Serial ports: a terminal device in raw mode. PREFIX/drives/com1 is a link to the device of COM1; without it COM1 is
 * /dev/ttyS0, and so on. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include "file_private.h"

static const struct { uint32_t baud; speed_t speed; } speeds[] = {
    {50, B50},           {75, B75},           {110, B110},         {134, B134},         {150, B150},
    {200, B200},         {300, B300},         {600, B600},         {1200, B1200},       {1800, B1800},
    {2400, B2400},       {4800, B4800},       {9600, B9600},       {19200, B19200},     {38400, B38400},
    {57600, B57600},     {115200, B115200},   {230400, B230400},   {460800, B460800},   {500000, B500000},
    {576000, B576000},   {921600, B921600},   {1000000, B1000000}, {1152000, B1152000}, {1500000, B1500000},
    {2000000, B2000000}, {2500000, B2500000}, {3000000, B3000000}, {3500000, B3500000}, {4000000, B4000000},
};
#define SPEED_COUNT (sizeof(speeds) / sizeof(*speeds))

static const tcflag_t sizes[] = {CS5, CS6, CS7, CS8};

NTSTATUS serial_open(unsigned number, int32_t *fd)
{
    char path[PATH_MAX];
    struct termios line;
    NTSTATUS status = find_serial_port(number, path);
    if (status) return status;
    int port = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC); /* does not wait for a carrier */
    if (port < 0) return errno == EIO || errno == ENXIO ? STATUS_OBJECT_NAME_NOT_FOUND : status_from_errno(errno);
    if (tcgetattr(port, &line)) {
        close(port);
        return STATUS_OBJECT_NAME_NOT_FOUND;
    }
    if (ioctl(port, TIOCEXCL)) log_text(LOG_FILE, "%s can be opened by others too", path);
    cfmakeraw(&line);
    line.c_cflag |= CLOCAL | CREAD;
    tcsetattr(port, TCSANOW, &line);
    *fd = port;
    return STATUS_SUCCESS;
}

static NTSTATUS get_line(struct unix_serial_control_args *args)
{
    struct termios line;
    if (tcgetattr(args->fd, &line)) return status_from_errno(errno);
    args->baud = 9600;
    for (unsigned i = 0; i < SPEED_COUNT; i++)
        if (speeds[i].speed == cfgetospeed(&line)) args->baud = speeds[i].baud;
    for (unsigned i = 0; i < 4; i++)
        if ((line.c_cflag & CSIZE) == sizes[i]) args->bits = (uint8_t)(5 + i);
    args->parity = !(line.c_cflag & PARENB) ? 0 : line.c_cflag & PARODD ? 1 : 2;
    args->stop_bits = line.c_cflag & CSTOPB ? 2 : 0;
    args->xon = line.c_cc[VSTART];
    args->xoff = line.c_cc[VSTOP];
    args->flow_in = (line.c_iflag & IXOFF) != 0;
    args->flow_out = (line.c_iflag & IXON) != 0;
    args->flow_rts = (line.c_cflag & CRTSCTS) != 0;
    return STATUS_SUCCESS;
}

static NTSTATUS set_line(struct unix_serial_control_args *args)
{
    struct termios line;
    unsigned speed = 0;
    while (speed < SPEED_COUNT && speeds[speed].baud != args->baud) speed++;
    if (speed == SPEED_COUNT || args->bits < 5 || args->bits > 8 || args->parity > 2) return STATUS_INVALID_PARAMETER;
    if (tcgetattr(args->fd, &line)) return status_from_errno(errno);
    cfsetispeed(&line, speeds[speed].speed);
    cfsetospeed(&line, speeds[speed].speed);
    line.c_cflag &= (tcflag_t)~(CSIZE | PARENB | PARODD | CSTOPB | CRTSCTS);
    line.c_cflag |= sizes[args->bits - 5];
    if (args->parity) line.c_cflag |= PARENB | (args->parity == 1 ? PARODD : 0);
    if (args->stop_bits) line.c_cflag |= CSTOPB;
    if (args->flow_rts) line.c_cflag |= CRTSCTS;
    line.c_iflag &= (tcflag_t)~(IXON | IXOFF);
    line.c_iflag |= (args->flow_in ? IXOFF : 0) | (args->flow_out ? IXON : 0);
    line.c_cc[VSTART] = args->xon;
    line.c_cc[VSTOP] = args->xoff;
    return tcsetattr(args->fd, TCSANOW, &line) ? status_from_errno(errno) : STATUS_SUCCESS;
}

static NTSTATUS purge(struct unix_serial_control_args *args)
{
    if (!args->value) return STATUS_SUCCESS;
    int queue = args->value == 3 ? TCIOFLUSH : args->value == 1 ? TCIFLUSH : TCOFLUSH;
    return tcflush(args->fd, queue) ? status_from_errno(errno) : STATUS_SUCCESS;
}

static NTSTATUS set_break(struct unix_serial_control_args *args)
{
    return ioctl(args->fd, args->value ? TIOCSBRK : TIOCCBRK) && errno != ENOTTY && errno != EINVAL
               ? status_from_errno(errno)
               : STATUS_SUCCESS;
}

static NTSTATUS move_wires(struct unix_serial_control_args *args)
{
    int wires = (args->value & 1 ? TIOCM_DTR : 0) | (args->value & 2 ? TIOCM_RTS : 0);
    if (!ioctl(args->fd, args->what == PORT_MODEM_SET ? TIOCMBIS : TIOCMBIC, &wires)) return STATUS_SUCCESS;
    return errno == ENOTTY || errno == EINVAL ? STATUS_SUCCESS
                                              : status_from_errno(errno); /* a pseudo terminal has no wires */
}

static NTSTATUS get_status(struct unix_serial_control_args *args)
{
    int received = 0, unsent = 0, wires = 0;
    if (ioctl(args->fd, FIONREAD, &received)) return status_from_errno(errno);
    if (ioctl(args->fd, TIOCOUTQ, &unsent)) unsent = 0;
    if (ioctl(args->fd, TIOCMGET, &wires)) wires = 0;
    args->received = (uint32_t)received;
    args->unsent = (uint32_t)unsent;
    args->modem = (wires & TIOCM_CTS ? 0x10u : 0) | (wires & TIOCM_DSR ? 0x20u : 0) | (wires & TIOCM_RNG ? 0x40u : 0) |
                  (wires & TIOCM_CAR ? 0x80u : 0) | (wires & TIOCM_DTR ? 1u : 0) | (wires & TIOCM_RTS ? 2u : 0);
    return STATUS_SUCCESS;
}

static NTSTATUS drain(struct unix_serial_control_args *args)
{
    int result = tcdrain(args->fd);
    clock_after_sleep();
    return result ? status_from_errno(errno) : STATUS_SUCCESS;
}

int32_t unix_serial_control(struct unix_serial_control_args *args)
{
    static NTSTATUS (*const functions[])(struct unix_serial_control_args *) = {
        [PORT_GET_LINE] = get_line, [PORT_SET_LINE] = set_line,    [PORT_PURGE] = purge,
        [PORT_BREAK] = set_break,   [PORT_MODEM_SET] = move_wires, [PORT_MODEM_CLEAR] = move_wires,
        [PORT_STATUS] = get_status, [PORT_DRAIN] = drain,
    };
    struct unix_serial_control_args copy = *args;
    if (copy.what >= sizeof(functions) / sizeof(*functions)) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = functions[copy.what](&copy);
    *args = copy;
    return status;
}
