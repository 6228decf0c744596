/* Environment blocks: "A=B\0C=D\0\0", sorted by name without case. Variables such as "=C:" hold a drive's current
 * folder, so the first character of a name may be an equals sign. */
#include "nt/nt.h"

#include <stdbool.h>
#include <string.h>
#include <wchar.h>

static size_t block_length(const WCHAR *block)
{
    const WCHAR *at = block;
    while (*at) at += wcslen(at) + 1;
    return at - block + 1;
}

static size_t name_length(const WCHAR *entry)
{
    const WCHAR *at = *entry ? entry + 1 : entry;
    while (*at && *at != '=') at++;
    return at - entry;
}

/* The entry with this name, or where it would be inserted; *found tells. */
static WCHAR *find_entry(WCHAR *block, const WCHAR *name, size_t length, bool *found)
{
    WCHAR *place = NULL, *at;
    *found = false;
    for (at = block; *at; at += wcslen(at) + 1) {
        LONG order = RtlCompareUnicodeStrings(name, length, at, name_length(at), TRUE);
        if (!order && at[name_length(at)] == '=') {
            *found = true;
            return at;
        }
        if (order < 0 && !place) place = at;
    }
    return place ? place : at;
}

NTSTATUS NTAPI RtlQueryEnvironmentVariable(PWSTR environment, PCWSTR name, SIZE_T length, PWSTR value,
                                           SIZE_T value_length, PSIZE_T needed)
{
    bool found, current = !environment;
    NTSTATUS status = STATUS_VARIABLE_NOT_FOUND;
    if (current) RtlAcquirePebLock();
    WCHAR *block = current ? current_peb()->ProcessParameters->Environment : environment;
    WCHAR *entry = block && length ? find_entry(block, name, length, &found) : NULL;
    *needed = 0;
    if (entry && found) {
        const WCHAR *text = entry + name_length(entry) + 1;
        size_t text_length = wcslen(text);
        if (value && text_length <= value_length) {
            memcpy(value, text, text_length * sizeof(WCHAR));
            if (text_length < value_length) value[text_length] = 0;
            *needed = text_length;
            status = STATUS_SUCCESS;
        } else {
            *needed = text_length + 1;
            status = STATUS_BUFFER_TOO_SMALL;
        }
    }
    if (current) RtlReleasePebLock();
    return status;
}

NTSTATUS NTAPI RtlQueryEnvironmentVariable_U(PWSTR environment, PCUNICODE_STRING name, PUNICODE_STRING value)
{
    SIZE_T needed;
    value->Length = 0;
    NTSTATUS status =
        RtlQueryEnvironmentVariable(environment, name->Buffer, name->Length / sizeof(WCHAR), value->Buffer,
                                    value->Buffer ? value->MaximumLength / sizeof(WCHAR) : 0, &needed);
    if (status == STATUS_BUFFER_TOO_SMALL) needed--; /* Length does not count the terminator */
    value->Length = (USHORT)min(needed * sizeof(WCHAR), 0xfffe);
    return status;
}

static NTSTATUS replace_block(PWSTR *environment, bool current, WCHAR *block, WCHAR *old)
{
    if (current) {
        current_peb()->ProcessParameters->Environment = block;
        current_peb()->ProcessParameters->EnvironmentSize = RtlSizeHeap(current_peb()->ProcessHeap, 0, block);
        current_peb()->ProcessParameters->EnvironmentVersion++;
    } else {
        *environment = block;
    }
    heap_free(old);
    return STATUS_SUCCESS;
}

static NTSTATUS set_variable(PWSTR *environment, PCWSTR name, size_t length, PCWSTR value, size_t value_length)
{
    bool found, current = !environment;
    WCHAR *block = current ? current_peb()->ProcessParameters->Environment : *environment;
    if (!block) return STATUS_INVALID_PARAMETER;
    WCHAR *entry = find_entry(block, name, length, &found);
    if (!found && !value) return STATUS_VARIABLE_NOT_FOUND;
    size_t total = block_length(block), before = entry - block;
    size_t removed = found ? wcslen(entry) + 1 : 0, added = value ? length + 1 + value_length + 1 : 0;
    size_t after = total - before - removed;
    WCHAR *changed = heap_allocate((before + added + after) * sizeof(WCHAR));
    if (!changed) return STATUS_NO_MEMORY;
    memcpy(changed, block, before * sizeof(WCHAR));
    if (value) {
        WCHAR *at = changed + before;
        memcpy(at, name, length * sizeof(WCHAR));
        at[length] = '=';
        memcpy(at + length + 1, value, value_length * sizeof(WCHAR));
        at[length + 1 + value_length] = 0;
    }
    memcpy(changed + before + added, entry + removed, after * sizeof(WCHAR));
    return replace_block(environment, current, changed, block);
}

NTSTATUS NTAPI RtlSetEnvironmentVar(PWSTR *environment, PCWSTR name, SIZE_T length, PCWSTR value, SIZE_T value_length)
{
    if (!length) return STATUS_INVALID_PARAMETER;
    for (SIZE_T i = 1; i < length; i++) {
        if (name[i] == '=') return STATUS_INVALID_PARAMETER;
    }
    RtlAcquirePebLock();
    NTSTATUS status = set_variable(environment, name, length, value, value_length);
    RtlReleasePebLock();
    return status;
}

NTSTATUS NTAPI RtlSetEnvironmentVariable(PWSTR *environment, PCUNICODE_STRING name, PCUNICODE_STRING value)
{
    /* a value ends at its first zero */
    const WCHAR *text = value ? (value->Buffer ? value->Buffer : L"") : NULL;
    return RtlSetEnvironmentVar(environment, name->Buffer, name->Length / sizeof(WCHAR), text,
                                text ? wcsnlen(text, value->Length / sizeof(WCHAR)) : 0);
}

/* ---- %NAME% */

struct expansion { PWSTR target; size_t capacity, length; };

static void append(struct expansion *expansion, const WCHAR *text, size_t length)
{
    if (expansion->length < expansion->capacity) {
        size_t room = min(length, expansion->capacity - expansion->length);
        memcpy(expansion->target + expansion->length, text, room * sizeof(WCHAR));
    }
    expansion->length += length;
}

/* Appends the value of the variable that begins after the percent sign; returns how many characters of the source that
 * was, 0 if none. */
static size_t append_variable(struct expansion *expansion, WCHAR *block, const WCHAR *source, size_t length)
{
    bool found;
    size_t end = 1;
    while (end < length && source[end] != '%') end++;
    if (end == length || end == 1) return 0;
    WCHAR *entry = find_entry(block, source + 1, end - 1, &found);
    if (!found) {
        append(expansion, source, end);
        return end;
    }
    const WCHAR *value = entry + name_length(entry) + 1;
    append(expansion, value, wcslen(value));
    return end + 1;
}

NTSTATUS NTAPI RtlExpandEnvironmentStrings(PCWSTR environment, PCWSTR source, SIZE_T source_length, PWSTR target,
                                           SIZE_T target_length, PSIZE_T needed)
{
    struct expansion expansion = { target, target_length, 0 };
    bool current = !environment;
    if (current) RtlAcquirePebLock();
    WCHAR *block = current ? current_peb()->ProcessParameters->Environment : (PWSTR)environment;
    for (SIZE_T i = 0; i < source_length;) {
        size_t used = source[i] == '%' ? append_variable(&expansion, block, source + i, source_length - i) : 0;
        if (!used) {
            append(&expansion, source + i, 1);
            used = 1;
        }
        i += used;
    }
    if (current) RtlReleasePebLock();
    if (needed) *needed = expansion.length + 1;
    if (expansion.length >= target_length) return STATUS_BUFFER_TOO_SMALL;
    target[expansion.length] = 0;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlExpandEnvironmentStrings_U(PWSTR environment, PCUNICODE_STRING source, PUNICODE_STRING target,
                                             PULONG needed)
{
    SIZE_T length;
    NTSTATUS status = RtlExpandEnvironmentStrings(environment, source->Buffer, source->Length / sizeof(WCHAR),
                                                  target->Buffer, target->MaximumLength / sizeof(WCHAR), &length);
    if (needed) *needed = (ULONG)(length * sizeof(WCHAR));
    if (NT_SUCCESS(status)) target->Length = (USHORT)((length - 1) * sizeof(WCHAR));
    return status;
}

/* ---- whole blocks */

NTSTATUS NTAPI RtlCreateEnvironment(BOOLEAN inherit, PWSTR *environment)
{
    WCHAR *copy;
    *environment = NULL;
    RtlAcquirePebLock();
    const WCHAR *block = inherit ? current_peb()->ProcessParameters->Environment : L"\0";
    size_t size = block_length(block) * sizeof(WCHAR);
    if (size < 2 * sizeof(WCHAR)) size = 2 * sizeof(WCHAR);
    copy = heap_allocate_zeroed(size);
    if (copy) memcpy(copy, block, block_length(block) * sizeof(WCHAR));
    RtlReleasePebLock();
    *environment = copy;
    return copy ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

NTSTATUS NTAPI RtlCreateEnvironmentEx(PWSTR source, PWSTR *environment, ULONG flags)
{
    if (flags & ~3u) return STATUS_INVALID_PARAMETER;
    if (!source) return RtlCreateEnvironment(!(flags & 1), environment);
    size_t size = block_length(source) * sizeof(WCHAR);
    *environment = heap_allocate(size);
    if (!*environment) return STATUS_NO_MEMORY;
    memcpy(*environment, source, size);
    return STATUS_SUCCESS;
}

VOID NTAPI RtlDestroyEnvironment(PWSTR environment)
{
    heap_free(environment);
}

VOID NTAPI RtlSetCurrentEnvironment(PWSTR environment, PWSTR *previous)
{
    RtlAcquirePebLock();
    RTL_USER_PROCESS_PARAMETERS *parameters = current_peb()->ProcessParameters;
    WCHAR *old = parameters->Environment;
    parameters->Environment = environment;
    parameters->EnvironmentSize = RtlSizeHeap(current_peb()->ProcessHeap, 0, environment);
    parameters->EnvironmentVersion++;
    RtlReleasePebLock();
    if (previous) *previous = old;
    else heap_free(old);
}

/* Takes a whole new block in place of the current one. */
NTSTATUS NTAPI RtlSetEnvironmentStrings(PCWSTR block, SIZE_T size)
{
    if (size % sizeof(WCHAR) || size < 2 * sizeof(WCHAR)) return STATUS_INVALID_PARAMETER;
    size_t count = size / sizeof(WCHAR);
    if (block[count - 1] || block[count - 2]) return STATUS_INVALID_PARAMETER;
    for (const WCHAR *at = block; *at; at += wcslen(at) + 1) {
        if (!at[name_length(at)]) return STATUS_INVALID_PARAMETER;
    }
    WCHAR *copy = heap_allocate(size);
    if (!copy) return STATUS_NO_MEMORY;
    memcpy(copy, block, size);
    RtlSetCurrentEnvironment(copy, NULL);
    return STATUS_SUCCESS;
}
