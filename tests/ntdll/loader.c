/* The loader as programs see it from inside: PEB lists, LdrXxx functions, notifications. Witness: Microsoft's
 * documentation (winternl.h, LdrRegisterDllNotification), public symbols for the PEB. */
#include "../check.h"
#include "../support/pe_writer.h"
#include <winternl.h>

typedef struct {
    ULONG Flags;
    const UNICODE_STRING *FullDllName, *BaseDllName;
    PVOID DllBase;
    ULONG SizeOfImage;
} NOTIFICATION;
typedef VOID (CALLBACK *notify_function)(ULONG, const NOTIFICATION *, PVOID);
static HMODULE ntdll;
static LONG (WINAPI *pLdrRegisterDllNotification)(ULONG, notify_function, PVOID, PVOID *);
static LONG (WINAPI *pLdrUnregisterDllNotification)(PVOID);
static LONG (WINAPI *pLdrGetProcedureAddress)(PVOID, const ANSI_STRING *, ULONG, PVOID *);
static LONG (WINAPI *pLdrGetDllHandle)(PCWSTR, PULONG, const UNICODE_STRING *, PVOID *);
static LONG (WINAPI *pLdrLoadDll)(PCWSTR, PULONG, const UNICODE_STRING *, PVOID *);
static LONG (WINAPI *pLdrUnloadDll)(PVOID);
static LONG (WINAPI *pLdrLockLoaderLock)(ULONG, PULONG, PULONG_PTR);
static LONG (WINAPI *pLdrUnlockLoaderLock)(ULONG, ULONG_PTR);
static PIMAGE_NT_HEADERS (WINAPI *pRtlImageNtHeader)(PVOID);
static PVOID (WINAPI *pRtlImageDirectoryEntryToData)(PVOID, BOOLEAN, USHORT, PULONG);
static PVOID (WINAPI *pRtlPcToFileHeader)(PVOID, PVOID *);

static void load_functions(void)
{
    ntdll = GetModuleHandleA("ntdll.dll");
#define LOAD(name) check((p##name = (void *)GetProcAddress(ntdll, #name)) != NULL, #name " is exported")
    LOAD(LdrRegisterDllNotification);
    LOAD(LdrUnregisterDllNotification);
    LOAD(LdrGetProcedureAddress);
    LOAD(LdrGetDllHandle);
    LOAD(LdrLoadDll);
    LOAD(LdrUnloadDll);
    LOAD(LdrLockLoaderLock);
    LOAD(LdrUnlockLoaderLock);
    LOAD(RtlImageNtHeader);
    LOAD(RtlImageDirectoryEntryToData);
    LOAD(RtlPcToFileHeader);
}

static void test_lists(void)
{
    PEB_LDR_DATA *loader = NtCurrentTeb()->ProcessEnvironmentBlock->Ldr;
    LIST_ENTRY *list = &loader->InMemoryOrderModuleList;
    int count = 0, kernel32 = 0, linked = 1;
    check_equal_ptr(NtCurrentTeb()->ProcessEnvironmentBlock->Reserved3[1], GetModuleHandleA(NULL),
                    "PEB.ImageBaseAddress");
    for (LIST_ENTRY *link = list->Flink; link != list && count < 100; link = link->Flink, count++) {
        LDR_DATA_TABLE_ENTRY *entry = CONTAINING_RECORD(link, LDR_DATA_TABLE_ENTRY, InMemoryOrderLinks);
        const WCHAR *path = entry->FullDllName.Buffer;
        linked &= link->Flink->Blink == link && link->Blink->Flink == link;
        check_case(count);
        if (count < 3) {
            check(entry->DllBase != NULL && *(WORD *)entry->DllBase == IMAGE_DOS_SIGNATURE, "DllBase of %ls", path);
            check(path[1] == ':' && path[2] == '\\', "a full path: %ls", path);
        }
        if (count == 0) check_equal_ptr(entry->DllBase, GetModuleHandleA(NULL), "the program comes first");
        if (count == 1) check_equal_ptr(entry->DllBase, ntdll, "then ntdll");
        kernel32 += entry->DllBase == GetModuleHandleA("kernel32.dll");
    }
    check_case(0);
    check(linked, "links lead back");
    check_equal_int(kernel32, 1, "kernel32 is in it once");
    check(count >= 3, "%d modules", count);
}

static int loaded, unloaded;
static PVOID last_base;
static void CALLBACK notified(ULONG reason, const NOTIFICATION *data, PVOID context)
{
    check_equal_ptr(context, &loaded, "the context");
    if (_wcsnicmp(data->BaseDllName->Buffer, L"wr_n.dll", 8)) return;
    if (reason == 1) loaded++;
    if (reason == 2) unloaded++;
    last_base = data->DllBase;
}

static void test_notifications(void)
{
    static struct pe_writer dll;
    PVOID cookie = NULL;
    pe_begin(&dll, 20);
    check(pe_write(&dll, "wr_n.dll", TRUE), "wr_n.dll");
    check_status(pLdrRegisterDllNotification(0, notified, &loaded, &cookie), 0, "register");
    HMODULE module = LoadLibraryA("wr_n.dll");
    check_equal_int(loaded, 1, "told of the load");
    check_equal_ptr(last_base, module, "with its address");
    LoadLibraryA("wr_n.dll");
    check_equal_int(loaded, 1, "a second reference is not told");
    FreeLibrary(module);
    check_equal_int(unloaded, 0, "one reference is left");
    FreeLibrary(module);
    check_equal_int(unloaded, 1, "told of the unload");
    check_status(pLdrUnregisterDllNotification(cookie), 0, "unregister");
    FreeLibrary(LoadLibraryA("wr_n.dll"));
    check_equal_int(loaded, 1, "not told any more");
    DeleteFileA("wr_n.dll");
}

static void test_functions(void)
{
    UNICODE_STRING name = { 24, 26, (PWSTR)L"kernel32.dll" }, missing = { 14, 16, (PWSTR)L"wr_none" };
    ANSI_STRING function = { 5, 6, (PCHAR)"Sleep" }, no_function = { 5, 6, (PCHAR)"Sleeq" };
    PVOID base = NULL, address = NULL;
    ULONG result;
    ULONG_PTR cookie;
    check_status(pLdrGetDllHandle(NULL, NULL, &name, &base), 0, "LdrGetDllHandle");
    check_equal_ptr(base, GetModuleHandleA("kernel32.dll"), "LdrGetDllHandle");
    check_status(pLdrGetDllHandle(NULL, NULL, &missing, &base), 0xC0000135, "LdrGetDllHandle of nothing");
    check_status(pLdrLoadDll(NULL, NULL, &missing, &base), 0xC0000135, "LdrLoadDll of nothing");
    check_status(pLdrLoadDll(NULL, NULL, &name, &base), 0, "LdrLoadDll");
    check_status(pLdrUnloadDll(base), 0, "LdrUnloadDll");
    check_status(pLdrGetProcedureAddress(base, &function, 0, &address), 0, "LdrGetProcedureAddress");
    check_equal_ptr(address, (void *)GetProcAddress(base, "Sleep"), "LdrGetProcedureAddress");
    check_status(pLdrGetProcedureAddress(base, &no_function, 0, &address), 0xC0000139, "a function that is not there");
    check_status(pLdrGetProcedureAddress(base, NULL, 0xfff0, &address), 0xC0000138, "an ordinal that is not there");
    check_status(pLdrLockLoaderLock(0, &result, &cookie), 0, "LdrLockLoaderLock");
    check_equal_u32(result, 1, "locked");
    check_status(pLdrUnlockLoaderLock(0, cookie), 0, "LdrUnlockLoaderLock");
    check_status(pLdrLockLoaderLock(0x10, &result, &cookie), 0xC00000EF, "unknown flags");
    check_status(pLdrLockLoaderLock(0, &result, NULL), 0xC00000F1, "no cookie");
    IMAGE_NT_HEADERS *headers = pRtlImageNtHeader(ntdll);
    check(headers && headers->Signature == IMAGE_NT_SIGNATURE, "RtlImageNtHeader");
    check(pRtlImageNtHeader((PVOID) "this is no image, and not even near to one, as anybody sees at once..........") ==
              NULL,
          "no image");
    ULONG size = 0;
    IMAGE_EXPORT_DIRECTORY *exports = pRtlImageDirectoryEntryToData(ntdll, TRUE, IMAGE_DIRECTORY_ENTRY_EXPORT, &size);
    check(exports && size >= sizeof(*exports), "the export directory");
    check(exports && !_stricmp((char *)ntdll + exports->Name, "ntdll.dll"), "its name");
    check(pRtlImageDirectoryEntryToData(ntdll, TRUE, 99, &size) == NULL, "directory 99");
    check_equal_ptr(pRtlPcToFileHeader((PVOID)test_functions, &base), GetModuleHandleA(NULL), "RtlPcToFileHeader");
    check_equal_ptr(base, GetModuleHandleA(NULL), "RtlPcToFileHeader");
    check(pRtlPcToFileHeader(&size, &base) == NULL && base == NULL, "RtlPcToFileHeader of the stack");
}

/* ---- static TLS of the program, and callbacks */

static __thread int counter = 5;
static int attached, detached;
static void NTAPI tls_callback(PVOID module, DWORD reason, PVOID reserved)
{
    (void)module;
    (void)reserved;
    if (reason == DLL_THREAD_ATTACH) attached++;
    if (reason == DLL_THREAD_DETACH) detached++;
}
__attribute__((section(".CRT$XLC"), used)) static PIMAGE_TLS_CALLBACK tls_entry = tls_callback;

static DWORD WINAPI use_tls(void *argument)
{
    (void)argument;
    counter += 10;
    return counter;
}

static void test_tls(void)
{
    DWORD code = 0;
    counter = 100;
    HANDLE thread = CreateThread(NULL, 0, use_tls, NULL, 0, NULL);
    check_equal_u32(WaitForSingleObject(thread, 10000), WAIT_OBJECT_0, "a thread");
    check(GetExitCodeThread(thread, &code), "GetExitCodeThread");
    CloseHandle(thread);
    check_equal_u32(code, 15, "a thread starts with the initial value");
    check_equal_int(counter, 100, "our own is ours");
    check_equal_int(attached, 1, "the TLS callback saw the thread begin");
    check_equal_int(detached, 1, "and end");
}

int main(void)
{
    char folder[MAX_PATH];
    GetTempPathA(MAX_PATH, folder);
    SetCurrentDirectoryA(folder);
    load_functions();
    test_lists();
    test_notifications();
    test_functions();
    test_tls();
    return check_summary();
}
