/* Reading PE headers: RtlImageNtHeader and its relatives, for images as mapped and for plain files in memory.
 * Everything that the headers say is checked against the size that is known. */
#include "nt/nt.h"

#include <stdbool.h>

#define DATAFILE_BITS ((ULONG_PTR)3) /* LoadLibraryEx marks handles of data files in the lowest bits */

NTSTATUS NTAPI RtlImageNtHeaderEx(ULONG flags, PVOID base, ULONG64 size, PIMAGE_NT_HEADERS *headers)
{
    *headers = NULL;
    if (flags & ~1u || !base || base == (PVOID)-1) return STATUS_INVALID_PARAMETER;
    bool checked = !(flags & 1);
    const IMAGE_DOS_HEADER *dos = base;
    if (checked && size && size < sizeof(*dos)) return STATUS_INVALID_IMAGE_FORMAT;
    if (dos->e_magic != IMAGE_DOS_SIGNATURE) return STATUS_INVALID_IMAGE_FORMAT;
    ULONG offset = dos->e_lfanew;
    if (offset >= 0x10000000) return STATUS_INVALID_IMAGE_FORMAT;
    if (checked && size && (ULONG64)offset + sizeof(DWORD) + sizeof(IMAGE_FILE_HEADER) >= size)
        return STATUS_INVALID_IMAGE_FORMAT;
    PIMAGE_NT_HEADERS found = (PIMAGE_NT_HEADERS)((BYTE *)base + offset);
    if (found->Signature != IMAGE_NT_SIGNATURE) return STATUS_INVALID_IMAGE_FORMAT;
    *headers = found;
    return STATUS_SUCCESS;
}

PIMAGE_NT_HEADERS NTAPI RtlImageNtHeader(PVOID base)
{
    PIMAGE_NT_HEADERS headers;
    RtlImageNtHeaderEx(1, base, 0, &headers);
    return headers;
}

static PIMAGE_SECTION_HEADER first_section(PIMAGE_NT_HEADERS headers)
{
    return (PIMAGE_SECTION_HEADER)((BYTE *)&headers->OptionalHeader + headers->FileHeader.SizeOfOptionalHeader);
}

PIMAGE_SECTION_HEADER NTAPI RtlImageRvaToSection(PIMAGE_NT_HEADERS headers, PVOID base, ULONG rva)
{
    (void)base;
    PIMAGE_SECTION_HEADER section = first_section(headers);
    for (WORD i = 0; i < headers->FileHeader.NumberOfSections; i++, section++) {
        DWORD size = max(section->SizeOfRawData, section->Misc.VirtualSize);
        if (rva - section->VirtualAddress < size && rva >= section->VirtualAddress) return section;
    }
    return NULL;
}

/* For a file in memory as it is on disk. */
PVOID NTAPI RtlImageRvaToVa(PIMAGE_NT_HEADERS headers, PVOID base, ULONG rva, PIMAGE_SECTION_HEADER *last)
{
    PIMAGE_SECTION_HEADER section = last ? *last : NULL;
    if (!section || rva < section->VirtualAddress || rva - section->VirtualAddress >= section->SizeOfRawData) {
        section = RtlImageRvaToSection(headers, base, rva);
        if (!section || rva - section->VirtualAddress >= section->SizeOfRawData) return NULL;
        if (last) *last = section;
    }
    return (BYTE *)base + section->PointerToRawData + (rva - section->VirtualAddress);
}

static const IMAGE_DATA_DIRECTORY *directory_of(PIMAGE_NT_HEADERS headers, USHORT index)
{
    if (headers->OptionalHeader.Magic == IMAGE_NT_OPTIONAL_HDR64_MAGIC) {
        const IMAGE_OPTIONAL_HEADER64 *header = (const void *)&headers->OptionalHeader;
        return index < header->NumberOfRvaAndSizes && index < IMAGE_NUMBEROF_DIRECTORY_ENTRIES
                   ? &header->DataDirectory[index]
                   : NULL;
    }
    if (headers->OptionalHeader.Magic != IMAGE_NT_OPTIONAL_HDR32_MAGIC) return NULL;
    const IMAGE_OPTIONAL_HEADER32 *header = (const void *)&headers->OptionalHeader;
    return index < header->NumberOfRvaAndSizes && index < IMAGE_NUMBEROF_DIRECTORY_ENTRIES
               ? &header->DataDirectory[index]
               : NULL;
}

PVOID NTAPI RtlImageDirectoryEntryToData(PVOID base, BOOLEAN mapped_as_image, USHORT directory, PULONG size)
{
    if ((ULONG_PTR)base & DATAFILE_BITS) {
        if ((ULONG_PTR)base & 1) mapped_as_image = FALSE;
        base = (PVOID)((ULONG_PTR)base & ~DATAFILE_BITS);
    }
    *size = 0;
    PIMAGE_NT_HEADERS headers = RtlImageNtHeader(base);
    const IMAGE_DATA_DIRECTORY *entry = headers ? directory_of(headers, directory) : NULL;
    if (!entry || !entry->VirtualAddress) return NULL;
    *size = entry->Size;
    if (mapped_as_image || entry->VirtualAddress < headers->OptionalHeader.SizeOfHeaders)
        return (BYTE *)base + entry->VirtualAddress;
    return RtlImageRvaToVa(headers, base, entry->VirtualAddress, NULL);
}

PVOID NTAPI RtlAddressInSectionTable(PIMAGE_NT_HEADERS headers, PVOID base, ULONG rva)
{
    return RtlImageRvaToVa(headers, base, rva, NULL);
}
