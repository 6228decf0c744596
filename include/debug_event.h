/* What a debugged process tells its debugger: one struct for both architectures, made by the Unix side of the process
 * (or by the server, for what there was before and for the end), passed on by the server, and turned into
 * DBGUI_WAIT_STATE_CHANGE by the debugger's ntdll.
 *
 * A thread that reports stops all others of its process, sends the event and sleeps on its record's debug_wait until
 * the server has written the debugger's answer there. */
#ifndef DEBUG_EVENT_H
#define DEBUG_EVENT_H

#include <stdint.h>
#include "windows_context.h"

/* numbered as DBG_STATE */
enum debug_event_kind {
    DEBUG_EVENT_CREATE_THREAD = 2,
    DEBUG_EVENT_CREATE_PROCESS,
    DEBUG_EVENT_EXIT_THREAD,
    DEBUG_EVENT_EXIT_PROCESS,
    DEBUG_EVENT_EXCEPTION,
    DEBUG_EVENT_BREAKPOINT,
    DEBUG_EVENT_SINGLE_STEP,
    DEBUG_EVENT_LOAD_DLL,
    DEBUG_EVENT_UNLOAD_DLL
};

struct debug_event {
    uint32_t kind;
    uint32_t pid, tid; /* set by the server */
    uint32_t first_chance;          /* exceptions */
    int32_t exit_status;            /* exits */
    uint32_t debug_info_offset, debug_info_size;
    uint32_t padding;
    uint64_t base;                  /* of the module */
    uint64_t name_pointer;          /* of the module: where the address of its name lies, in the process */
    uint64_t start_address;         /* of the thread */
    struct exception_record_64 exception;
};

/* process_query: debug_flags */
#define DEBUG_FLAG_DEBUGGED 1u
#define DEBUG_FLAG_CHILDREN 2u /* if it is debugged, so are its children */

/* unix_debug_control_args.what */
enum debug_control { DEBUG_CONTROL_STOP, DEBUG_CONTROL_GO, DEBUG_CONTROL_DETACHED };

/* ContinueDebugEvent */
#define DEBUG_ANSWER_HANDLED           0x00010001
#define DEBUG_ANSWER_CONTINUE          0x00010002
#define DEBUG_ANSWER_REPLY_LATER       0x40010001
#define DEBUG_ANSWER_TERMINATE_THREAD  0x40010003
#define DEBUG_ANSWER_TERMINATE_PROCESS 0x40010004
#define DEBUG_ANSWER_NOT_HANDLED       ((int32_t)0x80010001)

#endif
