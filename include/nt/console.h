/* The console, for kernel32 (dlls/ntdll/console.c). */
#ifndef NT_CONSOLE_H
#define NT_CONSOLE_H

struct unix_console_control_args;
NTSTATUS NTAPI winrun_console_control(struct unix_console_control_args *args);
UINT NTAPI winrun_console_code_page(BOOLEAN output);
void winrun_console_program(WCHAR *name); /* of the executable; 64 characters */
NTSTATUS NTAPI winrun_console_create_screen(ACCESS_MASK access, BOOLEAN inherit, HANDLE *handle);
NTSTATUS NTAPI winrun_console_create_pseudo(COORD size, HANDLE input, HANDLE output, void **pseudo);

#endif
