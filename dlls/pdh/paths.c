/* Counter paths: \\machine\object(instance)\counter, and lists of what there is. */
#include "pdh_private.h"

static bool copy_part(WCHAR *to, const WCHAR *from, const WCHAR *end)
{
    size_t length = (size_t)(end - from);
    if (length >= PATH_PART_MAX) return false;
    memcpy(to, from, length * sizeof(WCHAR));
    to[length] = 0;
    return true;
}

/* An instance's name may hold parentheses and backslashes: the last closing parenthesis before the counter ends it. */
PDH_STATUS path_parse(const WCHAR *text, struct counter_path *path)
{
    const PDH_STATUS bad = (PDH_STATUS)PDH_CSTATUS_BAD_COUNTERNAME;

    memset(path, 0, sizeof(*path));
    if (text[0] == '\\' && text[1] == '\\') {
        const WCHAR *end = wcschr(text + 2, '\\');
        if (!end || !copy_part(path->machine, text + 2, end)) return bad;
        text = end;
    }
    if (*text != '\\') return bad;
    text++;
    const WCHAR *last = wcsrchr(text, '\\'), *open = wcschr(text, '(');
    if (!last || last == text || !last[1]) return bad;
    if (open && open < last) {
        if (last[-1] != ')' || open >= last - 1) return bad;
        if (!copy_part(path->instance, open + 1, last - 1)) return bad;
        if (!copy_part(path->object, text, open)) return bad;
    } else if (!copy_part(path->object, text, last)) return bad;
    return copy_part(path->counter, last + 1, last + 1 + wcslen(last + 1)) && *path->object ? ERROR_SUCCESS : bad;
}

static PDH_STATUS resolve_instance(const struct counter_kind *kind, const WCHAR *name, unsigned *instance)
{
    const PDH_STATUS unknown = (PDH_STATUS)PDH_CSTATUS_NO_INSTANCE;

    *instance = INSTANCE_TOTAL;
    if (!kind->has_instances) return *name ? unknown : ERROR_SUCCESS;
    if (!lstrcmpiW(name, L"_Total")) return ERROR_SUCCESS;
    if (*name < '0' || *name > '9') return unknown;
    unsigned number = 0;
    for (; *name >= '0' && *name <= '9' && number < 1000; name++) number = number * 10 + (*name - '0');
    if (*name || number >= processor_count()) return unknown;
    *instance = number;
    return ERROR_SUCCESS;
}

PDH_STATUS path_resolve(const WCHAR *text, const struct counter_kind **kind, unsigned *instance)
{
    struct counter_path path;
    WCHAR computer[MAX_COMPUTERNAME_LENGTH + 1];
    DWORD size = ARRAYSIZE(computer);

    PDH_STATUS status = path_parse(text, &path);
    if (!status && *path.machine && lstrcmpW(path.machine, L".") && GetComputerNameW(computer, &size) &&
        lstrcmpiW(path.machine, computer))
        status = (PDH_STATUS)PDH_CSTATUS_NO_MACHINE;
    if (!status) status = counter_find(path.object, path.counter, kind);
    return status ? status : resolve_instance(*kind, path.instance, instance);
}

PDH_STATUS WINAPI PdhValidatePathW(LPCWSTR text)
{
    const struct counter_kind *kind;
    unsigned instance;
    return text ? path_resolve(text, &kind, &instance) : (PDH_STATUS)PDH_INVALID_ARGUMENT;
}

static bool wide_from_ansi(LPCSTR text, WCHAR *wide, int capacity)
{
    return text && MultiByteToWideChar(CP_ACP, 0, text, -1, wide, capacity) > 0;
}

PDH_STATUS WINAPI PdhValidatePathA(LPCSTR text)
{
    WCHAR wide[512];
    return wide_from_ansi(text, wide, ARRAYSIZE(wide)) ? PdhValidatePathW(wide) : (PDH_STATUS)PDH_INVALID_ARGUMENT;
}

/* ---- lists of strings that a second zero ends */

struct list {
    WCHAR *wide;
    char *narrow;
    DWORD capacity, used;
};

static void list_add(struct list *list, const WCHAR *text)
{
    for (;; text++) {
        if (list->used < list->capacity) {
            if (list->wide) list->wide[list->used] = *text;
            if (list->narrow) list->narrow[list->used] = (char)*text;
        }
        list->used++;
        if (!*text) break;
    }
}

/* The names are ASCII, so that characters and bytes are as many. */
static PDH_STATUS list_end(struct list *list, LPDWORD size)
{
    list_add(list, L"");
    bool fits = (list->wide || list->narrow) && list->used <= list->capacity;
    *size = list->used;
    return fits ? ERROR_SUCCESS : (PDH_STATUS)PDH_MORE_DATA;
}

static PDH_STATUS list_objects(struct list *list, LPDWORD size)
{
    if (!size) return (PDH_STATUS)PDH_INVALID_ARGUMENT;
    list->capacity = *size;
    for (size_t i = 0; object_name(i); i++) list_add(list, object_name(i));
    return list_end(list, size);
}

PDH_STATUS WINAPI PdhEnumObjectsW(LPCWSTR source, LPCWSTR machine, LPWSTR names, LPDWORD size, DWORD detail,
                                  WINBOOL refresh)
{
    (void)machine, (void)detail, (void)refresh;
    if (source) return (PDH_STATUS)PDH_INVALID_DATASOURCE; /* log files */
    return list_objects(&(struct list){.wide = names}, size);
}

PDH_STATUS WINAPI PdhEnumObjectsA(LPCSTR source, LPCSTR machine, LPSTR names, LPDWORD size, DWORD detail,
                                  WINBOOL refresh)
{
    (void)machine, (void)detail, (void)refresh;
    if (source) return (PDH_STATUS)PDH_INVALID_DATASOURCE;
    return list_objects(&(struct list){.narrow = names}, size);
}

static PDH_STATUS list_items(const WCHAR *object, struct list *counters, LPDWORD counters_size, struct list *instances,
                             LPDWORD instances_size)
{
    const struct counter_kind *kind = NULL;

    if (!counters_size || !instances_size) return (PDH_STATUS)PDH_INVALID_ARGUMENT;
    if (!counter_name(object, 0)) return (PDH_STATUS)PDH_CSTATUS_NO_OBJECT;
    counters->capacity = *counters_size;
    instances->capacity = *instances_size;
    for (size_t i = 0; counter_name(object, i); i++) list_add(counters, counter_name(object, i));
    counter_find(object, counter_name(object, 0), &kind);
    for (unsigned i = 0; kind->has_instances && i < processor_count(); i++) {
        WCHAR digits[12];
        UNICODE_STRING text = {.Buffer = digits, .MaximumLength = sizeof(digits)};
        RtlIntegerToUnicodeString(i, 10, &text);
        list_add(instances, digits);
    }
    if (kind->has_instances) list_add(instances, L"_Total");
    PDH_STATUS first = list_end(counters, counters_size), second = list_end(instances, instances_size);
    return first ? first : second;
}

PDH_STATUS WINAPI PdhEnumObjectItemsW(LPCWSTR source, LPCWSTR machine, LPCWSTR object, LPWSTR counters,
                                      LPDWORD counters_size, LPWSTR instances, LPDWORD instances_size, DWORD detail,
                                      DWORD flags)
{
    (void)machine, (void)detail, (void)flags;
    if (source) return (PDH_STATUS)PDH_INVALID_DATASOURCE;
    if (!object) return (PDH_STATUS)PDH_INVALID_ARGUMENT;
    return list_items(object, &(struct list){.wide = counters}, counters_size, &(struct list){.wide = instances},
                      instances_size);
}

PDH_STATUS WINAPI PdhEnumObjectItemsA(LPCSTR source, LPCSTR machine, LPCSTR object, LPSTR counters,
                                      LPDWORD counters_size, LPSTR instances, LPDWORD instances_size, DWORD detail,
                                      DWORD flags)
{
    WCHAR wide[PATH_PART_MAX];
    (void)machine, (void)detail, (void)flags;
    if (source) return (PDH_STATUS)PDH_INVALID_DATASOURCE;
    if (!wide_from_ansi(object, wide, ARRAYSIZE(wide))) return (PDH_STATUS)PDH_INVALID_ARGUMENT;
    return list_items(wide, &(struct list){.narrow = counters}, counters_size, &(struct list){.narrow = instances},
                      instances_size);
}
