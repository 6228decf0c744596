/* Shared by the console files of kernel32. */
#ifndef CONSOLE_PRIVATE_H
#define CONSOLE_PRIVATE_H

#include "kernel32_private.h"
#include "nt/console.h"
#include "handle_table.h"
#include "unix_calls.h"
#include <wincon.h>

#ifndef CONSOLE_READ_NOREMOVE /* newer than the compiler's headers */
#define CONSOLE_READ_NOREMOVE 0x0001
#define CONSOLE_READ_NOWAIT   0x0002
#endif
typedef VOID *HPCON;

/* What a console handle stands for (unix_calls/console.h). FALSE with ERROR_INVALID_HANDLE when it is none,
 * ERROR_ACCESS_DENIED without the rights. access: FILE_READ_DATA, FILE_WRITE_DATA or 0. */
BOOL console_target(HANDLE handle, DWORD access, uint32_t *target);
/* The same for a screen buffer. */
BOOL console_screen(HANDLE handle, DWORD access, uint32_t *target);
/* A request; sets the last error. */
BOOL console_call(struct unix_console_control_args *args);
/* consoleapi_streams.c: GetStdHandle finds the console from now on. */
BOOL console_open_streams(BOOL replace);
/* Text in the console's output or input code page to UTF-16: a heap block, or NULL with the last error set. */
LPWSTR console_wide(UINT code_page, LPCSTR text, DWORD length, DWORD *wide_length);

#endif
