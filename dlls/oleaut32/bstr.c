/* BSTR: a length-prefixed UTF-16 string; the pointer is to the characters, the byte count lies in the four bytes
 * before. */
#include "bstr.h"
#include <string.h>

struct bstr_block { DWORD padding, size; WCHAR text[]; }; /* 8 bytes before the text keep it aligned */

static struct bstr_block *block_of(BSTR string)
{
    return (struct bstr_block *)((BYTE *)string - offsetof(struct bstr_block, text));
}

/* size in bytes; source may be NULL: the text is then left unset, as documented. The terminator is two bytes. */
static BSTR allocate(const void *source, UINT size)
{
    if (size > 0x7ffffff0u) return NULL;
    struct bstr_block *block = HeapAlloc(GetProcessHeap(), 0, sizeof(*block) + size + sizeof(WCHAR) + 1);
    if (!block) return NULL;
    block->size = size;
    if (source) memcpy(block->text, source, size);
    memset((BYTE *)block->text + size, 0, sizeof(WCHAR) + 1);
    return block->text;
}

BSTR WINAPI SysAllocStringByteLen(LPCSTR text, UINT size)
{
    return allocate(text, size);
}

BSTR WINAPI SysAllocStringLen(const OLECHAR *text, UINT length)
{
    return length > 0x3ffffff0u ? NULL : allocate(text, length * sizeof(WCHAR));
}

BSTR WINAPI SysAllocString(const OLECHAR *text)
{
    return text ? SysAllocStringLen(text, (UINT)wcslen(text)) : NULL;
}

void WINAPI SysFreeString(BSTR string)
{
    if (string) HeapFree(GetProcessHeap(), 0, block_of(string));
}

INT WINAPI SysReAllocStringLen(BSTR *string, const OLECHAR *text, UINT length)
{
    BSTR fresh = SysAllocStringLen(text, length);
    if (!fresh) return FALSE;
    if (!text && *string) {
        UINT kept = SysStringByteLen(*string);
        memcpy(fresh, *string, kept < length * sizeof(WCHAR) ? kept : length * sizeof(WCHAR));
    }
    SysFreeString(*string);
    *string = fresh;
    return TRUE;
}

INT WINAPI SysReAllocString(BSTR *string, const OLECHAR *text)
{
    if (text) return SysReAllocStringLen(string, text, (UINT)wcslen(text));
    SysFreeString(*string);
    *string = NULL;
    return TRUE;
}

UINT WINAPI SysStringByteLen(BSTR string)
{
    return string ? block_of(string)->size : 0;
}

UINT WINAPI SysStringLen(BSTR string)
{
    return SysStringByteLen(string) / sizeof(WCHAR);
}
