/* MiniDumpWriteDump: the streams that a debugger needs to show where a program stands. The format is that of
 * minidumpapiset.h: a header, a directory of streams, and what they point to by offsets (RVA) into the file. */
#include "minidump.h"
#include <tlhelp32.h>
#include <psapi.h>

#define STREAMS_MAX (12 + 16) /* ours and the caller's */

static bool dump_write_at(struct dump *dump, ULONG64 at, const void *data, ULONG size)
{
    LARGE_INTEGER position = {.QuadPart = (LONGLONG)at};
    DWORD done;

    if (dump->error) return false;
    if (!SetFilePointerEx(dump->file, position, NULL, FILE_BEGIN) || !WriteFile(dump->file, data, size, &done, NULL))
        dump->error = GetLastError();
    else if (done != size) dump->error = ERROR_DISK_FULL;
    return !dump->error;
}

MINIDUMP_LOCATION_DESCRIPTOR dump_append(struct dump *dump, const void *data, ULONG size)
{
    MINIDUMP_LOCATION_DESCRIPTOR place = {size, (RVA)dump->end};

    if (size && dump_write_at(dump, dump->end, data, size)) dump->end += (size + 7) & ~7u;
    if (dump->end > 0xffffffffu && !dump->full_memory) dump->error = ERROR_FILE_TOO_LARGE;
    return place;
}

RVA dump_string(struct dump *dump, const WCHAR *text)
{
    struct { ULONG32 size; WCHAR text[MAX_PATH + 1]; } string;

    lstrcpynW(string.text, text, ARRAYSIZE(string.text));
    string.size = (ULONG32)lstrlenW(string.text) * sizeof(WCHAR);
    return dump_append(dump, &string, sizeof(string.size) + string.size + sizeof(WCHAR)).Rva;
}

static void add_stream(struct dump *dump, ULONG32 type, MINIDUMP_LOCATION_DESCRIPTOR place)
{
    if (dump->stream_count < STREAMS_MAX)
        dump->streams[dump->stream_count++] = (MINIDUMP_DIRECTORY){.StreamType = type, .Location = place};
}

/* Copies target memory into the file in pieces; what cannot be read is zeros. */
static void copy_memory(struct dump *dump, ULONG64 address, ULONG64 size, ULONG64 to)
{
    static const ULONG piece = 0x10000;
    BYTE *buffer = HeapAlloc(GetProcessHeap(), 0, piece);

    if (!buffer) dump->error = ERROR_NOT_ENOUGH_MEMORY;
    for (ULONG64 at = 0; buffer && !dump->error && at < size; at += piece) {
        ULONG part = size - at < piece ? (ULONG)(size - at) : piece;
        SIZE_T done = 0;
        if (!ReadProcessMemory(dump->process, (void *)(ULONG_PTR)(address + at), buffer, part, &done)) {
            if (done > part) done = 0;
            memset(buffer + done, 0, part - done);
        }
        dump_write_at(dump, to + at, buffer, part);
    }
    HeapFree(GetProcessHeap(), 0, buffer);
}

static void keep_memory(struct dump *dump, ULONG64 address, ULONG64 size)
{
    if (!size || dump->memory_count == MEMORY_MAX) return;
    dump->memory[dump->memory_count++] = (MINIDUMP_MEMORY_DESCRIPTOR64){address, size};
}

/* --- system --- */

static void write_system(struct dump *dump)
{
    MINIDUMP_SYSTEM_INFO info = {0};
    OSVERSIONINFOEXW version = {.dwOSVersionInfoSize = sizeof(version)};
    SYSTEM_INFO system;

    GetSystemInfo(&system);
    RtlGetVersion(&version);
    info.ProcessorArchitecture = system.wProcessorArchitecture;
    info.ProcessorLevel = system.wProcessorLevel;
    info.ProcessorRevision = system.wProcessorRevision;
    info.NumberOfProcessors = (UCHAR)system.dwNumberOfProcessors;
    info.ProductType = version.wProductType;
    info.MajorVersion = version.dwMajorVersion;
    info.MinorVersion = version.dwMinorVersion;
    info.BuildNumber = version.dwBuildNumber;
    info.PlatformId = version.dwPlatformId;
    info.SuiteMask = version.wSuiteMask;
    info.CSDVersionRva = dump_string(dump, version.szCSDVersion);
    add_stream(dump, SystemInfoStream, dump_append(dump, &info, sizeof(info)));
}

static ULONG32 seconds_since_1970(const FILETIME *time)
{
    ULONGLONG ticks = (ULONGLONG)time->dwHighDateTime << 32 | time->dwLowDateTime;
    return (ULONG32)(ticks / 10000000 - 11644473600ull);
}

static void write_misc(struct dump *dump)
{
    MINIDUMP_MISC_INFO info = {.SizeOfInfo = sizeof(info), .Flags1 = MINIDUMP_MISC1_PROCESS_ID};
    FILETIME created, ended, kernel, user;

    info.ProcessId = dump->pid;
    if (GetProcessTimes(dump->process, &created, &ended, &kernel, &user)) {
        info.Flags1 |= MINIDUMP_MISC1_PROCESS_TIMES;
        info.ProcessCreateTime = seconds_since_1970(&created);
        info.ProcessUserTime = user.dwLowDateTime / 10000000;
        info.ProcessKernelTime = kernel.dwLowDateTime / 10000000;
    }
    add_stream(dump, MiscInfoStream, dump_append(dump, &info, sizeof(info)));
}

/* --- threads --- */

static ULONG64 stack_pointer(const CONTEXT *context)
{
#ifdef _WIN64
    return context->Rsp;
#else
    return context->Esp;
#endif
}

static ULONG64 program_counter(const CONTEXT *context)
{
#ifdef _WIN64
    return context->Rip;
#else
    return context->Eip;
#endif
}

/* Code around the place where a thread stands, as far as it lies in one page. */
static void keep_code(struct dump *dump, const CONTEXT *context)
{
    ULONG64 at = program_counter(context), start = at & ~0xfffull;

    if (at - start > 128) start = at - 128;
    ULONG64 end = (at | 0xfff) + 1 < at + 128 ? (at | 0xfff) + 1 : at + 128;
    keep_memory(dump, start, end - start);
}

static bool describe_thread(struct dump *dump, HANDLE handle, DWORD tid, MINIDUMP_THREAD *thread)
{
    CONTEXT context __attribute__((aligned(16))) = {.ContextFlags = CONTEXT_ALL};
    THREAD_BASIC_INFORMATION basic;
    NT_TIB tib;
    SIZE_T done;
    bool is_own = tid == GetCurrentThreadId();
    DWORD suspended = is_own ? 0 : SuspendThread(handle);

    if (suspended == (DWORD)-1) return false;
    memset(thread, 0, sizeof(*thread));
    thread->ThreadId = tid;
    thread->SuspendCount = suspended;
    thread->PriorityClass = GetPriorityClass(dump->process);
    thread->Priority = (ULONG32)GetThreadPriority(handle);
    if (is_own) RtlCaptureContext(&context);
    bool known = is_own || GetThreadContext(handle, &context);
    known = known && !NtQueryInformationThread(handle, ThreadBasicInformation, &basic, sizeof(basic), NULL);
    if (known && ReadProcessMemory(dump->process, basic.TebBaseAddress, &tib, sizeof(tib), &done)) {
        ULONG64 top = (ULONG_PTR)tib.StackBase, sp = stack_pointer(&context);
        thread->Teb = (ULONG_PTR)basic.TebBaseAddress;
        if (sp >= (ULONG_PTR)tib.StackLimit && sp < top) {
            thread->Stack.StartOfMemoryRange = sp;
            thread->Stack.Memory.DataSize = (ULONG32)(top - sp);
            if (!dump->full_memory) {
                thread->Stack.Memory.Rva = (RVA)dump->end;
                copy_memory(dump, sp, top - sp, dump->end);
                dump->end += (top - sp + 7) & ~7ull;
                if (dump->written_count < MEMORY_MAX) dump->written[dump->written_count++] = thread->Stack;
            }
        }
        thread->ThreadContext = dump_append(dump, &context, sizeof(context));
        keep_code(dump, &context);
    }
    return known;
}

static void write_threads(struct dump *dump, HANDLE *suspended, ULONG *suspended_count)
{
    struct { ULONG32 count; MINIDUMP_THREAD threads[THREADS_MAX]; } *list;
    THREADENTRY32 entry = {.dwSize = sizeof(entry)};
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);

    list = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*list));
    if (!list || snapshot == INVALID_HANDLE_VALUE) dump->error = ERROR_NOT_ENOUGH_MEMORY;
    for (BOOL more = !dump->error && Thread32First(snapshot, &entry); more; more = Thread32Next(snapshot, &entry)) {
        if (entry.th32OwnerProcessID != dump->pid || list->count == THREADS_MAX) continue;
        if (!dump_asks(dump, IncludeThreadCallback, entry.th32ThreadID, 0)) continue;
        HANDLE handle = OpenThread(THREAD_ALL_ACCESS, FALSE, entry.th32ThreadID);
        if (!handle) continue;
        if (describe_thread(dump, handle, entry.th32ThreadID, &list->threads[list->count])) list->count++;
        suspended[(*suspended_count)++] = handle; /* all stay suspended until the dump is written */
    }
    if (snapshot != INVALID_HANDLE_VALUE) CloseHandle(snapshot);
    if (!dump->error) {
        ULONG size = sizeof(list->count) + list->count * (ULONG)sizeof(MINIDUMP_THREAD);
        add_stream(dump, ThreadListStream, dump_append(dump, list, size));
    }
    HeapFree(GetProcessHeap(), 0, list);
}

/* --- the exception --- */

static void write_exception(struct dump *dump, const MINIDUMP_EXCEPTION_INFORMATION *information)
{
    MINIDUMP_EXCEPTION_STREAM stream = {.ThreadId = information->ThreadId};
    EXCEPTION_POINTERS pointers;
    EXCEPTION_RECORD record;
    CONTEXT context __attribute__((aligned(16)));
    HANDLE from = information->ClientPointers ? dump->process : GetCurrentProcess();
    SIZE_T done;

    if (!ReadProcessMemory(from, information->ExceptionPointers, &pointers, sizeof(pointers), &done) ||
        !ReadProcessMemory(from, pointers.ExceptionRecord, &record, sizeof(record), &done) ||
        !ReadProcessMemory(from, pointers.ContextRecord, &context, sizeof(context), &done)) {
        dump->error = ERROR_INVALID_PARAMETER;
        return;
    }
    stream.ExceptionRecord.ExceptionCode = (ULONG32)record.ExceptionCode;
    stream.ExceptionRecord.ExceptionFlags = record.ExceptionFlags;
    stream.ExceptionRecord.ExceptionRecord = (ULONG_PTR)record.ExceptionRecord;
    stream.ExceptionRecord.ExceptionAddress = (ULONG_PTR)record.ExceptionAddress;
    stream.ExceptionRecord.NumberParameters = min(record.NumberParameters, EXCEPTION_MAXIMUM_PARAMETERS);
    for (ULONG i = 0; i < stream.ExceptionRecord.NumberParameters; i++)
        stream.ExceptionRecord.ExceptionInformation[i] = record.ExceptionInformation[i];
    stream.ThreadContext = dump_append(dump, &context, sizeof(context));
    keep_code(dump, &context);
    add_stream(dump, ExceptionStream, dump_append(dump, &stream, sizeof(stream)));
}

/* --- memory --- */

static void write_memory_list(struct dump *dump)
{
    struct { ULONG32 count; MINIDUMP_MEMORY_DESCRIPTOR ranges[2 * MEMORY_MAX]; } *list;

    if (!(list = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*list)))) {
        dump->error = ERROR_NOT_ENOUGH_MEMORY;
        return;
    }
    for (ULONG i = 0; i < dump->written_count; i++) list->ranges[list->count++] = dump->written[i];
    for (ULONG i = 0; i < dump->memory_count; i++) {
        MINIDUMP_MEMORY_DESCRIPTOR *range = &list->ranges[list->count++];
        range->StartOfMemoryRange = dump->memory[i].StartOfMemoryRange;
        range->Memory.DataSize = (ULONG32)dump->memory[i].DataSize;
        range->Memory.Rva = (RVA)dump->end;
        copy_memory(dump, range->StartOfMemoryRange, range->Memory.DataSize, dump->end);
        dump->end += (range->Memory.DataSize + 7) & ~7u;
    }
    ULONG size = sizeof(list->count) + list->count * (ULONG)sizeof(MINIDUMP_MEMORY_DESCRIPTOR);
    add_stream(dump, MemoryListStream, dump_append(dump, list, size));
    HeapFree(GetProcessHeap(), 0, list);
}

static bool is_readable(const MEMORY_BASIC_INFORMATION *region)
{
    return region->State == MEM_COMMIT && !(region->Protect & (PAGE_NOACCESS | PAGE_GUARD));
}

/* All readable memory, in one piece at the end of the file. */
static void write_full_memory(struct dump *dump)
{
    struct { ULONG64 count; RVA64 base; } head = {0};
    MEMORY_BASIC_INFORMATION region;
    ULONG64 list = dump->end, at;

    for (ULONG_PTR p = 0; VirtualQueryEx(dump->process, (void *)p, &region, sizeof(region));) {
        head.count += is_readable(&region);
        if (p + region.RegionSize <= p) break;
        p += region.RegionSize;
    }
    ULONG size = (ULONG)(sizeof(head) + head.count * sizeof(MINIDUMP_MEMORY_DESCRIPTOR64));
    add_stream(dump, Memory64ListStream, (MINIDUMP_LOCATION_DESCRIPTOR){size, (RVA)list});
    head.base = at = (list + size + 7) & ~7ull;
    dump_write_at(dump, list, &head, sizeof(head));
    list += sizeof(head);
    for (ULONG_PTR p = 0;
         head.count && VirtualQueryEx(dump->process, (void *)p, &region, sizeof(region)) && !dump->error;) {
        if (is_readable(&region)) {
            MINIDUMP_MEMORY_DESCRIPTOR64 range = {p, region.RegionSize};
            dump_write_at(dump, list, &range, sizeof(range));
            copy_memory(dump, p, region.RegionSize, at);
            list += sizeof(range);
            at += region.RegionSize;
            head.count--;
        }
        if (p + region.RegionSize <= p) break;
        p += region.RegionSize;
    }
    dump->end = at;
}

static void write_memory_info(struct dump *dump)
{
    MINIDUMP_MEMORY_INFO_LIST list = {.SizeOfHeader = sizeof(list), .SizeOfEntry = sizeof(MINIDUMP_MEMORY_INFO)};
    ULONG64 start = dump->end, at = start + sizeof(list);
    MEMORY_BASIC_INFORMATION region;

    for (ULONG_PTR p = 0; VirtualQueryEx(dump->process, (void *)p, &region, sizeof(region)) && !dump->error;) {
        MINIDUMP_MEMORY_INFO info = {
            .BaseAddress = (ULONG_PTR)region.BaseAddress,
            .AllocationBase = (ULONG_PTR)region.AllocationBase,
            .AllocationProtect = region.AllocationProtect,
            .RegionSize = region.RegionSize,
            .State = region.State,
            .Protect = region.Protect,
            .Type = region.Type,
        };
        dump_write_at(dump, at, &info, sizeof(info));
        at += sizeof(info);
        list.NumberOfEntries++;
        if (p + region.RegionSize <= p) break;
        p += region.RegionSize;
    }
    dump_write_at(dump, start, &list, sizeof(list));
    dump->end = at;
    add_stream(dump, MemoryInfoListStream, (MINIDUMP_LOCATION_DESCRIPTOR){(ULONG32)(at - start), (RVA)start});
}

/* --- the whole --- */

/* Asks the caller whether a thread or a module is to be in the dump. */
bool dump_asks(struct dump *dump, ULONG type, ULONG thread, ULONG64 module)
{
    MINIDUMP_CALLBACK_INPUT input = {.ProcessId = dump->pid, .ProcessHandle = dump->process, .CallbackType = type};
    MINIDUMP_CALLBACK_OUTPUT output = {0};

    if (!dump->callback || !dump->callback->CallbackRoutine) return true;
    if (type == IncludeThreadCallback) input.IncludeThread.ThreadId = thread;
    else input.IncludeModule.BaseOfImage = module;
    return dump->callback->CallbackRoutine(dump->callback->CallbackParam, &input, &output);
}

static void ask_for_memory(struct dump *dump)
{
    MINIDUMP_CALLBACK_INPUT input = {.ProcessId = dump->pid, .ProcessHandle = dump->process,
                                     .CallbackType = MemoryCallback};

    if (!dump->callback || !dump->callback->CallbackRoutine) return;
    for (int i = 0; i < MEMORY_MAX; i++) {
        MINIDUMP_CALLBACK_OUTPUT output = {0};
        if (!dump->callback->CallbackRoutine(dump->callback->CallbackParam, &input, &output) || !output.MemorySize)
            return;
        keep_memory(dump, output.MemoryBase, output.MemorySize);
    }
}

static void write_user_streams(struct dump *dump, const MINIDUMP_USER_STREAM_INFORMATION *user)
{
    for (ULONG i = 0; user && i < user->UserStreamCount; i++) {
        const MINIDUMP_USER_STREAM *stream = &user->UserStreamArray[i];
        add_stream(dump, stream->Type, dump_append(dump, stream->Buffer, stream->BufferSize));
    }
}

static void write_head(struct dump *dump, ULONG64 flags)
{
    MINIDUMP_HEADER header = {.Signature = DUMP_SIGNATURE, .Version = MINIDUMP_VERSION, .Flags = flags};
    FILETIME now;

    GetSystemTimeAsFileTime(&now);
    header.NumberOfStreams = dump->stream_count;
    header.StreamDirectoryRva = sizeof(header);
    header.TimeDateStamp = seconds_since_1970(&now);
    dump_write_at(dump, 0, &header, sizeof(header));
    dump_write_at(dump, sizeof(header), dump->streams, dump->stream_count * (ULONG)sizeof(*dump->streams));
}

static bool is_of_our_machine(HANDLE process)
{
    BOOL ours = FALSE, its = FALSE;
    return IsWow64Process(GetCurrentProcess(), &ours) && IsWow64Process(process, &its) && ours == its;
}

/* The last error is an HRESULT, as the function's documentation says. */
BOOL WINAPI MiniDumpWriteDump(HANDLE process, DWORD pid, HANDLE file, MINIDUMP_TYPE type,
                              PMINIDUMP_EXCEPTION_INFORMATION exception, PMINIDUMP_USER_STREAM_INFORMATION user,
                              PMINIDUMP_CALLBACK_INFORMATION callback)
{
    MINIDUMP_DIRECTORY streams[STREAMS_MAX] = {0};
    HANDLE threads[THREADS_MAX];
    ULONG thread_count = 0;
    struct dump *dump = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*dump));

    if (!dump) {
        SetLastError((DWORD)HRESULT_FROM_WIN32(ERROR_NOT_ENOUGH_MEMORY));
        return FALSE;
    }
    dump->process = process;
    dump->pid = pid;
    dump->file = file;
    dump->streams = streams;
    dump->callback = callback;
    dump->full_memory = (type & MiniDumpWithFullMemory) != 0;
    dump->end = sizeof(MINIDUMP_HEADER) + sizeof(streams);
    if (user && user->UserStreamCount > 16) dump->error = ERROR_INVALID_PARAMETER;
    else if (GetProcessId(process) != pid) dump->error = ERROR_INVALID_HANDLE;
    else if (!is_of_our_machine(process)) dump->error = ERROR_NOT_SUPPORTED;

    if (!dump->error) {
        write_system(dump);
        write_misc(dump);
        write_threads(dump, threads, &thread_count);
        dump_modules(dump, (type & MiniDumpWithDataSegs) != 0);
        if (exception) write_exception(dump, exception);
        ask_for_memory(dump);
        write_user_streams(dump, user);
        if (type & MiniDumpWithFullMemoryInfo) write_memory_info(dump);
        if (dump->full_memory) write_full_memory(dump);
        else write_memory_list(dump);
        write_head(dump, type);
    }
    for (ULONG i = 0; i < thread_count; i++) {
        if (GetThreadId(threads[i]) != GetCurrentThreadId()) ResumeThread(threads[i]);
        CloseHandle(threads[i]);
    }
    DWORD error = dump->error;
    HeapFree(GetProcessHeap(), 0, dump);
    if (error) SetLastError((DWORD)HRESULT_FROM_WIN32(error));
    return !error;
}
