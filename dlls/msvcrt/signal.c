/* Signals: signal and raise, console events, and hardware exceptions that a program's start-up code hands over. */
#include "crt.h"

#define SIGINT 2
#define SIGILL 4
#define SIGFPE 8
#define SIGSEGV 11
#define SIGTERM 15
#define SIGBREAK 21
#define SIGABRT 22
#define SIGABRT_COMPAT 6

typedef void(__cdecl *signal_handler)(int);
#define SIG_DFL ((signal_handler)0)
#define SIG_IGN ((signal_handler)1)
#define SIG_GET ((signal_handler)2)
#define SIG_ERR ((signal_handler)-1)

enum signal_slot { SLOT_INT, SLOT_ILL, SLOT_FPE, SLOT_SEGV, SLOT_TERM, SLOT_BREAK, SLOT_ABRT, SLOT_COUNT };
static const unsigned char numbers[SLOT_COUNT] = {SIGINT, SIGILL, SIGFPE, SIGSEGV, SIGTERM, SIGBREAK, SIGABRT};
static signal_handler handlers[SLOT_COUNT];
static bool console_handler_installed;

static signal_handler *slot_of(int number)
{
    if (number == SIGABRT_COMPAT) number = SIGABRT;
    for (int i = 0; i < SLOT_COUNT; i++) {
        if (numbers[i] == number) return &handlers[i];
    }
    return NULL;
}

/* What a console handler does: the default is left to the next handler, which ends the process. */
static BOOL WINAPI console_event(DWORD event)
{
    enum signal_slot slot = event == CTRL_C_EVENT ? SLOT_INT : SLOT_BREAK;
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) return FALSE;
    signal_handler handler = handlers[slot];
    if (handler == SIG_DFL) return FALSE;
    if (handler != SIG_IGN) {
        handlers[slot] = SIG_DFL;
        handler(numbers[slot]);
    }
    return TRUE;
}

signal_handler __cdecl signal(int number, signal_handler handler)
{
    signal_handler *slot = slot_of(number);
    if (!slot || handler == SIG_ERR || handler == (signal_handler)3 || handler == (signal_handler)4) {
        *_errno() = EINVAL;
        return SIG_ERR;
    }
    if (handler == SIG_GET) return *slot;
    if ((number == SIGINT || number == SIGBREAK) && !console_handler_installed) {
        if (!SetConsoleCtrlHandler(console_event, TRUE)) {
            crt_fail();
            return SIG_ERR;
        }
        console_handler_installed = true;
    }
    return (signal_handler)InterlockedExchangePointer((void **)slot, (void *)handler);
}

#define FPE_EXPLICITGEN 0x8c

int __cdecl raise(int number)
{
    signal_handler *slot = slot_of(number);
    if (!slot) {
        crt_invalid(EINVAL);
        return -1;
    }
    signal_handler handler = *slot;
    if (handler == SIG_IGN) return 0;
    if (handler == SIG_DFL) _exit(3);
    *slot = SIG_DFL;
    if (number == SIGFPE) {
        crt_thread()->floating_code = FPE_EXPLICITGEN;
        ((void(__cdecl *)(int, int))(void *)handler)(SIGFPE, FPE_EXPLICITGEN);
    } else {
        handler(number);
    }
    return 0;
}

/* abort: whether the program has a handler for it (which then has returned) */
int crt_raise_abort(void)
{
    signal_handler handler = handlers[SLOT_ABRT];
    if (handler == SIG_DFL) return 0;
    if (handler != SIG_IGN) {
        handlers[SLOT_ABRT] = SIG_DFL;
        handler(SIGABRT);
    }
    return 1;
}

/* ---- hardware exceptions */

static const struct { DWORD exception; unsigned char signal, floating_code; } exceptions[] = {
    {EXCEPTION_ACCESS_VIOLATION, SIGSEGV, 0},
    {EXCEPTION_ILLEGAL_INSTRUCTION, SIGILL, 0},
    {EXCEPTION_PRIV_INSTRUCTION, SIGILL, 0},
    {EXCEPTION_FLT_DENORMAL_OPERAND, SIGFPE, 0x82},
    {EXCEPTION_FLT_DIVIDE_BY_ZERO, SIGFPE, 0x83},
    {EXCEPTION_FLT_INEXACT_RESULT, SIGFPE, 0x86},
    {EXCEPTION_FLT_INVALID_OPERATION, SIGFPE, 0x81},
    {EXCEPTION_FLT_OVERFLOW, SIGFPE, 0x84},
    {EXCEPTION_FLT_STACK_CHECK, SIGFPE, 0x8a},
    {EXCEPTION_FLT_UNDERFLOW, SIGFPE, 0x85},
};

static int filter(DWORD code, EXCEPTION_POINTERS *pointers)
{
    for (size_t i = 0; i < ARRAY_SIZE(exceptions); i++) {
        if (exceptions[i].exception != code) continue;
        signal_handler *slot = slot_of(exceptions[i].signal), handler = *slot;
        if (handler == SIG_DFL) return EXCEPTION_CONTINUE_SEARCH;
        if (handler == SIG_IGN) return EXCEPTION_CONTINUE_EXECUTION;
        struct thread_data *thread = crt_thread();
        EXCEPTION_POINTERS *before = thread->signal_information;
        thread->signal_information = pointers;
        *slot = SIG_DFL;
        if (exceptions[i].signal == SIGFPE) {
            thread->floating_code = exceptions[i].floating_code;
            ((void(__cdecl *)(int, int))(void *)handler)(SIGFPE, exceptions[i].floating_code);
        } else {
            handler(exceptions[i].signal);
        }
        thread->signal_information = before;
        return EXCEPTION_CONTINUE_EXECUTION;
    }
    return EXCEPTION_CONTINUE_SEARCH;
}

int __cdecl _XcptFilter(DWORD code, EXCEPTION_POINTERS *pointers) { return filter(code, pointers); }
int __cdecl _seh_filter_exe(DWORD code, EXCEPTION_POINTERS *pointers) { return filter(code, pointers); }

#define CPP_EXCEPTION 0xe06d7363

int __cdecl __CppXcptFilter(DWORD code, EXCEPTION_POINTERS *pointers)
{
    return code == CPP_EXCEPTION ? filter(code, pointers) : EXCEPTION_CONTINUE_SEARCH;
}

int __cdecl _seh_filter_dll(DWORD code, EXCEPTION_POINTERS *pointers) { return __CppXcptFilter(code, pointers); }
