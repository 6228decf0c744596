/* DOS path syntax: what kind of path it is, its full form, and its name in the NT world. */
#include "nt/nt.h"
#include "path_private.h"

#define PATH_LIMIT 32766u /* characters that a UNICODE_STRING can hold with its terminator */

static BOOLEAN is_separator(WCHAR c) { return c == '\\' || c == '/'; }

static RTL_PATH_TYPE path_type(const WCHAR *path, size_t length)
{
    if (!length) return RtlPathTypeRelative;
    if (is_separator(path[0])) {
        if (length < 2 || !is_separator(path[1])) return RtlPathTypeRooted;
        if (length < 3 || (path[2] != '.' && path[2] != '?')) return RtlPathTypeUncAbsolute;
        if (length == 3) return RtlPathTypeRootLocalDevice;
        return is_separator(path[3]) ? RtlPathTypeLocalDevice : RtlPathTypeUncAbsolute;
    }
    if (length < 2 || path[1] != ':') return RtlPathTypeRelative;
    return length > 2 && is_separator(path[2]) ? RtlPathTypeDriveAbsolute : RtlPathTypeDriveRelative;
}

RTL_PATH_TYPE NTAPI RtlDetermineDosPathNameType_U(PCWSTR path)
{
    return path ? path_type(path, wcslen(path)) : RtlPathTypeUnknown;
}

/* --- device names --- */

static BOOLEAN equal_ignoring_case(const WCHAR *text, size_t length, const char *name)
{
    for (size_t i = 0; i < length; i++) {
        WCHAR c = text[i] >= 'a' && text[i] <= 'z' ? text[i] - 32 : text[i];
        if (!name[i] || c != (WCHAR)(unsigned char)name[i]) return FALSE;
    }
    return !name[length];
}

static BOOLEAN is_device_name(const WCHAR *name, size_t length)
{
    static const char *const names[] = {"NUL", "CON", "AUX", "PRN", "CONIN$", "CONOUT$"};
    if (length < 3 || length > 7) return FALSE;
    if (length == 4 && name[3] >= '1' && name[3] <= '9')
        return equal_ignoring_case(name, 3, "COM") || equal_ignoring_case(name, 3, "LPT");
    for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (equal_ignoring_case(name, length, names[i])) return TRUE;
    return FALSE;
}

/* Offset and length, in bytes, of a device name that is the last component of a path ("C:\x\nul.txt" is NUL). */
static ULONG find_device_name(const WCHAR *path, size_t length)
{
    RTL_PATH_TYPE type = path_type(path, length);
    if (type == RtlPathTypeLocalDevice && equal_ignoring_case(path + 4, length - 4, "CON")) return 4 * 2 << 16 | 3 * 2;
    if (!length || type == RtlPathTypeUncAbsolute || type == RtlPathTypeLocalDevice ||
        type == RtlPathTypeRootLocalDevice)
        return 0;
    size_t end = length;
    if (path[end - 1] == ':') end--;
    size_t start = end;
    while (start && !is_separator(path[start - 1]) && !(path[start - 1] == ':' && start == 2)) start--;
    size_t name_end = start;
    while (name_end < end && path[name_end] != '.' && path[name_end] != ':') name_end++;
    while (name_end > start && path[name_end - 1] == ' ') name_end--;
    if (!is_device_name(path + start, name_end - start)) return 0;
    return (ULONG)(start * 2) << 16 | (ULONG)((name_end - start) * 2);
}

ULONG NTAPI RtlIsDosDeviceName_U(PCWSTR path)
{
    size_t length = path ? wcslen(path) : 0;
    return length > PATH_LIMIT ? 0 : find_device_name(path, length);
}

/* --- full paths --- */

struct path_builder {
    WCHAR *text;     /* heap */
    size_t length;
    size_t root;     /* ".." does not go above this */
};

static void put(struct path_builder *builder, const WCHAR *text, size_t length)
{
    for (size_t i = 0; i < length; i++) builder->text[builder->length++] = text[i] == '/' ? '\\' : text[i];
}

/* "\\server\share\" */
static size_t unc_root_length(const WCHAR *path, size_t length)
{
    size_t at = 2;
    for (int part = 0; part < 2; part++) {
        while (at < length && !is_separator(path[at])) at++;
        if (at < length) at++;
    }
    return at;
}

/* Appends components: "." and ".." and doubled separators go, as do dots at the end of a component and spaces at the
 * end of all. */
static void put_components(struct path_builder *builder, const WCHAR *rest, size_t length)
{
    for (size_t at = 0; at < length;) {
        size_t start = at;
        while (at < length && !is_separator(rest[at])) at++;
        size_t size = at - start;
        BOOLEAN has_separator = at < length;
        if (has_separator) at++;
        if (!size || (size == 1 && rest[start] == '.')) continue;
        if (size == 2 && rest[start] == '.' && rest[start + 1] == '.') {
            if (builder->length > builder->root && builder->text[builder->length - 1] == '\\') builder->length--;
            while (builder->length > builder->root && builder->text[builder->length - 1] != '\\') builder->length--;
            continue;
        }
        if (has_separator && size > 1 && rest[start + size - 1] == '.' && rest[start + size - 2] != '.') size--;
        put(builder, rest + start, size);
        if (has_separator) builder->text[builder->length++] = '\\';
    }
    /* what "." and ".." left behind */
    BOOLEAN ends_in_separator = length && is_separator(rest[length - 1]);
    if (!ends_in_separator && builder->length > builder->root && builder->text[builder->length - 1] == '\\')
        builder->length--;
}

static void trim_end(struct path_builder *builder)
{
    while (builder->length > builder->root &&
           (builder->text[builder->length - 1] == '.' || builder->text[builder->length - 1] == ' '))
        builder->length--;
}

/* What a relative path begins with, without the separator at the end where it is not a root. */
static void put_current(struct path_builder *builder, const struct current_folder *current, BOOLEAN root_only)
{
    size_t root = current->length > 1 && current->path[1] == ':' ? 3 : unc_root_length(current->path, current->length);
    if (root > current->length) root = current->length;
    put(builder, current->path, root_only ? root : current->length);
    builder->root = root;
    if (builder->length && builder->text[builder->length - 1] != '\\') builder->text[builder->length++] = '\\';
    if (builder->root > builder->length) builder->root = builder->length;
}

static size_t put_start(struct path_builder *builder, const WCHAR *path, size_t length,
                        const struct current_folder *current)
{
    switch (path_type(path, length)) {
    case RtlPathTypeUncAbsolute:
        builder->root = unc_root_length(path, length);
        put(builder, path, builder->root);
        return builder->root;
    case RtlPathTypeLocalDevice:
        put(builder, path, 4);
        builder->root = builder->length;
        return 4;
    case RtlPathTypeRootLocalDevice:
        put(builder, path, 3);
        builder->text[builder->length++] = '\\';
        builder->root = builder->length;
        return 3;
    case RtlPathTypeDriveAbsolute:
        put(builder, path, 3);
        builder->root = 3;
        return 3;
    case RtlPathTypeRooted:
        put_current(builder, current, TRUE);
        return 1;
    case RtlPathTypeDriveRelative:
        put_current(builder, current, FALSE);
        return 2;
    default:
        put_current(builder, current, FALSE);
        return 0;
    }
}

/* The full form of a path on the heap, with `headroom` characters free before it. */
NTSTATUS path_make_full(const WCHAR *path, size_t length, size_t headroom, WCHAR **buffer, size_t *full_length)
{
    struct current_folder current = {0};
    while (length && path[length - 1] == ' ') length--;
    if (!length) return STATUS_OBJECT_NAME_INVALID;
    if (length > PATH_LIMIT) return STATUS_NAME_TOO_LONG;

    ULONG device = find_device_name(path, length);
    RTL_PATH_TYPE type = path_type(path, length);
    BOOLEAN is_relative = type == RtlPathTypeRooted || type == RtlPathTypeDriveRelative || type == RtlPathTypeRelative;
    if (is_relative && !device) {
        NTSTATUS status = current_folder_get(&current, type == RtlPathTypeDriveRelative ? path[0] : 0);
        if (status) return status;
    }
    struct path_builder builder = {0};
    WCHAR *memory = heap_allocate((headroom + current.length + length + 8) * sizeof(WCHAR));
    if (!memory) {
        heap_free(current.path);
        return STATUS_NO_MEMORY;
    }
    builder.text = memory + headroom;
    if (device) {
        put(&builder, L"\\\\.\\", 4);
        put(&builder, path + (device >> 17), (device & 0xffff) / 2);
    } else {
        size_t used = put_start(&builder, path, length, &current);
        put_components(&builder, path + used, length - used);
        trim_end(&builder);
    }
    heap_free(current.path);
    builder.text[builder.length] = 0;
    *buffer = memory;
    *full_length = builder.length;
    return STATUS_SUCCESS;
}

static const WCHAR *last_component(const WCHAR *path, size_t length)
{
    size_t at = length;
    while (at && path[at - 1] != '\\') at--;
    return at == length ? NULL : path + at;
}

NTSTATUS NTAPI RtlGetFullPathName_UEx(PCWSTR path, ULONG size, PWSTR buffer, PWSTR *file_part, ULONG *bytes)
{
    WCHAR *full;
    size_t length;
    if (file_part) *file_part = NULL;
    if (bytes) *bytes = 0;
    NTSTATUS status = path ? path_make_full(path, wcslen(path), 0, &full, &length) : STATUS_OBJECT_NAME_INVALID;
    if (status) return status;
    BOOLEAN fits = (length + 1) * sizeof(WCHAR) <= size;
    if (fits) {
        const WCHAR *name = length > 4 && full[0] == '\\' && full[2] == '.' ? NULL : last_component(full, length);
        memcpy(buffer, full, (length + 1) * sizeof(WCHAR));
        if (file_part && name) *file_part = buffer + (name - full);
    }
    if (bytes) *bytes = (ULONG)((length + !fits) * sizeof(WCHAR));
    heap_free(full);
    return fits ? STATUS_SUCCESS : STATUS_BUFFER_TOO_SMALL;
}

ULONG NTAPI RtlGetFullPathName_U(PCWSTR path, ULONG size, PWSTR buffer, PWSTR *file_part)
{
    ULONG bytes;
    RtlGetFullPathName_UEx(path, size, buffer, file_part, &bytes);
    return bytes;
}

/* --- NT names --- */

/* \\?\ and \??\ say that the rest is meant literally. */
static BOOLEAN is_literal(const WCHAR *path, size_t length)
{
    return length >= 4 && path[0] == '\\' && (path[1] == '\\' || path[1] == '?') && path[2] == '?' && path[3] == '\\';
}

#define NT_HEADROOM 8u

static NTSTATUS make_nt_path(const WCHAR *path, WCHAR **memory, WCHAR **text, size_t *length)
{
    size_t given = wcslen(path);
    if (is_literal(path, given)) {
        if (given > PATH_LIMIT) return STATUS_NAME_TOO_LONG;
        if (!(*memory = heap_allocate((given + 1) * sizeof(WCHAR)))) return STATUS_NO_MEMORY;
        memcpy(*memory, path, (given + 1) * sizeof(WCHAR));
        (*memory)[1] = '?';
        *text = *memory;
        *length = given;
        return STATUS_SUCCESS;
    }
    NTSTATUS status = path_make_full(path, given, NT_HEADROOM, memory, length);
    if (status) return status;
    WCHAR *full = *memory + NT_HEADROOM;
    RTL_PATH_TYPE type = path_type(full, *length);
    if (type == RtlPathTypeLocalDevice || type == RtlPathTypeRootLocalDevice) {
        *text = full;
    } else if (type == RtlPathTypeUncAbsolute) {
        *text = full - 6;
        memcpy(*text, L"\\??\\UNC", 7 * sizeof(WCHAR)); /* the second backslash stays */
        *length += 6;
        return STATUS_SUCCESS;
    } else {
        *text = full - 4;
        *length += 4;
    }
    memcpy(*text, L"\\??\\", 4 * sizeof(WCHAR));
    return *length > PATH_LIMIT ? STATUS_NAME_TOO_LONG : STATUS_SUCCESS;
}

static NTSTATUS to_nt_path(PCWSTR path, PUNICODE_STRING nt_path, PWSTR *file_part, RTL_RELATIVE_NAME *relative)
{
    WCHAR *memory = NULL, *text;
    size_t length;
    if (!path) return STATUS_OBJECT_NAME_INVALID;
    NTSTATUS status = make_nt_path(path, &memory, &text, &length);
    if (status) {
        heap_free(memory);
        return status;
    }
    memmove(memory, text, (length + 1) * sizeof(WCHAR)); /* RtlFreeUnicodeString frees Buffer */
    nt_path->Buffer = memory;
    nt_path->Length = (USHORT)(length * sizeof(WCHAR));
    nt_path->MaximumLength = (USHORT)(nt_path->Length + sizeof(WCHAR));
    if (file_part) *file_part = (WCHAR *)last_component(memory, length);
    if (relative) *relative = (RTL_RELATIVE_NAME){0};
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlDosPathNameToNtPathName_U_WithStatus(PCWSTR path, PUNICODE_STRING nt_path, PWSTR *file_part,
                                                       RTL_RELATIVE_NAME *relative)
{
    return to_nt_path(path, nt_path, file_part, relative);
}

BOOLEAN NTAPI RtlDosPathNameToNtPathName_U(PCWSTR path, PUNICODE_STRING nt_path, PWSTR *file_part,
                                           RTL_RELATIVE_NAME *relative)
{
    return NT_SUCCESS(to_nt_path(path, nt_path, file_part, relative));
}

NTSTATUS NTAPI RtlDosPathNameToRelativeNtPathName_U_WithStatus(PCWSTR path, PUNICODE_STRING nt_path, PWSTR *file_part,
                                                               RTL_RELATIVE_NAME *relative)
{
    return to_nt_path(path, nt_path, file_part, relative);
}

BOOLEAN NTAPI RtlDosPathNameToRelativeNtPathName_U(PCWSTR path, PUNICODE_STRING nt_path, PWSTR *file_part,
                                                   RTL_RELATIVE_NAME *relative)
{
    return NT_SUCCESS(to_nt_path(path, nt_path, file_part, relative));
}

NTSTATUS NTAPI RtlDosLongPathNameToNtPathName_U_WithStatus(PCWSTR path, PUNICODE_STRING nt_path, PWSTR *file_part,
                                                           RTL_RELATIVE_NAME *relative)
{
    return to_nt_path(path, nt_path, file_part, relative);
}

/* Names are never given relative to the current folder's handle, so there is nothing to release. */
VOID NTAPI RtlReleaseRelativeName(RTL_RELATIVE_NAME *relative)
{
    relative->CurDirRef = NULL;
}

ULONG NTAPI RtlGetLongestNtPathLength(void)
{
    return 277; /* MAX_PATH with the longest prefix that a full DOS name gets */
}

BOOLEAN NTAPI RtlAreLongPathsEnabled(void)
{
    return TRUE;
}

/* --- short names --- */

static BOOLEAN is_short_name_character(WCHAR c)
{
    return c > ' ' && c != 0x7f && !(c < 0x80 && strchr("\"*+,/:;<=>?[\\]|.", c));
}

BOOLEAN NTAPI RtlIsNameLegalDOS8Dot3(PCUNICODE_STRING name, POEM_STRING oem_name, PBOOLEAN contains_spaces)
{
    size_t length = name->Length / sizeof(WCHAR), base = 0, extension = 0;
    BOOLEAN spaces = FALSE, in_extension = FALSE;
    if (length == 1 && name->Buffer[0] == '.') goto legal;
    if (length == 2 && name->Buffer[0] == '.' && name->Buffer[1] == '.') goto legal;
    for (size_t i = 0; i < length; i++) {
        WCHAR c = name->Buffer[i];
        if (c == '.') {
            if (!i || in_extension || name->Buffer[i - 1] == ' ' || i + 1 == length) return FALSE;
            in_extension = TRUE;
            continue;
        }
        if (c == ' ') spaces = TRUE;
        else if (!is_short_name_character(c)) return FALSE;
        if (++*(in_extension ? &extension : &base) > (in_extension ? 3u : 8u)) return FALSE;
    }
    if (!base || name->Buffer[length - 1] == ' ') return FALSE;
legal:
    if (contains_spaces) *contains_spaces = spaces;
    if (!oem_name || !oem_name->Buffer) return TRUE;
    return NT_SUCCESS(RtlUnicodeStringToOemString(oem_name, name, FALSE));
}
