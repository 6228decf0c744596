/* ReadFile and WriteFile on console handles: bytes in the console's code pages; and how waits look at the console's
 * input. The console itself is dlls/ntdll/unix/console*.c. */
#include "file_private.h"
#include "console_handles.h"

#define PIECE 4096u

/* Bytes that do not make a character yet, and characters' bytes that a reader had no room for: one console, one rest.
 */
static RTL_SRWLOCK lock = RTL_SRWLOCK_INIT;
static BYTE unfinished[4];
static ULONG unfinished_count;
static char unread[3 * PIECE + 8];
static ULONG unread_first, unread_end;

NTSTATUS NTAPI winrun_console_control(struct unix_console_control_args *args)
{
    return unix_call_console_control(args);
}

UINT NTAPI winrun_console_code_page(BOOLEAN output)
{
    struct unix_console_control_args args = { .request = CONSOLE_GET_CODE_PAGES };
    UINT chosen = unix_call_console_control(&args) ? 0 : output ? args.value2 : args.value;
    return chosen ? chosen : winrun_oem_code_page();
}

/* ---- writing */

/* How many bytes at the end are the beginning of a character. */
static ULONG incomplete_tail(UINT code_page, const struct code_page *page, const BYTE *bytes, ULONG size)
{
    if (code_page == CP_UTF8) {
        for (ULONG back = 1; back <= 3 && back <= size; back++) {
            BYTE c = bytes[size - back];
            if (c < 0x80) return 0;
            if (c < 0xc0) continue;
            ULONG needed = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
            return needed > back ? back : 0;
        }
        return 0;
    }
    if (!page || page->maximum_size < 2) return 0;
    const uint16_t *leads = winrun_nls_data() + page->leads;
    BOOLEAN lead = FALSE;
    for (ULONG i = 0; i < size; i++) lead = !lead && leads[bytes[i]];
    return lead ? 1 : 0;
}

static NTSTATUS write_wide(uint32_t target, PCWSTR text, ULONG length)
{
    struct unix_console_control_args args = {
        .request = CONSOLE_WRITE, .target = target, .buffer = UNIX_PTR(text), .size = length};
    return length ? unix_call_console_control(&args) : STATUS_SUCCESS;
}

static NTSTATUS write_bytes(uint32_t target, const BYTE *bytes, ULONG size)
{
    UINT code_page = winrun_console_code_page(TRUE);
    const struct code_page *page = winrun_code_page(code_page);
    WCHAR small[512], *text = small;
    BYTE *joined = NULL;
    NTSTATUS status = STATUS_SUCCESS;
    if (unfinished_count) {
        if (!(joined = heap_allocate(size + unfinished_count))) return STATUS_NO_MEMORY;
        memcpy(joined, unfinished, unfinished_count);
        memcpy(joined + unfinished_count, bytes, size);
        bytes = joined;
        size += unfinished_count;
    }
    unfinished_count = incomplete_tail(code_page, page, bytes, size);
    size -= unfinished_count;
    memcpy(unfinished, bytes + size, unfinished_count);
    if (size > ARRAYSIZE(small) && !(text = heap_allocate(size * sizeof(WCHAR)))) status = STATUS_NO_MEMORY;
    if (!status) {
        ULONG length = page ? winrun_to_wide(page, (PCSTR)bytes, size, text, size, NULL)
                            : winrun_utf8_to_wide((PCSTR)bytes, size, text, size, NULL);
        status = write_wide(target, text, length < size ? length : size);
    }
    if (text != small) heap_free(text);
    heap_free(joined);
    return status;
}

NTSTATUS console_write(const struct handle_entry *entry, const void *buffer, ULONG size)
{
    RtlAcquireSRWLockExclusive(&lock);
    NTSTATUS status = write_bytes(entry->aux, buffer, size);
    RtlReleaseSRWLockExclusive(&lock);
    return status;
}

/* ---- reading */

static ULONG take_unread(char *buffer, ULONG size)
{
    ULONG count = unread_end - unread_first < size ? unread_end - unread_first : size;
    memcpy(buffer, unread + unread_first, count);
    unread_first += count;
    return count;
}

void winrun_console_program(WCHAR *name)
{
    const UNICODE_STRING *path = &current_peb()->ProcessParameters->ImagePathName;
    ULONG end = path->Length / sizeof(WCHAR), start = end, n = 0;
    while (start && path->Buffer[start - 1] != '\\') start--;
    while (start < end && n < 63) name[n++] = path->Buffer[start++];
    name[n] = 0;
}

static NTSTATUS read_wide(uint32_t target, PWSTR text, ULONG *length, struct console_read *wanted)
{
    struct unix_console_control_args args = {.request = CONSOLE_READ,
                                             .target = target,
                                             .buffer = UNIX_PTR(text),
                                             .size = *length,
                                             .extra = UNIX_PTR(wanted)};
    NTSTATUS status = unix_call_console_control(&args);
    *length = args.size;
    return status;
}

NTSTATUS console_read(const struct handle_entry *entry, void *buffer, ULONG size, ULONG *transferred)
{
    WCHAR text[PIECE + 1];
    struct console_read wanted = { .end_of_file = 1 };
    ULONG length = size < PIECE ? size : PIECE, one = 1;
    *transferred = 0;
    if (!size) return STATUS_SUCCESS;
    RtlAcquireSRWLockExclusive(&lock);
    *transferred = take_unread(buffer, size);
    RtlReleaseSRWLockExclusive(&lock);
    if (*transferred) return STATUS_SUCCESS;
    winrun_console_program((WCHAR *)wanted.program);
    NTSTATUS status = read_wide(entry->aux, text, &length, &wanted);
    if (status == STATUS_CANCELLED && synchronous_io_cancelled()) return status;
    if (status == STATUS_CANCELLED) { /* Ctrl+C: nothing was read, and the last error says why */
        RtlSetLastWin32Error(ERROR_OPERATION_ABORTED);
        return STATUS_SUCCESS;
    }
    if (status || !length) return status;
    if (IS_HIGH_SURROGATE(text[length - 1]) && !read_wide(entry->aux, text + length, &one, &wanted)) length += one;
    UINT code_page = winrun_console_code_page(FALSE);
    const struct code_page *page = winrun_code_page(code_page);
    RtlAcquireSRWLockExclusive(&lock);
    unread_first = 0;
    unread_end = page ? winrun_to_bytes(page, 0, text, length, unread, sizeof(unread), page->default_bytes, NULL)
                      : winrun_utf8_from_wide(text, length, unread, sizeof(unread), NULL);
    if (unread_end > sizeof(unread)) unread_end = sizeof(unread);
    *transferred = take_unread(buffer, size);
    RtlReleaseSRWLockExclusive(&lock);
    return STATUS_SUCCESS;
}

/* ---- handles */

/* A handle of a screen buffer that CreateConsoleScreenBuffer made: the buffer goes with the last one. */
void console_handle_closed(const struct handle_entry *entry)
{
    if (!console_target_is_screen(entry->aux) || entry->aux == CONSOLE_TARGET_SCREEN) return;
    struct unix_console_control_args args = { .request = CONSOLE_RELEASE_SCREEN, .target = entry->aux };
    unix_call_console_control(&args);
}

void console_handle_duplicated(const struct handle_entry *entry)
{
    if (!(entry->tag & HANDLE_CONSOLE) || !console_target_is_screen(entry->aux) || entry->aux == CONSOLE_TARGET_SCREEN)
        return;
    struct unix_console_control_args args = { .request = CONSOLE_RETAIN_SCREEN, .target = entry->aux };
    unix_call_console_control(&args);
}

NTSTATUS NTAPI winrun_console_create_screen(ACCESS_MASK access, BOOLEAN inherit, HANDLE *handle)
{
    struct unix_console_control_args args = { .request = CONSOLE_CREATE_SCREEN, .target = CONSOLE_TARGET_SCREEN };
    struct unix_device_open_args device = { .device = DEVICE_CONSOLE_OUTPUT };
    NTSTATUS status = unix_call_console_control(&args);
    if (!status) status = unix_call_device_open(&device);
    if (status) return status;
    struct handle_entry entry = {
        .tag = OBJECT_FILE | HANDLE_CONSOLE | (inherit ? HANDLE_INHERIT : 0),
        .access = access_map_generic(OBJECT_FILE, access),
        .fd = device.fd,
        .options = FILE_SYNCHRONOUS_IO_NONALERT,
        .slot = slot_allocate(STATE_MAKE(OBJECT_FILE, 1)),
        .aux = args.value,
    };
    return handle_insert(&entry, handle);
}

NTSTATUS NTAPI winrun_console_create_pseudo(COORD size, HANDLE input, HANDLE output, void **pseudo)
{
    struct handle_entry entry;
    struct unix_console_control_args args = { .request = CONSOLE_PSEUDO_CREATE, .width = size.X, .height = size.Y };
    NTSTATUS status = file_get(input, FILE_READ_DATA, &args.x, &entry);
    if (!status) status = file_get(output, FILE_WRITE_DATA, &args.y, &entry);
    if (!status) status = unix_call_console_control(&args);
    *pseudo = (void *)(ULONG_PTR)args.extra;
    return status;
}

/* Without terminal in its standard streams a process whose console is new has handles of that console. */
void console_init_process(void)
{
    RTL_USER_PROCESS_PARAMETERS *parameters = current_peb()->ProcessParameters;
    const struct process_start *start = (const void *)(ULONG_PTR)process_info()->start;
    HANDLE *streams[3] = { &parameters->StandardInput, &parameters->StandardOutput, &parameters->StandardError };
    BOOLEAN fresh = start->flags & PROCESS_START_NEW_CONSOLE || start->pseudo_console;
    if (!fresh || parameters->WindowFlags & STARTF_USESTDHANDLES ||
        current_peb()->ImageSubsystem != IMAGE_SUBSYSTEM_WINDOWS_CUI)
        return;
    for (int i = 0; i < 3; i++) {
        struct unix_device_open_args device = { .device = i ? DEVICE_CONSOLE_OUTPUT : DEVICE_CONSOLE_INPUT };
        if (*streams[i] || unix_call_device_open(&device)) continue;
        struct handle_entry entry = {
            .tag = OBJECT_FILE | HANDLE_CONSOLE | HANDLE_INHERIT,
            .access = FILE_GENERIC_READ | FILE_GENERIC_WRITE,
            .fd = device.fd,
            .options = FILE_SYNCHRONOUS_IO_NONALERT,
            .slot = slot_allocate(STATE_MAKE(OBJECT_FILE, 1)),
            .aux = device.console_target,
        };
        handle_insert(&entry, streams[i]);
    }
}

/* ---- waits */

BOOLEAN console_input_ready(uint64_t *address, uint32_t *value)
{
    struct unix_console_control_args args = { .request = CONSOLE_WAIT_LOOK, .target = CONSOLE_TARGET_INPUT };
    if (unix_call_console_control(&args)) return TRUE; /* no console any more: a read will say so */
    *address = args.extra;
    *value = args.value2;
    return args.value != 0;
}

void console_wait_announce(BOOLEAN begin)
{
    struct unix_console_control_args args = {.request = begin ? CONSOLE_WAIT_BEGIN : CONSOLE_WAIT_END,
                                             .target = CONSOLE_TARGET_INPUT};
    unix_call_console_control(&args);
}
