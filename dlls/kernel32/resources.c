/* Resources: FindResource, LoadResource, EnumResource* and LoadString's basis. (UpdateResource is in
 * resources_update.c.) */
#include "kernel32_private.h"

#include <stdbool.h>

#include <string.h>
#include <wchar.h>

typedef BOOL (CALLBACK *walk_function)(void *context, ULONG_PTR id);

/* ---- names: a number, "#123", or text */

static bool is_id(const void *name) { return !((ULONG_PTR)name >> 16); }

static NTSTATUS make_name(LPCWSTR name, ULONG_PTR *made)
{
    *made = (ULONG_PTR)name;
    if (is_id(name) || *name != '#') return STATUS_SUCCESS;
    ULONG value = 0;
    for (const WCHAR *at = name + 1; *at; at++) {
        if (*at < '0' || *at > '9' || (value = value * 10 + (*at - '0')) > 0xffff) return STATUS_INVALID_PARAMETER;
    }
    *made = value;
    return name[1] ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/* For the A functions: the same name in Unicode, freed with free_wide_name. */
static LPWSTR make_wide_name(LPCSTR name)
{
    UNICODE_STRING wide;
    if (is_id(name)) return (LPWSTR)name;
    return RtlCreateUnicodeStringFromAsciiz(&wide, name) ? wide.Buffer : NULL;
}

static void free_wide_name(LPWSTR name)
{
    if (!is_id(name)) heap_free(name);
}

/* ---- finding and loading */

static HRSRC find_resource(HMODULE module, LPCWSTR type, LPCWSTR name, WORD language)
{
    LDR_RESOURCE_INFO info = { .Language = language };
    IMAGE_RESOURCE_DATA_ENTRY *entry = NULL;
    NTSTATUS status = make_name(type, &info.Type);
    if (NT_SUCCESS(status)) status = make_name(name, &info.Name);
    if (NT_SUCCESS(status)) status = LdrFindResource_U(module, &info, 3, &entry);
    return set_last_status(status) ? (HRSRC)entry : NULL;
}

HRSRC WINAPI FindResourceExW(HMODULE module, LPCWSTR type, LPCWSTR name, WORD language)
{
    return find_resource(module, type, name, language);
}
HRSRC WINAPI FindResourceW(HMODULE module, LPCWSTR name, LPCWSTR type) { return find_resource(module, type, name, 0); }

HRSRC WINAPI FindResourceExA(HMODULE module, LPCSTR type, LPCSTR name, WORD language)
{
    LPWSTR wide_type = make_wide_name(type), wide_name = make_wide_name(name);
    HRSRC result = find_resource(module, wide_type, wide_name, language);
    free_wide_name(wide_type);
    free_wide_name(wide_name);
    return result;
}

HRSRC WINAPI FindResourceA(HMODULE module, LPCSTR name, LPCSTR type) { return FindResourceExA(module, type, name, 0); }

HGLOBAL WINAPI LoadResource(HMODULE module, HRSRC resource)
{
    void *data = NULL;
    if (!resource) return NULL;
    return set_last_status(LdrAccessResource(module, (IMAGE_RESOURCE_DATA_ENTRY *)resource, &data, NULL)) ? data : NULL;
}

DWORD WINAPI SizeofResource(HMODULE module, HRSRC resource)
{
    (void)module;
    return resource ? ((IMAGE_RESOURCE_DATA_ENTRY *)resource)->Size : 0;
}

LPVOID WINAPI LockResource(HGLOBAL handle) { return handle; }
BOOL WINAPI FreeResource(HGLOBAL handle) { (void)handle; return FALSE; }

/* ---- enumeration. Strings in the tree have no terminator, so they are copied. */

#define NAME_IS_STRING 0x80000000u

static WCHAR *copy_name(const BYTE *root, DWORD offset)
{
    const IMAGE_RESOURCE_DIR_STRING_U *string = (const void *)(root + offset);
    WCHAR *copy = heap_allocate((string->Length + 1) * sizeof(WCHAR));
    if (!copy) return NULL;
    memcpy(copy, string->NameString, string->Length * sizeof(WCHAR));
    copy[string->Length] = 0;
    return copy;
}

static BOOL visit_entry(const BYTE *root, const IMAGE_RESOURCE_DIRECTORY_ENTRY *entry, walk_function visit,
                        void *context)
{
    if (!(entry->Name & NAME_IS_STRING)) return visit(context, entry->Name & 0xffff);
    WCHAR *name = copy_name(root, entry->Name & ~NAME_IS_STRING);
    if (!name) return set_last_status(STATUS_NO_MEMORY);
    BOOL more = visit(context, (ULONG_PTR)name);
    heap_free(name);
    return more;
}

/* The entries of the directory that `level` names lead to; visit returns FALSE to stop. */
static BOOL walk_directory(HMODULE module, const LDR_RESOURCE_INFO *info, ULONG level, walk_function visit,
                           void *context)
{
    IMAGE_RESOURCE_DIRECTORY *directory, *root;
    NTSTATUS status = LdrFindResourceDirectory_U(module, info, level, &directory);
    if (NT_SUCCESS(status)) status = LdrFindResourceDirectory_U(module, NULL, 0, &root);
    if (!set_last_status(status)) return FALSE;
    const IMAGE_RESOURCE_DIRECTORY_ENTRY *entries = (const void *)(directory + 1);
    BOOL more = FALSE;
    DWORD count = directory->NumberOfNamedEntries + directory->NumberOfIdEntries;
    for (DWORD i = 0; i < count; i++) {
        more = visit_entry((const BYTE *)root, &entries[i], visit, context);
        if (!more) break;
    }
    return more;
}

struct enumeration {
    HMODULE module;
    LPCWSTR type, name;
    LPCSTR type_a, name_a;
    union {
        ENUMRESTYPEPROCW type_w;
        ENUMRESTYPEPROCA type_a;
        ENUMRESNAMEPROCW name_w;
        ENUMRESNAMEPROCA name_a;
        ENUMRESLANGPROCW language_w;
        ENUMRESLANGPROCA language_a;
    } callback;
    LONG_PTR parameter;
};

static BOOL CALLBACK visit_type_w(void *context, ULONG_PTR id)
{
    const struct enumeration *e = context;
    return e->callback.type_w(e->module, (LPWSTR)id, e->parameter);
}

static BOOL CALLBACK visit_name_w(void *context, ULONG_PTR id)
{
    const struct enumeration *e = context;
    return e->callback.name_w(e->module, e->type, (LPWSTR)id, e->parameter);
}

static BOOL CALLBACK visit_language_w(void *context, ULONG_PTR id)
{
    const struct enumeration *e = context;
    return e->callback.language_w(e->module, e->type, e->name, (WORD)id, e->parameter);
}

static BOOL CALLBACK visit_language_a(void *context, ULONG_PTR id)
{
    const struct enumeration *e = context;
    return e->callback.language_a(e->module, e->type_a, e->name_a, (WORD)id, e->parameter);
}

/* What a visitor gets as text is passed on in the ANSI code page. */
static BOOL visit_ansi(const struct enumeration *e, ULONG_PTR id, bool type)
{
    ANSI_STRING ansi = { 0, 0, (PSTR)id };
    UNICODE_STRING wide;
    if (id >> 16) {
        RtlInitUnicodeString(&wide, (LPCWSTR)id);
        if (!set_last_status(RtlUnicodeStringToAnsiString(&ansi, &wide, TRUE))) return FALSE;
    }
    BOOL more = type ? e->callback.type_a(e->module, ansi.Buffer, e->parameter)
                     : e->callback.name_a(e->module, e->type_a, ansi.Buffer, e->parameter);
    if (id >> 16) RtlFreeAnsiString(&ansi);
    return more;
}

static BOOL CALLBACK visit_type_a(void *context, ULONG_PTR id) { return visit_ansi(context, id, true); }
static BOOL CALLBACK visit_name_a(void *context, ULONG_PTR id) { return visit_ansi(context, id, false); }

static BOOL enumerate(struct enumeration *e, ULONG level, walk_function visit)
{
    LDR_RESOURCE_INFO info = { 0 };
    NTSTATUS status = level > 0 ? make_name(e->type, &info.Type) : STATUS_SUCCESS;
    if (NT_SUCCESS(status) && level > 1) status = make_name(e->name, &info.Name);
    if (!set_last_status(status)) return FALSE;
    if (!e->module) e->module = current_peb()->ImageBaseAddress;
    return walk_directory(e->module, &info, level, visit, e);
}

BOOL WINAPI EnumResourceTypesW(HMODULE module, ENUMRESTYPEPROCW callback, LONG_PTR parameter)
{
    struct enumeration e = { .module = module, .callback.type_w = callback, .parameter = parameter };
    return enumerate(&e, 0, visit_type_w);
}

BOOL WINAPI EnumResourceTypesA(HMODULE module, ENUMRESTYPEPROCA callback, LONG_PTR parameter)
{
    struct enumeration e = { .module = module, .callback.type_a = callback, .parameter = parameter };
    return enumerate(&e, 0, visit_type_a);
}

BOOL WINAPI EnumResourceNamesW(HMODULE module, LPCWSTR type, ENUMRESNAMEPROCW callback, LONG_PTR parameter)
{
    struct enumeration e = { .module = module, .type = type, .callback.name_w = callback, .parameter = parameter };
    return enumerate(&e, 1, visit_name_w);
}

BOOL WINAPI EnumResourceNamesA(HMODULE module, LPCSTR type, ENUMRESNAMEPROCA callback, LONG_PTR parameter)
{
    LPWSTR wide_type = make_wide_name(type);
    struct enumeration e = {
        .module = module, .type = wide_type, .type_a = type, .callback.name_a = callback, .parameter = parameter};
    BOOL result = enumerate(&e, 1, visit_name_a);
    free_wide_name(wide_type);
    return result;
}

BOOL WINAPI EnumResourceLanguagesW(HMODULE module, LPCWSTR type, LPCWSTR name, ENUMRESLANGPROCW callback,
                                   LONG_PTR parameter)
{
    struct enumeration e = {
        .module = module, .type = type, .name = name, .callback.language_w = callback, .parameter = parameter};
    return enumerate(&e, 2, visit_language_w);
}

BOOL WINAPI EnumResourceLanguagesA(HMODULE module, LPCSTR type, LPCSTR name, ENUMRESLANGPROCA callback,
                                   LONG_PTR parameter)
{
    LPWSTR wide_type = make_wide_name(type), wide_name = make_wide_name(name);
    struct enumeration e = { .module = module, .type = wide_type, .name = wide_name, .type_a = type, .name_a = name,
                             .callback.language_a = callback, .parameter = parameter };
    BOOL result = enumerate(&e, 2, visit_language_a);
    free_wide_name(wide_type);
    free_wide_name(wide_name);
    return result;
}

/* The Ex functions also know of separate language files (MUI), which Winrun's modules do not have: only the module
 * itself is read. */
BOOL WINAPI EnumResourceTypesExW(HMODULE module, ENUMRESTYPEPROCW callback, LONG_PTR parameter, DWORD flags,
                                 LANGID language)
{
    (void)flags;
    (void)language;
    return EnumResourceTypesW(module, callback, parameter);
}

BOOL WINAPI EnumResourceTypesExA(HMODULE module, ENUMRESTYPEPROCA callback, LONG_PTR parameter, DWORD flags,
                                 LANGID language)
{
    (void)flags;
    (void)language;
    return EnumResourceTypesA(module, callback, parameter);
}

BOOL WINAPI EnumResourceNamesExW(HMODULE module, LPCWSTR type, ENUMRESNAMEPROCW callback, LONG_PTR parameter,
                                 DWORD flags, LANGID language)
{
    (void)flags;
    (void)language;
    return EnumResourceNamesW(module, type, callback, parameter);
}

BOOL WINAPI EnumResourceNamesExA(HMODULE module, LPCSTR type, ENUMRESNAMEPROCA callback, LONG_PTR parameter,
                                 DWORD flags, LANGID language)
{
    (void)flags;
    (void)language;
    return EnumResourceNamesA(module, type, callback, parameter);
}

BOOL WINAPI EnumResourceLanguagesExW(HMODULE module, LPCWSTR type, LPCWSTR name, ENUMRESLANGPROCW callback,
                                     LONG_PTR parameter, DWORD flags, LANGID language)
{
    (void)flags;
    (void)language;
    return EnumResourceLanguagesW(module, type, name, callback, parameter);
}

BOOL WINAPI EnumResourceLanguagesExA(HMODULE module, LPCSTR type, LPCSTR name, ENUMRESLANGPROCA callback,
                                     LONG_PTR parameter, DWORD flags, LANGID language)
{
    (void)flags;
    (void)language;
    return EnumResourceLanguagesA(module, type, name, callback, parameter);
}
