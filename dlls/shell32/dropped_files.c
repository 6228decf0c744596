/* Files that were dropped on a window: WM_DROPFILES carries a DROPFILES structure with a list of names. */
#include "nt/nt.h"
#include <wingdi.h>
#include <winuser.h>
#include <shellapi.h>
#include <shlobj.h>
#include <string.h>

void WINAPI DragAcceptFiles(HWND window, BOOL accept)
{
    LONG style = GetWindowLongW(window, GWL_EXSTYLE);
    LONG wanted = accept ? style | WS_EX_ACCEPTFILES : style & ~WS_EX_ACCEPTFILES;
    if (wanted != style) SetWindowLongW(window, GWL_EXSTYLE, wanted);
}

void WINAPI DragFinish(HDROP drop) { GlobalFree((HGLOBAL)drop); }

BOOL WINAPI DragQueryPoint(HDROP drop, POINT *point)
{
    const DROPFILES *files = GlobalLock((HGLOBAL)drop);
    if (!files) return FALSE;
    *point = files->pt;
    BOOL in_client = !files->fNC;
    GlobalUnlock((HGLOBAL)drop);
    return in_client;
}

/* The name with that number, and where the memory ends; NULL: there is none. *count: names before it, all if there are
 * fewer. */
static const void *name_at(const DROPFILES *files, SIZE_T size, UINT wanted, UINT *count)
{
    SIZE_T unit = files->fWide ? sizeof(WCHAR) : 1, at = files->pFiles;
    const BYTE *bytes = (const BYTE *)files;
    for (*count = 0; at + unit <= size; (*count)++) {
        SIZE_T start = at;
        while (at + unit <= size && (files->fWide ? *(const WCHAR *)(bytes + at) : bytes[at])) at += unit;
        if (at + unit > size || at == start) return NULL;
        if (*count == wanted) return bytes + start;
        at += unit;
    }
    return NULL;
}

/* Characters without the zero; with number 0xffffffff the count of names. */
static UINT query(HDROP drop, UINT number, void *buffer, UINT capacity, BOOL is_unicode)
{
    const DROPFILES *files = GlobalLock((HGLOBAL)drop);
    SIZE_T size = GlobalSize((HGLOBAL)drop);
    UINT count = 0, length = 0;
    if (!files) return 0;
    if (size < sizeof(*files)) goto done;
    const void *name = name_at(files, size, number, &count);
    if (number == 0xffffffff) length = count;
    if (!name) goto done;
    if (files->fWide && is_unicode) {
        length = (UINT)wcslen(name);
        if (buffer && capacity) lstrcpynW(buffer, name, (int)min(capacity, 0x7fffu));
    } else if (!files->fWide && !is_unicode) {
        length = (UINT)strlen(name);
        if (buffer && capacity) lstrcpynA(buffer, name, (int)min(capacity, 0x7fffu));
    } else if (is_unicode) {
        length = (UINT)MultiByteToWideChar(CP_ACP, 0, name, -1, NULL, 0) - 1;
        if (buffer && capacity && !MultiByteToWideChar(CP_ACP, 0, name, -1, buffer, (int)capacity))
            ((WCHAR *)buffer)[capacity - 1] = 0;
    } else {
        length = (UINT)WideCharToMultiByte(CP_ACP, 0, name, -1, NULL, 0, NULL, NULL) - 1;
        if (buffer && capacity && !WideCharToMultiByte(CP_ACP, 0, name, -1, buffer, (int)capacity, NULL, NULL))
            ((char *)buffer)[capacity - 1] = 0;
    }
    if (buffer && capacity && length >= capacity) length = capacity - 1;
done:
    GlobalUnlock((HGLOBAL)drop);
    return length;
}

UINT WINAPI DragQueryFileW(HDROP drop, UINT number, LPWSTR buffer, UINT capacity)
{
    return query(drop, number, buffer, capacity, TRUE);
}
UINT WINAPI DragQueryFileA(HDROP drop, UINT number, LPSTR buffer, UINT capacity)
{
    return query(drop, number, buffer, capacity, FALSE);
}
