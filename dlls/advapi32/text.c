/* ANSI arguments and answers. */
#include "advapi32_private.h"
#include <string.h>

LSTATUS wide_from_ansi(const char *text, WCHAR **wide)
{
    *wide = NULL;
    if (!text) return ERROR_SUCCESS;
    int size = (int)strlen(text) + 1;
    *wide = heap_allocate((SIZE_T)size * sizeof(WCHAR));
    if (!*wide) return ERROR_NOT_ENOUGH_MEMORY;
    MultiByteToWideChar(CP_ACP, 0, text, size, *wide, size);
    return ERROR_SUCCESS;
}

void free_text(void *text)
{
    if (text) heap_free(text);
}

LSTATUS ansi_from_wide(const WCHAR *wide, DWORD length, char *buffer, DWORD *size)
{
    DWORD needed = length ? (DWORD)WideCharToMultiByte(CP_ACP, 0, wide, (int)length, NULL, 0, NULL, NULL) : 0;
    DWORD capacity = *size;
    *size = needed;
    if (!buffer || needed >= capacity) return ERROR_MORE_DATA;
    if (length) WideCharToMultiByte(CP_ACP, 0, wide, (int)length, buffer, (int)capacity, NULL, NULL);
    buffer[needed] = 0;
    return ERROR_SUCCESS;
}
