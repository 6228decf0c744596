/* Multimedia time, and sound devices when there are none. Source: Microsoft, timeapi.h and mmeapi.h, the page of each
 * function. */
#include "../check.h"
#include <mmsystem.h>

static volatile LONG calls;
static volatile UINT last_id;

static void CALLBACK count(UINT id, UINT message, DWORD_PTR user, DWORD_PTR reserved1, DWORD_PTR reserved2)
{
    (void)message, (void)reserved1, (void)reserved2;
    last_id = id;
    InterlockedIncrement(&calls);
    SetEvent((HANDLE)user);
}

static void test_events(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);
    UINT id = timeSetEvent(5, 1, count, (DWORD_PTR)event, TIME_ONESHOT);
    check(id != 0, "timeSetEvent");
    check(WaitForSingleObject(event, 10000) == WAIT_OBJECT_0 && last_id == id, "a timer calls once, with its id");
    check(WaitForSingleObject(event, 50) == WAIT_TIMEOUT && calls == 1, "and not again");
    id = timeSetEvent(2, 1, count, (DWORD_PTR)event, TIME_PERIODIC | TIME_KILL_SYNCHRONOUS);
    for (int i = 0; i < 3; i++) check(WaitForSingleObject(event, 10000) == WAIT_OBJECT_0, "a period");
    check(timeKillEvent(id) == TIMERR_NOERROR, "timeKillEvent");
    LONG before = calls;
    Sleep(30);
    check(calls == before, "no call comes after the end");
    check(timeKillEvent(id) == MMSYSERR_INVALPARAM, "an ended timer is not there");
    check(timeKillEvent(0) == MMSYSERR_INVALPARAM, "no timer");
    ResetEvent(event);
    id = timeSetEvent(5, 1, (LPTIMECALLBACK)event, 0, TIME_ONESHOT | TIME_CALLBACK_EVENT_SET);
    check(id && WaitForSingleObject(event, 10000) == WAIT_OBJECT_0, "a timer sets an event");
    check(!timeSetEvent(5, 1, NULL, 0, TIME_ONESHOT), "without a callback");
    CloseHandle(event);
}

static void test_clock(void)
{
    TIMECAPS caps;
    check(timeGetDevCaps(&caps, sizeof(caps)) == TIMERR_NOERROR && caps.wPeriodMin >= 1 &&
              caps.wPeriodMax >= caps.wPeriodMin,
          "timeGetDevCaps");
    check(timeBeginPeriod(caps.wPeriodMin) == TIMERR_NOERROR && timeEndPeriod(caps.wPeriodMin) == TIMERR_NOERROR,
          "timeBeginPeriod");
    check(timeBeginPeriod(0) == TIMERR_NOCANDO, "no such period");
    DWORD start = timeGetTime();
    Sleep(20);
    check(timeGetTime() - start >= 15, "timeGetTime goes on");
}

static void test_no_sound(void)
{
    WCHAR text[MAXERRORLENGTH];
    WAVEFORMATEX format = { WAVE_FORMAT_PCM, 1, 8000, 8000, 1, 8, 0 };
    WAVEOUTCAPSW caps;
    HWAVEOUT handle = NULL;
    check(waveOutGetErrorTextW(MMSYSERR_NODRIVER, text, ARRAYSIZE(text)) == MMSYSERR_NOERROR && *text,
          "waveOutGetErrorText");
    check(waveOutGetErrorTextW(9999, text, ARRAYSIZE(text)) == MMSYSERR_BADERRNUM, "no such error");
    if (waveOutGetNumDevs()) {
        skip("there is a sound device");
        return;
    }
    check(waveOutGetDevCapsW(0, &caps, sizeof(caps)) == MMSYSERR_BADDEVICEID, "waveOutGetDevCaps");
    check(waveOutOpen(&handle, 0, &format, 0, 0, CALLBACK_NULL) == MMSYSERR_BADDEVICEID, "waveOutOpen");
    check(waveOutClose(NULL) == MMSYSERR_INVALHANDLE, "waveOutClose");
}

int main(void)
{
    test_events();
    test_clock();
    test_no_sound();
    return check_summary();
}
