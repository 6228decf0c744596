/* Path syntax: DOS names, NT names, current folder (dlls/ntdll/path*.c, current_directory.c). */
#ifndef NT_PATH_H
#define NT_PATH_H

typedef enum _RTL_PATH_TYPE {
    RtlPathTypeUnknown, RtlPathTypeUncAbsolute, RtlPathTypeDriveAbsolute, RtlPathTypeDriveRelative, RtlPathTypeRooted,
    RtlPathTypeRelative, RtlPathTypeLocalDevice, RtlPathTypeRootLocalDevice
} RTL_PATH_TYPE;
typedef struct _RTL_RELATIVE_NAME {
    UNICODE_STRING RelativeName;
    HANDLE ContainingDirectory;
    PVOID CurDirRef;
} RTL_RELATIVE_NAME;

NTSYSAPI RTL_PATH_TYPE NTAPI RtlDetermineDosPathNameType_U(PCWSTR path);
NTSYSAPI ULONG NTAPI
RtlIsDosDeviceName_U(PCWSTR path); /* offset and length in bytes of the device's name, 0 if it is none */
NTSYSAPI ULONG NTAPI RtlGetFullPathName_U(PCWSTR path, ULONG size, PWSTR buffer, PWSTR *file_part);
NTSYSAPI NTSTATUS NTAPI RtlGetFullPathName_UEx(PCWSTR path, ULONG size, PWSTR buffer, PWSTR *file_part, ULONG *bytes);
NTSYSAPI BOOLEAN NTAPI RtlDosPathNameToNtPathName_U(PCWSTR path, PUNICODE_STRING nt_path, PWSTR *file_part,
                                                    RTL_RELATIVE_NAME *relative);
NTSYSAPI NTSTATUS NTAPI RtlDosPathNameToNtPathName_U_WithStatus(PCWSTR path, PUNICODE_STRING nt_path, PWSTR *file_part,
                                                                RTL_RELATIVE_NAME *relative);
NTSYSAPI BOOLEAN NTAPI RtlDosPathNameToRelativeNtPathName_U(PCWSTR path, PUNICODE_STRING nt_path, PWSTR *file_part,
                                                            RTL_RELATIVE_NAME *relative);
NTSYSAPI NTSTATUS NTAPI RtlDosPathNameToRelativeNtPathName_U_WithStatus(PCWSTR path, PUNICODE_STRING nt_path,
                                                                        PWSTR *file_part, RTL_RELATIVE_NAME *relative);
NTSYSAPI NTSTATUS NTAPI RtlDosLongPathNameToNtPathName_U_WithStatus(PCWSTR path, PUNICODE_STRING nt_path,
                                                                    PWSTR *file_part, RTL_RELATIVE_NAME *relative);
NTSYSAPI VOID NTAPI RtlReleaseRelativeName(RTL_RELATIVE_NAME *relative);
NTSYSAPI ULONG NTAPI RtlGetCurrentDirectory_U(ULONG size, PWSTR buffer);
NTSYSAPI NTSTATUS NTAPI RtlSetCurrentDirectory_U(PCUNICODE_STRING path);
NTSYSAPI ULONG NTAPI RtlGetLongestNtPathLength(void);
NTSYSAPI BOOLEAN NTAPI RtlIsNameLegalDOS8Dot3(PCUNICODE_STRING name, POEM_STRING oem_name, PBOOLEAN contains_spaces);
NTSYSAPI ULONG NTAPI RtlDosSearchPath_U(PCWSTR search, PCWSTR name, PCWSTR extension, ULONG size, PWSTR buffer,
                                        PWSTR *file_part);
NTSYSAPI BOOLEAN NTAPI RtlDoesFileExists_U(PCWSTR path);
NTSYSAPI BOOLEAN NTAPI RtlAreLongPathsEnabled(void);
NTSYSAPI NTSTATUS NTAPI RtlNtPathNameToDosPathName(ULONG flags, PVOID buffer, PULONG disposition, PWSTR *file_part);
NTSYSAPI NTSTATUS NTAPI RtlWow64EnableFsRedirection(BOOLEAN enable);
NTSYSAPI NTSTATUS NTAPI RtlWow64EnableFsRedirectionEx(ULONG disable, PULONG old);

#endif
