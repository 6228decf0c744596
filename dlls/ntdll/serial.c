/* Serial ports: their control codes, and reads that heed time-outs. What a terminal device of Linux does not keep (flow
 * control in Windows' words, special characters, time-outs, the event mask) is kept with the handle. */
#include "file_private.h"
#include <winioctl.h>
typedef LARGE_INTEGER PHYSICAL_ADDRESS; /* ntddser.h takes it from the driver kit */
#include <ntddser.h>

#define UNITS_PER_MILLISECOND 10000ull

struct serial_state {
    SERIAL_CHARS chars;
    SERIAL_HANDFLOW flow;
    SERIAL_TIMEOUTS timeouts;
    SERIAL_LINE_CONTROL line;
    ULONG baud, mask;
    volatile LONG mask_changes; /* a wait that began before ends with no event */
};

static NTSTATUS serial_call(int fd, enum serial_what what, ULONG value)
{
    struct unix_serial_control_args args = {.fd = fd, .what = what, .value = value};
    return unix_call_serial_control(&args);
}

static struct serial_state *state_of(HANDLE handle, const struct handle_entry *entry)
{
    struct file_extra *extra = file_extra_of(handle, entry, TRUE);
    if (!extra || extra->serial) return extra ? extra->serial : NULL;
    struct unix_serial_control_args args = {.fd = entry->fd, .what = PORT_GET_LINE};
    struct serial_state *state = heap_allocate_zeroed(sizeof(*state));
    if (!state || unix_call_serial_control(&args)) {
        heap_free(state);
        return NULL;
    }
    state->baud = args.baud;
    state->line = (SERIAL_LINE_CONTROL){args.stop_bits, args.parity, args.bits};
    state->chars.XonChar = args.xon;
    state->chars.XoffChar = args.xoff;
    state->flow.ControlHandShake = SERIAL_DTR_CONTROL | (args.flow_rts ? SERIAL_CTS_HANDSHAKE : 0);
    state->flow.FlowReplace = (args.flow_out ? SERIAL_AUTO_TRANSMIT : 0) | (args.flow_in ? SERIAL_AUTO_RECEIVE : 0) |
                              (args.flow_rts ? SERIAL_RTS_HANDSHAKE : SERIAL_RTS_CONTROL);
    RtlAcquireSRWLockExclusive(&extra->lock);
    if (extra->serial) heap_free(state);
    else extra->serial = state;
    RtlReleaseSRWLockExclusive(&extra->lock);
    return extra->serial;
}

static NTSTATUS apply(int fd, const struct serial_state *state)
{
    struct unix_serial_control_args args = {
        .fd = fd,
        .what = PORT_SET_LINE,
        .baud = state->baud,
        .bits = state->line.WordLength,
        .parity = state->line.Parity,
        .stop_bits = state->line.StopBits,
        .xon = state->chars.XonChar,
        .xoff = state->chars.XoffChar,
        .flow_in = (state->flow.FlowReplace & SERIAL_AUTO_RECEIVE) != 0,
        .flow_out = (state->flow.FlowReplace & SERIAL_AUTO_TRANSMIT) != 0,
        .flow_rts = (state->flow.ControlHandShake & SERIAL_CTS_HANDSHAKE) != 0 ||
                    (state->flow.FlowReplace & SERIAL_RTS_MASK) == SERIAL_RTS_HANDSHAKE,
    };
    return unix_call_serial_control(&args);
}

/* --- reading --- */

static uint64_t now(void)
{
    struct unix_clock_read_args clock = {.kind = 1};
    unix_call_clock_read(&clock);
    return clock.value;
}

static NTSTATUS read_some(int fd, void *buffer, ULONG size, ULONG *got)
{
    struct unix_file_read_args args = {
        .fd = fd, .flags = FILE_IO_NO_WAIT, .buffer = UNIX_PTR(buffer), .offset = FILE_OFFSET_NONE, .size = size};
    NTSTATUS status = unix_call_file_read(&args);
    *got = status ? 0 : args.transferred;
    return status;
}

struct patience { uint64_t total, interval; BOOLEAN first_is_enough; };

/* Windows' rules for the three read time-outs; UINT64_MAX: no end. */
static struct patience patience_of(const SERIAL_TIMEOUTS *timeouts, ULONG size)
{
    struct patience patience = {UINT64_MAX, UINT64_MAX, FALSE};
    ULONG multiplier = timeouts->ReadTotalTimeoutMultiplier, constant = timeouts->ReadTotalTimeoutConstant;
    if (timeouts->ReadIntervalTimeout == 0xffffffffu) {
        patience.first_is_enough = TRUE;
        patience.total = multiplier == 0xffffffffu ? constant * UNITS_PER_MILLISECOND
                         : multiplier || constant  ? UINT64_MAX
                                                   : 0;
        if (multiplier != 0xffffffffu && (multiplier || constant))
            patience.total = ((uint64_t)multiplier * size + constant) * UNITS_PER_MILLISECOND;
        return patience;
    }
    if (timeouts->ReadIntervalTimeout) patience.interval = timeouts->ReadIntervalTimeout * UNITS_PER_MILLISECOND;
    if (multiplier || constant) patience.total = ((uint64_t)multiplier * size + constant) * UNITS_PER_MILLISECOND;
    return patience;
}

static NTSTATUS read_patiently(int fd, uint8_t *buffer, ULONG size, const struct patience *patience, ULONG *done)
{
    uint64_t start = now(), end = patience->total == UINT64_MAX ? UINT64_MAX : start + patience->total;
    *done = 0;
    while (*done < size) {
        ULONG got;
        NTSTATUS status = read_some(fd, buffer + *done, size - *done, &got);
        *done += got;
        if (status && status != STATUS_PENDING) return status;
        if (got && patience->first_is_enough) break;
        if (got) continue;
        uint64_t deadline = end;
        if (*done && patience->interval != UINT64_MAX && now() + patience->interval < deadline)
            deadline = now() + patience->interval;
        if (deadline != UINT64_MAX && now() >= deadline) break;
        struct poll_entry entry = {.fd = fd, .events = POLL_READABLE};
        struct unix_descriptor_poll_multiple_args args = {
            .entries = UNIX_PTR(&entry), .count = 1, .deadline = deadline};
        if (unix_call_descriptor_poll_multiple(&args) == STATUS_TIMEOUT) break;
        if (synchronous_io_cancelled()) return STATUS_CANCELLED;
    }
    return *done < size && !patience->first_is_enough ? STATUS_TIMEOUT : STATUS_SUCCESS;
}

/* An overlapped read is done when all has come, or, where any read time-out is set, with the first bytes. */
static NTSTATUS attempt_read(struct async_operation *operation)
{
    ULONG got;
    NTSTATUS status = read_some(operation->fd, (uint8_t *)operation->buffer + operation->done,
                                operation->size - operation->done, &got);
    operation->done += got;
    operation->information = operation->done;
    if (status) return status;
    return operation->done == operation->size || operation->flags ? STATUS_SUCCESS : STATUS_PENDING;
}

NTSTATUS serial_read(const struct io_request *request, const struct handle_entry *entry, void *buffer, ULONG size)
{
    struct serial_state *state = state_of(request->handle, entry);
    ULONG done = 0;
    if (!state) return STATUS_NO_MEMORY;
    struct patience patience = patience_of(&state->timeouts, size);
    if (is_synchronous(entry) || !patience.total || !size) {
        NTSTATUS status = read_patiently(entry->fd, buffer, size, &patience, &done);
        return io_request_end(request, entry, status, done);
    }
    struct async_operation *operation = async_new(request, entry, attempt_read);
    if (!operation) return STATUS_NO_MEMORY;
    operation->buffer = buffer;
    operation->size = size;
    operation->flags = patience.first_is_enough || patience.total != UINT64_MAX || patience.interval != UINT64_MAX;
    operation->events = POLL_READABLE;
    return async_start(operation);
}

/* --- events --- */

static ULONG events_now(int fd, ULONG mask)
{
    struct unix_serial_control_args args = {.fd = fd, .what = PORT_STATUS};
    if (unix_call_serial_control(&args)) return 0;
    return mask & ((args.received ? SERIAL_EV_RXCHAR : 0) | (!args.unsent ? SERIAL_EV_TXEMPTY : 0));
}

static NTSTATUS attempt_wait(struct async_operation *operation)
{
    struct serial_state *state = (struct serial_state *)(ULONG_PTR)operation->argument;
    int fd =
        operation->fd >= 0 ? operation->fd : operation->entry.fd; /* a synchronous wait has no descriptor of its own */
    BOOLEAN is_over = (uint64_t)state->mask_changes != operation->argument2;
    ULONG events = is_over ? 0 : events_now(fd, operation->flags);
    if (!events && !is_over) return STATUS_PENDING;
    *(ULONG *)operation->buffer = events;
    operation->information = sizeof(ULONG);
    return STATUS_SUCCESS;
}

static NTSTATUS wait_on_mask(const struct io_request *request, struct control *control, struct serial_state *state)
{
    if (control->out_size < sizeof(ULONG)) return STATUS_BUFFER_TOO_SMALL;
    if (!state->mask) return STATUS_INVALID_PARAMETER;
    ULONG events = events_now(control->fd, state->mask);
    if (events) {
        *(ULONG *)control->out = events;
        return io_request_end(request, &control->entry, STATUS_SUCCESS, sizeof(ULONG));
    }
    struct async_operation *operation = async_new(request, &control->entry, attempt_wait);
    if (!operation) return STATUS_NO_MEMORY;
    operation->buffer = control->out;
    operation->flags = state->mask;
    operation->argument = UNIX_PTR(state);
    operation->argument2 = (uint64_t)state->mask_changes;
    operation->events = POLL_READABLE;
    return is_synchronous(&control->entry) ? async_wait(operation) : async_start(operation);
}

/* --- one function a group of codes --- */

/* Codes that read or write a part of the state as it is. */
static const struct { ULONG get, set; USHORT offset, size; BOOLEAN is_line; } parts[] = {
#define PART(get, set, member, is_line)                                                                                \
    {                                                                                                                  \
        get, set, offsetof(struct serial_state, member), sizeof(((struct serial_state *)0)->member), is_line           \
    }
    PART(IOCTL_SERIAL_GET_BAUD_RATE, IOCTL_SERIAL_SET_BAUD_RATE, baud, TRUE),
    PART(IOCTL_SERIAL_GET_LINE_CONTROL, IOCTL_SERIAL_SET_LINE_CONTROL, line, TRUE),
    PART(IOCTL_SERIAL_GET_CHARS, IOCTL_SERIAL_SET_CHARS, chars, TRUE),
    PART(IOCTL_SERIAL_GET_HANDFLOW, IOCTL_SERIAL_SET_HANDFLOW, flow, TRUE),
    PART(IOCTL_SERIAL_GET_TIMEOUTS, IOCTL_SERIAL_SET_TIMEOUTS, timeouts, FALSE),
    PART(IOCTL_SERIAL_GET_WAIT_MASK, IOCTL_SERIAL_SET_WAIT_MASK, mask, FALSE),
#undef PART
};

static NTSTATUS set_part(struct control *control, struct serial_state *state, unsigned i)
{
    struct serial_state before = *state;
    if (control->in_size < parts[i].size) return STATUS_BUFFER_TOO_SMALL;
    memcpy((uint8_t *)state + parts[i].offset, control->in, parts[i].size);
    if (control->code == IOCTL_SERIAL_SET_WAIT_MASK) InterlockedIncrement(&state->mask_changes);
    NTSTATUS status = parts[i].is_line ? apply(control->fd, state) : STATUS_SUCCESS;
    if (status) memcpy((uint8_t *)state + parts[i].offset, (uint8_t *)&before + parts[i].offset, parts[i].size);
    return status;
}

static NTSTATUS put(struct control *control, const void *answer, ULONG size)
{
    if (control->out_size < size) return STATUS_BUFFER_TOO_SMALL;
    memcpy(control->out, answer, size);
    control->used = size;
    return STATUS_SUCCESS;
}

static NTSTATUS get_status(struct control *control)
{
    struct unix_serial_control_args args = {.fd = control->fd, .what = PORT_STATUS};
    NTSTATUS status = unix_call_serial_control(&args);
    if (status) return status;
    if (control->code == IOCTL_SERIAL_GET_MODEMSTATUS) {
        ULONG modem = args.modem & 0xf0;
        return put(control, &modem, sizeof(modem));
    }
    SERIAL_STATUS answer = {.AmountInInQueue = args.received, .AmountInOutQueue = args.unsent};
    return put(control, &answer, sizeof(answer));
}

static NTSTATUS get_properties(struct control *control)
{
    SERIAL_COMMPROP properties = {
        .PacketLength = sizeof(properties),
        .PacketVersion = 2,
        .ServiceMask = 1,
        .MaxBaud = SERIAL_BAUD_USER,
        .ProvSubType = 1,
        .ProvCapabilities = SERIAL_PCF_DTRDSR | SERIAL_PCF_RTSCTS | SERIAL_PCF_XONXOFF | SERIAL_PCF_TOTALTIMEOUTS |
                            SERIAL_PCF_INTTIMEOUTS,
        .SettableParams =
            SERIAL_SP_PARITY | SERIAL_SP_BAUD | SERIAL_SP_DATABITS | SERIAL_SP_STOPBITS | SERIAL_SP_HANDSHAKING,
        .SettableBaud = SERIAL_BAUD_USER | SERIAL_BAUD_300 | SERIAL_BAUD_1200 | SERIAL_BAUD_2400 | SERIAL_BAUD_4800 |
                        SERIAL_BAUD_9600 | SERIAL_BAUD_19200 | SERIAL_BAUD_38400 | SERIAL_BAUD_57600 |
                        SERIAL_BAUD_115200,
        .SettableData = SERIAL_DATABITS_5 | SERIAL_DATABITS_6 | SERIAL_DATABITS_7 | SERIAL_DATABITS_8,
        .SettableStopParity =
            SERIAL_STOPBITS_10 | SERIAL_STOPBITS_20 | SERIAL_PARITY_NONE | SERIAL_PARITY_ODD | SERIAL_PARITY_EVEN,
    };
    return put(control, &properties, sizeof(properties));
}

static NTSTATUS purge(struct control *control)
{
    if (control->in_size < sizeof(ULONG)) return STATUS_BUFFER_TOO_SMALL;
    ULONG flags = *(const ULONG *)control->in;
    if (!flags || (flags & ~0xfu)) return STATUS_INVALID_PARAMETER;
    IO_STATUS_BLOCK io;
    if (flags & (SERIAL_PURGE_TXABORT | SERIAL_PURGE_RXABORT)) NtCancelIoFileEx(control->handle, NULL, &io);
    return serial_call(control->fd, PORT_PURGE,
                       (flags & SERIAL_PURGE_RXCLEAR ? 1 : 0) | (flags & SERIAL_PURGE_TXCLEAR ? 2 : 0));
}

static NTSTATUS send_at_once(struct control *control)
{
    if (control->in_size < 1) return STATUS_BUFFER_TOO_SMALL;
    struct unix_file_write_args args = {
        .fd = control->fd, .buffer = UNIX_PTR(control->in), .offset = FILE_OFFSET_NONE, .size = 1};
    return unix_call_file_write(&args);
}

static NTSTATUS simple_control(struct control *control, struct serial_state *state)
{
    static const struct { ULONG code; enum serial_what what; ULONG value;
    } wires[] = {
        {IOCTL_SERIAL_SET_BREAK_ON, PORT_BREAK, 1}, {IOCTL_SERIAL_SET_BREAK_OFF, PORT_BREAK, 0},
        {IOCTL_SERIAL_SET_DTR, PORT_MODEM_SET, 1},  {IOCTL_SERIAL_CLR_DTR, PORT_MODEM_CLEAR, 1},
        {IOCTL_SERIAL_SET_RTS, PORT_MODEM_SET, 2},  {IOCTL_SERIAL_CLR_RTS, PORT_MODEM_CLEAR, 2},
    };
    for (unsigned i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        if (control->code == parts[i].get) return put(control, (uint8_t *)state + parts[i].offset, parts[i].size);
        if (control->code == parts[i].set) return set_part(control, state, i);
    }
    for (unsigned i = 0; i < sizeof(wires) / sizeof(*wires); i++)
        if (control->code == wires[i].code) return serial_call(control->fd, wires[i].what, wires[i].value);
    switch (control->code) {
    case IOCTL_SERIAL_GET_COMMSTATUS:
    case IOCTL_SERIAL_GET_MODEMSTATUS:
        return get_status(control);
    case IOCTL_SERIAL_GET_PROPERTIES:
        return get_properties(control);
    case IOCTL_SERIAL_PURGE:
        return purge(control);
    case IOCTL_SERIAL_IMMEDIATE_CHAR:
        return send_at_once(control);
    case IOCTL_SERIAL_SET_QUEUE_SIZE: /* a wish; Linux's buffers grow as they need */
        return STATUS_SUCCESS;
    }
    log_line(LOG_WARN, "serial control code %x is not supported", control->code);
    return STATUS_INVALID_DEVICE_REQUEST;
}

NTSTATUS serial_control(const struct io_request *request, struct control *control)
{
    struct serial_state *state = state_of(control->handle, &control->entry);
    if (!state) return STATUS_NO_MEMORY;
    if (control->code == IOCTL_SERIAL_WAIT_ON_MASK) return wait_on_mask(request, control, state);
    return io_request_end(request, &control->entry, simple_control(control, state), control->used);
}
