/* Looking up exports: by name with a hint, by ordinal, through forwarders. Also code for functions that are missing. */
#include "ldr_private.h"

#include <string.h>
#include <wchar.h>

#define NO_HINT 0xffffffffu
#define FORWARDER_DEPTH 8

/* Our own DLLs tell in two unused fields of their export directory where their stubs are (tools/make_exports.py). */
static bool is_stub(const struct module *module, uint32_t rva)
{
    return module->shipped && rva >= module->exports->Characteristics && rva < module->exports->TimeDateStamp;
}

static const char *name_at(const struct module *module, uint32_t index)
{
    const uint32_t *names = rva_to_address(module, module->exports->AddressOfNames);
    return names[index] < module->entry.SizeOfImage ? rva_to_address(module, names[index]) : "";
}

/* The index of a name in the name table, which is in byte order, or NO_HINT. */
static uint32_t find_name(const struct module *module, const char *name, uint32_t hint)
{
    uint32_t count = module->exports->NumberOfNames;
    if (hint < count && !strcmp(name, name_at(module, hint))) return hint;
    int low = 0, high = (int)count - 1;
    while (low <= high) {
        int middle = low + (high - low) / 2;
        int order = strcmp(name, name_at(module, middle));
        if (!order) return middle;
        if (order < 0) high = middle - 1;
        else low = middle + 1;
    }
    return NO_HINT;
}

/* The tables of an export directory lie inside the image: checked at each use, because a program may have changed them.
 */
static bool export_tables_valid(const struct module *module)
{
    const IMAGE_EXPORT_DIRECTORY *exports = module->exports;
    uint32_t size = module->entry.SizeOfImage;
    return exports && exports->NumberOfFunctions <= size / 4 && exports->NumberOfNames <= size / 4 &&
           exports->AddressOfFunctions <= size - exports->NumberOfFunctions * 4 &&
           exports->AddressOfNames <= size - exports->NumberOfNames * 4 &&
           exports->AddressOfNameOrdinals <= size - exports->NumberOfNames * 2;
}

static NTSTATUS find_by_index(struct module *module, uint32_t index, uint32_t flags, int depth, void **address);

static NTSTATUS find_name_in(struct module *module, const char *name, uint32_t hint, uint32_t flags, int depth,
                             void **address)
{
    if (!export_tables_valid(module)) return STATUS_ENTRYPOINT_NOT_FOUND;
    uint32_t index = find_name(module, name, hint);
    if (index == NO_HINT) return STATUS_ENTRYPOINT_NOT_FOUND;
    const uint16_t *ordinals = rva_to_address(module, module->exports->AddressOfNameOrdinals);
    return find_by_index(module, ordinals[index], flags, depth, address);
}

static NTSTATUS find_ordinal_in(struct module *module, uint32_t ordinal, uint32_t flags, int depth, void **address)
{
    if (!export_tables_valid(module) || ordinal < module->exports->Base) return STATUS_ORDINAL_NOT_FOUND;
    NTSTATUS status = find_by_index(module, ordinal - module->exports->Base, flags, depth, address);
    return status == STATUS_ENTRYPOINT_NOT_FOUND ? STATUS_ORDINAL_NOT_FOUND : status;
}

/* The module before the last dot of "DLL.function" or "DLL.#ordinal". */
static struct module *forwarder_module(struct module *from, const char *forwarder, size_t length)
{
    WCHAR name[MAX_PATH];
    struct module *target;
    if (!length || length + 5 > ARRAYSIZE(name)) return NULL;
    for (size_t i = 0; i < length; i++) name[i] = (unsigned char)forwarder[i];
    memcpy(name + length, L".dll", 5 * sizeof(WCHAR));
    length += 4;
    if ((target = module_find_by_name(name, length)) && target->state != MODULE_MAPPED) {
        module_add_dependency(from, target);
        return target;
    }
    struct load_request request = { .name = name, .length = length, .importer = from };
    if (!NT_SUCCESS(load_and_link(&request, &target))) return NULL;
    module_add_dependency(from, target);
    return target;
}

static bool parse_ordinal(const char *text, uint32_t *ordinal)
{
    *ordinal = 0;
    if (!*text) return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9' || *ordinal > 6553) return false;
        *ordinal = *ordinal * 10 + (*text - '0');
    }
    return true;
}

static NTSTATUS follow_forwarder(struct module *module, const char *forwarder, uint32_t flags, int depth,
                                 void **address)
{
    uint32_t ordinal;
    const char *dot = strrchr(forwarder, '.');
    if (!dot || depth >= FORWARDER_DEPTH) return STATUS_ENTRYPOINT_NOT_FOUND;
    struct module *target = forwarder_module(module, forwarder, dot - forwarder);
    if (!target) {
        log_line(LOG_LOADER, "%ls forwards to %s, which cannot be loaded", module->entry.BaseDllName.Buffer, forwarder);
        return STATUS_ENTRYPOINT_NOT_FOUND;
    }
    if (dot[1] != '#') return find_name_in(target, dot + 1, NO_HINT, flags, depth + 1, address);
    return parse_ordinal(dot + 2, &ordinal) ? find_ordinal_in(target, ordinal, flags, depth + 1, address)
                                            : STATUS_ENTRYPOINT_NOT_FOUND;
}

static NTSTATUS find_by_index(struct module *module, uint32_t index, uint32_t flags, int depth, void **address)
{
    if (index >= module->exports->NumberOfFunctions) return STATUS_ENTRYPOINT_NOT_FOUND;
    uint32_t rva = ((const uint32_t *)rva_to_address(module, module->exports->AddressOfFunctions))[index];
    if (!rva || rva >= module->entry.SizeOfImage) return STATUS_ENTRYPOINT_NOT_FOUND;
    if (rva - module->export_rva < module->export_size)
        return follow_forwarder(module, rva_to_address(module, rva), flags, depth, address);
    if (!(flags & EXPORT_STUBS_TOO) && is_stub(module, rva)) return STATUS_ENTRYPOINT_NOT_FOUND;
    *address = rva_to_address(module, rva);
    return STATUS_SUCCESS;
}

NTSTATUS find_export_by_name(struct module *module, const char *name, uint32_t hint, uint32_t flags, void **address)
{
    return find_name_in(module, name, hint, flags, 0, address);
}

NTSTATUS find_export_by_ordinal(struct module *module, uint32_t ordinal, uint32_t flags, void **address)
{
    return find_ordinal_in(module, ordinal, flags, 0, address);
}

/* ---- functions that are missing */

#define THUNK_SIZE 48u
static BYTE *thunk_page;
static uint32_t thunks_used;

#ifdef _WIN64
static void write_thunk(BYTE *code, const char *dll, const char *function)
{
    static const BYTE pattern[] = {
        0x48, 0xb9, 0, 0, 0, 0, 0, 0, 0, 0, /* mov rcx, dll */
        0x48, 0xba, 0, 0, 0, 0, 0, 0, 0, 0, /* mov rdx, function */
        0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, /* mov rax, winrun_raise_stub */
        0xff, 0xe0,                         /* jmp rax */
    };
    void *target = winrun_raise_stub;
    memcpy(code, pattern, sizeof(pattern));
    memcpy(code + 2, &dll, sizeof(dll));
    memcpy(code + 12, &function, sizeof(function));
    memcpy(code + 22, &target, sizeof(target));
}
#else
static void write_thunk(BYTE *code, const char *dll, const char *function)
{
    static const BYTE pattern[] = {
        0x68, 0, 0, 0, 0,       /* push function */
        0x68, 0, 0, 0, 0,       /* push dll */
        0xff, 0x74, 0x24, 0x08, /* push [esp + 8]: the caller */
        0xb8, 0, 0, 0, 0,       /* mov eax, winrun_raise_stub */
        0xff, 0xe0,             /* jmp eax */
    };
    void *target = winrun_raise_stub;
    memcpy(code, pattern, sizeof(pattern));
    memcpy(code + 1, &function, sizeof(function));
    memcpy(code + 6, &dll, sizeof(dll));
    memcpy(code + 15, &target, sizeof(target));
}
#endif

static char *copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = heap_allocate(size);
    if (copy) memcpy(copy, text, size);
    return copy;
}

void *make_missing_function(const char *dll, const char *function)
{
    if (!thunk_page || thunks_used == WINDOWS_PAGE_SIZE / THUNK_SIZE) {
        struct unix_memory_allocate_args args = {
            .size = WINDOWS_PAGE_SIZE, .type = MEM_COMMIT | MEM_RESERVE, .protect = PAGE_EXECUTE_READWRITE,
        };
        if (!NT_SUCCESS(unix_call_memory_allocate(&args))) return NULL;
        thunk_page = (BYTE *)(ULONG_PTR)args.address;
        thunks_used = 0;
    }
    const char *dll_copy = copy_text(dll), *function_copy = copy_text(function);
    if (!dll_copy || !function_copy) return NULL;
    BYTE *code = thunk_page + thunks_used++ * THUNK_SIZE;
    write_thunk(code, dll_copy, function_copy);
    return code;
}
