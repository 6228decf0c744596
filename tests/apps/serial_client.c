/* Opens COM1, which serial.py has led to a pseudo terminal, and talks with the script at its other end. */
#include "../check.h"

static void test_settings(HANDLE port)
{
    DCB dcb = {.DCBlength = sizeof(dcb)}, back;
    COMMTIMEOUTS timeouts = {.ReadTotalTimeoutConstant = 5000}, same;
    DWORD mask, errors;
    check(GetCommState(port, &dcb), "GetCommState: error %lu", GetLastError());
    check(BuildCommDCBA("baud=19200 parity=N data=8 stop=2", &dcb), "BuildCommDCB");
    check(SetCommState(port, &dcb), "SetCommState: error %lu", GetLastError());
    check(GetCommState(port, &back), "GetCommState");
    check_equal_u32(back.BaudRate, 19200, "baud");
    check_equal_u32(back.Parity, NOPARITY, "parity");
    check_equal_u32(back.StopBits, TWOSTOPBITS, "stop bits");
    dcb.BaudRate = 12345;
    check_fails_with(SetCommState(port, &dcb), ERROR_INVALID_PARAMETER);
    check(BuildCommDCBA("baud=9600 parity=N data=8 stop=1", &dcb) && SetCommState(port, &dcb), "plain again");
    check(SetCommTimeouts(port, &timeouts) && GetCommTimeouts(port, &same), "time-outs: error %lu", GetLastError());
    check_equal_bytes(&same, &timeouts, sizeof(same), "time-outs");
    check(SetCommMask(port, EV_RXCHAR) && GetCommMask(port, &mask) && mask == EV_RXCHAR, "mask");
    check(ClearCommError(port, &errors, NULL) && !errors, "no errors");
    check(SetupComm(port, 4096, 4096), "SetupComm");
    check(EscapeCommFunction(port, SETDTR), "SETDTR: error %lu", GetLastError());
    check_fails_with(EscapeCommFunction(port, 99), ERROR_INVALID_PARAMETER);
    check(SetCommBreak(port) && ClearCommBreak(port), "break: error %lu", GetLastError());
    check_fails_with(PurgeComm(port, 0), ERROR_INVALID_PARAMETER);
}

int main(void)
{
    char text[32] = "";
    DWORD done, events = 0;
    HANDLE port = CreateFileW(L"COM1", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    check(port != INVALID_HANDLE_VALUE, "COM1: error %lu", GetLastError());
    if (port == INVALID_HANDLE_VALUE) return check_summary();
    check_equal_u32(GetFileType(port), FILE_TYPE_CHAR, "a character device");
    test_settings(port);
    check(WriteFile(port, "ask", 3, &done, NULL) && done == 3, "write: error %lu", GetLastError());
    check(WaitCommEvent(port, &events, NULL), "WaitCommEvent: error %lu", GetLastError());
    check_equal_u32(events, EV_RXCHAR, "something came");
    check(ReadFile(port, text, 6, &done, NULL), "read: error %lu", GetLastError());
    check_equal_u32(done, 6, "read");
    check_equal_bytes(text, "answer", 6, "the answer");
    COMMTIMEOUTS timeouts = {.ReadTotalTimeoutConstant = 50};
    SetCommTimeouts(port, &timeouts);
    check(ReadFile(port, text, 6, &done, NULL), "a read that times out succeeds: error %lu", GetLastError());
    check_equal_u32(done, 0, "with nothing");
    timeouts = (COMMTIMEOUTS){.ReadIntervalTimeout = MAXDWORD};
    SetCommTimeouts(port, &timeouts);
    check(ReadFile(port, text, 6, &done, NULL) && !done, "a read that does not wait");
    WriteFile(port, "end", 3, &done, NULL);
    CloseHandle(port);
    return check_summary();
}
