/* Shared by the files of bcrypt: the objects behind the handles. The cryptography is on the Unix side
 * (include/unix_calls/crypto.h). */
#ifndef BCRYPT_PRIVATE_H
#define BCRYPT_PRIVATE_H

#include <stdbool.h>
#include <string.h>
#include <wchar.h>
#include "nt/nt.h"
#include "unix_calls.h"
#undef NTDDI_VERSION
#define NTDDI_VERSION 0x0a000008 /* bcrypt.h shows HKDF only to the newest programs */
#include <bcrypt.h>

#define ALGORITHM_MAGIC 0x474c4142u
#define HASH_MAGIC      0x48534842u
#define KEY_MAGIC       0x59454b42u
#define SECRET_MAGIC    0x52435342u

enum algorithm_kind { KIND_HASH, KIND_CIPHER, KIND_KEY, KIND_RNG, KIND_DERIVATION };

struct algorithm_info {
    const WCHAR *name;
    enum algorithm_kind kind;
    ULONG id;                                       /* enum crypto_digest, _cipher or _key_type */
    ULONG interfaces;                               /* BCRYPT_..._OPERATION */
    ULONG block_size;                               /* of a cipher, or the hash's inner block */
    ULONG length;                                   /* hash value; signature */
    BCRYPT_KEY_LENGTHS_STRUCT keys;                 /* bits */
    bool any_curve;                                 /* the curve is a property */
};

struct algorithm {
    ULONG magic;
    const struct algorithm_info *info;
    bool keyed, reusable, is_pseudo;
    ULONG mode;                                     /* enum crypto_mode */
    ULONG feedback_size;                            /* CFB: bytes at a time */
    ULONG curve;                                    /* enum crypto_key_type; CRYPTO_KEY_TYPE_COUNT: not chosen */
};

struct hash {
    ULONG magic;
    struct algorithm algorithm;
    uint64_t object;
    bool finished;
    ULONG key_size;
    UCHAR key[];
};

struct key {
    ULONG magic;
    struct algorithm algorithm;
    ULONG bits, type;                               /* type: enum crypto_key_type */
    /* symmetric */
    ULONG key_size, effective_bits, iv_size;
    UCHAR *secret, iv[16];
    RTL_CRITICAL_SECTION *lock;                     /* of chain; only RC4 and chained GCM have one */
    uint64_t chain;
    /* pairs */
    uint64_t object;
    bool finalized, has_private, public_only;
    UCHAR *parameters;                              /* DH: p and g as parts, set before the key is made */
    ULONG parameters_size;
    /* key derivation: the parameters so far */
    struct { ULONG digest; UCHAR *salt; ULONG salt_size; bool ready, is_prk; } derivation;
};

struct secret { ULONG magic; ULONG size; UCHAR value[]; };

/* --- algorithm.c --- */
struct algorithm *algorithm_of(BCRYPT_HANDLE handle);
const struct algorithm_info *algorithm_by_name(const WCHAR *name);
/* The hash that this names; CRYPTO_NO_DIGEST if none. */
ULONG digest_by_name(const WCHAR *name);
/* The last four letters of a chaining mode's name; CRYPTO_MODE_COUNT for a foreign name. */
ULONG mode_by_name(const WCHAR *name);

static inline bool is_object(const void *object, ULONG magic)
{
    return object && !((ULONG_PTR)object & 3) && *(const ULONG *)object == magic;
}

/* --- hash.c --- */
/* A whole hash or HMAC (key not NULL) over pieces; result has room for 64 bytes. Returns the size, 0 on failure. */
struct piece { const void *data; ULONG size; };
ULONG hash_pieces(ULONG digest, const void *key, ULONG key_size, bool keyed, const struct piece *pieces, ULONG count,
                  UCHAR *result);

/* --- key_blob.c: key pairs as structures --- */
NTSTATUS import_blob(const struct algorithm *algorithm, const WCHAR *kind, const UCHAR *data, ULONG size,
                     struct key **key);
NTSTATUS export_blob(struct key *key, const WCHAR *kind, UCHAR *output, ULONG capacity, ULONG *size);

/* --- key_pair.c --- */
struct key *key_new(const struct algorithm *algorithm);
void key_free(struct key *key);
/* The key's numbers in the order of crypto.h; free with heap_free. NULL on failure. */
#define NUMBERS_MOST 8
struct numbers { UCHAR *memory; ULONG count; struct piece number[NUMBERS_MOST]; };
NTSTATUS key_numbers(struct key *key, struct numbers *numbers);
NTSTATUS key_from_numbers(struct key *key, ULONG type, const struct piece *numbers, ULONG count);
/* Parts for a unix call; free with heap_free. */
UCHAR *parts_make(const struct piece *numbers, ULONG count, ULONG *size);

/* --- symmetric.c --- */
NTSTATUS symmetric_crypt(struct key *key, bool encrypt, const UCHAR *input, ULONG input_size, void *padding, UCHAR *iv,
                         ULONG iv_size, UCHAR *output, ULONG capacity, ULONG *size, ULONG flags);

/* --- derivation.c --- */
NTSTATUS derivation_set(struct key *key, const WCHAR *property, const UCHAR *input, ULONG size);

/* Writes an answer of a fixed size the way properties and exports do. */
static inline NTSTATUS give_answer(const void *answer, ULONG size, UCHAR *output, ULONG capacity, ULONG *needed)
{
    *needed = size;
    if (!output) return STATUS_SUCCESS;
    if (capacity < size) return STATUS_BUFFER_TOO_SMALL;
    memcpy(output, answer, size);
    return STATUS_SUCCESS;
}

#endif
