/* The stream of modules of a minidump, and MiniDumpReadDumpStream. */
#include "minidump.h"
#include <psapi.h>

#define MODULES_MAX 512

static bool read_target(struct dump *dump, ULONG64 address, void *data, SIZE_T size)
{
    SIZE_T done;
    return ReadProcessMemory(dump->process, (void *)(ULONG_PTR)address, data, size, &done) && done == size;
}

/* The CodeView record that names the PDB file of an image. */
static MINIDUMP_LOCATION_DESCRIPTOR copy_codeview(struct dump *dump, ULONG64 base, const IMAGE_DATA_DIRECTORY *place)
{
    MINIDUMP_LOCATION_DESCRIPTOR none = {0};
    IMAGE_DEBUG_DIRECTORY entry;
    BYTE record[1024];

    for (DWORD at = 0; at + sizeof(entry) <= place->Size; at += sizeof(entry)) {
        if (!read_target(dump, base + place->VirtualAddress + at, &entry, sizeof(entry))) return none;
        if (entry.Type != IMAGE_DEBUG_TYPE_CODEVIEW || entry.SizeOfData > sizeof(record)) continue;
        if (!read_target(dump, base + entry.AddressOfRawData, record, entry.SizeOfData)) return none;
        return dump_append(dump, record, entry.SizeOfData);
    }
    return none;
}

static void fill_version(const WCHAR *path, VS_FIXEDFILEINFO *version)
{
    DWORD unused, size = GetFileVersionInfoSizeW(path, &unused);
    void *block = size ? HeapAlloc(GetProcessHeap(), 0, size) : NULL, *found;
    UINT length;

    if (block && GetFileVersionInfoW(path, 0, size, block) && VerQueryValueW(block, L"\\", &found, &length) &&
        length >= sizeof(*version))
        memcpy(version, found, sizeof(*version));
    if (block) HeapFree(GetProcessHeap(), 0, block);
}

static void note_data_sections(struct dump *dump, ULONG64 base, ULONG64 sections, WORD count)
{
    IMAGE_SECTION_HEADER section;

    for (WORD i = 0; i < count; i++) {
        if (!read_target(dump, sections + i * sizeof(section), &section, sizeof(section))) return;
        if (!(section.Characteristics & IMAGE_SCN_MEM_WRITE) || dump->memory_count == MEMORY_MAX) continue;
        dump->memory[dump->memory_count++] =
            (MINIDUMP_MEMORY_DESCRIPTOR64){base + section.VirtualAddress, section.Misc.VirtualSize};
    }
}

static bool describe_module(struct dump *dump, HMODULE handle, bool data, MINIDUMP_MODULE *module)
{
    ULONG64 base = (ULONG_PTR)handle;
    IMAGE_DOS_HEADER dos;
    IMAGE_NT_HEADERS nt;
    WCHAR path[MAX_PATH];

    memset(module, 0, sizeof(*module));
    if (!K32GetModuleFileNameExW(dump->process, handle, path, ARRAYSIZE(path))) return false;
    if (!read_target(dump, base, &dos, sizeof(dos)) || dos.e_magic != IMAGE_DOS_SIGNATURE) return false;
    if (!read_target(dump, base + (ULONG)dos.e_lfanew, &nt, sizeof(nt)) || nt.Signature != IMAGE_NT_SIGNATURE)
        return false;
    module->BaseOfImage = base;
    module->SizeOfImage = nt.OptionalHeader.SizeOfImage;
    module->CheckSum = nt.OptionalHeader.CheckSum;
    module->TimeDateStamp = nt.FileHeader.TimeDateStamp;
    module->ModuleNameRva = dump_string(dump, path);
    module->CvRecord = copy_codeview(dump, base, &nt.OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_DEBUG]);
    fill_version(path, &module->VersionInfo);
    if (data && !dump->full_memory)
        note_data_sections(dump, base,
                           base + (ULONG)dos.e_lfanew + offsetof(IMAGE_NT_HEADERS, OptionalHeader) +
                               nt.FileHeader.SizeOfOptionalHeader,
                           nt.FileHeader.NumberOfSections);
    return true;
}

void dump_modules(struct dump *dump, bool data)
{
    struct { ULONG32 count; MINIDUMP_MODULE modules[MODULES_MAX]; } *list;
    HMODULE *handles = HeapAlloc(GetProcessHeap(), 0, MODULES_MAX * sizeof(*handles));
    DWORD size = 0;

    list = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*list));
    if (!handles || !list) dump->error = ERROR_NOT_ENOUGH_MEMORY;
    else if (!K32EnumProcessModules(dump->process, handles, MODULES_MAX * sizeof(*handles), &size))
        dump->error = GetLastError() ? GetLastError() : ERROR_PARTIAL_COPY; /* its loader has not begun yet */
    size = min(size, MODULES_MAX * (DWORD)sizeof(*handles));
    for (DWORD i = 0; !dump->error && i < size / sizeof(*handles); i++) {
        if (!dump_asks(dump, IncludeModuleCallback, 0, (ULONG_PTR)handles[i])) continue;
        if (describe_module(dump, handles[i], data, &list->modules[list->count])) list->count++;
    }
    if (!dump->error) {
        ULONG bytes = sizeof(list->count) + list->count * (ULONG)sizeof(MINIDUMP_MODULE);
        dump->streams[dump->stream_count++] =
            (MINIDUMP_DIRECTORY){.StreamType = ModuleListStream, .Location = dump_append(dump, list, bytes)};
    }
    HeapFree(GetProcessHeap(), 0, list);
    HeapFree(GetProcessHeap(), 0, handles);
}

/* The size of the mapped file is asked of the system: offsets that point beyond it find no stream. */
BOOL WINAPI MiniDumpReadDumpStream(PVOID base, ULONG number, PMINIDUMP_DIRECTORY *entry, PVOID *stream, ULONG *size)
{
    const MINIDUMP_HEADER *header = base;
    MEMORY_BASIC_INFORMATION region;

    if (!base || !VirtualQuery(base, &region, sizeof(region))) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    ULONG64 room = region.RegionSize - (ULONG64)((BYTE *)base - (BYTE *)region.BaseAddress);
    if (room < sizeof(*header) || header->Signature != DUMP_SIGNATURE ||
        (header->Version & 0xffff) != MINIDUMP_VERSION) {
        SetLastError(ERROR_INVALID_DATA);
        return FALSE;
    }
    for (ULONG i = 0; i < header->NumberOfStreams; i++) {
        ULONG64 at = header->StreamDirectoryRva + (ULONG64)i * sizeof(MINIDUMP_DIRECTORY);
        if (at + sizeof(MINIDUMP_DIRECTORY) > room) break;
        MINIDUMP_DIRECTORY *found = (MINIDUMP_DIRECTORY *)((BYTE *)base + at);
        if (found->StreamType != number) continue;
        if ((ULONG64)found->Location.Rva + found->Location.DataSize > room) break;
        if (entry) *entry = found;
        if (stream) *stream = (BYTE *)base + found->Location.Rva;
        if (size) *size = found->Location.DataSize;
        return TRUE;
    }
    SetLastError(ERROR_NOT_FOUND);
    return FALSE;
}
