/* net use: drive letters for folders and for shares that the Linux system has mounted. */
#include "net.h"

enum { NOT_CONNECTED = 2250 };
static const WCHAR unc[] = L"\\??\\UNC\\", dos[] = L"\\??\\";

/* Where a drive leads if it was made by a program: a share or a folder. */
static bool read_mapping(const WCHAR *drive, WCHAR target[MAX_PATH])
{
    WCHAR device[1024];
    if (!QueryDosDeviceW(drive, device, ARRAYSIZE(device))) return false;
    if (!_wcsnicmp(device, unc, wcslen(unc))) _snwprintf(target, MAX_PATH, L"\\\\%ls", device + wcslen(unc));
    else if (!_wcsnicmp(device, dos, wcslen(dos))) _snwprintf(target, MAX_PATH, L"%ls", device + wcslen(dos));
    else return false;
    target[MAX_PATH - 1] = 0;
    return true;
}

static int list_drives(void)
{
    WCHAR drive[] = L"A:", target[MAX_PATH];
    bool is_any = false;
    for (; *drive <= 'Z'; (*drive)++) {
        if (!read_mapping(drive, target)) continue;
        if (!is_any)
            put_text(L"New connections will not be remembered.\r\n\r\n\r\nStatus       Local     Remote                "
                     L"    Network\r\n\r\n"
                     L"-------------------------------------------------------------------------------\r\n");
        is_any = true;
        put_format(L"%-12ls %-9ls %-25ls Linux\r\n",
                   GetFileAttributesW(target) == INVALID_FILE_ATTRIBUTES ? L"Unavailable" : L"OK", drive, target);
    }
    if (!is_any) put_text(L"New connections will not be remembered.\r\n\r\nThere are no entries in the list.\r\n\r\n");
    return is_any ? succeed() : 0;
}

static bool find_free_drive(WCHAR drive[3])
{
    DWORD used = GetLogicalDrives();
    for (WCHAR letter = 'Z'; letter >= 'D'; letter--) {
        if (used & 1u << (letter - 'A')) continue;
        drive[0] = letter;
        return true;
    }
    return false;
}

static int disconnect_drive(const WCHAR *drive)
{
    WCHAR target[MAX_PATH];
    if (!read_mapping(drive, target)) return net_failure(NOT_CONNECTED, L"The network connection could not be found.");
    if (!DefineDosDeviceW(DDD_REMOVE_DEFINITION, drive, NULL)) return system_failure(GetLastError());
    put_format(L"%ls was deleted successfully.\r\n\r\n", drive);
    return 0;
}

static int connect_drive(const WCHAR *drive, const WCHAR *target)
{
    WCHAR letter[] = L"?:", existing[MAX_PATH];
    bool is_any = !wcscmp(drive, L"*");
    if (is_any && !find_free_drive(letter)) return system_failure(ERROR_NO_MORE_ITEMS);
    if (!is_any) letter[0] = (WCHAR)towupper(drive[0]);
    if (read_mapping(letter, existing) || GetLogicalDrives() & 1u << (letter[0] - 'A'))
        return system_failure(ERROR_ALREADY_ASSIGNED);
    DWORD attributes = GetFileAttributesW(target);
    if (attributes == INVALID_FILE_ATTRIBUTES)
        return system_failure(target[0] == '\\' && target[1] == '\\' ? ERROR_BAD_NETPATH : ERROR_PATH_NOT_FOUND);
    if (!(attributes & FILE_ATTRIBUTE_DIRECTORY)) return system_failure(ERROR_BAD_NET_NAME);
    if (!DefineDosDeviceW(0, letter, target)) {
        put_error(L"Drives are set up outside of Windows programs: make a link named after the letter (as \"x:\")\r\n"
                  L"in the folder \"drives\" of the Winrun prefix.\r\n");
        return system_failure(GetLastError());
    }
    if (is_any) put_format(L"Drive %ls is now connected to %ls.\r\n\r\n", letter, target);
    return succeed();
}

int use_drives(int count, WCHAR **arguments)
{
    const WCHAR *drive = NULL, *target = NULL;
    bool is_delete = false;
    WCHAR mapped[MAX_PATH];
    for (int i = 0; i < count; i++) {
        const WCHAR *argument = arguments[i];
        if (is_switch(argument, L"d") || is_switch(argument, L"delete")) is_delete = true;
        else if (is_switch(argument, L"y") || is_switch(argument, L"persistent:no") || is_switch(argument, L"p:no"))
            continue;
        else if (*argument == '/') return system_failure(ERROR_NOT_SUPPORTED); /* other users, remembered connections */
        else if (!wcscmp(argument, L"*") || (argument[0] && argument[1] == ':' && !argument[2])) drive = argument;
        else target = argument;
    }
    if (!drive && !target) return is_delete ? syntax_failure(L"NET USE devicename /DELETE") : list_drives();
    if (is_delete)
        return drive ? disconnect_drive(drive)
                     : net_failure(NOT_CONNECTED, L"The network connection could not be found.");
    if (drive && target) return connect_drive(drive, target);
    if (target)
        return GetFileAttributesW(target) != INVALID_FILE_ATTRIBUTES ? succeed() : system_failure(ERROR_BAD_NETPATH);
    if (!read_mapping(drive, mapped)) return net_failure(NOT_CONNECTED, L"The network connection could not be found.");
    put_format(L"Local name        %ls\r\nRemote name       %ls\r\nResource type     Disk\r\n", drive, mapped);
    return succeed();
}
