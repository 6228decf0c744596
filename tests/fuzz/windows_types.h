/* The Windows types that some PE sources need, for fuzz targets that include those sources and are built for Linux with
 * 16-bit wchar_t. The guards keep the real headers out. */
#ifndef WINDOWS_TYPES_H
#define WINDOWS_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NT_H
#define KERNEL32_PRIVATE_H
#define WINAPI
#define NTAPI
#define NTSYSAPI
#define ARRAYSIZE(array) (sizeof(array) / sizeof(*(array)))

typedef uint8_t BYTE, BOOLEAN, *PBOOLEAN;
typedef uint16_t USHORT, WORD;
typedef uint32_t ULONG, UINT, DWORD, LCID, *PULONG;
typedef int32_t INT, LONG, BOOL, NTSTATUS, *PINT, *LPBOOL;
typedef size_t SIZE_T;
typedef char CHAR, *PSTR, *LPSTR;
typedef const char *PCSTR, *LPCSTR;
typedef wchar_t WCHAR, *PWSTR, *LPWSTR; /* 16 bits: -fshort-wchar */
typedef const wchar_t *PCWSTR, *LPCWSTR;
_Static_assert(sizeof(WCHAR) == 2, "built with -fshort-wchar");

#define TRUE 1
#define FALSE 0
#define NT_SUCCESS(status) ((status) >= 0)
#define IS_HIGH_SURROGATE(c) ((c) >= 0xd800 && (c) < 0xdc00)
#define IS_LOW_SURROGATE(c) ((c) >= 0xdc00 && (c) < 0xe000)

enum {
    ERROR_NOT_ENOUGH_MEMORY = 8,
    ERROR_INVALID_PARAMETER = 87,
    ERROR_INSUFFICIENT_BUFFER = 122,
    ERROR_INVALID_FLAGS = 1004,
    ERROR_NO_UNICODE_TRANSLATION = 1113,
    CP_ACP = 0,
    CP_OEMCP = 1,
    CP_MACCP = 2,
    CP_THREAD_ACP = 3,
    CP_SYMBOL = 42,
    CP_UTF7 = 65000,
    CP_UTF8 = 65001,
    MB_PRECOMPOSED = 1,
    MB_COMPOSITE = 2,
    MB_USEGLYPHCHARS = 4,
    MB_ERR_INVALID_CHARS = 8,
    WC_DISCARDNS = 0x10,
    WC_SEPCHARS = 0x20,
    WC_DEFAULTCHAR = 0x40,
    WC_ERR_INVALID_CHARS = 0x80,
    WC_COMPOSITECHECK = 0x200,
    WC_NO_BEST_FIT_CHARS = 0x400,
};

static inline void SetLastError(DWORD error) { (void)error; }
static inline void *heap_allocate(SIZE_T size) { return malloc(size); }
static inline void heap_free(void *memory) { free(memory); }

static inline size_t wide_length(const WCHAR *text)
{
    size_t length = 0;
    while (text[length]) length++;
    return length;
}
#define wcslen wide_length
#define lstrlenW (int)wide_length

#endif
