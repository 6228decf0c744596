/* What jobs tell a completion port: who came, who went, which limit was met. */
#include <stdlib.h>
#include "job.h"
#include "request.h"
#include "slots.h"

#define MOST_NOTES 65536u

struct job_note {
    struct job_note *next;
    uint32_t message, pid;
};

void job_port_clear(struct job_port *port)
{
    while (port->notes) {
        struct job_note *note = port->notes;
        port->notes = note->next;
        free(note);
    }
    *port = (struct job_port){0};
}

void job_port_send(struct job_port *port, enum job_message message, uint32_t pid)
{
    struct job_note **end = &port->notes;
    const struct process *owner = port->slot ? process_find(port->pid) : NULL;
    if (!owner || owner->state == PROCESS_ENDED || port->count >= MOST_NOTES) return;
    struct job_note *note = malloc(sizeof(*note));
    if (!note) return;
    *note = (struct job_note){.message = message, .pid = pid};
    while (*end) end = &(*end)->next;
    *end = note;
    port->count++;
    slot_signal(port->slot, 1);
}

static struct job *job_argument(struct request *request, uint64_t id)
{
    return (struct job *)reference_find(request->process, id, OBJECT_JOB);
}

/* A port cannot be taken away from who has it, but by that one; Windows allows one association, and its end since version 10. */
NTSTATUS handle_job_port(struct request *request, const struct request_job_port_in *in, struct request_job_port_out *out)
{
    struct job *job = job_argument(request, in->job);
    (void)out;
    if (!job) return STATUS_INVALID_HANDLE;
    if (in->slot && job->port.slot) return STATUS_INVALID_PARAMETER;
    if (in->slot && !process_may_use_slot(request->process, in->slot)) return STATUS_INVALID_PARAMETER;
    job_port_clear(&job->port);
    job->port.pid = request->process->pid;
    job->port.slot = in->slot;
    if (!in->slot) return STATUS_SUCCESS;
    for (struct process *process = processes; process; process = process->next) /* those who are there already */
        for (const struct job *at = process->job; at; at = at->parent)
            if (at == job) job_port_send(&job->port, JOB_NEW_PROCESS, process->pid);
    return STATUS_SUCCESS;
}

NTSTATUS handle_job_message(struct request *request, const struct request_job_message_in *in, struct request_job_message_out *out)
{
    struct job *job = job_argument(request, in->job);
    if (!job) return STATUS_INVALID_HANDLE;
    struct job_note *note = job->port.pid == request->process->pid ? job->port.notes : NULL;
    if (!note) return STATUS_NO_MORE_ENTRIES;
    out->message = note->message;
    out->pid = note->pid;
    job->port.notes = note->next;
    job->port.count--;
    free(note);
    return STATUS_SUCCESS;
}
