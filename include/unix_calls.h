/* The boundary between PE code and Unix code: the list of all unix calls. A call takes one struct of fixed-size fields
 * (the same layout in i386 and x86_64) and returns an NTSTATUS. Pointers travel as uint64_t (UNIX_PTR()), handles as
 * uint32_t.
 *
 * Adding one: a line in UNIX_CALL_LIST, `struct unix_NAME_args` with its contract in unix_calls/TOPIC.h, and the
 * function `int32_t unix_NAME(struct unix_NAME_args *args)` in dlls/ntdll/unix/TOPIC.c. PE code calls
 * `unix_call_NAME(&args)`.
 *
 * A struct of one 64-bit field alone says that it is aligned: i386 code would put it on any multiple of four on its
 * stack.
 *
 * Rules for Unix code: it may fault on a pointer from the program: the fault unwinds to the dispatcher, which returns
 * STATUS_ACCESS_VIOLATION. So never touch program memory while holding a lock or owning something that must be freed.
 */
#ifndef UNIX_CALLS_H
#define UNIX_CALLS_H

#include <stdint.h>
#include "unix_calls/core.h"
#include "unix_calls/memory.h"
#include "unix_calls/thread.h"
#include "unix_calls/sync.h"
#include "unix_calls/process.h"
#include "unix_calls/file.h"
#include "unix_calls/console.h"
#include "unix_calls/locale.h"
#include "unix_calls/module.h"
#include "unix_calls/socket.h"
#include "unix_calls/crypto.h"
#include "unix_calls/font.h"
#include "unix_calls/image.h"

#define UNIX_CALL_LIST(CALL) \
    /* core.h */ \
    CALL(null) CALL(server_request) CALL(log_write) CALL(message_write) CALL(clock_read) CALL(random_bytes) CALL(process_terminate) \
    /* memory.h */ \
    CALL(memory_allocate) CALL(memory_free) CALL(memory_protect) CALL(memory_query) CALL(memory_flush) \
    CALL(image_map) CALL(section_map) CALL(section_unmap) CALL(section_create) CALL(memory_lock) CALL(memory_access_other) \
    CALL(memory_write_watch) CALL(section_extend) \
    /* module.h */ \
    CALL(module_map) \
    /* thread.h */ \
    CALL(thread_create) CALL(thread_exit) CALL(thread_terminate) CALL(thread_suspend) CALL(thread_resume) CALL(thread_cancel_io) CALL(thread_get_context) CALL(thread_set_context) \
    CALL(context_continue) CALL(thread_times) CALL(thread_attributes) CALL(debug_report) CALL(debug_control) \
    /* sync.h */ \
    CALL(futex_wait) CALL(futex_wake) CALL(futex_wait_multiple) CALL(thread_yield) CALL(descriptor_close) CALL(descriptor_duplicate) CALL(descriptor_poll) \
    /* process.h */ \
    CALL(process_identify) CALL(process_signal) CALL(process_create) CALL(control_wait) CALL(process_times) CALL(system_query) CALL(native_open) \
    /* file.h */ \
    CALL(file_open) CALL(device_open) CALL(file_read) CALL(file_write) CALL(file_query) CALL(file_set) CALL(file_rename) CALL(file_copy) \
    CALL(path_query) CALL(link_create) CALL(directory_read) CALL(directory_watch) CALL(volume_query) CALL(serial_control) CALL(file_security) \
    CALL(pipe_create) CALL(pipe_query) CALL(descriptor_poll_multiple) CALL(descriptor_event) \
    /* console.h */ \
    CALL(console_control) \
    /* locale.h */ \
    CALL(locale_query) CALL(time_zone_query) \
    /* socket.h */ \
    CALL(socket_create) CALL(socket_identify) CALL(socket_name) CALL(socket_accept) CALL(socket_transfer) CALL(socket_send_file) \
    CALL(socket_control) CALL(socket_option) CALL(socket_poll) CALL(socket_engine) \
    CALL(resolve) CALL(network_table) CALL(network_echo) \
    /* crypto.h */ \
    CALL(crypto_digest) CALL(crypto_cipher) CALL(crypto_key) CALL(crypto_key_use) CALL(crypto_pbkdf2) \
    CALL(crypto_signed_verify) CALL(crypto_pfx) CALL(crypto_system_roots) CALL(crypto_prefix_secret) CALL(tls) \
    /* font.h */ \
    CALL(font_list) CALL(font_open) CALL(font_characters) CALL(font_glyphs) CALL(font_outline) CALL(font_table) CALL(font_memory) \
    CALL(font_shape) CALL(font_fallback) \
    /* image.h */ \
    CALL(png_decode)

enum unix_call_index {
#define CALL(name) unix_index_##name,
    UNIX_CALL_LIST(CALL)
#undef CALL
    UNIX_CALL_COUNT
};

#define UNIX_PTR(pointer) ((uint64_t)(uintptr_t)(pointer))

#ifdef _WIN32
int32_t __cdecl winrun_unix_call(uint32_t index,
                                 void *args); /* exported by ntdll; about 15 ns (x86_64), 90 ns (i386) */
#define CALL(name)                                                                                                     \
    static inline int32_t unix_call_##name(struct unix_##name##_args *args)                                            \
    {                                                                                                                  \
        return winrun_unix_call(unix_index_##name, args);                                                              \
    }
UNIX_CALL_LIST(CALL)
#undef CALL
#else
#define CALL(name) int32_t unix_##name(struct unix_##name##_args *args);
UNIX_CALL_LIST(CALL)
#undef CALL
#endif

#endif
