/* The first and the last Windows code of a process and of each thread. The Unix side (loader/) has mapped the program
 * and ntdll, filled struct process_info and the thread block, and enters here on the Windows stack. */
#include "actctx_private.h"
#include "ldr_private.h"
#include "console_handles.h"
#include "nt/debug.h"
#include "thread_private.h"

#include <string.h>
#include <wchar.h>

static RTL_CRITICAL_SECTION peb_lock;
static RTL_BITMAP tls_bitmap, tls_expansion_bitmap, fls_bitmap;
static BASE_THREAD_INIT_THUNK base_thread_init_thunk;

static void init_teb(void)
{
    TEB *teb = NtCurrentTeb();
    struct thread_block *block = current_thread_block();
    teb->Tib.StackBase = (PVOID)(ULONG_PTR)block->stack_base;
    teb->Tib.StackLimit = (PVOID)(ULONG_PTR)block->stack_limit;
#ifndef _WIN64
    teb->Tib.ExceptionList = (PVOID)-1;
#endif
    teb->DeallocationStack = (PVOID)(ULONG_PTR)block->stack_allocation;
    teb->ClientId.UniqueProcess = UlongToHandle(block->pid);
    teb->ClientId.UniqueThread = UlongToHandle(block->tid);
    teb->RealClientId = teb->ClientId;
    teb->StaticUnicodeString = (UNICODE_STRING){ 0, sizeof(teb->StaticUnicodeBuffer), teb->StaticUnicodeBuffer };
}

static void init_version(PEB *peb)
{
    const IMAGE_OPTIONAL_HEADER *header = &RtlImageNtHeader(peb->ImageBaseAddress)->OptionalHeader;
    ULONG major, minor, build;
    RtlGetNtVersionNumbers(&major, &minor, &build);
    peb->OSMajorVersion = major;
    peb->OSMinorVersion = minor;
    peb->OSBuildNumber = (USHORT)build;
    peb->OSPlatformId = VER_PLATFORM_WIN32_NT;
    peb->ImageSubsystem = header->Subsystem;
    peb->ImageSubsystemMajorVersion = header->MajorSubsystemVersion;
    peb->ImageSubsystemMinorVersion = header->MinorSubsystemVersion;
}

static void init_peb(void)
{
    PEB *peb = current_peb();
    const struct process_info *info = process_info();
    peb->Mutant = (HANDLE)-1;
    if (!peb->ImageBaseAddress)
        peb->ImageBaseAddress =
            (PVOID)(ULONG_PTR)info->image_base; /* who made us suspended may have put in another one */
    peb->Ldr = &loader_data;
    peb->FastPebLock = &peb_lock;
    peb->LoaderLock = &loader_lock;
    peb->NumberOfProcessors = info->processor_count;
    peb->ActiveProcessAffinityMask = (ULONG_PTR)info->processor_mask;
    peb->CriticalSectionTimeout.QuadPart = -(LONGLONG)2592000 * 10000000; /* 30 days */
    peb->HeapSegmentReserve = 0x100000;
    peb->HeapSegmentCommit = 0x2000;
    peb->HeapDeCommitTotalFreeThreshold = 0x10000;
    peb->HeapDeCommitFreeBlockThreshold = 0x1000;
    peb->SessionId = 1;
    peb->BeingDebugged = process_is_debugged();
    RtlInitializeBitMap(&tls_bitmap, peb->TlsBitmapBits, 64);
    RtlInitializeBitMap(&tls_expansion_bitmap, peb->TlsExpansionBitmapBits, 1024);
    RtlInitializeBitMap(&fls_bitmap, peb->FlsBitmapBits, 128);
    peb->TlsBitmap = &tls_bitmap;
    peb->TlsExpansionBitmap = &tls_expansion_bitmap;
    peb->FlsBitmap = &fls_bitmap;
    peb->FlsListHead.Flink = peb->FlsListHead.Blink = &peb->FlsListHead;
    RtlInitializeCriticalSection(&peb_lock);
    RtlInitializeCriticalSection(&loader_lock);
    init_version(peb);
}

/* ---- process parameters from struct process_start */

static UNICODE_STRING span_string(const struct process_start *start, struct start_span span)
{
    return (UNICODE_STRING){ (USHORT)span.size, (USHORT)span.size, (PWSTR)((BYTE *)start + span.offset) };
}

static void init_parameters(void)
{
    const struct process_start *start = (const void *)(ULONG_PTR)process_info()->start;
    UNICODE_STRING image = span_string(start, start->image_path), folder = span_string(start, start->current_directory);
    UNICODE_STRING command_line = span_string(start, start->command_line), title = span_string(start, start->title);
    UNICODE_STRING desktop = span_string(start, start->desktop), shell = span_string(start, start->shell_info);
    UNICODE_STRING runtime = span_string(start, start->runtime_info);
    PWSTR environment = NULL;
    if (start->environment.size) environment = (PWSTR)((BYTE *)start + start->environment.offset);
    RTL_USER_PROCESS_PARAMETERS *parameters;
    RtlCreateProcessParametersEx(&parameters, &image, NULL, &folder, &command_line, environment, &title, &desktop,
                                 &shell, &runtime, PROCESS_PARAMETERS_NORMALIZED);
    parameters->StandardInput = UlongToHandle(start->stdin_handle);
    parameters->StandardOutput = UlongToHandle(start->stdout_handle);
    parameters->StandardError = UlongToHandle(start->stderr_handle);
    parameters->WindowFlags = start->startup_flags;
    parameters->ConsoleFlags = start->flags & PROCESS_START_IGNORE_CTRL_C ? 1 : 0;
    parameters->ShowWindowFlags = start->show_window;
    parameters->StartingX = start->window_x;
    parameters->StartingY = start->window_y;
    parameters->CountX = start->window_width;
    parameters->CountY = start->window_height;
    parameters->CountCharsX = start->console_columns;
    parameters->CountCharsY = start->console_rows;
    parameters->FillAttribute = start->console_fill;
    parameters->ProcessGroupId =
        start->creation_flags & CREATE_NEW_PROCESS_GROUP ? process_info()->pid : start->console_group;
    /* the environment may grow, so it is a block of its own */
    RtlCreateEnvironment(FALSE, &environment);
    if (start->environment.size) {
        PWSTR copy = heap_allocate(start->environment.size);
        memcpy(copy, (BYTE *)start + start->environment.offset, start->environment.size);
        RtlDestroyEnvironment(environment);
        environment = copy;
    }
    parameters->Environment = environment;
    parameters->EnvironmentSize = RtlSizeHeap(current_peb()->ProcessHeap, 0, environment);
    current_peb()->ProcessParameters = parameters;
}

/* ---- modules */

static void init_loader(void)
{
    static const WCHAR ntdll_path[] = L"C:\\windows\\system32\\ntdll.dll";
    const struct process_info *info = process_info();
    const UNICODE_STRING *image = &current_peb()->ProcessParameters->ImagePathName;
    loader_data.Length = sizeof(loader_data);
    LIST_ENTRY *lists[] = { &loader_data.InLoadOrderModuleList, &loader_data.InMemoryOrderModuleList,
                            &loader_data.InInitializationOrderModuleList };
    for (size_t i = 0; i < ARRAYSIZE(lists); i++) lists[i]->Flink = lists[i]->Blink = lists[i];
    main_module = module_create(current_peb()->ImageBaseAddress, image->Buffer, image->Length / sizeof(WCHAR), false);
    ntdll_module = module_create((void *)(ULONG_PTR)info->ntdll_base, ntdll_path, ARRAYSIZE(ntdll_path) - 1, true);
    struct module *pinned[] = { main_module, ntdll_module };
    for (size_t i = 0; i < ARRAYSIZE(pinned); i++) {
        pinned[i]->references = PINNED_REFERENCES;
        pinned[i]->entry.LoadCount = 0xffff;
        pinned[i]->entry.ReferenceCount = 0xffffffff;
    }
    debug_module_loaded(&ntdll_module->entry);
    ntdll_module->state = MODULE_LINKED;
    ntdll_module->entry.EntryPoint = NULL;
    attach_module(ntdll_module, NULL);
    tls_init_thread();
    loader_data.Initialized = TRUE;
}

static void __attribute__((noreturn)) give_up(NTSTATUS status)
{
    struct unix_process_terminate_args args = { .exit_status = status };
    for (;;) unix_call_process_terminate(&args);
}

/* kernel32 is in every process, as in Windows: it has the first frame of each thread. */
static struct module *load_kernel32(void)
{
    struct module *module;
    struct load_request request = { .name = L"kernel32.dll", .length = 12 };
    NTSTATUS status = load_and_link(&request, &module);
    if (!NT_SUCCESS(status)) {
        report_load_failure(&request, status);
        give_up(STATUS_DLL_NOT_FOUND);
    }
    module->references = PINNED_REFERENCES;
    module->entry.LoadCount = 0xffff;
    find_export_by_name(module, "BaseThreadInitThunk", ~0u, 0, (void **)&base_thread_init_thunk);
    return module;
}

static void load_program(void)
{
    struct module *kernel32 = load_kernel32();
    NTSTATUS status = link_module(main_module);
    if (!NT_SUCCESS(status)) give_up(status);
    starting_up = false;
    debug_break_at_start();
    status = attach_module(kernel32, (void *)1);
    for (uint32_t i = 0; NT_SUCCESS(status) && i < main_module->dependency_count; i++)
        status = attach_module(main_module->dependencies[i], (void *)1);
    if (!NT_SUCCESS(status)) {
        winrun_print_error("%ls cannot start: one of its DLLs failed to initialize",
                           main_module->entry.BaseDllName.Buffer);
        give_up(status);
    }
    attach_main_module();
}

/* ---- the first thread that runs makes the process; that may be one that another process created before the first one
 * was resumed */

enum {
    NOT_BEGUN,
    BEGUN,
    LOADING,
    READY
}; /* from LOADING on there is a loader lock, held until the program is loaded */
static LONG start_state;

static void set_start_state(LONG state)
{
    struct unix_futex_wake_args wake = { .address = UNIX_PTR(&start_state), .count = INT32_MAX };
    __atomic_store_n(&start_state, state, __ATOMIC_SEQ_CST);
    unix_call_futex_wake(&wake);
}

/* False: another thread does it, or has done it. */
static bool initialize_process(void)
{
    if (InterlockedCompareExchange(&start_state, BEGUN, NOT_BEGUN) != NOT_BEGUN) return false;
    init_peb();
    heap_init_process();
    file_init_process();
    init_parameters();
    console_init_process();
    init_loader();
    actctx_init_process();
    RtlEnterCriticalSection(&loader_lock);
    set_start_state(LOADING);
    load_program();
    RtlLeaveCriticalSection(&loader_lock);
    set_start_state(READY);
    return true;
}

static void join_process(void)
{
    LONG state;
    while ((state = __atomic_load_n(&start_state, __ATOMIC_ACQUIRE)) < LOADING) {
        struct unix_futex_wait_args wait = {
            .address = UNIX_PTR(&start_state), .expected = (uint32_t)state, .deadline = ~0ull};
        unix_call_futex_wait(&wait);
    }
    RtlEnterCriticalSection(&loader_lock);
    NTSTATUS status = tls_init_thread();
    if (NT_SUCCESS(status) && !current_thread_block()->hidden) attach_thread();
    RtlLeaveCriticalSection(&loader_lock);
    if (!NT_SUCCESS(status)) RtlExitUserThread(status);
}

void __cdecl winrun_process_start(void)
{
    init_teb();
    if (!initialize_process()) join_process();
    void *entry = (void *)(ULONG_PTR)process_info()->image_entry;
    log_line(LOG_LOADER, "entering %ls at %p", main_module->entry.BaseDllName.Buffer, entry);
    NtTestAlert(); /* APCs that were queued before it ran */
    RtlUserThreadStart((LPTHREAD_START_ROUTINE)entry, current_peb());
}

void __cdecl winrun_thread_start(void)
{
    struct thread_block *block = current_thread_block();
    init_teb();
    if (!initialize_process()) join_process();
    LPTHREAD_START_ROUTINE routine = (LPTHREAD_START_ROUTINE)(ULONG_PTR)block->start_routine;
    if (block->hidden) thread_end_hidden(routine((PVOID)(ULONG_PTR)block->start_argument));
    NtTestAlert();
    RtlUserThreadStart(routine, (PVOID)(ULONG_PTR)block->start_argument);
}

VOID NTAPI RtlUserThreadStart(LPTHREAD_START_ROUTINE routine, PVOID argument)
{
    if (base_thread_init_thunk) base_thread_init_thunk(0, routine, argument);
    RtlExitUserThread(routine(argument));
}

VOID NTAPI RtlAcquirePebLock(void) { RtlEnterCriticalSection(&peb_lock); }
VOID NTAPI RtlReleasePebLock(void) { RtlLeaveCriticalSection(&peb_lock); }
BOOLEAN NTAPI RtlTryAcquirePebLock(void) { return RtlTryEnterCriticalSection(&peb_lock) != 0; }
PPEB NTAPI RtlGetCurrentPeb(void) { return current_peb(); }
