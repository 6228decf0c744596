/* The list of modules: as Windows programs walk it (PEB.Ldr), by name, and by address. */
#include "ldr_private.h"

#include <string.h>

#define NAME_BUCKETS 64u

RTL_CRITICAL_SECTION loader_lock;
struct module *main_module, *ntdll_module;
PEB_LDR_DATA loader_data;

static struct module *name_buckets[NAME_BUCKETS];

/* Modules by address, ascending. Readers take no lock: they read `address_sequence` (odd while it changes) around their
 * search and try again a few times. Old tables are never freed, so that a late reader stays harmless. */
static struct module **by_address;
static uint32_t by_address_count, by_address_capacity;
static volatile uint32_t address_sequence;
#define READER_RETRIES 64

static inline WCHAR fold(WCHAR c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }

bool equal_names(const WCHAR *first, size_t first_length, const WCHAR *second, size_t second_length)
{
    if (first_length != second_length) return false;
    UNICODE_STRING a = { first_length * sizeof(WCHAR), first_length * sizeof(WCHAR), (PWSTR)first };
    UNICODE_STRING b = { second_length * sizeof(WCHAR), second_length * sizeof(WCHAR), (PWSTR)second };
    return RtlEqualUnicodeString(&a, &b, TRUE);
}

/* Names that differ outside ASCII only by case share a bucket only by luck, so those characters do not count. */
static uint32_t hash_name(const WCHAR *name, size_t length)
{
    uint32_t hash = 0;
    for (size_t i = 0; i < length; i++) {
        if (name[i] < 128) hash = hash * 65599 + fold(name[i]);
    }
    return hash;
}

void *module_directory(const struct module *module, uint32_t index, uint32_t minimum, uint32_t *size)
{
    const IMAGE_OPTIONAL_HEADER *header = &module_headers(module)->OptionalHeader;
    if (index >= header->NumberOfRvaAndSizes || index >= IMAGE_NUMBEROF_DIRECTORY_ENTRIES) return NULL;
    const IMAGE_DATA_DIRECTORY *directory = &header->DataDirectory[index];
    uint32_t image_size = module->entry.SizeOfImage;
    if (!directory->VirtualAddress || directory->VirtualAddress >= image_size) return NULL;
    if (directory->Size < minimum || directory->Size > image_size - directory->VirtualAddress) return NULL;
    if (size) *size = directory->Size;
    return rva_to_address(module, directory->VirtualAddress);
}

static void insert_tail(LIST_ENTRY *list, LIST_ENTRY *entry)
{
    entry->Flink = list;
    entry->Blink = list->Blink;
    list->Blink->Flink = entry;
    list->Blink = entry;
}

static void remove_link(LIST_ENTRY *entry)
{
    if (!entry->Flink) return;
    entry->Flink->Blink = entry->Blink;
    entry->Blink->Flink = entry->Flink;
    entry->Flink = entry->Blink = NULL;
}

static uint32_t position_by_address(const void *base)
{
    uint32_t low = 0, high = by_address_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if ((uintptr_t)by_address[middle]->entry.DllBase < (uintptr_t)base) low = middle + 1;
        else high = middle;
    }
    return low;
}

static bool insert_by_address(struct module *module)
{
    struct module **table = by_address;
    if (by_address_count == by_address_capacity) {
        uint32_t capacity = by_address_capacity ? by_address_capacity * 2 : 32;
        table = heap_allocate(capacity * sizeof(*table));
        if (!table) return false;
        if (by_address_count) memcpy(table, by_address, by_address_count * sizeof(*table));
        by_address_capacity = capacity;
    }
    uint32_t at = position_by_address(module->entry.DllBase);
    address_sequence++;
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    by_address = table;
    memmove(table + at + 1, table + at, (by_address_count - at) * sizeof(*table));
    table[at] = module;
    by_address_count++;
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    address_sequence++;
    return true;
}

static void remove_by_address(struct module *module)
{
    uint32_t at = position_by_address(module->entry.DllBase);
    if (at == by_address_count || by_address[at] != module) return;
    address_sequence++;
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    by_address_count--;
    memmove(by_address + at, by_address + at + 1, (by_address_count - at) * sizeof(*by_address));
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    address_sequence++;
}

static struct module *search_by_address(const void *address)
{
    uint32_t low = 0, high = by_address_count;
    struct module **table = by_address;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        struct module *module = table[middle];
        uintptr_t base = (uintptr_t)module->entry.DllBase;
        if ((uintptr_t)address < base) high = middle;
        else if ((uintptr_t)address - base >= module->entry.SizeOfImage) low = middle + 1;
        else return module;
    }
    return NULL;
}

PLDR_DATA_TABLE_ENTRY module_from_address(const void *address)
{
    struct module *found = NULL;
    for (int i = 0; i < READER_RETRIES; i++) {
        uint32_t before = __atomic_load_n(&address_sequence, __ATOMIC_ACQUIRE);
        found = search_by_address(address);
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        if (!(before & 1) && before == address_sequence) break;
    }
    return found ? &found->entry : NULL;
}

static bool set_names(struct module *module, const WCHAR *full_path, size_t length)
{
    WCHAR *copy = heap_allocate((length + 1) * sizeof(WCHAR));
    if (!copy) return false;
    memcpy(copy, full_path, length * sizeof(WCHAR));
    copy[length] = 0;
    size_t base = length;
    while (base && copy[base - 1] != '\\' && copy[base - 1] != '/') base--;
    LDR_DATA_TABLE_ENTRY *entry = &module->entry;
    entry->FullDllName = (UNICODE_STRING){ length * sizeof(WCHAR), (length + 1) * sizeof(WCHAR), copy };
    entry->BaseDllName =
        (UNICODE_STRING){ (length - base) * sizeof(WCHAR), (length - base + 1) * sizeof(WCHAR), copy + base };
    module->name_hash = hash_name(copy + base, length - base);
    entry->BaseNameHashValue = module->name_hash;
    return true;
}

static void fill_from_headers(struct module *module)
{
    IMAGE_NT_HEADERS *headers = module_headers(module);
    LDR_DATA_TABLE_ENTRY *entry = &module->entry;
    entry->SizeOfImage = headers->OptionalHeader.SizeOfImage;
    entry->TimeDateStamp = headers->FileHeader.TimeDateStamp;
    entry->OriginalBase = headers->OptionalHeader.ImageBase;
    if (headers->OptionalHeader.AddressOfEntryPoint && headers->OptionalHeader.AddressOfEntryPoint < entry->SizeOfImage)
        entry->EntryPoint = rva_to_address(module, headers->OptionalHeader.AddressOfEntryPoint);
    if (headers->FileHeader.Characteristics & IMAGE_FILE_DLL) entry->Flags |= LDR_IMAGE_DLL;
    module->exports =
        module_directory(module, IMAGE_DIRECTORY_ENTRY_EXPORT, sizeof(*module->exports), &module->export_size);
    if (module->exports) module->export_rva = (uint32_t)((BYTE *)module->exports - (BYTE *)entry->DllBase);
    module->tls = module_directory(module, IMAGE_DIRECTORY_ENTRY_TLS, sizeof(*module->tls), NULL);
}

struct module *module_create(void *base, const WCHAR *full_path, size_t length, bool shipped)
{
    struct module *module = heap_allocate_zeroed(sizeof(*module));
    if (!module) return NULL;
    module->entry.DllBase = base;
    module->entry.LoadCount = 1;
    module->entry.ReferenceCount = 1;
    module->tls_index = NO_TLS_INDEX;
    module->shipped = shipped;
    fill_from_headers(module);
    if (!set_names(module, full_path, length) || !insert_by_address(module)) {
        heap_free(module->entry.FullDllName.Buffer);
        heap_free(module);
        return NULL;
    }
    module->next_in_bucket = name_buckets[module->name_hash % NAME_BUCKETS];
    name_buckets[module->name_hash % NAME_BUCKETS] = module;
    insert_tail(&loader_data.InLoadOrderModuleList, &module->entry.InLoadOrderLinks);
    insert_tail(&loader_data.InMemoryOrderModuleList, &module->entry.InMemoryOrderLinks);
    module->entry.HashLinks.Flink = module->entry.HashLinks.Blink = &module->entry.HashLinks;
    return module;
}

void module_destroy(struct module *module)
{
    struct module **link = &name_buckets[module->name_hash % NAME_BUCKETS];
    while (*link && *link != module) link = &(*link)->next_in_bucket;
    if (*link) *link = module->next_in_bucket;
    remove_by_address(module);
    remove_link(&module->entry.InLoadOrderLinks);
    remove_link(&module->entry.InMemoryOrderLinks);
    remove_link(&module->entry.InInitializationOrderLinks);
    heap_free(module->dependencies);
    heap_free(module->entry.FullDllName.Buffer);
    heap_free(module);
}

struct module *module_find_by_base(const void *base)
{
    uint32_t at = position_by_address(base);
    return at < by_address_count && by_address[at]->entry.DllBase == base ? by_address[at] : NULL;
}

struct module *module_find_by_name(const WCHAR *base_name, size_t length)
{
    uint32_t hash = hash_name(base_name, length);
    for (struct module *module = name_buckets[hash % NAME_BUCKETS]; module; module = module->next_in_bucket) {
        const UNICODE_STRING *name = &module->entry.BaseDllName;
        if (module->name_hash == hash && equal_names(base_name, length, name->Buffer, name->Length / sizeof(WCHAR)))
            return module;
    }
    return NULL;
}

struct module *module_find_by_path(const WCHAR *path, size_t length)
{
    FOR_EACH_MODULE(module) {
        const UNICODE_STRING *name = &module->entry.FullDllName;
        if (equal_names(path, length, name->Buffer, name->Length / sizeof(WCHAR))) return module;
    }
    return NULL;
}

uint32_t module_count(void)
{
    return by_address_count;
}

void module_add_dependency(struct module *module, struct module *needed)
{
    if (module == needed || needed == ntdll_module) return;
    for (uint32_t i = 0; i < module->dependency_count; i++) {
        if (module->dependencies[i] == needed) return;
    }
    if (module->dependency_count == module->dependency_capacity) {
        uint32_t capacity = module->dependency_capacity ? module->dependency_capacity * 2 : 8;
        struct module **grown = heap_allocate(capacity * sizeof(*grown));
        if (!grown) {
            needed->references = PINNED_REFERENCES; /* rather never unloaded than unloaded too early */
            return;
        }
        if (module->dependency_count) memcpy(grown, module->dependencies, module->dependency_count * sizeof(*grown));
        heap_free(module->dependencies);
        module->dependencies = grown;
        module->dependency_capacity = capacity;
    }
    module->dependencies[module->dependency_count++] = needed;
}
