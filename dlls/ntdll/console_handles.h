/* console.c for the other files of ntdll. */
#ifndef CONSOLE_HANDLES_H
#define CONSOLE_HANDLES_H

#include "nt/nt.h"
#include "unix_calls.h"

static inline BOOLEAN is_console(const struct handle_entry *entry)
{
    return entry->tag & HANDLE_CONSOLE && (console_target_is_input(entry->aux) || console_target_is_screen(entry->aux));
}
NTSTATUS console_write(const struct handle_entry *entry, const void *buffer, ULONG size);
NTSTATUS console_read(const struct handle_entry *entry, void *buffer, ULONG size, ULONG *transferred);
void console_handle_closed(const struct handle_entry *entry);
void console_handle_duplicated(const struct handle_entry *entry);
void console_init_process(void);
/* Whether a wait for the console's input is over; if not, the futex word to sleep on and its value. */
BOOLEAN console_input_ready(uint64_t *address, uint32_t *value);
/* Somebody begins or ends to sleep on that word. */
void console_wait_announce(BOOLEAN begin);

#endif
