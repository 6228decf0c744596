/* Serial ports: texts to DCBs, and what other handles answer. (With a port: tests/apps/serial.py, over a pseudo
 * terminal.) */
#include "../check.h"

struct dcb_case { const char *text; DWORD baud; BYTE bits, parity, stop; };
static const struct dcb_case cases[] = {
    {"baud=1200 parity=N data=8 stop=1", 1200, 8, NOPARITY, ONESTOPBIT},
    {"COM1: baud=9600 parity=E data=7 stop=2", 9600, 7, EVENPARITY, TWOSTOPBITS},
    {"COM2 baud=19200 parity=o data=8 stop=1.5", 19200, 8, ODDPARITY, ONE5STOPBITS},
    {"9600,n,8,1", 9600, 8, NOPARITY, ONESTOPBIT},
    {"COM1:96,e,7,2", 9600, 7, EVENPARITY, TWOSTOPBITS},
    {"12,o,8,1", 1200, 8, ODDPARITY, ONESTOPBIT},
};
static const char *const bad[] = {"nonsense",         "baud=x",          "baud=9600 parity=q", "baud=9600 data=9",
                                  "baud=9600 stop=3", "COM0:9600,n,8,1", "xon=maybe"};

int main(void)
{
    for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        DCB dcb = {.DCBlength = sizeof(dcb)};
        check_case((int)i);
        check(BuildCommDCBA(cases[i].text, &dcb), "%s: error %lu", cases[i].text, GetLastError());
        check_equal_u32(dcb.BaudRate, cases[i].baud, "baud");
        check_equal_u32(dcb.ByteSize, cases[i].bits, "bits");
        check_equal_u32(dcb.Parity, cases[i].parity, "parity");
        check_equal_u32(dcb.StopBits, cases[i].stop, "stop");
    }
    for (unsigned i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        DCB dcb = {.DCBlength = sizeof(dcb), .BaudRate = 77};
        check_case((int)i + 100);
        check_fails_with(BuildCommDCBA(bad[i], &dcb), ERROR_INVALID_PARAMETER);
        check_equal_u32(dcb.BaudRate, 77, "a text that makes no sense changes nothing");
    }
    check_case(0);
    DCB dcb = {.DCBlength = sizeof(dcb)};
    check(BuildCommDCBA("baud=300 xon=on octs=on dtr=on rts=off", &dcb), "flow");
    check(dcb.fInX && dcb.fOutX && dcb.fOutxCtsFlow, "flow control");
    check_equal_u32(dcb.fDtrControl, DTR_CONTROL_ENABLE, "DTR");
    check_equal_u32(dcb.fRtsControl, RTS_CONTROL_DISABLE, "RTS");
    check_fails_with(GetCommState((HANDLE)0xdead0, &dcb), ERROR_INVALID_HANDLE);
    HANDLE nul = CreateFileW(L"NUL", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    check_fails_with(GetCommState(nul, &dcb), ERROR_INVALID_FUNCTION);
    CloseHandle(nul);
    check_fails_with(CreateFileW(L"\\\\.\\COM200", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL) !=
                         INVALID_HANDLE_VALUE,
                     ERROR_FILE_NOT_FOUND);
    return check_summary();
}
