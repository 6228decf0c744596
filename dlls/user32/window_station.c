/* Window Stations and Desktops: one station with one desktop, where all windows of the prefix are. */
#include "user_private.h"

#define STATION_HANDLE ((HWINSTA)(ULONG_PTR)0x7f01)
#define DESKTOP_HANDLE ((HDESK)(ULONG_PTR)0x7f05)

HWINSTA WINAPI GetProcessWindowStation(void) { return STATION_HANDLE; }

HDESK WINAPI GetThreadDesktop(DWORD thread)
{
    (void)thread;
    return DESKTOP_HANDLE;
}

static BOOL give_information(LPVOID buffer, DWORD capacity, LPDWORD needed, const void *data, DWORD size)
{
    if (needed) *needed = size;
    if (capacity < size) {
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        return FALSE;
    }
    memcpy(buffer, data, size);
    return TRUE;
}

BOOL WINAPI GetUserObjectInformationW(HANDLE object, int index, PVOID buffer, DWORD capacity, LPDWORD needed)
{
    static const WCHAR station_name[] = L"WinSta0", desktop_name[] = L"Default", station_type[] = L"WindowStation",
                       desktop_type[] = L"Desktop";
    BOOL is_station = object == (HANDLE)STATION_HANDLE;
    USEROBJECTFLAGS flags = { .dwFlags = is_station ? WSF_VISIBLE : 0 };

    if (!is_station && object != (HANDLE)DESKTOP_HANDLE) {
        SetLastError(ERROR_INVALID_HANDLE);
        return FALSE;
    }
    switch (index) {
    case UOI_FLAGS: return give_information(buffer, capacity, needed, &flags, sizeof(flags));
    case UOI_NAME: return is_station ? give_information(buffer, capacity, needed, station_name, sizeof(station_name))
                                     : give_information(buffer, capacity, needed, desktop_name, sizeof(desktop_name));
    case UOI_TYPE: return is_station ? give_information(buffer, capacity, needed, station_type, sizeof(station_type))
                                     : give_information(buffer, capacity, needed, desktop_type, sizeof(desktop_type));
    case UOI_USER_SID:
        if (needed) *needed = 0; /* no user logged on to it */
        return TRUE;
    default:
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
}

BOOL WINAPI GetUserObjectInformationA(HANDLE object, int index, PVOID buffer, DWORD capacity, LPDWORD needed)
{
    WCHAR wide[32];
    char text[32];
    DWORD size = 0;
    if (index != UOI_NAME && index != UOI_TYPE)
        return GetUserObjectInformationW(object, index, buffer, capacity, needed);
    if (!GetUserObjectInformationW(object, index, wide, sizeof(wide), &size)) return FALSE;
    int length = WideCharToMultiByte(CP_ACP, 0, wide, -1, text, sizeof(text), NULL, NULL);
    return give_information(buffer, capacity, needed, text, (DWORD)length);
}
