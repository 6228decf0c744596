/* RtlGenRandom: random bytes without a provider. The CryptoAPI itself is in cryptsp.dll. */
#include "advapi32_private.h"
#include "unix_calls.h"

BOOLEAN WINAPI SystemFunction036(PVOID buffer, ULONG size);

/* RtlGenRandom */
BOOLEAN WINAPI SystemFunction036(PVOID buffer, ULONG size)
{
    struct unix_random_bytes_args args = { .buffer = UNIX_PTR(buffer), .size = size };
    return NT_SUCCESS(unix_call_random_bytes(&args));
}
