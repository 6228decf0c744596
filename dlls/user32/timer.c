/* Timers: SetTimer. Each queue has its own; WM_TIMER is made when nothing else is in the queue. */
#include "user_private.h"

#define SHORTEST 10         /* USER_TIMER_MINIMUM */
#define LONGEST  0x7fffffff /* USER_TIMER_MAXIMUM */

static ULONG_PTR last_id = 0x7f00;

static struct user_timer *find_locked(struct message_queue *queue, HWND window, UINT_PTR id, UINT message)
{
    struct user_timer *timer = queue->timers;
    while (timer && (timer->window != window || timer->id != id || timer->message != message)) timer = timer->next;
    return timer;
}

static UINT_PTR set_timer(HWND hwnd, UINT_PTR id, UINT period, TIMERPROC procedure, UINT message)
{
    struct message_queue *queue = thread_queue();
    if (hwnd) {
        struct window *window = window_own_or_error(hwnd);
        if (!window) return 0;
        hwnd = window->handle;
        queue = window->queue;
    }
    if (!queue) return 0;
    period = max(min(period, LONGEST), SHORTEST);
    user_lock();
    struct user_timer *timer = hwnd || id ? find_locked(queue, hwnd, id, message) : NULL;
    if (!timer && !hwnd) id = (UINT_PTR)++last_id; /* without a window the number is the system's choice */
    if (!timer && (timer = heap_allocate_zeroed(sizeof(*timer)))) {
        timer->next = queue->timers;
        queue->timers = timer;
    }
    if (timer)
        *timer = (struct user_timer){timer->next, hwnd, id, message, procedure, period, GetTickCount64() + period};
    user_unlock();
    if (!timer) return (UINT_PTR)set_user_error(ERROR_NOT_ENOUGH_MEMORY);
    if (queue != thread_queue_if_any()) queue_wake(queue, QS_TIMER); /* so that it reckons its sleep anew */
    return hwnd && !id ? 1 : id;
}

static BOOL kill_timer(HWND hwnd, UINT_PTR id, UINT message)
{
    struct message_queue *queue = thread_queue();
    struct window *window = hwnd ? window_own_or_error(hwnd) : NULL;
    if (hwnd && !window) return FALSE;
    if (window) {
        queue = window->queue;
        hwnd = window->handle;
    }
    user_lock();
    struct user_timer **place = &queue->timers, *timer = find_locked(queue, hwnd, id, message);
    while (timer && *place != timer) place = &(*place)->next;
    if (timer) *place = timer->next;
    heap_free(timer);
    user_unlock();
    return timer != NULL;
}

UINT_PTR WINAPI SetTimer(HWND window, UINT_PTR id, UINT period, TIMERPROC procedure)
{
    return set_timer(window, id, period, procedure, WM_TIMER);
}
UINT_PTR WINAPI SetCoalescableTimer(HWND window, UINT_PTR id, UINT period, TIMERPROC procedure, ULONG tolerance)
{
    (void)tolerance; /* how late it may come; it comes in time */
    return set_timer(window, id, period, procedure, WM_TIMER);
}
BOOL WINAPI KillTimer(HWND window, UINT_PTR id) { return kill_timer(window, id, WM_TIMER); }
UINT_PTR WINAPI SetSystemTimer(HWND window, UINT_PTR id, UINT period, TIMERPROC procedure)
{
    return set_timer(window, id, period, procedure, WM_SYSTIMER_);
}
BOOL WINAPI KillSystemTimer(HWND window, UINT_PTR id) { return kill_timer(window, id, WM_SYSTIMER_); }

void timers_free_locked(struct message_queue *queue, HWND window)
{
    for (struct user_timer **place = &queue->timers; *place;) {
        struct user_timer *timer = *place;
        if (window && timer->window != window) {
            place = &timer->next;
            continue;
        }
        *place = timer->next;
        heap_free(timer);
    }
}

DWORD timer_next(struct message_queue *queue)
{
    if (!queue->timers) return INFINITE;
    ULONGLONG now = GetTickCount64(), first = ~0ull;
    user_lock();
    for (const struct user_timer *each = queue->timers; each; each = each->next) first = min(first, each->due);
    user_unlock();
    if (first == ~0ull) return INFINITE;
    return first <= now ? 0 : (DWORD)min(first - now, 0x7ffffffeull);
}

BOOL timer_take(struct message_queue *queue, MSG *message, HWND window, UINT first, UINT last, BOOL remove)
{
    ULONGLONG now = GetTickCount64();
    struct user_timer *due = NULL;
    user_lock();
    for (struct user_timer *each = queue->timers; each; each = each->next) {
        MSG candidate = {.hwnd = each->window, .message = each->message};
        if (each->due > now || (due && due->due <= each->due)) continue;
        if (message_filter_matches(&candidate, window, first, last)) due = each;
    }
    if (due) {
        POINT position = {windowing->screen.cursor_x, windowing->screen.cursor_y};
        *message = (MSG){due->window, due->message, due->id, (LPARAM)due->procedure, (DWORD)now, position};
        if (remove) due->due = now + due->period; /* one message, however many periods have passed */
    }
    user_unlock();
    return due != NULL;
}
