/* What belongs to a taskbar and to the Explorer's lists. There are none: every request fails, as on a desktop before
 * its taskbar is there. */
#include "nt/nt.h"
#include <objbase.h>
#include <shellapi.h>
#include <shlobj.h>

WINBOOL WINAPI Shell_NotifyIconW(DWORD message, PNOTIFYICONDATAW data)
{
    (void)message, (void)data;
    log_line(LOG_WARN, "Shell_NotifyIcon: there is no notification area");
    SetLastError(ERROR_TIMEOUT); /* what Windows sets when the taskbar does not answer */
    return FALSE;
}

WINBOOL WINAPI Shell_NotifyIconA(DWORD message, PNOTIFYICONDATAA data)
{
    (void)data;
    return Shell_NotifyIconW(message, NULL);
}

HRESULT WINAPI Shell_NotifyIconGetRect(const NOTIFYICONIDENTIFIER *identifier, RECT *place)
{
    if (!identifier || !place) return E_INVALIDARG;
    memset(place, 0, sizeof(*place));
    return E_FAIL;
}

UINT_PTR WINAPI SHAppBarMessage(DWORD message, PAPPBARDATA data)
{
    (void)data;
    log_line(LOG_WARN, "SHAppBarMessage %lu: there is no taskbar", message);
    return 0;
}

void WINAPI SHAddToRecentDocs(UINT flags, LPCVOID document)
{
    (void)flags, (void)document;
    log_line(LOG_WARN, "SHAddToRecentDocs: no list of recent documents is kept");
}
