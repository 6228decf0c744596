/* ping: sends echo requests. The exit code is 0 when an answer came, 1 otherwise. */
#include <winsock2.h>
#include <ws2tcpip.h>
#include "text_output.h"
#include <iphlpapi.h>
#include <icmpapi.h>

enum { LARGEST_SIZE = 65500, REPLY_ROOM = 256 };

static struct {
    long count, size, timeout, ttl;
    bool is_endless, names_host, keeps_whole;
    int family;
    const WCHAR *target, *source;
} options = { .count = 4, .size = 32, .timeout = 4000, .ttl = 128, .family = AF_UNSPEC };

static struct { ULONG sent, received, shortest, longest; ULONGLONG sum; } statistics = { .shortest = ~0u };
static WCHAR address_text[64];
static SOCKADDR_STORAGE target, source;

static void print_usage(void)
{
    put_text(L"\r\nUsage: ping [-t] [-a] [-n count] [-l size] [-f] [-i TTL] [-w timeout]\r\n            [-S srcaddr] "
             L"[-4] [-6] target_name\r\n\r\nOptions:\r\n"
             L"    -t             Sends until stopped: Control-Break shows statistics, Control-C ends.\r\n"
             L"    -a             Looks the name of an address up.\r\n"
             L"    -n count       How many requests are sent.\r\n"
             L"    -l size        How many bytes a request carries.\r\n"
             L"    -f             Requests may not be cut into fragments (IPv4).\r\n"
             L"    -i TTL         How many routers a request may pass.\r\n"
             L"    -w timeout     How many milliseconds an answer may take.\r\n"
             L"    -S srcaddr     The address to send from.\r\n"
             L"    -4             Uses IPv4.\r\n"
             L"    -6             Uses IPv6.\r\n\r\n");
}

static bool parse_number(const WCHAR *option, const WCHAR *text, long lowest, long highest, long *number)
{
    WCHAR *end;
    if (!text) {
        put_format(L"Value must be supplied for option %ls.\r\n", option);
        return false;
    }
    *number = wcstol(text, &end, 10);
    if (*text && !*end && *number >= lowest && *number <= highest) return true;
    put_format(L"Bad value for option %ls, valid range is from %ld to %ld.\r\n", option, lowest, highest);
    return false;
}

/* Options are told apart by case: -s and -S are two. */
static bool parse_option(const WCHAR *option, const WCHAR *value, bool *took_value)
{
    static const struct { WCHAR letter; long lowest, highest; long *number;
    } numbers[] = {
        {'n', 1, 0x7fffffff, &options.count},
        {'l', 0, LARGEST_SIZE, &options.size},
        {'i', 1, 255, &options.ttl},
        {'w', 0, 0x7fffffff, &options.timeout},
    };
    static const WCHAR unsupported[] = L"vrsjkRcp";
    WCHAR letter = option[1];
    if (!letter || option[2]) letter = 0;
    for (size_t i = 0; i < ARRAYSIZE(numbers); i++) {
        if (numbers[i].letter != letter) continue;
        *took_value = true;
        return parse_number(option, value, numbers[i].lowest, numbers[i].highest, numbers[i].number);
    }
    switch (letter) {
    case 't': return options.is_endless = true;
    case 'a': return options.names_host = true;
    case 'f': return options.keeps_whole = true;
    case '4': options.family = AF_INET; return true;
    case '6': options.family = AF_INET6; return true;
    case 'S':
        *took_value = true;
        options.source = value;
        if (!value) put_format(L"Value must be supplied for option %ls.\r\n", option);
        return value;
    }
    if (letter && wcschr(unsupported, letter)) put_format(L"Option %ls is not supported here.\r\n", option);
    else {
        put_format(L"Bad option %ls.\r\n\r\n", option);
        print_usage();
    }
    return false;
}

static bool parse(int count, WCHAR **arguments)
{
    for (int i = 0; i < count; i++) {
        bool took_value = false;
        if (*arguments[i] != '-' && *arguments[i] != '/') {
            if (options.target) {
                put_format(L"Bad parameter %ls.\r\n", arguments[i]);
                return false;
            }
            options.target = arguments[i];
            continue;
        }
        if (!parse_option(arguments[i], i + 1 < count ? arguments[i + 1] : NULL, &took_value)) return false;
        if (took_value) i++;
    }
    if (!options.target) put_text(L"IP address must be specified.\r\n");
    return options.target;
}

static bool resolve(const WCHAR *name, int family, int flags, SOCKADDR_STORAGE *address, const WCHAR **official)
{
    ADDRINFOW hints = { .ai_family = family, .ai_flags = flags | AI_CANONNAME }, *list;
    if (GetAddrInfoW(name, NULL, &hints, &list)) return false;
    memcpy(address, list->ai_addr, list->ai_addrlen);
    if (official && list->ai_canonname) *official = _wcsdup(list->ai_canonname);
    FreeAddrInfoW(list);
    return true;
}

static void text_of(const SOCKADDR_STORAGE *address, WCHAR text[64])
{
    int length = address->ss_family == AF_INET ? sizeof(SOCKADDR_IN) : sizeof(SOCKADDR_IN6);
    GetNameInfoW((const SOCKADDR *)address, length, text, 64, NULL, 0, NI_NUMERICHOST);
}

/* Finds the target's address and prints the first line. */
static bool find_target(void)
{
    static WCHAR host[NI_MAXHOST];
    SOCKADDR_STORAGE literal;
    const WCHAR *name = options.target;
    bool is_literal = resolve(options.target, AF_UNSPEC, AI_NUMERICHOST, &literal, NULL);
    if (!resolve(options.target, options.family, 0, &target, &name)) {
        put_format(L"Ping request could not find host %ls. Please check the name and try again.\r\n", options.target);
        return false;
    }
    if (options.source && !resolve(options.source, target.ss_family, AI_NUMERICHOST, &source, NULL)) {
        put_format(L"-S: %ls is not an address of the target's kind.\r\n", options.source);
        return false;
    }
    text_of(&target, address_text);
    int length = target.ss_family == AF_INET ? sizeof(SOCKADDR_IN) : sizeof(SOCKADDR_IN6);
    bool has_name = !is_literal;
    if (is_literal && options.names_host &&
        !GetNameInfoW((SOCKADDR *)&target, length, host, ARRAYSIZE(host), NULL, 0, NI_NAMEREQD)) {
        name = host;
        has_name = true;
    }
    put_text(L"\r\n");
    if (has_name) put_format(L"Pinging %ls [%ls] ", name, address_text);
    else put_format(L"Pinging %ls ", address_text);
    if (options.source) put_format(L"from %ls ", options.source);
    put_format(L"with %ld bytes of data:\r\n", options.size);
    return true;
}

static const WCHAR *failure_text(DWORD status)
{
    switch (status) {
    case IP_REQ_TIMED_OUT: return L"Request timed out.";
    case IP_DEST_NET_UNREACHABLE: return L"Destination net unreachable.";
    case IP_DEST_HOST_UNREACHABLE: return L"Destination host unreachable.";
    case IP_PACKET_TOO_BIG:
        return options.keeps_whole ? L"Packet needs to be fragmented but DF set." : L"Packet too big.";
    case IP_TTL_EXPIRED_TRANSIT: return L"TTL expired in transit.";
    default: return L"General failure.";
    }
}

static void print_answer(const WCHAR *from, ULONG milliseconds, ULONG size, int ttl)
{
    put_format(L"Reply from %ls: ", from);
    if (ttl >= 0) put_format(L"bytes=%lu ", size);
    if (milliseconds) put_format(L"time=%lums ", milliseconds);
    else put_text(L"time<1ms ");
    if (ttl >= 0) put_format(L"TTL=%d", ttl);
    put_text(L"\r\n");
    statistics.received++;
    statistics.sum += milliseconds;
    if (milliseconds < statistics.shortest) statistics.shortest = milliseconds;
    if (milliseconds > statistics.longest) statistics.longest = milliseconds;
}

/* ICMPV6_ECHO_REPLY: the address without its family, 26 bytes; the status; the time. */
struct reply_v6 { USHORT address[13]; ULONG status; unsigned int milliseconds; };

static DWORD send_v6(HANDLE icmp, BYTE *data, BYTE *reply, DWORD size, IP_OPTION_INFORMATION *header)
{
    SOCKADDR_IN6 *from = (SOCKADDR_IN6 *)&source;
    SOCKADDR_STORAGE responder = { .ss_family = AF_INET6 };
    struct reply_v6 *answer = (struct reply_v6 *)reply;
    WCHAR text[64];
    from->sin6_family = AF_INET6;
    if (!Icmp6SendEcho2(icmp, NULL, NULL, NULL, from, (SOCKADDR_IN6 *)&target, data, (WORD)options.size, header, reply,
                        size, (DWORD)options.timeout))
        return GetLastError();
    memcpy(&((SOCKADDR_IN6 *)&responder)->sin6_addr, &answer->address[3], sizeof(IN6_ADDR));
    text_of(&responder, text);
    if (!answer->status) print_answer(text, answer->milliseconds, 0, -1);
    else put_format(L"Reply from %ls: %ls\r\n", text, failure_text(answer->status));
    return 0;
}

DWORD WINAPI IcmpSendEcho2Ex(HANDLE, HANDLE, FARPROC, PVOID, IPAddr, IPAddr, LPVOID, WORD, PIP_OPTION_INFORMATION,
                             LPVOID, DWORD, DWORD);

static DWORD send_v4(HANDLE icmp, BYTE *data, BYTE *reply, DWORD size, IP_OPTION_INFORMATION *header)
{
    SOCKADDR_STORAGE from = { .ss_family = AF_INET };
    ICMP_ECHO_REPLY *answer = (ICMP_ECHO_REPLY *)reply;
    WCHAR text[64];
    if (!IcmpSendEcho2Ex(icmp, NULL, NULL, NULL, ((SOCKADDR_IN *)&source)->sin_addr.s_addr,
                         ((SOCKADDR_IN *)&target)->sin_addr.s_addr, data, (WORD)options.size, header, reply, size,
                         (DWORD)options.timeout))
        return GetLastError();
    ((SOCKADDR_IN *)&from)->sin_addr.s_addr = answer->Address;
    text_of(&from, text);
    if (!answer->Status) print_answer(text, answer->RoundTripTime, answer->DataSize, answer->Options.Ttl);
    else put_format(L"Reply from %ls: %ls\r\n", text, failure_text(answer->Status));
    return 0;
}

static void print_statistics(void)
{
    ULONG lost = statistics.sent - statistics.received;
    put_format(L"\r\nPing statistics for %ls:\r\n    Packets: Sent = %lu, Received = %lu, Lost = %lu (%lu%% loss),\r\n",
               address_text, statistics.sent, statistics.received, lost,
               statistics.sent ? 100 * lost / statistics.sent : 0);
    if (statistics.received)
        put_format(L"Approximate round trip times in milli-seconds:\r\n    Minimum = %lums, Maximum = %lums, Average = "
                   L"%lums\r\n",
                   statistics.shortest, statistics.longest, (ULONG)(statistics.sum / statistics.received));
}

static BOOL WINAPI on_control(DWORD event)
{
    if (statistics.sent) print_statistics();
    if (event == CTRL_BREAK_EVENT) return TRUE;
    put_text(event == CTRL_C_EVENT ? L"Control-C\r\n" : L"");
    ExitProcess(statistics.received ? 0 : 1);
}

/* The kernel's permission is a matter of the Linux system: say so instead of "general failure". */
static bool report_failure(DWORD error)
{
    if (error == ERROR_ACCESS_DENIED || error == WSAEACCES || error == ERROR_NOT_SUPPORTED ||
        error == ERROR_PRIVILEGE_NOT_HELD) {
        put_text(L"Unable to contact IP driver. Linux does not let this user send echo requests:\r\n"
                 L"the group must lie in the range of the kernel setting net.ipv4.ping_group_range.\r\n");
        return false;
    }
    put_format(L"%ls\r\n", failure_text(error));
    return true;
}

static int ping(void)
{
    DWORD reply_size = (DWORD)options.size + REPLY_ROOM;
    IP_OPTION_INFORMATION header = { .Ttl = (UCHAR)options.ttl, .Flags = options.keeps_whole ? IP_FLAG_DF : 0 };
    HANDLE icmp = target.ss_family == AF_INET ? IcmpCreateFile() : Icmp6CreateFile();
    BYTE *data = malloc((size_t)options.size + 1), *reply = malloc(reply_size);
    if (!data || !reply || icmp == INVALID_HANDLE_VALUE) return 1;
    for (long i = 0; i < options.size; i++) data[i] = (BYTE)('a' + i % 23);
    for (long i = 0; options.is_endless || i < options.count; i++) {
        if (i) Sleep(1000);
        statistics.sent++;
        DWORD error = (target.ss_family == AF_INET ? send_v4 : send_v6)(icmp, data, reply, reply_size, &header);
        if (error && !report_failure(error)) return 1;
    }
    print_statistics();
    return statistics.received ? 0 : 1;
}

int main(void)
{
    int count;
    WSADATA started;
    WCHAR **arguments = arguments_of_program(&count);
    if (!count || is_switch(arguments[0], L"?")) {
        print_usage();
        return count ? 0 : 1;
    }
    if (!parse(count, arguments)) return 1;
    if (WSAStartup(MAKEWORD(2, 2), &started)) return 1;
    SetConsoleCtrlHandler(on_control, TRUE);
    return find_target() ? ping() : 1;
}
