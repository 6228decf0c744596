/* The functions below the debugging API: debug objects, their waits and answers, and the translation of events.
 * Witness: the error codes of Microsoft's MS-ERREF; DEBUG_EVENT and OUTPUT_DEBUG_STRING_INFO for the translation. */
#include "../check.h"

#define PRINT_WIDE ((DWORD)0x4001000a)
#define PRINT_NARROW ((DWORD)0x40010006)
#define RIP_CODE ((DWORD)0x40010007)

typedef LONG status;
struct client_id { HANDLE process, thread; };
struct state_change {
    DWORD state;
    struct client_id id;
    union {
        struct { EXCEPTION_RECORD record; DWORD first_chance; } exception;
        struct { HANDLE thread; DWORD key; void *start; } create_thread;
        struct { status exit; } exit;
        struct { HANDLE file; void *base; DWORD offset, size; void *name; } load;
        struct { void *base; } unload;
        BYTE room[256];
    };
};

static status(NTAPI *NtCreateDebugObject)(HANDLE *, ACCESS_MASK, void *, ULONG);
static status(NTAPI *NtWaitForDebugEvent)(HANDLE, BOOLEAN, LARGE_INTEGER *, struct state_change *);
static status(NTAPI *NtDebugContinue)(HANDLE, struct client_id *, status);
static status(NTAPI *NtDebugActiveProcess)(HANDLE, HANDLE);
static status(NTAPI *NtRemoveProcessDebug)(HANDLE, HANDLE);
static status(NTAPI *NtSetInformationDebugObject)(HANDLE, ULONG, void *, ULONG, ULONG *);
static status(NTAPI *DbgUiConvertStateChangeStructure)(struct state_change *, DEBUG_EVENT *);
static status(NTAPI *DbgUiConvertStateChangeStructureEx)(struct state_change *, DEBUG_EVENT *);
static ULONG(__cdecl *DbgPrint)(const char *, ...);
static void(NTAPI *DbgBreakPoint)(void);

static void find_functions(void)
{
    HMODULE ntdll = GetModuleHandleA("ntdll");
#define FIND(name) name = (void *)GetProcAddress(ntdll, #name); check(name != NULL, #name " is there")
    FIND(NtCreateDebugObject);
    FIND(NtWaitForDebugEvent);
    FIND(NtDebugContinue);
    FIND(NtDebugActiveProcess);
    FIND(NtRemoveProcessDebug);
    FIND(NtSetInformationDebugObject);
    FIND(DbgUiConvertStateChangeStructure);
    FIND(DbgUiConvertStateChangeStructureEx);
    FIND(DbgPrint);
    FIND(DbgBreakPoint);
}

static void test_object(void)
{
    HANDLE debug = NULL, event = CreateEventA(NULL, FALSE, FALSE, NULL);
    LARGE_INTEGER now = {.QuadPart = 0}, soon = {.QuadPart = -100000};
    struct client_id nobody = {(HANDLE)4, (HANDLE)8};
    struct state_change change;
    ULONG kill = 1, size = 0;
    check_status(NtCreateDebugObject(&debug, 0x1f000f, NULL, 2), 0xc000000d, "a flag that does not exist");
    check_status(NtCreateDebugObject(&debug, 0x1f000f, NULL, 1), 0, "a debug object");
    check_equal_u32(WaitForSingleObject(debug, 0), WAIT_TIMEOUT, "it is not signalled without events");
    check_status(NtWaitForDebugEvent(debug, FALSE, &now, &change), 0x102, "no event now");
    check_status(NtWaitForDebugEvent(debug, FALSE, &soon, &change), 0x102, "no event soon");
    check_status(NtWaitForDebugEvent(event, FALSE, &now, &change), 0xc0000024, "another object");
    check_status(NtDebugContinue(debug, &nobody, 0x10002), 0xc000000d, "nobody to continue");
    check_status(NtDebugContinue(debug, &nobody, 5), 0xc000000d, "no such answer");
    check_status(NtSetInformationDebugObject(debug, 1, &kill, sizeof(kill), &size), 0, "kill on exit");
    check_status(NtSetInformationDebugObject(debug, 1, &kill, 2, &size), 0xc0000004, "its size");
    check_status(NtSetInformationDebugObject(debug, 7, &kill, sizeof(kill), &size), 0xc000000d, "no such information");
    check_status(NtRemoveProcessDebug(GetCurrentProcess(), debug), 0xc0000353, "it does not debug this process");
    check_status(NtDebugActiveProcess(GetCurrentProcess(), debug), 0xc0000022, "nobody debugs itself");
    CloseHandle(debug);
    CloseHandle(event);
}

static void test_translation(void)
{
    struct state_change change = {.state = 4, .id = {(HANDLE)12, (HANDLE)16}};
    DEBUG_EVENT event;
    change.exit.exit = 77;
    check_status(DbgUiConvertStateChangeStructure(&change, &event), 0, "the end of a thread");
    check_equal_u32(event.dwDebugEventCode, EXIT_THREAD_DEBUG_EVENT, "the end of a thread");
    check_equal_u32(event.dwProcessId, 12, "its process");
    check_equal_u32(event.dwThreadId, 16, "its id");
    check_equal_u32(event.u.ExitThread.dwExitCode, 77, "its exit code");
    change.state = 5;
    DbgUiConvertStateChangeStructure(&change, &event);
    check_equal_u32(event.dwDebugEventCode, EXIT_PROCESS_DEBUG_EVENT, "the end of a process");
    change.state = 10;
    change.unload.base = (void *)0x10000;
    DbgUiConvertStateChangeStructure(&change, &event);
    check_equal_u32(event.dwDebugEventCode, UNLOAD_DLL_DEBUG_EVENT, "a DLL that goes");
    check_equal_ptr(event.u.UnloadDll.lpBaseOfDll, 0x10000, "its base");
    change.state = 6;
    memset(&change.room, 0, sizeof(change.room));
    change.exception.record.ExceptionCode = EXCEPTION_ACCESS_VIOLATION;
    change.exception.first_chance = 1;
    DbgUiConvertStateChangeStructure(&change, &event);
    check_equal_u32(event.dwDebugEventCode, EXCEPTION_DEBUG_EVENT, "an exception");
    check_equal_u32(event.u.Exception.dwFirstChance, 1, "its chance");
    change.exception.record.ExceptionCode = PRINT_NARROW;
    change.exception.record.NumberParameters = 2;
    change.exception.record.ExceptionInformation[0] = 9;
    change.exception.record.ExceptionInformation[1] = 0x2000;
    DbgUiConvertStateChangeStructure(&change, &event);
    check_equal_u32(event.dwDebugEventCode, OUTPUT_DEBUG_STRING_EVENT, "output");
    check_equal_u32(event.u.DebugString.nDebugStringLength, 9, "its length");
    check_equal_ptr(event.u.DebugString.lpDebugStringData, 0x2000, "its place");
    check_equal_u32(event.u.DebugString.fUnicode, 0, "in bytes");
    change.exception.record.ExceptionCode = PRINT_WIDE;
    change.exception.record.NumberParameters = 4;
    change.exception.record.ExceptionInformation[2] = 10;
    change.exception.record.ExceptionInformation[3] = 0x3000;
    DbgUiConvertStateChangeStructureEx(&change, &event);
    check_equal_u32(event.u.DebugString.fUnicode, 1, "in UTF-16 for those who want it");
    check_equal_ptr(event.u.DebugString.lpDebugStringData, 0x2000, "its place");
    DbgUiConvertStateChangeStructure(&change, &event);
    check_equal_u32(event.u.DebugString.fUnicode, 0, "in bytes for the others");
    check_equal_ptr(event.u.DebugString.lpDebugStringData, 0x3000, "its place");
    change.exception.record.ExceptionCode = RIP_CODE;
    DbgUiConvertStateChangeStructure(&change, &event);
    check_equal_u32(event.dwDebugEventCode, RIP_EVENT, "a system error");
    change.state = 0;
    check_status(DbgUiConvertStateChangeStructure(&change, &event), 0xc0000001, "nothing to translate");
}

static DWORD last_code;
static LONG CALLBACK skip_break(EXCEPTION_POINTERS *pointers)
{
    last_code = pointers->ExceptionRecord->ExceptionCode;
    if (last_code != EXCEPTION_BREAKPOINT) return EXCEPTION_CONTINUE_SEARCH;
    check_equal_ptr(pointers->ExceptionRecord->ExceptionAddress, DbgBreakPoint,
                    "the breakpoint is the function's first instruction");
#ifdef _WIN64
    pointers->ContextRecord->Rip++;
#else
    pointers->ContextRecord->Eip++;
#endif
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void test_without_debugger(void)
{
    void *handler = AddVectoredExceptionHandler(1, skip_break);
    DbgBreakPoint();
    check_equal_u32(last_code, EXCEPTION_BREAKPOINT, "a breakpoint without a debugger is an exception");
    last_code = 0;
    check_equal_u32(DbgPrint("nobody %s\n", "listens"), 0, "DbgPrint");
    check_equal_u32(last_code, 0, "DbgPrint without a debugger is silent");
    RemoveVectoredExceptionHandler(handler);
}

int main(void)
{
    find_functions();
    if (!check_state.failed) {
        test_object();
        test_translation();
        test_without_debugger();
    }
    return check_summary();
}
