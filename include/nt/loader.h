/* The PE loader: modules, exports, resources, activation contexts (dlls/ntdll/ldr_*.c, rtl_image.c, actctx_*.c). */
#ifndef NT_LOADER_H
#define NT_LOADER_H

/* LDR_DATA_TABLE_ENTRY.Flags */
#define LDR_IMAGE_DLL                   0x00000004
#define LDR_LOAD_NOTIFICATIONS_SENT     0x00000008
#define LDR_STATIC_LINK                 0x00000020
#define LDR_LOAD_IN_PROGRESS            0x00001000
#define LDR_UNLOAD_IN_PROGRESS          0x00002000
#define LDR_ENTRY_PROCESSED             0x00004000
#define LDR_NO_THREAD_CALLS             0x00040000
#define LDR_PROCESS_ATTACH_CALLED       0x00080000
#define LDR_COR_IMAGE                   0x00400000

NTSYSAPI NTSTATUS NTAPI LdrLoadDll(PWSTR search_path, PULONG flags, PCUNICODE_STRING name, PVOID *base);
NTSYSAPI NTSTATUS NTAPI LdrUnloadDll(PVOID base);
NTSYSAPI NTSTATUS NTAPI LdrGetDllHandle(PWSTR search_path, PULONG flags, PCUNICODE_STRING name, PVOID *base);
NTSYSAPI NTSTATUS NTAPI LdrGetDllHandleEx(ULONG flags, PWSTR search_path, PULONG characteristics, PCUNICODE_STRING name,
                                          PVOID *base);
NTSYSAPI NTSTATUS NTAPI LdrGetDllFullName(PVOID base, PUNICODE_STRING name);
NTSYSAPI NTSTATUS NTAPI LdrGetProcedureAddress(PVOID base, const ANSI_STRING *name, ULONG ordinal, PVOID *address);
NTSYSAPI NTSTATUS NTAPI LdrGetProcedureAddressEx(PVOID base, const ANSI_STRING *name, ULONG ordinal, PVOID *address,
                                                 ULONG flags);
NTSYSAPI NTSTATUS NTAPI LdrGetProcedureAddressForCaller(PVOID base, const ANSI_STRING *name, ULONG ordinal,
                                                        PVOID *address, ULONG flags, PVOID caller);
NTSYSAPI NTSTATUS NTAPI LdrAddRefDll(ULONG flags, PVOID base); /* flags 1: pin for ever */
NTSYSAPI NTSTATUS NTAPI LdrDisableThreadCalloutsForDll(PVOID base);
NTSYSAPI NTSTATUS NTAPI LdrLockLoaderLock(ULONG flags, PULONG result, PULONG_PTR cookie);
NTSYSAPI NTSTATUS NTAPI LdrUnlockLoaderLock(ULONG flags, ULONG_PTR cookie);
typedef VOID (NTAPI *PLDR_ENUM_CALLBACK)(PLDR_DATA_TABLE_ENTRY entry, PVOID context, BOOLEAN *stop);
NTSYSAPI NTSTATUS NTAPI LdrEnumerateLoadedModules(ULONG flags, PLDR_ENUM_CALLBACK callback, PVOID context);
NTSYSAPI NTSTATUS NTAPI LdrFindEntryForAddress(PVOID address, PLDR_DATA_TABLE_ENTRY *entry);
NTSYSAPI NTSTATUS NTAPI LdrShutdownProcess(void);
NTSYSAPI NTSTATUS NTAPI LdrShutdownThread(void);
NTSYSAPI PVOID NTAPI LdrResolveDelayLoadedAPI(PVOID base, const void *descriptor, PVOID failure_dll_hook,
                                              PVOID failure_system_hook, IMAGE_THUNK_DATA *thunk, ULONG flags);
NTSYSAPI NTSTATUS NTAPI LdrQueryOptionalDelayLoadedAPI(PVOID parent, const char *dll, const char *function,
                                                       ULONG reserved);

/* search path settings */
NTSYSAPI NTSTATUS NTAPI LdrSetDllDirectory(PCUNICODE_STRING folder);
NTSYSAPI NTSTATUS NTAPI LdrGetDllDirectory(PUNICODE_STRING folder);
NTSYSAPI NTSTATUS NTAPI LdrAddDllDirectory(PCUNICODE_STRING folder, PVOID *cookie);
NTSYSAPI NTSTATUS NTAPI LdrRemoveDllDirectory(PVOID cookie);
NTSYSAPI NTSTATUS NTAPI LdrSetDefaultDllDirectories(ULONG flags);
/* For LdrLoadDll: its first argument may be `(PWSTR)(flags | 1)` with flags of LoadLibraryEx, as kernel32 does. */
#define LDR_SEARCH_FLAGS(flags) ((PWSTR)(ULONG_PTR)((flags) | 1))

/* LoadLibraryEx with one of the flags for data: the image is laid out but does not run. The handle has bit 1 set
 * (LDR_IS_IMAGEMAPPING). */
NTSTATUS __cdecl winrun_load_data_file(PCUNICODE_STRING name, ULONG flags, PVOID *handle);
NTSTATUS __cdecl winrun_unload_data_file(PVOID handle);

/* load and unload notifications */
typedef struct _LDR_DLL_NOTIFICATION_DATA {
    ULONG Flags; PCUNICODE_STRING FullDllName, BaseDllName; PVOID DllBase; ULONG SizeOfImage;
} LDR_DLL_NOTIFICATION_DATA;
typedef VOID(CALLBACK *PLDR_DLL_NOTIFICATION_FUNCTION)(ULONG reason, const LDR_DLL_NOTIFICATION_DATA *data,
                                                       PVOID context);
#define LDR_DLL_NOTIFICATION_REASON_LOADED   1
#define LDR_DLL_NOTIFICATION_REASON_UNLOADED 2
NTSYSAPI NTSTATUS NTAPI LdrRegisterDllNotification(ULONG flags, PLDR_DLL_NOTIFICATION_FUNCTION function, PVOID context,
                                                   PVOID *cookie);
NTSYSAPI NTSTATUS NTAPI LdrUnregisterDllNotification(PVOID cookie);

/* images */
NTSYSAPI PIMAGE_NT_HEADERS NTAPI RtlImageNtHeader(PVOID base);
NTSYSAPI NTSTATUS NTAPI RtlImageNtHeaderEx(ULONG flags, PVOID base, ULONG64 size, PIMAGE_NT_HEADERS *headers);
NTSYSAPI PVOID NTAPI RtlImageDirectoryEntryToData(PVOID base, BOOLEAN mapped_as_image, USHORT directory, PULONG size);
NTSYSAPI PIMAGE_SECTION_HEADER NTAPI RtlImageRvaToSection(PIMAGE_NT_HEADERS headers, PVOID base, ULONG rva);
NTSYSAPI PVOID NTAPI RtlImageRvaToVa(PIMAGE_NT_HEADERS headers, PVOID base, ULONG rva, PIMAGE_SECTION_HEADER *section);
NTSYSAPI PVOID NTAPI RtlPcToFileHeader(PVOID pc, PVOID *base);
NTSYSAPI PVOID NTAPI RtlFindExportedRoutineByName(PVOID base, const char *name);

/* resources */
typedef struct _LDR_RESOURCE_INFO { ULONG_PTR Type, Name, Language; } LDR_RESOURCE_INFO;
NTSYSAPI NTSTATUS NTAPI LdrFindResource_U(PVOID module, const LDR_RESOURCE_INFO *info, ULONG level,
                                          PIMAGE_RESOURCE_DATA_ENTRY *entry);
NTSYSAPI NTSTATUS NTAPI LdrFindResourceDirectory_U(PVOID module, const LDR_RESOURCE_INFO *info, ULONG level,
                                                   PIMAGE_RESOURCE_DIRECTORY *dir);
NTSYSAPI NTSTATUS NTAPI LdrAccessResource(PVOID module, const IMAGE_RESOURCE_DATA_ENTRY *entry, PVOID *address,
                                          PULONG size);

/* processes and threads begin and end */
NTSYSAPI VOID NTAPI RtlUserThreadStart(LPTHREAD_START_ROUTINE routine, PVOID argument);
typedef VOID (FASTCALL *BASE_THREAD_INIT_THUNK)(ULONG unknown, LPTHREAD_START_ROUTINE routine, PVOID argument);
NTSYSAPI BOOLEAN NTAPI RtlDllShutdownInProgress(void);

/* Inside ntdll: the module that holds this address, without a lock (also for exception handling); NULL if none. */
PLDR_DATA_TABLE_ENTRY module_from_address(const void *address);
/* Runs DLL_THREAD_DETACH and frees the thread's static TLS: LdrShutdownThread calls it. */
void loader_thread_detach(void);
/* Prints one sentence to stderr for people, prefixed with "winrun: ". */
void __cdecl winrun_print_error(const char *format, ...);

/* activation contexts */
NTSTATUS __cdecl winrun_create_activation_context(HANDLE *handle,
                                                  const void *description); /* an ACTCTXW; for kernel32 */
NTSYSAPI VOID NTAPI RtlAddRefActivationContext(HANDLE handle);
NTSYSAPI VOID NTAPI RtlReleaseActivationContext(HANDLE handle);
NTSYSAPI NTSTATUS NTAPI RtlZombifyActivationContext(HANDLE handle);
NTSYSAPI NTSTATUS NTAPI RtlActivateActivationContext(ULONG flags, HANDLE handle, PULONG_PTR cookie);
NTSYSAPI NTSTATUS NTAPI RtlActivateActivationContextEx(ULONG flags, PTEB teb, HANDLE handle, PULONG_PTR cookie);
NTSYSAPI VOID NTAPI RtlDeactivateActivationContext(ULONG flags, ULONG_PTR cookie);
NTSYSAPI NTSTATUS NTAPI RtlGetActiveActivationContext(HANDLE *handle);
NTSYSAPI BOOLEAN NTAPI RtlIsActivationContextActive(HANDLE handle);
NTSYSAPI VOID NTAPI RtlFreeThreadActivationContextStack(void);
NTSYSAPI NTSTATUS NTAPI RtlFindActivationContextSectionString(ULONG flags, const GUID *guid, ULONG section,
                                                              PCUNICODE_STRING name, PVOID data);
NTSYSAPI NTSTATUS NTAPI RtlFindActivationContextSectionGuid(ULONG flags, const GUID *extension, ULONG section,
                                                            const GUID *guid, PVOID data);
NTSYSAPI NTSTATUS NTAPI RtlQueryInformationActivationContext(ULONG flags, HANDLE handle, PVOID subinstance,
                                                             ULONG info_class, PVOID buffer, SIZE_T size,
                                                             PSIZE_T needed);
NTSYSAPI NTSTATUS NTAPI RtlQueryInformationActiveActivationContext(ULONG info_class, PVOID buffer, SIZE_T size,
                                                                   PSIZE_T needed);
NTSYSAPI NTSTATUS NTAPI RtlQueryActivationContextApplicationSettings(ULONG flags, HANDLE handle, PCWSTR name_space,
                                                                     PCWSTR name, PWSTR buffer, SIZE_T size,
                                                                     PSIZE_T needed);

#endif
