/* Places in images that lie in memory as files, folders along a path, and the version of this library. */
#include "dbghelp_private.h"

PIMAGE_SECTION_HEADER WINAPI ImageRvaToSection(PIMAGE_NT_HEADERS nt, PVOID base, ULONG rva)
{
    IMAGE_SECTION_HEADER *section = IMAGE_FIRST_SECTION(nt);

    (void)base;
    for (WORD i = 0; i < nt->FileHeader.NumberOfSections; i++, section++) {
        if (rva >= section->VirtualAddress && rva - section->VirtualAddress < section->SizeOfRawData) return section;
    }
    return NULL;
}

PVOID WINAPI ImageRvaToVa(PIMAGE_NT_HEADERS nt, PVOID base, ULONG rva, PIMAGE_SECTION_HEADER *last)
{
    IMAGE_SECTION_HEADER *section = last ? *last : NULL;

    if (!section || rva < section->VirtualAddress || rva - section->VirtualAddress >= section->SizeOfRawData)
        section = ImageRvaToSection(nt, base, rva);
    if (!section) return NULL;
    if (last) *last = section;
    return (BYTE *)base + section->PointerToRawData + (rva - section->VirtualAddress);
}

BOOL WINAPI MakeSureDirectoryPathExists(PCSTR path)
{
    char part[MAX_PATH];

    if (!path || lstrlenA(path) >= MAX_PATH) {
        SetLastError(path ? ERROR_FILENAME_EXCED_RANGE : ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    for (int i = 0; path[i]; i++) {
        part[i] = path[i];
        if ((path[i] != '\\' && path[i] != '/') || i < 2 || path[i - 1] == ':') continue;
        part[i] = 0;
        DWORD attributes = GetFileAttributesA(part);
        bool made = attributes == INVALID_FILE_ATTRIBUTES && CreateDirectoryA(part, NULL);
        bool is_share = part[0] == '\\' && part[1] == '\\' && attributes == INVALID_FILE_ATTRIBUTES;
        if (!made && !is_share && !(attributes & FILE_ATTRIBUTE_DIRECTORY)) {
            SetLastError(ERROR_DIRECTORY);
            return FALSE;
        }
        if (!made && attributes == INVALID_FILE_ATTRIBUTES && !is_share) return FALSE;
        part[i] = path[i];
    }
    return TRUE;
}

static API_VERSION version = {4, 0, 5, 0};

LPAPI_VERSION WINAPI ImagehlpApiVersion(void)
{
    return &version;
}

LPAPI_VERSION WINAPI ImagehlpApiVersionEx(LPAPI_VERSION wanted)
{
    (void)wanted; /* tells only that the program knows of newer functions */
    return &version;
}
