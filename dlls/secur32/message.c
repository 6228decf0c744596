/* Data over a TLS connection: EncryptMessage, DecryptMessage, and what was agreed on. */
#include "secur32_private.h"

#define LARGEST_MESSAGE 16384

static ULONG header_size(const struct context *context)
{
    return 5 + context->info.explicit_iv_size;
}

/* A record is spread over the three buffers that the program has laid out for it. */
SECURITY_STATUS SEC_ENTRY EncryptMessage(PCtxtHandle handle, ULONG quality, PSecBufferDesc message, ULONG sequence)
{
    struct context *context = context_of(handle);
    SecBuffer *header = find_buffer(message, SECBUFFER_STREAM_HEADER), *data = find_buffer(message, SECBUFFER_DATA);
    SecBuffer *trailer = find_buffer(message, SECBUFFER_STREAM_TRAILER);
    (void)quality;
    (void)sequence;
    if (!context || !context->done) return SEC_E_INVALID_HANDLE;
    if (!header || !data || !trailer) return SEC_E_INVALID_TOKEN;
    if (context->closing) return SEC_E_CONTEXT_EXPIRED;
    if (header->cbBuffer < header_size(context) || trailer->cbBuffer < context->info.tag_size)
        return SEC_E_BUFFER_TOO_SMALL;
    if (!data->cbBuffer || data->cbBuffer > LARGEST_MESSAGE) return SEC_E_ENCRYPT_FAILURE;
    BYTE *record = heap_allocate(LARGEST_MESSAGE + 512);
    if (!record) return SEC_E_INSUFFICIENT_MEMORY;
    struct unix_tls_args args = {
        .operation = TLS_WRITE,
        .object = context->tls,
        .in = UNIX_PTR(data->pvBuffer),
        .in_size = data->cbBuffer,
        .out = UNIX_PTR(record),
        .out_size = LARGEST_MESSAGE + 512,
    };
    NTSTATUS status = unix_call_tls(&args);
    ULONG head = header_size(context), fixed = head + data->cbBuffer;
    bool fits = !status && args.out_size >= fixed && args.out_size - fixed <= trailer->cbBuffer;
    if (fits) {
        memcpy(header->pvBuffer, record, head);
        memcpy(data->pvBuffer, record + head, data->cbBuffer);
        memcpy(trailer->pvBuffer, record + fixed, args.out_size - fixed);
        header->cbBuffer = head;
        trailer->cbBuffer = args.out_size - fixed;
    }
    heap_free(record);
    return fits ? SEC_E_OK : SEC_E_ENCRYPT_FAILURE;
}

/* The four buffers afterwards: header, data, trailer, and what follows the record. */
static void describe(SecBufferDesc *message, BYTE *record, ULONG record_size, ULONG head, ULONG data_size, ULONG total)
{
    SecBuffer parts[4] = {
        {head, SECBUFFER_STREAM_HEADER, record},
        {data_size, SECBUFFER_DATA, record + head},
        {record_size - head - data_size, SECBUFFER_STREAM_TRAILER, record + head + data_size},
        {total - record_size, total > record_size ? SECBUFFER_EXTRA : SECBUFFER_EMPTY,
         total > record_size ? record + record_size : NULL},
    };
    memcpy(message->pBuffers, parts, sizeof(parts));
}

SECURITY_STATUS SEC_ENTRY DecryptMessage(PCtxtHandle handle, PSecBufferDesc message, ULONG sequence, ULONG *quality)
{
    struct context *context = context_of(handle);
    SecBuffer *data = find_buffer(message, SECBUFFER_DATA), *empty;
    (void)sequence;
    if (!context || !context->done) return SEC_E_INVALID_HANDLE;
    if (!data || !data->pvBuffer || message->cBuffers < 4) return SEC_E_INVALID_TOKEN;
    BYTE *record = data->pvBuffer;
    ULONG total = data->cbBuffer, size = total < 5 ? 5 : 5u + (record[3] << 8 | record[4]);
    if (total < size) {
        if ((empty = find_buffer(message, SECBUFFER_EMPTY)))
            *empty = (SecBuffer){size - total, SECBUFFER_MISSING, NULL};
        return SEC_E_INCOMPLETE_MESSAGE;
    }
    BYTE *plain = heap_allocate(LARGEST_MESSAGE + 512);
    if (!plain) return SEC_E_INSUFFICIENT_MEMORY;
    struct unix_tls_args args = {
        .operation = TLS_READ, .object = context->tls, .in = UNIX_PTR(record), .in_size = size, .out = UNIX_PTR(plain),
        .out_size = LARGEST_MESSAGE + 512,
    };
    NTSTATUS status = unix_call_tls(&args);
    ULONG head = header_size(context);
    bool fits = !status && args.out_size <= size;
    if (fits && head + args.out_size > size) head = size - args.out_size;
    if (fits) memcpy(record + head, plain, args.out_size);
    heap_free(plain);
    if (!fits) return args.alert == TLS1_ALERT_BAD_RECORD_MAC ? SEC_E_MESSAGE_ALTERED : SEC_E_DECRYPT_FAILURE;
    describe(message, record, size, head, args.out_size, total);
    if (quality) *quality = 0;
    return args.state == TLS_PEER_CLOSED ? SEC_I_CONTEXT_EXPIRED : SEC_E_OK;
}

/* --- questions --- */

static void copy_name(WCHAR *wide, ULONG capacity, const char *text)
{
    ULONG i = 0;
    for (; text[i] && i + 1 < capacity; i++) wide[i] = (BYTE)text[i];
    wide[i] = 0;
}

static DWORD protocol_of(const struct context *context)
{
    static const DWORD client[] = {SP_PROT_TLS1_0_CLIENT, SP_PROT_TLS1_1_CLIENT, SP_PROT_TLS1_2_CLIENT,
                                   SP_PROT_TLS1_3_CLIENT};
    ULONG index = context->info.version - 0x0301;
    return index < ARRAYSIZE(client) ? client[index] >> context->server : 0;
}

static void give_connection(const struct context *context, SecPkgContext_ConnectionInfo *info)
{
    const struct tls_info *tls = &context->info;
    bool aes = !strcmp(tls->cipher_algorithm, "AES");
    *info = (SecPkgContext_ConnectionInfo){
        .dwProtocol = protocol_of(context),
        .aiCipher = aes ? (tls->cipher_bits == 256 ? CALG_AES_256 : CALG_AES_128) : 0,
        .dwCipherStrength = tls->cipher_bits,
        .aiHash = tls->mac_bits ? (tls->mac_bits == 384   ? CALG_SHA_384
                                   : tls->mac_bits == 256 ? CALG_SHA_256
                                                          : CALG_SHA1)
                                : 0,
        .dwHashStrength = tls->mac_bits,
        .aiExch = tls->exchange_kind == 1   ? CALG_RSA_KEYX
                  : tls->exchange_kind == 2 ? CALG_DH_EPHEM
                                            : CALG_ECDH_EPHEM,
        .dwExchStrength = tls->exchange_bits,
    };
}

static void give_cipher(const struct context *context, SecPkgContext_CipherInfo *info)
{
    const struct tls_info *tls = &context->info;
    memset(info, 0, sizeof(*info));
    info->dwVersion = SECPKGCONTEXT_CIPHERINFO_V1;
    info->dwProtocol = tls->version; /* documented as the version's number on the wire */
    info->dwCipherSuite = info->dwBaseCipherSuite = tls->cipher_id;
    copy_name(info->szCipherSuite, SZ_ALG_MAX_SIZE, tls->cipher_name);
    copy_name(info->szCipher, SZ_ALG_MAX_SIZE, tls->cipher_algorithm);
    info->dwCipherLen = tls->cipher_bits;
    info->dwCipherBlockLen = tls->block_size;
    copy_name(info->szHash, SZ_ALG_MAX_SIZE, tls->mac_bits ? tls->hash_name : "");
    info->dwHashLen = tls->mac_bits;
    copy_name(info->szExchange, SZ_ALG_MAX_SIZE, tls->exchange_name);
}

/* sspi.h of MinGW has not got this one. */
struct application_protocol { ULONG status, kind; BYTE size, name[255]; };

static void give_protocol(const struct context *context, struct application_protocol *answer)
{
    memset(answer, 0, sizeof(*answer));
    if (!context->info.alpn_size) return;
    answer->status = 1; /* SecApplicationProtocolNegotiationStatus_Success */
    answer->kind = 2;   /* SecApplicationProtocolNegotiationExt_ALPN */
    answer->size = (BYTE)context->info.alpn_size;
    memcpy(answer->name, context->info.alpn, context->info.alpn_size);
}

static SECURITY_STATUS give_certificate(PCCERT_CONTEXT certificate, void *buffer)
{
    if (!certificate) return SEC_E_NO_CREDENTIALS;
    *(PCCERT_CONTEXT *)buffer = crypt32.CertDuplicateCertificateContext(certificate);
    return SEC_E_OK;
}

SECURITY_STATUS SEC_ENTRY QueryContextAttributesW(PCtxtHandle handle, ULONG attribute, void *buffer)
{
    struct context *context = context_of(handle);
    if (!context) return SEC_E_INVALID_HANDLE;
    if (!buffer) return SEC_E_INVALID_TOKEN;
    if (attribute == SECPKG_ATTR_PACKAGE_INFO) return QuerySecurityPackageInfoW(UNISP_NAME_W, buffer);
    if (!context->done) return SEC_E_INVALID_HANDLE;
    switch (attribute) {
    case SECPKG_ATTR_STREAM_SIZES:
        *(SecPkgContext_StreamSizes *)buffer = (SecPkgContext_StreamSizes){
            header_size(context), context->info.tag_size, LARGEST_MESSAGE, 4, context->info.block_size};
        return SEC_E_OK;
    case SECPKG_ATTR_SIZES:
        *(SecPkgContext_Sizes *)buffer =
            (SecPkgContext_Sizes){0x6000, 0, context->info.block_size, header_size(context) + context->info.tag_size};
        return SEC_E_OK;
    case SECPKG_ATTR_REMOTE_CERT_CONTEXT: return give_certificate(context->peer, buffer);
    case SECPKG_ATTR_LOCAL_CERT_CONTEXT: return give_certificate(context->own, buffer);
    case SECPKG_ATTR_CONNECTION_INFO: give_connection(context, buffer); return SEC_E_OK;
    case SECPKG_ATTR_CIPHER_INFO: give_cipher(context, buffer); return SEC_E_OK;
    case 35: give_protocol(context, buffer); return SEC_E_OK; /* SECPKG_ATTR_APPLICATION_PROTOCOL */
    case SECPKG_ATTR_FLAGS: ((SecPkgContext_Flags *)buffer)->Flags = context->flags; return SEC_E_OK;
    default: return SEC_E_UNSUPPORTED_FUNCTION;
    }
}

SECURITY_STATUS SEC_ENTRY QueryContextAttributesA(PCtxtHandle handle, ULONG attribute, void *buffer)
{
    if (attribute == SECPKG_ATTR_PACKAGE_INFO)
        return context_of(handle) ? QuerySecurityPackageInfoA((SEC_CHAR *)UNISP_NAME_A, buffer) : SEC_E_INVALID_HANDLE;
    return QueryContextAttributesW(handle, attribute, buffer);
}

/* Schannel gives no tokens and signs nothing by itself. */
SECURITY_STATUS SEC_ENTRY QuerySecurityContextToken(PCtxtHandle handle, void **token)
{
    (void)token;
    return context_of(handle) ? SEC_E_NO_IMPERSONATION : SEC_E_INVALID_HANDLE;
}

SECURITY_STATUS SEC_ENTRY ImpersonateSecurityContext(PCtxtHandle handle)
{
    return context_of(handle) ? SEC_E_NO_IMPERSONATION : SEC_E_INVALID_HANDLE;
}

SECURITY_STATUS SEC_ENTRY RevertSecurityContext(PCtxtHandle handle)
{
    return context_of(handle) ? SEC_E_NO_IMPERSONATION : SEC_E_INVALID_HANDLE;
}

SECURITY_STATUS SEC_ENTRY MakeSignature(PCtxtHandle handle, ULONG quality, PSecBufferDesc message, ULONG sequence)
{
    (void)quality;
    (void)message;
    (void)sequence;
    return context_of(handle) ? SEC_E_UNSUPPORTED_FUNCTION : SEC_E_INVALID_HANDLE;
}

SECURITY_STATUS SEC_ENTRY VerifySignature(PCtxtHandle handle, PSecBufferDesc message, ULONG sequence, ULONG *quality)
{
    (void)message;
    (void)sequence;
    (void)quality;
    return context_of(handle) ? SEC_E_UNSUPPORTED_FUNCTION : SEC_E_INVALID_HANDLE;
}
