/* Echo requests (icmpapi.h). A handle is a number of our own, since nothing is kept between requests. */
#include "network.h"
#include <icmpapi.h>

#define ECHO_HANDLE ((HANDLE)(ULONG_PTR)0x49434d50)

/* ICMPV6_ECHO_REPLY of ipexport.h, which MinGW lacks: the address is a packed sockaddr without its family. */
#pragma pack(push, 1)
struct echo_reply_v6 {
    struct { USHORT port; ULONG flow; USHORT words[8]; ULONG scope; } address;
};
#pragma pack(pop)
struct icmp_v6_reply {
    struct echo_reply_v6 from;
    ULONG status;
    unsigned int milliseconds;
};

HANDLE WINAPI IcmpCreateFile(void) { return ECHO_HANDLE; }
HANDLE WINAPI Icmp6CreateFile(void) { return ECHO_HANDLE; }

WINBOOL WINAPI IcmpCloseHandle(HANDLE handle)
{
    if (handle == ECHO_HANDLE) return TRUE;
    SetLastError(ERROR_INVALID_HANDLE);
    return FALSE;
}

static DWORD echo_failed(DWORD error)
{
    SetLastError(error);
    return 0;
}

static BOOL send_request(struct unix_network_echo_args *args)
{
    NTSTATUS status = unix_call_network_echo(args);
    if (status) SetLastError(RtlNtStatusToDosError(status));
    else if (args->status) SetLastError(args->status);
    return !status && !args->status;
}

static DWORD send_v4(HANDLE handle, IPAddr source, IPAddr destination, LPVOID data, WORD size,
                     PIP_OPTION_INFORMATION options, LPVOID reply, DWORD reply_size, DWORD timeout)
{
    ICMP_ECHO_REPLY *answer = reply;
    struct unix_network_echo_args args = {
        .data = UNIX_PTR(data),
        .reply = UNIX_PTR(answer + 1),
        .size = size,
        .timeout = timeout,
        .ttl = options ? options->Ttl : 128,
        .flags = options ? options->Flags : 0,
    };
    struct sockaddr_in *to = (struct sockaddr_in *)args.destination, *from = (struct sockaddr_in *)args.source;
    if (handle != ECHO_HANDLE) return echo_failed(ERROR_INVALID_HANDLE);
    if (!reply || reply_size < sizeof(*answer)) return echo_failed(ERROR_INVALID_PARAMETER);
    args.capacity = reply_size - sizeof(*answer);
    if (args.capacity < size) return echo_failed(IP_BUF_TOO_SMALL);
    to->sin_family = AF_INET;
    to->sin_addr.s_addr = destination;
    if (source) {
        from->sin_family = AF_INET;
        from->sin_addr.s_addr = source;
    }
    BOOL answered = send_request(&args);
    if (!answered && (!args.status || args.status == IP_REQ_TIMED_OUT || !family_of(args.responder))) return 0;
    memset(answer, 0, sizeof(*answer));
    answer->Address = ipv4_of(args.responder); /* a router that refused is an answer too */
    answer->Status = args.status;
    answer->RoundTripTime = args.milliseconds;
    answer->DataSize = (USHORT)args.reply_size;
    answer->Data = answer + 1;
    answer->Options.Ttl = (UCHAR)args.reply_ttl;
    return 1;
}

DWORD WINAPI IcmpSendEcho(HANDLE handle, IPAddr destination, LPVOID data, WORD size, PIP_OPTION_INFORMATION options,
                          LPVOID reply, DWORD reply_size, DWORD timeout)
{
    return send_v4(handle, 0, destination, data, size, options, reply, reply_size, timeout);
}

/* With an event or a callback the request would go on behind the caller's back. */
static BOOL is_asynchronous(HANDLE event, FARPROC routine, const char *function)
{
    if (!event && !routine) return FALSE;
    log_line(LOG_WARN, "%s: requests that do not wait are not supported", function);
    SetLastError(ERROR_NOT_SUPPORTED);
    return TRUE;
}

DWORD WINAPI IcmpSendEcho2(HANDLE handle, HANDLE event, FARPROC routine, PVOID context, IPAddr destination, LPVOID data,
                           WORD size, PIP_OPTION_INFORMATION options, LPVOID reply, DWORD reply_size, DWORD timeout)
{
    (void)context;
    if (is_asynchronous(event, routine, "IcmpSendEcho2")) return 0;
    return send_v4(handle, 0, destination, data, size, options, reply, reply_size, timeout);
}

DWORD WINAPI IcmpSendEcho2Ex(HANDLE handle, HANDLE event, FARPROC routine, PVOID context, IPAddr source,
                             IPAddr destination, LPVOID data, WORD size, PIP_OPTION_INFORMATION options, LPVOID reply,
                             DWORD reply_size, DWORD timeout)
{
    (void)context;
    if (is_asynchronous(event, routine, "IcmpSendEcho2Ex")) return 0;
    return send_v4(handle, source, destination, data, size, options, reply, reply_size, timeout);
}

static BOOL is_unspecified(const struct sockaddr_in6 *address)
{
    static const IN6_ADDR zero;
    return !address || !memcmp(&address->sin6_addr, &zero, sizeof(zero));
}

DWORD WINAPI Icmp6SendEcho2(HANDLE handle, HANDLE event, FARPROC routine, PVOID context, struct sockaddr_in6 *source,
                            struct sockaddr_in6 *destination, LPVOID data, WORD size, PIP_OPTION_INFORMATION options,
                            LPVOID reply, DWORD reply_size, DWORD timeout)
{
    struct icmp_v6_reply *answer = reply;
    struct unix_network_echo_args args = {
        .data = UNIX_PTR(data),
        .reply = UNIX_PTR(answer + 1),
        .size = size,
        .timeout = timeout,
        .ttl = options ? options->Ttl : 128,
    };
    (void)context;
    if (handle != ECHO_HANDLE) return echo_failed(ERROR_INVALID_HANDLE);
    if (is_asynchronous(event, routine, "Icmp6SendEcho2")) return 0;
    if (!destination || !reply || reply_size < sizeof(*answer)) return echo_failed(ERROR_INVALID_PARAMETER);
    args.capacity = reply_size - sizeof(*answer);
    if (args.capacity < size) return echo_failed(IP_BUF_TOO_SMALL);
    memcpy(args.destination, destination, sizeof(args.destination));
    ((struct sockaddr_in6 *)args.destination)->sin6_family = AF_INET6;
    if (!is_unspecified(source)) {
        memcpy(args.source, source, sizeof(args.source));
        ((struct sockaddr_in6 *)args.source)->sin6_port = 0;
    }
    BOOL answered = send_request(&args);
    if (!answered && (!args.status || args.status == IP_REQ_TIMED_OUT || !family_of(args.responder))) return 0;
    const struct sockaddr_in6 *from = (const struct sockaddr_in6 *)args.responder;
    memset(answer, 0, sizeof(*answer));
    memcpy(answer->from.address.words, &from->sin6_addr, sizeof(answer->from.address.words));
    answer->from.address.scope = from->sin6_scope_id;
    answer->status = args.status;
    answer->milliseconds = args.milliseconds;
    return 1;
}

DWORD WINAPI IcmpParseReplies(LPVOID reply, DWORD size)
{
    const ICMP_ECHO_REPLY *answer = reply;
    if (!reply || size < sizeof(*answer)) return echo_failed(ERROR_INVALID_PARAMETER);
    if (!answer->Status) return 1;
    return echo_failed(answer->Status);
}

DWORD WINAPI Icmp6ParseReplies(LPVOID reply, DWORD size)
{
    const struct icmp_v6_reply *answer = reply;
    if (!reply || size < sizeof(*answer)) return echo_failed(ERROR_INVALID_PARAMETER);
    if (!answer->status) return 1;
    return echo_failed(answer->status);
}
