/* The process's random numbers: what Go and Rust draw from. */
#include "nt/nt.h"
#include "unix_calls.h"

BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T size);

/* Documented to always return TRUE; so it does not return at all without random bytes. */
BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T size)
{
    while (size) {
        ULONG piece = size < 0x10000000 ? (ULONG)size : 0x10000000;
        struct unix_random_bytes_args args = { .buffer = UNIX_PTR(buffer), .size = piece };
        NTSTATUS status = unix_call_random_bytes(&args);
        if (!NT_SUCCESS(status)) RtlRaiseStatus(status);
        buffer += piece;
        size -= piece;
    }
    return TRUE;
}
