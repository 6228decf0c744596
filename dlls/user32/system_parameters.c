/* SystemParametersInfo, first part: settings that are one number. Those in structures are in
 * system_parameter_structures.c. A setting is read from the registry at its first use; setting it with
 * SPIF_UPDATEINIFILE writes it there, without this the process alone knows. */
#include "system_parameters.h"
#include "user_registry.h"

#define DESKTOP  L"Control Panel\\Desktop"
#define MOUSE    L"Control Panel\\Mouse"
#define KEYBOARD L"Control Panel\\Keyboard"
#define SOUND    L"Control Panel\\Sound"
#define ACCESS_  L"Control Panel\\Accessibility"

/* How the new value comes: in uiParam; in pvParam itself; where pvParam points to. */
enum passing { IN_NUMBER, IN_POINTER, AT_POINTER };

static struct setting {
    WORD get, set; /* 0: none */
    BYTE passing, is_loaded;
    LPCWSTR key, name;
    DWORD value;
} settings[] = {
    {SPI_GETBEEP, SPI_SETBEEP, IN_NUMBER, 0, SOUND, L"Beep", 1},
    {SPI_GETBORDER, 0, IN_NUMBER, 0, NULL, NULL, 1},
    {SPI_GETKEYBOARDSPEED, SPI_SETKEYBOARDSPEED, IN_NUMBER, 0, KEYBOARD, L"KeyboardSpeed", 31},
    {SPI_GETKEYBOARDDELAY, SPI_SETKEYBOARDDELAY, IN_NUMBER, 0, KEYBOARD, L"KeyboardDelay", 1},
    {SPI_GETSCREENSAVETIMEOUT, SPI_SETSCREENSAVETIMEOUT, IN_NUMBER, 0, DESKTOP, L"ScreenSaveTimeOut", 600},
    {SPI_GETSCREENSAVEACTIVE, SPI_SETSCREENSAVEACTIVE, IN_NUMBER, 0, DESKTOP, L"ScreenSaveActive", 0},
    {SPI_GETSCREENSAVERRUNNING, SPI_SETSCREENSAVERRUNNING, IN_NUMBER, 1, NULL, NULL, 0},
    {SPI_GETSCREENSAVESECURE, SPI_SETSCREENSAVESECURE, IN_NUMBER, 0, DESKTOP, L"ScreenSaverIsSecure", 0},
    {SPI_GETMENUDROPALIGNMENT, SPI_SETMENUDROPALIGNMENT, IN_NUMBER, 0, DESKTOP, L"MenuDropAlignment", 0},
    {0, SPI_SETDOUBLECLKWIDTH, IN_NUMBER, 0, MOUSE, L"DoubleClickWidth", 4},
    {0, SPI_SETDOUBLECLKHEIGHT, IN_NUMBER, 0, MOUSE, L"DoubleClickHeight", 4},
    {0, SPI_SETDOUBLECLICKTIME, IN_NUMBER, 0, MOUSE, L"DoubleClickSpeed", 500},
    {0, SPI_SETMOUSEBUTTONSWAP, IN_NUMBER, 0, MOUSE, L"SwapMouseButtons", 0},
    {SPI_GETFASTTASKSWITCH, SPI_SETFASTTASKSWITCH, IN_NUMBER, 1, NULL, NULL, 1},
    {SPI_GETDRAGFULLWINDOWS, SPI_SETDRAGFULLWINDOWS, IN_NUMBER, 0, DESKTOP, L"DragFullWindows", 1},
    {0, SPI_SETDRAGWIDTH, IN_NUMBER, 0, DESKTOP, L"DragWidth", 4},
    {0, SPI_SETDRAGHEIGHT, IN_NUMBER, 0, DESKTOP, L"DragHeight", 4},
    {SPI_GETKEYBOARDPREF, SPI_SETKEYBOARDPREF, IN_NUMBER, 0, ACCESS_ L"\\Keyboard Preference", L"On", 0},
    {SPI_GETSCREENREADER, SPI_SETSCREENREADER, IN_NUMBER, 0, ACCESS_ L"\\Blind Access", L"On", 0},
    {SPI_GETSHOWSOUNDS, SPI_SETSHOWSOUNDS, IN_NUMBER, 0, ACCESS_ L"\\ShowSounds", L"On", 0},
    {SPI_GETFONTSMOOTHING, SPI_SETFONTSMOOTHING, IN_NUMBER, 0, DESKTOP, L"FontSmoothing", 1},
    {SPI_GETLOWPOWERTIMEOUT, SPI_SETLOWPOWERTIMEOUT, IN_NUMBER, 0, DESKTOP, L"LowPowerTimeOut", 0},
    {SPI_GETPOWEROFFTIMEOUT, SPI_SETPOWEROFFTIMEOUT, IN_NUMBER, 0, DESKTOP, L"PowerOffTimeOut", 0},
    {SPI_GETLOWPOWERACTIVE, SPI_SETLOWPOWERACTIVE, IN_NUMBER, 0, DESKTOP, L"LowPowerActive", 0},
    {SPI_GETPOWEROFFACTIVE, SPI_SETPOWEROFFACTIVE, IN_NUMBER, 0, DESKTOP, L"PowerOffActive", 0},
    {SPI_GETMOUSETRAILS, SPI_SETMOUSETRAILS, IN_NUMBER, 0, MOUSE, L"MouseTrails", 0},
    {SPI_GETSNAPTODEFBUTTON, SPI_SETSNAPTODEFBUTTON, IN_NUMBER, 0, MOUSE, L"SnapToDefaultButton", 0},
    {SPI_GETMOUSEHOVERWIDTH, SPI_SETMOUSEHOVERWIDTH, IN_NUMBER, 0, MOUSE, L"MouseHoverWidth", 4},
    {SPI_GETMOUSEHOVERHEIGHT, SPI_SETMOUSEHOVERHEIGHT, IN_NUMBER, 0, MOUSE, L"MouseHoverHeight", 4},
    {SPI_GETMOUSEHOVERTIME, SPI_SETMOUSEHOVERTIME, IN_NUMBER, 0, MOUSE, L"MouseHoverTime", 400},
    {SPI_GETWHEELSCROLLLINES, SPI_SETWHEELSCROLLLINES, IN_NUMBER, 0, DESKTOP, L"WheelScrollLines", 3},
    {SPI_GETWHEELSCROLLCHARS, SPI_SETWHEELSCROLLCHARS, IN_NUMBER, 0, DESKTOP, L"WheelScrollChars", 3},
    {SPI_GETMENUSHOWDELAY, SPI_SETMENUSHOWDELAY, IN_NUMBER, 0, DESKTOP, L"MenuShowDelay", 400},
    {SPI_GETSHOWIMEUI, SPI_SETSHOWIMEUI, IN_NUMBER, 1, NULL, NULL, 1},
    {SPI_GETMOUSESPEED, SPI_SETMOUSESPEED, IN_POINTER, 0, MOUSE, L"MouseSensitivity", 10},
    {SPI_GETHUNGAPPTIMEOUT, SPI_SETHUNGAPPTIMEOUT, IN_NUMBER, 0, DESKTOP, L"HungAppTimeout", 5000},
    {SPI_GETWAITTOKILLTIMEOUT, SPI_SETWAITTOKILLTIMEOUT, IN_NUMBER, 0, DESKTOP, L"WaitToKillAppTimeout", 20000},
    {SPI_GETWINARRANGING, SPI_SETWINARRANGING, IN_POINTER, 0, DESKTOP, L"WindowArrangementActive", 0},
    {SPI_GETDRAGFROMMAXIMIZE, SPI_SETDRAGFROMMAXIMIZE, IN_POINTER, 0, DESKTOP, L"DragFromMaximize", 0},
    {SPI_GETSNAPSIZING, SPI_SETSNAPSIZING, IN_POINTER, 0, DESKTOP, L"SnapSizing", 0},
    {SPI_GETDOCKMOVING, SPI_SETDOCKMOVING, IN_POINTER, 0, DESKTOP, L"DockMoving", 0},
    {SPI_GETDEFAULTINPUTLANG, SPI_SETDEFAULTINPUTLANG, AT_POINTER, 1, NULL, NULL, 0x04090409},
    {SPI_GETFOREGROUNDLOCKTIMEOUT, SPI_SETFOREGROUNDLOCKTIMEOUT, IN_POINTER, 0, DESKTOP, L"ForegroundLockTimeout",
     200000},
    {SPI_GETACTIVEWNDTRKTIMEOUT, SPI_SETACTIVEWNDTRKTIMEOUT, IN_POINTER, 0, DESKTOP, L"ActiveWndTrkTimeout", 0},
    {SPI_GETFOREGROUNDFLASHCOUNT, SPI_SETFOREGROUNDFLASHCOUNT, IN_POINTER, 0, DESKTOP, L"ForegroundFlashCount", 3},
    {SPI_GETCARETWIDTH, SPI_SETCARETWIDTH, IN_POINTER, 0, DESKTOP, L"CaretWidth", 1},
    {SPI_GETMOUSECLICKLOCKTIME, SPI_SETMOUSECLICKLOCKTIME, IN_POINTER, 0, DESKTOP, L"ClickLockTime", 1200},
    {SPI_GETFONTSMOOTHINGTYPE, SPI_SETFONTSMOOTHINGTYPE, IN_POINTER, 0, DESKTOP, L"FontSmoothingType",
     FE_FONTSMOOTHINGCLEARTYPE},
    {SPI_GETFONTSMOOTHINGCONTRAST, SPI_SETFONTSMOOTHINGCONTRAST, IN_POINTER, 0, DESKTOP, L"FontSmoothingGamma", 1400},
    {SPI_GETFONTSMOOTHINGORIENTATION, SPI_SETFONTSMOOTHINGORIENTATION, IN_POINTER, 0, DESKTOP,
     L"FontSmoothingOrientation", 1},
    {SPI_GETFOCUSBORDERWIDTH, SPI_SETFOCUSBORDERWIDTH, IN_POINTER, 0, DESKTOP, L"FocusBorderWidth", 1},
    {SPI_GETFOCUSBORDERHEIGHT, SPI_SETFOCUSBORDERHEIGHT, IN_POINTER, 0, DESKTOP, L"FocusBorderHeight", 1},
    {SPI_GETMESSAGEDURATION, SPI_SETMESSAGEDURATION, IN_POINTER, 0, ACCESS_, L"MessageDuration", 5},
    {SPI_GETMOUSEWHEELROUTING, SPI_SETMOUSEWHEELROUTING, IN_POINTER, 0, DESKTOP, L"MouseWheelRouting", 0},
};

/* Switches 0x1000 to 0x1050 are bits of one mask, UserPreferencesMask. What moves and fades is off, because we do not
 * animate. */
#define SWITCH_FIRST 0x1000
#define SWITCH_LAST  SPI_SETSYSTEMLANGUAGEBAR
#define switch_bit(action) (1ull << (((action) - SWITCH_FIRST) / 2))
static ULONGLONG switches = switch_bit(SPI_GETGRADIENTCAPTIONS) | switch_bit(SPI_GETKEYBOARDCUES) |
                            switch_bit(SPI_GETHOTTRACKING) | switch_bit(SPI_GETUIEFFECTS);
static BOOL switches_loaded;

static DWORD setting_value(struct setting *setting)
{
    WCHAR text[20];
    if (setting->is_loaded || !setting->key) return setting->value;
    HANDLE key = user_key_open(setting->key, FALSE);
    if (key && user_key_read_text(key, setting->name, text, COUNT_OF(text))) {
        DWORD value = 0;
        for (const WCHAR *at = text; *at >= '0' && *at <= '9'; at++) value = value * 10 + (*at - '0');
        setting->value = text[0] == 'y' || text[0] == 'Y' ? 1 : value; /* SPI_GETBEEP: "yes" */
    }
    if (key) NtClose(key);
    setting->is_loaded = 1;
    return setting->value;
}

static struct setting *find_setting(UINT action)
{
    for (UINT i = 0; action && i < COUNT_OF(settings); i++)
        if (settings[i].get == action || settings[i].set == action) return &settings[i];
    return NULL;
}

DWORD user_setting(UINT action)
{
    struct setting *setting = find_setting(action);
    return setting ? setting_value(setting) : 0;
}

static void store_setting(const struct setting *setting)
{
    WCHAR text[20];
    UNICODE_STRING buffer = {0, sizeof(text), text};
    HANDLE key = setting->key ? user_key_open(setting->key, TRUE) : NULL;
    if (!key) return;
    RtlIntegerToUnicodeString(setting->value, 10, &buffer);
    user_key_write_text(key, setting->name, text);
    NtClose(key);
}

static BOOL change_setting(struct setting *setting, UINT number, void *pointer, UINT flags)
{
    DWORD value = (DWORD)(ULONG_PTR)pointer;
    if (setting->passing == IN_NUMBER) value = number;
    if (setting->passing == AT_POINTER) {
        if (!pointer) return set_user_error(ERROR_INVALID_PARAMETER);
        value = *(DWORD *)pointer;
    }
    if (setting->set == SPI_SETMOUSESPEED && (value < 1 || value > 20)) return set_user_error(ERROR_INVALID_PARAMETER);
    setting->value = value;
    setting->is_loaded = 1;
    if (flags & SPIF_UPDATEINIFILE) store_setting(setting);
    return TRUE;
}

static BOOL access_switch(UINT action, void *pointer, UINT flags)
{
    HANDLE key;
    if (!switches_loaded && (key = user_key_open(DESKTOP, FALSE))) {
        ULONGLONG stored = 0;
        if (user_key_read_binary(key, L"UserPreferencesMask", &stored, sizeof(stored)) >= sizeof(DWORD))
            switches = stored;
        NtClose(key);
    }
    switches_loaded = TRUE;
    if (!(action & 1)) {
        if (!pointer) return set_user_error(ERROR_NOACCESS);
        *(BOOL *)pointer = (switches & switch_bit(action)) != 0;
        return TRUE;
    }
    switches = pointer ? switches | switch_bit(action) : switches & ~switch_bit(action);
    if (!(flags & SPIF_UPDATEINIFILE) || !(key = user_key_open(DESKTOP, TRUE))) return TRUE;
    user_key_write_binary(key, L"UserPreferencesMask", &switches, sizeof(switches));
    NtClose(key);
    return TRUE;
}

/* All but what differs between A and W. */
BOOL system_parameter_number(UINT action, UINT number, void *pointer, UINT flags)
{
    if (action >= SWITCH_FIRST && action <= SWITCH_LAST) return access_switch(action, pointer, flags);
    struct setting *setting = find_setting(action);
    if (!setting) return set_user_error(ERROR_INVALID_PARAMETER);
    if (setting->set == action) return change_setting(setting, number, pointer, flags);
    if (!pointer) return set_user_error(ERROR_NOACCESS);
    *(DWORD *)pointer = setting_value(setting);
    return TRUE;
}

UINT WINAPI GetDoubleClickTime(void)
{
    return user_setting(SPI_SETDOUBLECLICKTIME);
}

/* 0: the default; more than five seconds count as five */
BOOL WINAPI SetDoubleClickTime(UINT milliseconds)
{
    return system_parameter_number(SPI_SETDOUBLECLICKTIME, milliseconds ? min(milliseconds, 5000) : 500, NULL, 0);
}

BOOL WINAPI SwapMouseButton(BOOL swap)
{
    BOOL before = (BOOL)user_setting(SPI_SETMOUSEBUTTONSWAP);
    system_parameter_number(SPI_SETMOUSEBUTTONSWAP, swap != FALSE, NULL, 0);
    return before;
}
