/* Keys of public-key algorithms: making, importing, exporting. */
#include <stdlib.h>
#include <string.h>
#include "openssl.h"

static const struct {
    const char *name, *group;
    int nid, bits, id;
} types[CRYPTO_KEY_TYPE_COUNT] = {
    [CRYPTO_RSA] = { "RSA", NULL, 0, 0, EVP_PKEY_RSA }, [CRYPTO_DSA] = { "DSA", NULL, 0, 0, EVP_PKEY_DSA },
    [CRYPTO_DH] = { "DH", NULL, 0, 0, EVP_PKEY_DH },
    [CRYPTO_P256] = { "EC", "prime256v1", NID_X9_62_prime256v1, 256, EVP_PKEY_EC },
    [CRYPTO_P384] = { "EC", "secp384r1", NID_secp384r1, 384, EVP_PKEY_EC },
    [CRYPTO_P521] = { "EC", "secp521r1", NID_secp521r1, 521, EVP_PKEY_EC },
    [CRYPTO_X25519] = { "X25519", NULL, 0, 255, EVP_PKEY_X25519 },
};

/* The numbers of each type in the order of include/unix_calls/crypto.h. */
static const char *const rsa_names[] = {OSSL_PKEY_PARAM_RSA_N,
                                        OSSL_PKEY_PARAM_RSA_E,
                                        OSSL_PKEY_PARAM_RSA_D,
                                        OSSL_PKEY_PARAM_RSA_FACTOR1,
                                        OSSL_PKEY_PARAM_RSA_FACTOR2,
                                        OSSL_PKEY_PARAM_RSA_EXPONENT1,
                                        OSSL_PKEY_PARAM_RSA_EXPONENT2,
                                        OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
                                        NULL};
static const char *const dsa_names[] = {OSSL_PKEY_PARAM_FFC_P,   OSSL_PKEY_PARAM_FFC_Q,    OSSL_PKEY_PARAM_FFC_G,
                                        OSSL_PKEY_PARAM_PUB_KEY, OSSL_PKEY_PARAM_PRIV_KEY, NULL};
static const char *const dh_names[] = {OSSL_PKEY_PARAM_FFC_P, OSSL_PKEY_PARAM_FFC_G, OSSL_PKEY_PARAM_PUB_KEY,
                                       OSSL_PKEY_PARAM_PRIV_KEY, NULL};

static const char *const *number_names(uint32_t type)
{
    return type == CRYPTO_RSA ? rsa_names : type == CRYPTO_DSA ? dsa_names : dh_names;
}

static bool is_elliptic(uint32_t type)
{
    return type >= CRYPTO_P256 && type <= CRYPTO_P521;
}

static EVP_PKEY *key_of(uint64_t object)
{
    return (EVP_PKEY *)(uintptr_t)object;
}

static bool has_private(EVP_PKEY *key, uint32_t type)
{
    size_t size = 0;
    BIGNUM *number = NULL;
    if (type == CRYPTO_X25519) return openssl.EVP_PKEY_get_raw_private_key(key, NULL, &size) == 1;
    bool found = openssl.EVP_PKEY_get_bn_param(
                     key, type == CRYPTO_RSA ? OSSL_PKEY_PARAM_RSA_D : OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1;
    openssl.BN_clear_free(number);
    return found;
}

static bool find_type(EVP_PKEY *key, uint32_t *type)
{
    char group[32];
    int id = openssl.EVP_PKEY_get_base_id(key);
    if (id == EVP_PKEY_RSA_PSS) id = EVP_PKEY_RSA;
    for (*type = 0; *type < CRYPTO_KEY_TYPE_COUNT; (*type)++) {
        if (types[*type].id != id) continue;
        if (!types[*type].group) return true;
        if (openssl.EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof(group), NULL) == 1 &&
            !strcmp(group, types[*type].group)) return true;
    }
    return false;
}

/* Hands a new key to the program, or lets go of one that it cannot name. */
static NTSTATUS give_key(struct unix_crypto_key_args *args, EVP_PKEY *key, NTSTATUS failure)
{
    openssl.ERR_clear_error();
    if (!key) return failure;
    if (!find_type(key, &args->type)) {
        openssl.EVP_PKEY_free(key);
        return STATUS_NOT_SUPPORTED;
    }
    args->bits = types[args->type].bits ? (uint32_t)types[args->type].bits : (uint32_t)openssl.EVP_PKEY_get_bits(key);
    args->has_private = has_private(key, args->type);
    args->object = (uintptr_t)key;
    return STATUS_SUCCESS;
}

/* --- import --- */

struct numbers { OSSL_PARAM_BLD *builder; BIGNUM *number[8]; };

static void free_numbers(struct numbers *numbers)
{
    for (int i = 0; i < 8; i++) openssl.BN_clear_free(numbers->number[i]);
    if (numbers->builder) openssl.OSSL_PARAM_BLD_free(numbers->builder);
}

static EVP_PKEY *build_key(const char *name, OSSL_PARAM_BLD *builder, int selection)
{
    EVP_PKEY *key = NULL;
    OSSL_PARAM *parameters = openssl.OSSL_PARAM_BLD_to_param(builder);
    EVP_PKEY_CTX *context = openssl.EVP_PKEY_CTX_new_from_name(NULL, name, NULL);
    if (parameters && context && openssl.EVP_PKEY_fromdata_init(context) == 1 &&
        openssl.EVP_PKEY_fromdata(context, &key, selection, parameters) != 1) key = NULL;
    openssl.EVP_PKEY_CTX_free(context);
    openssl.OSSL_PARAM_free(parameters);
    return key;
}

/* Windows' short private RSA keys have only the two primes: the rest follows from them. */
static bool complete_rsa(BIGNUM **n)
{
    enum { N, E, D, P, Q, DP, DQ, QI };
    if (!n[P] || !n[Q] || n[D]) return true;
    BN_CTX *context = openssl.BN_CTX_new();
    BIGNUM *p1 = openssl.BN_dup(n[P]), *q1 = openssl.BN_dup(n[Q]), *phi = openssl.BN_new();
    bool done = context && p1 && q1 && phi && openssl.BN_sub_word(p1, 1) && openssl.BN_sub_word(q1, 1) &&
                openssl.BN_mul(phi, p1, q1, context) && (n[D] = openssl.BN_mod_inverse(NULL, n[E], phi, context));
    if (done) {
        openssl.BN_clear_free(n[DP]);
        openssl.BN_clear_free(n[DQ]);
        openssl.BN_clear_free(n[QI]);
        done = (n[DP] = openssl.BN_new()) && (n[DQ] = openssl.BN_new()) && openssl.BN_nnmod(n[DP], n[D], p1, context) &&
               openssl.BN_nnmod(n[DQ], n[D], q1, context) &&
               (n[QI] = openssl.BN_mod_inverse(NULL, n[Q], n[P], context));
    }
    if (context) openssl.BN_CTX_free(context);
    openssl.BN_clear_free(p1);
    openssl.BN_clear_free(q1);
    openssl.BN_clear_free(phi);
    return done;
}

static EVP_PKEY *import_numbers(uint32_t type, const struct parts *parts)
{
    const char *const *names = number_names(type);
    struct numbers numbers = { .builder = openssl.OSSL_PARAM_BLD_new() };
    EVP_PKEY *key = NULL;
    bool good = numbers.builder != NULL;
    for (uint32_t i = 0; names[i] && i < parts->count; i++)
        if (parts->part[i].size)
            numbers.number[i] = openssl.BN_bin2bn(parts->part[i].data, (int)parts->part[i].size, NULL);
    if (type == CRYPTO_RSA) good = good && numbers.number[0] && numbers.number[1] && complete_rsa(numbers.number);
    for (int i = 0; good && names[i]; i++)
        if (numbers.number[i]) good = openssl.OSSL_PARAM_BLD_push_BN(numbers.builder, names[i], numbers.number[i]) == 1;
    bool private = numbers.number[type == CRYPTO_RSA ? 2 : type == CRYPTO_DSA ? 4 : 3] != NULL;
    if (good) key = build_key(types[type].name, numbers.builder, private ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY);
    free_numbers(&numbers);
    return key;
}

/* The public point that belongs to a private number. */
static size_t derive_point(uint32_t type, const BIGNUM *d, uint8_t *point, size_t capacity)
{
    size_t size = 0;
    EC_GROUP *group = openssl.EC_GROUP_new_by_curve_name(types[type].nid);
    EC_POINT *product = group ? openssl.EC_POINT_new(group) : NULL;
    if (product && openssl.EC_POINT_mul(group, product, d, NULL, NULL, NULL) == 1)
        size = openssl.EC_POINT_point2oct(group, product, POINT_CONVERSION_UNCOMPRESSED, point, capacity, NULL);
    openssl.EC_POINT_free(product);
    openssl.EC_GROUP_free(group);
    return size;
}

static EVP_PKEY *import_elliptic(uint32_t type, const struct parts *parts)
{
    uint32_t size = ((uint32_t)types[type].bits + 7) / 8;
    uint8_t point[1 + 2 * 66] = { 4 };
    size_t point_size = 1 + 2 * size;
    if (parts->count != 3 || parts->part[0].size > size || parts->part[1].size > size || parts->part[2].size > size)
        return NULL;
    BIGNUM *d = parts->part[2].size ? openssl.BN_bin2bn(parts->part[2].data, (int)parts->part[2].size, NULL) : NULL;
    OSSL_PARAM_BLD *builder = openssl.OSSL_PARAM_BLD_new();
    memcpy(point + 1 + size - parts->part[0].size, parts->part[0].data, parts->part[0].size);
    memcpy(point + 1 + 2 * size - parts->part[1].size, parts->part[1].data, parts->part[1].size);
    if (!parts->part[0].size && d) point_size = derive_point(type, d, point, sizeof(point));
    EVP_PKEY *key = NULL;
    if (builder &&
        openssl.OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, types[type].group, 0) == 1 &&
        openssl.OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, point_size) == 1 &&
        (!d || openssl.OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, d) == 1))
        key = build_key("EC", builder, d ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY);
    openssl.BN_clear_free(d);
    if (builder) openssl.OSSL_PARAM_BLD_free(builder);
    return key;
}

static EVP_PKEY *import_x25519(const struct parts *parts)
{
    if (parts->count != 2) return NULL;
    if (parts->part[1].size)
        return openssl.EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, parts->part[1].data, parts->part[1].size);
    return openssl.EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, parts->part[0].data, parts->part[0].size);
}

static NTSTATUS key_import(struct unix_crypto_key_args *args)
{
    struct parts parts;
    EVP_PKEY *key = NULL;
    if (args->type >= CRYPTO_KEY_TYPE_COUNT) return STATUS_NOT_SUPPORTED;
    if (parts_read(&parts, args->in, args->in_size)) {
        if (args->type == CRYPTO_X25519) key = import_x25519(&parts);
        else key = is_elliptic(args->type) ? import_elliptic(args->type, &parts) : import_numbers(args->type, &parts);
    }
    parts_free(&parts);
    return give_key(args, key, STATUS_INVALID_PARAMETER);
}

static NTSTATUS key_import_der(struct unix_crypto_key_args *args)
{
    uint8_t *copy = bytes_take(args->in, args->in_size);
    const uint8_t *der = copy;
    if (!copy) return STATUS_NO_MEMORY;
    EVP_PKEY *key = args->operation == CRYPTO_KEY_IMPORT_PUBLIC_DER
                        ? openssl.d2i_PUBKEY(NULL, &der, args->in_size)
                        : openssl.d2i_AutoPrivateKey(NULL, &der, args->in_size);
    free(copy);
    return give_key(args, key, STATUS_INVALID_PARAMETER);
}

/* --- export --- */

static void add_number(struct parts *parts, EVP_PKEY *key, const char *name, int size)
{
    uint8_t bytes[2048];
    BIGNUM *number = NULL;
    int length = 0;
    if (openssl.EVP_PKEY_get_bn_param(key, name, &number) == 1 && openssl.BN_num_bits(number) <= (int)sizeof(bytes) * 8)
        length = size ? openssl.BN_bn2binpad(number, bytes, size) : openssl.BN_bn2bin(number, bytes);
    parts_add(parts, bytes, length > 0 ? (size_t)length : 0);
    openssl.BN_clear_free(number);
    memset(bytes, 0, sizeof(bytes));
}

static void export_x25519(struct parts *parts, EVP_PKEY *key)
{
    uint8_t bytes[32];
    size_t size = sizeof(bytes);
    parts_add(parts, bytes, openssl.EVP_PKEY_get_raw_public_key(key, bytes, &size) == 1 ? size : 0);
    size = sizeof(bytes);
    parts_add(parts, bytes, openssl.EVP_PKEY_get_raw_private_key(key, bytes, &size) == 1 ? size : 0);
}

static NTSTATUS key_export(struct unix_crypto_key_args *args)
{
    EVP_PKEY *key = key_of(args->object);
    struct parts parts = { 0 };
    uint32_t type;
    if (!find_type(key, &type)) return STATUS_NOT_SUPPORTED;
    if (type == CRYPTO_X25519) {
        export_x25519(&parts, key);
    } else if (is_elliptic(type)) {
        int size = (types[type].bits + 7) / 8;
        add_number(&parts, key, OSSL_PKEY_PARAM_EC_PUB_X, size);
        add_number(&parts, key, OSSL_PKEY_PARAM_EC_PUB_Y, size);
        add_number(&parts, key, OSSL_PKEY_PARAM_PRIV_KEY, size);
    } else {
        for (const char *const *name = number_names(type); *name; name++) add_number(&parts, key, *name, 0);
    }
    openssl.ERR_clear_error();
    return parts_give(&parts, args->out, &args->out_size);
}

static NTSTATUS key_export_der(struct unix_crypto_key_args *args)
{
    uint8_t *der = NULL;
    int size;
    if (args->operation == CRYPTO_KEY_EXPORT_PUBLIC_DER) {
        size = openssl.i2d_PUBKEY(key_of(args->object), &der);
    } else {
        PKCS8_PRIV_KEY_INFO *info = openssl.EVP_PKEY2PKCS8(key_of(args->object));
        size = info ? openssl.i2d_PKCS8_PRIV_KEY_INFO(info, &der) : -1;
        if (info) openssl.PKCS8_PRIV_KEY_INFO_free(info);
    }
    openssl.ERR_clear_error();
    if (size <= 0) return STATUS_NOT_SUPPORTED;
    NTSTATUS status = bytes_give(der, (size_t)size, args->out, &args->out_size);
    openssl.CRYPTO_free(der, __FILE__, __LINE__);
    return status;
}

/* --- generation --- */

/* DSA and DH keys need a group of numbers first. DH takes a standard one (RFC 7919) of this size. */
static EVP_PKEY *generate_parameters(uint32_t type, uint32_t bits)
{
    EVP_PKEY *parameters = NULL;
    EVP_PKEY_CTX *context = openssl.EVP_PKEY_CTX_new_from_name(NULL, types[type].name, NULL);
    if (context && openssl.EVP_PKEY_paramgen_init(context) == 1 &&
        openssl.EVP_PKEY_CTX_set_dsa_paramgen_bits(context, (int)bits) == 1)
        openssl.EVP_PKEY_generate(context, &parameters);
    openssl.EVP_PKEY_CTX_free(context);
    return parameters;
}

static EVP_PKEY *dh_group(uint32_t bits)
{
    char name[16];
    snprintf(name, sizeof(name), "ffdhe%u", bits);
    OSSL_PARAM_BLD *builder = openssl.OSSL_PARAM_BLD_new();
    EVP_PKEY *group = NULL;
    if (builder && openssl.OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, name, 0) == 1)
        group = build_key("DH", builder, EVP_PKEY_KEY_PARAMETERS);
    if (builder) openssl.OSSL_PARAM_BLD_free(builder);
    return group;
}

static EVP_PKEY *dh_parameters(struct unix_crypto_key_args *args)
{
    struct parts parts;
    if (!args->in_size) return dh_group(args->bits);
    EVP_PKEY *parameters = NULL;
    OSSL_PARAM_BLD *builder = openssl.OSSL_PARAM_BLD_new();
    bool read = parts_read(&parts, args->in, args->in_size) && parts.count >= 2;
    BIGNUM *p = read ? openssl.BN_bin2bn(parts.part[0].data, (int)parts.part[0].size, NULL) : NULL;
    BIGNUM *g = read ? openssl.BN_bin2bn(parts.part[1].data, (int)parts.part[1].size, NULL) : NULL;
    if (builder && p && g && openssl.OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_FFC_P, p) == 1 &&
        openssl.OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_FFC_G, g) == 1)
        parameters = build_key("DH", builder, EVP_PKEY_KEY_PARAMETERS);
    openssl.BN_free(p);
    openssl.BN_free(g);
    if (builder) openssl.OSSL_PARAM_BLD_free(builder);
    parts_free(&parts);
    return parameters;
}

static EVP_PKEY_CTX *generator(struct unix_crypto_key_args *args)
{
    if (args->type != CRYPTO_DSA && args->type != CRYPTO_DH)
        return openssl.EVP_PKEY_CTX_new_from_name(NULL, types[args->type].name, NULL);
    EVP_PKEY *parameters = args->type == CRYPTO_DSA ? generate_parameters(CRYPTO_DSA, args->bits) : dh_parameters(args);
    EVP_PKEY_CTX *context = parameters ? openssl.EVP_PKEY_CTX_new_from_pkey(NULL, parameters, NULL) : NULL;
    openssl.EVP_PKEY_free(parameters);
    return context;
}

static NTSTATUS key_generate(struct unix_crypto_key_args *args)
{
    EVP_PKEY *key = NULL;
    if (args->type >= CRYPTO_KEY_TYPE_COUNT) return STATUS_NOT_SUPPORTED;
    EVP_PKEY_CTX *context = generator(args);
    if (context && openssl.EVP_PKEY_keygen_init(context) == 1) {
        OSSL_PARAM group[] = {
            openssl.OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)types[args->type].group, 0),
            openssl.OSSL_PARAM_construct_end(),
        };
        bool ready = true;
        if (args->type == CRYPTO_RSA) ready = openssl.EVP_PKEY_CTX_set_rsa_keygen_bits(context, (int)args->bits) == 1;
        if (is_elliptic(args->type)) ready = openssl.EVP_PKEY_CTX_set_params(context, group) == 1;
        if (ready) openssl.EVP_PKEY_generate(context, &key);
    }
    openssl.EVP_PKEY_CTX_free(context);
    return give_key(args, key, STATUS_INVALID_PARAMETER);
}

NTSTATUS unix_crypto_key(struct unix_crypto_key_args *args)
{
    if (!openssl_load()) return STATUS_NOT_SUPPORTED;
    switch (args->operation) {
    case CRYPTO_KEY_GENERATE: return key_generate(args);
    case CRYPTO_KEY_IMPORT: return key_import(args);
    case CRYPTO_KEY_EXPORT: return key_export(args);
    case CRYPTO_KEY_IMPORT_PUBLIC_DER:
    case CRYPTO_KEY_IMPORT_PRIVATE_DER: return key_import_der(args);
    case CRYPTO_KEY_EXPORT_PUBLIC_DER:
    case CRYPTO_KEY_EXPORT_PRIVATE_DER: return key_export_der(args);
    case CRYPTO_KEY_COPY:
        args->object = args->source;
        openssl.EVP_PKEY_up_ref(key_of(args->source));
        return STATUS_SUCCESS;
    case CRYPTO_KEY_FREE:
        openssl.EVP_PKEY_free(key_of(args->object));
        return STATUS_SUCCESS;
    default: return STATUS_INVALID_PARAMETER;
    }
}
