/* CredWrite, CredRead, CredDelete, CredEnumerate: what programs keep for their user. */
#include "../check.h"
#include <wincred.h>
#include <string.h>

static BOOL write_one(const WCHAR *target, DWORD persist, const char *secret)
{
    CREDENTIALW credential = {.Type = CRED_TYPE_GENERIC,
                              .TargetName = (WCHAR *)target,
                              .Comment = (WCHAR *)L"a comment",
                              .CredentialBlobSize = (DWORD)strlen(secret),
                              .CredentialBlob = (BYTE *)secret,
                              .Persist = persist,
                              .UserName = (WCHAR *)L"user"};
    return CredWriteW(&credential, 0);
}

static void check_one(const WCHAR *target, DWORD persist, const char *secret)
{
    CREDENTIALW *read;

    if (!CredReadW(target, CRED_TYPE_GENERIC, 0, &read)) {
        check(FALSE, "'%ls' is read: %lu", target, GetLastError());
        return;
    }
    check(read->Type == CRED_TYPE_GENERIC && read->Persist == persist, "type %lu, persist %lu", read->Type, read->Persist);
    check(!lstrcmpW(read->TargetName, target) && !lstrcmpW(read->UserName, L"user"), "'%ls' of '%ls'", read->TargetName,
          read->UserName);
    check(!lstrcmpW(read->Comment, L"a comment") && !read->TargetAlias, "'%ls'", read->Comment);
    check(read->CredentialBlobSize == strlen(secret) && !memcmp(read->CredentialBlob, secret, strlen(secret)), "the secret");
    check(read->LastWritten.dwHighDateTime != 0, "the time");
    CredFree(read);
}

static void test_life(void)
{
    CREDENTIALW *read;

    check(write_one(L"winrun test/one", CRED_PERSIST_LOCAL_MACHINE, "secret"), "written: %lu", GetLastError());
    check_one(L"winrun test/one", CRED_PERSIST_LOCAL_MACHINE, "secret");
    check(write_one(L"winrun test/one", CRED_PERSIST_SESSION, "another"), "replaced: %lu", GetLastError());
    check_one(L"winrun test/one", CRED_PERSIST_SESSION, "another");
    check(CredDeleteW(L"winrun test/one", CRED_TYPE_GENERIC, 0), "deleted: %lu", GetLastError());
    check(!CredReadW(L"winrun test/one", CRED_TYPE_GENERIC, 0, &read) && GetLastError() == ERROR_NOT_FOUND, "gone: %lu",
          GetLastError());
    check(!CredDeleteW(L"winrun test/one", CRED_TYPE_GENERIC, 0) && GetLastError() == ERROR_NOT_FOUND, "twice: %lu",
          GetLastError());
}

static void test_list(void)
{
    CREDENTIALW **list;
    DWORD count = 0;

    write_one(L"winrun test/a", CRED_PERSIST_SESSION, "");
    write_one(L"winrun test/b", CRED_PERSIST_LOCAL_MACHINE, "b");
    check(CredEnumerateW(L"winrun test/*", 0, &count, &list) && count == 2, "%lu: %lu", count, GetLastError());
    if (count == 2) {
        check(!lstrcmpW(list[0]->TargetName, L"winrun test/a") || !lstrcmpW(list[1]->TargetName, L"winrun test/a"), "a");
        check(!lstrcmpW(list[0]->TargetName, L"winrun test/b") || !lstrcmpW(list[1]->TargetName, L"winrun test/b"), "b");
        CredFree(list);
    }
    check(!CredEnumerateW(L"no such*", 0, &count, &list) && GetLastError() == ERROR_NOT_FOUND, "none: %lu", GetLastError());
    CredDeleteW(L"winrun test/a", CRED_TYPE_GENERIC, 0);
    CredDeleteW(L"winrun test/b", CRED_TYPE_GENERIC, 0);
}

static void test_ansi(void)
{
    CREDENTIALA credential = {.Type = CRED_TYPE_GENERIC,
                              .TargetName = (char *)"winrun test/ansi",
                              .CredentialBlobSize = 3,
                              .CredentialBlob = (BYTE *)"abc",
                              .Persist = CRED_PERSIST_SESSION},
                *read;

    check(CredWriteA(&credential, 0), "written: %lu", GetLastError());
    check(CredReadA("winrun test/ansi", CRED_TYPE_GENERIC, 0, &read), "read: %lu", GetLastError());
    check(!strcmp(read->TargetName, "winrun test/ansi") && !read->UserName && read->CredentialBlobSize == 3, "'%s'",
          read->TargetName);
    CredFree(read);
    check(CredDeleteA("winrun test/ansi", CRED_TYPE_GENERIC, 0), "deleted: %lu", GetLastError());
}

static void test_errors(void)
{
    CREDENTIALW *read, bad = {.Type = CRED_TYPE_GENERIC, .TargetName = (WCHAR *)L"x", .Persist = 9};

    check(!CredWriteW(&bad, 0) && GetLastError() == ERROR_INVALID_PARAMETER, "persist: %lu", GetLastError());
    bad.Persist = CRED_PERSIST_SESSION;
    bad.Type = 99;
    check(!CredWriteW(&bad, 0) && GetLastError() == ERROR_INVALID_PARAMETER, "type: %lu", GetLastError());
    check(!CredWriteW(&bad, 0x100) && GetLastError() == ERROR_INVALID_FLAGS, "flags: %lu", GetLastError());
    check(!CredReadW(L"x", CRED_TYPE_GENERIC, 1, &read) && GetLastError() == ERROR_INVALID_FLAGS, "flags: %lu",
          GetLastError());
    check(!CredReadW(L"", CRED_TYPE_GENERIC, 0, &read) && GetLastError() == ERROR_INVALID_PARAMETER, "no target: %lu",
          GetLastError());
}

int main(void)
{
    test_life();
    test_list();
    test_ansi();
    test_errors();
    return check_summary();
}
