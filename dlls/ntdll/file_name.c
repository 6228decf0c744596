/* What an NT object name leads to: a file on a drive, a pipe, or a device. */
#include "file_private.h"

struct name_view { const WCHAR *text; size_t length; };

static BOOLEAN same_letters(const WCHAR *text, size_t length, const char *name)
{
    for (size_t i = 0; i < length; i++) {
        WCHAR a = text[i] >= 'a' && text[i] <= 'z' ? text[i] - 32 : text[i];
        WCHAR b = name[i] >= 'a' && name[i] <= 'z' ? name[i] - 32 : (unsigned char)name[i];
        if (!b || a != b) return FALSE;
    }
    return !name[length];
}

/* Takes a prefix off; it must end at a backslash or at the end. */
static BOOLEAN skip_prefix(struct name_view *view, const char *prefix)
{
    size_t length = strlen(prefix);
    if (view->length < length || !same_letters(view->text, length, prefix)) return FALSE;
    view->text += length;
    view->length -= length;
    return TRUE;
}

static BOOLEAN is_drive(const struct name_view *view)
{
    WCHAR letter = view->length > 1 ? view->text[0] | 32 : 0;
    return letter >= 'a' && letter <= 'z' && view->text[1] == ':' && (view->length == 2 || view->text[2] == '\\');
}

static NTSTATUS target_set(struct file_target *target, enum target_kind kind, const struct name_view *view)
{
    target->kind = kind;
    target->name = view->text;
    target->length = (uint32_t)view->length;
    return STATUS_SUCCESS;
}

/* A path of our own making: drive letter and rest. */
static NTSTATUS target_on_drive(struct file_target *target, WCHAR drive, const struct name_view *rest)
{
    WCHAR *path = heap_allocate((rest->length + 4) * sizeof(WCHAR));
    if (!path) return STATUS_NO_MEMORY;
    path[0] = drive;
    path[1] = ':';
    memcpy(path + 2, rest->text, rest->length * sizeof(WCHAR));
    size_t length = rest->length + 2;
    if (length == 2) path[length++] = '\\';
    target->memory = path;
    return target_set(target, TARGET_FILE, &(struct name_view){path, length});
}

/* "server\share\x": a share that Linux has mounted, or that the prefix leads somewhere (shares/server/share). */
static NTSTATUS target_of_share(struct file_target *target, struct name_view view)
{
    WCHAR folder[512];
    size_t length = 0;
    for (int separators = 0; length < view.length; length++)
        if (view.text[length] == '\\' && ++separators == 2) break;
    struct unix_path_query_args args = {
        .path = UNIX_PTR(view.text),
        .path_length = (uint32_t)length,
        .fd = -1,
        .what = PATH_QUERY_SHARE,
        .buffer = UNIX_PTR(folder),
        .capacity = sizeof(folder),
    };
    NTSTATUS status = unix_call_path_query(&args);
    if (status) return status;
    size_t folder_length = args.size / sizeof(WCHAR), rest = view.length - length;
    WCHAR *path = heap_allocate((folder_length + rest + 1) * sizeof(WCHAR));
    if (!path) return STATUS_NO_MEMORY;
    memcpy(path, folder, args.size);
    if (folder_length && folder[folder_length - 1] == '\\') folder_length--;
    memcpy(path + folder_length, view.text + length, rest * sizeof(WCHAR));
    target->memory = path;
    return target_set(target, TARGET_FILE, &(struct name_view){path, folder_length + rest});
}

/* "localhost\c$\x": this machine's drives are shares. */
static NTSTATUS target_of_unc(struct file_target *target, struct name_view view)
{
    BOOLEAN is_local =
        skip_prefix(&view, "localhost\\") || skip_prefix(&view, "127.0.0.1\\") || skip_prefix(&view, ".\\");
    if (!is_local) return target_of_share(target, view);
    struct name_view rest = view;
    if (skip_prefix(&rest, "pipe\\")) return target_set(target, TARGET_PIPE, &rest);
    if (view.length < 2 || view.text[1] != '$' || (view.length > 2 && view.text[2] != '\\'))
        return STATUS_BAD_NETWORK_NAME;
    WCHAR drive = view.text[0];
    rest = (struct name_view){view.text + 2, view.length - 2};
    return target_on_drive(target, drive, &rest);
}

/* The volume names that GetVolumeNameForVolumeMountPoint makes: the last two digits are the drive letter's code. */
static NTSTATUS target_of_volume(struct file_target *target, struct name_view view)
{
    static const char prefix[] = "{57494e52-0000-0000-0000-0000000000";
    unsigned code = 0;
    if (!skip_prefix(&view, prefix) || view.length < 3 || view.text[2] != '}') return STATUS_OBJECT_NAME_NOT_FOUND;
    for (int i = 0; i < 2; i++) {
        WCHAR c = view.text[i] | 32;
        code = code * 16 + (c <= '9' ? c - '0' : c - 'a' + 10);
    }
    if (code < 'A' || code > 'Z') return STATUS_OBJECT_NAME_NOT_FOUND;
    struct name_view rest = {view.text + 3, view.length - 3};
    return target_on_drive(target, (WCHAR)code, &rest);
}

/* "COM7" without its letters. */
static NTSTATUS target_of_port(struct file_target *target, struct name_view view)
{
    uint32_t number = 0;
    for (size_t i = 0; i < view.length; i++) {
        if (view.text[i] < '0' || view.text[i] > '9' || number > 25) return STATUS_OBJECT_NAME_NOT_FOUND;
        number = number * 10 + (uint32_t)(view.text[i] - '0');
    }
    target->kind = TARGET_SERIAL;
    target->length = number;
    return number ? STATUS_SUCCESS : STATUS_OBJECT_NAME_NOT_FOUND;
}

static NTSTATUS target_of_dos_device(struct file_target *target, struct name_view view)
{
    static const struct { const char *name; enum target_kind kind;
    } devices[] = {
        {"NUL", TARGET_NULL},
        {"CON", TARGET_CONSOLE_OUTPUT},
        {"CONIN$", TARGET_CONSOLE_INPUT},
        {"CONOUT$", TARGET_CONSOLE_OUTPUT},
    };
    /* a volume without a path is opened as its root */
    if (is_drive(&view) && view.length == 2)
        return target_on_drive(target, view.text[0], &(struct name_view){view.text, 0});
    if (is_drive(&view)) return target_set(target, TARGET_FILE, &view);
    if (same_letters(view.text, view.length, "PhysicalDrive0"))
        return target_on_drive(target, 'C', &(struct name_view){view.text, 0});
    if (skip_prefix(&view, "UNC\\")) return target_of_unc(target, view);
    if (same_letters(view.text, view.length, "pipe") || same_letters(view.text, view.length, "pipe\\"))
        return target_set(target, TARGET_PIPE_ROOT, &view);
    if (skip_prefix(&view, "pipe\\")) return target_set(target, TARGET_PIPE, &view);
    if (skip_prefix(&view, "Volume")) return target_of_volume(target, view);
    if (skip_prefix(&view, "COM")) return target_of_port(target, view);
    for (unsigned i = 0; i < sizeof(devices) / sizeof(*devices); i++)
        if (same_letters(view.text, view.length, devices[i].name)) return target_set(target, devices[i].kind, &view);
    return STATUS_OBJECT_NAME_NOT_FOUND;
}

static NTSTATUS target_of_name(struct file_target *target, struct name_view view)
{
    static const char *const dos_prefixes[] = {"\\??\\", "\\DosDevices\\", "\\GLOBAL??\\"};
    while (skip_prefix(&view, "\\??\\GLOBALROOT")) continue;
    for (unsigned i = 0; i < sizeof(dos_prefixes) / sizeof(*dos_prefixes); i++)
        if (skip_prefix(&view, dos_prefixes[i])) return target_of_dos_device(target, view);
    if (skip_prefix(&view, "\\Device\\NamedPipe")) {
        if (view.length < 2) return target_set(target, TARGET_PIPE_ROOT, &view);
        view.text++;
        view.length--;
        return target_set(target, TARGET_PIPE, &view);
    }
    if (skip_prefix(&view, "\\Device\\Afd") && (!view.length || view.text[0] == '\\'))
        return target_set(target, TARGET_AFD, &view);
    if (same_letters(view.text, view.length, "\\Device\\Null")) return target_set(target, TARGET_NULL, &view);
    /* \Device\HarddiskVolume1 is A:, and so on: QueryDosDevice says so */
    if (skip_prefix(&view, "\\Device\\HarddiskVolume")) {
        unsigned number = 0;
        while (view.length && view.text[0] >= '0' && view.text[0] <= '9' && number < 100) {
            number = number * 10 + (view.text[0] - '0');
            view.text++;
            view.length--;
        }
        if (!number || number > 26) return STATUS_OBJECT_PATH_NOT_FOUND;
        return target_on_drive(target, (WCHAR)('A' + number - 1), &view);
    }
    if (skip_prefix(&view, "\\SystemRoot")) {
        WCHAR *path = heap_allocate((view.length + 12) * sizeof(WCHAR));
        if (!path) return STATUS_NO_MEMORY;
        memcpy(path, L"C:\\windows", 10 * sizeof(WCHAR));
        memcpy(path + 10, view.text, view.length * sizeof(WCHAR));
        target->memory = path;
        return target_set(target, TARGET_FILE, &(struct name_view){path, view.length + 10});
    }
    return view.length && view.text[0] == '\\' ? STATUS_OBJECT_PATH_NOT_FOUND : STATUS_OBJECT_PATH_SYNTAX_BAD;
}

static NTSTATUS target_below(struct file_target *target, HANDLE root, struct name_view view)
{
    UNICODE_STRING folder;
    if (view.length && view.text[0] == '\\') return STATUS_OBJECT_NAME_INVALID;
    NTSTATUS status = winrun_path_of_handle(root, &folder);
    if (status) return status;
    size_t length = folder.Length / sizeof(WCHAR);
    WCHAR *path = heap_allocate((length + view.length + 2) * sizeof(WCHAR));
    if (path) {
        memcpy(path, folder.Buffer, folder.Length);
        if (view.length && path[length - 1] != '\\') path[length++] = '\\';
        memcpy(path + length, view.text, view.length * sizeof(WCHAR));
        length += view.length;
    }
    RtlFreeUnicodeString(&folder);
    if (!path) return STATUS_NO_MEMORY;
    target->memory = path;
    return target_set(target, TARGET_FILE, &(struct name_view){path, length});
}

NTSTATUS file_target_of(const OBJECT_ATTRIBUTES *attributes, struct file_target *target)
{
    *target = (struct file_target){0};
    if (!attributes) return STATUS_INVALID_PARAMETER;
    if (attributes->Length != sizeof(*attributes)) return STATUS_INVALID_PARAMETER;
    const UNICODE_STRING *name = attributes->ObjectName;
    if (!name) return STATUS_OBJECT_PATH_SYNTAX_BAD;
    struct name_view view = {name->Buffer, name->Length / sizeof(WCHAR)};
    if (attributes->RootDirectory) return target_below(target, attributes->RootDirectory, view);
    return target_of_name(target, view);
}

/* The name is the file's 8-byte (or 16-byte) number, the root anything on its volume. */
NTSTATUS file_target_by_id(const OBJECT_ATTRIBUTES *attributes, struct file_target *target)
{
    struct handle_entry entry;
    WCHAR path[1024];
    *target = (struct file_target){0};
    if (!attributes || !attributes->ObjectName || attributes->ObjectName->Length < sizeof(uint64_t))
        return STATUS_INVALID_PARAMETER;
    struct unix_path_query_args args = {.what = PATH_QUERY_BY_ID, .buffer = UNIX_PTR(path), .capacity = sizeof(path)};
    memcpy(&args.path, attributes->ObjectName->Buffer, sizeof(args.path));
    NTSTATUS status = file_get(attributes->RootDirectory, 0, &args.fd, &entry);
    if (!status) status = unix_call_path_query(&args);
    if (status) return status;
    target->memory = heap_allocate(args.size);
    if (!target->memory) return STATUS_NO_MEMORY;
    memcpy(target->memory, path, args.size);
    return target_set(target, TARGET_FILE, &(struct name_view){target->memory, args.size / sizeof(WCHAR)});
}

void file_target_free(struct file_target *target)
{
    heap_free(target->memory);
    target->memory = NULL;
}
