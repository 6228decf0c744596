/* The credentials that programs keep for their user (wincred.h). Each is a value of the key Software\Winrun\Credentials
 * in HKEY_CURRENT_USER, named by its type and target, and encrypted with CryptProtectData; those of
 * CRED_PERSIST_SESSION live as long as the server, since their key is volatile. */
#include "advapi32_private.h"
#include <dpapi.h>
#include <wincred.h>

#ifndef CRED_ENUMERATE_ALL_CREDENTIALS
#define CRED_ENUMERATE_ALL_CREDENTIALS 0x1 /* newer than the header */
#endif
#define KEY_LASTING  L"Software\\Winrun\\Credentials"
#define KEY_SESSION  L"Software\\Winrun\\Session credentials"
#define TEXT_FIELDS  4 /* target, comment, alias, user */
#define TYPE_MAXIMUM CRED_TYPE_MAXIMUM

/* A stored credential: this, then the texts with their zeros, then the secret. */
struct stored {
    DWORD size, flags, type, persist, secret_size;
    FILETIME written;
    DWORD lengths[TEXT_FIELDS]; /* characters with the zero; 0: there is none */
};

static BOOL fail(DWORD error)
{
    SetLastError(error);
    return FALSE;
}

typedef BOOL(WINAPI *protect_function)(DATA_BLOB *, LPCWSTR, DATA_BLOB *, PVOID, CRYPTPROTECT_PROMPTSTRUCT *, DWORD,
                                       DATA_BLOB *);

/* CryptProtectData or its opposite; crypt32 is loaded when somebody needs it. The result is freed with LocalFree. */
static BOOL protect(const char *name, DATA_BLOB in, DATA_BLOB *out)
{
    HMODULE crypt32 = LoadLibraryW(L"crypt32.dll");
    protect_function function = crypt32 ? (protect_function)(void *)GetProcAddress(crypt32, name) : NULL;
    return function && function(&in, NULL, NULL, NULL, NULL, CRYPTPROTECT_UI_FORBIDDEN, out);
}

static DWORD open_key(BOOL session, BOOL create, HKEY *key)
{
    const WCHAR *path = session ? KEY_SESSION : KEY_LASTING;
    REGSAM access = KEY_READ | KEY_WRITE | KEY_WOW64_64KEY;
    if (!create) return RegOpenKeyExW(HKEY_CURRENT_USER, path, 0, access, key);
    DWORD options = session ? REG_OPTION_VOLATILE : 0;
    return RegCreateKeyExW(HKEY_CURRENT_USER, path, 0, NULL, options, access, NULL, key, NULL);
}

static BOOL value_name(DWORD type, LPCWSTR target, WCHAR *name, size_t capacity)
{
    if (!target || !*target || wcslen(target) + 4 > capacity || type < CRED_TYPE_GENERIC || type >= TYPE_MAXIMUM)
        return fail(ERROR_INVALID_PARAMETER);
    name[0] = (WCHAR)('0' + type);
    name[1] = ':';
    wcscpy(name + 2, target);
    return TRUE;
}

static BOOL delete_from(BOOL session, const WCHAR *name)
{
    HKEY key;
    if (open_key(session, FALSE, &key)) return FALSE;
    DWORD error = RegDeleteValueW(key, name);
    RegCloseKey(key);
    return !error;
}

BOOL WINAPI CredDeleteW(LPCWSTR target, DWORD type, DWORD flags)
{
    WCHAR name[CRED_MAX_GENERIC_TARGET_NAME_LENGTH / 2];
    if (flags) return fail(ERROR_INVALID_FLAGS);
    if (!value_name(type, target, name, ARRAYSIZE(name))) return FALSE;
    BOOL found = delete_from(TRUE, name);
    found |= delete_from(FALSE, name);
    return found || fail(ERROR_NOT_FOUND);
}

static DWORD length_of(LPCWSTR text) { return text ? (DWORD)wcslen(text) + 1 : 0; }

static struct stored *pack(const CREDENTIALW *credential, LPCWSTR texts[TEXT_FIELDS])
{
    DWORD size = sizeof(struct stored) + credential->CredentialBlobSize;
    for (int i = 0; i < TEXT_FIELDS; i++) size += length_of(texts[i]) * (DWORD)sizeof(WCHAR);
    struct stored *stored = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size);
    if (!stored) return NULL;
    *stored = (struct stored){.size = size,
                              .flags = credential->Flags,
                              .type = credential->Type,
                              .persist = credential->Persist,
                              .secret_size = credential->CredentialBlobSize};
    GetSystemTimeAsFileTime(&stored->written);
    BYTE *at = (BYTE *)(stored + 1);
    for (int i = 0; i < TEXT_FIELDS; i++) {
        stored->lengths[i] = length_of(texts[i]);
        memcpy(at, texts[i], stored->lengths[i] * sizeof(WCHAR));
        at += stored->lengths[i] * sizeof(WCHAR);
    }
    memcpy(at, credential->CredentialBlob, credential->CredentialBlobSize);
    return stored;
}

BOOL WINAPI CredWriteW(PCREDENTIALW credential, DWORD flags)
{
    WCHAR name[CRED_MAX_GENERIC_TARGET_NAME_LENGTH / 2];
    DATA_BLOB blob;
    HKEY key;

    if (!credential) return fail(ERROR_INVALID_PARAMETER);
    if (flags & ~(DWORD)CRED_PRESERVE_CREDENTIAL_BLOB) return fail(ERROR_INVALID_FLAGS);
    if (credential->CredentialBlobSize > CRED_MAX_CREDENTIAL_BLOB_SIZE || credential->AttributeCount ||
        credential->Persist < CRED_PERSIST_SESSION || credential->Persist > CRED_PERSIST_ENTERPRISE)
        return fail(ERROR_INVALID_PARAMETER);
    if (!value_name(credential->Type, credential->TargetName, name, ARRAYSIZE(name))) return FALSE;
    CREDENTIALW copy = *credential, *old = NULL;
    if (flags & CRED_PRESERVE_CREDENTIAL_BLOB) {
        if (!CredReadW(credential->TargetName, credential->Type, 0, &old)) return FALSE;
        copy.CredentialBlob = old->CredentialBlob;
        copy.CredentialBlobSize = old->CredentialBlobSize;
    }
    LPCWSTR texts[TEXT_FIELDS] = {copy.TargetName, copy.Comment, copy.TargetAlias, copy.UserName};
    struct stored *stored = pack(&copy, texts);
    CredFree(old);
    if (!stored) return fail(ERROR_NOT_ENOUGH_MEMORY);
    BOOL done = protect("CryptProtectData", (DATA_BLOB){stored->size, (BYTE *)stored}, &blob);
    HeapFree(GetProcessHeap(), 0, stored);
    if (!done) return FALSE;
    BOOL session = credential->Persist == CRED_PERSIST_SESSION;
    DWORD error = open_key(session, TRUE, &key);
    if (!error) {
        error = RegSetValueExW(key, name, 0, REG_BINARY, blob.pbData, blob.cbData);
        RegCloseKey(key);
    }
    LocalFree(blob.pbData);
    if (!error) delete_from(!session, name); /* one of the other kind is replaced */
    return !error || fail(error);
}

/* Whether the lengths of a decrypted value agree with its size. */
static BOOL is_whole(const struct stored *stored, DWORD size)
{
    ULONGLONG needed = sizeof(*stored);
    if (size < sizeof(*stored) || stored->size != size || !stored->lengths[0]) return FALSE;
    needed += stored->secret_size;
    for (int i = 0; i < TEXT_FIELDS; i++) needed += (ULONGLONG)stored->lengths[i] * sizeof(WCHAR);
    return needed == size;
}

static struct stored *read_value(HKEY key, const WCHAR *name)
{
    DWORD type, size = 0;
    DATA_BLOB clear;

    if (RegQueryValueExW(key, name, NULL, &type, NULL, &size) || type != REG_BINARY) return NULL;
    BYTE *data = HeapAlloc(GetProcessHeap(), 0, size);
    BOOL done = data && !RegQueryValueExW(key, name, NULL, &type, data, &size) &&
                protect("CryptUnprotectData", (DATA_BLOB){size, data}, &clear);
    HeapFree(GetProcessHeap(), 0, data);
    if (!done) return NULL;
    BOOL whole = is_whole((struct stored *)clear.pbData, clear.cbData);
    struct stored *stored = whole ? HeapAlloc(GetProcessHeap(), 0, clear.cbData) : NULL;
    if (stored) memcpy(stored, clear.pbData, clear.cbData);
    SecureZeroMemory(clear.pbData, clear.cbData);
    LocalFree(clear.pbData);
    return stored;
}

/* The room that a credential takes with its texts and its secret. */
static SIZE_T unpacked_size(const struct stored *stored) { return stored->size + sizeof(CREDENTIALW) + 16; }

/* Lays a credential out at `credential` and what it points to at *at, in wide or narrow characters (whose structures
 * differ in nothing else). */
static void unpack(const struct stored *stored, BOOL narrow, CREDENTIALW *credential, BYTE **at)
{
    LPWSTR texts[TEXT_FIELDS];
    const WCHAR *from = (const WCHAR *)(stored + 1);

    for (int i = 0; i < TEXT_FIELDS; from += stored->lengths[i++]) {
        int length = (int)stored->lengths[i];
        texts[i] = length ? (LPWSTR)*at : NULL;
        if (!length) continue;
        if (narrow) *at += WideCharToMultiByte(CP_ACP, 0, from, length, (char *)*at, length * 2, NULL, NULL);
        else {
            memcpy(*at, from, (SIZE_T)length * sizeof(WCHAR));
            *at += (SIZE_T)length * sizeof(WCHAR);
        }
    }
    *credential = (CREDENTIALW){.Flags = stored->flags,
                                .Type = stored->type,
                                .TargetName = texts[0],
                                .Comment = texts[1],
                                .LastWritten = stored->written,
                                .CredentialBlobSize = stored->secret_size,
                                .CredentialBlob = stored->secret_size ? *at : NULL,
                                .Persist = stored->persist,
                                .TargetAlias = texts[2],
                                .UserName = texts[3]};
    memcpy(*at, from, stored->secret_size);
    *at += (stored->secret_size + 15) & ~(SIZE_T)15;
}

static BOOL read_credential(LPCWSTR target, DWORD type, DWORD flags, BOOL narrow, PCREDENTIALW *result)
{
    WCHAR name[CRED_MAX_GENERIC_TARGET_NAME_LENGTH / 2];
    struct stored *stored = NULL;

    if (!result) return fail(ERROR_INVALID_PARAMETER);
    if (flags) return fail(ERROR_INVALID_FLAGS);
    if (!value_name(type, target, name, ARRAYSIZE(name))) return FALSE;
    for (int session = 1; session >= 0 && !stored; session--) {
        HKEY key;
        if (open_key(session, FALSE, &key)) continue;
        stored = read_value(key, name);
        RegCloseKey(key);
    }
    if (!stored) return fail(ERROR_NOT_FOUND);
    CREDENTIALW *credential = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, unpacked_size(stored));
    if (credential) {
        BYTE *at = (BYTE *)(credential + 1);
        unpack(stored, narrow, credential, &at);
    }
    HeapFree(GetProcessHeap(), 0, stored);
    *result = credential;
    return credential || fail(ERROR_NOT_ENOUGH_MEMORY);
}

BOOL WINAPI CredReadW(LPCWSTR target, DWORD type, DWORD flags, PCREDENTIALW *credential)
{
    return read_credential(target, type, flags, FALSE, credential);
}

void WINAPI CredFree(PVOID buffer) { HeapFree(GetProcessHeap(), 0, buffer); }

/* ---- lists */

struct list {
    struct stored **items;
    DWORD count, capacity;
};

static BOOL list_add(struct list *list, struct stored *stored)
{
    if (list->count == list->capacity) {
        DWORD capacity = list->capacity ? list->capacity * 2 : 16;
        struct stored **items = list->items ? HeapReAlloc(GetProcessHeap(), 0, list->items, capacity * sizeof(*items))
                                            : HeapAlloc(GetProcessHeap(), 0, capacity * sizeof(*items));
        if (!items) return FALSE;
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = stored;
    return TRUE;
}

/* A filter is a target, or the beginning of one with an asterisk. */
static BOOL matches(const WCHAR *filter, const WCHAR *target)
{
    size_t length = filter ? wcslen(filter) : 0;
    if (!filter) return TRUE;
    if (length && filter[length - 1] == '*') return !_wcsnicmp(filter, target, length - 1);
    return !_wcsicmp(filter, target);
}

static void collect(BOOL session, const WCHAR *filter, struct list *list)
{
    WCHAR name[CRED_MAX_GENERIC_TARGET_NAME_LENGTH / 2];
    HKEY key;

    if (open_key(session, FALSE, &key)) return;
    for (DWORD i = 0;; i++) {
        DWORD length = ARRAYSIZE(name);
        if (RegEnumValueW(key, i, name, &length, NULL, NULL, NULL, NULL)) break;
        if (length < 3 || !matches(filter, name + 2)) continue;
        struct stored *stored = read_value(key, name);
        if (stored && !list_add(list, stored)) HeapFree(GetProcessHeap(), 0, stored);
    }
    RegCloseKey(key);
}

static BOOL enumerate(LPCWSTR filter, DWORD flags, BOOL narrow, DWORD *count, PCREDENTIALW **result)
{
    struct list list = {0};
    SIZE_T size = 0;

    if (!count || !result) return fail(ERROR_INVALID_PARAMETER);
    if (flags & ~(DWORD)CRED_ENUMERATE_ALL_CREDENTIALS || (flags && filter)) return fail(ERROR_INVALID_FLAGS);
    collect(TRUE, filter, &list);
    collect(FALSE, filter, &list);
    for (DWORD i = 0; i < list.count; i++) size += unpacked_size(list.items[i]) + sizeof(PCREDENTIALW);
    PCREDENTIALW *pointers = list.count ? HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size) : NULL;
    if (pointers) {
        CREDENTIALW *credentials = (CREDENTIALW *)(pointers + list.count);
        BYTE *at = (BYTE *)(credentials + list.count);
        for (DWORD i = 0; i < list.count; i++) {
            pointers[i] = &credentials[i];
            unpack(list.items[i], narrow, pointers[i], &at);
        }
    }
    for (DWORD i = 0; i < list.count; i++) HeapFree(GetProcessHeap(), 0, list.items[i]);
    HeapFree(GetProcessHeap(), 0, list.items);
    *count = list.count;
    *result = pointers;
    return pointers || fail(list.count ? ERROR_NOT_ENOUGH_MEMORY : ERROR_NOT_FOUND);
}

BOOL WINAPI CredEnumerateW(LPCWSTR filter, DWORD flags, DWORD *count, PCREDENTIALW **credentials)
{
    return enumerate(filter, flags, FALSE, count, credentials);
}

/* ---- A-functions */

/* An allocated copy; NULL stays NULL. */
static WCHAR *widen(const char *text)
{
    int size = text ? MultiByteToWideChar(CP_ACP, 0, text, -1, NULL, 0) : 0;
    WCHAR *wide = size ? HeapAlloc(GetProcessHeap(), 0, (SIZE_T)size * sizeof(WCHAR)) : NULL;
    if (wide) MultiByteToWideChar(CP_ACP, 0, text, -1, wide, size);
    return wide;
}

BOOL WINAPI CredReadA(LPCSTR target, DWORD type, DWORD flags, PCREDENTIALA *credential)
{
    WCHAR *wide = widen(target);
    BOOL done = read_credential(wide, type, flags, TRUE, (PCREDENTIALW *)credential);
    HeapFree(GetProcessHeap(), 0, wide);
    return done;
}

BOOL WINAPI CredEnumerateA(LPCSTR filter, DWORD flags, DWORD *count, PCREDENTIALA **credentials)
{
    WCHAR *wide = widen(filter);
    BOOL done = enumerate(wide, flags, TRUE, count, (PCREDENTIALW **)credentials);
    HeapFree(GetProcessHeap(), 0, wide);
    return done;
}

BOOL WINAPI CredDeleteA(LPCSTR target, DWORD type, DWORD flags)
{
    WCHAR *wide = widen(target);
    BOOL done = CredDeleteW(wide, type, flags);
    HeapFree(GetProcessHeap(), 0, wide);
    return done;
}

BOOL WINAPI CredWriteA(PCREDENTIALA credential, DWORD flags)
{
    if (!credential) return fail(ERROR_INVALID_PARAMETER);
    CREDENTIALW wide = {.Flags = credential->Flags,
                        .Type = credential->Type,
                        .TargetName = widen(credential->TargetName),
                        .Comment = widen(credential->Comment),
                        .CredentialBlobSize = credential->CredentialBlobSize,
                        .CredentialBlob = credential->CredentialBlob,
                        .Persist = credential->Persist,
                        .AttributeCount = credential->AttributeCount,
                        .TargetAlias = widen(credential->TargetAlias),
                        .UserName = widen(credential->UserName)};
    BOOL done = CredWriteW(&wide, flags);
    HeapFree(GetProcessHeap(), 0, wide.TargetName);
    HeapFree(GetProcessHeap(), 0, wide.Comment);
    HeapFree(GetProcessHeap(), 0, wide.TargetAlias);
    HeapFree(GetProcessHeap(), 0, wide.UserName);
    return done;
}
