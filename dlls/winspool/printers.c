/* The spooler without printers: enumerations are empty, a printer's name is unknown, and there is no handle to work
 * with. */
#include "nt/nt.h"
#include <wingdi.h>
#undef _WINSPOOL_ /* also the guard of the next header */
#include <winspool.h>

static BOOL fail(DWORD error)
{
    SetLastError(error);
    return FALSE;
}

static BOOL nothing(LPDWORD needed, LPDWORD returned)
{
    if (!needed || !returned) return fail(RPC_X_NULL_REF_POINTER);
    *needed = *returned = 0;
    return TRUE;
}

BOOL WINAPI EnumPrintersW(DWORD flags, LPWSTR name, DWORD level, LPBYTE buffer, DWORD size, LPDWORD needed,
                          LPDWORD returned)
{
    (void)flags, (void)name, (void)buffer, (void)size;
    if (!level || level > 5 || level == 3) return fail(ERROR_INVALID_LEVEL);
    return nothing(needed, returned);
}

BOOL WINAPI EnumPrintersA(DWORD flags, LPSTR name, DWORD level, LPBYTE buffer, DWORD size, LPDWORD needed,
                          LPDWORD returned)
{
    (void)name;
    return EnumPrintersW(flags, NULL, level, buffer, size, needed, returned);
}

#define EMPTY_ENUMERATION(name, text) \
    BOOL WINAPI name(text server, DWORD level, LPBYTE buffer, DWORD size, LPDWORD needed, LPDWORD returned) \
    { \
        (void)server, (void)level, (void)buffer, (void)size; \
        return nothing(needed, returned); \
    }
EMPTY_ENUMERATION(EnumPortsW, LPWSTR)
EMPTY_ENUMERATION(EnumPortsA, LPSTR)
EMPTY_ENUMERATION(EnumMonitorsW, LPWSTR)
EMPTY_ENUMERATION(EnumMonitorsA, LPSTR)

BOOL WINAPI EnumPrinterDriversW(LPWSTR server, LPWSTR environment, DWORD level, LPBYTE buffer, DWORD size,
                                LPDWORD needed, LPDWORD returned)
{
    (void)server, (void)environment, (void)level, (void)buffer, (void)size;
    return nothing(needed, returned);
}

BOOL WINAPI EnumPrinterDriversA(LPSTR server, LPSTR environment, DWORD level, LPBYTE buffer, DWORD size, LPDWORD needed,
                                LPDWORD returned)
{
    (void)server, (void)environment, (void)level, (void)buffer, (void)size;
    return nothing(needed, returned);
}

BOOL WINAPI OpenPrinterW(LPWSTR name, LPHANDLE printer, LPPRINTER_DEFAULTSW defaults)
{
    (void)name, (void)defaults;
    if (printer) *printer = NULL;
    return fail(ERROR_INVALID_PRINTER_NAME);
}

BOOL WINAPI OpenPrinterA(LPSTR name, LPHANDLE printer, LPPRINTER_DEFAULTSA defaults)
{
    (void)name, (void)defaults;
    if (printer) *printer = NULL;
    return fail(ERROR_INVALID_PRINTER_NAME);
}

BOOL WINAPI GetDefaultPrinterW(LPWSTR buffer, LPDWORD size)
{
    (void)buffer;
    if (!size) return fail(ERROR_INVALID_PARAMETER);
    return fail(ERROR_FILE_NOT_FOUND);
}

BOOL WINAPI GetDefaultPrinterA(LPSTR buffer, LPDWORD size)
{
    (void)buffer;
    if (!size) return fail(ERROR_INVALID_PARAMETER);
    return fail(ERROR_FILE_NOT_FOUND);
}

BOOL WINAPI SetDefaultPrinterW(LPCWSTR name) { (void)name; return fail(ERROR_INVALID_PRINTER_NAME); }
BOOL WINAPI SetDefaultPrinterA(LPCSTR name) { (void)name; return fail(ERROR_INVALID_PRINTER_NAME); }

/* --- what takes a printer's handle: none was ever given out --- */

BOOL WINAPI ClosePrinter(HANDLE printer) { (void)printer; return fail(ERROR_INVALID_HANDLE); }
BOOL WINAPI StartPagePrinter(HANDLE printer) { (void)printer; return fail(ERROR_INVALID_HANDLE); }
BOOL WINAPI EndPagePrinter(HANDLE printer) { (void)printer; return fail(ERROR_INVALID_HANDLE); }
BOOL WINAPI EndDocPrinter(HANDLE printer) { (void)printer; return fail(ERROR_INVALID_HANDLE); }
BOOL WINAPI AbortPrinter(HANDLE printer) { (void)printer; return fail(ERROR_INVALID_HANDLE); }

DWORD WINAPI StartDocPrinterW(HANDLE printer, DWORD level, LPBYTE document)
{
    (void)printer, (void)level, (void)document;
    return (DWORD)fail(ERROR_INVALID_HANDLE);
}
DWORD WINAPI StartDocPrinterA(HANDLE printer, DWORD level, LPBYTE document)
{
    (void)printer, (void)level, (void)document;
    return (DWORD)fail(ERROR_INVALID_HANDLE);
}

BOOL WINAPI WritePrinter(HANDLE printer, LPVOID data, DWORD size, LPDWORD written)
{
    (void)printer, (void)data, (void)size;
    if (written) *written = 0;
    return fail(ERROR_INVALID_HANDLE);
}

#define NO_PRINTER_INFORMATION(name) \
    BOOL WINAPI name(HANDLE printer, DWORD level, LPBYTE buffer, DWORD size, LPDWORD needed) \
    { \
        (void)printer, (void)level, (void)buffer, (void)size; \
        if (needed) *needed = 0; \
        return fail(ERROR_INVALID_HANDLE); \
    }
NO_PRINTER_INFORMATION(GetPrinterW)
NO_PRINTER_INFORMATION(GetPrinterA)

int WINAPI DeviceCapabilitiesW(LPCWSTR device, LPCWSTR port, WORD capability, LPWSTR output, CONST DEVMODEW *mode)
{
    (void)device, (void)port, (void)capability, (void)output, (void)mode;
    SetLastError(ERROR_INVALID_PRINTER_NAME);
    return -1;
}

int WINAPI DeviceCapabilitiesA(LPCSTR device, LPCSTR port, WORD capability, LPSTR output, CONST DEVMODEA *mode)
{
    (void)device, (void)port, (void)capability, (void)output, (void)mode;
    SetLastError(ERROR_INVALID_PRINTER_NAME);
    return -1;
}

LONG WINAPI DocumentPropertiesW(HWND window, HANDLE printer, LPWSTR device, PDEVMODEW output, PDEVMODEW input,
                                DWORD mode)
{
    (void)window, (void)printer, (void)device, (void)output, (void)input, (void)mode;
    SetLastError(ERROR_INVALID_HANDLE);
    return -1;
}

LONG WINAPI DocumentPropertiesA(HWND window, HANDLE printer, LPSTR device, PDEVMODEA output, PDEVMODEA input,
                                DWORD mode)
{
    (void)window, (void)printer, (void)device, (void)output, (void)input, (void)mode;
    SetLastError(ERROR_INVALID_HANDLE);
    return -1;
}
