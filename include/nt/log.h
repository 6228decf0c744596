/* Logging from PE code: `log_line(LOG_FILE, "open %s failed", name)`. Costs a load and a test when the channel is off.
 * Formats: %s (char), %ls/%S (WCHAR), %wZ (UNICODE_STRING *), %d %u %x %p with l, ll, I64, width and zero padding. */
#ifndef NT_LOG_H
#define NT_LOG_H

#define log_enabled(channel) (process_info()->log_channels & (1u << (channel)))
#define log_line(channel, ...) do { if (log_enabled(channel)) winrun_log(channel, __VA_ARGS__); } while (0)
void __cdecl winrun_log(ULONG channel, const char *format, ...); /* exported by ntdll */
/* Raises the exception that says which function is missing; never returns. Exported by ntdll, called by generated
 * stubs. */
void __cdecl winrun_raise_stub(const char *dll, const char *function) __attribute__((noreturn));

#endif
