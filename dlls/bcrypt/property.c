/* Properties of algorithms, hashes and keys. */
#include "bcrypt_private.h"

static const WCHAR *const mode_names[] = {BCRYPT_CHAIN_MODE_ECB, BCRYPT_CHAIN_MODE_CBC, BCRYPT_CHAIN_MODE_CFB,
                                          BCRYPT_CHAIN_MODE_CFB, BCRYPT_CHAIN_MODE_GCM, BCRYPT_CHAIN_MODE_CCM};
static const struct { const WCHAR *name; ULONG type; } curves[] = {
    {L"nistP256", CRYPTO_P256},     {L"nistP384", CRYPTO_P384},  {L"nistP521", CRYPTO_P521},
    {L"curve25519", CRYPTO_X25519}, {L"secP256r1", CRYPTO_P256}, {L"secP384r1", CRYPTO_P384},
    {L"secP521r1", CRYPTO_P521},
};

/* The object behind a handle: any of three kinds. */
struct subject { struct algorithm *algorithm; struct hash *hash; struct key *key; };

static bool find_subject(BCRYPT_HANDLE handle, struct subject *subject)
{
    memset(subject, 0, sizeof(*subject));
    if (is_object(handle, HASH_MAGIC)) subject->hash = handle;
    else if (is_object(handle, KEY_MAGIC)) subject->key = handle;
    subject->algorithm = subject->hash  ? &subject->hash->algorithm
                         : subject->key ? &subject->key->algorithm
                                        : algorithm_of(handle);
    return subject->algorithm != NULL;
}

typedef NTSTATUS property_reader(const struct subject *subject, UCHAR *output, ULONG capacity, ULONG *size);

static NTSTATUS give_number(ULONG number, UCHAR *output, ULONG capacity, ULONG *size)
{
    return give_answer(&number, sizeof(number), output, capacity, size);
}

static NTSTATUS give_text(const WCHAR *text, UCHAR *output, ULONG capacity, ULONG *size)
{
    return give_answer(text, (ULONG)(wcslen(text) + 1) * sizeof(WCHAR), output, capacity, size);
}

#define READER(name) static NTSTATUS name(const struct subject *subject, UCHAR *output, ULONG capacity, ULONG *size)

READER(read_name)
{
    return give_text(subject->algorithm->info->name, output, capacity, size);
}

READER(read_block_length)
{
    const struct algorithm_info *info = subject->algorithm->info;
    if (info->kind == KIND_CIPHER) return give_number(info->block_size, output, capacity, size);
    if (subject->key && info->kind == KIND_KEY && info->id == CRYPTO_RSA)
        return give_number((subject->key->bits + 7) / 8, output, capacity, size);
    return STATUS_NOT_SUPPORTED;
}

READER(read_hash_block_length)
{
    if (subject->algorithm->info->kind != KIND_HASH) return STATUS_NOT_SUPPORTED;
    return give_number(subject->algorithm->info->block_size, output, capacity, size);
}

READER(read_hash_length)
{
    if (subject->algorithm->info->kind != KIND_HASH) return STATUS_NOT_SUPPORTED;
    return give_number(subject->algorithm->info->length, output, capacity, size);
}

READER(read_chaining_mode)
{
    const struct algorithm *algorithm = subject->algorithm;
    if (algorithm->info->kind != KIND_CIPHER) return STATUS_NOT_SUPPORTED;
    return give_text(algorithm->info->id == CRYPTO_RC4 ? BCRYPT_CHAIN_MODE_NA : mode_names[algorithm->mode], output,
                     capacity, size);
}

READER(read_object_length)
{
    switch (subject->algorithm->info->kind) {
    case KIND_HASH: return give_number(sizeof(struct hash), output, capacity, size);
    case KIND_CIPHER:
    case KIND_DERIVATION: return give_number(sizeof(struct key), output, capacity, size);
    default: return STATUS_NOT_SUPPORTED;
    }
}

READER(read_key_length)
{
    if (!subject->key) return STATUS_NOT_SUPPORTED;
    return give_number(subject->key->bits, output, capacity, size);
}

READER(read_key_lengths)
{
    if (!subject->algorithm->info->keys.dwMaxLength) return STATUS_NOT_SUPPORTED;
    return give_answer(&subject->algorithm->info->keys, sizeof(BCRYPT_KEY_LENGTHS_STRUCT), output, capacity, size);
}

READER(read_effective_length)
{
    if (!subject->key || subject->algorithm->info->kind != KIND_CIPHER) return STATUS_NOT_SUPPORTED;
    return give_number(subject->key->effective_bits ? subject->key->effective_bits : subject->key->bits, output,
                       capacity, size);
}

READER(read_tag_lengths)
{
    static const BCRYPT_AUTH_TAG_LENGTHS_STRUCT gcm = { 12, 16, 1 }, ccm = { 4, 16, 2 };
    ULONG mode = subject->algorithm->mode;
    if (subject->algorithm->info->kind != KIND_CIPHER || mode < CRYPTO_GCM) return STATUS_NOT_SUPPORTED;
    return give_answer(mode == CRYPTO_GCM ? &gcm : &ccm, sizeof(gcm), output, capacity, size);
}

READER(read_feedback)
{
    if (subject->algorithm->info->kind != KIND_CIPHER) return STATUS_NOT_SUPPORTED;
    return give_number(subject->algorithm->feedback_size, output, capacity, size);
}

READER(read_block_sizes)
{
    return read_block_length(subject, output, capacity, size);
}

READER(read_padding_schemes)
{
    if (subject->algorithm->info->kind != KIND_KEY || subject->algorithm->info->id != CRYPTO_RSA)
        return STATUS_NOT_SUPPORTED;
    ULONG schemes = BCRYPT_SUPPORTED_PAD_ROUTER | BCRYPT_SUPPORTED_PAD_PKCS1_SIG | BCRYPT_SUPPORTED_PAD_PSS;
    if (subject->algorithm->info->interfaces & BCRYPT_ASYMMETRIC_ENCRYPTION_OPERATION)
        schemes |= BCRYPT_SUPPORTED_PAD_PKCS1_ENC | BCRYPT_SUPPORTED_PAD_OAEP;
    return give_number(schemes, output, capacity, size);
}

READER(read_signature_length)
{
    const struct key *key = subject->key;
    if (!key || subject->algorithm->info->kind != KIND_KEY ||
        !(subject->algorithm->info->interfaces & BCRYPT_SIGNATURE_OPERATION))
        return STATUS_NOT_SUPPORTED;
    ULONG length = key->type == CRYPTO_RSA   ? (key->bits + 7) / 8
                   : key->type == CRYPTO_DSA ? (key->bits <= 1024 ? 40 : 64)
                                             : 2 * ((key->bits + 7) / 8);
    return give_number(length, output, capacity, size);
}

READER(read_is_keyed)
{
    if (subject->algorithm->info->kind != KIND_HASH) return STATUS_NOT_SUPPORTED;
    return give_number(subject->algorithm->keyed, output, capacity, size);
}

READER(read_is_reusable)
{
    if (subject->algorithm->info->kind != KIND_HASH) return STATUS_NOT_SUPPORTED;
    return give_number(subject->algorithm->reusable, output, capacity, size);
}

READER(read_curve)
{
    ULONG type = subject->key ? subject->key->type : subject->algorithm->curve;
    for (ULONG i = 0; i < ARRAYSIZE(curves); i++)
        if (curves[i].type == type) return give_text(curves[i].name, output, capacity, size);
    return STATUS_NOT_SUPPORTED;
}

READER(read_iv)
{
    if (!subject->key || subject->algorithm->info->kind != KIND_CIPHER) return STATUS_NOT_SUPPORTED;
    return give_answer(subject->key->iv, subject->algorithm->info->block_size, output, capacity, size);
}

READER(read_provider)
{
    if (!subject->key && !subject->hash) return STATUS_NOT_SUPPORTED;
    BCRYPT_HANDLE handle = subject->algorithm;
    return give_answer(&handle, sizeof(handle), output, capacity, size);
}

static const struct { const WCHAR *name; property_reader *read; } readers[] = {
    {BCRYPT_ALGORITHM_NAME, read_name},
    {BCRYPT_BLOCK_LENGTH, read_block_length},
    {BCRYPT_HASH_BLOCK_LENGTH, read_hash_block_length},
    {BCRYPT_HASH_LENGTH, read_hash_length},
    {BCRYPT_CHAINING_MODE, read_chaining_mode},
    {BCRYPT_OBJECT_LENGTH, read_object_length},
    {BCRYPT_KEY_OBJECT_LENGTH, read_object_length},
    {BCRYPT_KEY_LENGTH, read_key_length},
    {BCRYPT_KEY_STRENGTH, read_key_length},
    {BCRYPT_PUBLIC_KEY_LENGTH, read_key_length},
    {BCRYPT_KEY_LENGTHS, read_key_lengths},
    {BCRYPT_EFFECTIVE_KEY_LENGTH, read_effective_length},
    {BCRYPT_AUTH_TAG_LENGTH, read_tag_lengths},
    {BCRYPT_MESSAGE_BLOCK_LENGTH, read_feedback},
    {BCRYPT_BLOCK_SIZE_LIST, read_block_sizes},
    {BCRYPT_PADDING_SCHEMES, read_padding_schemes},
    {BCRYPT_SIGNATURE_LENGTH, read_signature_length},
    {BCRYPT_IS_KEYED_HASH, read_is_keyed},
    {BCRYPT_IS_REUSABLE_HASH, read_is_reusable},
    {L"ECCCurveName", read_curve},
    {BCRYPT_INITIALIZATION_VECTOR, read_iv},
    {BCRYPT_PROVIDER_HANDLE, read_provider},
};

NTSTATUS WINAPI BCryptGetProperty(BCRYPT_HANDLE handle, LPCWSTR name, PUCHAR output, ULONG capacity, ULONG *size,
                                  ULONG flags)
{
    struct subject subject;
    if (!find_subject(handle, &subject)) return STATUS_INVALID_HANDLE;
    if (!name || !size || flags) return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < ARRAYSIZE(readers); i++)
        if (!wcscmp(readers[i].name, name)) return readers[i].read(&subject, output, capacity, size);
    return STATUS_NOT_SUPPORTED;
}

/* --- setting --- */

static NTSTATUS set_mode(const struct subject *subject, const WCHAR *name)
{
    struct algorithm *algorithm = subject->algorithm;
    if (algorithm->info->kind != KIND_CIPHER) return STATUS_NOT_SUPPORTED;
    if (algorithm->info->id == CRYPTO_RC4)
        return wcscmp(name, BCRYPT_CHAIN_MODE_NA) ? STATUS_NOT_SUPPORTED : STATUS_SUCCESS;
    ULONG mode = mode_by_name(name);
    if (mode == CRYPTO_MODE_COUNT) return STATUS_NOT_SUPPORTED;
    if (mode >= CRYPTO_GCM && algorithm->info->id != CRYPTO_AES) return STATUS_NOT_SUPPORTED;
    algorithm->mode = mode;
    return STATUS_SUCCESS;
}

static NTSTATUS set_curve(const struct subject *subject, const WCHAR *name)
{
    if (!subject->algorithm->info->any_curve || (subject->key && subject->key->finalized)) return STATUS_NOT_SUPPORTED;
    for (ULONG i = 0; i < ARRAYSIZE(curves); i++) {
        if (_wcsicmp(curves[i].name, name)) continue;
        bool signs = subject->algorithm->info->interfaces & BCRYPT_SIGNATURE_OPERATION;
        if (signs && curves[i].type == CRYPTO_X25519) return STATUS_NOT_SUPPORTED;
        subject->algorithm->curve = curves[i].type;
        if (subject->key) subject->key->type = curves[i].type;
        return STATUS_SUCCESS;
    }
    return STATUS_NOT_SUPPORTED;
}

static NTSTATUS set_dh_parameters(struct key *key, const UCHAR *input, ULONG size)
{
    const BCRYPT_DH_PARAMETER_HEADER *header = (const BCRYPT_DH_PARAMETER_HEADER *)input;
    if (key->finalized || key->type != CRYPTO_DH) return STATUS_NOT_SUPPORTED;
    if (size < sizeof(*header) || header->dwMagic != BCRYPT_DH_PARAMETERS_MAGIC ||
        header->cbKeyLength != key->bits / 8 || (size - sizeof(*header)) / 2 < header->cbKeyLength)
        return STATUS_INVALID_PARAMETER;
    const UCHAR *p = input + sizeof(*header);
    struct piece numbers[] = { { p, header->cbKeyLength }, { p + header->cbKeyLength, header->cbKeyLength } };
    heap_free(key->parameters);
    key->parameters = parts_make(numbers, 2, &key->parameters_size);
    return key->parameters ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static NTSTATUS set_iv(struct key *key, const UCHAR *input, ULONG size)
{
    if (size < key->algorithm.info->block_size) return STATUS_INVALID_PARAMETER;
    memcpy(key->iv, input, key->algorithm.info->block_size);
    return STATUS_SUCCESS;
}

static NTSTATUS set_feedback(struct algorithm *algorithm, const UCHAR *input, ULONG size)
{
    if (size != sizeof(ULONG)) return STATUS_INVALID_PARAMETER;
    ULONG feedback = *(const ULONG *)input;
    if (feedback != 1 && feedback != algorithm->info->block_size) return STATUS_INVALID_PARAMETER;
    algorithm->feedback_size = feedback;
    return STATUS_SUCCESS;
}

static NTSTATUS set_effective_length(struct key *key, const UCHAR *input, ULONG size)
{
    if (size != sizeof(ULONG)) return STATUS_INVALID_PARAMETER;
    ULONG bits = *(const ULONG *)input;
    if (bits < 1 || bits > 1024) return STATUS_INVALID_PARAMETER;
    key->effective_bits = bits;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI BCryptSetProperty(BCRYPT_HANDLE handle, LPCWSTR name, PUCHAR input, ULONG size, ULONG flags)
{
    struct subject subject;
    if (!find_subject(handle, &subject)) return STATUS_INVALID_HANDLE;
    if (!name || !input || flags) return STATUS_INVALID_PARAMETER;
    if (subject.algorithm->is_pseudo && !subject.key && !subject.hash)
        return STATUS_NOT_SUPPORTED; /* shared by everybody */
    enum algorithm_kind kind = subject.algorithm->info->kind;
    if (!wcscmp(name, BCRYPT_CHAINING_MODE)) return set_mode(&subject, (const WCHAR *)input);
    if (!wcscmp(name, L"ECCCurveName")) return set_curve(&subject, (const WCHAR *)input);
    if (kind == KIND_CIPHER && !wcscmp(name, BCRYPT_MESSAGE_BLOCK_LENGTH))
        return set_feedback(subject.algorithm, input, size);
    if (!subject.key) return STATUS_NOT_SUPPORTED;
    if (kind == KIND_DERIVATION) return derivation_set(subject.key, name, input, size);
    if (kind == KIND_KEY && !wcscmp(name, BCRYPT_DH_PARAMETERS)) return set_dh_parameters(subject.key, input, size);
    if (kind == KIND_KEY && !wcscmp(name, BCRYPT_KEY_LENGTH) && size == sizeof(ULONG) && !subject.key->finalized) {
        subject.key->bits = *(const ULONG *)input;
        return STATUS_SUCCESS;
    }
    if (kind == KIND_CIPHER && !wcscmp(name, BCRYPT_INITIALIZATION_VECTOR)) return set_iv(subject.key, input, size);
    if (subject.algorithm->info->id == CRYPTO_RC2 && !wcscmp(name, BCRYPT_EFFECTIVE_KEY_LENGTH))
        return set_effective_length(subject.key, input, size);
    return STATUS_NOT_SUPPORTED;
}
