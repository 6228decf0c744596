/* Rtl strings: UNICODE_STRING and ANSI_STRING functions, integers, GUIDs, bitmaps, errors, environment
 * (dlls/ntdll/rtl_*.c, environment.c). Conversions between code pages are in locale.h. */
#ifndef NT_STRINGS_H
#define NT_STRINGS_H

NTSYSAPI VOID NTAPI RtlInitUnicodeString(PUNICODE_STRING string, PCWSTR source);
NTSYSAPI NTSTATUS NTAPI RtlInitUnicodeStringEx(PUNICODE_STRING string, PCWSTR source);
NTSYSAPI VOID NTAPI RtlInitAnsiString(PANSI_STRING string, PCSTR source);
NTSYSAPI NTSTATUS NTAPI RtlInitAnsiStringEx(PANSI_STRING string, PCSTR source);
NTSYSAPI VOID NTAPI RtlInitString(PSTRING string, PCSTR source);
NTSYSAPI BOOLEAN NTAPI RtlCreateUnicodeString(PUNICODE_STRING string, PCWSTR source);
NTSYSAPI BOOLEAN NTAPI RtlCreateUnicodeStringFromAsciiz(PUNICODE_STRING string, PCSTR source);
NTSYSAPI VOID NTAPI RtlFreeUnicodeString(PUNICODE_STRING string);
NTSYSAPI VOID NTAPI RtlFreeAnsiString(PANSI_STRING string);
NTSYSAPI VOID NTAPI RtlFreeOemString(POEM_STRING string);
NTSYSAPI VOID NTAPI RtlCopyUnicodeString(PUNICODE_STRING target, PCUNICODE_STRING source);
NTSYSAPI VOID NTAPI RtlCopyString(PSTRING target, const STRING *source);
NTSYSAPI NTSTATUS NTAPI RtlDuplicateUnicodeString(ULONG flags, PCUNICODE_STRING source, PUNICODE_STRING target);
NTSYSAPI LONG NTAPI RtlCompareUnicodeString(PCUNICODE_STRING first, PCUNICODE_STRING second, BOOLEAN ignore_case);
NTSYSAPI LONG NTAPI RtlCompareUnicodeStrings(PCWCH first, SIZE_T first_length, PCWCH second, SIZE_T second_length,
                                             BOOLEAN ignore_case);
NTSYSAPI BOOLEAN NTAPI RtlEqualUnicodeString(PCUNICODE_STRING first, PCUNICODE_STRING second, BOOLEAN ignore_case);
NTSYSAPI BOOLEAN NTAPI RtlPrefixUnicodeString(PCUNICODE_STRING prefix, PCUNICODE_STRING string, BOOLEAN ignore_case);
NTSYSAPI LONG NTAPI RtlCompareString(const STRING *first, const STRING *second, BOOLEAN ignore_case);
NTSYSAPI BOOLEAN NTAPI RtlEqualString(const STRING *first, const STRING *second, BOOLEAN ignore_case);
NTSYSAPI BOOLEAN NTAPI RtlPrefixString(const STRING *prefix, const STRING *string, BOOLEAN ignore_case);
NTSYSAPI NTSTATUS NTAPI RtlAppendUnicodeToString(PUNICODE_STRING target, PCWSTR source);
NTSYSAPI NTSTATUS NTAPI RtlAppendUnicodeStringToString(PUNICODE_STRING target, PCUNICODE_STRING source);
NTSYSAPI NTSTATUS NTAPI RtlAppendAsciizToString(PSTRING target, PCSTR source);
NTSYSAPI NTSTATUS NTAPI RtlAppendStringToString(PSTRING target, const STRING *source);
NTSYSAPI VOID NTAPI RtlEraseUnicodeString(PUNICODE_STRING string);
NTSYSAPI NTSTATUS NTAPI RtlHashUnicodeString(PCUNICODE_STRING string, BOOLEAN ignore_case, ULONG algorithm,
                                             PULONG hash);
NTSYSAPI NTSTATUS NTAPI RtlFindCharInUnicodeString(ULONG flags, PCUNICODE_STRING string, PCUNICODE_STRING characters,
                                                   PUSHORT position);
NTSYSAPI NTSTATUS NTAPI RtlValidateUnicodeString(ULONG flags, PCUNICODE_STRING string);

NTSYSAPI NTSTATUS NTAPI RtlAnsiStringToUnicodeString(PUNICODE_STRING target, PCANSI_STRING source, BOOLEAN allocate);
NTSYSAPI NTSTATUS NTAPI RtlUnicodeStringToAnsiString(PANSI_STRING target, PCUNICODE_STRING source, BOOLEAN allocate);
NTSYSAPI NTSTATUS NTAPI RtlOemStringToUnicodeString(PUNICODE_STRING target, PCOEM_STRING source, BOOLEAN allocate);
NTSYSAPI NTSTATUS NTAPI RtlUnicodeStringToOemString(POEM_STRING target, PCUNICODE_STRING source, BOOLEAN allocate);
NTSYSAPI NTSTATUS NTAPI RtlUpcaseUnicodeString(PUNICODE_STRING target, PCUNICODE_STRING source, BOOLEAN allocate);
NTSYSAPI NTSTATUS NTAPI RtlDowncaseUnicodeString(PUNICODE_STRING target, PCUNICODE_STRING source, BOOLEAN allocate);
NTSYSAPI ULONG NTAPI RtlxAnsiStringToUnicodeSize(PCANSI_STRING string);
NTSYSAPI ULONG NTAPI RtlxUnicodeStringToAnsiSize(PCUNICODE_STRING string);

/* by the code page tables; sizes in bytes */
NTSYSAPI NTSTATUS NTAPI RtlMultiByteToUnicodeN(PWSTR target, ULONG size, PULONG used, PCSTR source, ULONG source_size);
NTSYSAPI NTSTATUS NTAPI RtlOemToUnicodeN(PWSTR target, ULONG size, PULONG used, PCSTR source, ULONG source_size);
NTSYSAPI NTSTATUS NTAPI RtlUTF8ToUnicodeN(PWSTR target, ULONG size, PULONG used, PCSTR source, ULONG source_size);
NTSYSAPI NTSTATUS NTAPI RtlUnicodeToMultiByteN(PSTR target, ULONG size, PULONG used, PCWSTR source, ULONG source_size);
NTSYSAPI NTSTATUS NTAPI RtlUnicodeToOemN(PSTR target, ULONG size, PULONG used, PCWSTR source, ULONG source_size);
NTSYSAPI NTSTATUS NTAPI RtlUnicodeToUTF8N(PSTR target, ULONG size, PULONG used, PCWSTR source, ULONG source_size);
NTSYSAPI NTSTATUS NTAPI RtlMultiByteToUnicodeSize(PULONG size, PCSTR source, ULONG source_size);
NTSYSAPI NTSTATUS NTAPI RtlUnicodeToMultiByteSize(PULONG size, PCWSTR source, ULONG source_size);
NTSYSAPI WCHAR NTAPI RtlUpcaseUnicodeChar(WCHAR c);
NTSYSAPI WCHAR NTAPI RtlDowncaseUnicodeChar(WCHAR c);
NTSYSAPI CHAR NTAPI RtlUpperChar(CHAR c);

NTSYSAPI NTSTATUS NTAPI RtlCharToInteger(PCSTR string, ULONG base, PULONG value);
NTSYSAPI NTSTATUS NTAPI RtlIntegerToChar(ULONG value, ULONG base, ULONG size, PSTR string);
NTSYSAPI NTSTATUS NTAPI RtlUnicodeStringToInteger(PCUNICODE_STRING string, ULONG base, PULONG value);
NTSYSAPI NTSTATUS NTAPI RtlIntegerToUnicodeString(ULONG value, ULONG base, PUNICODE_STRING string);
NTSYSAPI NTSTATUS NTAPI RtlInt64ToUnicodeString(ULONGLONG value, ULONG base, PUNICODE_STRING string);
NTSYSAPI NTSTATUS NTAPI RtlStringFromGUID(const GUID *guid, PUNICODE_STRING string);
NTSYSAPI NTSTATUS NTAPI RtlGUIDFromString(PCUNICODE_STRING string, GUID *guid);

NTSYSAPI VOID NTAPI RtlInitializeBitMap(PRTL_BITMAP bitmap, PULONG buffer, ULONG size);
NTSYSAPI VOID NTAPI RtlClearAllBits(PRTL_BITMAP bitmap);
NTSYSAPI VOID NTAPI RtlSetAllBits(PRTL_BITMAP bitmap);
NTSYSAPI VOID NTAPI RtlSetBits(PRTL_BITMAP bitmap, ULONG start, ULONG count);
NTSYSAPI VOID NTAPI RtlClearBits(PRTL_BITMAP bitmap, ULONG start, ULONG count);
NTSYSAPI BOOLEAN NTAPI RtlTestBit(PRTL_BITMAP bitmap, ULONG bit);
NTSYSAPI ULONG NTAPI RtlFindClearBits(PRTL_BITMAP bitmap, ULONG count, ULONG hint);
NTSYSAPI ULONG NTAPI RtlFindClearBitsAndSet(PRTL_BITMAP bitmap, ULONG count, ULONG hint);
NTSYSAPI ULONG NTAPI RtlFindSetBits(PRTL_BITMAP bitmap, ULONG count, ULONG hint);
NTSYSAPI ULONG NTAPI RtlNumberOfSetBits(PRTL_BITMAP bitmap);
NTSYSAPI ULONG NTAPI RtlNumberOfClearBits(PRTL_BITMAP bitmap);
NTSYSAPI BOOLEAN NTAPI RtlAreBitsSet(PRTL_BITMAP bitmap, ULONG start, ULONG count);
NTSYSAPI BOOLEAN NTAPI RtlAreBitsClear(PRTL_BITMAP bitmap, ULONG start, ULONG count);

NTSYSAPI ULONG NTAPI RtlNtStatusToDosError(NTSTATUS status);
NTSYSAPI ULONG NTAPI RtlNtStatusToDosErrorNoTeb(NTSTATUS status);
NTSYSAPI ULONG NTAPI RtlGetLastWin32Error(void);
NTSYSAPI VOID NTAPI RtlSetLastWin32Error(ULONG error);
NTSYSAPI NTSTATUS NTAPI RtlGetLastNtStatus(void);
NTSYSAPI ULONG NTAPI RtlSetLastWin32ErrorAndNtStatusFromNtStatus(NTSTATUS status);
/* For Win32 functions over Nt functions: sets the last error of a failure; FALSE then, TRUE on success. */
static inline BOOL set_last_status(NTSTATUS status)
{
    if (NT_SUCCESS(status)) return TRUE;
    RtlSetLastWin32ErrorAndNtStatusFromNtStatus(status);
    return FALSE;
}

NTSYSAPI PVOID NTAPI RtlEncodePointer(PVOID pointer);
NTSYSAPI PVOID NTAPI RtlDecodePointer(PVOID pointer);
NTSYSAPI ULONG NTAPI RtlUniform(PULONG seed);
NTSYSAPI ULONG NTAPI RtlRandom(PULONG seed);
NTSYSAPI ULONG NTAPI RtlRandomEx(PULONG seed);
NTSYSAPI ULONG NTAPI RtlComputeCrc32(ULONG initial, const void *data, ULONG size);
NTSYSAPI NTSTATUS NTAPI RtlGetVersion(OSVERSIONINFOEXW *info);
NTSYSAPI VOID NTAPI RtlGetNtVersionNumbers(ULONG *major, ULONG *minor, ULONG *build);
NTSYSAPI NTSTATUS NTAPI RtlVerifyVersionInfo(const OSVERSIONINFOEXW *info, ULONG type_mask, ULONGLONG condition_mask);

/* environment; the peb lock protects the current one */
NTSYSAPI NTSTATUS NTAPI RtlQueryEnvironmentVariable_U(PWSTR environment, PCUNICODE_STRING name, PUNICODE_STRING value);
NTSYSAPI NTSTATUS NTAPI RtlQueryEnvironmentVariable(PWSTR environment, PCWSTR name, SIZE_T name_length, PWSTR value,
                                                    SIZE_T value_length, PSIZE_T needed);
NTSYSAPI NTSTATUS NTAPI RtlSetEnvironmentVariable(PWSTR *environment, PCUNICODE_STRING name, PCUNICODE_STRING value);
NTSYSAPI NTSTATUS NTAPI RtlSetEnvironmentVar(PWSTR *environment, PCWSTR name, SIZE_T name_length, PCWSTR value,
                                             SIZE_T value_length);
NTSYSAPI NTSTATUS NTAPI RtlExpandEnvironmentStrings_U(PWSTR environment, PCUNICODE_STRING source,
                                                      PUNICODE_STRING target, PULONG needed);
NTSYSAPI NTSTATUS NTAPI RtlExpandEnvironmentStrings(PCWSTR environment, PCWSTR source, SIZE_T source_length,
                                                    PWSTR target, SIZE_T target_length, PSIZE_T needed);
NTSYSAPI NTSTATUS NTAPI RtlCreateEnvironment(BOOLEAN inherit, PWSTR *environment);
NTSYSAPI VOID NTAPI RtlDestroyEnvironment(PWSTR environment);
NTSYSAPI VOID NTAPI RtlSetCurrentEnvironment(PWSTR environment, PWSTR *previous);
NTSYSAPI NTSTATUS NTAPI RtlSetEnvironmentStrings(PCWSTR block, SIZE_T size);
NTSYSAPI VOID NTAPI RtlAcquirePebLock(void);
NTSYSAPI VOID NTAPI RtlReleasePebLock(void);

/* process parameters: one block, freed with RtlDestroyProcessParameters */
#define PROCESS_PARAMETERS_NORMALIZED 1
NTSYSAPI NTSTATUS NTAPI RtlCreateProcessParametersEx(PRTL_USER_PROCESS_PARAMETERS *parameters, PCUNICODE_STRING image,
                                                     PCUNICODE_STRING dll_path, PCUNICODE_STRING folder,
                                                     PCUNICODE_STRING command_line, PWSTR environment,
                                                     PCUNICODE_STRING title, PCUNICODE_STRING desktop,
                                                     PCUNICODE_STRING shell_info, PCUNICODE_STRING runtime_data,
                                                     ULONG flags);
NTSYSAPI VOID NTAPI RtlDestroyProcessParameters(PRTL_USER_PROCESS_PARAMETERS parameters);
NTSYSAPI PRTL_USER_PROCESS_PARAMETERS NTAPI RtlNormalizeProcessParams(PRTL_USER_PROCESS_PARAMETERS parameters);
NTSYSAPI PRTL_USER_PROCESS_PARAMETERS NTAPI RtlDeNormalizeProcessParams(PRTL_USER_PROCESS_PARAMETERS parameters);

/* A UNICODE_STRING of a literal: UNICODE_LITERAL(L"text") */
#define UNICODE_LITERAL(text) { sizeof(text) - sizeof(WCHAR), sizeof(text), (PWSTR)(text) }

#endif
