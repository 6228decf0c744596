/* Questions about activation contexts: what a context was made from, its assemblies, settings and sections. */
#include "actctx_private.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { INFO_BASIC = 1, INFO_DETAILED, INFO_ASSEMBLY, INFO_FILE, INFO_RUNLEVEL, INFO_COMPATIBILITY };

typedef struct { HANDLE hActCtx; DWORD dwFlags; } BASIC_INFORMATION;
typedef struct { DWORD RunLevel, UiAccess, ulFlags_reserved; } RUN_LEVEL_INFORMATION;

static NTSTATUS query_basic(struct actctx *context, PVOID buffer, SIZE_T size, PSIZE_T needed)
{
    BASIC_INFORMATION *info = buffer;
    if (needed) *needed = sizeof(*info);
    if (!buffer || size < sizeof(*info)) return STATUS_BUFFER_TOO_SMALL;
    info->hActCtx = context;
    info->dwFlags = 0;
    RtlAddRefActivationContext(context);
    return STATUS_SUCCESS;
}

static WCHAR *put_string(WCHAR *at, const UNICODE_STRING *string, DWORD *length, PCWSTR *place)
{
    *length = string->Length;
    if (!string->Length) return at;
    memcpy(at, string->Buffer, string->Length);
    at[string->Length / sizeof(WCHAR)] = 0;
    *place = at;
    return at + string->Length / sizeof(WCHAR) + 1;
}

static NTSTATUS query_detailed(struct actctx *context, PVOID buffer, SIZE_T size, PSIZE_T needed)
{
    ACTIVATION_CONTEXT_DETAILED_INFORMATION *info = buffer;
    UNICODE_STRING none = { 0, 0, NULL };
    const UNICODE_STRING *manifest =
        context && context->assembly_count ? &context->assemblies[0]->manifest_path : &none;
    const UNICODE_STRING *folder = context ? &context->application_folder : &none;
    SIZE_T total = sizeof(*info) + manifest->Length + folder->Length + 2 * sizeof(WCHAR);
    if (needed) *needed = total;
    if (!buffer || size < total) return STATUS_BUFFER_TOO_SMALL;
    memset(info, 0, sizeof(*info));
    info->ulFormatVersion = context ? 1 : 0;
    info->ulAssemblyCount = context ? context->assembly_count : 0;
    info->ulRootManifestPathType = manifest->Length ? 2 : 1; /* a file path, none */
    info->ulRootConfigurationPathType = 1;
    info->ulAppDirPathType = folder->Length ? 2 : 1;
    WCHAR *at = (WCHAR *)(info + 1);
    DWORD length;
    at = put_string(at, manifest, &length, &info->lpRootManifestPath);
    info->ulRootManifestPathChars = length / sizeof(WCHAR);
    put_string(at, folder, &length, &info->lpAppDirPath);
    info->ulAppDirPathChars = length / sizeof(WCHAR);
    return STATUS_SUCCESS;
}

static NTSTATUS query_run_level(struct actctx *context, PVOID buffer, SIZE_T size, PSIZE_T needed)
{
    static const struct {
        const char *name;
        DWORD level;
    } levels[] = {{"asInvoker", 1}, {"highestAvailable", 2}, {"requireAdministrator", 3}};
    RUN_LEVEL_INFORMATION *info = buffer;
    if (needed) *needed = sizeof(*info);
    if (!buffer || size < sizeof(*info)) return STATUS_BUFFER_TOO_SMALL;
    const struct manifest *manifest = context && context->assembly_count ? &context->assemblies[0]->manifest : NULL;
    memset(info, 0, sizeof(*info));
    for (size_t i = 0; manifest && manifest->execution_level && i < ARRAYSIZE(levels); i++) {
        if (!strcmp(manifest->execution_level, levels[i].name)) info->RunLevel = levels[i].level;
    }
    info->UiAccess = manifest && manifest->ui_access;
    return STATUS_SUCCESS;
}

static void widen_guid(const char *text, GUID *guid)
{
    WCHAR wide[40];
    UNICODE_STRING string = { 0, sizeof(wide), wide };
    for (size_t i = 0; text[i] && i < ARRAYSIZE(wide); i++) wide[i] = (UCHAR)text[i], string.Length += sizeof(WCHAR);
    memset(guid, 0, sizeof(*guid));
    RtlGUIDFromString(&string, guid);
}

static NTSTATUS query_compatibility(struct actctx *context, PVOID buffer, SIZE_T size, PSIZE_T needed)
{
    typedef struct { GUID Id; DWORD Type; ULONGLONG MaxVersionTested; } ELEMENT;
    struct { DWORD ElementCount; ELEMENT Elements[MANIFEST_MAX_SUPPORTED_OS]; } info = { 0 };
    if (context && context->assembly_count) {
        const struct manifest *manifest = &context->assemblies[0]->manifest;
        info.ElementCount = (DWORD)manifest->supported_os_count;
        for (size_t i = 0; i < manifest->supported_os_count; i++) {
            widen_guid(manifest->supported_os[i], &info.Elements[i].Id);
            info.Elements[i].Type = 1; /* an operating system */
        }
    }
    SIZE_T total = offsetof(typeof(info), Elements) + info.ElementCount * sizeof(ELEMENT);
    if (needed) *needed = total;
    if (!buffer || size < total) return STATUS_BUFFER_TOO_SMALL;
    memcpy(buffer, &info, total);
    return STATUS_SUCCESS;
}

#define QUERY_USE_ACTIVE 1u
#define QUERY_IS_HMODULE 2u
#define QUERY_IS_ADDRESS 4u

NTSTATUS NTAPI RtlQueryInformationActivationContext(ULONG flags, HANDLE handle, PVOID subinstance, ULONG info_class,
                                                    PVOID buffer, SIZE_T size, PSIZE_T needed)
{
    (void)subinstance;
    struct actctx *context = flags & QUERY_USE_ACTIVE ? actctx_current() : actctx_from_handle(handle);
    if (flags & (QUERY_IS_HMODULE | QUERY_IS_ADDRESS)) context = NULL; /* modules have no contexts of their own here */
    else if (handle && !context) return STATUS_INVALID_PARAMETER;
    switch (info_class) {
    case INFO_BASIC: return query_basic(context, buffer, size, needed);
    case INFO_DETAILED: return query_detailed(context, buffer, size, needed);
    case INFO_RUNLEVEL: return query_run_level(context, buffer, size, needed);
    case INFO_COMPATIBILITY: return query_compatibility(context, buffer, size, needed);
    case INFO_ASSEMBLY:
    case INFO_FILE: return STATUS_NOT_IMPLEMENTED;
    default: return STATUS_INVALID_PARAMETER;
    }
}

NTSTATUS NTAPI RtlQueryInformationActiveActivationContext(ULONG info_class, PVOID buffer, SIZE_T size, PSIZE_T needed)
{
    return RtlQueryInformationActivationContext(QUERY_USE_ACTIVE, NULL, NULL, info_class, buffer, size, needed);
}

/* ---- settings */

static BOOLEAN equal_text(PCWSTR wide, const char *text)
{
    while (*wide && *wide == (UCHAR)*text) wide++, text++;
    return !*wide && !*text;
}

static const char *find_setting(const struct actctx *context, PCWSTR name_space, PCWSTR name)
{
    if (!context || !context->assembly_count) return NULL;
    const struct manifest *manifest = &context->assemblies[0]->manifest;
    for (size_t i = 0; i < manifest->setting_count; i++) {
        const struct manifest_setting *setting = &manifest->settings[i];
        if (!equal_text(name, setting->name)) continue;
        /* an element without a namespace of its own has one by prefix, which is not followed */
        if (!name_space || !setting->name_space || equal_text(name_space, setting->name_space)) return setting->value;
    }
    return NULL;
}

NTSTATUS NTAPI RtlQueryActivationContextApplicationSettings(ULONG flags, HANDLE handle, PCWSTR name_space, PCWSTR name,
                                                            PWSTR buffer, SIZE_T size, PSIZE_T needed)
{
    if (flags || !name) return STATUS_INVALID_PARAMETER;
    struct actctx *context = handle ? actctx_from_handle(handle) : actctx_current();
    if (handle && !context) return STATUS_INVALID_PARAMETER;
    const char *value = find_setting(context, name_space, name);
    if (!value) return STATUS_SXS_KEY_NOT_FOUND;
    size_t length = strlen(value) + 1;
    if (needed) *needed = length;
    if (!buffer || size < length) return STATUS_BUFFER_TOO_SMALL;
    for (size_t i = 0; i < length; i++) buffer[i] = (UCHAR)value[i];
    return STATUS_SUCCESS;
}

/* ---- sections */

#define SECTION_DLL_REDIRECTION 2u

static BOOLEAN lists_file(const struct manifest *manifest, PCUNICODE_STRING name)
{
    WCHAR wide[MAX_PATH];
    for (size_t i = 0; i < manifest->file_count; i++) {
        ULONG used = 0;
        RtlUTF8ToUnicodeN(wide, sizeof(wide), &used, manifest->files[i], (ULONG)strlen(manifest->files[i]));
        UNICODE_STRING file = { (USHORT)used, (USHORT)used, wide };
        if (RtlEqualUnicodeString(&file, name, TRUE)) return TRUE;
    }
    return FALSE;
}

NTSTATUS NTAPI RtlFindActivationContextSectionString(ULONG flags, const GUID *guid, ULONG section,
                                                     PCUNICODE_STRING name, PVOID data)
{
    ACTCTX_SECTION_KEYED_DATA *found = data;
    if (guid || !name || flags & ~3u ||
        (found && found->cbSize < offsetof(ACTCTX_SECTION_KEYED_DATA, ulAssemblyRosterIndex)))
        return STATUS_INVALID_PARAMETER;
    struct actctx *context = actctx_current();
    if (!context) return STATUS_SXS_SECTION_NOT_FOUND;
    if (section != SECTION_DLL_REDIRECTION) return STATUS_SXS_SECTION_NOT_FOUND;
    for (ULONG i = 0; i < context->assembly_count; i++) {
        if (!lists_file(&context->assemblies[i]->manifest, name)) continue;
        if (!found) return STATUS_SUCCESS;
        found->ulDataFormatVersion = 1;
        found->lpData = NULL;
        found->ulLength = 0;
        found->lpSectionGlobalData = found->lpSectionBase = NULL;
        found->ulSectionGlobalDataLength = found->ulSectionTotalLength = 0;
        if (flags & 1) RtlAddRefActivationContext(context);
        if (found->cbSize >= offsetof(ACTCTX_SECTION_KEYED_DATA, hActCtx) + sizeof(HANDLE))
            found->hActCtx = flags & 1 ? context : NULL;
        if (found->cbSize >= offsetof(ACTCTX_SECTION_KEYED_DATA, ulAssemblyRosterIndex) + sizeof(ULONG))
            found->ulAssemblyRosterIndex = i + 1;
        return STATUS_SUCCESS;
    }
    return STATUS_SXS_KEY_NOT_FOUND;
}

/* COM classes and window classes of manifests are not kept: no context has such a section. */
NTSTATUS NTAPI RtlFindActivationContextSectionGuid(ULONG flags, const GUID *extension, ULONG section, const GUID *guid,
                                                   PVOID data)
{
    (void)section;
    (void)data;
    return extension || !guid || flags & ~3u ? STATUS_INVALID_PARAMETER : STATUS_SXS_SECTION_NOT_FOUND;
}
