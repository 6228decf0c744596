/* Names to addresses and back. The system's own resolver answers (dlls/ntdll/unix/resolver.c). */
#include "winsock_private.h"

static int resolve(struct unix_resolve_args *args)
{
    NTSTATUS status = unix_call_resolve(args);
    if (!status) return 0;
    return args->error ? (int)args->error : winsock_error(status);
}

static void *allocate(size_t size) { return HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size); }
static void release(void *memory) { HeapFree(GetProcessHeap(), 0, memory); }

/* --- getaddrinfo --- */

static int check_hints(const char *name, const char *service, const struct addrinfo *hints)
{
    if (!name && !service) return WSAHOST_NOT_FOUND;
    if (!hints) return 0;
    if (hints->ai_addrlen || hints->ai_canonname || hints->ai_addr || hints->ai_next) return WSANO_RECOVERY;
    if (hints->ai_family != AF_UNSPEC && hints->ai_family != AF_INET && hints->ai_family != AF_INET6)
        return WSAEAFNOSUPPORT;
    if (hints->ai_flags & AI_CANONNAME && !name) return WSAEINVAL;
    if (hints->ai_socktype < 0 || hints->ai_socktype > SOCK_SEQPACKET) return WSAESOCKTNOSUPPORT;
    return 0;
}

/* The list as records; to be released. */
static int look_up(const char *name, const char *service, const struct addrinfo *hints,
                   struct resolved_address **records, ULONG *count)
{
    int error = check_hints(name, service, hints);
    if (error) return error;
    static const char dot_local[] = "..localmachine";
    char own[256];
    if (name && (!*name || !strcmp(name, dot_local))) { /* documented: this machine */
        struct unix_resolve_args self = {.what = RESOLVE_HOST_NAME, .buffer = UNIX_PTR(own), .capacity = sizeof(own)};
        error = resolve(&self);
        if (error) return error;
        name = own;
    }
    for (ULONG room = 16; room <= 4096; room *= 4) {
        *records = allocate(room * sizeof(**records));
        if (!*records) return WSA_NOT_ENOUGH_MEMORY;
        struct unix_resolve_args args = {
            .what = RESOLVE_ADDRESSES,
            .name = UNIX_PTR(name),
            .service = UNIX_PTR(service),
            .flags = hints ? (ULONG)hints->ai_flags : 0,
            .family = hints ? hints->ai_family : 0,
            .type = hints ? hints->ai_socktype : 0,
            .protocol = hints ? hints->ai_protocol : 0,
            .buffer = UNIX_PTR(*records),
            .capacity = room * (ULONG)sizeof(**records),
        };
        NTSTATUS status = unix_call_resolve(&args);
        *count = args.size / (ULONG)sizeof(**records);
        if (!status) return 0;
        release(*records);
        if (status != STATUS_BUFFER_TOO_SMALL) return args.error ? (int)args.error : winsock_error(status);
    }
    return WSANO_RECOVERY;
}

INT WINAPI getaddrinfo(PCSTR name, PCSTR service, const ADDRINFOA *hints, PADDRINFOA *result)
{
    struct resolved_address *records;
    PADDRINFOA *link = result;
    ULONG count;
    if (!result) return WSAEFAULT;
    *result = NULL;
    int error = winsock_is_started() ? look_up(name, service, hints, &records, &count) : WSANOTINITIALISED;
    if (error) {
        SetLastError((DWORD)error);
        return error;
    }
    for (ULONG i = 0; i < count; i++) {
        const struct resolved_address *record = &records[i];
        size_t name_size = record->canonical_name[0] ? strlen(record->canonical_name) + 1 : 0;
        PADDRINFOA entry = allocate(sizeof(*entry) + (size_t)record->address_size + name_size);
        if (!entry) break;
        entry->ai_flags = hints ? hints->ai_flags : 0;
        entry->ai_family = record->family;
        entry->ai_socktype = record->type;
        entry->ai_protocol = record->protocol;
        entry->ai_addrlen = (size_t)record->address_size;
        entry->ai_addr = (struct sockaddr *)(entry + 1);
        memcpy(entry->ai_addr, record->address, entry->ai_addrlen);
        if (name_size) {
            entry->ai_canonname = (char *)(entry + 1) + record->address_size;
            memcpy(entry->ai_canonname, record->canonical_name, name_size);
        }
        *link = entry;
        link = &entry->ai_next;
    }
    release(records);
    return 0;
}

void WINAPI freeaddrinfo(PADDRINFOA list)
{
    while (list) {
        PADDRINFOA next = list->ai_next;
        release(list);
        list = next;
    }
}

/* The hints differ from the narrow ones in pointers that must be NULL. */
static struct addrinfo narrow_hints(const ADDRINFOW *hints)
{
    return (struct addrinfo){
        .ai_flags = hints->ai_flags,
        .ai_family = hints->ai_family,
        .ai_socktype = hints->ai_socktype,
        .ai_protocol = hints->ai_protocol,
        .ai_addrlen = hints->ai_addrlen,
        .ai_canonname = (char *)hints->ai_canonname,
        .ai_addr = hints->ai_addr,
        .ai_next = (void *)hints->ai_next,
    };
}

static int look_up_wide(PCWSTR name, PCWSTR service, const struct addrinfo *hints, struct resolved_address **records,
                        ULONG *count)
{
    char narrow_name[1024], narrow_service[256];
    if (name && !utf8_from_wide(name, narrow_name, sizeof(narrow_name))) return WSAHOST_NOT_FOUND;
    if (service && !utf8_from_wide(service, narrow_service, sizeof(narrow_service))) return WSATYPE_NOT_FOUND;
    return look_up(name ? narrow_name : NULL, service ? narrow_service : NULL, hints, records, count);
}

INT WINAPI GetAddrInfoW(PCWSTR name, PCWSTR service, const ADDRINFOW *hints, PADDRINFOW *result)
{
    struct addrinfo narrow;
    struct resolved_address *records;
    PADDRINFOW *link = result;
    ULONG count;
    if (!result) return WSAEFAULT;
    *result = NULL;
    if (hints) narrow = narrow_hints(hints);
    int error = winsock_is_started() ? look_up_wide(name, service, hints ? &narrow : NULL, &records, &count)
                                     : WSANOTINITIALISED;
    if (error) {
        SetLastError((DWORD)error);
        return error;
    }
    for (ULONG i = 0; i < count; i++) {
        const struct resolved_address *record = &records[i];
        PADDRINFOW entry =
            allocate(sizeof(*entry) + sizeof(record->address) + sizeof(record->canonical_name) * sizeof(WCHAR));
        if (!entry) break;
        entry->ai_flags = hints ? hints->ai_flags : 0;
        entry->ai_family = record->family;
        entry->ai_socktype = record->type;
        entry->ai_protocol = record->protocol;
        entry->ai_addrlen = (size_t)record->address_size;
        entry->ai_addr = (struct sockaddr *)(entry + 1);
        memcpy(entry->ai_addr, record->address, entry->ai_addrlen);
        if (record->canonical_name[0]) {
            entry->ai_canonname = (PWSTR)((char *)(entry + 1) + sizeof(record->address));
            wide_from_utf8(record->canonical_name, entry->ai_canonname, sizeof(record->canonical_name));
        }
        *link = entry;
        link = &entry->ai_next;
    }
    release(records);
    return 0;
}

void WINAPI FreeAddrInfoW(PADDRINFOW list)
{
    while (list) {
        PADDRINFOW next = list->ai_next;
        release(list);
        list = next;
    }
}

/* --- GetAddrInfoEx: overlapped requests are answered by a thread of their own --- */

typedef void (CALLBACK *extended_routine)(DWORD error, DWORD bytes, LPWSAOVERLAPPED overlapped);

struct extended_request {
    PWSTR name, service;
    ADDRINFOEXW hints;
    BOOL has_hints;
    PADDRINFOEXW *result;
    LPOVERLAPPED overlapped;
    LPLOOKUPSERVICE_COMPLETION_ROUTINE routine;
};

static int look_up_extended(PCWSTR name, PCWSTR service, const ADDRINFOEXW *hints, PADDRINFOEXW *result)
{
    struct addrinfo narrow = {0};
    struct resolved_address *records;
    PADDRINFOEXW *link = result;
    ULONG count;
    if (hints) {
        narrow.ai_flags = hints->ai_flags;
        narrow.ai_family = hints->ai_family;
        narrow.ai_socktype = hints->ai_socktype;
        narrow.ai_protocol = hints->ai_protocol;
    }
    int error = look_up_wide(name, service, hints ? &narrow : NULL, &records, &count);
    if (error) return error;
    for (ULONG i = 0; i < count; i++) {
        const struct resolved_address *record = &records[i];
        PADDRINFOEXW entry =
            allocate(sizeof(*entry) + sizeof(record->address) + sizeof(record->canonical_name) * sizeof(WCHAR));
        if (!entry) break;
        entry->ai_flags = narrow.ai_flags;
        entry->ai_family = record->family;
        entry->ai_socktype = record->type;
        entry->ai_protocol = record->protocol;
        entry->ai_addrlen = (size_t)record->address_size;
        entry->ai_addr = (struct sockaddr *)(entry + 1);
        memcpy(entry->ai_addr, record->address, entry->ai_addrlen);
        if (record->canonical_name[0]) {
            entry->ai_canonname = (PWSTR)((char *)(entry + 1) + sizeof(record->address));
            wide_from_utf8(record->canonical_name, (PWSTR)entry->ai_canonname, sizeof(record->canonical_name));
        }
        *link = entry;
        link = (PADDRINFOEXW *)&entry->ai_next;
    }
    release(records);
    return 0;
}

static DWORD WINAPI extended_thread(void *argument)
{
    struct extended_request *request = argument;
    HANDLE event = request->overlapped->hEvent;
    int error =
        look_up_extended(request->name, request->service, request->has_hints ? &request->hints : NULL, request->result);
    request->overlapped->InternalHigh = 0;
    __atomic_store_n(&request->overlapped->Internal, (ULONG_PTR)error, __ATOMIC_RELEASE);
    if (request->routine) ((extended_routine)request->routine)((DWORD)error, 0, request->overlapped);
    else if (event) SetEvent(event);
    release(request->name);
    release(request->service);
    release(request);
    return 0;
}

static PWSTR copy_wide(PCWSTR text)
{
    if (!text) return NULL;
    size_t size = (wcslen(text) + 1) * sizeof(WCHAR);
    PWSTR copy = allocate(size);
    if (copy) memcpy(copy, text, size);
    return copy;
}

INT WINAPI GetAddrInfoExW(PCWSTR name, PCWSTR service, DWORD name_space, LPGUID provider, const ADDRINFOEXW *hints,
                          PADDRINFOEXW *result, struct timeval *timeout, LPOVERLAPPED overlapped,
                          LPLOOKUPSERVICE_COMPLETION_ROUTINE routine, LPHANDLE cancel)
{
    (void)provider;
    (void)timeout;
    if (cancel) *cancel = NULL;
    if (!result) return fail(WSAEFAULT), WSAEFAULT;
    *result = NULL;
    if (!winsock_is_started()) return WSANOTINITIALISED;
    if (name_space && name_space != NS_DNS && name_space != NS_ALL)
        return fail(WSASERVICE_NOT_FOUND), WSASERVICE_NOT_FOUND;
    if (!overlapped) {
        int error = look_up_extended(name, service, hints, result);
        if (error) fail(error);
        return error;
    }
    struct extended_request *request = allocate(sizeof(*request));
    if (!request) return WSA_NOT_ENOUGH_MEMORY;
    *request =
        (struct extended_request){copy_wide(name), copy_wide(service), {0}, hints != NULL, result, overlapped, routine};
    if (hints) request->hints = *hints;
    overlapped->Internal = STATUS_PENDING;
    if (overlapped->hEvent && !routine) ResetEvent(overlapped->hEvent);
    HANDLE thread = CreateThread(NULL, 0, extended_thread, request, 0, NULL);
    if (!thread) return WSA_NOT_ENOUGH_MEMORY;
    CloseHandle(thread);
    fail(WSA_IO_PENDING);
    return WSA_IO_PENDING;
}

void WINAPI FreeAddrInfoExW(PADDRINFOEXW list)
{
    while (list) {
        PADDRINFOEXW next = (PADDRINFOEXW)list->ai_next;
        release(list);
        list = next;
    }
}

void WINAPI FreeAddrInfoEx(PADDRINFOEXA list)
{
    FreeAddrInfoExW((PADDRINFOEXW)list);
}

INT WINAPI GetAddrInfoExOverlappedResult(LPOVERLAPPED overlapped)
{
    if (!overlapped) return WSAEINVAL;
    return overlapped->Internal == STATUS_PENDING ? WSAEINPROGRESS : (INT)overlapped->Internal;
}

/* A look-up that has begun goes on to its end. */
INT WINAPI GetAddrInfoExCancel(LPHANDLE cancel)
{
    (void)cancel;
    return WSA_INVALID_HANDLE;
}

/* --- getnameinfo --- */

static int name_of(const struct sockaddr *address, int size, int flags, char *host, char *service, size_t room)
{
    char answer[1100];
    struct unix_resolve_args args = {
        .what = RESOLVE_NAME,
        .address = UNIX_PTR(address),
        .address_size = (ULONG)size,
        .flags = (ULONG)flags,
        .buffer = UNIX_PTR(answer),
        .capacity = sizeof(answer),
    };
    if (!address || size < 16 || (address->sa_family == AF_INET6 && size < 28)) return WSAEFAULT;
    int error = resolve(&args);
    if (error) return error;
    size_t length = strlen(answer);
    if (length >= room || strlen(answer + length + 1) >= room) return WSAEFAULT;
    strcpy(host, answer);
    strcpy(service, answer + length + 1);
    return 0;
}

INT WINAPI getnameinfo(const SOCKADDR *address, socklen_t size, PCHAR host, DWORD host_room, PCHAR service,
                       DWORD service_room, INT flags)
{
    char names[2][1060];
    int error = WSANOTINITIALISED;
    if (winsock_is_started())
        error = !host_room && !service_room ? WSAHOST_NOT_FOUND
                                            : name_of(address, size, flags, names[0], names[1], sizeof(names[0]));
    if (!error && host && host_room && strlen(names[0]) >= host_room) error = WSAEFAULT;
    if (!error && service && service_room && strlen(names[1]) >= service_room) error = WSAEFAULT;
    if (error) {
        SetLastError((DWORD)error);
        return error;
    }
    if (host && host_room) strcpy(host, names[0]);
    if (service && service_room) strcpy(service, names[1]);
    return 0;
}

INT WINAPI GetNameInfoW(const SOCKADDR *address, socklen_t size, PWCHAR host, DWORD host_room, PWCHAR service,
                        DWORD service_room, INT flags)
{
    char names[2][1060];
    int error = WSANOTINITIALISED;
    if (winsock_is_started())
        error = !host_room && !service_room ? WSAHOST_NOT_FOUND
                                            : name_of(address, size, flags, names[0], names[1], sizeof(names[0]));
    if (!error && host && host_room && !wide_from_utf8(names[0], host, (int)host_room)) error = WSAEFAULT;
    if (!error && service && service_room && !wide_from_utf8(names[1], service, (int)service_room)) error = WSAEFAULT;
    if (error) SetLastError((DWORD)error);
    return error;
}

int WINAPI gethostname(char *name, int room)
{
    char own[256];
    struct unix_resolve_args args = {.what = RESOLVE_HOST_NAME, .buffer = UNIX_PTR(own), .capacity = sizeof(own)};
    if (!winsock_is_started()) return SOCKET_ERROR;
    if (!name) return fail(WSAEFAULT);
    int error = resolve(&args);
    if (!error && (int)strlen(own) >= room) error = WSAEFAULT;
    if (!error) strcpy(name, own);
    return fail(error);
}

int WINAPI GetHostNameW(PWSTR name, int room)
{
    char own[256];
    if (!name) return fail(WSAEFAULT);
    if (gethostname(own, sizeof(own))) return SOCKET_ERROR;
    return wide_from_utf8(own, name, room) ? 0 : fail(WSAEFAULT);
}

/* --- the old functions: answers in memory of the thread --- */

struct host_answer { struct hostent host; char *aliases[1]; char *addresses[33]; BYTE bytes[32][16]; char name[256]; };
_Static_assert(sizeof(struct host_answer) <= sizeof(((struct winsock_thread *)0)->entry), "fits");

static struct hostent *host_entry(const char *name, int family, const BYTE (*addresses)[16], int count)
{
    struct winsock_thread *data = thread_data();
    if (!data) return NULL;
    struct host_answer *answer = (struct host_answer *)data->entry;
    memset(answer, 0, sizeof(*answer));
    strncpy(answer->name, name, sizeof(answer->name) - 1);
    answer->host.h_name = answer->name;
    answer->host.h_aliases = answer->aliases;
    answer->host.h_addrtype = (short)family;
    answer->host.h_length = family == AF_INET ? 4 : 16;
    answer->host.h_addr_list = answer->addresses;
    for (int i = 0; i < count && i < 32; i++) {
        memcpy(answer->bytes[i], addresses[i], 16);
        answer->addresses[i] = (char *)answer->bytes[i];
    }
    return &answer->host;
}

struct hostent *WINAPI gethostbyname(const char *name)
{
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM, .ai_flags = AI_CANONNAME};
    struct resolved_address *records;
    BYTE addresses[32][16];
    ULONG count;
    if (!winsock_is_started()) return NULL;
    if (!name) name = "";
    int error = look_up(name, NULL, &hints, &records, &count);
    if (error) {
        fail(error);
        return NULL;
    }
    if (count > 32) count = 32;
    for (ULONG i = 0; i < count; i++) memcpy(addresses[i], &((struct sockaddr_in *)records[i].address)->sin_addr, 4);
    char *official = records[0].canonical_name;
    struct hostent *result = host_entry(*official ? official : name, AF_INET, (const BYTE(*)[16])addresses, (int)count);
    release(records);
    return result;
}

struct hostent *WINAPI gethostbyaddr(const char *address, int size, int family)
{
    struct sockaddr_in6 given = {.sin6_family = (ADDRESS_FAMILY)family};
    char host[1060], service[1060];
    BYTE addresses[1][16] = {{0}};
    if (!winsock_is_started()) return NULL;
    int wanted = family == AF_INET    ? 4
                 : family == AF_INET6 ? 16
                                      : 0,
        error = !wanted                      ? WSAEAFNOSUPPORT
                : !address || size != wanted ? WSAEFAULT
                                             : 0;
    if (!error) {
        memcpy(addresses[0], address, (size_t)wanted);
        memcpy(family == AF_INET ? (void *)&((struct sockaddr_in *)&given)->sin_addr : (void *)&given.sin6_addr,
               address, (size_t)wanted);
        error = name_of((struct sockaddr *)&given, sizeof(given), NI_NAMEREQD, host, service, sizeof(host));
    }
    if (!error) return host_entry(host, family, (const BYTE(*)[16])addresses, 1);
    fail(error);
    return NULL;
}

struct names_answer {
    union {
        struct servent service;
        struct protoent protocol;
    };
    char *aliases[32];
    char text[2048];
};
_Static_assert(sizeof(struct names_answer) <= sizeof(((struct winsock_thread *)0)->entry), "fits");

/* Official name, aliases and what follows them. */
static struct names_answer *names_entry(struct unix_resolve_args *args, char **name, char **rest, ULONG *value)
{
    union { struct resolved_entry entry; char space[2048]; } found;
    struct winsock_thread *data = thread_data();
    args->buffer = UNIX_PTR(&found);
    args->capacity = sizeof(found);
    int error = !winsock_is_started() ? WSANOTINITIALISED : data ? resolve(args) : WSAENOBUFS;
    if (error) {
        fail(error);
        return NULL;
    }
    struct names_answer *answer = (struct names_answer *)data->entry;
    memset(answer, 0, sizeof(*answer));
    memcpy(answer->text, found.entry.text, args->size - offsetof(struct resolved_entry, text));
    char *at = answer->text;
    for (ULONG i = 0; i < found.entry.name_count; i++, at += strlen(at) + 1) {
        if (!i) *name = at;
        else if (i < ARRAYSIZE(answer->aliases)) answer->aliases[i - 1] = at;
    }
    *rest = at;
    *value = found.entry.value;
    return answer;
}

static struct servent *service_entry(struct unix_resolve_args *args)
{
    char *name, *protocol;
    ULONG port;
    struct names_answer *answer = names_entry(args, &name, &protocol, &port);
    if (!answer) return NULL;
    answer->service.s_name = name;
    answer->service.s_aliases = answer->aliases;
    answer->service.s_port = (short)port;
    answer->service.s_proto = protocol;
    return &answer->service;
}

struct servent *WINAPI getservbyname(const char *name, const char *protocol)
{
    struct unix_resolve_args args = {.what = RESOLVE_SERVICE, .name = UNIX_PTR(name), .service = UNIX_PTR(protocol)};
    return service_entry(&args);
}

struct servent *WINAPI getservbyport(int port, const char *protocol)
{
    struct unix_resolve_args args = {
        .what = RESOLVE_SERVICE_NUMBER, .value = (ULONG)port & 0xffff, .service = UNIX_PTR(protocol)};
    return service_entry(&args);
}

static struct protoent *protocol_entry(struct unix_resolve_args *args)
{
    char *name, *rest;
    ULONG number;
    struct names_answer *answer = names_entry(args, &name, &rest, &number);
    if (!answer) return NULL;
    answer->protocol.p_name = name;
    answer->protocol.p_aliases = answer->aliases;
    answer->protocol.p_proto = (short)number;
    return &answer->protocol;
}

struct protoent *WINAPI getprotobyname(const char *name)
{
    struct unix_resolve_args args = {.what = RESOLVE_PROTOCOL, .name = UNIX_PTR(name)};
    return protocol_entry(&args);
}

struct protoent *WINAPI getprotobynumber(int number)
{
    struct unix_resolve_args args = {.what = RESOLVE_PROTOCOL_NUMBER, .value = (ULONG)number};
    return protocol_entry(&args);
}
