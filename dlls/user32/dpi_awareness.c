/* DPI awareness contexts. Windows are never stretched here, so a context says only what the program declared. */
#include "user_private.h"

#define CONTEXT_OF(number) ((DPI_AWARENESS_CONTEXT)(LONG_PTR)(number))

enum { UNAWARE = -1, SYSTEM_AWARE = -2, PER_MONITOR_AWARE = -3, PER_MONITOR_AWARE_2 = -4, UNAWARE_SCALED = -5 };

static LONG process_context; /* one of the above; 0: not declared, which is SYSTEM_AWARE */

static int number_of(DPI_AWARENESS_CONTEXT context)
{
    LONG_PTR number = (LONG_PTR)context;
    return number >= UNAWARE_SCALED && number <= UNAWARE ? (int)number : 0;
}

static int process_number(void) { return process_context ? (int)process_context : SYSTEM_AWARE; }

BOOL WINAPI IsValidDpiAwarenessContext(DPI_AWARENESS_CONTEXT context) { return number_of(context) != 0; }

BOOL WINAPI AreDpiAwarenessContextsEqual(DPI_AWARENESS_CONTEXT a, DPI_AWARENESS_CONTEXT b)
{
    return number_of(a) && number_of(a) == number_of(b);
}

DPI_AWARENESS WINAPI GetAwarenessFromDpiAwarenessContext(DPI_AWARENESS_CONTEXT context)
{
    switch (number_of(context)) {
    case UNAWARE:
    case UNAWARE_SCALED: return DPI_AWARENESS_UNAWARE;
    case SYSTEM_AWARE: return DPI_AWARENESS_SYSTEM_AWARE;
    case PER_MONITOR_AWARE:
    case PER_MONITOR_AWARE_2: return DPI_AWARENESS_PER_MONITOR_AWARE;
    }
    return DPI_AWARENESS_INVALID;
}

DPI_AWARENESS_CONTEXT WINAPI GetThreadDpiAwarenessContext(void)
{
    struct message_queue *queue = thread_queue_if_any();
    return CONTEXT_OF(queue && queue->dpi_awareness ? queue->dpi_awareness : process_number());
}

/* Returns what held before; NULL for what is no context. */
DPI_AWARENESS_CONTEXT WINAPI SetThreadDpiAwarenessContext(DPI_AWARENESS_CONTEXT context)
{
    DPI_AWARENESS_CONTEXT before = GetThreadDpiAwarenessContext();
    struct message_queue *queue = number_of(context) ? thread_queue() : NULL;

    if (!queue) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    queue->dpi_awareness = number_of(context);
    return before;
}

DPI_AWARENESS_CONTEXT WINAPI GetWindowDpiAwarenessContext(HWND window)
{
    if (!window_shared(window)) {
        SetLastError(ERROR_INVALID_WINDOW_HANDLE);
        return NULL;
    }
    return CONTEXT_OF(process_number());
}

/* A process declares itself once. */
BOOL WINAPI SetProcessDpiAwarenessContext(DPI_AWARENESS_CONTEXT context)
{
    if (!number_of(context)) return set_user_error(ERROR_INVALID_PARAMETER);
    if (InterlockedCompareExchange(&process_context, number_of(context), 0)) return set_user_error(ERROR_ACCESS_DENIED);
    return TRUE;
}
