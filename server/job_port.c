/* What jobs tell a completion port: who came, who went, which limit was met. The port lives in the process that
 * associated it; an event of that process is signalled, and a helper there fetches the messages. They outlive the job,
 * which may go with its last process. */
#include <stdlib.h>
#include "job.h"
#include "request.h"
#include "slots.h"

#define MOST_NOTES 65536u

struct job_note {
    struct job_note *next;
    uint32_t message, pid;
};

struct job_port {
    struct job_port *next;
    struct job *job; /* NULL: it has gone */
    uint64_t id;     /* of the job */
    uint32_t pid, slot;
    struct job_note *notes;
    uint32_t count;
};

static struct job_port *ports;

static void port_free(struct job_port *port)
{
    struct job_port **link = &ports;
    while (*link != port) link = &(*link)->next;
    *link = port->next;
    if (port->job) port->job->port = NULL;
    while (port->notes) {
        struct job_note *note = port->notes;
        port->notes = note->next;
        free(note);
    }
    free(port);
}

void job_port_orphan(struct job_port *port)
{
    port->job = NULL;
    slot_signal(port->slot, 1);
}

void job_ports_process_ended(uint32_t pid)
{
    for (struct job_port *port = ports, *next; port; port = next) {
        next = port->next;
        if (port->pid == pid) port_free(port);
    }
}

void job_tell_one(struct job *job, enum job_message message, uint32_t pid)
{
    struct job_port *port = job->port;
    if (!port || port->count >= MOST_NOTES) return;
    struct job_note *note = malloc(sizeof(*note)), **end = &port->notes;
    if (!note) return;
    *note = (struct job_note){.message = message, .pid = pid};
    while (*end) end = &(*end)->next;
    *end = note;
    port->count++;
    slot_signal(port->slot, 1);
}

void job_tell(struct job *job, enum job_message message, uint32_t pid)
{
    for (; job; job = job->parent) job_tell_one(job, message, pid);
}

NTSTATUS handle_job_port(struct request *request, const struct request_job_port_in *in,
                         struct request_job_port_out *out)
{
    struct job *job = (struct job *)reference_find(request->process, in->job, OBJECT_JOB);
    (void)out;
    if (!job) return STATUS_INVALID_HANDLE;
    if (in->slot && job->port) return STATUS_INVALID_PARAMETER;
    if (in->slot && !process_may_use_slot(request->process, in->slot)) return STATUS_INVALID_PARAMETER;
    if (job->port) {
        job_port_orphan(job->port); /* what it has is still delivered */
        job->port = NULL;
    }
    if (!in->slot) return STATUS_SUCCESS;
    struct job_port *port = calloc(1, sizeof(*port));
    if (!port) return STATUS_NO_MEMORY;
    *port = (struct job_port){
        .next = ports, .job = job, .id = job->object.id, .pid = request->process->pid, .slot = in->slot};
    ports = port;
    job->port = port;
    for (const struct process *process = processes; process; process = process->next) /* those who are there already */
        if (job_contains(job, process)) job_tell_one(job, JOB_NEW_PROCESS, process->pid);
    return STATUS_SUCCESS;
}

NTSTATUS handle_job_message(struct request *request, const struct request_job_message_in *in,
                            struct request_job_message_out *out)
{
    struct job_port *port = ports;
    while (port && !(port->slot == in->slot && port->pid == request->process->pid)) port = port->next;
    if (!port) return STATUS_INVALID_HANDLE;
    struct job_note *note = port->notes;
    if (!note && port->job) return STATUS_NO_MORE_ENTRIES;
    if (!note) {
        port_free(port);
        return STATUS_INVALID_HANDLE;
    }
    out->message = note->message;
    out->pid = note->pid;
    port->notes = note->next;
    port->count--;
    free(note);
    return STATUS_SUCCESS;
}
