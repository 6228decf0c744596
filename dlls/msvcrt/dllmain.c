/* What happens when the runtime is loaded: as little as possible, everything else waits until it is needed. */
#include "crt.h"

HANDLE crt_heap;

#ifdef _MSVCRT_
unsigned _osplatform, _osver, _winver, _winmajor, _winminor;

static void set_version(void)
{
    DWORD version = GetVersion();
    _osplatform = VER_PLATFORM_WIN32_NT;
    _winmajor = version & 0xff;
    _winminor = version >> 8 & 0xff;
    _osver = version >> 16 & 0x7fff;
    _winver = _winmajor << 8 | _winminor;
}
#else
static void set_version(void) {}
#endif

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved)
{
    (void)instance;
    switch (reason) {
    case DLL_PROCESS_ATTACH:
        crt_heap = GetProcessHeap();
        _acmdln = GetCommandLineA();
        _wcmdln = GetCommandLineW();
        set_version();
        return crt_threads_initialise();
    case DLL_PROCESS_DETACH:
        if (!crt_streams_abandoned) crt_streams_each(crt_stream_flush, reserved != NULL);
        break;
    case DLL_THREAD_DETACH:
        crt_thread_free();
        break;
    }
    return TRUE;
}
