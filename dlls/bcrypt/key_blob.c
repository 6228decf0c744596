/* Key pairs as the structures of bcrypt.h. All numbers in them have the highest byte first. */
#include "bcrypt_private.h"

static const struct {
    ULONG type, size, dh_magic, dsa_magic;
} curves[] = {
    /* magic of the public form; the private one is the next */
    {CRYPTO_P256, 32, BCRYPT_ECDH_PUBLIC_P256_MAGIC, BCRYPT_ECDSA_PUBLIC_P256_MAGIC},
    {CRYPTO_P384, 48, BCRYPT_ECDH_PUBLIC_P384_MAGIC, BCRYPT_ECDSA_PUBLIC_P384_MAGIC},
    {CRYPTO_P521, 66, BCRYPT_ECDH_PUBLIC_P521_MAGIC, BCRYPT_ECDSA_PUBLIC_P521_MAGIC},
};
#define PRIVATE_STEP 0x01000000u /* '1' to '2' in the last letter of the magic number */

/* Reads fields one after the other; `failed` when the data ends too early. */
struct reader { const UCHAR *data; ULONG left; bool failed; };

static struct piece take(struct reader *reader, ULONG size)
{
    struct piece piece = { reader->data, size };
    if (size > reader->left) {
        reader->failed = true;
        return (struct piece){ "", 0 };
    }
    reader->data += size;
    reader->left -= size;
    return piece;
}

static NTSTATUS finish_import(const struct algorithm *algorithm, ULONG type, const struct piece *numbers, ULONG count,
                              struct key **result)
{
    struct key *key = key_new(algorithm);
    if (!key) return STATUS_NO_MEMORY;
    NTSTATUS status = key_from_numbers(key, type, numbers, count);
    if (status) key_free(key);
    else *result = key;
    return status;
}

/* --- RSA --- */

static NTSTATUS import_rsa(const struct algorithm *algorithm, const WCHAR *kind, struct reader reader, struct key **key)
{
    struct piece head = take(&reader, sizeof(BCRYPT_RSAKEY_BLOB)), e, n, none = { "", 0 };
    const BCRYPT_RSAKEY_BLOB *header = head.data;
    if (reader.failed) return STATUS_INVALID_PARAMETER;
    bool full = header->Magic == BCRYPT_RSAFULLPRIVATE_MAGIC,
         private = full || header->Magic == BCRYPT_RSAPRIVATE_MAGIC;
    if (!private && header->Magic != BCRYPT_RSAPUBLIC_MAGIC) return STATUS_INVALID_PARAMETER;
    bool wants_private = !wcscmp(kind, BCRYPT_RSAPRIVATE_BLOB) || !wcscmp(kind, BCRYPT_RSAFULLPRIVATE_BLOB) ||
                         !wcscmp(kind, BCRYPT_PRIVATE_KEY_BLOB);
    if (wants_private && !private) return STATUS_INVALID_PARAMETER;
    e = take(&reader, header->cbPublicExp);
    n = take(&reader, header->cbModulus);
    struct piece numbers[8] = { n, e, none, none, none, none, none, none };
    if (private) {
        numbers[3] = take(&reader, header->cbPrime1);
        numbers[4] = take(&reader, header->cbPrime2);
    }
    if (full) {
        numbers[5] = take(&reader, header->cbPrime1);
        numbers[6] = take(&reader, header->cbPrime2);
        numbers[7] = take(&reader, header->cbPrime1);
        numbers[2] = take(&reader, header->cbModulus);
    }
    if (reader.failed || !n.size || !e.size) return STATUS_INVALID_PARAMETER;
    return finish_import(algorithm, CRYPTO_RSA, numbers, 8, key);
}

/* --- elliptic curves --- */

static NTSTATUS import_curve(const struct algorithm *algorithm, bool private, struct reader reader, struct key **key)
{
    struct piece head = take(&reader, sizeof(BCRYPT_ECCKEY_BLOB));
    const BCRYPT_ECCKEY_BLOB *header = head.data;
    ULONG type = CRYPTO_KEY_TYPE_COUNT;
    if (reader.failed) return STATUS_INVALID_PARAMETER;
    bool signs = algorithm->info->interfaces & BCRYPT_SIGNATURE_OPERATION;
    ULONG step = private ? PRIVATE_STEP : 0;
    for (ULONG i = 0; i < ARRAYSIZE(curves); i++)
        if (header->dwMagic == (signs ? curves[i].dsa_magic : curves[i].dh_magic) + step &&
            header->cbKey == curves[i].size)
            type = curves[i].type;
    ULONG generic = signs ? (private ? BCRYPT_ECDSA_PRIVATE_GENERIC_MAGIC : BCRYPT_ECDSA_PUBLIC_GENERIC_MAGIC)
                          : (private ? BCRYPT_ECDH_PRIVATE_GENERIC_MAGIC : BCRYPT_ECDH_PUBLIC_GENERIC_MAGIC);
    if (header->dwMagic == generic) type = algorithm->curve;
    if (type == CRYPTO_KEY_TYPE_COUNT || (algorithm->curve != CRYPTO_KEY_TYPE_COUNT && type != algorithm->curve))
        return STATUS_INVALID_PARAMETER;
    struct piece x = take(&reader, header->cbKey), y = take(&reader, header->cbKey), d = { "", 0 };
    if (private) d = take(&reader, header->cbKey);
    if (reader.failed) return STATUS_INVALID_PARAMETER;
    struct piece numbers[3] = { x, y, d };
    if (type != CRYPTO_X25519) return finish_import(algorithm, type, numbers, 3, key);
    numbers[1] = d;
    return finish_import(algorithm, type, numbers, 2, key);
}

/* --- DH and DSA --- */

static NTSTATUS import_dh(const struct algorithm *algorithm, bool private, struct reader reader, struct key **key)
{
    struct piece head = take(&reader, sizeof(BCRYPT_DH_KEY_BLOB)), numbers[4];
    const BCRYPT_DH_KEY_BLOB *header = head.data;
    if (reader.failed || header->dwMagic != (private ? BCRYPT_DH_PRIVATE_MAGIC : BCRYPT_DH_PUBLIC_MAGIC))
        return STATUS_INVALID_PARAMETER;
    for (int i = 0; i < 4; i++) numbers[i] = i < 3 || private ? take(&reader, header->cbKey) : (struct piece){ "", 0 };
    return reader.failed ? STATUS_INVALID_PARAMETER : finish_import(algorithm, CRYPTO_DH, numbers, 4, key);
}

static NTSTATUS import_dsa(const struct algorithm *algorithm, bool private, struct reader reader, struct key **key)
{
    struct piece p, q, g, y, x = { "", 0 };
    ULONG magic = reader.left >= sizeof(ULONG) ? *(const ULONG *)reader.data : 0;
    if (magic == (private ? BCRYPT_DSA_PRIVATE_MAGIC : BCRYPT_DSA_PUBLIC_MAGIC)) {
        const BCRYPT_DSA_KEY_BLOB *header = take(&reader, sizeof(*header)).data;
        if (reader.failed) return STATUS_INVALID_PARAMETER;
        q = (struct piece){ header->q, sizeof(header->q) };
        p = take(&reader, header->cbKey);
        g = take(&reader, header->cbKey);
        y = take(&reader, header->cbKey);
        if (private) x = take(&reader, sizeof(header->q));
    } else if (magic == (private ? BCRYPT_DSA_PRIVATE_MAGIC_V2 : BCRYPT_DSA_PUBLIC_MAGIC_V2)) {
        const BCRYPT_DSA_KEY_BLOB_V2 *header = take(&reader, sizeof(*header)).data;
        if (reader.failed) return STATUS_INVALID_PARAMETER;
        take(&reader, header->cbSeedLength);
        q = take(&reader, header->cbGroupSize);
        p = take(&reader, header->cbKey);
        g = take(&reader, header->cbKey);
        y = take(&reader, header->cbKey);
        if (private) x = take(&reader, header->cbGroupSize);
    } else {
        return STATUS_INVALID_PARAMETER;
    }
    struct piece numbers[5] = { p, q, g, y, x };
    return reader.failed ? STATUS_INVALID_PARAMETER : finish_import(algorithm, CRYPTO_DSA, numbers, 5, key);
}

/* The names of all structures, and what they hold. */
static const struct { const WCHAR *name; char family; bool private; } kinds[] = {
    {BCRYPT_RSAPUBLIC_BLOB, 'r', false}, {BCRYPT_RSAPRIVATE_BLOB, 'r', true},  {BCRYPT_RSAFULLPRIVATE_BLOB, 'r', true},
    {BCRYPT_ECCPUBLIC_BLOB, 'e', false}, {BCRYPT_ECCPRIVATE_BLOB, 'e', true},  {BCRYPT_DH_PUBLIC_BLOB, 'h', false},
    {BCRYPT_DH_PRIVATE_BLOB, 'h', true}, {BCRYPT_DSA_PUBLIC_BLOB, 'd', false}, {BCRYPT_DSA_PRIVATE_BLOB, 'd', true},
    {BCRYPT_PUBLIC_KEY_BLOB, 0, false},  {BCRYPT_PRIVATE_KEY_BLOB, 0, true},
};

static char family_of(ULONG type)
{
    return type == CRYPTO_RSA ? 'r' : type == CRYPTO_DSA ? 'd' : type == CRYPTO_DH ? 'h' : 'e';
}

/* STATUS_NOT_SUPPORTED for a structure that this algorithm has not. */
static NTSTATUS find_kind(const struct algorithm *algorithm, const WCHAR *name, char *family, bool *private)
{
    *family = family_of(algorithm->info->id);
    for (ULONG i = 0; i < ARRAYSIZE(kinds); i++) {
        if (wcscmp(kinds[i].name, name)) continue;
        *private = kinds[i].private;
        return kinds[i].family && kinds[i].family != *family ? STATUS_NOT_SUPPORTED : STATUS_SUCCESS;
    }
    return STATUS_NOT_SUPPORTED;
}

NTSTATUS import_blob(const struct algorithm *algorithm, const WCHAR *kind, const UCHAR *data, ULONG size,
                     struct key **key)
{
    struct reader reader = { data, size, false };
    char family;
    bool private;
    NTSTATUS status = find_kind(algorithm, kind, &family, &private);
    if (status) return status;
    switch (family) {
    case 'r': return import_rsa(algorithm, kind, reader, key);
    case 'e': return import_curve(algorithm, private, reader, key);
    case 'h': return import_dh(algorithm, private, reader, key);
    default: return import_dsa(algorithm, private, reader, key);
    }
}

/* --- export --- */

struct writer { UCHAR *data; ULONG capacity, size; };

static void put(struct writer *writer, const void *data, ULONG size)
{
    if (writer->data && writer->size + size <= writer->capacity) memcpy(writer->data + writer->size, data, size);
    writer->size += size;
}

/* A number, with zeros before it up to the size. */
static void put_number(struct writer *writer, const struct piece *number, ULONG size)
{
    static const UCHAR zeros[16];
    const UCHAR *bytes = number->data;
    ULONG length = number->size;
    for (; length > size; length--) bytes++;
    for (ULONG missing = size - length; missing;) {
        ULONG count = missing < sizeof(zeros) ? missing : sizeof(zeros);
        put(writer, zeros, count);
        missing -= count;
    }
    put(writer, bytes, length);
}

static void export_rsa(struct writer *writer, const struct key *key, const struct piece *n, bool private, bool full)
{
    enum { N, E, D, P, Q, DP, DQ, QI };
    BCRYPT_RSAKEY_BLOB header = {
        .Magic = full      ? BCRYPT_RSAFULLPRIVATE_MAGIC
                 : private ? BCRYPT_RSAPRIVATE_MAGIC
                           : BCRYPT_RSAPUBLIC_MAGIC,
        .BitLength = key->bits,
        .cbPublicExp = n[E].size,
        .cbModulus = n[N].size,
        .cbPrime1 = private ? n[P].size : 0,
        .cbPrime2 = private ? n[Q].size : 0,
    };
    put(writer, &header, sizeof(header));
    put_number(writer, &n[E], n[E].size);
    put_number(writer, &n[N], n[N].size);
    if (!private) return;
    put_number(writer, &n[P], n[P].size);
    put_number(writer, &n[Q], n[Q].size);
    if (!full) return;
    put_number(writer, &n[DP], n[P].size);
    put_number(writer, &n[DQ], n[Q].size);
    put_number(writer, &n[QI], n[P].size);
    put_number(writer, &n[D], n[N].size);
}

static void export_curve(struct writer *writer, const struct key *key, const struct piece *n, bool private)
{
    static const struct piece none = { "", 0 };
    bool signs = key->algorithm.info->interfaces & BCRYPT_SIGNATURE_OPERATION;
    BCRYPT_ECCKEY_BLOB header = { private ? BCRYPT_ECDH_PRIVATE_GENERIC_MAGIC : BCRYPT_ECDH_PUBLIC_GENERIC_MAGIC, 32 };
    for (ULONG i = 0; i < ARRAYSIZE(curves); i++) {
        if (curves[i].type != key->type) continue;
        header.dwMagic = (signs ? curves[i].dsa_magic : curves[i].dh_magic) + (private ? PRIVATE_STEP : 0);
        header.cbKey = curves[i].size;
    }
    bool edwards = key->type == CRYPTO_X25519;
    put(writer, &header, sizeof(header));
    put_number(writer, &n[0], header.cbKey);
    put_number(writer, edwards ? &none : &n[1], header.cbKey);
    if (private) put_number(writer, edwards ? &n[1] : &n[2], header.cbKey);
}

static void export_dh(struct writer *writer, const struct piece *n, bool private)
{
    BCRYPT_DH_KEY_BLOB header = { private ? BCRYPT_DH_PRIVATE_MAGIC : BCRYPT_DH_PUBLIC_MAGIC, n[0].size };
    put(writer, &header, sizeof(header));
    for (int i = 0; i < (private ? 4 : 3); i++) put_number(writer, &n[i], header.cbKey);
}

static void export_dsa(struct writer *writer, const struct key *key, const struct piece *n, bool private)
{
    enum { P, Q, G, Y, X };
    if (key->bits <= 1024) {
        BCRYPT_DSA_KEY_BLOB header = {.dwMagic = private ? BCRYPT_DSA_PRIVATE_MAGIC : BCRYPT_DSA_PUBLIC_MAGIC,
                                      .cbKey = n[P].size};
        memset(header.Count, 0xff, sizeof(header.Count)); /* no seed is known */
        memset(header.Seed, 0xff, sizeof(header.Seed));
        struct writer group = { header.q, sizeof(header.q), 0 };
        put_number(&group, &n[Q], sizeof(header.q));
        put(writer, &header, sizeof(header));
    } else {
        BCRYPT_DSA_KEY_BLOB_V2 header = {.dwMagic = private ? BCRYPT_DSA_PRIVATE_MAGIC_V2 : BCRYPT_DSA_PUBLIC_MAGIC_V2,
                                         .cbKey = n[P].size,
                                         .hashAlgorithm = DSA_HASH_ALGORITHM_SHA256,
                                         .standardVersion = DSA_FIPS186_3,
                                         .cbSeedLength = n[Q].size,
                                         .cbGroupSize = n[Q].size};
        static const struct piece none = { "", 0 };
        memset(header.Count, 0xff, sizeof(header.Count));
        put(writer, &header, sizeof(header));
        put_number(writer, &none, n[Q].size);
        put_number(writer, &n[Q], n[Q].size);
    }
    put_number(writer, &n[P], n[P].size);
    put_number(writer, &n[G], n[P].size);
    put_number(writer, &n[Y], n[P].size);
    if (private) put_number(writer, &n[X], n[Q].size);
}

NTSTATUS export_blob(struct key *key, const WCHAR *kind, UCHAR *output, ULONG capacity, ULONG *size)
{
    struct writer writer = { output, capacity, 0 };
    struct numbers numbers;
    char family;
    bool private;
    NTSTATUS status = find_kind(&key->algorithm, kind, &family, &private);
    if (status) return status;
    if (private && !key->has_private) return STATUS_INVALID_PARAMETER;
    if ((status = key_numbers(key, &numbers))) return status;
    switch (family) {
    case 'r': export_rsa(&writer, key, numbers.number, private, !wcscmp(kind, BCRYPT_RSAFULLPRIVATE_BLOB)); break;
    case 'e': export_curve(&writer, key, numbers.number, private); break;
    case 'h': export_dh(&writer, numbers.number, private); break;
    default: export_dsa(&writer, key, numbers.number, private); break;
    }
    SecureZeroMemory(numbers.memory, 16384);
    heap_free(numbers.memory);
    *size = writer.size;
    if (!output) return STATUS_SUCCESS;
    return capacity < writer.size ? STATUS_BUFFER_TOO_SMALL : STATUS_SUCCESS;
}
