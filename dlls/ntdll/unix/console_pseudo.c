/* Pseudo consoles: a console whose terminal is the pair of pipes that the program gave. Whoever writes to the console
 * writes to the pipe; no process stands between. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "console_private.h"

#define PSEUDO_CONSOLES 64

static struct pseudo_console *table[PSEUDO_CONSOLES];
static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;

struct pseudo_console *pseudo_of_number(uint64_t number)
{
    return number && number <= PSEUDO_CONSOLES ? __atomic_load_n(&table[number - 1], __ATOMIC_ACQUIRE) : NULL;
}

static uint64_t number_of(struct pseudo_console *pseudo)
{
    uint64_t number = 0;
    pthread_mutex_lock(&table_lock);
    for (uint32_t i = 0; i < PSEUDO_CONSOLES && !number; i++) {
        if (table[i]) continue;
        __atomic_store_n(&table[i], pseudo, __ATOMIC_RELEASE);
        number = i + 1;
    }
    pthread_mutex_unlock(&table_lock);
    return number;
}

static NTSTATUS create(struct unix_console_control_args *args)
{
    bool valid =
        args->width > 0 && args->height > 0 && args->width <= CONSOLE_COLUMNS_MAX && args->height <= CONSOLE_ROWS_MAX;
    if (!valid) return STATUS_INVALID_PARAMETER;
    struct pseudo_console *pseudo = calloc(1, sizeof(*pseudo));
    if (!pseudo) return STATUS_NO_MEMORY;
    pseudo->fd_in = fcntl(args->x, F_DUPFD_CLOEXEC, 64);
    pseudo->fd_out = fcntl(args->y, F_DUPFD_CLOEXEC, 64);
    pseudo->memory = console_create_memory(args->width, args->height, &pseudo->fd_memory);
    if (!pseudo->memory || pseudo->fd_in < 0 || pseudo->fd_out < 0) {
        if (pseudo->fd_in >= 0) close(pseudo->fd_in);
        if (pseudo->fd_out >= 0) close(pseudo->fd_out);
        free(pseudo);
        return STATUS_INVALID_HANDLE;
    }
    pseudo->memory->terminal.present = pseudo->memory->terminal.located = 1;
    args->extra = number_of(pseudo);
    return args->extra ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static NTSTATUS resize(struct unix_console_control_args *args)
{
    struct pseudo_console *pseudo = pseudo_of_number(args->extra);
    bool valid = pseudo && args->width > 0 && args->height > 0 && args->width <= CONSOLE_COLUMNS_MAX &&
                 args->height <= CONSOLE_ROWS_MAX;
    if (!valid) return STATUS_INVALID_PARAMETER;
    __atomic_store_n(&pseudo->memory->wanted_size, (uint32_t)args->width << 16 | (uint32_t)args->height,
                     __ATOMIC_RELEASE);
    __atomic_store_n(&pseudo->memory->resized, 1, __ATOMIC_RELEASE);
    console_wake_memory(pseudo->memory);
    return STATUS_SUCCESS;
}

/* Who is attached gets CTRL_CLOSE_EVENT. */
static NTSTATUS close_pseudo(struct unix_console_control_args *args)
{
    struct pseudo_console *pseudo = pseudo_of_number(args->extra);
    if (!pseudo) return STATUS_INVALID_PARAMETER;
    __atomic_store_n(&table[args->extra - 1], NULL, __ATOMIC_RELEASE);
    console_send_event(pseudo->memory, 2, 0);
    close(pseudo->fd_in);
    close(pseudo->fd_out);
    close(pseudo->fd_memory);
    munmap(pseudo->memory, CONSOLE_MEMORY_SIZE);
    free(pseudo);
    return STATUS_SUCCESS;
}

NTSTATUS pseudo_request(struct unix_console_control_args *args)
{
    if (args->request == CONSOLE_PSEUDO_CREATE) return create(args);
    return args->request == CONSOLE_PSEUDO_RESIZE ? resize(args) : close_pseudo(args);
}
