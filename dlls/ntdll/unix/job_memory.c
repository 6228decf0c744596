/* Memory limits of jobs: the server knows what the others in the job have committed. */
#include "requests.h"
#include "virtual_private.h"

bool jobs_count_memory(void) { return process_block->job_flags & PROCESS_JOB_COUNTS_MEMORY; }

NTSTATUS jobs_ask_commit(uint64_t committed)
{
    struct request_job_commit_in in = {.committed = committed};
    struct request_job_commit_out out;
    struct unix_server_request_args args = {
        .code = request_code_job_commit,
        .send_fd = -1,
        .in = UNIX_PTR(&in),
        .in_size = sizeof(in),
        .out = UNIX_PTR(&out),
        .out_size = sizeof(out),
        .received_fd = -1,
    };
    return server_exchange(&args);
}
