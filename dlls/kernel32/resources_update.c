/* BeginUpdateResource, UpdateResource, EndUpdateResource. */
#include "file_private.h"
#include "resource_image.h"

#define UPDATE_MAGIC 0x55504454u

struct update {
    ULONG magic;
    LPWSTR name;
    uint8_t *file;
    DWORD size;
    struct resource *list;
};

void *resource_allocate(size_t size) { return heap_allocate(size); }
void resource_free(void *memory) { heap_free(memory); }

static void update_free(struct update *update)
{
    resource_list_free(&update->list);
    update->magic = 0;
    heap_free(update->file);
    heap_free(update->name);
    heap_free(update);
}

static BOOL read_file(struct update *update)
{
    DWORD got;
    HANDLE file = CreateFileW(update->name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return FALSE;
    update->size = GetFileSize(file, NULL);
    update->file = heap_allocate(update->size + 1u);
    BOOL fine = update->file ? ReadFile(file, update->file, update->size, &got, NULL) && got == update->size
                             : set_error(ERROR_NOT_ENOUGH_MEMORY);
    DWORD error = GetLastError();
    CloseHandle(file);
    return fine ? TRUE : set_error(error);
}

HANDLE WINAPI BeginUpdateResourceW(LPCWSTR name, BOOL delete_existing)
{
    struct update *update = heap_allocate_zeroed(sizeof(*update));
    size_t size = name ? (wcslen(name) + 1) * sizeof(WCHAR) : 0;
    struct resource *existing = NULL;
    if (!update || !size || !(update->name = heap_allocate(size))) {
        heap_free(update);
        SetLastError(size ? ERROR_NOT_ENOUGH_MEMORY : ERROR_INVALID_PARAMETER);
        return NULL;
    }
    memcpy(update->name, name, size);
    update->magic = UPDATE_MAGIC;
    BOOL fine = read_file(update);
    if (fine && !resource_image_read(update->file, update->size, &existing)) fine = set_error(ERROR_BAD_EXE_FORMAT);
    if (delete_existing) resource_list_free(&existing);
    update->list = existing;
    if (fine) return update;
    DWORD error = GetLastError();
    update_free(update);
    SetLastError(error);
    return NULL;
}

HANDLE WINAPI BeginUpdateResourceA(LPCSTR name, BOOL delete_existing)
{
    LPWSTR wide;
    if (!file_name_from_ansi(name, &wide)) return NULL;
    HANDLE handle = BeginUpdateResourceW(wide, delete_existing);
    heap_free(wide);
    return handle;
}

static BOOL is_number(const void *name) { return !((ULONG_PTR)name >> 16); }

/* "#123" is a number too; texts are kept in capitals, as FindResource looks for them. */
static BOOL make_name(LPCWSTR given, struct resource_name *name, WCHAR *text, size_t capacity)
{
    *name = (struct resource_name){.id = (uint16_t)(ULONG_PTR)given};
    if (is_number(given)) return TRUE;
    if (given[0] == '#') {
        ULONG value = 0;
        for (given++; *given >= '0' && *given <= '9' && value < 0x10000; given++) value = value * 10 + (*given - '0');
        name->id = (uint16_t)value;
        return *given || value > 0xffff ? set_error(ERROR_INVALID_PARAMETER) : TRUE;
    }
    size_t length = wcslen(given);
    if (length >= capacity) return set_error(ERROR_INVALID_PARAMETER);
    for (size_t i = 0; i < length; i++) text[i] = RtlUpcaseUnicodeChar(given[i]);
    name->text = (uint16_t *)text;
    name->length = (uint16_t)length;
    return TRUE;
}

BOOL WINAPI UpdateResourceW(HANDLE handle, LPCWSTR type, LPCWSTR name, WORD language, LPVOID data, DWORD size)
{
    struct update *update = handle;
    WCHAR type_text[256], name_text[256];
    struct resource resource = {.language = language, .size = size, .data = size ? data : NULL};
    if (!update || update->magic != UPDATE_MAGIC) return set_error(ERROR_INVALID_HANDLE);
    if (!make_name(type, &resource.type, type_text, 256) || !make_name(name, &resource.name, name_text, 256))
        return FALSE;
    if (resource_set(&update->list, &resource)) return TRUE;
    return set_error(resource.data ? ERROR_NOT_ENOUGH_MEMORY : ERROR_INVALID_PARAMETER);
}

static LPWSTR wide_name(LPCSTR name)
{
    UNICODE_STRING wide;
    if (is_number(name)) return (LPWSTR)name;
    return RtlCreateUnicodeStringFromAsciiz(&wide, name) ? wide.Buffer : NULL;
}

static void free_wide_name(LPWSTR name)
{
    if (!is_number(name)) heap_free(name);
}

BOOL WINAPI UpdateResourceA(HANDLE handle, LPCSTR type, LPCSTR name, WORD language, LPVOID data, DWORD size)
{
    LPWSTR wide_type = wide_name(type), wide = wide_name(name);
    BOOL result = UpdateResourceW(handle, wide_type, wide, language, data, size);
    free_wide_name(wide_type);
    free_wide_name(wide);
    return result;
}

static BOOL write_file(LPCWSTR name, const uint8_t *data, size_t size)
{
    DWORD done;
    HANDLE file = CreateFileW(name, GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return FALSE;
    BOOL fine = WriteFile(file, data, (DWORD)size, &done, NULL) && done == size && SetEndOfFile(file);
    DWORD error = GetLastError();
    CloseHandle(file);
    return fine ? TRUE : set_error(error);
}

BOOL WINAPI EndUpdateResourceW(HANDLE handle, BOOL discard)
{
    struct update *update = handle;
    BOOL result = TRUE;
    if (!update || update->magic != UPDATE_MAGIC) return set_error(ERROR_INVALID_HANDLE);
    if (!discard) {
        size_t size;
        uint8_t *file = resource_image_write(update->file, update->size, update->list, &size);
        result = file ? write_file(update->name, file, size) : set_error(ERROR_INVALID_DATA);
        heap_free(file);
    }
    DWORD error = GetLastError();
    update_free(update);
    return result ? TRUE : set_error(error);
}

BOOL WINAPI EndUpdateResourceA(HANDLE handle, BOOL discard)
{
    return EndUpdateResourceW(handle, discard);
}
