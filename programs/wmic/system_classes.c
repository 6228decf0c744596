/* What there is one of: the operating system, the processor, the computer, its firmware. */
#include "wmic.h"

#define CURRENT_VERSION L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
#define PROCESSOR_KEY L"HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\0"
#define FIRMWARE_KEY L"HARDWARE\\DESCRIPTION\\System\\BIOS"

static void set_from_registry(const struct class *class, struct object *object, const WCHAR *property, const WCHAR *key,
                              const WCHAR *value)
{
    WCHAR text[256];
    DWORD size = sizeof(text);
    if (!RegGetValueW(HKEY_LOCAL_MACHINE, key, value, RRF_RT_REG_SZ, NULL, text, &size))
        set_text(class, object, property, text);
}

static void set_computer_name(const struct class *class, struct object *object, const WCHAR *property)
{
    WCHAR name[256];
    DWORD size = ARRAYSIZE(name);
    if (GetComputerNameW(name, &size)) set_text(class, object, property, name);
}

static bool is_64_bit(void)
{
    SYSTEM_INFO system;
    GetNativeSystemInfo(&system);
    return system.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_AMD64;
}

/* --- the operating system --- */

static const WCHAR *const system_properties[] = {
    L"BuildNumber",
    L"Caption",
    L"CodeSet",
    L"CSName",
    L"FreePhysicalMemory",
    L"FreeVirtualMemory",
    L"LastBootUpTime",
    L"LocalDateTime",
    L"Locale",
    L"Manufacturer",
    L"OSArchitecture",
    L"OSLanguage",
    L"OSType",
    L"Primary",
    L"ProductType",
    L"Status",
    L"SystemDirectory",
    L"SystemDrive",
    L"TotalVirtualMemorySize",
    L"TotalVisibleMemorySize",
    L"Version",
    L"WindowsDirectory",
    NULL,
};

static void set_system_times(const struct class *class, struct object *object)
{
    FILETIME now;
    GetSystemTimeAsFileTime(&now);
    set_time(class, object, L"LocalDateTime", &now);
    ULONGLONG start = ((ULONGLONG)now.dwHighDateTime << 32 | now.dwLowDateTime) - GetTickCount64() * 10000;
    now = (FILETIME){ (DWORD)start, (DWORD)(start >> 32) };
    set_time(class, object, L"LastBootUpTime", &now);
}

static void set_folders(const struct class *class, struct object *object)
{
    WCHAR path[MAX_PATH];
    if (GetSystemDirectoryW(path, ARRAYSIZE(path))) set_text(class, object, L"SystemDirectory", path);
    if (!GetWindowsDirectoryW(path, ARRAYSIZE(path))) return;
    set_text(class, object, L"WindowsDirectory", path);
    path[2] = 0;
    set_text(class, object, L"SystemDrive", path);
}

static void collect_system(const struct class *class, struct objects *objects)
{
    struct object *object = add_object(objects);
    MEMORYSTATUSEX memory = { .dwLength = sizeof(memory) };
    OSVERSIONINFOEXW version = { .dwOSVersionInfoSize = sizeof(version) };
    WCHAR text[300] = L"Microsoft ", locale[8];
    DWORD size = sizeof(text) - 20;
    if (!object) return;
    typedef LONG (WINAPI *get_version)(OSVERSIONINFOEXW *);
    get_version rtl_get_version =
        (get_version)(ULONG_PTR)GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "RtlGetVersion");
    if (rtl_get_version) rtl_get_version(&version);
    if (!RegGetValueW(HKEY_LOCAL_MACHINE, CURRENT_VERSION, L"ProductName", RRF_RT_REG_SZ, NULL, text + 10, &size))
        set_text(class, object, L"Caption", text);
    _snwprintf(text, ARRAYSIZE(text), L"%lu.%lu.%lu", version.dwMajorVersion, version.dwMinorVersion,
               version.dwBuildNumber);
    set_text(class, object, L"Version", text);
    set_number(class, object, L"BuildNumber", version.dwBuildNumber);
    set_number(class, object, L"ProductType", version.wProductType);
    set_number(class, object, L"CodeSet", GetACP());
    set_computer_name(class, object, L"CSName");
    _snwprintf(locale, ARRAYSIZE(locale), L"%04x", GetUserDefaultLCID());
    set_text(class, object, L"Locale", locale);
    set_text(class, object, L"Manufacturer", L"Microsoft Corporation");
    set_text(class, object, L"OSArchitecture", is_64_bit() ? L"64-bit" : L"32-bit");
    set_number(class, object, L"OSLanguage", GetUserDefaultUILanguage());
    set_number(class, object, L"OSType", 18); /* WINNT */
    set_text(class, object, L"Primary", L"TRUE");
    set_text(class, object, L"Status", L"OK");
    set_system_times(class, object);
    set_folders(class, object);
    if (!GlobalMemoryStatusEx(&memory)) return;
    set_number(class, object, L"TotalVisibleMemorySize", memory.ullTotalPhys / 1024);
    set_number(class, object, L"FreePhysicalMemory", memory.ullAvailPhys / 1024);
    set_number(class, object, L"TotalVirtualMemorySize", memory.ullTotalPageFile / 1024);
    set_number(class, object, L"FreeVirtualMemory", memory.ullAvailPageFile / 1024);
}

const struct class operating_system = {L"os", L"Win32_OperatingSystem", system_properties,
                                       L" BuildNumber SystemDirectory Version ", collect_system};

/* --- the processor --- */

static const WCHAR *const processor_properties[] = {
    L"AddressWidth",
    L"Architecture",
    L"Caption",
    L"DataWidth",
    L"Description",
    L"DeviceID",
    L"Manufacturer",
    L"MaxClockSpeed",
    L"Name",
    L"NumberOfCores",
    L"NumberOfLogicalProcessors",
    L"Status",
    NULL,
};

static DWORD count_cores(void)
{
    DWORD size = 0, count = 0;
    GetLogicalProcessorInformation(NULL, &size);
    SYSTEM_LOGICAL_PROCESSOR_INFORMATION *list = malloc(size + 1);
    if (list && GetLogicalProcessorInformation(list, &size))
        for (DWORD i = 0; i < size / sizeof(*list); i++) count += list[i].Relationship == RelationProcessorCore;
    free(list);
    return count;
}

static void collect_processor(const struct class *class, struct objects *objects)
{
    struct object *object = add_object(objects);
    SYSTEM_INFO system;
    DWORD speed, size = sizeof(speed), cores = count_cores();
    if (!object) return;
    GetNativeSystemInfo(&system);
    set_number(class, object, L"AddressWidth", is_64_bit() ? 64 : 32);
    set_number(class, object, L"DataWidth", is_64_bit() ? 64 : 32);
    set_number(class, object, L"Architecture", system.wProcessorArchitecture);
    set_text(class, object, L"DeviceID", L"CPU0");
    set_text(class, object, L"Status", L"OK");
    set_from_registry(class, object, L"Name", PROCESSOR_KEY, L"ProcessorNameString");
    set_from_registry(class, object, L"Manufacturer", PROCESSOR_KEY, L"VendorIdentifier");
    set_from_registry(class, object, L"Caption", PROCESSOR_KEY, L"Identifier");
    set_from_registry(class, object, L"Description", PROCESSOR_KEY, L"Identifier");
    if (!RegGetValueW(HKEY_LOCAL_MACHINE, PROCESSOR_KEY, L"~MHz", RRF_RT_REG_DWORD, NULL, &speed, &size))
        set_number(class, object, L"MaxClockSpeed", speed);
    if (cores) set_number(class, object, L"NumberOfCores", cores);
    set_number(class, object, L"NumberOfLogicalProcessors", system.dwNumberOfProcessors);
}

const struct class processor = {L"cpu", L"Win32_Processor", processor_properties,
                                L" Caption DeviceID Manufacturer MaxClockSpeed Name ", collect_processor};

/* --- the computer --- */

static const WCHAR *const computer_properties[] = {
    L"Caption",
    L"Domain",
    L"Manufacturer",
    L"Model",
    L"Name",
    L"NumberOfLogicalProcessors",
    L"PartOfDomain",
    L"Status",
    L"SystemType",
    L"TotalPhysicalMemory",
    L"UserName",
    L"Workgroup",
    NULL,
};

static void collect_computer(const struct class *class, struct objects *objects)
{
    struct object *object = add_object(objects);
    MEMORYSTATUSEX memory = { .dwLength = sizeof(memory) };
    SYSTEM_INFO system;
    WCHAR user[600];
    DWORD computer_size = 256, user_size = 257;
    if (!object) return;
    GetNativeSystemInfo(&system);
    set_computer_name(class, object, L"Caption");
    set_computer_name(class, object, L"Name");
    set_text(class, object, L"Domain", L"WORKGROUP");
    set_text(class, object, L"Workgroup", L"WORKGROUP");
    set_text(class, object, L"PartOfDomain", L"FALSE");
    set_text(class, object, L"Status", L"OK");
    set_text(class, object, L"SystemType", is_64_bit() ? L"x64-based PC" : L"X86-based PC");
    set_from_registry(class, object, L"Manufacturer", FIRMWARE_KEY, L"SystemManufacturer");
    set_from_registry(class, object, L"Model", FIRMWARE_KEY, L"SystemProductName");
    set_number(class, object, L"NumberOfLogicalProcessors", system.dwNumberOfProcessors);
    if (GlobalMemoryStatusEx(&memory)) set_number(class, object, L"TotalPhysicalMemory", memory.ullTotalPhys);
    if (!GetComputerNameW(user, &computer_size)) return;
    user[computer_size++] = '\\';
    if (GetUserNameW(user + computer_size, &user_size)) set_text(class, object, L"UserName", user);
}

const struct class computer_system = { L"computersystem", L"Win32_ComputerSystem", computer_properties,
                                       L" Domain Manufacturer Model Name TotalPhysicalMemory ", collect_computer };

/* --- the firmware --- */

static const WCHAR *const bios_properties[] = {L"Manufacturer",      L"Name",   L"ReleaseDate", L"SerialNumber",
                                               L"SMBIOSBIOSVersion", L"Status", L"Version",     NULL};

static void collect_bios(const struct class *class, struct objects *objects)
{
    struct object *object = add_object(objects);
    if (!object) return;
    set_from_registry(class, object, L"Manufacturer", FIRMWARE_KEY, L"BIOSVendor");
    set_from_registry(class, object, L"Name", FIRMWARE_KEY, L"BIOSVersion");
    set_from_registry(class, object, L"SMBIOSBIOSVersion", FIRMWARE_KEY, L"BIOSVersion");
    set_from_registry(class, object, L"Version", FIRMWARE_KEY, L"BIOSVersion");
    set_text(class, object, L"Status", L"OK");
}

const struct class bios = {L"bios", L"Win32_BIOS", bios_properties, L" Manufacturer Name SerialNumber Version ",
                           collect_bios};
