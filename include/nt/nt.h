/* The NT API as our PE code sees it: base types and the TEB and PEB (layouts of Windows 10, documented in part by
 * Microsoft and for the rest by public debugging symbols), then one header for each family of functions. */
#ifndef NT_H
#define NT_H

#undef WINVER
#undef _WIN32_WINNT
#define WINVER 0x0a00
#define _WIN32_WINNT 0x0a00
#ifdef _NTDLL_
#define _NTSYSTEM_ /* what ntdll itself defines is not imported */
#endif
#define WIN32_LEAN_AND_MEAN
#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include <stddef.h>
#include <stdint.h>

typedef LONG NTSTATUS;
typedef ULONG LOGICAL, *PLOGICAL;
typedef short CSHORT;
#ifndef NT_SUCCESS
#define NT_SUCCESS(status) ((NTSTATUS)(status) >= 0)
#endif

typedef struct _UNICODE_STRING { USHORT Length, MaximumLength; PWSTR Buffer; } UNICODE_STRING, *PUNICODE_STRING;
typedef const UNICODE_STRING *PCUNICODE_STRING;
typedef struct _STRING {
    USHORT Length, MaximumLength;
    PCHAR Buffer;
} STRING, ANSI_STRING, OEM_STRING, *PSTRING, *PANSI_STRING, *POEM_STRING;
typedef const STRING *PCSTRING, *PCANSI_STRING, *PCOEM_STRING;
typedef struct _OBJECT_ATTRIBUTES {
    ULONG Length;
    HANDLE RootDirectory;
    PUNICODE_STRING ObjectName;
    ULONG Attributes;
    PVOID SecurityDescriptor, SecurityQualityOfService;
} OBJECT_ATTRIBUTES, *POBJECT_ATTRIBUTES;
typedef struct _IO_STATUS_BLOCK {
    union {
        NTSTATUS Status;
        PVOID Pointer;
    };
    ULONG_PTR Information;
} IO_STATUS_BLOCK, *PIO_STATUS_BLOCK;
typedef struct _CLIENT_ID { HANDLE UniqueProcess, UniqueThread; } CLIENT_ID, *PCLIENT_ID;
typedef VOID (NTAPI *PIO_APC_ROUTINE)(PVOID, PIO_STATUS_BLOCK, ULONG);
typedef VOID (NTAPI *PNTAPCFUNC)(ULONG_PTR, ULONG_PTR, ULONG_PTR);

#define OBJ_INHERIT            0x00000002
#define OBJ_PERMANENT          0x00000010
#define OBJ_EXCLUSIVE          0x00000020
#define OBJ_CASE_INSENSITIVE   0x00000040
#define OBJ_OPENIF             0x00000080
#define OBJ_OPENLINK           0x00000100
#define InitializeObjectAttributes(p, n, a, r, s) \
    ((p)->Length = sizeof(OBJECT_ATTRIBUTES), (p)->RootDirectory = (r), (p)->Attributes = (a), (p)->ObjectName = (n), \
     (p)->SecurityDescriptor = (s), (p)->SecurityQualityOfService = NULL)

#define NtCurrentProcess() ((HANDLE)(LONG_PTR)-1)
#define NtCurrentThread()  ((HANDLE)(LONG_PTR)-2)

typedef struct _CURDIR { UNICODE_STRING DosPath; HANDLE Handle; } CURDIR;
typedef struct _RTL_USER_PROCESS_PARAMETERS {
    ULONG MaximumLength, Length, Flags, DebugFlags;
    HANDLE ConsoleHandle; ULONG ConsoleFlags;
    HANDLE StandardInput, StandardOutput, StandardError;
    CURDIR CurrentDirectory;
    UNICODE_STRING DllPath, ImagePathName, CommandLine;
    PWSTR Environment;
    ULONG StartingX, StartingY, CountX, CountY, CountCharsX, CountCharsY, FillAttribute, WindowFlags, ShowWindowFlags;
    UNICODE_STRING WindowTitle, DesktopInfo, ShellInfo, RuntimeData;
    struct { USHORT Flags, Length; ULONG TimeStamp; STRING DosPath; } CurrentDirectories[32];
    SIZE_T EnvironmentSize, EnvironmentVersion;
    PVOID PackageDependencyData; ULONG ProcessGroupId, LoaderThreads;
} RTL_USER_PROCESS_PARAMETERS, *PRTL_USER_PROCESS_PARAMETERS;

typedef struct _PEB_LDR_DATA {
    ULONG Length; BOOLEAN Initialized; HANDLE SsHandle;
    LIST_ENTRY InLoadOrderModuleList, InMemoryOrderModuleList, InInitializationOrderModuleList;
    PVOID EntryInProgress; BOOLEAN ShutdownInProgress; HANDLE ShutdownThreadId;
} PEB_LDR_DATA, *PPEB_LDR_DATA;

typedef struct _LDR_DATA_TABLE_ENTRY {
    LIST_ENTRY InLoadOrderLinks, InMemoryOrderLinks, InInitializationOrderLinks;
    PVOID DllBase, EntryPoint; ULONG SizeOfImage;
    UNICODE_STRING FullDllName, BaseDllName;
    ULONG Flags; USHORT LoadCount, TlsIndex;
    LIST_ENTRY HashLinks; ULONG TimeDateStamp;
    PVOID EntryPointActivationContext; PVOID Lock; PVOID DdagNode; LIST_ENTRY NodeModuleLink;
    PVOID LoadContext, ParentDllBase, SwitchBackContext;
    ULONG_PTR BaseAddressIndexNode[6];
    ULONG_PTR OriginalBase;
    LARGE_INTEGER LoadTime;
    ULONG BaseNameHashValue, LoadReason;
    ULONG ImplicitPathOptions, ReferenceCount;
} LDR_DATA_TABLE_ENTRY, *PLDR_DATA_TABLE_ENTRY;

typedef struct _RTL_BITMAP { ULONG SizeOfBitMap; PULONG Buffer; } RTL_BITMAP, *PRTL_BITMAP;

typedef struct _PEB {
    BOOLEAN InheritedAddressSpace, ReadImageFileExecOptions, BeingDebugged, BitField;
    HANDLE Mutant; PVOID ImageBaseAddress; PPEB_LDR_DATA Ldr; PRTL_USER_PROCESS_PARAMETERS ProcessParameters;
    PVOID SubSystemData; HANDLE ProcessHeap; PRTL_CRITICAL_SECTION FastPebLock; PVOID AtlThunkSListPtr, IFEOKey;
    ULONG_PTR CrossProcessFlags; PVOID KernelCallbackTable; ULONG SystemReserved, AtlThunkSListPtr32; PVOID ApiSetMap;
    ULONG_PTR TlsExpansionCounter; PRTL_BITMAP TlsBitmap; ULONG TlsBitmapBits[2];
    PVOID ReadOnlySharedMemoryBase, SharedData; PVOID *ReadOnlyStaticServerData;
    PVOID AnsiCodePageData, OemCodePageData, UnicodeCaseTableData;
    ULONG NumberOfProcessors, NtGlobalFlag; LARGE_INTEGER CriticalSectionTimeout;
    SIZE_T HeapSegmentReserve, HeapSegmentCommit, HeapDeCommitTotalFreeThreshold, HeapDeCommitFreeBlockThreshold;
    ULONG NumberOfHeaps, MaximumNumberOfHeaps; PVOID *ProcessHeaps; PVOID GdiSharedHandleTable, ProcessStarterHelper;
    ULONG_PTR GdiDCAttributeList; PRTL_CRITICAL_SECTION LoaderLock;
    ULONG OSMajorVersion, OSMinorVersion; USHORT OSBuildNumber, OSCSDVersion; ULONG OSPlatformId;
    ULONG ImageSubsystem, ImageSubsystemMajorVersion, ImageSubsystemMinorVersion; ULONG_PTR ActiveProcessAffinityMask;
#ifdef _WIN64
    ULONG GdiHandleBuffer[60];
#else
    ULONG GdiHandleBuffer[34];
#endif
    PVOID PostProcessInitRoutine; PRTL_BITMAP TlsExpansionBitmap; ULONG TlsExpansionBitmapBits[32]; ULONG SessionId;
    ULARGE_INTEGER AppCompatFlags, AppCompatFlagsUser; PVOID pShimData, AppCompatInfo; UNICODE_STRING CSDVersion;
    PVOID ActivationContextData, ProcessAssemblyStorageMap, SystemDefaultActivationContextData,
        SystemAssemblyStorageMap;
    SIZE_T MinimumStackCommit;
    PVOID *FlsCallback;
    LIST_ENTRY FlsListHead;
    PRTL_BITMAP FlsBitmap;
    ULONG FlsBitmapBits[4];
    ULONG FlsHighIndex;
    PVOID WerRegistrationData, WerShipAssertPtr; PVOID Reserved[32];
} PEB, *PPEB;

#ifdef _WIN64
#define TEB_GAP(x86, x64) (x64)
#else
#define TEB_GAP(x86, x64) (x86)
#endif
typedef struct _TEB {
    NT_TIB Tib;
    PVOID EnvironmentPointer;
    CLIENT_ID ClientId;
    PVOID ActiveRpcHandle;
    PVOID *ThreadLocalStoragePointer;
    PPEB ProcessEnvironmentBlock;
    ULONG LastErrorValue, CountOfOwnedCriticalSections;
    PVOID CsrClientThread, Win32ThreadInfo;
    ULONG User32Reserved[26], UserReserved[5];
    PVOID WOW32Reserved; LCID CurrentLocale; ULONG FpSoftwareStatusRegister; PVOID SystemReserved1[54];
    LONG ExceptionCode; PVOID ActivationContextStackPointer;
    BYTE Gap1[TEB_GAP(0x6b4 - 0x1ac, 0x7d8 - 0x2d0)];
    CLIENT_ID RealClientId;
    BYTE Gap2[TEB_GAP(0xbf4 - 0x6bc, 0x1250 - 0x7e8)];
    NTSTATUS LastStatusValue;
    UNICODE_STRING StaticUnicodeString;
    WCHAR StaticUnicodeBuffer[261];
    PVOID DeallocationStack;
    PVOID TlsSlots[64];
    LIST_ENTRY TlsLinks; PVOID Vdm, ReservedForNtRpc, DbgSsReserved[2]; ULONG HardErrorMode;
    BYTE Gap3[TEB_GAP(0xf94 - 0xf2c, 0x1780 - 0x16b8)];
    PVOID *TlsExpansionSlots;
    BYTE Gap4[TEB_GAP(0xfb4 - 0xf98, 0x17c8 - 0x1788)];
    PVOID FlsData;
    PVOID PreferredLanguages, UserPrefLanguages, MergedPrefLanguages;
    ULONG MuiImpersonation;
    USHORT CrossTebFlags, SameTebFlags;
    PVOID TxnScopeEnterCallback, TxnScopeExitCallback, TxnScopeContext;
    ULONG LockCount, WowTebOffset;
    PVOID ResourceRetValue;
} TEB, *PTEB;

#ifdef _WIN64
#define NT_OFFSET(type, field, x86, x64) _Static_assert(offsetof(type, field) == (x64), #field)
#else
#define NT_OFFSET(type, field, x86, x64) _Static_assert(offsetof(type, field) == (x86), #field)
#endif
NT_OFFSET(TEB, ClientId, 0x20, 0x40);
NT_OFFSET(TEB, ThreadLocalStoragePointer, 0x2c, 0x58);
NT_OFFSET(TEB, LastErrorValue, 0x34, 0x68);
NT_OFFSET(TEB, WOW32Reserved, 0xc0, 0x100);
NT_OFFSET(TEB, ExceptionCode, 0x1a4, 0x2c0);
NT_OFFSET(TEB, ActivationContextStackPointer, 0x1a8, 0x2c8);
NT_OFFSET(TEB, RealClientId, 0x6b4, 0x7d8);
NT_OFFSET(TEB, LastStatusValue, 0xbf4, 0x1250);
NT_OFFSET(TEB, DeallocationStack, 0xe0c, 0x1478);
NT_OFFSET(TEB, TlsSlots, 0xe10, 0x1480);
NT_OFFSET(TEB, HardErrorMode, 0xf28, 0x16b0);
NT_OFFSET(TEB, TlsExpansionSlots, 0xf94, 0x1780);
NT_OFFSET(TEB, FlsData, 0xfb4, 0x17c8);
NT_OFFSET(TEB, SameTebFlags, 0xfca, 0x17ee);
NT_OFFSET(PEB, ProcessHeap, 0x18, 0x30);
NT_OFFSET(PEB, TlsBitmap, 0x40, 0x78);
NT_OFFSET(PEB, NumberOfProcessors, 0x64, 0xb8);
NT_OFFSET(PEB, ProcessHeaps, 0x90, 0xf0);
NT_OFFSET(PEB, LoaderLock, 0xa0, 0x110);
NT_OFFSET(PEB, OSMajorVersion, 0xa4, 0x118);
NT_OFFSET(PEB, SessionId, 0x1d4, 0x2c0);
NT_OFFSET(PEB, CSDVersion, 0x1f0, 0x2e8);
NT_OFFSET(PEB, FlsCallback, 0x20c, 0x320);
NT_OFFSET(PEB, FlsHighIndex, 0x22c, 0x350);

#include "process_info.h"
#include "thread_block.h"
#define process_info() ((const struct process_info *)(ULONG_PTR)PROCESS_INFO_ADDRESS)
static inline PPEB current_peb(void) { return NtCurrentTeb()->ProcessEnvironmentBlock; }
static inline struct thread_block *current_thread_block(void)
{
    return (struct thread_block *)((BYTE *)NtCurrentTeb() + THREAD_BLOCK_OFFSET);
}

#include "nt/log.h"
#include "nt/memory.h"
#include "nt/heap.h"
#include "nt/loader.h"
#include "nt/strings.h"
#include "nt/exception.h"
#include "nt/objects.h"
#include "nt/sync.h"
#include "nt/thread.h"
#include "nt/threadpool.h"
#include "nt/process.h"
#include "nt/file.h"
#include "nt/console.h"
#include "nt/socket.h"
#include "nt/path.h"
#include "nt/registry.h"
#include "nt/security.h"
#include "nt/locale.h"
#include "nt/time.h"
#include "nt/system.h"

#endif
