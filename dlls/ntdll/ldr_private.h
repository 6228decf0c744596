/* What the files of the PE loader share. Everything here is called with the loader lock held unless it says otherwise.
 *
 * A module lives while it is reachable: from a module with `references` (LoadLibrary calls, or pinned) along
 * `dependencies` (imports and forwarders). So circular imports need no care, and unloading is a mark and sweep
 * (ldr_unload.c). */
#ifndef LDR_PRIVATE_H
#define LDR_PRIVATE_H

#include "nt/nt.h"
#include "unix_calls.h"

#include <stdbool.h>

#define PATH_LIMIT 4096u           /* characters of a path */
#define PINNED_REFERENCES (-1)
#define NO_TLS_INDEX 0xffffffffu

enum module_state { MODULE_MAPPED, MODULE_LINKING, MODULE_LINKED, MODULE_ATTACHING, MODULE_ATTACHED, MODULE_DETACHED };

struct module {
    LDR_DATA_TABLE_ENTRY entry;    /* what programs see; must come first */
    struct module *next_in_bucket;
    uint32_t name_hash;
    enum module_state state;
    int32_t references;            /* explicit loads, or PINNED_REFERENCES */
    bool shipped;                  /* one of our own DLLs */
    bool marked;
    bool static_tls;
    uint32_t tls_index;
    const IMAGE_TLS_DIRECTORY *tls;
    const IMAGE_EXPORT_DIRECTORY *exports;
    uint32_t export_size, export_rva;
    struct module_identity identity;
    struct module **dependencies;
    uint32_t dependency_count, dependency_capacity;
    uint32_t search_flags;         /* LOAD_LIBRARY_SEARCH_* and LOAD_WITH_ALTERED_SEARCH_PATH that it was loaded with */
};

/* ---- ldr_module.c: the lists */
extern RTL_CRITICAL_SECTION loader_lock;
extern struct module *main_module, *ntdll_module;
extern PEB_LDR_DATA loader_data;
static inline struct module *module_of_init_link(LIST_ENTRY *link)
{
    return (struct module *)CONTAINING_RECORD(link, LDR_DATA_TABLE_ENTRY, InInitializationOrderLinks);
}
static inline struct module *module_of_load_link(LIST_ENTRY *link)
{
    return (struct module *)CONTAINING_RECORD(link, LDR_DATA_TABLE_ENTRY, InLoadOrderLinks);
}
#define FOR_EACH_MODULE(module) \
    for (struct module *module = module_of_load_link(loader_data.InLoadOrderModuleList.Flink); \
         &module->entry.InLoadOrderLinks != &loader_data.InLoadOrderModuleList; \
         module = module_of_load_link(module->entry.InLoadOrderLinks.Flink))
/* A module for an image that is mapped, in the lists; NULL when memory is short. full_path is copied. */
struct module *module_create(void *base, const WCHAR *full_path, size_t length, bool shipped);
void module_destroy(struct module *module); /* takes it from the lists and frees it, not its image */
struct module *module_find_by_base(const void *base);
struct module *module_find_by_name(const WCHAR *base_name, size_t length);
struct module *module_find_by_path(const WCHAR *path, size_t length);
void module_add_dependency(struct module *module, struct module *needed);
uint32_t module_count(void);
static inline void *rva_to_address(const struct module *module, uint32_t rva)
{
    return (BYTE *)module->entry.DllBase + rva;
}
static inline IMAGE_NT_HEADERS *module_headers(const struct module *module)
{
    return (IMAGE_NT_HEADERS *)((BYTE *)module->entry.DllBase + ((IMAGE_DOS_HEADER *)module->entry.DllBase)->e_lfanew);
}
/* A data directory that lies inside the image and has at least `minimum` bytes, else NULL. */
void *module_directory(const struct module *module, uint32_t index, uint32_t minimum, uint32_t *size);

/* ---- ldr_search.c: from a name to a module */
struct search {
    uint32_t flags;                /* LOAD_LIBRARY_SEARCH_*, LOAD_WITH_ALTERED_SEARCH_PATH */
    const WCHAR *load_folder; /* folder of the DLL that is being loaded by its path, without backslash at the end; NULL
                                 if none */
    size_t load_folder_length;
};
struct load_request {
    const WCHAR *name;             /* as asked for: a base name or a path */
    size_t length;
    struct search search;
    const struct module *importer; /* NULL for LoadLibrary */
};
/* The module that a name means, when it is loaded already. */
struct module *search_loaded(const WCHAR *name, size_t length);
/* Finds and maps it: state MODULE_MAPPED (or a loaded one that turned out to be the same file). */
NTSTATUS search_and_map(const struct load_request *request, struct module **module);
/* Lays out a file that is only to be read. */
NTSTATUS search_and_map_data(const struct load_request *request, void **base);
/* Only looks whether it exists; gives the path. */
NTSTATUS search_file(const struct load_request *request, WCHAR *path, size_t capacity);
bool name_has_path(const WCHAR *name, size_t length);
/* The base name with .dll where no extension is given; returns the length, 0 if too long. */
size_t complete_name(const WCHAR *name, size_t length, WCHAR *completed, size_t capacity);
bool equal_names(const WCHAR *first, size_t first_length, const WCHAR *second, size_t second_length); /* without case */
/* Where a base name was looked for, as words for people. */
void describe_search(const struct load_request *request, char *text, size_t capacity);

/* ---- ldr_apiset.c: api-ms-win-* and ext-ms-* */
bool api_set_is_name(const WCHAR *name, size_t length);
/* The DLL behind an API set, NULL when there is none. */
const WCHAR *api_set_host(const WCHAR *name, size_t length);
/* The DLLs in which a function of an API set may be when it is not in its host; ends with NULL. */
extern const WCHAR *const api_set_fallbacks[];

/* ---- ldr_export.c */
#define EXPORT_STUBS_TOO 1u        /* answer with a function that only raises the "not implemented" exception */
/* STATUS_ENTRYPOINT_NOT_FOUND, STATUS_ORDINAL_NOT_FOUND. Follows forwarders, which may load DLLs. */
NTSTATUS find_export_by_name(struct module *module, const char *name, uint32_t hint, uint32_t flags, void **address);
NTSTATUS find_export_by_ordinal(struct module *module, uint32_t ordinal, uint32_t flags, void **address);
/* Code that says, when it is called, which function of which DLL is missing. */
void *make_missing_function(const char *dll, const char *function);

/* ---- ldr_import.c */
/* Loads what the module imports, and binds. */
NTSTATUS link_module(struct module *module);
/* Loads a DLL without running its code: STATUS_SUCCESS with a module in state MODULE_LINKED or later. */
NTSTATUS load_and_link(const struct load_request *request, struct module **module);
/* While the process starts, a failure is told to the user; afterwards only logged. */
extern bool starting_up;
void report_load_failure(const struct load_request *request, NTSTATUS status);

/* ---- ldr_tls.c */
NTSTATUS tls_init_module(struct module *module);  /* gives it an index and every thread its block */
void tls_free_module(struct module *module);
NTSTATUS tls_init_thread(void);
void tls_free_thread(void);
void tls_call_callbacks(struct module *module, DWORD reason);

/* ---- ldr_attach.c */
NTSTATUS attach_module(struct module *module, void *reserved); /* its dependencies first */
void attach_main_module(void);
void detach_module(struct module *module, void *reserved);
void attach_thread(void);

/* ---- ldr_api.c */
void fill_load_request(struct load_request *request, const WCHAR *name, size_t length, uint32_t flags);

/* ---- ldr_unload.c */
void unload_unreachable(void);

/* ---- ldr_notify.c */
void notify_loaded(struct module *module);
void notify_unloaded(struct module *module);

#endif
