/* Reporting to a debugger (debug_event.h). A thread that has something to report counts as stopped from then on, so
 * that others can read and change its context; it stops all other threads of the process, sends the event, sleeps until
 * the debugger answers, and lets the others go. Two that report at once do so one after the other. The control thread
 * is none of them: through it the debugger acts on the process meanwhile.
 *
 * `thread->context` is what the debugger sees. On the way back it is looked at only if somebody has set it. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "debug_event.h"
#include "requests.h"
#include "thread_private.h"

static pthread_mutex_t report_lock = PTHREAD_MUTEX_INITIALIZER;
static bool server_lost;

static void futex_wake_all(uint32_t *word, bool is_private)
{
    syscall(SYS_futex, word, is_private ? FUTEX_WAKE_PRIVATE : FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

bool debug_is_on(void)
{
    return __atomic_load_n(&process_block->debugged, __ATOMIC_ACQUIRE);
}

/* The control thread has lost the server: nobody will answer. */
void debug_server_lost(void)
{
    __atomic_store_n(&server_lost, true, __ATOMIC_RELEASE);
    __atomic_store_n(&process_block->debugged, 0, __ATOMIC_RELEASE);
    for (uint32_t i = 0; i < THREAD_RECORD_COUNT && i < process_block->thread_high_water; i++) {
        struct thread_record *record = &thread_records(process_block)[i];
        if (!__atomic_exchange_n(&record->debug_wait, 0, __ATOMIC_ACQ_REL)) continue;
        record->debug_answer = DEBUG_ANSWER_NOT_HANDLED;
        futex_wake_all(&record->debug_wait, false);
    }
}

/* Sends the event and sleeps. */
static int32_t ask_debugger(struct thread_record *record, const struct debug_event *event, int fd)
{
    struct request_debug_event_in in = { .tid = record->tid };
    struct request_debug_event_out out;
    struct unix_server_request_args args = {
        .code = request_code_debug_event,
        .send_fd = fd,
        .in = UNIX_PTR(&in),
        .in_size = sizeof(in),
        .in_data = UNIX_PTR(event),
        .in_data_size = sizeof(*event),
        .out = UNIX_PTR(&out),
        .out_size = sizeof(out),
        .received_fd = -1,
    };
    record->debug_answer = DEBUG_ANSWER_NOT_HANDLED;
    __atomic_store_n(&record->debug_wait, 1, __ATOMIC_SEQ_CST);
    NTSTATUS status = server_exchange(&args);
    if (status) return status == (NTSTATUS)STATUS_PORT_NOT_SET ? status : DEBUG_ANSWER_NOT_HANDLED;
    while (__atomic_load_n(&record->debug_wait, __ATOMIC_ACQUIRE) && !__atomic_load_n(&server_lost, __ATOMIC_ACQUIRE))
        syscall(SYS_futex, &record->debug_wait, FUTEX_WAIT, 1, NULL, NULL, 0);
    clock_after_sleep();
    return record->debug_answer;
}

int32_t debug_report(struct unix_thread *thread, const struct debug_event *event, int fd)
{
    int error = errno;
    int32_t answer;
    do {
        if (!debug_is_on()) {
            errno = error;
            return (int32_t)STATUS_PORT_NOT_SET;
        }
        thread_pretend_stopped(thread);
        pthread_mutex_lock(&report_lock);
        threads_freeze(thread, FROZEN_FOR_REPORT);
        answer = ask_debugger(thread->record, event, fd);
        threads_thaw(thread, FROZEN_FOR_REPORT);
        pthread_mutex_unlock(&report_lock);
        thread_stop_pretending(thread);
    } while (answer == DEBUG_ANSWER_REPLY_LATER);
    if (answer == DEBUG_ANSWER_TERMINATE_THREAD && !thread->terminate_pending) {
        thread->terminate_status = (int32_t)STATUS_DEBUGGER_INACTIVE;
        thread->terminate_pending = 1;
    }
    errno = error;
    return answer;
}

bool debug_was_handled(int32_t answer)
{
    return answer == DEBUG_ANSWER_CONTINUE || answer == DEBUG_ANSWER_HANDLED;
}

/* --- the beginning and the end of threads and processes; `context` shows where the thread is about to begin --- */

static uint32_t process_told;

/* The first that comes reports the process: that may be a thread that another process has created. */
void debug_report_start(struct unix_thread *thread)
{
    struct debug_event event = { .kind = DEBUG_EVENT_CREATE_THREAD, .start_address = thread->block->start_routine };
    int fd = -1;
    if (!debug_is_on() || thread->block->hidden) return;
    if (__atomic_fetch_or(&thread->record->flags, THREAD_RECORD_REPORTED, __ATOMIC_ACQ_REL) & THREAD_RECORD_REPORTED)
        return;
    if (process_block->debugged == PROCESS_DEBUGGED && !__atomic_exchange_n(&process_told, 1, __ATOMIC_ACQ_REL)) {
        const struct process_start *start = (const struct process_start *)(uintptr_t)process_info->start;
        event.kind = DEBUG_EVENT_CREATE_PROCESS;
        event.base = process_info->image_base;
        event.start_address = process_info->image_entry;
        fd = open((const char *)start + start->image_unix_path.offset, O_RDONLY | O_CLOEXEC);
    }
    debug_report(thread, &event, fd);
    if (fd >= 0) close(fd);
}

void debug_report_end(struct unix_thread *thread, int32_t exit_status)
{
    struct debug_event event = { .kind = DEBUG_EVENT_EXIT_THREAD, .exit_status = exit_status };
    if (debug_is_on() && thread->record->flags & THREAD_RECORD_REPORTED) debug_report(thread, &event, -1);
}

/* --- what Windows code reports: modules, exceptions that were raised, output, the end of the process --- */

static void context_of_call(struct unix_thread *thread)
{
    const struct unix_frame *frame = (const struct unix_frame *)(uintptr_t)thread->block->unix_frame;
    if (is_32bit_process()) context_from_frame_32(&thread->context.c32, frame);
    else context_from_frame_64(&thread->context.c64, frame);
}

static size_t context_size(void)
{
    return is_32bit_process() ? sizeof(struct context_32) : sizeof(struct context_64);
}

static int open_module(const struct unix_debug_report_args *args)
{
    char path[PATH_MAX];
    if (!args->path_length ||
        path_to_unix((const uint16_t *)(uintptr_t)args->path, args->path_length, path, sizeof(path)))
        return -1;
    return open(path, O_RDONLY | O_CLOEXEC);
}

NTSTATUS unix_debug_report(struct unix_debug_report_args *args)
{
    struct unix_thread *thread = unix_thread_of(current_block);
    struct debug_event event = *(const struct debug_event *)(uintptr_t)args->event;
    union any_context given;
    args->answer = (int32_t)STATUS_PORT_NOT_SET;
    if (!debug_is_on()) return STATUS_SUCCESS;
    if (args->context) memcpy(&given, (const void *)(uintptr_t)args->context, context_size());
    int fd = open_module(args);
    if (args->context) memcpy(&thread->context, &given, context_size());
    else context_of_call(thread);
    int32_t answer = debug_report(thread, &event, fd);
    if (fd >= 0) close(fd);
    bool was_set = thread->context_set != 0;
    thread->context_set = 0;
    if (thread->terminate_pending) thread->block->context_changed = 1; /* at the end of the call */
    if (was_set && args->context) memcpy((void *)(uintptr_t)args->context, &thread->context, context_size());
    if (was_set && !args->context) {
        thread->new_context = thread->context;
        thread->new_context_set = 1;
        thread->block->context_changed = 1;
    }
    args->answer = answer;
    return STATUS_SUCCESS;
}

/* --- by the control thread --- */

static void set_peb_flag(uint8_t value)
{
    if (process_info->peb) ((uint8_t *)(uintptr_t)process_info->peb)[2] = value; /* PEB.BeingDebugged */
}

NTSTATUS unix_debug_control(struct unix_debug_control_args *args)
{
    if (args->what == DEBUG_CONTROL_STOP) threads_freeze(NULL, FROZEN_FOR_ATTACH);
    else threads_thaw(NULL, FROZEN_FOR_ATTACH);
    if (args->what != DEBUG_CONTROL_GO) set_peb_flag(args->what == DEBUG_CONTROL_STOP);
    return STATUS_SUCCESS;
}
