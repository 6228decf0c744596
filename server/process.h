/* Processes, their threads, and their references to objects. */
#ifndef SERVER_PROCESS_H
#define SERVER_PROCESS_H

#include "handle_table.h"
#include "object.h"

struct client;
struct job;

/* References of one process: an open-addressed table from object to count. */
struct reference_table {
    struct reference {
        struct object *object;
        uint32_t count;
    } * entries;
    uint32_t capacity; /* power of two, or 0 */
    uint32_t used;     /* entries ever filled since the table was last made, removed ones included */
    uint32_t live;
};

enum process_state { PROCESS_STARTING, PROCESS_RUNNING, PROCESS_ENDED };

struct range_list {
    struct range {
        uint32_t first, count;
    } * ranges;
    uint32_t count, capacity;
};

struct process {
    struct object object;
    struct process *next, *previous; /* of all that have not ended */
    struct client *client;           /* its connection, NULL once it ended */
    struct process_block *block;     /* shared with it, NULL once it ended */
    int block_fd;
    enum process_state state;
    uint32_t pid, parent_pid, main_tid, main_thread_slot;
    int32_t unix_pid; /* 0 until it is known */
    uint32_t machine;
    int32_t exit_status;
    bool exit_status_known;
    uint64_t kill_deadline; /* when SIGKILL follows; 0: nobody has killed it */
    uint32_t priority_class;
    uint64_t start_time, end_time; /* FILETIME */
    uint16_t *image;
    uint32_t image_length;       /* characters */
    uint32_t next_server_handle; /* where the search for a free entry begins */
    uint32_t server_high_water;  /* one past the highest entry that the server ever filled */
    uint32_t granted_slots;
    struct range_list slots, id_blocks; /* what was granted */
    struct reference_table references;
    struct job *job;
    struct client *control;   /* the connection of its control thread, NULL: not there yet */
    bool control_idle;        /* that waits for work */
    struct work *work;        /* what others have asked for; the first is being done unless control_idle */
    struct object *token; /* kept; NULL: the ordinary one */
    struct object *debug; /* kept: the debug object that its events go to, NULL: none */
    bool debug_children;    /* if it is debugged: so is who it creates */
    bool debug_outstanding; /* an event is with the debugger */
    bool debug_stopped;     /* until its debugger has seen what there was before it came */
    bool debug_exit_told;
    uint64_t cpu_seen;               /* CPU time when the clock last looked, nanoseconds */
    uint64_t user_time, kernel_time; /* 100 ns, read when it ends */
    uint64_t io_counters[6],
        page_faults;                 /* as of the last process_count_io; operations, then bytes: read, written, other */
    uint64_t committed;              /* bytes, as it says itself; only while a job limits them */
    bool priority_is_limited;        /* by a job */
};

struct thread {
    struct object object;
    uint32_t tid, pid;
    uint32_t record_index;
};

extern struct process *processes; /* all that have not ended */
extern uint32_t process_count;

struct process *process_from_object(struct object *object); /* NULL if it is of another kind */
struct process *process_find(uint32_t pid);
/* The process that a thread id (or process id) was granted to, NULL if that has ended. */
struct process *process_of_thread_id(uint32_t tid);
/* A process without client: shared block, ids, slots. NULL without resources. The caller has its keeper. */
struct process *process_new(uint32_t parent_pid, uint32_t machine, struct text image);
/* Its connection has closed, or it never came to life: everything it held is released and its objects are signalled. */
void process_end(struct process *process);
/* Has it end at once with this code: a signal that it cannot refuse, and SIGKILL should that not be enough. The rest
 * happens when its connection closes. */
void process_kill(struct process *process, int32_t exit_status);
/* Milliseconds until it is to be called again, -1: no need. */
int processes_kill_continue(uint64_t now);
/* New thread ids: first of `*count` steps of 4. 0 when there are no more. */
uint32_t process_grant_ids(struct process *process, uint32_t wanted, uint32_t *count);
/* A slot that nobody refers to any more goes onto the free list of the living process that it was granted to, linked by
 * `link`. False if there is no such process. */
bool process_give_slot(uint32_t pid, uint32_t slot, uint64_t *link);
uint32_t process_grant_slots(struct process *process, uint32_t wanted, uint32_t *first);
/* 100 ns units of the Unix process; false if it cannot be read. */
bool process_times(const struct process *process, uint64_t *user, uint64_t *kernel);
void process_count_io(struct process *process);
void process_memory(const struct process *process, uint64_t *current, uint64_t *peak);

/* --- thread.c --- */
extern const struct object_operations thread_operations;
/* The object of a thread, made on demand, with a keeper for the caller. NULL: no such thread. */
struct thread *thread_object(struct process *process, uint32_t record_index);
struct thread *thread_new(struct process *process, uint32_t tid, uint32_t slot);
/* The thread's record, -1: none. */
int thread_record_find(const struct process *process, uint32_t tid);
uint32_t process_thread_count(const struct process *process);
uint32_t thread_high_water(const struct process *process);

/* --- process_death.c --- */
/* Frees lock bits and abandons mutexes of the process's threads, and signals them as ended. */
void process_release_sync(struct process *process);
/* Looks again at lock bits of dead threads that could not be judged. Returns whether any remain. */
bool stale_locks_check(void);
extern bool stale_locks_remain;

/* --- reference.c --- */
bool reference_add(struct process *process, struct object *object);
bool reference_remove(struct process *process, struct object *object);
uint32_t reference_count(const struct process *process, const struct object *object);
void references_release_all(struct process *process);
/* The object with this id if the process refers to it; kind OBJECT_NONE accepts any. */
struct object *reference_find(const struct process *process, uint64_t id, enum object_kind kind);

/* --- handles.c --- */
/* A stable copy of an entry; false if it is free, half written or absurd. */
bool handle_read(const struct process *process, uint32_t index, struct handle_entry *entry);
uint32_t process_handle_count(const struct process *process);
void handles_inherit(struct process *parent, struct process *child, const uint32_t *only, uint32_t only_count);
/* May this process have `slot` signalled? */
bool process_may_use_slot(const struct process *process, uint32_t slot);

/* --- control.c --- */
void control_process_ended(struct process *process);
void control_client_gone(struct client *client);
/* Has the process make a unix call of which nobody wants to know the result. */
void control_post(struct process *process, uint32_t call, const void *args, uint32_t size);

/* --- debug.c --- */
/* False: another debugger is there already. */
bool debug_begin(struct process *process, struct object *debug, bool children);
void debug_process_ended(struct process *process);

/* --- job.c --- */
NTSTATUS job_allows_child(const struct process *parent, uint32_t creation_flags);
NTSTATUS job_add_child(struct process *parent, struct process *child, uint32_t creation_flags,
                       struct object *job_object);
void job_process_ended(struct process *process);
void job_ports_process_ended(uint32_t pid);
void job_limits_apply(struct process *process);
/* Milliseconds until it is to be called again, -1: no need. */
int job_limits_continue(uint64_t now);

#endif
