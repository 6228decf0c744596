/* VerQueryValue: walks the tree of blocks. Lengths in it are not trusted: every block must lie inside its parent. */
#include "version_private.h"
#include <stdbool.h>

#define ALIGNED(offset) (((offset) + 3u) & ~3u)

static DWORD key_length(const struct version_block *block, DWORD limit)
{
    DWORD most = (limit - offsetof(struct version_block, key)) / sizeof(WCHAR), length = 0;
    while (length < most && block->key[length]) length++;
    return length;
}

static DWORD value_offset(const struct version_block *block)
{
    return ALIGNED(
        (DWORD)(offsetof(struct version_block, key) + (key_length(block, block->length) + 1) * sizeof(WCHAR)));
}

static DWORD value_size(const struct version_block *block)
{
    return block->value_length * (block->type ? sizeof(WCHAR) : 1u);
}

/* The child with this name; names do not care for case. */
static const struct version_block *find_child(const struct version_block *parent, const WCHAR *name, DWORD length)
{
    DWORD offset = ALIGNED(value_offset(parent) + value_size(parent));

    while (offset + offsetof(struct version_block, key) < parent->length) {
        const struct version_block *child = (const void *)((const BYTE *)parent + offset);
        if (child->length <= offsetof(struct version_block, key) || child->length > parent->length - offset)
            return NULL;
        if (key_length(child, child->length) == length &&
            CompareStringOrdinal(child->key, (int)length, name, (int)length, TRUE) == CSTR_EQUAL)
            return child;
        offset = ALIGNED(offset + child->length);
    }
    return NULL;
}

static const struct version_block *find_block(const struct version_block *block, const WCHAR *path)
{
    while (*path && block) {
        DWORD length = 0;
        while (*path == '\\') path++;
        while (path[length] && path[length] != '\\') length++;
        if (length) block = find_child(block, path, length);
        path += length;
    }
    return block;
}

static bool find_value(LPCVOID data, const WCHAR *path, const BYTE **value, DWORD *size, bool *text)
{
    const struct version_block *block = find_block(data, path);
    DWORD offset, there;

    if (!block) {
        SetLastError(ERROR_RESOURCE_TYPE_NOT_FOUND);
        return false;
    }
    offset = value_offset(block);
    there = offset < block->length ? block->length - offset : 0;
    *text = block->type == 1;
    *value = (const BYTE *)block + (there ? offset : 0);
    *size = value_size(block) < there ? value_size(block) : there;
    if (!there) *value = (const BYTE *)L"";
    return true;
}

BOOL WINAPI VerQueryValueW(LPCVOID data, LPCWSTR path, LPVOID *buffer, PUINT length)
{
    const BYTE *value;
    DWORD size;
    bool text;

    if (length) *length = 0;
    if (!data || !path || !buffer || !find_value(data, path, &value, &size, &text)) return FALSE;
    *buffer = (void *)value;
    if (length) *length = text ? size / sizeof(WCHAR) : size;
    return TRUE;
}

/* Texts are converted into the second half of the data, at the place that belongs to their own. */
BOOL WINAPI VerQueryValueA(LPCVOID data, LPCSTR path, LPVOID *buffer, PUINT length)
{
    const struct version_block *root = data;
    WCHAR wide[512];
    const BYTE *value;
    DWORD size;
    bool text;

    if (length) *length = 0;
    if (!data || !path || !buffer || !MultiByteToWideChar(CP_ACP, 0, path, -1, wide, ARRAYSIZE(wide))) return FALSE;
    if (!find_value(data, wide, &value, &size, &text)) return FALSE;
    *buffer = (void *)value;
    if (text && size) {
        char *converted = (char *)data + root->length + sizeof(DWORD) + (value - (const BYTE *)data);
        size = (DWORD)WideCharToMultiByte(CP_ACP, 0, (const WCHAR *)value, (int)(size / sizeof(WCHAR)), converted,
                                          (int)size, NULL, NULL);
        *buffer = converted;
    }
    if (length) *length = size;
    return TRUE;
}

/* ---- languages */

DWORD WINAPI VerLanguageNameW(DWORD language, LPWSTR name, DWORD capacity)
{
    int length = GetLocaleInfoW(language & 0xffff, LOCALE_SLANGUAGE, name, (int)capacity);
    if (!length) length = GetLocaleInfoW(LOCALE_SYSTEM_DEFAULT, LOCALE_SLANGUAGE, name, (int)capacity);
    return length ? (DWORD)length - 1 : 0;
}

DWORD WINAPI VerLanguageNameA(DWORD language, LPSTR name, DWORD capacity)
{
    int length = GetLocaleInfoA(language & 0xffff, LOCALE_SLANGUAGE, name, (int)capacity);
    if (!length) length = GetLocaleInfoA(LOCALE_SYSTEM_DEFAULT, LOCALE_SLANGUAGE, name, (int)capacity);
    return length ? (DWORD)length - 1 : 0;
}
