/* Multimedia errors in words. */
#include "nt/nt.h"
#include <mmsystem.h>

static const struct { MMRESULT error; const WCHAR *text; } texts[] = {
    { MMSYSERR_NOERROR, L"The call succeeded." },
    { MMSYSERR_ERROR, L"An external error occurred that is not described further." },
    { MMSYSERR_BADDEVICEID, L"There is no device with this number." },
    { MMSYSERR_NOTENABLED, L"The driver could not be enabled." },
    { MMSYSERR_ALLOCATED, L"The device is in use by another program." },
    { MMSYSERR_INVALHANDLE, L"The handle of the device is not valid." },
    { MMSYSERR_NODRIVER, L"There is no device driver." },
    { MMSYSERR_NOMEM, L"There is not enough memory." },
    { MMSYSERR_NOTSUPPORTED, L"The function is not supported." },
    { MMSYSERR_BADERRNUM, L"There is no error with this number." },
    { MMSYSERR_INVALFLAG, L"A flag is not valid." },
    { MMSYSERR_INVALPARAM, L"A parameter is not valid." },
    { WAVERR_BADFORMAT, L"The format is not supported." },
    { WAVERR_STILLPLAYING, L"The device still plays." },
    { WAVERR_UNPREPARED, L"The header was not prepared." },
    { WAVERR_SYNC, L"The device works synchronously only." },
};

MMRESULT WINAPI waveOutGetErrorTextW(MMRESULT error, LPWSTR text, UINT size)
{
    if (!text) return MMSYSERR_INVALPARAM;
    for (size_t i = 0; i < ARRAYSIZE(texts); i++) {
        if (texts[i].error != error) continue;
        if (size) lstrcpynW(text, texts[i].text, (int)size);
        return MMSYSERR_NOERROR;
    }
    return MMSYSERR_BADERRNUM;
}

MMRESULT WINAPI waveOutGetErrorTextA(MMRESULT error, LPSTR text, UINT size)
{
    WCHAR wide[MAXERRORLENGTH];
    if (!text) return MMSYSERR_INVALPARAM;
    MMRESULT result = waveOutGetErrorTextW(error, wide, ARRAYSIZE(wide));
    if (!result && size && !WideCharToMultiByte(CP_ACP, 0, wide, -1, text, (int)size, NULL, NULL)) text[size - 1] = 0;
    return result;
}

MMRESULT WINAPI waveInGetErrorTextW(MMRESULT error, LPWSTR text, UINT size)
{
    return waveOutGetErrorTextW(error, text, size);
}

MMRESULT WINAPI waveInGetErrorTextA(MMRESULT error, LPSTR text, UINT size)
{
    return waveOutGetErrorTextA(error, text, size);
}
