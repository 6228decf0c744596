/* A job's completion port (job_port.c). */
#ifndef NTDLL_JOB_PORT_H
#define NTDLL_JOB_PORT_H

#include "nt/nt.h"

/* CompletionPort NULL ends the association. job: the server's id */
NTSTATUS job_set_port(uint64_t job, const JOBOBJECT_ASSOCIATE_COMPLETION_PORT *info);

#endif
