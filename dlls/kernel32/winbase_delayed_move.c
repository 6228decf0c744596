/* MoveFileEx with MOVEFILE_DELAY_UNTIL_REBOOT.
 *
 * Windows keeps such moves in the Session Manager's key, as pairs of strings, and does them when it starts. A prefix
 * starts when its server does, and its first program comes from outside: those programs look for moves that are due. A
 * volatile key, gone with the server, says that the moves were asked for in this life of the prefix. */
#include "file_private.h"

#define CONSTANT_STRING(text) {sizeof(text) - sizeof(WCHAR), sizeof(text), (PWSTR)(text)}

static const UNICODE_STRING manager_name = CONSTANT_STRING(
    L"\\Registry\\Machine\\System\\CurrentControlSet\\Control\\Session Manager");
static const UNICODE_STRING mark_name = CONSTANT_STRING(L"Winrun moves of this session");
static const UNICODE_STRING value_name = CONSTANT_STRING(L"PendingFileRenameOperations");

static NTSTATUS open_manager(ACCESS_MASK access, HANDLE *key)
{
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, (PUNICODE_STRING)&manager_name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    return NtOpenKey(key, access, &attributes);
}

/* The strings so far; NULL when there are none or memory is short. `length` in characters, without the last zero. */
static KEY_VALUE_PARTIAL_INFORMATION *read_moves(HANDLE key, ULONG *length)
{
    ULONG size = 0;
    *length = 0;
    NTSTATUS status = NtQueryValueKey(key, &value_name, KeyValuePartialInformation, NULL, 0, &size);
    if (status != STATUS_BUFFER_TOO_SMALL && status != STATUS_BUFFER_OVERFLOW) return NULL;
    KEY_VALUE_PARTIAL_INFORMATION *value = heap_allocate_zeroed(size + 2 * sizeof(WCHAR));
    if (!value) return NULL;
    status = NtQueryValueKey(key, &value_name, KeyValuePartialInformation, value, size, &size);
    if (status || value->Type != REG_MULTI_SZ || value->DataLength < 2 * sizeof(WCHAR)) {
        heap_free(value);
        return NULL;
    }
    *length = value->DataLength / sizeof(WCHAR) - 1;
    return value;
}

static ULONG put_string(WCHAR *text, const WCHAR *prefix, const UNICODE_STRING *name)
{
    ULONG length = 0;
    if (name) {
        for (; *prefix; prefix++) text[length++] = *prefix;
        memcpy(text + length, name->Buffer, name->Length);
        length += name->Length / sizeof(WCHAR);
    }
    text[length] = 0;
    return length + 1;
}

static NTSTATUS add_move(HANDLE key, const UNICODE_STRING *source, const UNICODE_STRING *target, DWORD flags)
{
    ULONG length, target_size = target ? target->Length : 0;
    KEY_VALUE_PARTIAL_INFORMATION *old = read_moves(key, &length);
    WCHAR *text = heap_allocate_zeroed(length * sizeof(WCHAR) + source->Length + target_size + 4 * sizeof(WCHAR));
    if (text) {
        if (old) memcpy(text, old->Data, length * sizeof(WCHAR));
        length += put_string(text + length, L"", source);
        length += put_string(text + length, flags & MOVEFILE_REPLACE_EXISTING ? L"!" : L"", target);
    }
    NTSTATUS status = text ? NtSetValueKey(key, &value_name, 0, REG_MULTI_SZ, text, (length + 1) * sizeof(WCHAR))
                           : STATUS_NO_MEMORY;
    heap_free(text);
    heap_free(old);
    return status;
}

static NTSTATUS mark_session(HANDLE manager)
{
    OBJECT_ATTRIBUTES attributes;
    HANDLE mark;
    InitializeObjectAttributes(&attributes, (PUNICODE_STRING)&mark_name, OBJ_CASE_INSENSITIVE, manager, NULL);
    NTSTATUS status = NtCreateKey(&mark, KEY_READ, &attributes, 0, NULL, REG_OPTION_VOLATILE, NULL);
    if (!status) NtClose(mark);
    return status;
}

BOOL delay_move(LPCWSTR source, LPCWSTR target, DWORD flags)
{
    struct nt_path from, to;
    HANDLE manager;
    if (!source || flags & MOVEFILE_COPY_ALLOWED) return set_error(ERROR_INVALID_PARAMETER);
    HANDLE file = open_for(source, DELETE, SHARE_ALL, FILE_OPEN_FOR_BACKUP_INTENT | FILE_OPEN_REPARSE_POINT);
    if (file == INVALID_HANDLE_VALUE) return FALSE;
    NtClose(file);
    if (!nt_path_begin(&from, source)) return FALSE;
    if (target && !nt_path_begin(&to, target)) {
        nt_path_end(&from);
        return FALSE;
    }
    NTSTATUS status = open_manager(KEY_READ | KEY_WRITE, &manager);
    if (!status) {
        status = mark_session(manager);
        if (!status) status = add_move(manager, &from.name, target ? &to.name : NULL, flags);
        NtClose(manager);
    }
    if (target) nt_path_end(&to);
    nt_path_end(&from);
    return check_status(status);
}

/* --- when the prefix has started --- */

static BOOL is_of_this_session(HANDLE manager)
{
    OBJECT_ATTRIBUTES attributes;
    HANDLE mark;
    InitializeObjectAttributes(&attributes, (PUNICODE_STRING)&mark_name, OBJ_CASE_INSENSITIVE, manager, NULL);
    if (NtOpenKey(&mark, KEY_READ, &attributes)) return FALSE;
    NtClose(mark);
    return TRUE;
}

static NTSTATUS move_now(WCHAR *source, WCHAR *target)
{
    UNICODE_STRING from, to;
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    HANDLE file;
    BOOL replace = *target == '!';
    RtlInitUnicodeString(&from, source);
    RtlInitUnicodeString(&to, target + replace);
    InitializeObjectAttributes(&attributes, &from, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS status = NtOpenFile(&file, DELETE | SYNCHRONIZE, &attributes, &io, SHARE_ALL,
                                 FILE_SYNCHRONOUS_IO_NONALERT | FILE_OPEN_FOR_BACKUP_INTENT | FILE_OPEN_REPARSE_POINT);
    if (status) return status;
    if (!to.Length) {
        FILE_DISPOSITION_INFORMATION gone = {TRUE};
        status = NtSetInformationFile(file, &io, &gone, sizeof(gone), FileDispositionInformation);
    } else {
        status = rename_file(file, &to, replace, FileRenameInformation);
    }
    NtClose(file);
    return status;
}

void run_delayed_moves(void)
{
    HANDLE manager;
    ULONG length;
    if (open_manager(KEY_READ | KEY_WRITE, &manager)) return;
    KEY_VALUE_PARTIAL_INFORMATION *value = read_moves(manager, &length);
    if (value && !is_of_this_session(manager) && !NtDeleteValueKey(manager, &value_name)) {
        WCHAR *at = (WCHAR *)value->Data, *end = at + length;
        while (at < end && *at) {
            WCHAR *target = at + wcslen(at) + 1;
            if (target > end) break;
            NTSTATUS status = move_now(at, target);
            if (status) log_line(LOG_WARN, "a move that waited for a restart failed: %ls, status %08lx", at, status);
            at = target + wcslen(target) + 1;
        }
    }
    heap_free(value);
    NtClose(manager);
}
