/* Unix calls for the terminal behind a console handle: dlls/ntdll/unix/console.c */
#ifndef UNIX_CALLS_CONSOLE_H
#define UNIX_CALLS_CONSOLE_H

#include <stdint.h>

enum console_request {
    CONSOLE_GET_SIZE,       /* columns, rows */
    CONSOLE_SET_INPUT_MODE, /* value: ENABLE_LINE_INPUT 2, ENABLE_ECHO_INPUT 4, ENABLE_PROCESSED_INPUT 1 as SetConsoleMode has them */
    CONSOLE_INPUT_PENDING,  /* value set: bytes that can be read without waiting */
    CONSOLE_GET_CURSOR,     /* columns, rows set: where the cursor is, counted from 0 (asks the terminal); STATUS_IO_TIMEOUT if it does not say */
    CONSOLE_FLUSH_INPUT,
};
/* fd: the terminal's descriptor. STATUS_OBJECT_TYPE_MISMATCH when it is no terminal. */
struct unix_console_control_args { uint32_t request; int32_t fd; uint32_t value, columns, rows, padding; };

#endif
