/* The threads of the C++ standard library as the DLL keeps them. A mutex or condition variable of zero bytes is ready
 * for use: newer compilers make them so without calling us. */
#ifndef THREADS_H
#define THREADS_H

#include <windows.h>
#include <stdint.h>
#include <stdlib.h>

enum thread_result { THREAD_SUCCESS, THREAD_NO_MEMORY, THREAD_TIMED_OUT, THREAD_BUSY, THREAD_ERROR };

enum mutex_type { MUTEX_PLAIN = 1, MUTEX_TRY = 2, MUTEX_TIMED = 4, MUTEX_RECURSIVE = 0x100 };
struct mutex {
    int type;
    union {
        struct {
            void *unused;
            SRWLOCK lock;
        };
        char storage[sizeof(void *) == 8 ? 64 : 36];
    };
    LONG thread;
    int count;
};

struct condition {
    union {
        struct {
            void *unused;
            CONDITION_VARIABLE variable;
        };
        char storage[sizeof(void *) == 8 ? 72 : 40];
    };
};

struct thread_handle { /* passed by value */
    HANDLE handle;
    unsigned id;
};

struct time64 {
    int64_t seconds;
    long nanoseconds;
};
/* How long it is until then, by the system's clock; 0 if it has passed. */
DWORD milliseconds_until(const struct time64 *when);

#endif
