/* TLS connections as security contexts: the handshake. The library on the Unix side sees bytes only; the program
 * carries them. */
#include "secur32_private.h"

struct context *context_of(const CtxtHandle *handle)
{
    struct context *context = handle ? (struct context *)handle->dwLower : NULL;
    return context && !((ULONG_PTR)context & 3) && context->magic == CONTEXT_MAGIC ? context : NULL;
}

SecBuffer *find_buffer(const SecBufferDesc *list, ULONG type)
{
    for (ULONG i = 0; list && i < list->cBuffers; i++)
        if ((list->pBuffers[i].BufferType & ~SECBUFFER_ATTRMASK) == type) return &list->pBuffers[i];
    return NULL;
}

static void context_free(struct context *context)
{
    struct unix_tls_args args = { .operation = TLS_FREE, .object = context->tls };
    if (context->tls) unix_call_tls(&args);
    if (context->peer) crypt32.CertFreeCertificateContext(context->peer);
    if (context->own) crypt32.CertFreeCertificateContext(context->own);
    if (context->peer_store) crypt32.CertCloseStore(context->peer_store, 0);
    heap_free(context->target);
    heap_free(context->pending);
    context->magic = 0;
    heap_free(context);
}

/* --- opening --- */

/* What follows the program's ALPN buffer's sizes is what TLS sends: names with their lengths before them. */
struct protocol_list { ULONG size, kind; USHORT list_size; BYTE list[]; };
#define SECBUFFER_APPLICATION_PROTOCOLS_TYPE 18
#define PROTOCOL_KIND_ALPN 2

static void read_protocols(const SecBufferDesc *list, struct unix_tls_args *args)
{
    const SecBuffer *buffer = find_buffer(list, SECBUFFER_APPLICATION_PROTOCOLS_TYPE);
    const struct protocol_list *protocols = buffer ? buffer->pvBuffer : NULL;
    if (!protocols || buffer->cbBuffer < 10 || protocols->kind != PROTOCOL_KIND_ALPN ||
        protocols->list_size > buffer->cbBuffer - 10u)
        return;
    args->alpn = UNIX_PTR(protocols->list);
    args->alpn_size = protocols->list_size;
}

static char *utf8_of(const WCHAR *text)
{
    int size = WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
    char *utf8 = heap_allocate((SIZE_T)size + 1);
    if (utf8) WideCharToMultiByte(CP_UTF8, 0, text, -1, utf8, size, NULL, NULL);
    return utf8;
}

static SECURITY_STATUS open_context(const struct credential *credential, const WCHAR *target,
                                    const SecBufferDesc *input, bool ask_client, struct context **result)
{
    struct context *context = heap_allocate_zeroed(sizeof(*context));
    char *name = target ? utf8_of(target) : NULL;
    if (!context) return SEC_E_INSUFFICIENT_MEMORY;
    context->magic = CONTEXT_MAGIC;
    context->server = credential->server;
    context->manual_validation = credential->manual_validation;
    context->ignore_names = credential->ignore_names;
    if (target && (context->target = heap_allocate((wcslen(target) + 1) * sizeof(WCHAR))))
        wcscpy(context->target, target);
    if (credential->certificate) context->own = crypt32.CertDuplicateCertificateContext(credential->certificate);
    struct unix_tls_args args = {
        .operation = TLS_OPEN,
        .in = UNIX_PTR(name),
        .in_size = name ? (uint32_t)strlen(name) + 1 : 0,
        .chain = UNIX_PTR(credential->chain),
        .chain_size = credential->chain_size,
        .key = credential->key,
        .is_server = credential->server,
        .wants_client_certificate = ask_client,
        .oldest_version = credential->oldest,
        .newest_version = credential->newest,
    };
    read_protocols(input, &args);
    NTSTATUS status = unix_call_tls(&args);
    heap_free(name);
    context->tls = status ? 0 : args.object;
    if (status) {
        context_free(context);
        return status == STATUS_NOT_SUPPORTED ? SEC_E_UNSUPPORTED_FUNCTION : SEC_E_INTERNAL_ERROR;
    }
    *result = context;
    return SEC_E_OK;
}

/* --- tokens --- */

static SECURITY_STATUS keep_token(struct context *context, BYTE *token, ULONG size)
{
    BYTE *joined = heap_allocate(context->pending_size + size);
    if (!joined) return SEC_E_INSUFFICIENT_MEMORY;
    if (context->pending_size) memcpy(joined, context->pending, context->pending_size);
    memcpy(joined + context->pending_size, token, size);
    heap_free(context->pending);
    context->pending = joined;
    context->pending_size += size;
    return SEC_E_OK;
}

/* Hands what must be sent to the program: in its buffer, or in one of ours (FreeContextBuffer). */
static SECURITY_STATUS give_token(struct context *context, SecBufferDesc *output, bool allocate)
{
    SecBuffer *buffer = find_buffer(output, SECBUFFER_TOKEN);
    if (!buffer && output && output->cBuffers && output->pBuffers[0].BufferType == SECBUFFER_EMPTY) {
        buffer = &output->pBuffers[0];
        buffer->BufferType = SECBUFFER_TOKEN;
    }
    if (!buffer) return context->pending_size ? SEC_E_INVALID_TOKEN : SEC_E_OK;
    if (!context->pending_size) {
        buffer->cbBuffer = 0;
        if (allocate) buffer->pvBuffer = NULL;
        return SEC_E_OK;
    }
    if (allocate) {
        buffer->pvBuffer = context->pending;
        context->pending = NULL;
    } else if (buffer->cbBuffer < context->pending_size || !buffer->pvBuffer) {
        buffer->cbBuffer = context->pending_size;
        return SEC_E_BUFFER_TOO_SMALL;
    } else {
        memcpy(buffer->pvBuffer, context->pending, context->pending_size);
        heap_free(context->pending);
        context->pending = NULL;
    }
    buffer->cbBuffer = context->pending_size;
    context->pending_size = 0;
    return SEC_E_OK;
}

#define TOKEN_ROOM 0x6000

/* One call of the library; its output is added to what is pending. */
static NTSTATUS run(struct context *context, struct unix_tls_args *args)
{
    BYTE *room = heap_allocate(TOKEN_ROOM);
    if (!room) return STATUS_NO_MEMORY;
    args->object = context->tls;
    args->out = UNIX_PTR(room);
    args->out_size = TOKEN_ROOM;
    NTSTATUS status = unix_call_tls(args);
    if (status == STATUS_BUFFER_TOO_SMALL) { /* the bytes are still there: fetched without new input */
        ULONG size = args->out_size, consumed = args->consumed;
        heap_free(room);
        if (!(room = heap_allocate(size))) return STATUS_NO_MEMORY;
        args->out = UNIX_PTR(room);
        args->out_size = size;
        args->in_size = 0;
        status = unix_call_tls(args);
        args->consumed = consumed;
    }
    if ((!status || status == STATUS_CONNECTION_ABORTED) && args->out_size && args->out_size <= TOKEN_ROOM * 8 &&
        keep_token(context, room, args->out_size)) status = STATUS_NO_MEMORY;
    heap_free(room);
    return status;
}

static SECURITY_STATUS status_of_alert(ULONG alert)
{
    static const struct { ULONG alert; SECURITY_STATUS status;
    } table[] = {
        {TLS1_ALERT_HANDSHAKE_FAILURE, SEC_E_ILLEGAL_MESSAGE},
        {TLS1_ALERT_PROTOCOL_VERSION, SEC_E_UNSUPPORTED_FUNCTION},
        {TLS1_ALERT_BAD_RECORD_MAC, SEC_E_MESSAGE_ALTERED},
        {TLS1_ALERT_UNKNOWN_CA, SEC_E_UNTRUSTED_ROOT},
        {TLS1_ALERT_CERTIFICATE_EXPIRED, SEC_E_CERT_EXPIRED},
        {TLS1_ALERT_INSUFFIENT_SECURITY, SEC_E_ALGORITHM_MISMATCH},
        {120, SEC_E_APPLICATION_PROTOCOL_MISMATCH},
    };
    for (ULONG i = 0; i < ARRAYSIZE(table); i++)
        if (table[i].alert == alert) return table[i].status;
    return SEC_E_ILLEGAL_MESSAGE;
}

void context_learn(struct context *context)
{
    struct unix_tls_args args = {.operation = TLS_QUERY,
                                 .object = context->tls,
                                 .out = UNIX_PTR(&context->info),
                                 .out_size = sizeof(context->info)};
    if (unix_call_tls(&args) || !context->info.peer_chain_size) return;
    ULONG size = context->info.peer_chain_size, length;
    BYTE *chain = heap_allocate(size);
    args =
        (struct unix_tls_args){.operation = TLS_TAKE, .object = context->tls, .out = UNIX_PTR(chain), .out_size = size};
    if (chain && !unix_call_tls(&args))
        context->peer_store = crypt32.CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, 0, NULL);
    for (ULONG at = 0; context->peer_store && at + sizeof(length) <= size; at += length) {
        memcpy(&length, chain + at, sizeof(length));
        at += sizeof(length);
        crypt32.CertAddEncodedCertificateToStore(context->peer_store, X509_ASN_ENCODING, chain + at, length,
                                                 CERT_STORE_ADD_ALWAYS, context->peer ? NULL : &context->peer);
    }
    heap_free(chain);
}

/* What the program's second input buffer tells it: how much of the first was not taken. */
static void tell_rest(SecBufferDesc *input, const SecBuffer *token, ULONG consumed)
{
    SecBuffer *extra = find_buffer(input, SECBUFFER_EMPTY);
    ULONG rest = token->cbBuffer - consumed;
    if (!extra) return;
    extra->BufferType = rest ? SECBUFFER_EXTRA : SECBUFFER_EMPTY;
    extra->cbBuffer = rest;
    extra->pvBuffer = NULL;
}

static void tell_missing(SecBufferDesc *input, const SecBuffer *token)
{
    SecBuffer *missing = find_buffer(input, SECBUFFER_EMPTY);
    const BYTE *data = token->pvBuffer;
    if (!missing) return;
    missing->BufferType = SECBUFFER_MISSING;
    missing->cbBuffer = token->cbBuffer < 5 ? 5 - token->cbBuffer : 5 + (data[3] << 8 | data[4]) - token->cbBuffer;
}

static SECURITY_STATUS finish(struct context *context)
{
    context->done = true;
    context_learn(context);
    if (context->server || context->manual_validation) return SEC_E_OK;
    return validate_peer(context);
}

/* One round of the handshake. */
static SECURITY_STATUS step(struct context *context, SecBufferDesc *input, SecBufferDesc *output, bool allocate)
{
    SecBuffer *token = find_buffer(input, SECBUFFER_TOKEN);
    struct unix_tls_args args = { .operation = TLS_STEP };
    if (context->closing) args.operation = TLS_CLOSE;
    else if (token) {
        args.in = UNIX_PTR(token->pvBuffer);
        args.in_size = token->cbBuffer;
    }
    NTSTATUS status = run(context, &args);
    if (status == STATUS_CONNECTION_ABORTED) {
        give_token(context, output, allocate); /* the alert */
        return status_of_alert(args.alert);
    }
    if (status) return status == STATUS_NO_MEMORY ? SEC_E_INSUFFICIENT_MEMORY : SEC_E_INTERNAL_ERROR;
    if (context->closing) {
        context->closed = true;
        return give_token(context, output, allocate);
    }
    bool idle = args.state == TLS_NEEDS_INPUT && token && !args.consumed && !context->pending_size;
    if (idle) {
        tell_missing(input, token);
        return SEC_E_INCOMPLETE_MESSAGE;
    }
    if (token) tell_rest(input, token, args.consumed);
    SECURITY_STATUS result = SEC_I_CONTINUE_NEEDED;
    if (args.state == TLS_DONE && !context->done) {
        result = finish(context);
        if (result) return result;
    } else if (args.state == TLS_DONE) {
        result = SEC_E_OK;
    }
    SECURITY_STATUS given = give_token(context, output, allocate);
    return given ? given : result;
}

static void set_handle(CtxtHandle *handle, struct context *context)
{
    handle->dwLower = (ULONG_PTR)context;
    handle->dwUpper = 0;
}

static const ULONG returned_flags =
    ISC_RET_REPLAY_DETECT | ISC_RET_SEQUENCE_DETECT | ISC_RET_CONFIDENTIALITY | ISC_RET_STREAM;

SECURITY_STATUS SEC_ENTRY InitializeSecurityContextW(PCredHandle credential_handle, PCtxtHandle handle,
                                                     SEC_WCHAR *target, ULONG requirements, ULONG reserved,
                                                     ULONG representation, PSecBufferDesc input, ULONG reserved2,
                                                     PCtxtHandle new_handle, PSecBufferDesc output, ULONG *attributes,
                                                     PTimeStamp expiry)
{
    struct context *context = NULL;
    bool allocate = requirements & ISC_REQ_ALLOCATE_MEMORY;
    (void)reserved;
    (void)representation;
    (void)reserved2;
    if (handle && !(context = context_of(handle))) return SEC_E_INVALID_HANDLE;
    if (!context) {
        struct credential *credential = credential_of(credential_handle);
        if (!credential || credential->server || !new_handle) return SEC_E_INVALID_HANDLE;
        SECURITY_STATUS status = open_context(credential, target, input, false, &context);
        if (status) return status;
        context->flags = returned_flags | (allocate ? ISC_RET_ALLOCATED_MEMORY : 0);
        set_handle(new_handle, context);
        input = NULL;
    }
    if (requirements & ISC_REQ_MANUAL_CRED_VALIDATION) context->manual_validation = true;
    if (context->manual_validation) context->flags |= ISC_RET_MANUAL_CRED_VALIDATION;
    if (new_handle && handle) set_handle(new_handle, context);
    SECURITY_STATUS status = step(context, input, output, allocate);
    if (attributes) *attributes = context->flags;
    if (expiry) expiry->LowPart = 0xffffffff, expiry->HighPart = 0x7fffffff;
    if (!handle && FAILED(status) && status != SEC_E_BUFFER_TOO_SMALL) {
        context_free(context);
        set_handle(new_handle, NULL);
    }
    return status;
}

SECURITY_STATUS SEC_ENTRY InitializeSecurityContextA(PCredHandle credential_handle, PCtxtHandle handle,
                                                     SEC_CHAR *target, ULONG requirements, ULONG reserved,
                                                     ULONG representation, PSecBufferDesc input, ULONG reserved2,
                                                     PCtxtHandle new_handle, PSecBufferDesc output, ULONG *attributes,
                                                     PTimeStamp expiry)
{
    WCHAR *wide = widen(target);
    SECURITY_STATUS status =
        InitializeSecurityContextW(credential_handle, handle, wide, requirements, reserved, representation, input,
                                   reserved2, new_handle, output, attributes, expiry);
    heap_free(wide);
    return status;
}

SECURITY_STATUS SEC_ENTRY AcceptSecurityContext(PCredHandle credential_handle, PCtxtHandle handle, PSecBufferDesc input,
                                                ULONG requirements, ULONG representation, PCtxtHandle new_handle,
                                                PSecBufferDesc output, ULONG *attributes, PTimeStamp expiry)
{
    struct context *context = NULL;
    bool allocate = requirements & ASC_REQ_ALLOCATE_MEMORY;
    (void)representation;
    if (handle && !(context = context_of(handle))) return SEC_E_INVALID_HANDLE;
    if (!context) {
        struct credential *credential = credential_of(credential_handle);
        const SecBuffer *token = find_buffer(input, SECBUFFER_TOKEN);
        if (!credential || !credential->server || !new_handle) return SEC_E_INVALID_HANDLE;
        if (!token) return SEC_E_INVALID_TOKEN;
        if (token->cbBuffer < 5) {
            tell_missing(input, token);
            return SEC_E_INCOMPLETE_MESSAGE;
        }
        SECURITY_STATUS status = open_context(credential, NULL, input, requirements & ASC_REQ_MUTUAL_AUTH, &context);
        if (status) return status;
        context->flags = returned_flags | (allocate ? ASC_RET_ALLOCATED_MEMORY : 0);
        set_handle(new_handle, context);
    }
    if (new_handle && handle) set_handle(new_handle, context);
    SECURITY_STATUS status = step(context, input, output, allocate);
    if (attributes) *attributes = context->flags;
    if (expiry) expiry->LowPart = 0xffffffff, expiry->HighPart = 0x7fffffff;
    if (!handle && FAILED(status) && status != SEC_E_BUFFER_TOO_SMALL) {
        context_free(context);
        set_handle(new_handle, NULL);
    }
    return status;
}

SECURITY_STATUS SEC_ENTRY DeleteSecurityContext(PCtxtHandle handle)
{
    struct context *context = context_of(handle);
    if (!context) return SEC_E_INVALID_HANDLE;
    context_free(context);
    return SEC_E_OK;
}

SECURITY_STATUS SEC_ENTRY FreeContextBuffer(PVOID buffer)
{
    heap_free(buffer);
    return SEC_E_OK;
}

/* SCHANNEL_SHUTDOWN: the next call of InitializeSecurityContext or AcceptSecurityContext gives the closing alert. */
SECURITY_STATUS SEC_ENTRY ApplyControlToken(PCtxtHandle handle, PSecBufferDesc input)
{
    struct context *context = context_of(handle);
    const SecBuffer *buffer = find_buffer(input, SECBUFFER_TOKEN);
    if (!context) return SEC_E_INVALID_HANDLE;
    if (!buffer || buffer->cbBuffer < sizeof(DWORD)) return SEC_E_INVALID_TOKEN;
    if (*(const DWORD *)buffer->pvBuffer != SCHANNEL_SHUTDOWN) return SEC_E_UNSUPPORTED_FUNCTION;
    context->closing = true;
    return SEC_E_OK;
}

SECURITY_STATUS SEC_ENTRY CompleteAuthToken(PCtxtHandle handle, PSecBufferDesc token)
{
    (void)token;
    return context_of(handle) ? SEC_E_UNSUPPORTED_FUNCTION : SEC_E_INVALID_HANDLE;
}
