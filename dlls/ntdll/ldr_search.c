/* From the name of a DLL to its file: the documented search order, and which DLLs are always ours. */
#include "actctx_private.h"
#include "ldr_private.h"
#include "nt/debug.h"
#include "ldr_paths.h"

#include <string.h>
#include <wchar.h>

static const WCHAR system_folder[] = L"C:\\windows\\system32";
static const WCHAR windows_folder[] = L"C:\\windows";
#define SYSTEM_FOLDER_LENGTH (ARRAYSIZE(system_folder) - 1)

/* "Known DLLs": never looked for beside the program. Sorted. */
static const WCHAR *const known_dlls[] = {
    L"advapi32.dll", L"bcryptprimitives.dll", L"cfgmgr32.dll", L"combase.dll",  L"comdlg32.dll", L"crypt32.dll",
    L"gdi32.dll",    L"gdi32full.dll",        L"imagehlp.dll", L"imm32.dll",    L"kernel32.dll", L"kernelbase.dll",
    L"msvcrt.dll",   L"normaliz.dll",         L"nsi.dll",      L"ntdll.dll",    L"ole32.dll",    L"oleaut32.dll",
    L"psapi.dll",    L"rpcrt4.dll",           L"sechost.dll",  L"setupapi.dll", L"shcore.dll",   L"shell32.dll",
    L"shlwapi.dll",  L"ucrtbase.dll",         L"user32.dll",   L"win32u.dll",   L"wldap32.dll",  L"ws2_32.dll",
};

bool name_has_path(const WCHAR *name, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (name[i] == '\\' || name[i] == '/') return true;
    }
    return length >= 2 && name[1] == ':';
}

size_t complete_name(const WCHAR *name, size_t length, WCHAR *completed, size_t capacity)
{
    size_t dot = length;
    while (dot && name[dot - 1] != '.' && name[dot - 1] != '\\' && name[dot - 1] != '/') dot--;
    bool has_dot = dot && name[dot - 1] == '.';
    if (length + 5 > capacity) return 0;
    memcpy(completed, name, length * sizeof(WCHAR));
    if (has_dot && dot == length) length--;  /* "name." means: no extension */
    else if (!has_dot) {
        memcpy(completed + length, L".dll", 4 * sizeof(WCHAR));
        length += 4;
    }
    completed[length] = 0;
    return length;
}

static bool is_known_dll(const WCHAR *name, size_t length)
{
    int low = 0, high = ARRAYSIZE(known_dlls) - 1;
    while (low <= high) {
        int middle = (low + high) / 2;
        size_t known_length = wcslen(known_dlls[middle]);
        int order = _wcsnicmp(name, known_dlls[middle], min(length, known_length));
        if (!order) order = length < known_length ? -1 : length > known_length;
        if (!order) return true;
        if (order < 0) high = middle - 1;
        else low = middle + 1;
    }
    return false;
}

struct module *search_loaded(const WCHAR *name, size_t length)
{
    return name_has_path(name, length) ? module_find_by_path(name, length) : module_find_by_name(name, length);
}

/* ---- one attempt */

static NTSTATUS map_file(const WCHAR *path, size_t length, uint32_t flags, struct unix_module_map_args *args,
                         struct module_identity *known)
{
    uint32_t count = 0;
    if (!(flags & MODULE_SHIPPED)) {
        FOR_EACH_MODULE(module) {
            if (module->identity.inode) known[count++] = module->identity;
        }
    }
    *args = (struct unix_module_map_args){
        .name = UNIX_PTR(path), .length = length, .flags = flags, .known = UNIX_PTR(known), .known_count = count,
    };
    NTSTATUS status = unix_call_module_map(args);
    if (status == STATUS_IMAGE_MACHINE_TYPE_MISMATCH) return STATUS_INVALID_IMAGE_FORMAT;
    return status;
}

static struct module *module_by_identity(const struct module_identity *identity)
{
    FOR_EACH_MODULE(module) {
        if (module->identity.device == identity->device && module->identity.inode == identity->inode) return module;
    }
    return NULL;
}

/* file: what the Unix side is to open; path: what the module is called afterwards. */
static NTSTATUS try_map(const WCHAR *file, size_t file_length, uint32_t flags, const WCHAR *path, size_t path_length,
                        struct module **module)
{
    struct unix_module_map_args args;
    struct module_identity *known = heap_allocate((module_count() + 1) * sizeof(*known));
    if (!known) return STATUS_NO_MEMORY;
    NTSTATUS status = map_file(file, file_length, flags, &args, known);
    if (status == STATUS_IMAGE_ALREADY_LOADED) {
        *module = module_by_identity(&known[args.known_index]);
        heap_free(known);
        return *module ? STATUS_SUCCESS : STATUS_DLL_NOT_FOUND;
    }
    heap_free(known);
    if (!NT_SUCCESS(status)) return status;
    *module = module_create((void *)(ULONG_PTR)args.base, path, path_length, (flags & MODULE_SHIPPED) != 0);
    if (!*module) {
        struct unix_section_unmap_args unmap = {.address = args.base};
        unix_call_section_unmap(&unmap);
        return STATUS_NO_MEMORY;
    }
    (*module)->identity = (struct module_identity){ args.device, args.inode };
    log_line(LOG_LOADER, "%p %ls", (*module)->entry.DllBase, (*module)->entry.FullDllName.Buffer);
    debug_module_loaded(&(*module)->entry);
    return STATUS_SUCCESS;
}

static bool not_there(NTSTATUS status)
{
    return status == STATUS_OBJECT_NAME_NOT_FOUND || status == STATUS_OBJECT_PATH_NOT_FOUND ||
           status == STATUS_NO_SUCH_FILE || status == STATUS_OBJECT_NAME_INVALID ||
           status == STATUS_OBJECT_PATH_SYNTAX_BAD || status == STATUS_NOT_A_DIRECTORY ||
           status == STATUS_BAD_NETWORK_PATH || status == STATUS_FILE_IS_A_DIRECTORY;
}

/* ---- the walk over the folders; what is done in each of them is the visitor's affair */

struct walk {
    const WCHAR *name;
    size_t length;
    /* STATUS_OBJECT_NAME_NOT_FOUND: go on. path: folder\name; `shipped`: the folder of our own DLLs */
    NTSTATUS (*visit)(struct walk *walk, const WCHAR *path, size_t path_length, bool shipped);
    struct module *module;
    void *data;              /* search_and_map_data */
    WCHAR *found_path;
    size_t found_capacity;
    char *text;              /* describe_search */
    size_t text_capacity, text_length;
};

static NTSTATUS visit_folder(struct walk *walk, const WCHAR *folder, size_t folder_length)
{
    WCHAR path[MAX_PATH];
    WCHAR *buffer = path;
    size_t total = folder_length + 1 + walk->length;
    if (!folder_length || total >= PATH_LIMIT) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (total >= ARRAYSIZE(path) && !(buffer = heap_allocate((total + 1) * sizeof(WCHAR)))) return STATUS_NO_MEMORY;
    memcpy(buffer, folder, folder_length * sizeof(WCHAR));
    size_t at = folder_length;
    if (buffer[at - 1] != '\\' && buffer[at - 1] != '/') buffer[at++] = '\\';
    memcpy(buffer + at, walk->name, walk->length * sizeof(WCHAR));
    buffer[at + walk->length] = 0;
    bool system = equal_names(folder, folder_length, system_folder, SYSTEM_FOLDER_LENGTH);
    NTSTATUS status = system ? walk->visit(walk, buffer, at + walk->length, true) : STATUS_OBJECT_NAME_NOT_FOUND;
    if (not_there(status)) status = walk->visit(walk, buffer, at + walk->length, false);
    if (buffer != path) heap_free(buffer);
    return not_there(status) ? STATUS_OBJECT_NAME_NOT_FOUND : status;
}

static NTSTATUS visit_string(struct walk *walk, const UNICODE_STRING *folder)
{
    return visit_folder(walk, folder->Buffer, folder->Length / sizeof(WCHAR));
}

static NTSTATUS visit_application_folder(struct walk *walk)
{
    const UNICODE_STRING *name = &main_module->entry.FullDllName;
    size_t length = name->Length / sizeof(WCHAR);
    while (length && name->Buffer[length - 1] != '\\') length--;
    return visit_folder(walk, name->Buffer, length > 3 ? length - 1 : length);
}

static NTSTATUS visit_user_folders(struct walk *walk)
{
    for (const struct user_folder *folder = search_paths.user_folders; folder; folder = folder->next) {
        NTSTATUS status = visit_folder(walk, folder->path, folder->length);
        if (status != STATUS_OBJECT_NAME_NOT_FOUND) return status;
    }
    return STATUS_OBJECT_NAME_NOT_FOUND;
}

static NTSTATUS visit_path_variable(struct walk *walk)
{
    UNICODE_STRING name = UNICODE_LITERAL(L"PATH"), value = { 0, 0, NULL };
    NTSTATUS status = STATUS_OBJECT_NAME_NOT_FOUND;
    if (RtlQueryEnvironmentVariable_U(NULL, &name, &value) != STATUS_BUFFER_TOO_SMALL) return status;
    value.MaximumLength = value.Length + sizeof(WCHAR);
    value.Buffer = heap_allocate(value.MaximumLength);
    if (!value.Buffer) return STATUS_NO_MEMORY;
    if (NT_SUCCESS(RtlQueryEnvironmentVariable_U(NULL, &name, &value))) {
        const WCHAR *at = value.Buffer, *end = value.Buffer + value.Length / sizeof(WCHAR);
        while (at < end && status == STATUS_OBJECT_NAME_NOT_FOUND) {
            const WCHAR *stop = at;
            while (stop < end && *stop != ';') stop++;
            if (stop - at > 2 && at[1] == ':') status = visit_folder(walk, at, stop - at);
            at = stop + 1;
        }
    }
    heap_free(value.Buffer);
    return status;
}

enum search_place {
    PLACE_LOAD_FOLDER,
    PLACE_APPLICATION,
    PLACE_DLL_DIRECTORY,
    PLACE_SYSTEM,
    PLACE_WINDOWS,
    PLACE_CURRENT,
    PLACE_PATH,
    PLACE_USER,
    PLACE_END
};

/* The order of the folders for these flags, ending with PLACE_END. */
static void search_order(const struct search *search, enum search_place *order)
{
    uint32_t flags = search->flags;
    size_t count = 0;
    if (!(flags & (SEARCH_FLAGS | LOAD_WITH_ALTERED_SEARCH_PATH))) flags |= search_paths.default_flags;
    if (flags & SEARCH_FLAGS) {
        bool all = flags & LOAD_LIBRARY_SEARCH_DEFAULT_DIRS;
        if (flags & LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR) order[count++] = PLACE_LOAD_FOLDER;
        if (all || flags & LOAD_LIBRARY_SEARCH_APPLICATION_DIR) order[count++] = PLACE_APPLICATION;
        if (all || flags & LOAD_LIBRARY_SEARCH_USER_DIRS) order[count++] = PLACE_USER;
        if (all || flags & LOAD_LIBRARY_SEARCH_SYSTEM32) order[count++] = PLACE_SYSTEM;
    } else {
        order[count++] =
            flags & LOAD_WITH_ALTERED_SEARCH_PATH && search->load_folder ? PLACE_LOAD_FOLDER : PLACE_APPLICATION;
        order[count++] = PLACE_DLL_DIRECTORY;
        order[count++] = PLACE_SYSTEM;
        order[count++] = PLACE_WINDOWS;
        /* SetDllDirectory takes the current folder out of the search, also with an empty name */
        if (!search_paths.dll_directory_set) order[count++] = PLACE_CURRENT;
        order[count++] = PLACE_PATH;
    }
    order[count] = PLACE_END;
}

static NTSTATUS visit_place(struct walk *walk, const struct search *search, enum search_place place)
{
    switch (place) {
    case PLACE_LOAD_FOLDER: return visit_folder(walk, search->load_folder, search->load_folder_length);
    case PLACE_APPLICATION: return visit_application_folder(walk);
    case PLACE_DLL_DIRECTORY: return visit_string(walk, &search_paths.dll_directory);
    case PLACE_SYSTEM: return visit_folder(walk, system_folder, SYSTEM_FOLDER_LENGTH);
    case PLACE_WINDOWS: return visit_folder(walk, windows_folder, ARRAYSIZE(windows_folder) - 1);
    case PLACE_CURRENT: return visit_string(walk, &current_peb()->ProcessParameters->CurrentDirectory.DosPath);
    case PLACE_PATH: return visit_path_variable(walk);
    case PLACE_USER: return visit_user_folders(walk);
    default: return STATUS_OBJECT_NAME_NOT_FOUND;
    }
}

static NTSTATUS walk_folders(struct walk *walk, const struct search *search)
{
    enum search_place order[PLACE_END + 1];
    search_order(search, order);
    for (size_t i = 0; order[i] != PLACE_END; i++) {
        NTSTATUS status = visit_place(walk, search, order[i]);
        if (status != STATUS_OBJECT_NAME_NOT_FOUND) return status;
    }
    return STATUS_DLL_NOT_FOUND;
}

/* ---- the three uses of the walk */

static NTSTATUS visit_to_map(struct walk *walk, const WCHAR *path, size_t path_length, bool shipped)
{
    return shipped ? try_map(walk->name, walk->length, MODULE_SHIPPED, path, path_length, &walk->module)
                   : try_map(path, path_length, 0, path, path_length, &walk->module);
}

static NTSTATUS visit_to_probe(struct walk *walk, const WCHAR *path, size_t path_length, bool shipped)
{
    struct unix_module_map_args args = {
        .name = UNIX_PTR(shipped ? walk->name : path), .length = shipped ? walk->length : path_length,
        .flags = MODULE_PROBE | (shipped ? MODULE_SHIPPED : 0),
    };
    NTSTATUS status = unix_call_module_map(&args);
    if (!NT_SUCCESS(status)) return status;
    if (path_length >= walk->found_capacity) return STATUS_BUFFER_TOO_SMALL;
    memcpy(walk->found_path, path, (path_length + 1) * sizeof(WCHAR));
    return STATUS_SUCCESS;
}

static NTSTATUS map_data(const WCHAR *file, size_t length, uint32_t flags, void **base)
{
    struct unix_module_map_args args = { .name = UNIX_PTR(file), .length = length, .flags = flags | MODULE_DATAFILE };
    NTSTATUS status = unix_call_module_map(&args);
    if (NT_SUCCESS(status)) *base = (void *)(ULONG_PTR)args.base;
    return status;
}

static NTSTATUS visit_to_map_data(struct walk *walk, const WCHAR *path, size_t path_length, bool shipped)
{
    return shipped ? map_data(walk->name, walk->length, MODULE_SHIPPED, &walk->data)
                   : map_data(path, path_length, 0, &walk->data);
}

/* Each folder once, separated by commas. */
static NTSTATUS visit_to_describe(struct walk *walk, const WCHAR *path, size_t path_length, bool shipped)
{
    char folder[MAX_PATH];
    size_t length = path_length - walk->length - 1;
    if (shipped || length >= sizeof(folder)) return STATUS_OBJECT_NAME_NOT_FOUND;
    for (size_t i = 0; i < length; i++) folder[i] = path[i] < 128 ? (char)path[i] : '?';
    folder[length] = 0;
    for (char *found = strstr(walk->text, folder); found; found = strstr(found + 1, folder)) {
        if (!found[length] || found[length] == ',') return STATUS_OBJECT_NAME_NOT_FOUND;
    }
    if (walk->text_length + length + 3 >= walk->text_capacity) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (walk->text_length) {
        memcpy(walk->text + walk->text_length, ", ", 2);
        walk->text_length += 2;
    }
    memcpy(walk->text + walk->text_length, folder, length + 1);
    walk->text_length += length;
    return STATUS_OBJECT_NAME_NOT_FOUND;
}

void describe_search(const struct load_request *request, char *text, size_t capacity)
{
    struct walk walk = {
        .name = request->name,
        .length = request->length,
        .visit = visit_to_describe,
        .text = text,
        .text_capacity = capacity,
    };
    *text = 0;
    walk_folders(&walk, &request->search);
}

/* A path: made absolute, with the extension added when it has none. */
static NTSTATUS absolute_path(const WCHAR *name, size_t length, WCHAR *path, size_t *path_length)
{
    WCHAR *completed = heap_allocate((length + 5) * sizeof(WCHAR));
    if (!completed) return STATUS_NO_MEMORY;
    if (!complete_name(name, length, completed, length + 5)) {
        heap_free(completed);
        return STATUS_NAME_TOO_LONG;
    }
    const WCHAR *start = completed;
    if (!wcsncmp(start, L"\\\\?\\", 4) || !wcsncmp(start, L"\\??\\", 4)) start += 4;
    ULONG bytes = RtlGetFullPathName_U(start, PATH_LIMIT * sizeof(WCHAR), path, NULL);
    heap_free(completed);
    if (!bytes || bytes >= PATH_LIMIT * sizeof(WCHAR)) return STATUS_NAME_TOO_LONG;
    *path_length = bytes / sizeof(WCHAR);
    return STATUS_SUCCESS;
}

static NTSTATUS map_by_path(const struct load_request *request, struct module **module)
{
    size_t length, base;
    WCHAR *path = heap_allocate(PATH_LIMIT * sizeof(WCHAR));
    if (!path) return STATUS_NO_MEMORY;
    NTSTATUS status = absolute_path(request->name, request->length, path, &length);
    if (NT_SUCCESS(status) && !(*module = module_find_by_path(path, length))) {
        for (base = length; base && path[base - 1] != '\\'; base--) {}
        bool system = base && equal_names(path, base - 1, system_folder, SYSTEM_FOLDER_LENGTH);
        status = system ? try_map(path + base, length - base, MODULE_SHIPPED, path, length, module)
                        : STATUS_OBJECT_NAME_NOT_FOUND;
        if (not_there(status)) status = try_map(path, length, 0, path, length, module);
        if (not_there(status)) status = STATUS_DLL_NOT_FOUND;
    }
    heap_free(path);
    return status;
}

NTSTATUS search_and_map(const struct load_request *request, struct module **module)
{
    WCHAR name[MAX_PATH];
    *module = NULL;
    if (name_has_path(request->name, request->length)) return map_by_path(request, module);

    size_t length = complete_name(request->name, request->length, name, ARRAYSIZE(name));
    if (!length) return STATUS_NAME_TOO_LONG;
    if (api_set_is_name(name, length)) {
        const WCHAR *host = api_set_host(name, length);
        if (!host) return STATUS_DLL_NOT_FOUND;
        length = wcslen(host);
        memcpy(name, host, (length + 1) * sizeof(WCHAR));
    }
    if ((*module = module_find_by_name(name, length))) return STATUS_SUCCESS;

    struct walk walk = { .name = name, .length = length, .visit = visit_to_map };
    NTSTATUS status = STATUS_OBJECT_NAME_NOT_FOUND;
    UNICODE_STRING redirected;
    if (actctx_find_dll(name, length, &redirected)) {
        status = try_map(redirected.Buffer, redirected.Length / sizeof(WCHAR), 0, redirected.Buffer,
                         redirected.Length / sizeof(WCHAR), &walk.module);
        RtlFreeUnicodeString(&redirected);
        if (NT_SUCCESS(status)) {
            *module = walk.module;
            return status;
        }
        status = STATUS_OBJECT_NAME_NOT_FOUND;
    }
    if (is_known_dll(name, length)) status = visit_folder(&walk, system_folder, SYSTEM_FOLDER_LENGTH);
    if (status == STATUS_OBJECT_NAME_NOT_FOUND) status = walk_folders(&walk, &request->search);
    *module = walk.module;
    return status;
}

NTSTATUS search_and_map_data(const struct load_request *request, void **base)
{
    size_t length;
    WCHAR name[MAX_PATH];
    if (name_has_path(request->name, request->length)) {
        WCHAR *path = heap_allocate(PATH_LIMIT * sizeof(WCHAR));
        if (!path) return STATUS_NO_MEMORY;
        NTSTATUS status = absolute_path(request->name, request->length, path, &length);
        if (NT_SUCCESS(status)) status = map_data(path, length, 0, base);
        heap_free(path);
        return status;
    }
    length = complete_name(request->name, request->length, name, ARRAYSIZE(name));
    if (!length) return STATUS_NAME_TOO_LONG;
    struct walk walk = { .name = name, .length = length, .visit = visit_to_map_data };
    NTSTATUS status = walk_folders(&walk, &request->search);
    *base = walk.data;
    return status;
}

NTSTATUS search_file(const struct load_request *request, WCHAR *path, size_t capacity)
{
    size_t length;
    if (!name_has_path(request->name, request->length)) {
        WCHAR name[MAX_PATH];
        length = complete_name(request->name, request->length, name, ARRAYSIZE(name));
        if (!length) return STATUS_NAME_TOO_LONG;
        struct walk walk = {
            .name = name, .length = length, .visit = visit_to_probe, .found_path = path, .found_capacity = capacity};
        return walk_folders(&walk, &request->search);
    }
    if (capacity < PATH_LIMIT) return STATUS_BUFFER_TOO_SMALL;
    NTSTATUS status = absolute_path(request->name, request->length, path, &length);
    if (!NT_SUCCESS(status)) return status;
    struct unix_module_map_args args = { .name = UNIX_PTR(path), .length = length, .flags = MODULE_PROBE };
    return NT_SUCCESS(unix_call_module_map(&args)) ? STATUS_SUCCESS : STATUS_DLL_NOT_FOUND;
}
