/* select, WSAPoll and events. */
#include "winsock_private.h"

/* --- select --- */

#define READ_EVENTS   (SOCKET_EVENT_RECEIVE | SOCKET_EVENT_ACCEPT | SOCKET_EVENT_DISCONNECT | SOCKET_EVENT_ABORT)
#define WRITE_EVENTS  (SOCKET_EVENT_SEND | SOCKET_EVENT_CONNECT)
#define EXCEPT_EVENTS (SOCKET_EVENT_CONNECT_FAIL | SOCKET_EVENT_URGENT)

static LONGLONG milliseconds_of(const struct timeval *timeout)
{
    return timeout ? (LONGLONG)timeout->tv_sec * 1000 + (timeout->tv_usec + 999) / 1000 : -1;
}

static ULONG set_size(const fd_set *set) { return set ? set->fd_count : 0; }

static struct socket_wait *add_set(struct socket_wait *at, const fd_set *set, ULONG wanted)
{
    for (ULONG i = 0; i < set_size(set); i++)
        *at++ = (struct socket_wait){.handle = handle_of(set->fd_array[i]), .wanted = wanted};
    return at;
}

/* Leaves the ready ones in the set. */
static int keep_ready(fd_set *set, struct socket_wait **at)
{
    ULONG count = set_size(set), kept = 0;
    for (ULONG i = 0; i < count; i++)
        if ((*at)[i].ready) set->fd_array[kept++] = set->fd_array[i];
    *at += count;
    if (set) set->fd_count = kept;
    return (int)kept;
}

int WINAPI select(int ignored, fd_set *reads, fd_set *writes, fd_set *excepts, const PTIMEVAL timeout)
{
    struct socket_wait few[192], *waits = few, *at;
    ULONG count = set_size(reads) + set_size(writes) + set_size(excepts);
    (void)ignored;
    if (!winsock_is_started()) return SOCKET_ERROR;
    if (!count || (timeout && (timeout->tv_sec < 0 || timeout->tv_usec < 0))) return fail(WSAEINVAL);
    if (count > ARRAYSIZE(few)) waits = HeapAlloc(GetProcessHeap(), 0, count * sizeof(*waits));
    if (!waits) return fail(WSAENOBUFS);
    at = add_set(waits, reads, READ_EVENTS);
    at = add_set(at, writes, WRITE_EVENTS);
    add_set(at, excepts, EXCEPT_EVENTS);
    NTSTATUS status = winrun_socket_wait(waits, count, milliseconds_of(timeout));
    int found = 0;
    if (!status || status == STATUS_TIMEOUT) {
        at = waits;
        found = keep_ready(reads, &at);
        found += keep_ready(writes, &at);
        found += keep_ready(excepts, &at);
    }
    if (waits != few) HeapFree(GetProcessHeap(), 0, waits);
    return !status || status == STATUS_TIMEOUT ? found : finish(status);
}

int WINAPI __WSAFDIsSet(SOCKET s, fd_set *set)
{
    for (ULONG i = 0; i < set->fd_count; i++)
        if (set->fd_array[i] == s) return TRUE;
    return FALSE;
}

/* --- WSAPoll --- */

static ULONG events_wanted(SHORT events)
{
    ULONG wanted = SOCKET_EVENT_DISCONNECT | SOCKET_EVENT_ABORT | SOCKET_EVENT_CONNECT_FAIL;
    if (events & POLLRDNORM) wanted |= SOCKET_EVENT_RECEIVE | SOCKET_EVENT_ACCEPT;
    if (events & (POLLRDBAND | POLLPRI)) wanted |= SOCKET_EVENT_URGENT;
    if (events & POLLWRNORM) wanted |= SOCKET_EVENT_SEND;
    return wanted;
}

static SHORT events_answer(ULONG ready, SHORT wanted)
{
    SHORT answer = 0;
    if (ready & SOCKET_EVENT_CONNECT_FAIL) return POLLHUP | POLLERR | (wanted & POLLWRNORM);
    if (ready & (SOCKET_EVENT_RECEIVE | SOCKET_EVENT_ACCEPT)) answer |= POLLRDNORM;
    if (ready & SOCKET_EVENT_URGENT) answer |= POLLRDBAND;
    if (ready & SOCKET_EVENT_SEND) answer |= POLLWRNORM;
    if (ready & SOCKET_EVENT_DISCONNECT) answer |= POLLHUP;
    if (ready & SOCKET_EVENT_ABORT) answer = POLLERR | POLLHUP;
    return answer;
}

static int poll_sockets(WSAPOLLFD *entries, ULONG count, struct socket_wait *waits, LONGLONG timeout)
{
    ULONG used = 0, at = 0;
    int found = 0;
    for (ULONG i = 0; i < count; i++) {
        struct socket_facts facts;
        entries[i].revents = 0;
        if ((SSIZE_T)entries[i].fd < 0) continue; /* left out */
        if (winrun_socket_query(handle_of(entries[i].fd), &facts)) {
            entries[i].revents = POLLNVAL;
            found++;
            continue;
        }
        waits[used++] =
            (struct socket_wait){.handle = handle_of(entries[i].fd), .wanted = events_wanted(entries[i].events)};
    }
    if (!used) {
        if (!found && timeout) Sleep(timeout < 0 ? INFINITE : (DWORD)timeout);
        return found;
    }
    NTSTATUS status = winrun_socket_wait(waits, used, found ? 0 : timeout);
    if (status && status != STATUS_TIMEOUT) return finish(status);
    for (ULONG i = 0; i < count; i++) {
        if ((SSIZE_T)entries[i].fd < 0 || entries[i].revents) continue;
        entries[i].revents = events_answer(waits[at++].ready, entries[i].events);
        found += entries[i].revents != 0;
    }
    return found;
}

int WINAPI WSAPoll(LPWSAPOLLFD entries, ULONG count, INT timeout)
{
    struct socket_wait few[64], *waits = few;
    if (!winsock_is_started()) return SOCKET_ERROR;
    if (!entries) return fail(WSAEFAULT);
    if (!count) return fail(WSAEINVAL);
    for (ULONG i = 0; i < count; i++)
        if (entries[i].events & ~(POLLRDNORM | POLLRDBAND | POLLPRI | POLLWRNORM)) return fail(WSAEINVAL);
    if (count > ARRAYSIZE(few)) waits = HeapAlloc(GetProcessHeap(), 0, count * sizeof(*waits));
    if (!waits) return fail(WSAENOBUFS);
    int found = poll_sockets(entries, count, waits, timeout);
    if (waits != few) HeapFree(GetProcessHeap(), 0, waits);
    return found;
}

/* --- events --- */

WSAEVENT WINAPI WSACreateEvent(void) { return CreateEventW(NULL, TRUE, FALSE, NULL); }

static WINBOOL event_result(BOOL done)
{
    if (!done) SetLastError(WSA_INVALID_HANDLE);
    return done;
}

WINBOOL WINAPI WSACloseEvent(WSAEVENT event) { return event_result(CloseHandle(event)); }
WINBOOL WINAPI WSASetEvent(WSAEVENT event) { return event_result(SetEvent(event)); }
WINBOOL WINAPI WSAResetEvent(WSAEVENT event) { return event_result(ResetEvent(event)); }

DWORD WINAPI WSAWaitForMultipleEvents(DWORD count, const WSAEVENT *events, WINBOOL all, DWORD timeout,
                                      WINBOOL alertable)
{
    if (!winsock_is_started()) return WSA_WAIT_FAILED;
    return WaitForMultipleObjectsEx(count, events, all, timeout, alertable);
}

int WINAPI WSAEventSelect(SOCKET s, WSAEVENT event, __LONG32 mask)
{
    if (!winsock_is_started()) return SOCKET_ERROR;
    if (mask && !event) return fail(WSAEINVAL);
    NTSTATUS status = winrun_socket_event_select(handle_of(s), event, mask);
    return finish(status);
}

int WINAPI WSAEnumNetworkEvents(SOCKET s, WSAEVENT event, LPWSANETWORKEVENTS result)
{
    NTSTATUS errors[FD_MAX_EVENTS] = {0};
    LONG events;
    if (!winsock_is_started()) return SOCKET_ERROR;
    if (!result) return fail(WSAEFAULT);
    if (event) ResetEvent(event); /* first: what comes in between sets it again */
    NTSTATUS status = winrun_socket_take_events(handle_of(s), &events, errors);
    if (status) return finish(status);
    result->lNetworkEvents = events;
    for (int i = 0; i < FD_MAX_EVENTS; i++) result->iErrorCode[i] = events & (1 << i) ? winsock_error(errors[i]) : 0;
    return 0;
}

/* Messages need windows, which are not there yet. */
int WINAPI WSAAsyncSelect(SOCKET s, HWND window, u_int message, __LONG32 mask)
{
    (void)s;
    (void)window;
    (void)message;
    if (!winsock_is_started()) return SOCKET_ERROR;
    log_line(LOG_WARN, "WSAAsyncSelect: there are no windows yet that could get the messages (events %x)", mask);
    return fail(WSAENETDOWN);
}
