/* Makes small DLLs for tests of the loader: exports by name, ordinal and forwarder, imports, resources, a DllMain that
 * counts its calls.
 *
 *     struct pe_writer dll;
 *     pe_begin(&dll, 1);                                     the number chooses the preferred address
 *     pe_export_function(&dll, "answer", 42);                returns 42; ordinals are given in order from 1
 *     pe_export_forwarder(&dll, "other", "b.answer");
 *     pe_import(&dll, "b.dll", "answer");
 *     pe_resource(&dll, TYPE, NAME, LANGUAGE, "bytes", 5);   numbers, in ascending order
 *     pe_write(&dll, "a.dll", TRUE);                         what its DllMain returns
 *
 * Each DLL exports `counters`: how often DllMain was called, by reason. Everything is in one section and needs no
 * relocation. */
#ifndef PE_WRITER_H
#define PE_WRITER_H

#include <windows.h>
#include <string.h>

#define PE_SIZE 0x4000
#define PE_RVA  0x1000
#define PE_MAX  16

struct pe_writer {
    BYTE bytes[PE_SIZE];         /* the section */
    DWORD used, number, machine;
    struct { const char *name; DWORD rva; } exports[PE_MAX]; /* name NULL: by ordinal only */
    struct { const char *dll, *name; } imports[PE_MAX];
    struct { WORD type, name, language; const void *data; DWORD size; } resources[PE_MAX];
    int export_count, import_count, resource_count;
};

static inline DWORD pe_put(struct pe_writer *pe, const void *data, DWORD size)
{
    pe->used = (pe->used + 7) & ~7u;
    DWORD rva = PE_RVA + pe->used;
    if (data) memcpy(pe->bytes + pe->used, data, size);
    pe->used += size;
    return rva;
}
static inline DWORD pe_put_text(struct pe_writer *pe, const char *text)
{
    return pe_put(pe, text ? text : "", text ? (DWORD)strlen(text) + 1 : 1);
}
static inline void *pe_at(struct pe_writer *pe, DWORD rva) { return pe->bytes + rva - PE_RVA; }

static inline void pe_begin(struct pe_writer *pe, DWORD number)
{
    memset(pe, 0, sizeof(*pe));
    pe->number = number;
    pe->machine = sizeof(void *) == 8 ? IMAGE_FILE_MACHINE_AMD64 : IMAGE_FILE_MACHINE_I386;
    pe->exports[0].name = "counters";
    pe->exports[0].rva = pe_put(pe, NULL, 4 * sizeof(DWORD));
    pe->export_count = 1;
}

static inline void pe_export_function(struct pe_writer *pe, const char *name, int result)
{
    BYTE code[6] = { 0xb8, 0, 0, 0, 0, 0xc3 }; /* mov eax, result; ret */
    memcpy(code + 1, &result, 4);
    pe->exports[pe->export_count].name = name;
    pe->exports[pe->export_count++].rva = pe_put(pe, code, sizeof(code));
}

/* The text of a forwarder must lie in the export directory: it is marked and written there. */
#define PE_FORWARDER 0x80000000u
static const char *pe_forwarders[PE_MAX];
static inline void pe_export_forwarder(struct pe_writer *pe, const char *name, const char *target)
{
    pe_forwarders[pe->export_count] = target;
    pe->exports[pe->export_count].name = name;
    pe->exports[pe->export_count++].rva = PE_FORWARDER;
}

static inline void pe_import(struct pe_writer *pe, const char *dll, const char *name)
{
    pe->imports[pe->import_count].dll = dll;
    pe->imports[pe->import_count++].name = name;
}

static inline void pe_resource(struct pe_writer *pe, WORD type, WORD name, WORD language, const void *data, DWORD size)
{
    pe->resources[pe->resource_count].type = type;
    pe->resources[pe->resource_count].name = name;
    pe->resources[pe->resource_count].language = language;
    pe->resources[pe->resource_count].data = data;
    pe->resources[pe->resource_count++].size = size;
}

static inline DWORD pe_put_dll_main(struct pe_writer *pe, int result)
{
    DWORD counters = pe->exports[0].rva;
#ifdef _WIN64
    BYTE code[] = {0x48, 0x8d, 0x05, 0, 0, 0, 0, 0xff,
                   0x04, 0x90, 0xb8, 0, 0, 0, 0, 0xc3}; /* lea rax, counters; inc [rax+rdx*4] */
    DWORD rva = pe_put(pe, code, sizeof(code)), distance = counters - (rva + 7);
    memcpy(pe_at(pe, rva + 3), &distance, 4);
    memcpy(pe_at(pe, rva + 11), &result, 4);
#else
    BYTE code[] = {0xe8, 0, 0, 0, 0,    0x59, 0x8b, 0x54, 0x24, 0x08, 0xff, 0x84, 0x91,
                   0,    0, 0, 0, 0xb8, 0,    0,    0,    0,    0xc2, 12,   0};
    DWORD rva = pe_put(pe, code, sizeof(code)),
          distance = counters - (rva + 5); /* call +0; pop ecx; inc [ecx+edx*4+distance] */
    memcpy(pe_at(pe, rva + 13), &distance, 4);
    memcpy(pe_at(pe, rva + 18), &result, 4);
#endif
    return rva;
}

static inline void pe_put_exports(struct pe_writer *pe, const char *file, IMAGE_DATA_DIRECTORY *directory)
{
    IMAGE_EXPORT_DIRECTORY header = { .Base = 1, .NumberOfFunctions = pe->export_count };
    DWORD start = pe_put(pe, NULL, sizeof(header)), functions[PE_MAX], names[PE_MAX], order[PE_MAX];
    WORD ordinals[PE_MAX];
    for (int i = 0; i < pe->export_count; i++) {
        functions[i] = pe->exports[i].rva == PE_FORWARDER ? pe_put_text(pe, pe_forwarders[i]) : pe->exports[i].rva;
        if (!pe->exports[i].name) continue;
        DWORD at = header.NumberOfNames++;
        for (; at && strcmp(pe->exports[order[at - 1]].name, pe->exports[i].name) > 0; at--) order[at] = order[at - 1];
        order[at] = i;
    }
    for (DWORD i = 0; i < header.NumberOfNames; i++) {
        names[i] = pe_put_text(pe, pe->exports[order[i]].name);
        ordinals[i] = (WORD)order[i];
    }
    header.Name = pe_put_text(pe, file);
    header.AddressOfFunctions = pe_put(pe, functions, pe->export_count * 4);
    header.AddressOfNames = pe_put(pe, names, header.NumberOfNames * 4);
    header.AddressOfNameOrdinals = pe_put(pe, ordinals, header.NumberOfNames * 2);
    memcpy(pe_at(pe, start), &header, sizeof(header));
    directory->VirtualAddress = start;
    directory->Size = PE_RVA + pe->used - start;
}

static inline void pe_put_imports(struct pe_writer *pe, IMAGE_DATA_DIRECTORY *directory)
{
    if (!pe->import_count) return;
    directory->VirtualAddress = pe_put(pe, NULL, (pe->import_count + 1) * sizeof(IMAGE_IMPORT_DESCRIPTOR));
    directory->Size = (pe->import_count + 1) * sizeof(IMAGE_IMPORT_DESCRIPTOR);
    for (int i = 0; i < pe->import_count; i++) {
        BYTE name[64] = { 0 };
        strcpy((char *)name + 2, pe->imports[i].name);
        ULONG_PTR thunks[2] = { pe_put(pe, name, (DWORD)strlen(pe->imports[i].name) + 3), 0 };
        IMAGE_IMPORT_DESCRIPTOR descriptor = { .Name = pe_put_text(pe, pe->imports[i].dll) };
        descriptor.OriginalFirstThunk = pe_put(pe, thunks, sizeof(thunks));
        descriptor.FirstThunk = pe_put(pe, thunks, sizeof(thunks));
        memcpy((BYTE *)pe_at(pe, directory->VirtualAddress) + i * sizeof(descriptor), &descriptor, sizeof(descriptor));
    }
}

/* A directory of one level below which every entry has only one path: type, name, language for each resource that
 * differs. */
static inline DWORD pe_put_level(struct pe_writer *pe, DWORD root, int first, int last, int level)
{
    IMAGE_RESOURCE_DIRECTORY header = { 0 };
    WORD ids[PE_MAX];
    int starts[PE_MAX + 1], count = 0;
    for (int i = first; i < last; i++) {
        WORD id = level == 0 ? pe->resources[i].type : level == 1 ? pe->resources[i].name : pe->resources[i].language;
        if (count && ids[count - 1] == id) continue;
        ids[count] = id;
        starts[count++] = i;
    }
    starts[count] = last;
    header.NumberOfIdEntries = (WORD)count;
    DWORD rva = pe_put(pe, NULL, sizeof(header) + count * 8);
    memcpy(pe_at(pe, rva), &header, sizeof(header));
    for (int i = 0; i < count; i++) {
        DWORD entry[2] = { ids[i], 0 };
        if (level < 2) {
            entry[1] =
                (pe_put_level(pe, root ? root : rva, starts[i], starts[i + 1], level + 1) - (root ? root : rva)) |
                0x80000000;
        } else {
            DWORD data[4] = {pe_put(pe, pe->resources[starts[i]].data, pe->resources[starts[i]].size),
                             pe->resources[starts[i]].size, 0, 0};
            entry[1] = pe_put(pe, data, sizeof(data)) - root;
        }
        memcpy((BYTE *)pe_at(pe, rva) + sizeof(header) + i * 8, entry, 8);
    }
    return rva;
}

/* Writes `size` bytes of it: PE_SIZE + 0x400 is the whole file. */
static inline BOOL pe_write_part(struct pe_writer *pe, const char *file, int dll_main_result, DWORD size)
{
    static BYTE image[0x400 + PE_SIZE];
    IMAGE_DOS_HEADER dos = { .e_magic = IMAGE_DOS_SIGNATURE, .e_lfanew = sizeof(dos) };
    IMAGE_NT_HEADERS headers = { .Signature = IMAGE_NT_SIGNATURE };
    IMAGE_SECTION_HEADER section = {.Name = ".all",
                                    .Misc.VirtualSize = PE_SIZE,
                                    .VirtualAddress = PE_RVA,
                                    .SizeOfRawData = PE_SIZE,
                                    .PointerToRawData = 0x400,
                                    .Characteristics = 0xe0000060};
    headers.FileHeader.Machine = (WORD)pe->machine;
    headers.FileHeader.NumberOfSections = 1;
    headers.FileHeader.SizeOfOptionalHeader = sizeof(headers.OptionalHeader);
    headers.FileHeader.Characteristics =
        IMAGE_FILE_DLL | IMAGE_FILE_EXECUTABLE_IMAGE | (sizeof(void *) == 8 ? 0x20 : 0x100);
    headers.OptionalHeader.Magic = IMAGE_NT_OPTIONAL_HDR_MAGIC;
    headers.OptionalHeader.AddressOfEntryPoint = pe_put_dll_main(pe, dll_main_result);
    headers.OptionalHeader.ImageBase =
        (ULONG_PTR)(sizeof(void *) == 8 ? 0x7ff200000000ull : 0x11000000) + pe->number * 0x100000;
    headers.OptionalHeader.SectionAlignment = 0x1000;
    headers.OptionalHeader.FileAlignment = 0x200;
    headers.OptionalHeader.MajorOperatingSystemVersion = headers.OptionalHeader.MajorSubsystemVersion = 6;
    headers.OptionalHeader.SizeOfImage = PE_RVA + PE_SIZE;
    headers.OptionalHeader.SizeOfHeaders = 0x400;
    headers.OptionalHeader.Subsystem = IMAGE_SUBSYSTEM_WINDOWS_CUI;
    headers.OptionalHeader.DllCharacteristics = 0x140;
    headers.OptionalHeader.NumberOfRvaAndSizes = 16;
    pe_put_exports(pe, file, &headers.OptionalHeader.DataDirectory[0]);
    pe_put_imports(pe, &headers.OptionalHeader.DataDirectory[1]);
    if (pe->resource_count) {
        headers.OptionalHeader.DataDirectory[2].VirtualAddress = pe_put_level(pe, 0, 0, pe->resource_count, 0);
        headers.OptionalHeader.DataDirectory[2].Size =
            PE_RVA + pe->used - headers.OptionalHeader.DataDirectory[2].VirtualAddress;
    }
    memset(image, 0, sizeof(image));
    memcpy(image, &dos, sizeof(dos));
    memcpy(image + sizeof(dos), &headers, sizeof(headers));
    memcpy(image + sizeof(dos) + sizeof(headers), &section, sizeof(section));
    memcpy(image + 0x400, pe->bytes, PE_SIZE);
    HANDLE handle = CreateFileA(file, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    DWORD written = 0;
    if (handle == INVALID_HANDLE_VALUE) return FALSE;
    WriteFile(handle, image, size, &written, NULL);
    CloseHandle(handle);
    return written == size;
}

static inline BOOL pe_write(struct pe_writer *pe, const char *file, int dll_main_result)
{
    return pe_write_part(pe, file, dll_main_result, 0x400 + PE_SIZE);
}

#endif
