/* Printing: there are no printers yet, which the documented error says. */
#include "common.h"

static BOOL no_printer(const char *function)
{
    log_line(LOG_WARN, "%s: there are no printers yet", function);
    return set_dialog_error(PDERR_NODEFAULTPRN);
}

#define CHECKED(arguments, type) \
    if (!(arguments)) return set_dialog_error(CDERR_INITIALIZATION); \
    if ((arguments)->lStructSize != sizeof(type)) return set_dialog_error(CDERR_STRUCTSIZE)

BOOL WINAPI PrintDlgW(LPPRINTDLGW arguments) { CHECKED(arguments, PRINTDLGW); return no_printer("PrintDlgW"); }
BOOL WINAPI PrintDlgA(LPPRINTDLGA arguments) { CHECKED(arguments, PRINTDLGA); return no_printer("PrintDlgA"); }
BOOL WINAPI PageSetupDlgW(LPPAGESETUPDLGW arguments)
{
    CHECKED(arguments, PAGESETUPDLGW);
    return no_printer("PageSetupDlgW");
}
BOOL WINAPI PageSetupDlgA(LPPAGESETUPDLGA arguments)
{
    CHECKED(arguments, PAGESETUPDLGA);
    return no_printer("PageSetupDlgA");
}

/* The structures, PRINTDLGEXW and PRINTDLGEXA, are not looked at. */
HRESULT WINAPI PrintDlgExW(void *arguments)
{
    if (!arguments) return E_INVALIDARG;
    no_printer("PrintDlgExW");
    return E_FAIL;
}

HRESULT WINAPI PrintDlgExA(void *arguments)
{
    if (!arguments) return E_INVALIDARG;
    no_printer("PrintDlgExA");
    return E_FAIL;
}
