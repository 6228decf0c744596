/* The end of a prefix in order: every program gets SIGTERM, which the loader turns into CTRL_CLOSE_EVENT and its kin;
 * who has not ended when the time is over gets SIGKILL. Then the server answers and ends. */
#include <signal.h>
#include "request.h"
#include "server.h"

#define LONGEST_PATIENCE 600000u /* milliseconds */
#define AFTER_SIGKILL    2000000000ull

static struct client *asker; /* waits for the answer; NULL once it has gone */
static uint64_t deadline;
static uint32_t ended;
static bool is_forced;

static void signal_all(int number)
{
    for (struct process *process = processes; process; process = process->next) {
        if (process->unix_pid > 0)
            kill(process->unix_pid, number);
        else if (process->client)
            client_give_up(process->client); /* not yet begun */
    }
}

NTSTATUS handle_server_kill(struct request *request, const struct request_server_kill_in *in,
                            struct request_server_kill_out *out)
{
    uint32_t timeout = in->timeout < LONGEST_PATIENCE ? in->timeout : LONGEST_PATIENCE;
    (void)out;
    if (server.ending) return STATUS_PROCESS_IS_TERMINATING;
    server.ending = true;
    request->deferred = true;
    asker = request->client;
    ended = process_count;
    is_forced = in->force || !timeout;
    deadline = monotonic_now() + (is_forced ? AFTER_SIGKILL : timeout * 1000000ull);
    signal_all(is_forced ? SIGKILL : SIGTERM);
    return STATUS_SUCCESS;
}

static bool asker_is_there(void)
{
    for (const struct client *client = clients; client; client = client->next)
        if (client == asker && !client->dead) return true;
    return false;
}

static void finish(void)
{
    struct request_server_kill_out out = {.ended = ended};
    if (asker_is_there()) client_answer(asker, request_code_server_kill, STATUS_SUCCESS, &out, sizeof(out));
    server.stop = true;
}

int kill_continue(uint64_t now)
{
    if (!server.ending) return -1;
    if (server.stop) return 0;
    if (!process_count || (now >= deadline && is_forced)) {
        finish();
        return 0;
    }
    if (now >= deadline) {
        is_forced = true;
        deadline = now + AFTER_SIGKILL;
        signal_all(SIGKILL);
    }
    return (int)((deadline - now) / 1000000) + 1;
}
