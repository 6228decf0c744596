/* vcruntime140.dll is the part of the runtime that comes with Microsoft's compiler. Ours lives in ucrtbase.dll and
 * ntdll.dll, and this DLL forwards to them; here is what has no counterpart there. */
#include <windows.h>

int *__cdecl __processing_throw(void);

int __cdecl __uncaught_exceptions(void) { return *__processing_throw(); }

/* Trace points of the compiler's start-up code: there is nobody to tell. */
void __cdecl __telemetry_main_invoke_trigger(HINSTANCE instance) { (void)instance; }
void __cdecl __telemetry_main_return_trigger(HINSTANCE instance) { (void)instance; }
