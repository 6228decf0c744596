/* A TLS client of Schannel over its standard input and output, for tests/apps/tls.py:
 *     tls_client NAME VERSION CHECK      VERSION: 12 or 13; CHECK: automatic or manual
 * Sends one HTTP request when the connection stands; tells on standard error what was agreed on, the size of the answer
 * and the last result. */
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define SECURITY_WIN32
#define SCHANNEL_USE_BLACKLISTS
#include <windows.h>
#include <subauth.h>
#include <security.h>
#include <schannel.h>

static BYTE input[1 << 17], packet[1 << 15];
static DWORD filled;
static CredHandle credential;
static CtxtHandle context;

static int fail(const char *what, SECURITY_STATUS status)
{
    fprintf(stderr, "%s: %08lx\n", what, (unsigned long)status);
    return 1;
}

static int receive(void)
{
    int count = _read(0, input + filled, sizeof(input) - filled);
    if (count > 0) filled += (DWORD)count;
    return count;
}

static void send_bytes(const void *data, DWORD size)
{
    _write(1, data, size);
}

static SECURITY_STATUS open_credential(int version, BOOL manual)
{
    SCHANNEL_CRED older = { .dwVersion = SCHANNEL_CRED_VERSION, .grbitEnabledProtocols = SP_PROT_TLS1_2_CLIENT,
                            .dwFlags = manual ? SCH_CRED_MANUAL_CRED_VALIDATION : SCH_CRED_AUTO_CRED_VALIDATION };
    SCH_CREDENTIALS newer = { .dwVersion = SCH_CREDENTIALS_VERSION, .dwFlags = older.dwFlags };
    return AcquireCredentialsHandleA(NULL, (SEC_CHAR *)UNISP_NAME_A, SECPKG_CRED_OUTBOUND, NULL,
                                     version == 13 ? (void *)&newer : (void *)&older, NULL, NULL, &credential, NULL);
}

static SECURITY_STATUS shake_hands(char *name)
{
    SECURITY_STATUS status = SEC_I_CONTINUE_NEEDED;
    BOOL first = TRUE, wants_more = FALSE;
    ULONG attributes;
    while (status == SEC_I_CONTINUE_NEEDED || status == SEC_E_INCOMPLETE_MESSAGE) {
        if (!first && (wants_more || !filled) && receive() <= 0) return -1;
        SecBuffer in[2] = {{filled, SECBUFFER_TOKEN, input}, {0, SECBUFFER_EMPTY, NULL}},
                  out = {0, SECBUFFER_TOKEN, NULL};
        SecBufferDesc in_list = { SECBUFFER_VERSION, 2, in }, out_list = { SECBUFFER_VERSION, 1, &out };
        status = InitializeSecurityContextA(&credential, first ? NULL : &context, name,
                                            ISC_REQ_ALLOCATE_MEMORY | ISC_REQ_STREAM | ISC_REQ_CONFIDENTIALITY |
                                                ISC_REQ_REPLAY_DETECT | ISC_REQ_SEQUENCE_DETECT,
                                            0, 0, first ? NULL : &in_list, 0, &context, &out_list, &attributes, NULL);
        if (out.pvBuffer && out.cbBuffer) {
            send_bytes(out.pvBuffer, out.cbBuffer);
            FreeContextBuffer(out.pvBuffer);
        }
        wants_more = status == SEC_E_INCOMPLETE_MESSAGE;
        if (!first && !wants_more) {
            DWORD rest = in[1].BufferType == SECBUFFER_EXTRA ? in[1].cbBuffer : 0;
            memmove(input, input + filled - rest, rest);
            filled = rest;
        }
        first = FALSE;
    }
    return status;
}

static SECURITY_STATUS send_request(const char *text)
{
    SecPkgContext_StreamSizes sizes;
    DWORD size = (DWORD)strlen(text);
    QueryContextAttributesA(&context, SECPKG_ATTR_STREAM_SIZES, &sizes);
    memcpy(packet + sizes.cbHeader, text, size);
    SecBuffer buffers[4] = {{sizes.cbHeader, SECBUFFER_STREAM_HEADER, packet},
                            {size, SECBUFFER_DATA, packet + sizes.cbHeader},
                            {sizes.cbTrailer, SECBUFFER_STREAM_TRAILER, packet + sizes.cbHeader + size},
                            {0, SECBUFFER_EMPTY, NULL}};
    SecBufferDesc list = { SECBUFFER_VERSION, 4, buffers };
    SECURITY_STATUS status = EncryptMessage(&context, 0, &list, 0);
    if (!status) send_bytes(packet, buffers[0].cbBuffer + buffers[1].cbBuffer + buffers[2].cbBuffer);
    return status;
}

/* Reads until the server closes. */
static SECURITY_STATUS read_answer(DWORD *total, DWORD *sum)
{
    for (;;) {
        SecBuffer buffers[4] = { { filled, SECBUFFER_DATA, input } };
        SecBufferDesc list = { SECBUFFER_VERSION, 4, buffers };
        SECURITY_STATUS status = filled ? DecryptMessage(&context, &list, 0, NULL) : SEC_E_INCOMPLETE_MESSAGE;
        if (status == SEC_E_INCOMPLETE_MESSAGE) {
            if (receive() <= 0) return status;
            continue;
        }
        if (status) return status;
        for (DWORD i = 0; i < buffers[1].cbBuffer; i++) *sum = *sum * 31 + ((BYTE *)buffers[1].pvBuffer)[i];
        *total += buffers[1].cbBuffer;
        DWORD rest = buffers[3].BufferType == SECBUFFER_EXTRA ? buffers[3].cbBuffer : 0;
        memmove(input, input + filled - rest, rest);
        filled = rest;
    }
}

int main(int argc, char **argv)
{
    SecPkgContext_ConnectionInfo info;
    SECURITY_STATUS status;
    DWORD total = 0, sum = 0;
    if (argc != 4) return 2;
    _setmode(0, _O_BINARY);
    _setmode(1, _O_BINARY);
    if ((status = open_credential(atoi(argv[2]), !strcmp(argv[3], "manual")))) return fail("credentials", status);
    if ((status = shake_hands(argv[1]))) return fail("handshake", status);
    QueryContextAttributesA(&context, SECPKG_ATTR_CONNECTION_INFO, &info);
    fprintf(stderr, "protocol %lx, cipher of %lu bits\n", (unsigned long)info.dwProtocol,
            (unsigned long)info.dwCipherStrength);
    if ((status = send_request("GET / HTTP/1.0\r\n\r\n"))) return fail("request", status);
    status = read_answer(&total, &sum);
    fprintf(stderr, "answer of %lu bytes, sum %08lx, end %08lx\n", (unsigned long)total, (unsigned long)sum,
            (unsigned long)status);
    DeleteSecurityContext(&context);
    FreeCredentialsHandle(&credential);
    return 0;
}
