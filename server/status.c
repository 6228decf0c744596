/* What lives in the prefix, as text for people. */
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>
#include "request.h"
#include "server.h"
#include "slots.h"

#define LONGEST_STATUS (1u << 20)

struct report {
    struct request *request;
    uint32_t size;
};

static void __attribute__((format(printf, 2, 3))) add(struct report *report, const char *format, ...)
{
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    if (length >= (int)sizeof(line)) length = (int)sizeof(line) - 1;
    if (length <= 0 || report->size + (uint32_t)length > LONGEST_STATUS) return;
    if (request_answer_data(report->request, line, (uint32_t)length)) report->size += (uint32_t)length;
}

static void add_process(struct report *report, const struct process *process)
{
    char image[1024];
    text_to_utf8((struct text){process->image, process->image_length}, image, sizeof(image));
    add(report, "%6u %8d %6u %7u %8u  %s%s\n", process->pid, process->unix_pid, process->parent_pid,
        process_thread_count(process), process_handle_count(process), *image ? image : "?",
        process->state == PROCESS_STARTING ? " (starting)" : "");
}

static void add_object(struct object *object, void *context)
{
    struct report *report = context;
    uint16_t chars[512];
    char name[1600], description[512] = "";
    object->operations->describe(object, description, sizeof(description));
    if (object->permanent) return;
    text_to_utf8((struct text){chars, object_full_name(object, chars, 512)}, name, sizeof(name));
    add(report, "%-13s handles %-4u %s%s%s\n", object->operations->type_name, object->handles, name,
        *name && *description ? ": " : "", description);
}

NTSTATUS handle_server_status(struct request *request, const struct request_server_status_in *in,
                              struct request_server_status_out *out)
{
    struct report report = {request, 0};
    (void)in;
    (void)out;
    add(&report, "winrun-server, process %d, prefix %s\n", (int)getpid(), server.prefix);
    add(&report, "%u programs, %u connections, %u objects, %u arena slots in use, %llu requests so far\n\n",
        process_count, client_count, object_count(), slots_in_use(), (unsigned long long)server.request_count);
    if (process_count)
        add(&report, "%6s %8s %6s %7s %8s  %s\n", "pid", "unix", "parent", "threads", "handles", "program");
    const struct process *process = processes;
    while (process && process->next) process = process->next;
    for (; process; process = process->previous) add_process(&report, process);
    if (process_count) add(&report, "\n");
    object_each(add_object, &report);
    return STATUS_SUCCESS;
}
