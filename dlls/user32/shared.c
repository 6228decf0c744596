/* The records of windows, queues and the screen, as the server publishes them (include/windowing.h). */
#include "user_private.h"

#define READ_TRIES 10000

struct windowing *windowing;

static void __attribute__((noreturn)) no_records(NTSTATUS status)
{
    log_line(LOG_WARN, "user32: the records of windows cannot be mapped (%x); the program ends", status);
    NtTerminateProcess(NtCurrentProcess(), status);
    __builtin_unreachable();
}

void user_start(void)
{
    if (__atomic_load_n(&windowing, __ATOMIC_ACQUIRE)) return;
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    HANDLE section;
    PVOID base = NULL;
    SIZE_T size = 0;
    RtlInitUnicodeString(&name, L"\\Winrun\\Windows");
    InitializeObjectAttributes(&attributes, &name, 0, NULL, NULL);
    NTSTATUS status = NtOpenSection(&section, SECTION_MAP_READ | SECTION_MAP_WRITE, &attributes);
    if (!NT_SUCCESS(status)) no_records(status);
    status = NtMapViewOfSection(section, NtCurrentProcess(), &base, 0, 0, NULL, &size, ViewUnmap, 0, PAGE_READWRITE);
    NtClose(section);
    if (!NT_SUCCESS(status)) no_records(status);
    struct windowing *expected = NULL;
    if (!__atomic_compare_exchange_n(&windowing, &expected, base, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        NtUnmapViewOfSection(NtCurrentProcess(), base);
}

/* Copies the first `size` bytes of a record; FALSE after too many tries, when its writer died or scribbles. */
static BOOL read_record(void *copy, const void *record, SIZE_T size)
{
    const uint32_t *sequence = record;
    for (int i = 0; i < READ_TRIES; i++) {
        uint32_t begin = __atomic_load_n(sequence, __ATOMIC_ACQUIRE);
        if (!(begin & 1)) {
            memcpy(copy, record, size);
            __atomic_thread_fence(__ATOMIC_ACQUIRE);
            if (__atomic_load_n(sequence, __ATOMIC_RELAXED) == begin) return TRUE;
        }
        __builtin_ia32_pause();
    }
    return FALSE;
}

const struct window_record *window_shared(HWND window)
{
    uint32_t handle = handle_value(window), index = window_index(handle);
    if (!windowing) {
        if (!handle) return NULL;
        user_start();
    }
    if (index >= WINDOW_COUNT || !index) return NULL;
    const struct window_record *record = &windowing->windows[index];
    uint32_t now = __atomic_load_n(&record->handle, __ATOMIC_ACQUIRE);
    return now && (now == handle || handle == index) ? record : NULL;
}

BOOL set_user_error(DWORD error)
{
    SetLastError(error);
    return FALSE;
}

BOOL set_server_error(NTSTATUS status)
{
    if (NT_SUCCESS(status)) return FALSE;
    return set_user_error(status == STATUS_INVALID_HANDLE ? ERROR_INVALID_WINDOW_HANDLE
                                                          : RtlNtStatusToDosError(status));
}

HWND window_full_handle(HWND window)
{
    const struct window_record *record = window_shared(window);
    return record ? handle_from(__atomic_load_n(&record->handle, __ATOMIC_RELAXED)) : NULL;
}

BOOL window_read(HWND window, struct window_record *record)
{
    const struct window_record *shared = window_shared(window);
    if (!shared || !read_record(record, shared, sizeof(*record)) ||
        window_index(record->handle) != window_index(handle_value(window)))
        return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    return TRUE;
}

BOOL window_place_read(HWND window, struct window_place *place)
{
    struct { uint32_t sequence; struct window_place place; } copy;
    const struct window_record *shared = window_shared(window);
    if (!shared || !read_record(&copy, shared, sizeof(copy)) ||
        window_index(copy.place.handle) != window_index(handle_value(window)))
        return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    *place = copy.place;
    return TRUE;
}
_Static_assert(offsetof(struct window_record, handle) == 4 &&
                   offsetof(struct window_record, restored) == 4 + sizeof(struct window_place),
               "struct window_place is the beginning of a record");

BOOL queue_read(uint32_t index, struct queue_record *record)
{
    user_start();
    return index < QUEUE_COUNT && read_record(record, &windowing->queues[index], sizeof(*record));
}

void screen_read(struct screen_record *screen)
{
    user_start();
    if (!read_record(screen, &windowing->screen, sizeof(*screen))) memset(screen, 0, sizeof(*screen));
}

DWORD user_style(HWND window) { return window_member(window, style); }
DWORD user_ex_style(HWND window) { return window_member(window, ex_style); }

HWND desktop_window(void)
{
    user_start();
    return handle_from(windowing->desktop_window);
}

HWND message_window(void)
{
    user_start();
    return handle_from(windowing->message_window);
}

/* --- windows of this process --- */

static RTL_CRITICAL_SECTION lock;
static RTL_RUN_ONCE lock_once = RTL_RUN_ONCE_INIT;

static ULONG NTAPI make_lock(PRTL_RUN_ONCE once, PVOID parameter, PVOID *context)
{
    (void)once, (void)parameter, (void)context;
    return NT_SUCCESS(RtlInitializeCriticalSection(&lock));
}

void user_lock(void)
{
    RtlRunOnceExecuteOnce(&lock_once, make_lock, NULL, NULL);
    RtlEnterCriticalSection(&lock);
}

void user_unlock(void) { RtlLeaveCriticalSection(&lock); }
