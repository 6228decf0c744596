/* Sound devices: there are none. Programs are told so as on a computer without a sound card: no device is counted,
 * opening one fails with MMSYSERR_NODRIVER, and whatever wants a handle or a device's number gets the error of one that
 * does not exist. */
#include "nt/nt.h"
#include <mmsystem.h>

UINT WINAPI waveOutGetNumDevs(void) { return 0; }
UINT WINAPI waveInGetNumDevs(void) { return 0; }
UINT WINAPI midiOutGetNumDevs(void) { return 0; }
UINT WINAPI midiInGetNumDevs(void) { return 0; }
UINT WINAPI auxGetNumDevs(void) { return 0; }
UINT WINAPI mixerGetNumDevs(void) { return 0; }
UINT WINAPI joyGetNumDevs(void) { return 0; }

/* A device's number: none is right. */
static MMRESULT no_device(const char *function, UINT_PTR device)
{
    log_line(LOG_WARN, "%s of device %lld: no sound devices", function, (long long)device);
    return device == (UINT)WAVE_MAPPER ? MMSYSERR_NODRIVER : MMSYSERR_BADDEVICEID;
}

MMRESULT WINAPI waveOutGetDevCapsW(UINT_PTR device, LPWAVEOUTCAPSW caps, UINT size)
{
    return caps && size ? no_device("waveOutGetDevCaps", device) : MMSYSERR_INVALPARAM;
}

MMRESULT WINAPI waveOutGetDevCapsA(UINT_PTR device, LPWAVEOUTCAPSA caps, UINT size)
{
    return caps && size ? no_device("waveOutGetDevCaps", device) : MMSYSERR_INVALPARAM;
}

MMRESULT WINAPI waveInGetDevCapsW(UINT_PTR device, LPWAVEINCAPSW caps, UINT size)
{
    return caps && size ? no_device("waveInGetDevCaps", device) : MMSYSERR_INVALPARAM;
}

MMRESULT WINAPI waveInGetDevCapsA(UINT_PTR device, LPWAVEINCAPSA caps, UINT size)
{
    return caps && size ? no_device("waveInGetDevCaps", device) : MMSYSERR_INVALPARAM;
}

MMRESULT WINAPI waveOutOpen(LPHWAVEOUT handle, UINT device, LPCWAVEFORMATEX format, DWORD_PTR callback,
                            DWORD_PTR instance, DWORD flags)
{
    (void)callback, (void)instance;
    if (!format || (!handle && !(flags & WAVE_FORMAT_QUERY))) return MMSYSERR_INVALPARAM;
    return no_device("waveOutOpen", device);
}

MMRESULT WINAPI waveInOpen(LPHWAVEIN handle, UINT device, LPCWAVEFORMATEX format, DWORD_PTR callback,
                           DWORD_PTR instance, DWORD flags)
{
    (void)callback, (void)instance;
    if (!format || (!handle && !(flags & WAVE_FORMAT_QUERY))) return MMSYSERR_INVALPARAM;
    return no_device("waveInOpen", device);
}

/* --- what works on an open device: no handle is valid --- */

#define ON_HANDLE(name, handle_type) \
    MMRESULT WINAPI name(handle_type handle) { (void)handle; return MMSYSERR_INVALHANDLE; }
#define ON_HEADER(name, handle_type)                                                                                   \
    MMRESULT WINAPI name(handle_type handle, LPWAVEHDR header, UINT size)                                              \
    {                                                                                                                  \
        (void)handle, (void)header, (void)size;                                                                        \
        return MMSYSERR_INVALHANDLE;                                                                                   \
    }

ON_HANDLE(waveOutClose, HWAVEOUT)
ON_HANDLE(waveOutPause, HWAVEOUT)
ON_HANDLE(waveOutRestart, HWAVEOUT)
ON_HANDLE(waveOutReset, HWAVEOUT)
ON_HANDLE(waveOutBreakLoop, HWAVEOUT)
ON_HANDLE(waveInClose, HWAVEIN)
ON_HANDLE(waveInStart, HWAVEIN)
ON_HANDLE(waveInStop, HWAVEIN)
ON_HANDLE(waveInReset, HWAVEIN)
ON_HEADER(waveOutPrepareHeader, HWAVEOUT)
ON_HEADER(waveOutUnprepareHeader, HWAVEOUT)
ON_HEADER(waveOutWrite, HWAVEOUT)
ON_HEADER(waveInPrepareHeader, HWAVEIN)
ON_HEADER(waveInUnprepareHeader, HWAVEIN)
ON_HEADER(waveInAddBuffer, HWAVEIN)

MMRESULT WINAPI waveOutGetVolume(HWAVEOUT handle, LPDWORD volume)
{
    (void)handle;
    return volume ? MMSYSERR_INVALHANDLE : MMSYSERR_INVALPARAM;
}

MMRESULT WINAPI waveOutSetVolume(HWAVEOUT handle, DWORD volume)
{
    (void)handle, (void)volume;
    return MMSYSERR_INVALHANDLE;
}

MMRESULT WINAPI waveOutGetPosition(HWAVEOUT handle, LPMMTIME time, UINT size)
{
    (void)handle, (void)time, (void)size;
    return MMSYSERR_INVALHANDLE;
}

MMRESULT WINAPI waveOutGetID(HWAVEOUT handle, LPUINT device)
{
    (void)handle, (void)device;
    return MMSYSERR_INVALHANDLE;
}
