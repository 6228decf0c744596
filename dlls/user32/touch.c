/* Touch windows and gestures. No display of Winrun's has a digitizer (SM_DIGITIZER is 0): windows may be registered, but
 * WM_TOUCH and WM_GESTURE do not come, so that no handle of theirs is valid. */
#include "user_private.h"

#define PROPERTY   L"WinrunTouchWindow"
#define REGISTERED 0x100 /* beside TWF_*, so that the property's value is never NULL */

BOOL WINAPI RegisterTouchWindow(HWND window, ULONG flags)
{
    if (flags & ~(ULONG)(TWF_FINETOUCH | TWF_WANTPALM)) return set_user_error(ERROR_INVALID_PARAMETER);
    return window_own_or_error(window) && SetPropW(window, PROPERTY, (HANDLE)(ULONG_PTR)(flags | REGISTERED));
}

BOOL WINAPI UnregisterTouchWindow(HWND window)
{
    if (!window_own_or_error(window)) return FALSE;
    RemovePropW(window, PROPERTY);
    return TRUE;
}

BOOL WINAPI IsTouchWindow(HWND window, PULONG flags)
{
    ULONG_PTR value = (ULONG_PTR)GetPropW(window, PROPERTY);
    if (flags) *flags = (ULONG)value & ~(ULONG)REGISTERED;
    return value != 0;
}

BOOL WINAPI GetTouchInputInfo(HTOUCHINPUT handle, UINT count, PTOUCHINPUT inputs, int size)
{
    (void)handle;
    if (!count || !inputs || size != sizeof(TOUCHINPUT)) return set_user_error(ERROR_INVALID_PARAMETER);
    return set_user_error(ERROR_INVALID_HANDLE);
}

BOOL WINAPI CloseTouchInputHandle(HTOUCHINPUT handle)
{
    (void)handle;
    return set_user_error(ERROR_INVALID_HANDLE);
}

BOOL WINAPI GetGestureInfo(HGESTUREINFO handle, PGESTUREINFO info)
{
    (void)handle;
    if (!info || info->cbSize != sizeof(*info)) return set_user_error(ERROR_INVALID_PARAMETER);
    return set_user_error(ERROR_INVALID_HANDLE);
}

BOOL WINAPI GetGestureExtraArgs(HGESTUREINFO handle, UINT size, PBYTE arguments)
{
    (void)handle;
    return set_user_error(size && arguments ? ERROR_INVALID_HANDLE : ERROR_INVALID_PARAMETER);
}

BOOL WINAPI CloseGestureInfoHandle(HGESTUREINFO handle)
{
    (void)handle;
    return set_user_error(ERROR_INVALID_HANDLE);
}

BOOL WINAPI SetGestureConfig(HWND window, DWORD reserved, UINT count, PGESTURECONFIG configurations, UINT size)
{
    if (!window_own_or_error(window)) return FALSE;
    if (reserved || !count || !configurations || size != sizeof(GESTURECONFIG))
        return set_user_error(ERROR_INVALID_PARAMETER);
    return set_user_error(ERROR_NOT_SUPPORTED);
}

BOOL WINAPI GetGestureConfig(HWND window, DWORD reserved, DWORD flags, PUINT count, PGESTURECONFIG configurations,
                             UINT size)
{
    if (!window_own_or_error(window)) return FALSE;
    if (reserved || flags & ~(DWORD)GCF_INCLUDE_ANCESTORS || !count || !configurations ||
        size != sizeof(GESTURECONFIG))
        return set_user_error(ERROR_INVALID_PARAMETER);
    return set_user_error(ERROR_NOT_SUPPORTED);
}
