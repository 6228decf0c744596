/* Icons of the notification area. Each is a small window of a thread that the process has for them; winrun-desktop puts
 * it among the icons of the desktop's task bar (docs/windowing.md). */
#ifndef TRAY_PRIVATE_H
#define TRAY_PRIVATE_H

#include "nt/nt.h"
#include <objbase.h>
#include <shellapi.h>

/* --- tray_window.c --- */
WINBOOL tray_request(DWORD message, const NOTIFYICONDATAW *data); /* of any thread; data is of the newest version */
BOOL tray_place(const NOTIFYICONIDENTIFIER *identifier, RECT *place);

/* --- tray_tip.c: the texts beside an icon --- */
enum tip_end { TIP_CLICKED, TIP_TIMED_OUT };
struct tip {
    HWND window, beside; /* `window` is NULL while it is not shown */
    WCHAR title[64], text[256];
    DWORD kind;          /* NIIF_* */
    BOOL is_balloon;     /* it ends by itself, or by a click */
};
#define TIP_ENDED (WM_APP + 1) /* to the window that it is beside; wparam: enum tip_end */
void tip_show(struct tip *tip, HWND beside, DWORD milliseconds);
void tip_hide(struct tip *tip);

#endif
