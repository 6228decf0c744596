/* Hooks of the calling thread and of threads of this process; accessibility events. Hooks on other processes' threads
 * would need the hook's DLL in those processes: SetWindowsHookEx installs a global hook for the threads of its own
 * process, and says so in the log. */
#include "raw_input.h"

struct hook {
    struct hook *next;
    int kind;
    HOOKPROC procedure;
    HINSTANCE module;
    BOOL is_unicode, is_global;
    DWORD tid;
    LONG references; /* the list's and one for each call under way */
    BOOL is_removed;
};

static struct hook *global_hooks[HOOK_KINDS];
static int slot_of(int kind) { return kind - WH_MIN; }

#define HOOK_HANDLE_FIRST 0x00030001u
#define MOST_HOOKS 1024
static struct hook *handles[MOST_HOOKS];

static HHOOK add_handle_locked(struct hook *hook)
{
    for (UINT i = 0; i < MOST_HOOKS; i++) {
        if (handles[i]) continue;
        handles[i] = hook;
        return (HHOOK)(ULONG_PTR)(HOOK_HANDLE_FIRST + 2 * i);
    }
    return NULL;
}

static struct hook **hook_place(HHOOK handle)
{
    ULONG_PTR offset = (ULONG_PTR)handle - HOOK_HANDLE_FIRST;
    return offset / 2 < MOST_HOOKS && !(offset & 1) ? &handles[offset / 2] : NULL;
}

static HHOOK set_hook(int kind, HOOKPROC procedure, HINSTANCE module, DWORD tid, BOOL is_unicode)
{
    static const int global_only[] = {WH_JOURNALRECORD, WH_JOURNALPLAYBACK, WH_SYSMSGFILTER, WH_KEYBOARD_LL,
                                      WH_MOUSE_LL};
    if (!procedure) return (HHOOK)(ULONG_PTR)set_user_error(ERROR_INVALID_FILTER_PROC);
    if (kind < WH_MIN || kind > WH_MAX) return (HHOOK)(ULONG_PTR)set_user_error(ERROR_INVALID_HOOK_FILTER);
    for (UINT i = 0; tid && i < COUNT_OF(global_only); i++)
        if (kind == global_only[i]) return (HHOOK)(ULONG_PTR)set_user_error(ERROR_GLOBAL_ONLY_HOOK);
    if (kind == WH_JOURNALRECORD || kind == WH_JOURNALPLAYBACK)
        return (HHOOK)(ULONG_PTR)set_user_error(ERROR_ACCESS_DENIED); /* as in Windows since Vista without UIAccess */
    if (!tid && !module && kind != WH_KEYBOARD_LL && kind != WH_MOUSE_LL)
        return (HHOOK)(ULONG_PTR)set_user_error(ERROR_HOOK_NEEDS_HMOD);
    if (!tid) log_line(LOG_WARN, "user32: the global hook %d sees what happens in this process only", kind);
    struct hook *hook = heap_allocate_zeroed(sizeof(*hook));
    HHOOK handle = NULL;
    DWORD error = ERROR_NOT_ENOUGH_MEMORY;
    thread_queue();
    user_lock();
    struct message_queue *queue = tid ? queue_of_tid_locked(tid) : NULL;
    if (tid && !queue) error = ERROR_INVALID_PARAMETER;
    else if (hook) handle = add_handle_locked(hook);
    if (handle) {
        struct hook **list = tid ? &queue->hooks[slot_of(kind)] : &global_hooks[slot_of(kind)];
        *hook = (struct hook){*list, kind, procedure, module, is_unicode, !tid, tid, 1, FALSE};
        *list = hook;
    }
    user_unlock();
    if (handle) return handle;
    heap_free(hook);
    return (HHOOK)(ULONG_PTR)set_user_error(error);
}

HHOOK WINAPI SetWindowsHookExW(int kind, HOOKPROC procedure, HINSTANCE module, DWORD tid)
{
    return set_hook(kind, procedure, module, tid, TRUE);
}
HHOOK WINAPI SetWindowsHookExA(int kind, HOOKPROC procedure, HINSTANCE module, DWORD tid)
{
    return set_hook(kind, procedure, module, tid, FALSE);
}
HHOOK WINAPI SetWindowsHookW(int kind, HOOKPROC procedure)
{
    return set_hook(kind, procedure, NULL, GetCurrentThreadId(), TRUE);
}
HHOOK WINAPI SetWindowsHookA(int kind, HOOKPROC procedure)
{
    return set_hook(kind, procedure, NULL, GetCurrentThreadId(), FALSE);
}

static void release_locked(struct hook *hook)
{
    if (--hook->references) return;
    struct message_queue *queue = hook->is_global ? NULL : queue_of_tid_locked(hook->tid);
    struct hook **place = hook->is_global ? &global_hooks[slot_of(hook->kind)]
                          : queue         ? &queue->hooks[slot_of(hook->kind)]
                                          : NULL;
    while (place && *place && *place != hook) place = &(*place)->next;
    if (place && *place) *place = hook->next;
    heap_free(hook);
}

static BOOL remove_locked(struct hook *hook)
{
    if (!hook || hook->is_removed) return FALSE;
    for (UINT i = 0; i < MOST_HOOKS; i++)
        if (handles[i] == hook) handles[i] = NULL;
    hook->is_removed = TRUE; /* stays in the chain while it is called */
    release_locked(hook);
    return TRUE;
}

BOOL WINAPI UnhookWindowsHookEx(HHOOK handle)
{
    user_lock();
    struct hook **place = hook_place(handle);
    BOOL done = place && remove_locked(*place);
    user_unlock();
    return done || set_user_error(ERROR_INVALID_HOOK_HANDLE);
}

BOOL WINAPI UnhookWindowsHook(int kind, HOOKPROC procedure)
{
    BOOL done = FALSE;
    user_lock();
    struct message_queue *queue = thread_queue_if_any();
    if (queue && kind >= WH_MIN && kind <= WH_MAX) {
        struct hook *hook = queue->hooks[slot_of(kind)];
        while (hook && (hook->procedure != procedure || hook->is_removed)) hook = hook->next;
        done = remove_locked(hook);
    }
    user_unlock();
    return done || set_user_error(ERROR_HOOK_NOT_INSTALLED);
}

void hooks_free(struct message_queue *queue)
{
    user_lock();
    for (int i = 0; i < HOOK_KINDS; i++)
        for (struct hook *each = queue->hooks[i], *next; each; each = next) {
            next = each->next;
            remove_locked(each);
        }
    user_unlock();
}

/* --- calling --- */

BOOL hook_is_set(int kind)
{
    const struct message_queue *queue = thread_queue_if_any();
    return global_hooks[slot_of(kind)] || (queue && queue->hooks[slot_of(kind)]);
}

static struct hook *first_live(struct hook *hook)
{
    while (hook && hook->is_removed) hook = hook->next;
    return hook;
}

/* After `hook` in its chain: the thread's own come first, then the global ones. */
static struct hook *following_locked(const struct message_queue *queue, const struct hook *hook, int kind)
{
    struct hook *next = hook ? first_live(hook->next) : first_live(queue->hooks[slot_of(kind)]);
    if (!next && (!hook || !hook->is_global)) next = first_live(global_hooks[slot_of(kind)]);
    return next;
}

static LRESULT call_one(struct message_queue *queue, struct hook *hook, int code, WPARAM wparam, LPARAM lparam)
{
    struct hook *before = queue->hook_running;
    queue->hook_running = hook;
    LRESULT result = hook->procedure(code, wparam, lparam);
    queue->hook_running = before;
    user_lock();
    release_locked(hook);
    user_unlock();
    return result;
}

static LRESULT call_following(struct message_queue *queue, struct hook *after, int kind, int code, WPARAM wparam,
                              LPARAM lparam)
{
    user_lock();
    struct hook *hook = following_locked(queue, after, kind);
    if (hook) hook->references++;
    user_unlock();
    return hook ? call_one(queue, hook, code, wparam, lparam) : 0;
}

LRESULT hook_call(int kind, int code, WPARAM wparam, LPARAM lparam)
{
    struct message_queue *queue = thread_queue_if_any();
    return queue && hook_is_set(kind) ? call_following(queue, NULL, kind, code, wparam, lparam) : 0;
}

LRESULT WINAPI CallNextHookEx(HHOOK handle, int code, WPARAM wparam, LPARAM lparam)
{
    struct message_queue *queue = thread_queue_if_any();
    (void)handle; /* documented as ignored */
    if (!queue || !queue->hook_running) return 0;
    return call_following(queue, queue->hook_running, queue->hook_running->kind, code, wparam, lparam);
}

BOOL WINAPI CallMsgFilterW(LPMSG message, int code)
{
    if (hook_call(WH_SYSMSGFILTER, code, 0, (LPARAM)message)) return TRUE;
    return hook_call(WH_MSGFILTER, code, 0, (LPARAM)message) != 0;
}

BOOL WINAPI CallMsgFilterA(LPMSG message, int code) { return CallMsgFilterW(message, code); }

/* In the thread that the input came to, before it is in its queue. */
BOOL low_level_hooks_take(const MSG *message, LPARAM extra)
{
    if (message->message >= WM_MOUSEFIRST && message->message <= WM_MOUSELAST) {
        if (!hook_is_set(WH_MOUSE_LL)) return FALSE;
        MSLLHOOKSTRUCT mouse = {message->pt, (DWORD)message->wParam & 0xffff0000u, 0, message->time, (ULONG_PTR)extra};
        return hook_call(WH_MOUSE_LL, HC_ACTION, message->message, (LPARAM)&mouse) != 0;
    }
    if (!hook_is_set(WH_KEYBOARD_LL)) return FALSE;
    KBDLLHOOKSTRUCT key = {(DWORD)message->wParam, (DWORD)(message->lParam >> 16 & 0xff), 0, message->time,
                           (ULONG_PTR)extra};
    BOOL is_extended = (message->lParam & 1 << 24) != 0, is_right = key.scanCode == 0x36;
    if (is_extended) key.flags |= LLKHF_EXTENDED;
    if (message->lParam & 1 << 29) key.flags |= LLKHF_ALTDOWN;
    if (message->message == WM_KEYUP || message->message == WM_SYSKEYUP) key.flags |= LLKHF_UP;
    /* these hooks, unlike messages, tell left from right */
    if (key.vkCode == VK_SHIFT) key.vkCode = is_right ? VK_RSHIFT : VK_LSHIFT;
    else if (key.vkCode == VK_CONTROL) key.vkCode = is_extended ? VK_RCONTROL : VK_LCONTROL;
    else if (key.vkCode == VK_MENU) key.vkCode = is_extended ? VK_RMENU : VK_LMENU;
    return hook_call(WH_KEYBOARD_LL, HC_ACTION, message->message, (LPARAM)&key) != 0;
}

/* --- events for accessibility programs --- */

struct event_hook {
    struct event_hook *next;
    HWINEVENTHOOK handle;
    DWORD first, last, pid, tid, flags, owner;
    WINEVENTPROC procedure;
};
static struct event_hook *event_hooks;
static ULONG_PTR last_event_hook = 0x10000;

HWINEVENTHOOK WINAPI SetWinEventHook(DWORD first, DWORD last, HMODULE module, WINEVENTPROC procedure, DWORD pid,
                                     DWORD tid, DWORD flags)
{
    if (!procedure) return (HWINEVENTHOOK)(ULONG_PTR)set_user_error(ERROR_INVALID_FILTER_PROC);
    if (first > last) return (HWINEVENTHOOK)(ULONG_PTR)set_user_error(ERROR_INVALID_HOOK_FILTER);
    if (flags & WINEVENT_INCONTEXT && !module) return (HWINEVENTHOOK)(ULONG_PTR)set_user_error(ERROR_HOOK_NEEDS_HMOD);
    struct event_hook *hook = heap_allocate(sizeof(*hook));
    if (!hook) return NULL;
    user_lock();
    last_event_hook += 2;
    *hook = (struct event_hook){event_hooks, (HWINEVENTHOOK)last_event_hook, first,    last, pid, tid,
                                flags,       GetCurrentThreadId(),           procedure};
    event_hooks = hook;
    HWINEVENTHOOK handle = hook->handle;
    user_unlock();
    return handle;
}

BOOL WINAPI UnhookWinEvent(HWINEVENTHOOK handle)
{
    user_lock();
    struct event_hook **place = &event_hooks;
    while (*place && (*place)->handle != handle) place = &(*place)->next;
    struct event_hook *hook = *place;
    if (hook) *place = hook->next;
    heap_free(hook);
    user_unlock();
    return hook || set_user_error(ERROR_INVALID_HANDLE);
}

BOOL WINAPI IsWinEventHookInstalled(DWORD event)
{
    user_lock();
    const struct event_hook *hook = event_hooks;
    while (hook && (event < hook->first || event > hook->last)) hook = hook->next;
    user_unlock();
    return hook != NULL;
}

/* In the thread in which it happens: events of this process for hooks of this process. */
void win_event(DWORD event, HWND window, LONG object, LONG child)
{
    if (!event_hooks) return;
    struct event_hook found[16];
    UINT count = 0;
    DWORD tid = GetCurrentThreadId(), pid = GetCurrentProcessId();
    user_lock();
    for (const struct event_hook *each = event_hooks; each && count < COUNT_OF(found); each = each->next) {
        if (event < each->first || event > each->last || (each->pid && each->pid != pid) ||
            (each->tid && each->tid != tid))
            continue;
        if (each->flags & WINEVENT_SKIPOWNPROCESS || (each->flags & WINEVENT_SKIPOWNTHREAD && each->owner == tid))
            continue;
        found[count++] = *each;
    }
    user_unlock();
    for (UINT i = 0; i < count; i++)
        found[i].procedure(found[i].handle, event, window, object, child, tid, GetTickCount());
}

void WINAPI NotifyWinEvent(DWORD event, HWND window, LONG object, LONG child)
{
    if (window && window_shared(window)) win_event(event, window, object, child);
}
