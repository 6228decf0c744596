#include "drawing.h"

WCHAR *wide_copy(LPCSTR text, int length, UINT *units)
{
    if (length < 0) length = (int)strlen(text);
    WCHAR *wide = heap_allocate(((SIZE_T)length + 1) * sizeof(WCHAR));
    if (!wide) return NULL;
    int count = length ? MultiByteToWideChar(CP_ACP, 0, text, length, wide, length) : 0;
    wide[count] = 0;
    if (units) *units = (UINT)count;
    return wide;
}
