/* Restricted tokens, impersonation, access checks, ACLs of explicit entries, descriptors of objects. */
#include "../check.h"
#include <aclapi.h>
#include <sddl.h>
#include <stdio.h>
#include <string.h>

static GENERIC_MAPPING file_mapping = { FILE_GENERIC_READ, FILE_GENERIC_WRITE, FILE_GENERIC_EXECUTE, FILE_ALL_ACCESS };
static BYTE administrators[SECURITY_MAX_SID_SIZE], everyone[SECURITY_MAX_SID_SIZE], users[SECURITY_MAX_SID_SIZE];

static void make_sids(void)
{
    DWORD size = sizeof(administrators);
    CreateWellKnownSid(WinBuiltinAdministratorsSid, NULL, administrators, &size);
    size = sizeof(everyone);
    CreateWellKnownSid(WinWorldSid, NULL, everyone, &size);
    size = sizeof(users);
    CreateWellKnownSid(WinBuiltinUsersSid, NULL, users, &size);
}

static HANDLE own_token(DWORD access)
{
    HANDLE token = NULL;
    check(OpenProcessToken(GetCurrentProcess(), access, &token), "own token: error %lu", GetLastError());
    return token;
}

static HANDLE without_administrators(void)
{
    SID_AND_ATTRIBUTES off = { administrators, 0 };
    HANDLE token = own_token(TOKEN_ALL_ACCESS), restricted = NULL;
    check(CreateRestrictedToken(token, DISABLE_MAX_PRIVILEGE, 1, &off, 0, NULL, 0, NULL, &restricted),
          "CreateRestrictedToken: error %lu", GetLastError());
    CloseHandle(token);
    return restricted;
}

static void test_restricted(void)
{
    HANDLE restricted = without_administrators(), copy;
    BYTE buffer[2048];
    DWORD size;
    BOOL member = TRUE;
    check(GetTokenInformation(restricted, TokenPrivileges, buffer, sizeof(buffer), &size), "privileges");
    TOKEN_PRIVILEGES *privileges = (TOKEN_PRIVILEGES *)buffer;
    check_equal_u32(privileges->PrivilegeCount, 1, "one privilege is left");
    check_equal_u32(privileges->Privileges[0].Luid.LowPart, 23, "change notify");
    check(GetTokenInformation(restricted, TokenGroups, buffer, sizeof(buffer), &size), "groups");
    TOKEN_GROUPS *groups = (TOKEN_GROUPS *)buffer;
    int found = 0;
    for (DWORD i = 0; i < groups->GroupCount; i++) {
        if (!EqualSid(groups->Groups[i].Sid, administrators)) continue;
        found++;
        check(groups->Groups[i].Attributes & SE_GROUP_USE_FOR_DENY_ONLY, "for denial only");
        check(!(groups->Groups[i].Attributes & SE_GROUP_ENABLED), "not enabled");
    }
    check_equal_u32(found, 1, "the group is still listed");
    check(DuplicateToken(restricted, SecurityIdentification, &copy), "an impersonation copy");
    check(CheckTokenMembership(copy, administrators, &member) && !member, "no administrator");
    check(CheckTokenMembership(copy, users, &member) && member, "a user");
    check(CheckTokenMembership(NULL, administrators, &member) && member, "the process still is");
    CloseHandle(copy);
    SID_AND_ATTRIBUTES limit = { users, 0 };
    HANDLE limited;
    check(!IsTokenRestricted(restricted), "without restricting SIDs it is not called restricted");
    check(CreateRestrictedToken(restricted, 0, 0, NULL, 0, NULL, 1, &limit, &limited), "restricting SIDs");
    check(IsTokenRestricted(limited), "restricted");
    check(GetTokenInformation(limited, TokenRestrictedSids, buffer, sizeof(buffer), &size), "its list");
    check_equal_u32(((TOKEN_GROUPS *)buffer)->GroupCount, 1, "one SID");
    CloseHandle(limited);
    CloseHandle(restricted);
}

static void test_impersonation(void)
{
    HANDLE restricted = without_administrators(), thread = NULL;
    BOOL member;
    check_fails_with(OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &thread), ERROR_NO_TOKEN);
    check(ImpersonateLoggedOnUser(restricted), "impersonate: error %lu", GetLastError());
    check(OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &thread), "the thread has a token");
    DWORD type = 0, size;
    check(GetTokenInformation(thread, TokenType, &type, sizeof(type), &size) && type == TokenImpersonation,
          "for impersonation");
    check(CheckTokenMembership(NULL, administrators, &member) && !member, "the thread is no administrator");
    CloseHandle(thread);
    check(RevertToSelf(), "revert");
    check_fails_with(OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &thread), ERROR_NO_TOKEN);
    check(CheckTokenMembership(NULL, administrators, &member) && member, "it is one again");
    check(ImpersonateSelf(SecurityImpersonation), "self");
    check(OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &thread), "has a token");
    CloseHandle(thread);
    check(SetThreadToken(NULL, NULL), "no token");
    check_fails_with(SetThreadToken(NULL, restricted), ERROR_BAD_TOKEN_TYPE);
    CloseHandle(restricted);
}

static void test_set_information(void)
{
    HANDLE token = without_administrators();
    BYTE buffer[1024];
    DWORD size;
    ACL empty;
    TOKEN_DEFAULT_DACL dacl = { &empty };
    TOKEN_OWNER owner = { everyone };
    InitializeAcl(&empty, sizeof(empty), ACL_REVISION);
    check(SetTokenInformation(token, TokenDefaultDacl, &dacl, sizeof(dacl)), "default DACL: error %lu", GetLastError());
    check(GetTokenInformation(token, TokenDefaultDacl, buffer, sizeof(buffer), &size), "read it back");
    check_equal_u32(((TOKEN_DEFAULT_DACL *)buffer)->DefaultDacl->AceCount, 0, "it is empty");
    check_fails_with(SetTokenInformation(token, TokenOwner, &owner, sizeof(owner)), ERROR_INVALID_OWNER);
    check_fails_with(SetTokenInformation(token, TokenDefaultDacl, &dacl, 1), ERROR_BAD_LENGTH);
    CloseHandle(token);
}

static const struct { const char *sddl; DWORD wanted; BOOL allowed; DWORD granted; } access_cases[] = {
    { "O:BAG:BAD:(A;;FA;;;WD)", FILE_READ_DATA, TRUE, FILE_READ_DATA },
    { "O:SYG:SYD:(A;;FR;;;WD)", FILE_WRITE_DATA, FALSE, 0 },
    { "O:SYG:SYD:(A;;FR;;;WD)", FILE_GENERIC_READ, TRUE, FILE_GENERIC_READ },
    { "O:SYG:SYD:(D;;FR;;;WD)(A;;FA;;;BU)", FILE_READ_DATA, FALSE, 0 },
    { "O:SYG:SYD:(A;;FA;;;BU)(D;;FR;;;WD)", FILE_READ_DATA, TRUE, FILE_READ_DATA }, /* the first entry decides */
    { "O:SYG:SYD:(A;IO;FA;;;WD)", FILE_READ_DATA, FALSE, 0 },
    { "O:SYG:SYD:(A;;GR;;;WD)", FILE_READ_DATA, TRUE, FILE_READ_DATA },
    { "O:SYG:SYD:", READ_CONTROL, FALSE, 0 },
    { "O:SYG:SYD:NO_ACCESS_CONTROL", FILE_ALL_ACCESS, TRUE, FILE_ALL_ACCESS },
    { "O:BUG:BUD:", READ_CONTROL | WRITE_DAC, TRUE, READ_CONTROL | WRITE_DAC }, /* the owner may always do these */
    { "O:SYG:SYD:(A;;FA;;;BA)", FILE_READ_DATA, TRUE, FILE_READ_DATA },
    { "O:SYG:SYD:(A;;FR;;;WD)", MAXIMUM_ALLOWED, TRUE, FILE_GENERIC_READ },
    { "O:SYG:SYD:(A;;FR;;;WD)(A;;FX;;;BU)", MAXIMUM_ALLOWED, TRUE, FILE_GENERIC_READ | FILE_GENERIC_EXECUTE },
    { "O:SYG:SYD:(A;;FA;;;AN)", FILE_READ_DATA, FALSE, 0 },
};

static BOOL check_access(HANDLE token, const char *sddl, DWORD wanted, DWORD *granted)
{
    PSECURITY_DESCRIPTOR descriptor;
    PRIVILEGE_SET used;
    DWORD used_size = sizeof(used);
    BOOL allowed = 77;
    *granted = 77;
    if (!ConvertStringSecurityDescriptorToSecurityDescriptorA(sddl, SDDL_REVISION_1, &descriptor, NULL)) return 78;
    check(AccessCheck(descriptor, token, wanted, &file_mapping, &used, &used_size, granted, &allowed), "%s: error %lu",
          sddl, GetLastError());
    if (!allowed) check_last_error(ERROR_ACCESS_DENIED, "why");
    LocalFree(descriptor);
    return allowed;
}

static void test_access_check(void)
{
    HANDLE primary = own_token(TOKEN_DUPLICATE | TOKEN_QUERY), token, limited, restricted = without_administrators();
    DWORD granted, size = sizeof(PRIVILEGE_SET);
    PRIVILEGE_SET used;
    BOOL allowed;
    SECURITY_DESCRIPTOR bare;
    check(DuplicateToken(primary, SecurityIdentification, &token), "impersonation token");
    check(DuplicateToken(restricted, SecurityIdentification, &limited), "a limited one");
    for (int i = 0; i < (int)(sizeof(access_cases) / sizeof(*access_cases)); i++) {
        check_case(i);
        check_equal_u32(check_access(token, access_cases[i].sddl, access_cases[i].wanted, &granted),
                        access_cases[i].allowed, access_cases[i].sddl);
        check_equal_u32(granted, access_cases[i].granted, "granted");
    }
    check_equal_u32(check_access(limited, "O:SYG:SYD:(A;;FA;;;BA)", FILE_READ_DATA, &granted), FALSE,
                    "a group for denial only grants nothing");
    check_equal_u32(check_access(limited, "O:SYG:SYD:(D;;FA;;;BA)(A;;FA;;;WD)", FILE_READ_DATA, &granted), FALSE,
                    "but it denies");
    InitializeSecurityDescriptor(&bare, SECURITY_DESCRIPTOR_REVISION);
    check_fails_with(AccessCheck(&bare, token, 1, &file_mapping, &used, &size, &granted, &allowed),
                     ERROR_INVALID_SECURITY_DESCR);
    SetSecurityDescriptorOwner(&bare, everyone, FALSE);
    SetSecurityDescriptorGroup(&bare, everyone, FALSE);
    check_fails_with(AccessCheck(&bare, primary, 1, &file_mapping, &used, &size, &granted, &allowed),
                     ERROR_NO_IMPERSONATION_TOKEN);
    check_fails_with(AccessCheck(&bare, token, GENERIC_READ, &file_mapping, &used, &size, &granted, &allowed),
                     ERROR_GENERIC_NOT_MAPPED);
    CloseHandle(token);
    CloseHandle(limited);
    CloseHandle(restricted);
    CloseHandle(primary);
}

static EXPLICIT_ACCESSA entry_for(BYTE *sid, DWORD mask, ACCESS_MODE mode)
{
    EXPLICIT_ACCESSA entry = { .grfAccessPermissions = mask, .grfAccessMode = mode };
    BuildTrusteeWithSidA(&entry.Trustee, (PSID)sid);
    return entry;
}

static ACCESS_ALLOWED_ACE *ace_of(PACL acl, DWORD index)
{
    void *ace = NULL;
    return GetAce(acl, index, &ace) ? ace : NULL;
}

static void test_entries(void)
{
    EXPLICIT_ACCESSA entries[2] = {entry_for(everyone, GENERIC_READ, GRANT_ACCESS),
                                   entry_for(users, GENERIC_WRITE, DENY_ACCESS)};
    PACL first = NULL, second = NULL;
    PEXPLICIT_ACCESSA list;
    ULONG count;
    ACCESS_MASK rights;
    TRUSTEEA trustee;
    check_equal_u32(SetEntriesInAclA(2, entries, NULL, &first), ERROR_SUCCESS, "two entries");
    check_equal_u32(first->AceCount, 2, "count");
    check_equal_u32(ace_of(first, 0)->Header.AceType, ACCESS_DENIED_ACE_TYPE, "denials come first");
    check_equal_u32(ace_of(first, 0)->Mask, GENERIC_WRITE, "mask");
    check(EqualSid(&ace_of(first, 1)->SidStart, everyone), "then the grant");
    entries[0] = entry_for(everyone, GENERIC_EXECUTE, GRANT_ACCESS);
    check_equal_u32(SetEntriesInAclA(1, entries, first, &second), ERROR_SUCCESS, "one more right");
    check_equal_u32(second->AceCount, 2, "the entry is widened");
    check_equal_u32(ace_of(second, 1)->Mask, GENERIC_READ | GENERIC_EXECUTE, "both rights");
    LocalFree(second);
    entries[0] = entry_for(everyone, GENERIC_EXECUTE, SET_ACCESS);
    check_equal_u32(SetEntriesInAclA(1, entries, first, &second), ERROR_SUCCESS, "set");
    check_equal_u32(second->AceCount, 2, "count");
    check_equal_u32(ace_of(second, 1)->Mask, GENERIC_EXECUTE, "it replaces");
    LocalFree(second);
    entries[0] = entry_for(everyone, 0, REVOKE_ACCESS);
    check_equal_u32(SetEntriesInAclA(1, entries, first, &second), ERROR_SUCCESS, "revoke");
    check_equal_u32(second->AceCount, 1, "the denial is left");
    LocalFree(second);
    entries[0] = entry_for(users, 0, NOT_USED_ACCESS);
    check_equal_u32(SetEntriesInAclA(1, entries, first, &second), ERROR_INVALID_PARAMETER,
                    "a mode that does not exist");
    BuildTrusteeWithNameA(&entries[0].Trustee, (char *)"Everyone");
    entries[0].grfAccessMode = GRANT_ACCESS;
    entries[0].grfAccessPermissions = DELETE;
    check_equal_u32(SetEntriesInAclA(1, entries, NULL, &second), ERROR_SUCCESS, "by name");
    check(EqualSid(&ace_of(second, 0)->SidStart, everyone), "Everyone");
    LocalFree(second);
    BuildTrusteeWithNameA(&entries[0].Trustee, (char *)"no such account 123");
    check_equal_u32(SetEntriesInAclA(1, entries, NULL, &second), ERROR_NONE_MAPPED, "unknown name");
    check_equal_u32(GetExplicitEntriesFromAclA(first, &count, &list), ERROR_SUCCESS, "list");
    check_equal_u32(count, 2, "entries in it");
    check_equal_u32(list[0].grfAccessMode, DENY_ACCESS, "mode of the first");
    check_equal_u32(list[1].grfAccessPermissions, GENERIC_READ, "rights of the second");
    LocalFree(list);
    BuildTrusteeWithSidA(&trustee, users);
    check_equal_u32(GetEffectiveRightsFromAclA(first, &trustee, &rights), ERROR_SUCCESS, "effective rights");
    check_equal_u32(rights, GENERIC_READ, "what Everyone has, less what is denied");
    LocalFree(first);
}

/* Sets a DACL that only gives Everyone this mask, and reads it back. */
static void set_and_read(HANDLE handle, SE_OBJECT_TYPE type, DWORD mask, const char *what)
{
    EXPLICIT_ACCESSA entry = entry_for(everyone, mask, GRANT_ACCESS);
    PACL acl = NULL, read = NULL;
    PSECURITY_DESCRIPTOR descriptor = NULL;
    PSID owner = NULL;
    check_equal_u32(GetSecurityInfo(handle, type, OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, &owner, NULL,
                                    &read, NULL, &descriptor),
                    ERROR_SUCCESS, what);
    check(owner && IsValidSid(owner), "%s: it has an owner", what);
    check(read && IsValidAcl(read) && read->AceCount, "%s: it has a DACL", what);
    LocalFree(descriptor);
    SetEntriesInAclA(1, &entry, NULL, &acl);
    check_equal_u32(SetSecurityInfo(handle, type, DACL_SECURITY_INFORMATION, NULL, NULL, acl, NULL), ERROR_SUCCESS,
                    what);
    check_equal_u32(GetSecurityInfo(handle, type, DACL_SECURITY_INFORMATION, NULL, NULL, &read, NULL, &descriptor),
                    ERROR_SUCCESS, what);
    check_equal_u32(read->AceCount, 1, what);
    check_equal_u32(ace_of(read, 0)->Mask, mask, what);
    LocalFree(descriptor);
    LocalFree(acl);
}

static void test_objects(void)
{
    char folder[MAX_PATH], file_name[MAX_PATH];
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL),
           named = CreateEventA(NULL, FALSE, FALSE, "winrun test of security"), file;
    HKEY key;
    DWORD size = 0;
    BYTE buffer[1024];
    GetTempPathA(sizeof(folder), folder);
    GetTempFileNameA(folder, "sec", 0, file_name);
    set_and_read(event, SE_KERNEL_OBJECT, EVENT_MODIFY_STATE, "unnamed event");
    set_and_read(named, SE_KERNEL_OBJECT, EVENT_MODIFY_STATE | SYNCHRONIZE, "named event");
    CloseHandle(event);
    event = CreateEventA(NULL, FALSE, FALSE, NULL);
    PSECURITY_DESCRIPTOR descriptor;
    PACL read;
    check_equal_u32(
        GetSecurityInfo(event, SE_KERNEL_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, &read, NULL, &descriptor),
        ERROR_SUCCESS, "a fresh event");
    check(read->AceCount == 2, "a fresh event does not have the DACL of one before it");
    LocalFree(descriptor);
    file = CreateFileA(file_name, GENERIC_READ | READ_CONTROL | WRITE_DAC,
                       FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);
    check(file != INVALID_HANDLE_VALUE, "file");
    set_and_read(file, SE_FILE_OBJECT, FILE_GENERIC_READ | FILE_GENERIC_WRITE, "file");
    CloseHandle(file);
    check_fails_with(GetFileSecurityA(file_name, DACL_SECURITY_INFORMATION, NULL, 0, &size), ERROR_INSUFFICIENT_BUFFER);
    check(size > sizeof(SECURITY_DESCRIPTOR_RELATIVE), "size");
    check(GetFileSecurityA(file_name, DACL_SECURITY_INFORMATION, buffer, sizeof(buffer), &size), "GetFileSecurity");
    check(IsValidSecurityDescriptor(buffer), "valid");
    check(SetFileSecurityA(file_name, DACL_SECURITY_INFORMATION, buffer), "SetFileSecurity");
    check_fails_with(GetFileSecurityA("C:\\no such file 8", DACL_SECURITY_INFORMATION, buffer, sizeof(buffer), &size),
                     ERROR_FILE_NOT_FOUND);
    DeleteFileA(file_name);
    check_equal_u32((DWORD)RegCreateKeyExA(HKEY_CURRENT_USER, "Software\\Winrun test security", 0, NULL, 0,
                                           KEY_ALL_ACCESS, NULL, &key, NULL),
                    0, "key");
    set_and_read(key, SE_REGISTRY_KEY, KEY_READ, "key");
    size = 4;
    check_equal_u32((DWORD)RegGetKeySecurity(key, DACL_SECURITY_INFORMATION, buffer, &size), ERROR_INSUFFICIENT_BUFFER,
                    "too small");
    check_equal_u32((DWORD)RegGetKeySecurity(key, DACL_SECURITY_INFORMATION, buffer, &size), ERROR_SUCCESS,
                    "RegGetKeySecurity");
    check_equal_u32((DWORD)RegSetKeySecurity(key, DACL_SECURITY_INFORMATION, buffer), ERROR_SUCCESS,
                    "RegSetKeySecurity");
    RegCloseKey(key);
    RegDeleteKeyA(HKEY_CURRENT_USER, "Software\\Winrun test security");
    check_equal_u32(GetNamedSecurityInfoA("winrun test of security", SE_KERNEL_OBJECT, DACL_SECURITY_INFORMATION, NULL,
                                          NULL, &read, NULL, &descriptor),
                    0, "by name");
    check_equal_u32(ace_of(read, 0)->Mask, EVENT_MODIFY_STATE | SYNCHRONIZE, "the named event's");
    LocalFree(descriptor);
    CloseHandle(named);
    CloseHandle(event);
}

/* A child runs with the token that it was given: it reports by its exit code whether it is an administrator. */
static int child(void)
{
    BOOL member = TRUE;
    CheckTokenMembership(NULL, administrators, &member);
    return member ? 41 : 42;
}

static void test_child(void)
{
    char command[MAX_PATH + 20], path[MAX_PATH];
    STARTUPINFOA startup = { .cb = sizeof(startup) };
    PROCESS_INFORMATION process;
    HANDLE restricted = without_administrators(), token;
    DWORD code = 0;
    BOOL member;
    GetModuleFileNameA(NULL, path, sizeof(path));
    sprintf(command, "\"%s\" child", path);
    if (!check(CreateProcessAsUserA(restricted, NULL, command, NULL, NULL, FALSE, CREATE_SUSPENDED, NULL, NULL,
                                    &startup, &process),
               "error %lu", GetLastError()))
        return;
    check(OpenProcessToken(process.hProcess, TOKEN_QUERY | TOKEN_DUPLICATE, &token), "its token");
    HANDLE copy = NULL;
    check(DuplicateToken(token, SecurityIdentification, &copy) && CheckTokenMembership(copy, administrators, &member) &&
              !member,
          "seen from outside");
    CloseHandle(copy);
    CloseHandle(token);
    ResumeThread(process.hThread);
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    check_equal_u32(code, 42, "the child is no administrator");
    CloseHandle(process.hProcess);
    CloseHandle(process.hThread);
    CloseHandle(restricted);
}

static void test_text_is_unicode(void)
{
    int tests = IS_TEXT_UNICODE_SIGNATURE;
    check(IsTextUnicode(L"\xfeffhello", 12, &tests) && tests == IS_TEXT_UNICODE_SIGNATURE, "byte order mark");
    check(IsTextUnicode(L"hello world", 22, NULL), "UTF-16");
    check(!IsTextUnicode("hello world, in ANSI", 20, NULL), "ANSI");
    tests = IS_TEXT_UNICODE_ODD_LENGTH;
    check(!IsTextUnicode("abc", 3, &tests) && tests == IS_TEXT_UNICODE_ODD_LENGTH, "odd");
    check(!IsTextUnicode("a", 1, NULL), "one byte");
}

int main(int argc, char **argv)
{
    make_sids();
    if (argc > 1 && !strcmp(argv[1], "child")) return child();
    test_restricted();
    test_impersonation();
    test_set_information();
    test_access_check();
    test_entries();
    test_objects();
    test_child();
    test_text_is_unicode();
    return check_summary();
}
