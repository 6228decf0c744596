/* winrun-server: named objects, sharing, inheritance, and what happens when a process ends. Rules: Microsoft's
 * documentation of CreateEvent, CreateMutex, DuplicateHandle and CreateProcess. */
#include "server_client.h"

#define OPEN_ONLY 2
#define NEW_ONLY  1

static struct test_client a, b;

static uint64_t state_of(uint32_t slot)
{
    return arena_slot_at(arena, slot)->state;
}

static void test_names(void)
{
    struct request_object_create_out first, second;
    CHECK_STATUS(CALL(&a, object_create, &first, NAME(u"\\BaseNamedObjects\\one"), .kind = OBJECT_EVENT, .state = 1,
                      .name_size = 42),
                 0);
    CHECK(first.created && state_of(first.slot) == ((uint64_t)OBJECT_EVENT << STATE_KIND_SHIFT | 1));
    CHECK_STATUS(
        CALL(&b, object_create, &second, NAME(u"\\BaseNamedObjects\\one"), .kind = OBJECT_EVENT, .name_size = 42),
        STATUS_OBJECT_NAME_EXISTS);
    CHECK(!second.created && second.object == first.object && second.slot == first.slot);
    CHECK_STATUS(CALL(&b, object_create, &second, NAME(u"\\BaseNamedObjects\\one"), .kind = OBJECT_EVENT,
                      .what = NEW_ONLY, .name_size = 42),
                 STATUS_OBJECT_NAME_COLLISION);
    CHECK_STATUS(
        CALL(&b, object_create, &second, NAME(u"\\BaseNamedObjects\\one"), .kind = OBJECT_MUTEX, .name_size = 42),
        STATUS_OBJECT_TYPE_MISMATCH);
    CHECK_STATUS(CALL(&b, object_create, &second, NAME(u"\\BaseNamedObjects\\ONE"), .kind = OBJECT_EVENT,
                      .what = OPEN_ONLY, .name_size = 42),
                 STATUS_OBJECT_NAME_NOT_FOUND);
    CHECK_STATUS(CALL(&b, object_create, &second, NAME(u"\\BaseNamedObjects\\ONE"), .kind = OBJECT_EVENT,
                      .what = OPEN_ONLY, .attributes = 0x40, .name_size = 42),
                 0);
    CHECK_STATUS(CALL(&b, object_create, &second, NAME(u"\\BaseNamedObjects\\Global\\one"), .kind = OBJECT_EVENT,
                      .what = OPEN_ONLY, .name_size = 56),
                 0);
    CHECK_STATUS(CALL(&b, object_create, &second, NAME(u"\\Sessions\\1\\BaseNamedObjects\\one"), .kind = OBJECT_EVENT,
                      .what = OPEN_ONLY, .name_size = 64),
                 0);
    CHECK_STATUS(
        CALL(&b, object_create, &second, NAME(u"\\BaseNamedObjects\\x\\y"), .kind = OBJECT_EVENT, .name_size = 42),
        STATUS_OBJECT_PATH_NOT_FOUND);
    struct request_object_query_out query;
    CHECK_STATUS(CALL(&a, object_query, &query, NO_DATA, .object = first.object), 0);
    CHECK(query.name_size == 42 && !memcmp(a.data, u"\\BaseNamedObjects\\one", 42));
    struct request_directory_list_out list;
    CHECK_STATUS(CALL(&a, directory_list, &list, NAME(u"\\BaseNamedObjects"), .start = 0), 0);
    CHECK(list.count >= 1);
}

/* The name goes with the last handle. */
static void test_last_handle(void)
{
    struct request_object_create_out out, again;
    CHECK_STATUS(CALL(&a, object_create, &out, NAME(u"\\BaseNamedObjects\\two"), .kind = OBJECT_SEMAPHORE, .state = 1,
                      .parameter = 5, .name_size = 42),
                 0);
    CHECK(arena_slot_at(arena, out.slot)->semaphore.maximum == 5);
    CHECK_STATUS(CALL(&b, object_create, &again, NAME(u"\\BaseNamedObjects\\two"), .kind = OBJECT_SEMAPHORE,
                      .what = OPEN_ONLY, .name_size = 42),
                 0);
    SEND(&a, object_release, .object = out.object);
    CHECK_STATUS(CALL(&a, object_create, &out, NAME(u"\\BaseNamedObjects\\two"), .kind = OBJECT_SEMAPHORE,
                      .what = OPEN_ONLY, .name_size = 42),
                 0);
    SEND(&a, object_release, .object = out.object);
    SEND(&b, object_release, .object = out.object);
    CHECK_STATUS(CALL(&a, object_create, &out, NAME(u"\\BaseNamedObjects\\two"), .kind = OBJECT_SEMAPHORE,
                      .what = OPEN_ONLY, .name_size = 42),
                 STATUS_OBJECT_NAME_NOT_FOUND);
    struct request_object_query_out query;
    CHECK_STATUS(CALL(&a, object_query, &query, NO_DATA, .object = again.object), STATUS_INVALID_HANDLE);
}

static void test_duplicate(void)
{
    struct request_process_open_out process;
    struct request_object_duplicate_out out, back;
    uint32_t slot = make_local(&a, 10, OBJECT_EVENT, 0, 0);
    CHECK_STATUS(CALL(&a, process_open, &process, NO_DATA, .pid = b.self.pid, .access = 0x1fffff), 0);
    CHECK_STATUS(
        CALL(&a, object_duplicate, &out, NO_DATA, .target_process = process.object, .source_handle = 40, .options = 2),
        0);
    struct handle_entry *entry = &handle_entries(b.block)[out.target_handle / 4];
    CHECK(entry->slot == slot && entry->tag == (OBJECT_EVENT | HANDLE_SHARED) && entry->access == 0x1f0003);
    CHECK(arena_slot_at(arena, slot)->refs == 2);
    CHECK_STATUS(CALL(&a, object_duplicate, &back, NO_DATA, .target_process = process.object, .source_handle = 40,
                      .options = 0, .access = 0x100000),
                 0);
    CHECK(back.object == out.object && handle_entries(b.block)[back.target_handle / 4].access == 0x100000);
    CHECK(arena_slot_at(arena, slot)->refs == 2);
    SEND(&b, object_release, .object = out.object);
    SEND(&b, object_release, .object = out.object);
    CHECK(arena_slot_at(arena, slot)->refs == 1);
    CHECK_STATUS(CALL(&a, object_duplicate, &out, NO_DATA, .target_process = process.object, .source_handle = 4000,
                      .options = 2),
                 STATUS_INVALID_HANDLE);
    /* a descriptor goes through the server */
    int pipe_fds[2];
    CHECK(!pipe(pipe_fds));
    make_local(&a, 11, OBJECT_PIPE, 0, 0);
    handle_entries(a.block)[11].fd = pipe_fds[1];
    CHECK_STATUS(CALL_FD(&a, object_duplicate, &out, NO_DATA, pipe_fds[1], .target_process = process.object,
                         .source_handle = 44, .options = 2),
                 0);
    struct request_object_fetch_fd_out nothing;
    CHECK_STATUS(CALL(&b, object_fetch_fd, &nothing, NO_DATA, .object = out.object), 0);
    CHECK(b.received_fd >= 0 && write(b.received_fd, "x", 1) == 1);
    char byte = 0;
    CHECK(read(pipe_fds[0], &byte, 1) == 1 && byte == 'x');
    close(b.received_fd);
    close(pipe_fds[0]);
    close(pipe_fds[1]);
}

static void test_inheritance(void)
{
    struct request_process_create_out child;
    struct test_client c;
    uint32_t slot = make_local(&a, 20, OBJECT_EVENT, 1, HANDLE_INHERIT);
    make_local(&a, 21, OBJECT_EVENT, 1, 0);
    CHECK_STATUS(CALL(&a, process_create, &child, NAME(u"C:\\child.exe"), .inherit = 1, .machine = 0x14c), 0);
    CHECK(a.received_fd >= 0 && client_begin(&c, a.received_fd));
    CHECK(c.self.pid == child.pid && c.self.tid == child.tid && c.self.parent_pid == a.self.pid);
    CHECK(handle_entries(c.block)[20].slot == slot &&
          handle_entries(c.block)[20].tag == (OBJECT_EVENT | HANDLE_INHERIT | HANDLE_SHARED));
    CHECK(handle_entries(c.block)[21].tag == 0 && c.block->handle_high_water >= 21);
    struct request_process_exit_out nothing;
    CHECK_STATUS(CALL(&c, process_exit, &nothing, NO_DATA, .exit_status = 42), 0);
    client_end(&c);
    CHECK(state_of(child.process_slot) & 1 && arena_slot_at(arena, child.process_slot)->task.exit_status == 42);
    CHECK(state_of(child.thread_slot) & 1);
    CHECK(arena_slot_at(arena, slot)->refs == 1);
    struct request_process_query_out query;
    CHECK_STATUS(CALL(&a, process_query, &query, NO_DATA, .object = child.process_object), 0);
    CHECK(!query.running && query.exit_status == 42 && a.data_size == 2 * sizeof("C:\\test.exe") - 2);
}

/* What a process leaves behind: an owned mutex, a lock bit with and without a name. */
static void test_death(void)
{
    struct request_object_create_out mutex, event;
    struct test_client c;
    CHECK(client_connect(&c));
    CHECK_STATUS(CALL(&a, object_create, &mutex, NAME(u"\\BaseNamedObjects\\m"), .kind = OBJECT_MUTEX, .name_size = 38),
                 0);
    CHECK_STATUS(CALL(&c, object_create, &mutex, NAME(u"\\BaseNamedObjects\\m"), .kind = OBJECT_MUTEX, .name_size = 38),
                 STATUS_OBJECT_NAME_EXISTS);
    CHECK_STATUS(CALL(&a, object_create, &event, NAME(u"\\BaseNamedObjects\\e"), .kind = OBJECT_EVENT, .name_size = 38),
                 0);
    struct arena_slot *mutex_slot = arena_slot_at(arena, mutex.slot), *event_slot = arena_slot_at(arena, event.slot);
    mutex_slot->state |= c.self.tid | 2ull << STATE_RECURSION_SHIFT | STATE_LOCKED;
    mutex_slot->locker = c.self.tid;
    event_slot->state |= STATE_LOCKED;
    struct thread_record *record = thread_records(c.block);
    record->intents[0] = mutex.slot;
    record->intents[1] = event.slot;
    record->intents[2] = 0xffffffff;
    record->intent_count = 3;
    client_end(&c);
    CHECK(mutex_slot->state == ((uint64_t)OBJECT_MUTEX << STATE_KIND_SHIFT | STATE_ABANDONED) && !mutex_slot->locker);
    CHECK(!(event_slot->state & STATE_LOCKED));
}

static void test_jobs(void)
{
    struct request_object_create_out job;
    struct request_process_create_out child;
    struct request_job_assign_out nothing;
    struct request_job_set_out set;
    struct request_job_query_out query;
    struct {
        int64_t times[2];
        uint32_t flags, padding;
        uint64_t sets[2];
        uint32_t active, padding1;
        uint64_t affinity;
        uint32_t classes[2];
    } limits = {.flags = 8, .active = 1};
    struct test_client c;
    CHECK(client_connect(&c));
    CHECK_STATUS(CALL(&c, object_create, &job, NO_DATA, .kind = OBJECT_JOB), 0);
    CHECK_STATUS(CALL(&c, job_set, &set, BYTES(&limits, sizeof(limits)), .job = job.object, .info_class = 2), 0);
    CHECK_STATUS(CALL(&c, job_set, &set, BYTES(&limits, 10), .job = job.object, .info_class = 2),
                 STATUS_INFO_LENGTH_MISMATCH);
    CHECK_STATUS(CALL(&c, job_assign, &nothing, NO_DATA, .job = job.object), 0);
    CHECK_STATUS(CALL(&c, process_create, &child, NAME(u"C:\\child.exe"), .machine = 0x14c), STATUS_QUOTA_EXCEEDED);
    CHECK_STATUS(CALL(&c, process_create, &child, NAME(u"C:\\child.exe"), .creation_flags = 0x01000000),
                 STATUS_ACCESS_DENIED);
    CHECK_STATUS(CALL(&c, job_query, &query, NO_DATA, .info_class = 3), 0);
    CHECK(query.in_job && c.data_size == 16 && *(uint64_t *)(void *)(c.data + 8) == c.self.pid);
    struct request_job_contains_out contains;
    CHECK_STATUS(CALL(&a, job_contains, &contains, NO_DATA, .job = 0), 0);
    CHECK(!contains.yes);
    client_end(&c);
}

/* Messages that break the rules are answered with an error or cost the connection. */
static void test_malformed(void)
{
    struct test_client c;
    struct request_object_create_out out;
    CHECK(client_connect(&c));
    CHECK_STATUS(CALL(&c, object_create, &out, NAME(u"\\x"), .kind = OBJECT_EVENT, .name_size = 400),
                 STATUS_INVALID_PARAMETER);
    CHECK_STATUS(CALL(&c, object_create, &out, NAME(u"\\x"), .kind = 200, .name_size = 4), STATUS_NOT_SUPPORTED);
    struct message_header header = {.size = 5};
    CHECK(write(c.fd, &header, sizeof(header)) == sizeof(header));
    for (int i = 0; i < 3; i++) core_round(0);
    char byte;
    CHECK(recv(c.fd, &byte, 1, MSG_DONTWAIT) == 0);
    client_end(&c);
}

int main(void)
{
    server_begin(NULL);
    CHECK(client_connect(&a) && client_connect(&b));
    uint32_t objects = object_count(), slots = slots_in_use();
    test_names();
    test_last_handle();
    test_duplicate();
    test_inheritance();
    test_death();
    test_jobs();
    test_malformed();
    client_end(&a);
    client_end(&b);
    CHECK(object_count() <= objects && slots_in_use() <= slots);
    CHECK(process_count == 0 && client_count == 0);
    return finish_checks();
}
