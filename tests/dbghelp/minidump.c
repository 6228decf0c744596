/* MiniDumpWriteDump and MiniDumpReadDumpStream: what a dump of the own process and of another one holds. */
#include "../check.h"
#include "../temporary_folder.h"
#include <dbghelp.h>
#include <stdlib.h>

static HANDLE create_file(const char *name)
{
    HANDLE file = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    check(file != INVALID_HANDLE_VALUE, "CreateFile: %lu", GetLastError());
    return file;
}

static void *map(HANDLE file, HANDLE *mapping)
{
    *mapping = CreateFileMappingA(file, NULL, PAGE_READONLY, 0, 0, NULL);
    void *view = MapViewOfFile(*mapping, FILE_MAP_READ, 0, 0, 0);
    check(view != NULL, "the dump is mapped: %lu", GetLastError());
    return view;
}

static void *stream_of(void *dump, ULONG type, ULONG *size)
{
    void *stream = NULL;
    MINIDUMP_DIRECTORY *entry = NULL;
    check(MiniDumpReadDumpStream(dump, type, &entry, &stream, size), "stream %lu: %lu", type, GetLastError());
    check(entry && entry->StreamType == type, "the directory's entry of stream %lu", type);
    return stream;
}

static void check_system(void *dump)
{
    ULONG size;
    MINIDUMP_SYSTEM_INFO *info = stream_of(dump, SystemInfoStream, &size);
    if (!info) return;
    check(size == sizeof(*info), "%lu bytes", size);
    check(info->ProcessorArchitecture == (sizeof(void *) == 8 ? PROCESSOR_ARCHITECTURE_AMD64
                                                              : PROCESSOR_ARCHITECTURE_INTEL),
          "architecture %u", info->ProcessorArchitecture);
    check(info->PlatformId == VER_PLATFORM_WIN32_NT, "platform %u", info->PlatformId);
    MINIDUMP_MISC_INFO *misc = stream_of(dump, MiscInfoStream, &size);
    check(misc && (misc->Flags1 & MINIDUMP_MISC1_PROCESS_ID), "the process ID is told");
}

static void check_modules(void *dump, ULONG64 base)
{
    ULONG size;
    MINIDUMP_MODULE_LIST *list = stream_of(dump, ModuleListStream, &size);
    int found = 0;
    if (!list) return;
    check(size == sizeof(ULONG32) + list->NumberOfModules * sizeof(MINIDUMP_MODULE), "%lu bytes", size);
    for (ULONG i = 0; i < list->NumberOfModules; i++) {
        MINIDUMP_MODULE *module = &list->Modules[i];
        MINIDUMP_STRING *name = (MINIDUMP_STRING *)((BYTE *)dump + module->ModuleNameRva);
        check(name->Length == wcslen(name->Buffer) * sizeof(WCHAR), "a name's length");
        if (module->BaseOfImage == base) found++;
        if (module->BaseOfImage != (ULONG_PTR)GetModuleHandleA("kernel32")) continue;
        check(wcsstr(name->Buffer, L"32.") || wcsstr(name->Buffer, L"32.DLL"), "kernel32's name");
        check(module->VersionInfo.dwSignature == 0xfeef04bd, "kernel32's version");
        check(module->SizeOfImage > 0x1000, "its size");
    }
    check(found == 1, "the program itself: %d", found);
}

static const MINIDUMP_THREAD *find_thread(void *dump, DWORD tid)
{
    ULONG size;
    MINIDUMP_THREAD_LIST *list = stream_of(dump, ThreadListStream, &size);
    for (ULONG i = 0; list && i < list->NumberOfThreads; i++) {
        if (list->Threads[i].ThreadId == tid) return &list->Threads[i];
    }
    return NULL;
}

static DWORD CALLBACK wait_for_event(void *context)
{
    HANDLE *events = context;
    volatile ULONG64 mark[2] = {0x1122334455667788ull, 0x99aabbccddeeff00ull};
    SetEvent(events[1]);
    WaitForSingleObject(events[0], INFINITE);
    return (DWORD)mark[0];
}

static int has_mark(void *dump, const MINIDUMP_THREAD *thread)
{
    const BYTE *stack = (BYTE *)dump + thread->Stack.Memory.Rva;
    for (ULONG i = 0; i + 16 <= thread->Stack.Memory.DataSize; i += 4) {
        static const ULONG64 mark[2] = {0x1122334455667788ull, 0x99aabbccddeeff00ull};
        if (!memcmp(stack + i, mark, sizeof(mark))) return 1;
    }
    return 0;
}

static ULONG64 counter_of(const CONTEXT *context)
{
#ifdef _WIN64
    return context->Rip;
#else
    return context->Eip;
#endif
}

static BOOL CALLBACK leave_out(PVOID context, const PMINIDUMP_CALLBACK_INPUT input, PMINIDUMP_CALLBACK_OUTPUT output)
{
    ULONG64 *memory = context;
    if (input->CallbackType == IncludeModuleCallback)
        return input->IncludeModule.BaseOfImage == (ULONG_PTR)GetModuleHandleA(NULL);
    if (input->CallbackType != MemoryCallback) return TRUE;
    if (!memory[1]) return FALSE;
    output->MemoryBase = memory[0];
    output->MemorySize = (ULONG)memory[1];
    memory[1] = 0;
    return TRUE;
}

static const void *find_memory(void *dump, ULONG64 address)
{
    ULONG size;
    MINIDUMP_MEMORY_LIST *list = stream_of(dump, MemoryListStream, &size);
    for (ULONG i = 0; list && i < list->NumberOfMemoryRanges; i++) {
        MINIDUMP_MEMORY_DESCRIPTOR *range = &list->MemoryRanges[i];
        if (address >= range->StartOfMemoryRange && address - range->StartOfMemoryRange < range->Memory.DataSize)
            return (BYTE *)dump + range->Memory.Rva + (address - range->StartOfMemoryRange);
    }
    return NULL;
}

static void check_own(void)
{
    HANDLE events[2] = {CreateEventA(NULL, TRUE, FALSE, NULL), CreateEventA(NULL, TRUE, FALSE, NULL)}, mapping;
    HANDLE file = create_file("own.dmp");
    DWORD tid;
    HANDLE thread = CreateThread(NULL, 0, wait_for_event, events, 0, &tid);
    EXCEPTION_RECORD record = {.ExceptionCode = 0xe0001234, .NumberParameters = 1, .ExceptionInformation = {77}};
    CONTEXT context __attribute__((aligned(16))) = {.ContextFlags = CONTEXT_FULL};
    RtlCaptureContext(&context);
    EXCEPTION_POINTERS pointers = {&record, &context};
    MINIDUMP_EXCEPTION_INFORMATION exception = {GetCurrentThreadId(), &pointers, FALSE};
    char comment[] = "a comment";
    MINIDUMP_USER_STREAM user = {CommentStreamA, sizeof(comment), comment};
    MINIDUMP_USER_STREAM_INFORMATION users = {1, &user};
    static char kept[] = "memory that the callback asks for";
    ULONG64 memory[2] = {(ULONG_PTR)kept, sizeof(kept)};
    MINIDUMP_CALLBACK_INFORMATION callback = {leave_out, memory};

    WaitForSingleObject(events[1], INFINITE);
    check(MiniDumpWriteDump(GetCurrentProcess(), GetCurrentProcessId(), file, MiniDumpNormal, &exception, &users,
                            &callback),
          "the own process: %08lx", GetLastError());
    void *dump = map(file, &mapping);
    const MINIDUMP_HEADER *header = dump;
    check(header->Signature == 0x504d444d, "signature %08x", header->Signature);
    check((header->Version & 0xffff) == MINIDUMP_VERSION, "version %08x", header->Version);
    check_system(dump);
    ULONG size = 0;
    MINIDUMP_MODULE_LIST *modules = stream_of(dump, ModuleListStream, &size);
    check(modules && modules->NumberOfModules == 1, "the callback leaves modules out");
    const MINIDUMP_THREAD *other = find_thread(dump, tid);
    check(other != NULL, "the waiting thread is there");
    if (other) {
        check(has_mark(dump, other), "its stack is there");
        check(other->ThreadContext.DataSize == sizeof(CONTEXT), "%u bytes", other->ThreadContext.DataSize);
    }
    MINIDUMP_EXCEPTION_STREAM *raised = stream_of(dump, ExceptionStream, &size);
    check(raised && raised->ThreadId == GetCurrentThreadId(), "the exception's thread");
    check(raised && raised->ExceptionRecord.ExceptionCode == 0xe0001234, "its code");
    check(raised && raised->ExceptionRecord.ExceptionInformation[0] == 77, "its parameter");
    const CONTEXT *there = raised ? (const CONTEXT *)((BYTE *)dump + raised->ThreadContext.Rva) : NULL;
    check(there && counter_of(there) == counter_of(&context), "its context");
    const char *text = stream_of(dump, CommentStreamA, &size);
    check(text && !strcmp(text, comment) && size == sizeof(comment), "the caller's stream");
    const char *found = find_memory(dump, (ULONG_PTR)kept);
    check(found && !strcmp(found, kept), "the memory that the callback names");
    check(!MiniDumpReadDumpStream(dump, HandleDataStream, NULL, NULL, NULL), "a stream that is not there");
    UnmapViewOfFile(dump);
    CloseHandle(mapping);
    CloseHandle(file);
    SetEvent(events[0]);
    check(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0, "the thread goes on after the dump");
    CloseHandle(thread);
    CloseHandle(events[0]);
    CloseHandle(events[1]);
}

static void check_other(void)
{
    char command[MAX_PATH + 32], name[MAX_PATH];
    SECURITY_ATTRIBUTES inherited = {sizeof(inherited), NULL, TRUE};
    HANDLE ready = CreateEventA(&inherited, TRUE, FALSE, NULL);
    PROCESS_INFORMATION process;
    STARTUPINFOA startup = {.cb = sizeof(startup)};
    HANDLE mapping, file = create_file("other.dmp");

    GetModuleFileNameA(NULL, name, sizeof(name));
    sprintf(command, "\"%s\" %lu", name, (ULONG)(ULONG_PTR)ready);
    check(CreateProcessA(name, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process), "child");
    WaitForSingleObject(ready, INFINITE);
    check(MiniDumpWriteDump(process.hProcess, process.dwProcessId, file, MiniDumpWithFullMemory, NULL, NULL, NULL),
          "another process: %08lx", GetLastError());
    void *dump = map(file, &mapping);
    check_system(dump);
    check_modules(dump, (ULONG_PTR)GetModuleHandleA(NULL));
    check(find_thread(dump, process.dwThreadId) != NULL, "its thread");
    ULONG size;
    MINIDUMP_MEMORY64_LIST *list = stream_of(dump, Memory64ListStream, &size);
    int found = 0;
    ULONG64 at = list ? list->BaseRva : 0;
    for (ULONG64 i = 0; list && i < list->NumberOfMemoryRanges; i++) {
        const MINIDUMP_MEMORY_DESCRIPTOR64 *range = &list->MemoryRanges[i];
        if (range->StartOfMemoryRange == (ULONG_PTR)GetModuleHandleA(NULL))
            found += *(const WORD *)((BYTE *)dump + at) == IMAGE_DOS_SIGNATURE;
        at += range->DataSize;
    }
    check(found == 1, "its image lies in the dump");
    check(at == GetFileSize(file, NULL), "the memory ends the file");
    UnmapViewOfFile(dump);
    CloseHandle(mapping);
    CloseHandle(file);
    TerminateProcess(process.hProcess, 0);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    CloseHandle(ready);
}

static void check_errors(void)
{
    static ULONG64 zeros[512];
    check(!MiniDumpReadDumpStream(zeros, SystemInfoStream, NULL, NULL, NULL), "zeros are no dump");
    HANDLE file = create_file("bad.dmp");
    check(!MiniDumpWriteDump(GetCurrentProcess(), GetCurrentProcessId() + 4000, file, MiniDumpNormal, NULL, NULL, NULL),
          "a process ID that is not the handle's");
    check(HRESULT_FACILITY(GetLastError()) == FACILITY_WIN32, "the last error is an HRESULT: %08lx", GetLastError());
    CloseHandle(file);
}

static void check_images(void)
{
    BYTE *file = (BYTE *)GetModuleHandleA(NULL);
    IMAGE_NT_HEADERS *nt = ImageNtHeader(file);
    IMAGE_SECTION_HEADER *first = IMAGE_FIRST_SECTION(nt), *last = NULL;

    check(ImageRvaToSection(nt, file, first->VirtualAddress + 1) == first, "the section of an address");
    check(!ImageRvaToSection(nt, file, 0x7fffffff), "no section");
    check(ImageRvaToVa(nt, file, first->VirtualAddress + 5, &last) == file + first->PointerToRawData + 5, "its place");
    check(last == first, "the section is told");
    check(MakeSureDirectoryPathExists("one\\two\\three\\"), "folders: %lu", GetLastError());
    check(GetFileAttributesA("one\\two\\three") & FILE_ATTRIBUTE_DIRECTORY, "the last is made");
    check(MakeSureDirectoryPathExists("one\\two\\file"), "what is behind the last backslash is a file");
    check(GetFileAttributesA("one\\two\\file") == INVALID_FILE_ATTRIBUTES, "and is not made");
    check(MakeSureDirectoryPathExists("one\\two\\three\\"), "again");
}

static BOOL CALLBACK count_loaded(PCSTR name, DWORD64 base, ULONG size, PVOID context)
{
    if (base == (ULONG_PTR)GetModuleHandleA(NULL) && size && strrchr(name, '\\')) ++*(int *)context;
    return TRUE;
}

static void check_module_list(void)
{
    int count = 0;
    IMAGEHLP_MODULE64 module = {.SizeOfStruct = sizeof(module)};
    DWORD64 address = (ULONG_PTR)GetProcAddress(GetModuleHandleA("kernel32"), "CreateFileW");

    check(EnumerateLoadedModules64(GetCurrentProcess(), count_loaded, &count) && count == 1, "the program: %d", count);
    check(SymInitialize(GetCurrentProcess(), NULL, TRUE), "SymInitialize");
    check(SymGetModuleInfo64(GetCurrentProcess(), address, &module), "SymGetModuleInfo64: %lu", GetLastError());
    check(!_stricmp(module.ModuleName, "kernel32") || !_stricmp(module.ModuleName, "kernelbase"), "%s",
          module.ModuleName);
    check(address - module.BaseOfImage < module.ImageSize, "its place");
    check(SymCleanup(GetCurrentProcess()), "SymCleanup");
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        SetEvent((HANDLE)(ULONG_PTR)strtoul(argv[1], NULL, 10));
        Sleep(INFINITE);
        return 0;
    }
    check(temporary_folder_begin(), "a folder for the test");
    check_own();
    check_other();
    check_errors();
    check_images();
    check_module_list();
    temporary_folder_end();
    return check_summary();
}
