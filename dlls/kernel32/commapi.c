/* Serial ports: the functions over the control codes of ntdll/serial.c, and DCBs made of text. */
#include "file_private.h"
#include <stdlib.h>
#include <winioctl.h>
typedef LARGE_INTEGER PHYSICAL_ADDRESS; /* ntddser.h takes it from the driver kit */
#include <ntddser.h>

static BOOL control(HANDLE port, DWORD code, const void *in, DWORD in_size, void *out, DWORD out_size)
{
    IO_STATUS_BLOCK io = {0};
    NTSTATUS status = NtDeviceIoControlFile(port, NULL, NULL, NULL, &io, code, (void *)in, in_size, out, out_size);
    if (status == STATUS_PENDING) {
        NtWaitForSingleObject(port, FALSE, NULL);
        status = io.Status;
    }
    if (status == STATUS_INVALID_DEVICE_REQUEST)
        return set_error(ERROR_INVALID_FUNCTION); /* a handle to something else */
    return check_status(status);
}

#define GET(port, code, out) control(port, code, NULL, 0, out, sizeof(*(out)))
#define SET(port, code, in)  control(port, code, in, sizeof(*(in)), NULL, 0)

/* --- DCB --- */

static void fill_flow(DCB *dcb, const SERIAL_HANDFLOW *flow)
{
    dcb->fOutxCtsFlow = (flow->ControlHandShake & SERIAL_CTS_HANDSHAKE) != 0;
    dcb->fOutxDsrFlow = (flow->ControlHandShake & SERIAL_DSR_HANDSHAKE) != 0;
    dcb->fDtrControl = flow->ControlHandShake & SERIAL_DTR_MASK;
    dcb->fDsrSensitivity = (flow->ControlHandShake & SERIAL_DSR_SENSITIVITY) != 0;
    dcb->fAbortOnError = (flow->ControlHandShake & SERIAL_ERROR_ABORT) != 0;
    dcb->fTXContinueOnXoff = (flow->FlowReplace & SERIAL_XOFF_CONTINUE) != 0;
    dcb->fOutX = (flow->FlowReplace & SERIAL_AUTO_TRANSMIT) != 0;
    dcb->fInX = (flow->FlowReplace & SERIAL_AUTO_RECEIVE) != 0;
    dcb->fErrorChar = (flow->FlowReplace & SERIAL_ERROR_CHAR) != 0;
    dcb->fNull = (flow->FlowReplace & SERIAL_NULL_STRIPPING) != 0;
    dcb->fRtsControl = (flow->FlowReplace & SERIAL_RTS_MASK) >> 6;
    dcb->XonLim = (WORD)flow->XonLimit;
    dcb->XoffLim = (WORD)flow->XoffLimit;
}

static SERIAL_HANDFLOW flow_of(const DCB *dcb)
{
    SERIAL_HANDFLOW flow = {.XonLimit = dcb->XonLim, .XoffLimit = dcb->XoffLim};
    flow.ControlHandShake = dcb->fDtrControl | (dcb->fOutxCtsFlow ? SERIAL_CTS_HANDSHAKE : 0) |
                            (dcb->fOutxDsrFlow ? SERIAL_DSR_HANDSHAKE : 0) |
                            (dcb->fDsrSensitivity ? SERIAL_DSR_SENSITIVITY : 0) |
                            (dcb->fAbortOnError ? SERIAL_ERROR_ABORT : 0);
    flow.FlowReplace = (dcb->fTXContinueOnXoff ? SERIAL_XOFF_CONTINUE : 0) | (dcb->fOutX ? SERIAL_AUTO_TRANSMIT : 0) |
                       (dcb->fInX ? SERIAL_AUTO_RECEIVE : 0) | (dcb->fErrorChar ? SERIAL_ERROR_CHAR : 0) |
                       (dcb->fNull ? SERIAL_NULL_STRIPPING : 0) | (ULONG)dcb->fRtsControl << 6;
    return flow;
}

BOOL WINAPI GetCommState(HANDLE port, LPDCB dcb)
{
    SERIAL_BAUD_RATE baud;
    SERIAL_LINE_CONTROL line;
    SERIAL_CHARS chars;
    SERIAL_HANDFLOW flow;
    if (!GET(port, IOCTL_SERIAL_GET_BAUD_RATE, &baud) || !GET(port, IOCTL_SERIAL_GET_LINE_CONTROL, &line) ||
        !GET(port, IOCTL_SERIAL_GET_CHARS, &chars) || !GET(port, IOCTL_SERIAL_GET_HANDFLOW, &flow)) return FALSE;
    memset(dcb, 0, sizeof(*dcb));
    dcb->DCBlength = sizeof(*dcb);
    dcb->BaudRate = baud.BaudRate;
    dcb->fBinary = TRUE;
    dcb->fParity = line.Parity != NO_PARITY;
    dcb->ByteSize = line.WordLength;
    dcb->Parity = line.Parity;
    dcb->StopBits = line.StopBits;
    dcb->XonChar = (char)chars.XonChar;
    dcb->XoffChar = (char)chars.XoffChar;
    dcb->ErrorChar = (char)chars.ErrorChar;
    dcb->EofChar = (char)chars.EofChar;
    dcb->EvtChar = (char)chars.EventChar;
    fill_flow(dcb, &flow);
    return TRUE;
}

BOOL WINAPI SetCommState(HANDLE port, LPDCB dcb)
{
    SERIAL_BAUD_RATE baud = {dcb->BaudRate};
    SERIAL_LINE_CONTROL line = {dcb->StopBits, dcb->Parity, dcb->ByteSize};
    SERIAL_CHARS chars = {(UCHAR)dcb->EofChar, (UCHAR)dcb->ErrorChar, 0,
                          (UCHAR)dcb->EvtChar, (UCHAR)dcb->XonChar,   (UCHAR)dcb->XoffChar};
    SERIAL_HANDFLOW flow = flow_of(dcb);
    if (dcb->DCBlength && dcb->DCBlength != sizeof(*dcb)) return set_error(ERROR_INVALID_PARAMETER);
    if ((dcb->fInX || dcb->fOutX) && dcb->XonChar == dcb->XoffChar) return set_error(ERROR_INVALID_PARAMETER);
    if (!SET(port, IOCTL_SERIAL_SET_BAUD_RATE, &baud) || !SET(port, IOCTL_SERIAL_SET_LINE_CONTROL, &line) ||
        !SET(port, IOCTL_SERIAL_SET_CHARS, &chars) || !SET(port, IOCTL_SERIAL_SET_HANDFLOW, &flow)) return FALSE;
    if (dcb->fRtsControl < RTS_CONTROL_HANDSHAKE)
        control(port, dcb->fRtsControl == RTS_CONTROL_ENABLE ? IOCTL_SERIAL_SET_RTS : IOCTL_SERIAL_CLR_RTS, NULL, 0,
                NULL, 0);
    if (dcb->fDtrControl < DTR_CONTROL_HANDSHAKE)
        control(port, dcb->fDtrControl == DTR_CONTROL_ENABLE ? IOCTL_SERIAL_SET_DTR : IOCTL_SERIAL_CLR_DTR, NULL, 0,
                NULL, 0);
    return TRUE;
}

BOOL WINAPI GetCommConfig(HANDLE port, LPCOMMCONFIG config, LPDWORD size)
{
    DWORD room = *size;
    *size = sizeof(*config);
    if (room < sizeof(*config)) return set_error(ERROR_INSUFFICIENT_BUFFER);
    memset(config, 0, sizeof(*config));
    config->dwSize = sizeof(*config);
    config->wVersion = 1;
    config->dwProviderSubType = PST_RS232;
    return GetCommState(port, &config->dcb);
}

BOOL WINAPI SetCommConfig(HANDLE port, LPCOMMCONFIG config, DWORD size)
{
    if (size < sizeof(*config)) return set_error(ERROR_INVALID_PARAMETER);
    return SetCommState(port, &config->dcb);
}

/* --- the rest, one code each --- */

BOOL WINAPI GetCommTimeouts(HANDLE port, LPCOMMTIMEOUTS timeouts)
{
    return GET(port, IOCTL_SERIAL_GET_TIMEOUTS, timeouts);
}
BOOL WINAPI SetCommTimeouts(HANDLE port, LPCOMMTIMEOUTS timeouts)
{
    return SET(port, IOCTL_SERIAL_SET_TIMEOUTS, timeouts);
}
BOOL WINAPI GetCommMask(HANDLE port, LPDWORD mask) { return GET(port, IOCTL_SERIAL_GET_WAIT_MASK, mask); }
BOOL WINAPI SetCommMask(HANDLE port, DWORD mask) { return SET(port, IOCTL_SERIAL_SET_WAIT_MASK, &mask); }
BOOL WINAPI GetCommModemStatus(HANDLE port, LPDWORD status) { return GET(port, IOCTL_SERIAL_GET_MODEMSTATUS, status); }
BOOL WINAPI PurgeComm(HANDLE port, DWORD flags) { return SET(port, IOCTL_SERIAL_PURGE, &flags); }
BOOL WINAPI SetCommBreak(HANDLE port) { return control(port, IOCTL_SERIAL_SET_BREAK_ON, NULL, 0, NULL, 0); }
BOOL WINAPI ClearCommBreak(HANDLE port) { return control(port, IOCTL_SERIAL_SET_BREAK_OFF, NULL, 0, NULL, 0); }
BOOL WINAPI TransmitCommChar(HANDLE port, char c) { return SET(port, IOCTL_SERIAL_IMMEDIATE_CHAR, &c); }

BOOL WINAPI GetCommProperties(HANDLE port, LPCOMMPROP properties)
{
    return control(port, IOCTL_SERIAL_GET_PROPERTIES, NULL, 0, properties, sizeof(*properties));
}

BOOL WINAPI SetupComm(HANDLE port, DWORD input, DWORD output)
{
    SERIAL_QUEUE_SIZE sizes = {input, output};
    return SET(port, IOCTL_SERIAL_SET_QUEUE_SIZE, &sizes);
}

BOOL WINAPI ClearCommError(HANDLE port, LPDWORD errors, LPCOMSTAT status)
{
    SERIAL_STATUS answer;
    if (!GET(port, IOCTL_SERIAL_GET_COMMSTATUS, &answer)) return FALSE;
    if (errors) *errors = answer.Errors;
    if (!status) return TRUE;
    memset(status, 0, sizeof(*status));
    status->cbInQue = answer.AmountInInQueue;
    status->cbOutQue = answer.AmountInOutQueue;
    return TRUE;
}

BOOL WINAPI EscapeCommFunction(HANDLE port, DWORD function)
{
    static const DWORD codes[] = {
        [SETXOFF] = IOCTL_SERIAL_SET_XOFF,      [SETXON] = IOCTL_SERIAL_SET_XON,
        [SETRTS] = IOCTL_SERIAL_SET_RTS,        [CLRRTS] = IOCTL_SERIAL_CLR_RTS,
        [SETDTR] = IOCTL_SERIAL_SET_DTR,        [CLRDTR] = IOCTL_SERIAL_CLR_DTR,
        [SETBREAK] = IOCTL_SERIAL_SET_BREAK_ON, [CLRBREAK] = IOCTL_SERIAL_SET_BREAK_OFF,
    };
    if (function >= sizeof(codes) / sizeof(*codes) || !codes[function]) return set_error(ERROR_INVALID_PARAMETER);
    return control(port, codes[function], NULL, 0, NULL, 0);
}

BOOL WINAPI WaitCommEvent(HANDLE port, LPDWORD events, LPOVERLAPPED overlapped)
{
    if (!overlapped) return GET(port, IOCTL_SERIAL_WAIT_ON_MASK, events);
    return DeviceIoControl(port, IOCTL_SERIAL_WAIT_ON_MASK, NULL, 0, events, sizeof(*events), NULL, overlapped);
}

/* --- "COM1: baud=9600 parity=N data=8 stop=1" --- */

static LPCSTR skip_spaces(LPCSTR text)
{
    while (*text == ' ' || *text == ',') text++;
    return text;
}

static BOOL take_word(LPCSTR *text, const char *word)
{
    LPCSTR at = *text;
    for (; *word; word++, at++)
        if ((*at | 32) != *word) return FALSE;
    *text = at;
    return TRUE;
}

static BOOL set_parity(DCB *dcb, char c)
{
    static const char letters[] = "noems";
    const char *found = strchr(letters, c | 32);
    if (!c || !found) return FALSE;
    dcb->Parity = (BYTE)(found - letters);
    dcb->fParity = dcb->Parity != NO_PARITY;
    return TRUE;
}

static BOOL set_stop_bits(DCB *dcb, LPCSTR *text)
{
    LPCSTR at = *text;
    if (at[0] == '1' && at[1] == '.' && at[2] == '5') {
        dcb->StopBits = STOP_BITS_1_5;
        *text = at + 3;
        return TRUE;
    }
    if (*at != '1' && *at != '2') return FALSE;
    dcb->StopBits = *at == '1' ? STOP_BIT_1 : STOP_BITS_2;
    *text = at + 1;
    return TRUE;
}

static BOOL take_number(LPCSTR *text, DWORD *number)
{
    LPCSTR start = *text;
    for (*number = 0; **text >= '0' && **text <= '9' && *number < 100000000; ++*text)
        *number = *number * 10 + (DWORD)(**text - '0');
    return *text > start;
}

/* "9600,n,8,1": what MODE of MS-DOS took; baud rates may be two digits of it. */
static BOOL parse_old(DCB *dcb, LPCSTR text)
{
    static const DWORD rates[] = {110, 150, 300, 600, 1200, 2400, 4800, 9600};
    DWORD rate, bits = 0;
    if (!take_number(&text, &rate)) return FALSE;
    for (unsigned i = 0; i < sizeof(rates) / sizeof(*rates); i++)
        if (rate < 100 && (rates[i] / 10 == rate || rates[i] / 100 == rate)) rate = rates[i];
    dcb->BaudRate = rate == 19 ? 19200 : rate;
    text = skip_spaces(text);
    if (*text && !set_parity(dcb, *text++)) return FALSE;
    text = skip_spaces(text);
    if (*text && !take_number(&text, &bits)) return FALSE;
    if (bits) dcb->ByteSize = (BYTE)bits;
    text = skip_spaces(text);
    return !*text || set_stop_bits(dcb, &text);
}

static BOOL parse_new(DCB *dcb, LPCSTR text)
{
    DWORD number;
    for (text = skip_spaces(text); *text; text = skip_spaces(text)) {
        BOOL on;
        if (take_word(&text, "baud=")) {
            if (!take_number(&text, &dcb->BaudRate)) return FALSE;
        } else if (take_word(&text, "parity=")) {
            if (!set_parity(dcb, *text++)) return FALSE;
        } else if (take_word(&text, "data=")) {
            if (!take_number(&text, &number) || number < 5 || number > 8) return FALSE;
            dcb->ByteSize = (BYTE)number;
        } else if (take_word(&text, "stop=")) {
            if (!set_stop_bits(dcb, &text)) return FALSE;
        } else if (take_word(&text, "xon=")) {
            on = take_word(&text, "on");
            if (!on && !take_word(&text, "off")) return FALSE;
            dcb->fInX = dcb->fOutX = on;
        } else if (take_word(&text, "dtr=")) {
            on = take_word(&text, "on");
            if (!on && !take_word(&text, "off")) return FALSE;
            dcb->fDtrControl = on ? DTR_CONTROL_ENABLE : DTR_CONTROL_DISABLE;
        } else if (take_word(&text, "rts=")) {
            on = take_word(&text, "on");
            if (!on && !take_word(&text, "off")) return FALSE;
            dcb->fRtsControl = on ? RTS_CONTROL_ENABLE : RTS_CONTROL_DISABLE;
        } else if (take_word(&text, "octs=")) {
            on = take_word(&text, "on");
            if (!on && !take_word(&text, "off")) return FALSE;
            dcb->fOutxCtsFlow = on;
        } else if (take_word(&text, "odsr=")) {
            on = take_word(&text, "on");
            if (!on && !take_word(&text, "off")) return FALSE;
            dcb->fOutxDsrFlow = on;
        } else {
            return FALSE;
        }
    }
    return TRUE;
}

BOOL WINAPI BuildCommDCBA(LPCSTR text, LPDCB dcb)
{
    DCB made = *dcb;
    DWORD number;
    if (take_word(&text, "com") && (!take_number(&text, &number) || !number)) return set_error(ERROR_INVALID_PARAMETER);
    if (*text == ':') text++;
    text = skip_spaces(text);
    made.DCBlength = sizeof(made);
    if (!(*text >= '0' && *text <= '9' ? parse_old : parse_new)(&made, text)) return set_error(ERROR_INVALID_PARAMETER);
    *dcb = made;
    return TRUE;
}

BOOL WINAPI BuildCommDCBW(LPCWSTR text, LPDCB dcb)
{
    char narrow[256];
    size_t length = wcslen(text);
    if (length >= sizeof(narrow)) return set_error(ERROR_INVALID_PARAMETER);
    for (size_t i = 0; i <= length; i++) narrow[i] = text[i] < 0x80 ? (char)text[i] : '?';
    return BuildCommDCBA(narrow, dcb);
}
