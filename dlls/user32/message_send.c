/* SendMessage and its kin: in the window's own thread a call; to another thread of the process through its queue; to
 * another process through the server. */
#include "user_private.h"

#define DEEPEST_RECURSION 400 /* nested sends: then a message is dropped rather than the stack lost */

/* --- in the calling thread --- */

static void call_hooks_before(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (!hook_is_set(WH_CALLWNDPROC)) return;
    CWPSTRUCT sent = {lparam, wparam, message, hwnd};
    const struct message_queue *queue = thread_queue_if_any();
    hook_call(WH_CALLWNDPROC, HC_ACTION, queue && !queue->handling, (LPARAM)&sent);
}

static void call_hooks_after(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam, LRESULT result)
{
    if (!hook_is_set(WH_CALLWNDPROCRET)) return;
    CWPRETSTRUCT sent = {result, lparam, wparam, message, hwnd};
    const struct message_queue *queue = thread_queue_if_any();
    hook_call(WH_CALLWNDPROCRET, HC_ACTION, queue && !queue->handling, (LPARAM)&sent);
}

LRESULT call_window(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam, BOOL from_unicode)
{
    struct window *window = window_own(hwnd);
    if (!window) return 0;
    struct message_queue *queue = window->queue;
    if (queue->send_depth >= DEEPEST_RECURSION) {
        log_line(LOG_WARN, "user32: message %x for window %x is dropped: %u sent messages are nested", message,
                 handle_value(hwnd), DEEPEST_RECURSION);
        return 0;
    }
    queue->send_depth++;
    call_hooks_before(window->handle, message, wparam, lparam);
    LRESULT result = 0;
    if ((window = window_own(hwnd)))
        result = call_procedure(window->procedure, window->is_unicode, window->handle, message, wparam, lparam,
                                from_unicode);
    call_hooks_after(hwnd, message, wparam, lparam, result);
    queue->send_depth--;
    return result;
}

/* --- between threads of the process --- */

static void release(struct sent_message *sent)
{
    if (!InterlockedDecrement(&sent->references)) heap_free(sent);
}

static void push_callback(struct sent_message *sent)
{
    struct message_queue *sender = sent->sender;
    RtlAcquireSRWLockExclusive(&sender->lock);
    sent->next = sender->callbacks;
    sender->callbacks = sent;
    RtlReleaseSRWLockExclusive(&sender->lock);
    queue_wake(sender, QS_SENDMESSAGE);
}

void sent_message_finish(struct sent_message *sent, LRESULT result, LONG done)
{
    if (sent->is_replied) {
        release(sent);
        return;
    }
    sent->is_replied = TRUE;
    if (sent->ticket) {
        if (done == 1) remote_reply(sent, result);
        release(sent);
        return;
    }
    struct message_queue *sender = sent->sender;
    sent->result = result;
    if (sent->callback) {
        InterlockedExchange(&sent->done, done);
        push_callback(sent); /* its reference goes to the sender's list */
        return;
    }
    user_lock(); /* the sender's queue lives while its thread waits, but a sender whose time was over may be gone */
    BOOL waits = sender && sent->references > 1;
    InterlockedExchange(&sent->done, done);
    if (waits) queue_wake(sender, QS_SENDMESSAGE);
    user_unlock();
    release(sent);
}

static void push_sent(struct message_queue *queue, struct sent_message *sent)
{
    RtlAcquireSRWLockExclusive(&queue->lock);
    sent->next = NULL;
    if (queue->sent_last) queue->sent_last->next = sent;
    else queue->sent_first = sent;
    queue->sent_last = sent;
    RtlReleaseSRWLockExclusive(&queue->lock);
    queue_wake(queue, QS_SENDMESSAGE);
}

static struct sent_message *pop_sent(struct message_queue *queue)
{
    RtlAcquireSRWLockExclusive(&queue->lock);
    struct sent_message *sent = queue->sent_first;
    if (sent && !(queue->sent_first = sent->next)) {
        queue->sent_last = NULL;
        InterlockedAnd(&queue->bits, ~(LONG)QS_SENDMESSAGE);
    }
    RtlReleaseSRWLockExclusive(&queue->lock);
    return sent;
}

void sent_message_handle(struct message_queue *queue, struct sent_message *sent)
{
    struct sent_message *outer = queue->handling;
    InterlockedIncrement(&sent->references); /* ReplyMessage may finish it meanwhile */
    sent->next = outer;
    queue->handling = sent;
    LRESULT result = 0;
    LONG done = 2;
    if (window_own(sent->window)) {
        result = call_window(sent->window, sent->message, sent->wparam, sent->lparam, sent->is_unicode);
        done = 1;
    }
    queue->handling = outer;
    if (!sent->is_replied) sent_message_finish(sent, result, done);
    release(sent);
}

static void run_callbacks(struct message_queue *queue)
{
    RtlAcquireSRWLockExclusive(&queue->lock);
    struct sent_message *list = queue->callbacks;
    queue->callbacks = NULL;
    RtlReleaseSRWLockExclusive(&queue->lock);
    for (struct sent_message *next; list; list = next) {
        next = list->next;
        list->callback(list->window, list->message, list->callback_data, list->result);
        release(list);
    }
}

void received_messages_handle(struct message_queue *queue)
{
    for (struct sent_message *sent; (sent = pop_sent(queue));) sent_message_handle(queue, sent);
    if (queue->callbacks) run_callbacks(queue);
    remote_received(queue);
}

static struct sent_message *sent_new(HWND window, UINT message, WPARAM wparam, LPARAM lparam, BOOL is_unicode)
{
    struct sent_message *sent = heap_allocate_zeroed(sizeof(*sent));
    if (!sent) return NULL;
    sent->window = window;
    sent->message = message;
    sent->wparam = wparam;
    sent->lparam = lparam;
    sent->is_unicode = is_unicode;
    sent->references = 1;
    return sent;
}

/* The target's queue may end at any moment: it is found and given the message under the lock. FALSE: it has gone. */
static BOOL give_to_thread(HWND hwnd, struct sent_message *sent)
{
    user_lock();
    struct window *window = window_own(hwnd);
    if (window) push_sent(window->queue, sent);
    user_unlock();
    return window != NULL;
}

static BOOL queue_hangs(const struct message_queue *queue)
{
    return GetTickCount() - windowing->queues[queue->index].last_taken > 5000 && !queue->waits;
}

/* FALSE: time-out or the receiver has gone. */
static BOOL send_to_thread(struct window *window, UINT message, WPARAM wparam, LPARAM lparam, UINT flags, UINT timeout,
                           BOOL is_unicode, LRESULT *result)
{
    struct message_queue *queue = thread_queue();
    if (!queue) return FALSE;
    if (flags & SMTO_ABORTIFHUNG && queue_hangs(window->queue)) return set_user_error(ERROR_TIMEOUT);
    struct sent_message *sent = sent_new(window->handle, message, wparam, lparam, is_unicode);
    if (!sent) return set_user_error(ERROR_NOT_ENOUGH_MEMORY);
    sent->sender = queue;
    sent->references = 2;
    if (!give_to_thread(window->handle, sent)) {
        heap_free(sent);
        return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    }
    BOOL answered = queue_wait_reply(queue, &sent->done, timeout, (flags & SMTO_BLOCK) != 0) && sent->done == 1;
    *result = sent->result;
    LONG done = sent->done;
    release(sent);
    if (!answered) SetLastError(done == 2 ? ERROR_INVALID_WINDOW_HANDLE : ERROR_TIMEOUT);
    return answered;
}

/* --- the functions --- */

static BOOL broadcast_member(HWND window) { return !window_is_child(user_style(window)); }

static LRESULT send_to_all(UINT message, WPARAM wparam, LPARAM lparam, UINT flags, UINT timeout, BOOL is_unicode)
{
    UINT count;
    HWND *list = window_children(desktop_window(), &count);
    for (UINT i = 0; list && i < count; i++) {
        DWORD_PTR ignored;
        if (!broadcast_member(list[i])) continue;
        if (is_unicode) SendMessageTimeoutW(list[i], message, wparam, lparam, flags, timeout, &ignored);
        else SendMessageTimeoutA(list[i], message, wparam, lparam, flags, timeout, &ignored);
    }
    heap_free(list);
    return TRUE;
}

static BOOL send_any(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam, UINT flags, UINT timeout, BOOL is_unicode,
                     LRESULT *result)
{
    struct window *window = window_own(hwnd);
    *result = 0;
    if (window && window_is_of_thread(window)) {
        *result = call_window(window->handle, message, wparam, lparam, is_unicode);
        return TRUE;
    }
    if (window) return send_to_thread(window, message, wparam, lparam, flags, timeout, is_unicode, result);
    if (hwnd == HWND_BROADCAST) {
        *result = send_to_all(message, wparam, lparam, flags, timeout, is_unicode);
        return TRUE;
    }
    if (!window_shared(hwnd)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    DWORD_PTR value = 0;
    BOOL done = remote_send(window_full_handle(hwnd), message, wparam, lparam, flags, timeout, is_unicode, &value);
    *result = (LRESULT)value;
    return done;
}

LRESULT send_message(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    LRESULT result;
    send_any(window, message, wparam, lparam, SMTO_NORMAL, INFINITE, TRUE, &result);
    return result;
}

LRESULT WINAPI SendMessageW(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return send_message(window, message, wparam, lparam);
}

LRESULT WINAPI SendMessageA(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    LRESULT result;
    send_any(window, message, wparam, lparam, SMTO_NORMAL, INFINITE, FALSE, &result);
    return result;
}

static LRESULT send_timeout(HWND window, UINT message, WPARAM wparam, LPARAM lparam, UINT flags, UINT timeout,
                            PDWORD_PTR result, BOOL is_unicode)
{
    LRESULT value;
    BOOL done = send_any(window, message, wparam, lparam, flags, timeout, is_unicode, &value);
    if (result) *result = (DWORD_PTR)value;
    return done;
}

LRESULT WINAPI SendMessageTimeoutW(HWND window, UINT message, WPARAM wparam, LPARAM lparam, UINT flags, UINT timeout,
                                   PDWORD_PTR result)
{
    return send_timeout(window, message, wparam, lparam, flags, timeout, result, TRUE);
}

LRESULT WINAPI SendMessageTimeoutA(HWND window, UINT message, WPARAM wparam, LPARAM lparam, UINT flags, UINT timeout,
                                   PDWORD_PTR result)
{
    return send_timeout(window, message, wparam, lparam, flags, timeout, result, FALSE);
}

static BOOL send_without_waiting(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam, SENDASYNCPROC callback,
                                 ULONG_PTR data, BOOL is_unicode)
{
    struct window *window = window_own(hwnd);
    if (window && window_is_of_thread(window)) {
        LRESULT result = call_window(window->handle, message, wparam, lparam, is_unicode);
        if (callback) callback(hwnd, message, data, result);
        return TRUE;
    }
    if (hwnd == HWND_BROADCAST) {
        UINT count;
        HWND *list = window_children(desktop_window(), &count);
        for (UINT i = 0; list && i < count; i++)
            if (broadcast_member(list[i]))
                send_without_waiting(list[i], message, wparam, lparam, callback, data, is_unicode);
        heap_free(list);
        return TRUE;
    }
    if (!window) {
        if (!window_shared(hwnd)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
        DWORD_PTR result = 0;
        if (!callback)
            return remote_send(window_full_handle(hwnd), message, wparam, lparam, SEND_NO_REPLY, 0, is_unicode, NULL);
        BOOL done =
            remote_send(window_full_handle(hwnd), message, wparam, lparam, SMTO_NORMAL, INFINITE, is_unicode, &result);
        if (done) callback(hwnd, message, data, (LRESULT)result);
        return done;
    }
    struct sent_message *sent = sent_new(window->handle, message, wparam, lparam, is_unicode);
    if (!sent) return set_user_error(ERROR_NOT_ENOUGH_MEMORY);
    sent->callback = callback;
    sent->callback_data = data;
    sent->sender = callback ? thread_queue() : NULL;
    if (give_to_thread(window->handle, sent)) return TRUE;
    heap_free(sent);
    return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
}

BOOL WINAPI SendNotifyMessageW(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return send_without_waiting(window, message, wparam, lparam, NULL, 0, TRUE);
}

BOOL WINAPI SendNotifyMessageA(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return send_without_waiting(window, message, wparam, lparam, NULL, 0, FALSE);
}

BOOL WINAPI SendMessageCallbackW(HWND window, UINT message, WPARAM wparam, LPARAM lparam, SENDASYNCPROC callback,
                                 ULONG_PTR data)
{
    if (!callback) return set_user_error(ERROR_INVALID_PARAMETER);
    return send_without_waiting(window, message, wparam, lparam, callback, data, TRUE);
}

BOOL WINAPI SendMessageCallbackA(HWND window, UINT message, WPARAM wparam, LPARAM lparam, SENDASYNCPROC callback,
                                 ULONG_PTR data)
{
    if (!callback) return set_user_error(ERROR_INVALID_PARAMETER);
    return send_without_waiting(window, message, wparam, lparam, callback, data, FALSE);
}

long WINAPI BroadcastSystemMessageExW(DWORD flags, LPDWORD recipients, UINT message, WPARAM wparam, LPARAM lparam,
                                      PBSMINFO info)
{
    (void)info;
    if (recipients && *recipients && !(*recipients & BSM_APPLICATIONS)) return 1;
    if (flags & BSF_POSTMESSAGE) return PostMessageW(HWND_BROADCAST, message, wparam, lparam);
    UINT timeout = flags & BSF_NOTIMEOUTIFNOTHUNG ? INFINITE : 2000;
    send_to_all(message, wparam, lparam, SMTO_ABORTIFHUNG, timeout, TRUE);
    return 1;
}

long WINAPI BroadcastSystemMessageW(DWORD flags, LPDWORD recipients, UINT message, WPARAM wparam, LPARAM lparam)
{
    return BroadcastSystemMessageExW(flags, recipients, message, wparam, lparam, NULL);
}

long WINAPI BroadcastSystemMessageA(DWORD flags, LPDWORD recipients, UINT message, WPARAM wparam, LPARAM lparam)
{
    return BroadcastSystemMessageExW(flags, recipients, message, wparam, lparam, NULL);
}

/* --- in the receiver --- */

BOOL WINAPI InSendMessage(void)
{
    const struct message_queue *queue = thread_queue_if_any();
    return queue && queue->handling;
}

DWORD WINAPI InSendMessageEx(LPVOID reserved)
{
    const struct message_queue *queue = thread_queue_if_any();
    const struct sent_message *sent = queue ? queue->handling : NULL;
    (void)reserved;
    if (!sent) return ISMEX_NOSEND;
    DWORD kind = sent->callback ? ISMEX_CALLBACK : sent->sender || sent->ticket ? ISMEX_SEND : ISMEX_NOTIFY;
    return sent->is_replied ? kind | ISMEX_REPLIED : kind;
}

BOOL WINAPI ReplyMessage(LRESULT result)
{
    const struct message_queue *queue = thread_queue_if_any();
    struct sent_message *sent = queue ? queue->handling : NULL;
    if (!sent || sent->is_replied) return FALSE;
    sent_message_finish(sent, result, 1);
    return TRUE;
}

UINT WINAPI RegisterWindowMessageW(LPCWSTR name)
{
    return name ? atom_global(name) : (UINT)set_user_error(ERROR_INVALID_PARAMETER);
}

UINT WINAPI RegisterWindowMessageA(LPCSTR name)
{
    WCHAR *wide = wide_from_ansi(name, -1);
    UINT message = RegisterWindowMessageW(wide);
    heap_free(wide);
    return message;
}
