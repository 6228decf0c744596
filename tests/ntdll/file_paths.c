/* Path functions of ntdll, NtCreateFile with a root folder, information classes, enumeration. */
#define WIN32_NO_STATUS
#include "../check.h"
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include <winternl.h>
#include "../temporary_folder.h"

NTSYSAPI ULONG NTAPI RtlDetermineDosPathNameType_U(PCWSTR);
NTSYSAPI ULONG NTAPI RtlIsDosDeviceName_U(PCWSTR);
NTSYSAPI NTSTATUS NTAPI NtQueryDirectoryFile(HANDLE, HANDLE, PIO_APC_ROUTINE, PVOID, PIO_STATUS_BLOCK, PVOID, ULONG,
                                             FILE_INFORMATION_CLASS, BOOLEAN, PUNICODE_STRING, BOOLEAN);

static void test_types(void)
{
    static const struct { const WCHAR *path; ULONG type;
    } cases[] = {
        {L"", 5},         {L"x", 5},        {L"x\\y", 5},     {L"\\x", 4},   {L"/x", 4},
        {L"C:x", 3},      {L"C:", 3},       {L"C:\\x", 2},    {L"C:/x", 2},  {L"\\\\server\\share", 1},
        {L"//server", 1}, {L"\\\\.\\x", 6}, {L"\\\\?\\x", 6}, {L"\\\\.", 7}, {L"\\\\?", 7},
        {L".", 5},        {L"..\\x", 5},
    };
    for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        check_case((int)i);
        check_equal_u32(RtlDetermineDosPathNameType_U(cases[i].path), cases[i].type, "type");
    }
    check_case(0);
}

static void test_devices(void)
{
    static const struct { const WCHAR *path; ULONG offset, size;
    } cases[] = {
        {L"NUL", 0, 6},     {L"nul", 0, 6},        {L"NUL:", 0, 6},       {L"con", 0, 6},  {L"COM1", 0, 8},
        {L"LPT9", 0, 8},    {L"COM0", 0, 0},       {L"COM10", 0, 0},      {L"nulx", 0, 0}, {L"x", 0, 0},
        {L"c:\\aux", 6, 6}, {L"\\\\.\\con", 8, 6}, {L"\\\\.\\nul", 0, 0}, {L"", 0, 0},     {L"PRN", 0, 6},
    };
    for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        check_case((int)i);
        check_equal_u32(RtlIsDosDeviceName_U(cases[i].path), cases[i].offset << 16 | cases[i].size, "device");
    }
    check_case(0);
}

static void test_nt_names(void)
{
    static const struct { const WCHAR *path, *nt;
    } cases[] = {
        {L"C:\\a\\..\\b", L"\\??\\C:\\b"},
        {L"\\\\server\\share\\x", L"\\??\\UNC\\server\\share\\x"},
        {L"\\\\?\\C:\\a\\..\\b", L"\\??\\C:\\a\\..\\b"},
        {L"\\\\.\\pipe\\x", L"\\??\\pipe\\x"},
        {L"NUL", L"\\??\\NUL"},
        {L"\\??\\C:\\x", L"\\??\\C:\\x"},
        {L"C:\\x. ", L"\\??\\C:\\x"},
    };
    for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        UNICODE_STRING name = {0};
        check_case((int)i);
        check(RtlDosPathNameToNtPathName_U(cases[i].path, &name, NULL, NULL), "converts");
        check_equal_u32(name.Length, wcslen(cases[i].nt) * 2, "length");
        check(name.Buffer && !memcmp(name.Buffer, cases[i].nt, name.Length), "name");
        RtlFreeUnicodeString(&name);
    }
    check_case(0);
}

static NTSTATUS open_at(HANDLE *handle, HANDLE root, const WCHAR *text, ACCESS_MASK access, ULONG disposition,
                        ULONG options, IO_STATUS_BLOCK *io)
{
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    RtlInitUnicodeString(&name, text);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, root, NULL);
    return NtCreateFile(handle, access | SYNCHRONIZE, &attributes, io, NULL, 0, 7, disposition,
                        options | FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0);
}

static void test_root_folder(void)
{
    IO_STATUS_BLOCK io;
    HANDLE root, file;
    WCHAR text[MAX_PATH + 8] = L"\\??\\";
    wcscat(text, temporary_folder);
    check_status(open_at(&root, NULL, text, FILE_LIST_DIRECTORY | FILE_TRAVERSE, FILE_OPEN, FILE_DIRECTORY_FILE, &io),
                 STATUS_SUCCESS, "root");
    check_status(open_at(&file, root, L"new.txt", FILE_GENERIC_WRITE, FILE_CREATE, FILE_NON_DIRECTORY_FILE, &io),
                 STATUS_SUCCESS, "create");
    check_equal_u32(io.Information, FILE_CREATED, "created");
    NtClose(file);
    check_status(open_at(&file, root, L"NEW.txt", FILE_GENERIC_WRITE, FILE_CREATE, 0, &io),
                 STATUS_OBJECT_NAME_COLLISION, "again");
    check_status(open_at(&file, root, L"new.TXT", FILE_GENERIC_READ, FILE_OPEN_IF, 0, &io), STATUS_SUCCESS, "open");
    check_equal_u32(io.Information, FILE_OPENED, "opened");
    NtClose(file);
    check_status(open_at(&file, root, L"new.txt", FILE_GENERIC_WRITE, FILE_OVERWRITE_IF, 0, &io), STATUS_SUCCESS,
                 "overwrite");
    check_equal_u32(io.Information, FILE_OVERWRITTEN, "overwritten");
    NtClose(file);
    check_status(open_at(&file, root, L"new.txt", FILE_GENERIC_WRITE, FILE_SUPERSEDE, 0, &io), STATUS_SUCCESS,
                 "supersede");
    check_equal_u32(io.Information, FILE_SUPERSEDED, "superseded");
    NtClose(file);
    check_status(open_at(&file, root, L"new.txt", FILE_GENERIC_READ, FILE_OPEN, FILE_DIRECTORY_FILE, &io),
                 STATUS_NOT_A_DIRECTORY, "no folder");
    check_status(open_at(&file, root, L"no.txt", FILE_GENERIC_READ, FILE_OPEN, 0, &io), STATUS_OBJECT_NAME_NOT_FOUND,
                 "missing");
    check_status(open_at(&file, root, L"no\\no.txt", FILE_GENERIC_READ, FILE_OPEN, 0, &io),
                 STATUS_OBJECT_PATH_NOT_FOUND, "missing folder");
    check_status(open_at(&file, NULL, text, FILE_GENERIC_READ, FILE_OPEN, FILE_NON_DIRECTORY_FILE, &io),
                 STATUS_FILE_IS_A_DIRECTORY, "a folder");
    check_status(open_at(&file, root, L"x", FILE_GENERIC_READ, 6, 0, &io), STATUS_INVALID_PARAMETER, "disposition");
    check_status(
        open_at(&file, root, L"x", FILE_GENERIC_READ, FILE_OPEN, FILE_DIRECTORY_FILE | FILE_NON_DIRECTORY_FILE, &io),
        STATUS_INVALID_PARAMETER, "contradiction");

    BYTE buffer[512];
    memset(buffer, 0, sizeof(buffer));
    check_status(NtQueryDirectoryFile(root, NULL, NULL, NULL, &io, buffer, sizeof(buffer), 1, TRUE, NULL, FALSE),
                 STATUS_SUCCESS, "first entry");
    check_equal_u32(*(ULONG *)(buffer + 60), 2, "name size of .");
    check_status(NtQueryDirectoryFile(root, NULL, NULL, NULL, &io, buffer, sizeof(buffer), 1, TRUE, NULL, FALSE),
                 STATUS_SUCCESS, "second entry");
    check_status(NtQueryDirectoryFile(root, NULL, NULL, NULL, &io, buffer, sizeof(buffer), 1, TRUE, NULL, FALSE),
                 STATUS_SUCCESS, "third entry");
    check_equal_u32(*(ULONG *)(buffer + 60), 14, "name size");
    check_status(NtQueryDirectoryFile(root, NULL, NULL, NULL, &io, buffer, sizeof(buffer), 1, TRUE, NULL, FALSE),
                 STATUS_NO_MORE_FILES, "the end");
    check_status(NtQueryDirectoryFile(root, NULL, NULL, NULL, &io, buffer, sizeof(buffer), 1, TRUE, NULL, TRUE),
                 STATUS_SUCCESS, "again");
    check_status(NtQueryDirectoryFile(root, NULL, NULL, NULL, &io, buffer, sizeof(buffer), 99, TRUE, NULL, TRUE),
                 STATUS_INVALID_INFO_CLASS, "class");
    check_status(NtQueryDirectoryFile(root, NULL, NULL, NULL, &io, buffer, 10, 1, TRUE, NULL, TRUE),
                 STATUS_INFO_LENGTH_MISMATCH, "small buffer");
    NtClose(root);
}

int main(void)
{
    if (!check(temporary_folder_begin(), "temporary folder: %lu", GetLastError())) return check_summary();
    test_types();
    test_devices();
    test_nt_names();
    test_root_folder();
    temporary_folder_end();
    return check_summary();
}
