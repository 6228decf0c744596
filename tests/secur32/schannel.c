/* TLS by Schannel: a client and a server in one process, joined by memory. Microsoft, "Creating a Secure Connection
 * Using Schannel", "InitializeSecurityContext (Schannel)", "EncryptMessage (Schannel)", "DecryptMessage (Schannel)". */
#include "../check.h"
#define SECURITY_WIN32
#include <wincrypt.h>
#include <security.h>
#include <schannel.h>
#include "../crypt32/certificates.h"

struct wire { BYTE data[65536]; DWORD size; };
struct side {
    CredHandle credential;
    CtxtHandle context;
    BOOL has_context, server;
    SECURITY_STATUS status;
    struct wire in;
    ULONG attributes;
};

static BOOL open_client(struct side *side, DWORD flags)
{
    SCHANNEL_CRED settings = {
        .dwVersion = SCHANNEL_CRED_VERSION, .grbitEnabledProtocols = SP_PROT_TLS1_2_CLIENT, .dwFlags = flags};
    memset(side, 0, sizeof(*side));
    side->status = SEC_I_CONTINUE_NEEDED;
    return check(!AcquireCredentialsHandleA(NULL, (SEC_CHAR *)UNISP_NAME_A, SECPKG_CRED_OUTBOUND, NULL, &settings, NULL,
                                            NULL, &side->credential, NULL),
                 "client");
}

static BOOL open_server(struct side *side)
{
    CRYPT_DATA_BLOB blob = { sizeof(server_pfx), (BYTE *)server_pfx };
    HCERTSTORE store = PFXImportCertStore(&blob, L"secret", 0);
    PCCERT_CONTEXT own =
        CertFindCertificateInStore(store, X509_ASN_ENCODING, 0, CERT_FIND_SUBJECT_STR_A, "server.example", NULL);
    SCHANNEL_CRED settings = { .dwVersion = SCHANNEL_CRED_VERSION, .cCreds = 1, .paCred = &own };
    memset(side, 0, sizeof(*side));
    side->server = TRUE;
    side->status = SEC_I_CONTINUE_NEEDED;
    SECURITY_STATUS status = AcquireCredentialsHandleA(NULL, (SEC_CHAR *)UNISP_NAME_A, SECPKG_CRED_INBOUND, NULL,
                                                       &settings, NULL, NULL, &side->credential, NULL);
    CertFreeCertificateContext(own);
    CertCloseStore(store, 0);
    return check(!status, "server: %lx", status);
}

static void close_side(struct side *side)
{
    if (side->has_context) check_equal_u32(DeleteSecurityContext(&side->context), SEC_E_OK, "delete");
    check_equal_u32(FreeCredentialsHandle(&side->credential), SEC_E_OK, "free");
}

/* One call; what it gives goes to the other side. `most`: how many bytes of the input it sees. */
static void turn(struct side *side, struct side *other, DWORD most)
{
    DWORD size = side->in.size < most ? side->in.size : most;
    SecBuffer in[2] = {{size, SECBUFFER_TOKEN, side->in.data}, {0, SECBUFFER_EMPTY, NULL}},
              out = {0, SECBUFFER_TOKEN, NULL};
    SecBufferDesc in_list = { SECBUFFER_VERSION, 2, in }, out_list = { SECBUFFER_VERSION, 1, &out };
    if (side->server)
        side->status = AcceptSecurityContext(&side->credential, side->has_context ? &side->context : NULL, &in_list,
                                             ASC_REQ_ALLOCATE_MEMORY | ASC_REQ_STREAM, 0, &side->context, &out_list,
                                             &side->attributes, NULL);
    else
        side->status = InitializeSecurityContextA(
            &side->credential, side->has_context ? &side->context : NULL, (SEC_CHAR *)"server.example",
            ISC_REQ_ALLOCATE_MEMORY | ISC_REQ_STREAM | ISC_REQ_CONFIDENTIALITY, 0, 0,
            side->has_context ? &in_list : NULL, 0, &side->context, &out_list, &side->attributes, NULL);
    BOOL first_client = !side->server && !side->has_context;
    if (side->status == SEC_E_INCOMPLETE_MESSAGE) return;
    side->has_context = side->status >= 0 || side->has_context;
    DWORD rest = in[1].BufferType == SECBUFFER_EXTRA ? in[1].cbBuffer : 0;
    if (!first_client) {
        memmove(side->in.data, side->in.data + size - rest, side->in.size - size + rest);
        side->in.size -= size - rest;
    }
    if (out.pvBuffer) {
        memcpy(other->in.data + other->in.size, out.pvBuffer, out.cbBuffer);
        other->in.size += out.cbBuffer;
        FreeContextBuffer(out.pvBuffer);
    }
}

static void shake_hands(struct side *client, struct side *server)
{
    turn(client, server, 0);
    check_equal_u32(client->status, SEC_I_CONTINUE_NEEDED, "the client's first call");
    check(server->in.size > 5 && server->in.data[0] == 22, "a handshake record");
    turn(server, client, 3);
    check_equal_u32(server->status, SEC_E_INCOMPLETE_MESSAGE, "a part of a record");
    for (int i = 0; i < 20 && (client->status == SEC_I_CONTINUE_NEEDED || server->status == SEC_I_CONTINUE_NEEDED ||
                               server->status == SEC_E_INCOMPLETE_MESSAGE);
         i++) {
        if (server->in.size && server->status != SEC_E_OK) turn(server, client, 65536);
        if (client->in.size && client->status != SEC_E_OK) turn(client, server, 65536);
        if (client->status < 0 && client->status != SEC_E_INCOMPLETE_MESSAGE) return;
    }
}

static void send_data(struct side *from, struct side *to, const void *data, DWORD size)
{
    static BYTE packet[20000];
    SecPkgContext_StreamSizes sizes;
    check_equal_u32(QueryContextAttributesA(&from->context, SECPKG_ATTR_STREAM_SIZES, &sizes), SEC_E_OK,
                    "stream sizes");
    check_equal_u32(sizes.cbMaximumMessage, 16384, "largest message");
    memcpy(packet + sizes.cbHeader, data, size);
    SecBuffer buffers[4] = {{sizes.cbHeader, SECBUFFER_STREAM_HEADER, packet},
                            {size, SECBUFFER_DATA, packet + sizes.cbHeader},
                            {sizes.cbTrailer, SECBUFFER_STREAM_TRAILER, packet + sizes.cbHeader + size},
                            {0, SECBUFFER_EMPTY, NULL}};
    SecBufferDesc list = { SECBUFFER_VERSION, 4, buffers };
    check_equal_u32(EncryptMessage(&from->context, 0, &list, 0), SEC_E_OK, "encrypt");
    for (int i = 0; i < 3; i++) {
        memcpy(to->in.data + to->in.size, buffers[i].pvBuffer, buffers[i].cbBuffer);
        to->in.size += buffers[i].cbBuffer;
    }
}

static SECURITY_STATUS receive(struct side *side, DWORD size, SecBuffer *buffers)
{
    memset(buffers, 0, 4 * sizeof(*buffers));
    buffers[0] = (SecBuffer){ size, SECBUFFER_DATA, side->in.data };
    SecBufferDesc list = { SECBUFFER_VERSION, 4, buffers };
    return DecryptMessage(&side->context, &list, 0, NULL);
}

static void test_data(struct side *client, struct side *server)
{
    static BYTE large[16384];
    SecBuffer buffers[4];
    for (DWORD i = 0; i < sizeof(large); i++) large[i] = (BYTE)(i * 7);
    server->in.size = client->in.size = 0;
    send_data(client, server, "hello", 5);
    check_equal_u32(receive(server, 4, buffers), SEC_E_INCOMPLETE_MESSAGE, "less than a header");
    check_equal_u32(receive(server, server->in.size - 1, buffers), SEC_E_INCOMPLETE_MESSAGE, "less than a record");
    send_data(client, server, large, sizeof(large));
    check_equal_u32(receive(server, server->in.size, buffers), SEC_E_OK, "decrypt");
    check_equal_u32(buffers[1].BufferType, SECBUFFER_DATA, "the second buffer is the data");
    check_equal_u32(buffers[1].cbBuffer, 5, "size");
    check_equal_bytes(buffers[1].pvBuffer, "hello", 5, "data");
    check_equal_u32(buffers[3].BufferType, SECBUFFER_EXTRA, "the next record");
    DWORD rest = buffers[3].cbBuffer;
    memmove(server->in.data, server->in.data + server->in.size - rest, rest);
    server->in.size = rest;
    check_equal_u32(receive(server, rest, buffers), SEC_E_OK, "decrypt the next");
    check_equal_u32(buffers[1].cbBuffer, sizeof(large), "size");
    check_equal_bytes(buffers[1].pvBuffer, large, sizeof(large), "data");
    send_data(server, client, "answer", 6);
    check_equal_u32(receive(client, client->in.size, buffers), SEC_E_OK, "decrypt the answer");
    check_equal_bytes(buffers[1].pvBuffer, "answer", 6, "data");
    client->in.size = 0;
    send_data(server, client, "answer", 6);
    client->in.data[client->in.size - 1] ^= 1;
    check_equal_u32(receive(client, client->in.size, buffers), SEC_E_MESSAGE_ALTERED, "a changed record");
}

static void test_attributes(struct side *client)
{
    SecPkgContext_ConnectionInfo info;
    PCCERT_CONTEXT peer = NULL;
    SecPkgContext_CipherInfo cipher = { .dwVersion = SECPKGCONTEXT_CIPHERINFO_V1 };
    check_equal_u32(QueryContextAttributesW(&client->context, SECPKG_ATTR_CONNECTION_INFO, &info), SEC_E_OK,
                    "connection");
    check_equal_u32(info.dwProtocol, SP_PROT_TLS1_2_CLIENT, "protocol");
    check(info.dwCipherStrength >= 128, "cipher strength %lu", info.dwCipherStrength);
    check_equal_u32(QueryContextAttributesW(&client->context, SECPKG_ATTR_REMOTE_CERT_CONTEXT, &peer), SEC_E_OK,
                    "the server's certificate");
    check_equal_bytes(peer->pbCertEncoded, server_certificate, sizeof(server_certificate), "the server's certificate");
    CertFreeCertificateContext(peer);
    check_equal_u32(QueryContextAttributesW(&client->context, SECPKG_ATTR_CIPHER_INFO, &cipher), SEC_E_OK, "cipher");
    check_equal_u32(cipher.dwProtocol, 0x0303, "TLS 1.2");
    check(!wcsncmp(cipher.szCipherSuite, L"TLS_", 4), "the suite's name");
    check_equal_u32(QueryContextAttributesW(&client->context, 0x7777, &cipher), SEC_E_UNSUPPORTED_FUNCTION,
                    "no such attribute");
}

static void test_shutdown(struct side *client)
{
    DWORD token = SCHANNEL_SHUTDOWN;
    SecBuffer buffer = { sizeof(token), SECBUFFER_TOKEN, &token }, out = { 0, SECBUFFER_TOKEN, NULL };
    SecBufferDesc list = { SECBUFFER_VERSION, 1, &buffer }, out_list = { SECBUFFER_VERSION, 1, &out };
    check_equal_u32(ApplyControlToken(&client->context, &list), SEC_E_OK, "shutdown");
    check_equal_u32(InitializeSecurityContextA(&client->credential, &client->context, NULL,
                                               ISC_REQ_ALLOCATE_MEMORY | ISC_REQ_STREAM, 0, 0, NULL, 0, NULL, &out_list,
                                               &client->attributes, NULL),
                    SEC_E_OK, "the closing alert");
    check(out.cbBuffer > 5 && ((BYTE *)out.pvBuffer)[0] == 21, "an alert record");
    FreeContextBuffer(out.pvBuffer);
}

static struct side client, server;

int main(void)
{
    CredHandle handle;
    SecPkgInfoW *package;
    ULONG count;
    check_equal_u32(QuerySecurityPackageInfoW((SEC_WCHAR *)UNISP_NAME_W, &package), SEC_E_OK, "the package");
    check_equal_wide(package->Name, UNISP_NAME_W, "its name");
    FreeContextBuffer(package);
    check_equal_u32(EnumerateSecurityPackagesW(&count, &package), SEC_E_OK, "all packages");
    FreeContextBuffer(package);
    check_equal_u32(AcquireCredentialsHandleA(NULL, (SEC_CHAR *)"no such package", SECPKG_CRED_OUTBOUND, NULL, NULL,
                                              NULL, NULL, &handle, NULL),
                    SEC_E_SECPKG_NOT_FOUND, "no such package");
    if (open_client(&client, SCH_CRED_MANUAL_CRED_VALIDATION) && open_server(&server)) {
        shake_hands(&client, &server);
        check_equal_u32(client.status, SEC_E_OK, "the client is done");
        check_equal_u32(server.status, SEC_E_OK, "the server is done");
        test_attributes(&client);
        test_data(&client, &server);
    }
    close_side(&client);
    close_side(&server);
    if (open_client(&client, SCH_CRED_MANUAL_CRED_VALIDATION) && open_server(&server)) {
        shake_hands(&client, &server);
        test_shutdown(&client);
    }
    close_side(&client);
    close_side(&server);
    if (open_client(&client, SCH_CRED_AUTO_CRED_VALIDATION) && open_server(&server)) {
        shake_hands(&client, &server);
        check_equal_u32(client.status, SEC_E_UNTRUSTED_ROOT, "the root is not trusted");
    }
    close_side(&client);
    close_side(&server);
    return check_summary();
}
