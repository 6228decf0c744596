/* Resources: a tree of three levels (type, name, language) in a section of the image. Nothing in it is trusted: every
 * offset is checked against the size of the section or the image. */
#include "nt/nt.h"

#include <stdbool.h>
#include <string.h>
#include <wchar.h>

#define NAME_IS_STRING 0x80000000u
#define OFFSET_MASK    0x7fffffffu
#define LEVELS 3

struct tree {
    const BYTE *root;
    uint32_t size;
};

/* Resources of a module, an image of data, or a plain file in memory. */
static bool open_tree(PVOID module, struct tree *tree)
{
    ULONG size;
    tree->root = RtlImageDirectoryEntryToData(module, TRUE, IMAGE_DIRECTORY_ENTRY_RESOURCE, &size);
    tree->size = size;
    if (!tree->root) return false;
    /* A directory whose size is too small (some packers write that) goes at most to the end of the image. */
    IMAGE_NT_HEADERS *headers = RtlImageNtHeader((PVOID)((ULONG_PTR)module & ~(ULONG_PTR)3));
    uint32_t image_size = headers->OptionalHeader.SizeOfImage;
    uint32_t offset = (uint32_t)(tree->root - (BYTE *)((ULONG_PTR)module & ~(ULONG_PTR)3));
    if ((ULONG_PTR)module & 1) return true;
    if (offset >= image_size) return false;
    tree->size = image_size - offset;
    return tree->size >= sizeof(IMAGE_RESOURCE_DIRECTORY);
}

static uint32_t entry_count(const IMAGE_RESOURCE_DIRECTORY *directory)
{
    return directory->NumberOfNamedEntries + directory->NumberOfIdEntries;
}

/* The directory at this offset if it lies in the tree with all its entries. */
static const IMAGE_RESOURCE_DIRECTORY *directory_at(const struct tree *tree, uint32_t offset)
{
    if (offset > tree->size - sizeof(IMAGE_RESOURCE_DIRECTORY)) return NULL;
    const IMAGE_RESOURCE_DIRECTORY *directory = (const void *)(tree->root + offset);
    uint32_t room = (tree->size - offset - sizeof(*directory)) / sizeof(IMAGE_RESOURCE_DIRECTORY_ENTRY);
    return entry_count(directory) <= room ? directory : NULL;
}

static const IMAGE_RESOURCE_DIRECTORY_ENTRY *entries_of(const IMAGE_RESOURCE_DIRECTORY *directory)
{
    return (const IMAGE_RESOURCE_DIRECTORY_ENTRY *)(directory + 1);
}

static const IMAGE_RESOURCE_DIR_STRING_U *string_at(const struct tree *tree, uint32_t offset)
{
    if (offset > tree->size - sizeof(WORD)) return NULL;
    const IMAGE_RESOURCE_DIR_STRING_U *string = (const void *)(tree->root + offset);
    return string->Length * sizeof(WCHAR) <= tree->size - offset - sizeof(WORD) ? string : NULL;
}

static int compare_names(const WCHAR *name, size_t length, const IMAGE_RESOURCE_DIR_STRING_U *string)
{
    return RtlCompareUnicodeStrings(name, length, string->NameString, string->Length, TRUE);
}

/* Names and numbers are sorted each, but some tools sort badly: a name is looked for from end to end. */
static const IMAGE_RESOURCE_DIRECTORY_ENTRY *find_entry(const struct tree *tree,
                                                        const IMAGE_RESOURCE_DIRECTORY *directory, ULONG_PTR wanted)
{
    const IMAGE_RESOURCE_DIRECTORY_ENTRY *entries = entries_of(directory);
    if (!(wanted >> 16)) {
        for (uint32_t i = directory->NumberOfNamedEntries; i < entry_count(directory); i++) {
            if (entries[i].Name == wanted) return &entries[i];
        }
        return NULL;
    }
    const WCHAR *name = (const WCHAR *)wanted;
    size_t length = wcslen(name);
    for (uint32_t i = 0; i < directory->NumberOfNamedEntries; i++) {
        const IMAGE_RESOURCE_DIR_STRING_U *string = string_at(tree, entries[i].Name & OFFSET_MASK);
        if (string && !compare_names(name, length, string)) return &entries[i];
    }
    return NULL;
}

static const IMAGE_RESOURCE_DIRECTORY *subdirectory(const struct tree *tree,
                                                    const IMAGE_RESOURCE_DIRECTORY_ENTRY *entry)
{
    return entry->OffsetToData & NAME_IS_STRING ? directory_at(tree, entry->OffsetToData & OFFSET_MASK) : NULL;
}

static const IMAGE_RESOURCE_DATA_ENTRY *data_of(const struct tree *tree, const IMAGE_RESOURCE_DIRECTORY_ENTRY *entry)
{
    if (entry->OffsetToData & NAME_IS_STRING || entry->OffsetToData > tree->size - sizeof(IMAGE_RESOURCE_DATA_ENTRY))
        return NULL;
    return (const void *)(tree->root + entry->OffsetToData);
}

/* The language that fits best: as asked, the same without sublanguage, neutral, then the user's and the system's,
 * English, any. */
static const IMAGE_RESOURCE_DIRECTORY_ENTRY *find_language(const struct tree *tree,
                                                           const IMAGE_RESOURCE_DIRECTORY *directory, WORD language)
{
    const IMAGE_RESOURCE_DIRECTORY_ENTRY *entry;
    LANGID user = (LANGID)NtCurrentTeb()->CurrentLocale;
    WORD candidates[] = {
        language, MAKELANGID(PRIMARYLANGID(language), SUBLANG_NEUTRAL), MAKELANGID(LANG_NEUTRAL, SUBLANG_NEUTRAL),
        user, MAKELANGID(PRIMARYLANGID(user), SUBLANG_NEUTRAL), MAKELANGID(PRIMARYLANGID(user), SUBLANG_DEFAULT),
        MAKELANGID(LANG_ENGLISH, SUBLANG_DEFAULT), MAKELANGID(LANG_ENGLISH, SUBLANG_NEUTRAL),
    };
    /* a certain language is asked for: only that, without its sublanguage, or neutral */
    size_t count = PRIMARYLANGID(language) != LANG_NEUTRAL ? 3 : ARRAYSIZE(candidates);
    for (size_t i = 0; i < count; i++) {
        if ((entry = find_entry(tree, directory, candidates[i]))) return entry;
    }
    if (PRIMARYLANGID(language) != LANG_NEUTRAL || !entry_count(directory)) return NULL;
    return entries_of(directory);
}

static const NTSTATUS not_found[LEVELS] = {STATUS_RESOURCE_TYPE_NOT_FOUND, STATUS_RESOURCE_NAME_NOT_FOUND,
                                           STATUS_RESOURCE_LANG_NOT_FOUND};

static NTSTATUS descend(PVOID module, const LDR_RESOURCE_INFO *info, ULONG level, bool want_directory,
                        const void **found)
{
    struct tree tree;
    if (level > LEVELS) return STATUS_INVALID_PARAMETER;
    if (!module) module = current_peb()->ImageBaseAddress;
    if (!open_tree(module, &tree)) return STATUS_RESOURCE_DATA_NOT_FOUND;
    const ULONG_PTR wanted[LEVELS] = {info ? info->Type : 0, info && level > 1 ? info->Name : 0,
                                      info && level > 2 ? info->Language : 0};
    const IMAGE_RESOURCE_DIRECTORY *directory = directory_at(&tree, 0);
    for (ULONG i = 0; i < level && directory; i++) {
        const IMAGE_RESOURCE_DIRECTORY_ENTRY *entry = i == 2 && !want_directory
                                                          ? find_language(&tree, directory, (WORD)wanted[i])
                                                          : find_entry(&tree, directory, wanted[i]);
        if (!entry) return not_found[i];
        if (i == LEVELS - 1 && !want_directory) {
            *found = data_of(&tree, entry);
            return *found ? STATUS_SUCCESS : STATUS_RESOURCE_DATA_NOT_FOUND;
        }
        directory = subdirectory(&tree, entry);
    }
    if (!directory) return STATUS_RESOURCE_DATA_NOT_FOUND;
    *found = directory;
    return want_directory ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

NTSTATUS NTAPI LdrFindResource_U(PVOID module, const LDR_RESOURCE_INFO *info, ULONG level,
                                 PIMAGE_RESOURCE_DATA_ENTRY *entry)
{
    return descend(module, info, level, false, (const void **)entry);
}

NTSTATUS NTAPI LdrFindResourceDirectory_U(PVOID module, const LDR_RESOURCE_INFO *info, ULONG level,
                                          PIMAGE_RESOURCE_DIRECTORY *directory)
{
    return descend(module, info, level, true, (const void **)directory);
}

NTSTATUS NTAPI LdrAccessResource(PVOID module, const IMAGE_RESOURCE_DATA_ENTRY *entry, PVOID *address, PULONG size)
{
    if (!module) module = current_peb()->ImageBaseAddress;
    BYTE *base = (BYTE *)((ULONG_PTR)module & ~(ULONG_PTR)3);
    IMAGE_NT_HEADERS *headers = RtlImageNtHeader(base);
    if (!entry || !headers) return STATUS_RESOURCE_DATA_NOT_FOUND;
    BYTE *data = base + entry->OffsetToData;
    if ((ULONG_PTR)module & 1) {
        data = RtlImageRvaToVa(headers, base, entry->OffsetToData, NULL);
        if (!data) return STATUS_RESOURCE_DATA_NOT_FOUND;
    } else {
        uint32_t image_size = headers->OptionalHeader.SizeOfImage;
        if (entry->OffsetToData >= image_size || entry->Size > image_size - entry->OffsetToData)
            return STATUS_RESOURCE_DATA_NOT_FOUND;
    }
    if (address) *address = data;
    if (size) *size = entry->Size;
    return STATUS_SUCCESS;
}
