/* The CryptoAPI (CryptAcquireContext and its family), made of bcrypt's functions. advapi32 forwards here. */
#ifndef CRYPTSP_PRIVATE_H
#define CRYPTSP_PRIVATE_H

#include <stdbool.h>
#include <string.h>
#include <wchar.h>
#include "nt/nt.h"
#include "unix_calls.h"
#include <bcrypt.h>
#include <wincrypt.h>

#define PROVIDER_MAGIC 0x50524f56u
#define HASH_MAGIC     0x48415348u
#define KEY_MAGIC      0x4b455953u

/* A pair that a container holds: the program's handles are copies of it. */
struct pair { BCRYPT_KEY_HANDLE key; bool exportable; };

struct provider {
    DWORD magic;
    LONG references;
    DWORD type;
    const WCHAR *name;
    WCHAR *container;         /* NULL: CRYPT_VERIFYCONTEXT, nothing is kept */
    struct pair pairs[2];     /* AT_KEYEXCHANGE, AT_SIGNATURE */
};

/* A symmetric algorithm or RSA. */
struct cipher_info { ALG_ID id; const WCHAR *name; ULONG bits, block, least, most; bool parity; const char *text; };

struct key {
    DWORD magic;
    struct provider *provider;
    ALG_ID id;
    bool exportable;
    BCRYPT_KEY_HANDLE pair;   /* RSA */
    /* symmetric */
    const struct cipher_info *info;
    BCRYPT_KEY_HANDLE handle; /* of bcrypt, made at the first use */
    BYTE secret[64], iv[16], state[16];
    DWORD size, mode, effective_bits;
    bool busy;                /* in the middle of a message: `state` counts, not `iv` */
};

struct hash {
    DWORD magic;
    struct provider *provider;
    ALG_ID id;                /* of the hash inside, also for HMAC */
    bool keyed, finished;
    DWORD size;
    BCRYPT_HASH_HANDLE handle;
    BYTE key[64], value[64];
    DWORD key_size;
};

static inline BOOL fail_with(DWORD error)
{
    SetLastError(error);
    return FALSE;
}

static inline BOOL succeed(NTSTATUS status, DWORD error)
{
    return status ? fail_with(error) : TRUE;
}

static inline bool is_object(ULONG_PTR handle, DWORD magic)
{
    return handle && !(handle & 3) && *(const DWORD *)handle == magic;
}

/* The way every answer of a given size is given. */
static inline BOOL answer(const void *value, DWORD size, BYTE *data, DWORD *capacity)
{
    DWORD room = *capacity;
    *capacity = size;
    if (!data) return TRUE;
    if (room < size) return fail_with(ERROR_MORE_DATA);
    memcpy(data, value, size);
    return TRUE;
}

static inline void reverse(BYTE *data, DWORD size)
{
    for (DWORD i = 0; i < size / 2; i++) {
        BYTE swap = data[i];
        data[i] = data[size - 1 - i];
        data[size - 1 - i] = swap;
    }
}

/* --- provider.c --- */
struct provider *provider_of(HCRYPTPROV handle);
/* --- container.c: key pairs in files of the prefix, sealed as CryptProtectData does --- */
bool container_load(struct provider *provider);
bool container_save(const struct provider *provider);
bool container_delete(const WCHAR *name);
/* The name of container number `index`, on the process heap; NULL after the last. */
WCHAR *container_name(DWORD index);
/* --- hash.c --- */
struct hash *hash_of(HCRYPTHASH handle);
/* The value, which ends the hash. */
bool hash_finish(struct hash *hash);
const WCHAR *hash_name(ALG_ID id);
/* --- key.c --- */
struct key *key_of(HCRYPTKEY handle);
const struct cipher_info *cipher_info(ALG_ID id);
struct key *key_new(struct provider *provider, ALG_ID id, DWORD flags);
struct key *key_from_secret(struct provider *provider, ALG_ID id, const BYTE *secret, DWORD size, DWORD flags);
void key_free(struct key *key);
struct pair *pair_of(struct provider *provider, ALG_ID id);
ULONG rsa_bits(BCRYPT_KEY_HANDLE pair);

#endif
