/* Making activation contexts from manifests, and the stack of those that are active. */
#include "actctx_private.h"
#include "unix_calls.h"

#include <string.h>
#include <wchar.h>

#define MAX_MANIFEST_SIZE (1u << 20)

static struct actctx *process_context;

struct actctx *actctx_from_handle(HANDLE handle)
{
    struct actctx *context = handle;
    if (!handle || handle == INVALID_HANDLE_VALUE) return NULL;
    return context->signature == ACTCTX_SIGNATURE ? context : NULL;
}

/* ---- manifests */

static BOOLEAN append(UNICODE_STRING *path, const WCHAR *text)
{
    return NT_SUCCESS(RtlAppendUnicodeToString(path, text));
}

static UNICODE_STRING folder_of(const UNICODE_STRING *path)
{
    USHORT length = path->Length / sizeof(WCHAR);
    while (length && path->Buffer[length - 1] != '\\') length--;
    if (length > 3) length--;
    UNICODE_STRING part = { length * sizeof(WCHAR), length * sizeof(WCHAR), path->Buffer }, copy = { 0, 0, NULL };
    RtlDuplicateUnicodeString(1, &part, &copy);
    return copy;
}

/* Takes bytes of a manifest in: on success they belong to the context as a new assembly. */
static NTSTATUS add_assembly(struct actctx *context, const void *data, size_t size, const UNICODE_STRING *path)
{
    if (size > MAX_MANIFEST_SIZE) return STATUS_SXS_CANT_GEN_ACTCTX;
    if (context->assembly_count == ACTCTX_MAX_ASSEMBLIES) return STATUS_SXS_CANT_GEN_ACTCTX;
    struct assembly *assembly = heap_allocate_zeroed(sizeof(*assembly));
    char *text = heap_allocate(size / 2 * 3 + size + 1);
    if (!text || !assembly) {
        heap_free(text);
        heap_free(assembly);
        return STATUS_NO_MEMORY;
    }
    size_t length = manifest_to_utf8(data, size, text);
    if (!manifest_parse(text, length, &assembly->manifest)) {
        heap_free(text);
        heap_free(assembly);
        return STATUS_SXS_CANT_GEN_ACTCTX;
    }
    assembly->text = text;
    RtlDuplicateUnicodeString(1, path, &assembly->manifest_path);
    assembly->folder = folder_of(path);
    context->assemblies[context->assembly_count++] = assembly;
    return STATUS_SUCCESS;
}

static NTSTATUS read_whole_file(HANDLE file, void **data, size_t *size)
{
    IO_STATUS_BLOCK io;
    FILE_STANDARD_INFORMATION info;
    NTSTATUS status = NtQueryInformationFile(file, &io, &info, sizeof(info), FileStandardInformation);
    if (!NT_SUCCESS(status)) return status;
    if (info.EndOfFile.QuadPart > MAX_MANIFEST_SIZE) return STATUS_SXS_CANT_GEN_ACTCTX;
    *size = (size_t)info.EndOfFile.QuadPart;
    *data = heap_allocate(*size + 1);
    if (!*data) return STATUS_NO_MEMORY;
    LARGE_INTEGER start = { .QuadPart = 0 };
    status = NtReadFile(file, NULL, NULL, NULL, &io, *data, (ULONG)*size, &start, NULL);
    if (NT_SUCCESS(status)) *size = io.Information;
    else if (status == STATUS_END_OF_FILE) *size = 0, status = STATUS_SUCCESS;
    if (!NT_SUCCESS(status)) heap_free(*data);
    return status;
}

static NTSTATUS add_manifest_file(struct actctx *context, const UNICODE_STRING *path)
{
    UNICODE_STRING nt_path;
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    HANDLE file;
    void *data;
    size_t size;
    if (!RtlDosPathNameToNtPathName_U(path->Buffer, &nt_path, NULL, NULL)) return STATUS_OBJECT_PATH_NOT_FOUND;
    InitializeObjectAttributes(&attributes, &nt_path, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS status = NtOpenFile(&file, GENERIC_READ | SYNCHRONIZE, &attributes, &io, FILE_SHARE_READ,
                                 FILE_SYNCHRONOUS_IO_NONALERT | FILE_NON_DIRECTORY_FILE);
    RtlFreeUnicodeString(&nt_path);
    if (!NT_SUCCESS(status)) return status;
    status = read_whole_file(file, &data, &size);
    NtClose(file);
    if (!NT_SUCCESS(status)) return status;
    status = add_assembly(context, data, size, path);
    heap_free(data);
    return status;
}

static NTSTATUS add_manifest_resource(struct actctx *context, HMODULE module, ULONG_PTR name,
                                      const UNICODE_STRING *path)
{
    LDR_RESOURCE_INFO info = { (ULONG_PTR)RT_MANIFEST, name, 0 };
    IMAGE_RESOURCE_DATA_ENTRY *entry;
    void *data;
    ULONG size;
    NTSTATUS status = LdrFindResource_U(module, &info, 3, &entry);
    if (NT_SUCCESS(status)) status = LdrAccessResource(module, entry, &data, &size);
    return NT_SUCCESS(status) ? add_assembly(context, data, size, path) : status;
}

/* ---- dependencies: private assemblies lie in the application's folder or below it */

/* Assemblies that Windows has in its own store and that our DLLs stand for. */
static BOOLEAN is_system_assembly(const char *name)
{
    static const char *const prefixes[] = { "Microsoft.Windows.", "Microsoft.VC", "Microsoft.MSXML", "System." };
    for (size_t i = 0; i < ARRAYSIZE(prefixes); i++) {
        if (!_strnicmp(name, prefixes[i], strlen(prefixes[i]))) return TRUE;
    }
    return FALSE;
}

static NTSTATUS add_private_assembly(struct actctx *context, const WCHAR *name, BOOLEAN own_folder)
{
    WCHAR buffer[MAX_PATH * 2];
    UNICODE_STRING path = { 0, sizeof(buffer), buffer };
    RtlCopyUnicodeString(&path, &context->application_folder);
    BOOLEAN fits = append(&path, L"\\") && (!own_folder || (append(&path, name) && append(&path, L"\\"))) &&
                   append(&path, name) && append(&path, L".manifest");
    return fits ? add_manifest_file(context, &path) : STATUS_NAME_TOO_LONG;
}

static NTSTATUS add_dependencies(struct actctx *context)
{
    for (ULONG i = 0; i < context->assembly_count; i++) {
        const struct manifest *manifest = &context->assemblies[i]->manifest;
        for (size_t k = 0; k < manifest->dependency_count; k++) {
            WCHAR name[MAX_PATH];
            ULONG used = 0;
            const char *wanted = manifest->dependencies[k].name;
            if (!wanted || is_system_assembly(wanted)) continue;
            RtlUTF8ToUnicodeN(name, sizeof(name) - sizeof(WCHAR), &used, wanted, (ULONG)strlen(wanted));
            name[used / sizeof(WCHAR)] = 0;
            NTSTATUS status = add_private_assembly(context, name, FALSE);
            if (!NT_SUCCESS(status)) status = add_private_assembly(context, name, TRUE);
            if (NT_SUCCESS(status)) continue;
            log_line(LOG_WARN, "assembly %s, which the manifest of %wZ needs, is not there", wanted,
                     &context->assemblies[i]->manifest_path);
            return STATUS_SXS_CANT_GEN_ACTCTX;
        }
    }
    return STATUS_SUCCESS;
}

/* ---- contexts */

static struct actctx *new_context(void)
{
    struct actctx *context = heap_allocate_zeroed(sizeof(*context));
    if (!context) return NULL;
    context->signature = ACTCTX_SIGNATURE;
    context->references = 1;
    return context;
}

static void free_context(struct actctx *context)
{
    for (ULONG i = 0; i < context->assembly_count; i++) {
        heap_free(context->assemblies[i]->text);
        RtlFreeUnicodeString(&context->assemblies[i]->manifest_path);
        RtlFreeUnicodeString(&context->assemblies[i]->folder);
        heap_free(context->assemblies[i]);
    }
    RtlFreeUnicodeString(&context->application_folder);
    context->signature = 0;
    heap_free(context);
}

static UNICODE_STRING own_application_folder(void)
{
    return folder_of(&current_peb()->ProcessParameters->ImagePathName);
}

/* An image that is not loaded is laid out for as long as its manifest is read. */
static NTSTATUS add_image_file(struct actctx *context, const UNICODE_STRING *path, ULONG_PTR name)
{
    PVOID handle;
    NTSTATUS status = winrun_load_data_file(path, LOAD_LIBRARY_AS_DATAFILE, &handle);
    if (!NT_SUCCESS(status)) return status;
    status = add_manifest_resource(context, handle, name, path);
    winrun_unload_data_file(handle);
    return status;
}

static NTSTATUS add_source(struct actctx *context, const ACTCTXW *request)
{
    WCHAR buffer[MAX_PATH];
    UNICODE_STRING source, path = { 0, sizeof(buffer), buffer };
    ULONG_PTR name = request->dwFlags & ACTCTX_FLAG_RESOURCE_NAME_VALID ? (ULONG_PTR)request->lpResourceName : 0;
    if (request->dwFlags & ACTCTX_FLAG_HMODULE_VALID) {
        if (!name) return STATUS_INVALID_PARAMETER;
        NTSTATUS status = LdrGetDllFullName(request->hModule, &path);
        return NT_SUCCESS(status) ? add_manifest_resource(context, request->hModule, name, &path) : status;
    }
    if (!request->lpSource) return STATUS_INVALID_PARAMETER;
    RtlInitUnicodeString(&source, request->lpSource);
    if (request->dwFlags & ACTCTX_FLAG_ASSEMBLY_DIRECTORY_VALID && request->lpAssemblyDirectory &&
        (source.Length < 4 || source.Buffer[1] != ':')) {
        if (!append(&path, request->lpAssemblyDirectory) || !append(&path, L"\\") || !append(&path, request->lpSource))
            return STATUS_NAME_TOO_LONG;
    } else {
        ULONG bytes = RtlGetFullPathName_U(request->lpSource, sizeof(buffer), buffer, NULL);
        if (!bytes || bytes >= sizeof(buffer)) return STATUS_NAME_TOO_LONG;
        path.Length = (USHORT)bytes;
    }
    return name ? add_image_file(context, &path, name) : add_manifest_file(context, &path);
}

NTSTATUS __cdecl winrun_create_activation_context(HANDLE *handle, const void *description)
{
    const ACTCTXW *request = description;
    *handle = INVALID_HANDLE_VALUE;
    if (!request || request->cbSize < offsetof(ACTCTXW, hModule) || request->dwFlags & ~0xffu)
        return STATUS_INVALID_PARAMETER;
    struct actctx *context = new_context();
    if (!context) return STATUS_NO_MEMORY;
    NTSTATUS status = add_source(context, request);
    if (NT_SUCCESS(status)) {
        if (request->dwFlags & ACTCTX_FLAG_ASSEMBLY_DIRECTORY_VALID && request->lpAssemblyDirectory) {
            UNICODE_STRING folder;
            RtlInitUnicodeString(&folder, request->lpAssemblyDirectory);
            while (folder.Length > 6 && folder.Buffer[folder.Length / sizeof(WCHAR) - 1] == '\\')
                folder.Length -= sizeof(WCHAR);
            RtlDuplicateUnicodeString(1, &folder, &context->application_folder);
        } else {
            RtlDuplicateUnicodeString(1, &context->assemblies[0]->folder, &context->application_folder);
        }
        status = add_dependencies(context);
    }
    if (!NT_SUCCESS(status)) {
        free_context(context);
        return status;
    }
    if (request->dwFlags & ACTCTX_FLAG_SET_PROCESS_DEFAULT) {
        if (process_context) {
            free_context(context);
            return STATUS_SXS_PROCESS_DEFAULT_ALREADY_SET;
        }
        InterlockedIncrement(&context->references);
        process_context = context;
    }
    *handle = context;
    return STATUS_SUCCESS;
}

VOID NTAPI RtlAddRefActivationContext(HANDLE handle)
{
    struct actctx *context = actctx_from_handle(handle);
    if (context) InterlockedIncrement(&context->references);
}

VOID NTAPI RtlReleaseActivationContext(HANDLE handle)
{
    struct actctx *context = actctx_from_handle(handle);
    if (context && !InterlockedDecrement(&context->references)) free_context(context);
}

NTSTATUS NTAPI RtlZombifyActivationContext(HANDLE handle)
{
    struct actctx *context = actctx_from_handle(handle);
    if (!context) return STATUS_INVALID_PARAMETER;
    context->zombie = TRUE;
    return STATUS_SUCCESS;
}

static void apply_code_page(const struct manifest *manifest)
{
    for (size_t i = 0; i < manifest->setting_count; i++) {
        if (!strcmp(manifest->settings[i].name, "activeCodePage") && !_stricmp(manifest->settings[i].value, "utf-8"))
            winrun_set_ansi_code_page(CP_UTF8);
    }
}

/* The program's own manifest: resource 1, or PROGRAM.exe.manifest beside it. A missing assembly does not keep it from
 * starting. */
void actctx_init_process(void)
{
    WCHAR buffer[MAX_PATH * 2];
    UNICODE_STRING path = { 0, sizeof(buffer), buffer };
    struct actctx *context = new_context();
    if (!context) return;
    NTSTATUS status = add_manifest_resource(context, current_peb()->ImageBaseAddress, 1,
                                            &current_peb()->ProcessParameters->ImagePathName);
    if (!NT_SUCCESS(status)) {
        RtlCopyUnicodeString(&path, &current_peb()->ProcessParameters->ImagePathName);
        struct unix_module_map_args probe = { .flags = MODULE_PROBE };
        if (append(&path, L".manifest")) {
            probe.name = UNIX_PTR(path.Buffer);
            probe.length = path.Length / sizeof(WCHAR);
            if (NT_SUCCESS(unix_call_module_map(&probe))) status = add_manifest_file(context, &path);
        }
    }
    if (!NT_SUCCESS(status)) {
        free_context(context);
        return;
    }
    context->application_folder = own_application_folder();
    add_dependencies(context);
    apply_code_page(&context->assemblies[0]->manifest);
    process_context = context;
    current_peb()->ActivationContextData = context;
}

/* ---- the stack of a thread */

static struct actctx_stack *thread_stack(BOOLEAN create)
{
    TEB *teb = NtCurrentTeb();
    struct actctx_stack *stack = teb->ActivationContextStackPointer;
    if (stack || !create) return stack;
    stack = heap_allocate_zeroed(sizeof(*stack));
    if (!stack) return NULL;
    stack->frame_cache.Flink = stack->frame_cache.Blink = &stack->frame_cache;
    stack->next_cookie = 1;
    teb->ActivationContextStackPointer = stack;
    return stack;
}

struct actctx *actctx_current(void)
{
    struct actctx_stack *stack = thread_stack(FALSE);
    return stack && stack->active ? stack->active->context : process_context;
}

NTSTATUS NTAPI RtlActivateActivationContextEx(ULONG flags, PTEB teb, HANDLE handle, PULONG_PTR cookie)
{
    (void)flags;
    (void)teb;
    struct actctx *context = actctx_from_handle(handle);
    if (handle && !context) return STATUS_INVALID_PARAMETER;
    struct actctx_stack *stack = thread_stack(TRUE);
    struct actctx_frame *frame = stack ? heap_allocate(sizeof(*frame)) : NULL;
    if (!frame) return STATUS_NO_MEMORY;
    RtlAddRefActivationContext(context);
    *frame = (struct actctx_frame){ stack->active, context, 0 };
    stack->active = frame;
    *cookie = (ULONG_PTR)frame;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlActivateActivationContext(ULONG flags, HANDLE handle, PULONG_PTR cookie)
{
    return RtlActivateActivationContextEx(flags, NtCurrentTeb(), handle, cookie);
}

static void pop_frame(struct actctx_stack *stack)
{
    struct actctx_frame *frame = stack->active;
    stack->active = frame->previous;
    RtlReleaseActivationContext(frame->context);
    heap_free(frame);
}

/* Flag 1: also those that were activated after it; otherwise it must be the last. */
VOID NTAPI RtlDeactivateActivationContext(ULONG flags, ULONG_PTR cookie)
{
    struct actctx_stack *stack = thread_stack(FALSE);
    struct actctx_frame *frame = stack ? stack->active : NULL;
    while (frame && (ULONG_PTR)frame != cookie) frame = frame->previous;
    if (!frame) RtlRaiseStatus(STATUS_SXS_INVALID_DEACTIVATION);
    if (frame != stack->active && !(flags & 1)) RtlRaiseStatus(STATUS_SXS_EARLY_DEACTIVATION);
    while (stack->active != frame) pop_frame(stack);
    pop_frame(stack);
}

VOID NTAPI RtlFreeThreadActivationContextStack(void)
{
    struct actctx_stack *stack = thread_stack(FALSE);
    if (!stack) return;
    while (stack->active) pop_frame(stack);
    NtCurrentTeb()->ActivationContextStackPointer = NULL;
    heap_free(stack);
}

NTSTATUS NTAPI RtlGetActiveActivationContext(HANDLE *handle)
{
    struct actctx_stack *stack = thread_stack(FALSE);
    *handle = stack && stack->active ? stack->active->context : NULL;
    RtlAddRefActivationContext(*handle);
    return STATUS_SUCCESS;
}

BOOLEAN NTAPI RtlIsActivationContextActive(HANDLE handle)
{
    struct actctx_stack *stack = thread_stack(FALSE);
    struct actctx_frame *frame = stack ? stack->active : NULL;
    while (frame && frame->context != handle) frame = frame->previous;
    return frame != NULL;
}

/* ---- DLL redirection */

static BOOLEAN same_file(const char *listed, const WCHAR *name, size_t length)
{
    WCHAR wide[MAX_PATH];
    ULONG used = 0;
    RtlUTF8ToUnicodeN(wide, sizeof(wide), &used, listed, (ULONG)strlen(listed));
    return used == length * sizeof(WCHAR) && !RtlCompareUnicodeStrings(wide, length, name, length, TRUE);
}

BOOLEAN actctx_find_dll(const WCHAR *name, size_t length, UNICODE_STRING *path)
{
    struct actctx *context = actctx_current();
    for (ULONG i = 1; context && i < context->assembly_count;
         i++) { /* files of the program's own manifest lie beside it anyway */
        const struct assembly *assembly = context->assemblies[i];
        for (size_t k = 0; k < assembly->manifest.file_count; k++) {
            if (!same_file(assembly->manifest.files[k], name, length)) continue;
            USHORT size = (USHORT)(assembly->folder.Length + (length + 2) * sizeof(WCHAR));
            *path = (UNICODE_STRING){ 0, size, heap_allocate(size) };
            if (!path->Buffer) return FALSE;
            UNICODE_STRING file = { (USHORT)(length * sizeof(WCHAR)), (USHORT)(length * sizeof(WCHAR)), (PWSTR)name };
            RtlCopyUnicodeString(path, &assembly->folder);
            RtlAppendUnicodeToString(path, L"\\");
            RtlAppendUnicodeStringToString(path, &file);
            path->Buffer[path->Length / sizeof(WCHAR)] = 0;
            return TRUE;
        }
    }
    return FALSE;
}
