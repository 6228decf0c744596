/* Message Queues: the queue of each thread, posting, GetMessage and PeekMessage. What stays within the process needs no
 * call to the server. */
#include "user_private.h"
#include "handle_table.h"
#include "addresses.h"

#define MOST_POSTED    10000 /* as in Windows */
#define KEPT_MESSAGES  64

void windows_of_thread_free(struct message_queue *queue);

static struct message_queue *queues;

/* --- life --- */

static struct message_queue *current(void) { return NtCurrentTeb()->Win32ThreadInfo; }

struct message_queue *thread_queue_if_any(void) { return current(); }

/* DISPLAY and XAUTHORITY of the Unix environment, as this process inherited them. */
static uint32_t display_environment(char *buffer, uint32_t capacity)
{
    static const char *const names[] = {"DISPLAY", "XAUTHORITY"};
    uint32_t used = 0;
    for (UINT i = 0; i < COUNT_OF(names); i++) {
        char value[512];
        DWORD length = GetEnvironmentVariableA(names[i], value, sizeof(value));
        if (!length || length >= sizeof(value) || used + length + 16 > capacity) continue;
        used += (uint32_t)wsprintfA(buffer + used, "%s=%s", names[i], value) + 1;
    }
    return used;
}

static BOOL register_queue(struct message_queue *queue)
{
    struct handle_entry *entries = handle_entries(PROCESS_BLOCK_ADDRESS);
    struct request_queue_create_in in = {.slot = entries[(ULONG_PTR)queue->event / 4].slot};
    struct request_queue_create_out out = {0};
    char environment[1100];
    uint32_t size = display_environment(environment, sizeof(environment));
    in.headless = !size;
    NTSTATUS status = server_call_data(request_code_queue_create, &in, sizeof(in), environment, size, &out, sizeof(out),
                                       NULL, 0, NULL);
    queue->index = out.queue;
    return NT_SUCCESS(status);
}

static struct message_queue *queue_new(void)
{
    user_start();
    struct message_queue *queue = heap_allocate_zeroed(sizeof(*queue));
    if (!queue) return NULL;
    queue->tid = GetCurrentThreadId();
    queue->layout = (HKL)(ULONG_PTR)0x04090409;
    if (!NT_SUCCESS(NtCreateEvent(&queue->event, EVENT_ALL_ACCESS, NULL, SynchronizationEvent, FALSE)) ||
        !register_queue(queue)) {
        log_line(LOG_WARN, "user32: no message queue for thread %x", queue->tid);
        if (queue->event) NtClose(queue->event);
        heap_free(queue);
        return NULL;
    }
    user_lock();
    queue->next = queues;
    queues = queue;
    user_unlock();
    NtCurrentTeb()->Win32ThreadInfo = queue;
    return queue;
}

struct message_queue *thread_queue(void)
{
    struct message_queue *queue = current();
    return queue ? queue : queue_new();
}

struct message_queue *queue_of_tid_locked(DWORD tid)
{
    struct message_queue *queue = queues;
    while (queue && queue->tid != tid) queue = queue->next;
    return queue;
}

static void free_messages(struct queued_message *first)
{
    for (struct queued_message *next; first; first = next) {
        next = first->next;
        heap_free(first);
    }
}

void queue_end(struct message_queue *queue)
{
    hooks_free(queue);
    windows_of_thread_free(queue);
    user_lock();
    struct message_queue **place = &queues;
    while (*place && *place != queue) place = &(*place)->next;
    if (*place) *place = queue->next;
    timers_free_locked(queue, NULL);
    user_unlock();
    RtlAcquireSRWLockExclusive(&queue->lock);
    struct sent_message *sent = queue->sent_first;
    queue->sent_first = queue->sent_last = NULL;
    RtlReleaseSRWLockExclusive(&queue->lock);
    for (struct sent_message *next; sent; sent = next) { /* who waits for an answer is told that there will be none */
        next = sent->next;
        sent_message_finish(sent, 0, 2);
    }
    struct request_queue_destroy_in in = {0};
    struct request_queue_destroy_out out;
    SERVER_CALL(queue_destroy, &in, &out);
    free_messages(queue->posted_first);
    free_messages(queue->input_first);
    free_messages(queue->free_messages);
    NtClose(queue->event);
    NtCurrentTeb()->Win32ThreadInfo = NULL;
    heap_free(queue);
}

/* --- waking --- */

void queue_wake(struct message_queue *queue, LONG bits)
{
    InterlockedOr(&queue->changed, bits);
    InterlockedOr(&queue->bits, bits);
    if (queue->waits) NtSetEvent(queue->event, NULL);
}

static uint32_t server_bits(const struct message_queue *queue)
{
    return __atomic_load_n(&windowing->queues[queue->index].server_bits, __ATOMIC_ACQUIRE);
}

static LONG bits_now(const struct message_queue *queue)
{
    LONG bits = queue->bits | (LONG)(server_bits(queue) & (QS_ALLINPUT | QUEUE_BIT_REPLY | QUEUE_BIT_INTERNAL));
    if (server_bits(queue) & (QUEUE_BIT_REPLY | QUEUE_BIT_INTERNAL)) bits |= QS_SENDMESSAGE;
    return queue->paint_count > 0 ? bits | QS_PAINT : bits & ~QS_PAINT;
}

/* Sleeps until one of `bits` is there, or one of the handles is signalled; returns as WaitForMultipleObjects does. */
static DWORD wait_for_bits(struct message_queue *queue, LONG bits, BOOL new_only, const HANDLE *handles, DWORD count,
                           DWORD milliseconds, DWORD flags)
{
    HANDLE all[MAXIMUM_WAIT_OBJECTS];
    ULONGLONG end = milliseconds == INFINITE ? 0 : GetTickCount64() + milliseconds;
    if (count) memcpy(all, handles, count * sizeof(HANDLE));
    all[count] = queue->event;
    for (;;) {
        InterlockedExchange(&queue->waits, 1);
        DWORD wait = INFINITE, timer = bits & QS_TIMER ? timer_next(queue) : INFINITE;
        LONG there = new_only ? (queue->changed | (LONG)server_bits(queue)) & bits : bits_now(queue) & bits;
        if (server_bits(queue) & (QUEUE_BIT_REPLY | QUEUE_BIT_INTERNAL) && bits & QS_SENDMESSAGE)
            there |= QS_SENDMESSAGE;
        if (!there && !timer) there = QS_TIMER;
        if (there && !(flags & MWMO_WAITALL)) {
            InterlockedExchange(&queue->waits, 0);
            DWORD result = count ? WaitForMultipleObjectsEx(count, handles, FALSE, 0, (flags & MWMO_ALERTABLE) != 0)
                                 : WAIT_TIMEOUT;
            return result == WAIT_TIMEOUT ? WAIT_OBJECT_0 + count : result;
        }
        if (end) {
            ULONGLONG now = GetTickCount64();
            wait = now >= end ? 0 : (DWORD)(end - now);
        }
        struct queue_record *record = &windowing->queues[queue->index];
        __atomic_fetch_add(&record->idle, 1, __ATOMIC_RELAXED);
        DWORD nap = min(wait, timer);
        DWORD result =
            WaitForMultipleObjectsEx(count + 1, all, flags & MWMO_WAITALL && there, nap, (flags & MWMO_ALERTABLE) != 0);
        InterlockedExchange(&queue->waits, 0);
        if (result != WAIT_TIMEOUT && result != WAIT_OBJECT_0 + count) return result;
        if (result == WAIT_OBJECT_0 + count && flags & MWMO_WAITALL && there) return result;
        if (result == WAIT_TIMEOUT && wait <= timer && nap == wait) return WAIT_TIMEOUT;
    }
}

DWORD WINAPI MsgWaitForMultipleObjectsEx(DWORD count, const HANDLE *handles, DWORD milliseconds, DWORD mask,
                                         DWORD flags)
{
    struct message_queue *queue = thread_queue();
    if (count > MAXIMUM_WAIT_OBJECTS - 1 || (count && !handles)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return WAIT_FAILED;
    }
    if (!queue)
        return WaitForMultipleObjectsEx(count, handles, (flags & MWMO_WAITALL) != 0, milliseconds,
                                        (flags & MWMO_ALERTABLE) != 0);
    return wait_for_bits(queue, (LONG)mask, !(flags & MWMO_INPUTAVAILABLE), handles, count, milliseconds, flags);
}

DWORD WINAPI MsgWaitForMultipleObjects(DWORD count, const HANDLE *handles, BOOL all, DWORD milliseconds, DWORD mask)
{
    return MsgWaitForMultipleObjectsEx(count, handles, milliseconds, mask, all ? MWMO_WAITALL : 0);
}

BOOL WINAPI WaitMessage(void)
{
    struct message_queue *queue = thread_queue();
    return queue && wait_for_bits(queue, QS_ALLINPUT, TRUE, NULL, 0, INFINITE, 0) != WAIT_FAILED;
}

BOOL queue_wait_reply(struct message_queue *queue, volatile LONG *done, DWORD milliseconds, BOOL blocks)
{
    ULONGLONG end = milliseconds == INFINITE ? 0 : GetTickCount64() + milliseconds;
    for (;;) {
        InterlockedExchange(&queue->waits, 1);
        BOOL something = *done || (!blocks && queue->sent_first) ||
                         server_bits(queue) & (QUEUE_BIT_REPLY | (blocks ? 0 : QS_SENDMESSAGE));
        DWORD wait = INFINITE;
        if (end) {
            ULONGLONG now = GetTickCount64();
            wait = now >= end ? 0 : (DWORD)(end - now);
        }
        LARGE_INTEGER timeout = {.QuadPart = -10000ll * wait};
        NTSTATUS status =
            something ? STATUS_SUCCESS : NtWaitForSingleObject(queue->event, FALSE, end ? &timeout : NULL);
        InterlockedExchange(&queue->waits, 0);
        if (*done) return TRUE;
        if (status == STATUS_TIMEOUT) return FALSE;
        if (!blocks) received_messages_handle(queue);
        else if (server_bits(queue) & QUEUE_BIT_REPLY) remote_received(queue);
        if (*done) return TRUE;
    }
}

DWORD WINAPI GetQueueStatus(UINT flags)
{
    struct message_queue *queue = thread_queue();
    if (!queue) return 0;
    if (!timer_next(queue)) queue_wake(queue, QS_TIMER);
    LONG now = bits_now(queue), changed = InterlockedAnd(&queue->changed, ~(LONG)flags) | (LONG)server_bits(queue);
    return MAKELONG((WORD)(changed & now & (LONG)flags), (WORD)(now & (LONG)flags));
}

BOOL WINAPI GetInputState(void) { return HIWORD(GetQueueStatus(QS_KEY | QS_MOUSEBUTTON)) != 0; }

/* --- posting --- */

static struct queued_message *take_free_locked(struct message_queue *queue)
{
    struct queued_message *message = queue->free_messages;
    if (message) queue->free_messages = message->next;
    else message = heap_allocate(sizeof(*message));
    return message;
}

BOOL queue_post(struct message_queue *queue, HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    DWORD error = ERROR_SUCCESS;
    POINT position = {__atomic_load_n(&windowing->screen.cursor_x, __ATOMIC_RELAXED),
                      __atomic_load_n(&windowing->screen.cursor_y, __ATOMIC_RELAXED)};
    RtlAcquireSRWLockExclusive(&queue->lock);
    struct queued_message *posted = queue->posted_count < MOST_POSTED ? take_free_locked(queue) : NULL;
    if (posted) {
        *posted = (struct queued_message){.message = {window, message, wparam, lparam, GetTickCount(), position}};
        if (queue->posted_last) queue->posted_last->next = posted;
        else queue->posted_first = posted;
        queue->posted_last = posted;
        queue->posted_count++;
    } else {
        error = ERROR_NOT_ENOUGH_QUOTA;
    }
    RtlReleaseSRWLockExclusive(&queue->lock);
    if (error) return set_user_error(error);
    queue_wake(queue, QS_POSTMESSAGE | QS_ALLPOSTMESSAGE);
    return TRUE;
}

/* Messages whose parameters point to the sender's memory cannot be posted. */
static BOOL may_be_posted(UINT message)
{
    static const UINT with_pointers[] = {
        WM_GETTEXT,       WM_SETTEXT,           WM_NCCREATE,         WM_CREATE,    WM_DELETEITEM,    WM_DRAWITEM,
        WM_MEASUREITEM,   WM_COMPAREITEM,       WM_COPYDATA,         WM_HELP,      WM_STYLECHANGING, WM_STYLECHANGED,
        WM_GETMINMAXINFO, WM_WINDOWPOSCHANGING, WM_WINDOWPOSCHANGED, WM_NCCALCSIZE};
    for (UINT i = 0; i < COUNT_OF(with_pointers); i++)
        if (with_pointers[i] == message) return FALSE;
    return TRUE;
}

static BOOL post_to_all(UINT message, WPARAM wparam, LPARAM lparam)
{
    UINT count;
    HWND *list = window_children(desktop_window(), &count);
    for (UINT i = 0; list && i < count; i++)
        if (!(window_is_child(user_style(list[i])))) PostMessageW(list[i], message, wparam, lparam);
    heap_free(list);
    return TRUE;
}

static BOOL post(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (!may_be_posted(message)) return set_user_error(ERROR_MESSAGE_SYNC_ONLY);
    if (hwnd == HWND_BROADCAST) return post_to_all(message, wparam, lparam);
    if (!hwnd) return PostThreadMessageW(GetCurrentThreadId(), message, wparam, lparam);
    struct window *window = window_own(hwnd);
    if (window) return queue_post(window->queue, window->handle, message, wparam, lparam);
    return window_shared(hwnd) ? remote_post(window_full_handle(hwnd), 0, message, wparam, lparam)
                               : set_user_error(ERROR_INVALID_WINDOW_HANDLE);
}

BOOL WINAPI PostMessageW(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return post(window, message, wparam, lparam);
}

/* Queues hold UTF-16: the character of a message posted by an ANSI program is converted on the way. */
static WPARAM wide_character(UINT message, WPARAM wparam)
{
    if (message != WM_CHAR && message != WM_SYSCHAR && message != WM_DEADCHAR && message != WM_SYSDEADCHAR)
        return wparam;
    char bytes[2] = {(char)wparam, (char)(wparam >> 8)};
    WCHAR wide[2] = {0};
    MultiByteToWideChar(CP_ACP, 0, bytes, bytes[1] ? 2 : 1, wide, 2);
    return (wparam & ~(WPARAM)0xffff) | wide[0];
}

BOOL WINAPI PostMessageA(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return post(window, message, wide_character(message, wparam), lparam);
}

BOOL WINAPI PostThreadMessageW(DWORD tid, UINT message, WPARAM wparam, LPARAM lparam)
{
    user_start();
    user_lock();
    struct message_queue *queue = tid == GetCurrentThreadId() ? thread_queue() : queue_of_tid_locked(tid);
    BOOL done = queue && queue_post(queue, NULL, message, wparam, lparam);
    user_unlock();
    return queue ? done : remote_post(NULL, tid, message, wparam, lparam);
}

BOOL WINAPI PostThreadMessageA(DWORD tid, UINT message, WPARAM wparam, LPARAM lparam)
{
    return PostThreadMessageW(tid, message, wide_character(message, wparam), lparam);
}

void WINAPI PostQuitMessage(int code)
{
    struct message_queue *queue = thread_queue();
    if (!queue) return;
    queue->quit_posted = TRUE;
    queue->quit_code = code;
    queue_wake(queue, QS_POSTMESSAGE | QS_ALLPOSTMESSAGE);
}

void queue_drop_window(struct message_queue *queue, HWND window, HWND heir)
{
    RtlAcquireSRWLockExclusive(&queue->lock);
    struct queued_message **lists[] = {&queue->posted_first, &queue->input_first},
                          **lasts[] = {&queue->posted_last, &queue->input_last};
    for (int i = 0; i < 2; i++) {
        *lasts[i] = NULL;
        for (struct queued_message **place = lists[i]; *place;) {
            struct queued_message *each = *place;
            if (each->message.hwnd == window && i &&
                (heir || (each->message.message >= WM_KEYFIRST && each->message.message <= WM_KEYLAST)))
                each->message.hwnd = heir;
            if (each->message.hwnd != window || !window) {
                *lasts[i] = each;
                place = &each->next;
                continue;
            }
            *place = each->next;
            if (!i) queue->posted_count--;
            heap_free(each);
        }
    }
    RtlReleaseSRWLockExclusive(&queue->lock);
}

/* --- taking --- */

BOOL message_filter_matches(const MSG *message, HWND window, UINT first, UINT last)
{
    if (message->message < first || message->message > last) return FALSE;
    if (!window) return TRUE;
    if (window == (HWND)-1) return !message->hwnd;
    return message->hwnd == window || IsChild(window, message->hwnd);
}

static BOOL posted_take(struct message_queue *queue, MSG *message, HWND window, UINT first, UINT last, BOOL remove)
{
    if (!queue->posted_first) return FALSE;
    BOOL found = FALSE;
    RtlAcquireSRWLockExclusive(&queue->lock);
    struct queued_message **place = &queue->posted_first, *before = NULL;
    while (*place && !message_filter_matches(&(*place)->message, window, first, last)) {
        before = *place;
        place = &before->next;
    }
    struct queued_message *taken = *place;
    if (taken) {
        found = TRUE;
        *message = taken->message;
        if (remove) {
            *place = taken->next;
            if (queue->posted_last == taken) queue->posted_last = before;
            queue->posted_count--;
            if (queue->posted_count < KEPT_MESSAGES) {
                taken->next = queue->free_messages;
                queue->free_messages = taken;
            } else {
                heap_free(taken);
            }
        }
    }
    if (!queue->posted_first && !queue->quit_posted)
        InterlockedAnd(&queue->bits, ~(LONG)(QS_POSTMESSAGE | QS_ALLPOSTMESSAGE));
    RtlReleaseSRWLockExclusive(&queue->lock);
    if (found) {
        queue->message_extra = 0;
        queue->message_source = 0;
    }
    return found;
}

/* What other processes posted. */
static BOOL server_posted_take(struct message_queue *queue, MSG *message, HWND window, UINT first, UINT last,
                               BOOL remove)
{
    struct request_message_take_in in = {.kinds = 1u << TAKEN_POSTED,
                                         .window = handle_value(window),
                                         .first_message = first,
                                         .last_message = last,
                                         .remove = remove};
    struct request_message_take_out out = {0};
    if (!(server_bits(queue) & QS_POSTMESSAGE)) return FALSE;
    if (!NT_SUCCESS(SERVER_CALL(message_take, &in, &out)) || out.kind != TAKEN_POSTED) return FALSE;
    *message =
        (MSG){handle_from(out.window), out.message, (WPARAM)out.wparam, (LPARAM)out.lparam, out.time, {out.x, out.y}};
    return TRUE;
}

static BOOL quit_take(struct message_queue *queue, MSG *message, BOOL remove)
{
    if (!queue->quit_posted) return FALSE;
    *message = (MSG){NULL, WM_QUIT, (WPARAM)queue->quit_code, 0, GetTickCount(), {0, 0}};
    if (remove) {
        queue->quit_posted = FALSE;
        if (!queue->posted_first) InterlockedAnd(&queue->bits, ~(LONG)(QS_POSTMESSAGE | QS_ALLPOSTMESSAGE));
    }
    return TRUE;
}

static BOOL paint_take(struct message_queue *queue, MSG *message, HWND window, UINT first, UINT last)
{
    if (WM_PAINT < first || WM_PAINT > last) return FALSE;
    HWND dirty = paint_next(queue, window);
    if (!dirty) return FALSE;
    POINT position = {windowing->screen.cursor_x, windowing->screen.cursor_y};
    *message = (MSG){dirty, WM_PAINT, 0, 0, GetTickCount(), position};
    return TRUE;
}

/* `last` 0 with `first` 0: everything. */
static BOOL peek(struct message_queue *queue, MSG *message, HWND window, UINT first, UINT last, UINT flags)
{
    UINT kinds = HIWORD(flags) ? HIWORD(flags) : QS_ALLINPUT;
    BOOL remove = flags & PM_REMOVE;
    if (!first && !last) last = ~0u;
    __atomic_store_n(&windowing->queues[queue->index].last_taken, GetTickCount(), __ATOMIC_RELAXED);
    if (queue->changed) InterlockedExchange(&queue->changed, 0);
    if (queue->sent_first || queue->callbacks ||
        server_bits(queue) & (QS_SENDMESSAGE | QUEUE_BIT_REPLY | QUEUE_BIT_INTERNAL))
        received_messages_handle(queue);
    BOOL found = FALSE;
    if (kinds & QS_POSTMESSAGE) {
        found = posted_take(queue, message, window, first, last, remove) ||
                server_posted_take(queue, message, window, first, last, remove) || quit_take(queue, message, remove);
    }
    if (!found && kinds & QS_INPUT && (queue->input_first || server_bits(queue) & QS_INPUT))
        found = input_take(queue, message, window, first, last, remove);
    if (!found && (queue->sent_first || server_bits(queue) & QS_SENDMESSAGE)) received_messages_handle(queue);
    if (!found && kinds & QS_PAINT && queue->paint_count > 0) found = paint_take(queue, message, window, first, last);
    if (!found && kinds & QS_TIMER && queue->timers) found = timer_take(queue, message, window, first, last, remove);
    if (!found) return FALSE;
    queue->message_time = message->time;
    queue->message_position = (DWORD)MAKELONG((short)message->pt.x, (short)message->pt.y);
    if (hook_is_set(WH_GETMESSAGE)) hook_call(WH_GETMESSAGE, HC_ACTION, flags & PM_REMOVE, (LPARAM)message);
    return TRUE;
}

static void to_ansi_character(MSG *message)
{
    if (message->message != WM_CHAR && message->message != WM_SYSCHAR && message->message != WM_DEADCHAR &&
        message->message != WM_SYSDEADCHAR)
        return;
    WCHAR wide = (WCHAR)message->wParam;
    char bytes[4] = {0};
    int length = WideCharToMultiByte(CP_ACP, 0, &wide, 1, bytes, sizeof(bytes), NULL, NULL);
    message->wParam = length == 2 ? (WPARAM)((BYTE)bytes[0] | (BYTE)bytes[1] << 8) : (BYTE)bytes[0];
}

BOOL WINAPI PeekMessageW(LPMSG message, HWND window, UINT first, UINT last, UINT flags)
{
    struct message_queue *queue = thread_queue();
    MSG taken;
    if (!queue) return FALSE;
    if (!message) return set_user_error(ERROR_NOACCESS);
    if (window && window != (HWND)-1 && !(window = window_full_handle(window)))
        return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    if (!peek(queue, &taken, window, first, last, flags)) return FALSE;
    *message = taken;
    return TRUE;
}

BOOL WINAPI PeekMessageA(LPMSG message, HWND window, UINT first, UINT last, UINT flags)
{
    if (!PeekMessageW(message, window, first, last, flags)) return FALSE;
    to_ansi_character(message);
    return TRUE;
}

BOOL WINAPI GetMessageW(LPMSG message, HWND window, UINT first, UINT last)
{
    struct message_queue *queue = thread_queue();
    MSG taken;
    if (!queue || !message) return -1;
    if (window && window != (HWND)-1 && !(window = window_full_handle(window))) {
        SetLastError(ERROR_INVALID_WINDOW_HANDLE);
        return -1;
    }
    while (!peek(queue, &taken, window, first, last, PM_REMOVE)) {
        if (hook_is_set(WH_FOREGROUNDIDLE)) hook_call(WH_FOREGROUNDIDLE, HC_ACTION, 0, 0);
        if (wait_for_bits(queue, QS_ALLINPUT | QS_ALLPOSTMESSAGE, first || last || window, NULL, 0, INFINITE, 0) ==
            WAIT_FAILED)
            return -1;
    }
    *message = taken;
    return taken.message != WM_QUIT;
}

BOOL WINAPI GetMessageA(LPMSG message, HWND window, UINT first, UINT last)
{
    BOOL result = GetMessageW(message, window, first, last);
    if (result == TRUE) to_ansi_character(message);
    return result;
}

/* --- dispatching --- */

static LRESULT dispatch(const MSG *message, BOOL is_unicode)
{
    if (!message) return 0;
    if ((message->message == WM_TIMER || message->message == WM_SYSTIMER_) && message->lParam) {
        TIMERPROC procedure = (TIMERPROC)message->lParam;
        procedure(message->hwnd, WM_TIMER, message->wParam, GetTickCount());
        return 0;
    }
    struct window *window = message->hwnd ? window_own(message->hwnd) : NULL;
    if (!window || !window_is_of_thread(window)) {
        if (message->hwnd && !window_shared(message->hwnd)) SetLastError(ERROR_INVALID_WINDOW_HANDLE);
        return 0;
    }
    HWND hwnd = window->handle;
    HRGN before = window->update;
    LRESULT result = call_procedure(window->procedure, window->is_unicode, hwnd, message->message, message->wParam,
                                    message->lParam, is_unicode);
    if (message->message == WM_PAINT && (window = window_own(hwnd)) && window->update == before && before) {
        PAINTSTRUCT paint; /* not painted: the message would come again and again */
        log_line(LOG_WARN, "user32: the procedure of window %x left WM_PAINT without BeginPaint", handle_value(hwnd));
        BeginPaint(hwnd, &paint);
        EndPaint(hwnd, &paint);
    }
    return result;
}

LRESULT WINAPI DispatchMessageW(const MSG *message) { return dispatch(message, TRUE); }
LRESULT WINAPI DispatchMessageA(const MSG *message) { return dispatch(message, FALSE); }

/* --- what came last --- */

LONG WINAPI GetMessageTime(void) { return current() ? (LONG)current()->message_time : 0; }
DWORD WINAPI GetMessagePos(void) { return current() ? current()->message_position : 0; }
LPARAM WINAPI GetMessageExtraInfo(void) { return current() ? current()->message_extra : 0; }
LPARAM WINAPI SetMessageExtraInfo(LPARAM value)
{
    struct message_queue *queue = thread_queue();
    LPARAM old = queue ? queue->message_extra : 0;
    if (queue) queue->message_extra = value;
    return old;
}

BOOL WINAPI GetGUIThreadInfo(DWORD tid, PGUITHREADINFO info)
{
    struct queue_record record;
    if (!info || info->cbSize != sizeof(*info)) return set_user_error(ERROR_INVALID_PARAMETER);
    user_start();
    uint32_t index = tid ? 0 : windowing->screen.foreground_queue;
    for (uint32_t i = 1; tid && i < windowing->queue_high_water && !index; i++)
        if (windowing->queues[i].tid == tid) index = i;
    if (!index || !queue_read(index, &record) || !record.tid) return set_user_error(ERROR_INVALID_PARAMETER);
    *info = (GUITHREADINFO){.cbSize = sizeof(*info),
                            .flags = record.gui_flags,
                            .hwndActive = handle_from(record.active),
                            .hwndFocus = handle_from(record.focus),
                            .hwndCapture = handle_from(record.capture),
                            .hwndMenuOwner = handle_from(record.menu_owner),
                            .hwndMoveSize = handle_from(record.move_size),
                            .hwndCaret = handle_from(record.caret)};
    memcpy(&info->rcCaret, &record.caret_rectangle, sizeof(info->rcCaret));
    return TRUE;
}

DWORD WINAPI WaitForInputIdle(HANDLE process, DWORD milliseconds)
{
    DWORD pid = GetProcessId(process);
    ULONGLONG end = GetTickCount64() + milliseconds;
    user_start();
    for (DWORD nap = 1;; nap = min(nap * 2, 20)) {
        for (uint32_t i = 1; i < windowing->queue_high_water; i++)
            if (windowing->queues[i].pid == pid && __atomic_load_n(&windowing->queues[i].idle, __ATOMIC_RELAXED))
                return 0;
        if (milliseconds != INFINITE && GetTickCount64() >= end) return WAIT_TIMEOUT;
        if (WaitForSingleObject(process, nap) == WAIT_OBJECT_0) return WAIT_FAILED; /* it has ended */
    }
}

BOOL WINAPI AttachThreadInput(DWORD tid, DWORD to_tid, BOOL attach)
{
    struct request_queue_attach_in in = {.tid = tid, .to_tid = to_tid, .attach = attach};
    struct request_queue_attach_out out;
    thread_queue();
    NTSTATUS status = SERVER_CALL(queue_attach, &in, &out);
    return NT_SUCCESS(status) || set_user_error(ERROR_INVALID_PARAMETER);
}
