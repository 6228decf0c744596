/* Shared by the console files of kernel32. */
#ifndef CONSOLE_PRIVATE_H
#define CONSOLE_PRIVATE_H

#include "kernel32_private.h"
#include "handle_table.h"
#include "unix_calls.h"
#include <wincon.h>

struct console { int fd; BOOL is_input; };
/* The terminal behind a handle; FALSE with ERROR_INVALID_HANDLE when it is none. access: FILE_READ_DATA, FILE_WRITE_DATA or 0. */
BOOL console_descriptor(HANDLE handle, DWORD access, struct console *console);
/* A unix call about it; sets the last error. */
BOOL console_call(const struct console *console, struct unix_console_control_args *args);
/* All bytes to the terminal, as they are. */
BOOL console_write_bytes(HANDLE handle, const char *text, DWORD size);

#endif
