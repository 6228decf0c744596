/* Registrations for what happens to devices and to the computer's power. Devices neither come nor go while Winrun runs,
 * and it does not learn of the computer's sleep: a registration is kept, and no message follows from it. */
#include "user_private.h"
#include <dbt.h>

enum notification_kind { NOTIFICATION_FREE, NOTIFICATION_DEVICE, NOTIFICATION_SUSPEND };
#define MOST_NOTIFICATIONS 256
#define FIRST_NOTIFICATION 0x00040001u
static LONG kinds[MOST_NOTIFICATIONS];

static HANDLE add(enum notification_kind kind)
{
    for (UINT i = 0; i < MOST_NOTIFICATIONS; i++)
        if (!InterlockedCompareExchange(&kinds[i], (LONG)kind, NOTIFICATION_FREE))
            return (HANDLE)(ULONG_PTR)(FIRST_NOTIFICATION + 2 * i);
    return (HANDLE)(ULONG_PTR)set_user_error(ERROR_NO_SYSTEM_RESOURCES);
}

static BOOL remove(HANDLE handle, enum notification_kind kind)
{
    ULONG_PTR offset = (ULONG_PTR)handle - FIRST_NOTIFICATION;
    if (offset & 1 || offset / 2 >= MOST_NOTIFICATIONS ||
        InterlockedCompareExchange(&kinds[offset / 2], NOTIFICATION_FREE, (LONG)kind) != (LONG)kind)
        return set_user_error(ERROR_INVALID_HANDLE);
    return TRUE;
}

static BOOL is_recipient(HANDLE recipient, DWORD flags)
{
    if ((flags & 3) == DEVICE_NOTIFY_WINDOW_HANDLE) return window_shared(recipient) != NULL;
    return recipient != NULL;
}

HDEVNOTIFY WINAPI RegisterDeviceNotificationW(HANDLE recipient, LPVOID filter, DWORD flags)
{
    const DEV_BROADCAST_HDR *header = filter;
    if (flags & ~(DWORD)(DEVICE_NOTIFY_SERVICE_HANDLE | DEVICE_NOTIFY_ALL_INTERFACE_CLASSES) || !header ||
        header->dbch_size < sizeof(*header) ||
        (header->dbch_devicetype != DBT_DEVTYP_DEVICEINTERFACE && header->dbch_devicetype != DBT_DEVTYP_HANDLE) ||
        !is_recipient(recipient, flags))
        return (HDEVNOTIFY)(ULONG_PTR)set_user_error(ERROR_INVALID_PARAMETER);
    return add(NOTIFICATION_DEVICE);
}

HDEVNOTIFY WINAPI RegisterDeviceNotificationA(HANDLE recipient, LPVOID filter, DWORD flags)
{
    return RegisterDeviceNotificationW(recipient, filter, flags); /* the names in filters are not looked at */
}

BOOL WINAPI UnregisterDeviceNotification(HDEVNOTIFY handle) { return remove(handle, NOTIFICATION_DEVICE); }

HPOWERNOTIFY WINAPI RegisterSuspendResumeNotification(HANDLE recipient, DWORD flags)
{
    if (flags & ~3u || !is_recipient(recipient, flags)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    return add(NOTIFICATION_SUSPEND);
}

BOOL WINAPI UnregisterSuspendResumeNotification(HPOWERNOTIFY handle) { return remove(handle, NOTIFICATION_SUSPEND); }
