/* winrun-server: share modes, deletion, byte-range locks (CreateFile, LockFileEx) and named pipes (CreateNamedPipe and
 * its kin). */
#include "server_client.h"

#define READ                 0x1u
#define WRITE                0x2u
#define DELETE               0x10000u
#define FILE_DELETE_ON_CLOSE 0x1000u

static struct test_client a, b;
static uint64_t inode = 1000;

static int32_t open_as(struct test_client *client, uint64_t number, uint32_t access, uint32_t share,
                       struct request_file_open_out *out)
{
    return CALL(client, file_open, out, NO_DATA, .device = 1, .inode = number, .access = access, .share = share);
}

/* Every pair of rights and share modes: the second open fits if each wants only what the other shares. */
static void test_share_matrix(void)
{
    static const uint32_t rights[3] = {READ, WRITE, DELETE};
    for (unsigned i = 0; i < 8 * 8 * 8 * 8; i++) {
        uint32_t wants[2] = {i & 7, i >> 3 & 7}, shares[2] = {i >> 6 & 7, i >> 9 & 7}, access[2] = {0, 0};
        struct request_file_open_out first, second;
        for (int open = 0; open < 2; open++)
            for (int bit = 0; bit < 3; bit++) access[open] |= wants[open] >> bit & 1 ? rights[bit] : 0;
        bool fits = !wants[0] || !wants[1] || (!(wants[1] & ~shares[0]) && !(wants[0] & ~shares[1]));
        CHECK_STATUS(open_as(&a, ++inode, access[0], shares[0], &first), 0);
        CHECK_STATUS(open_as(&b, inode, access[1], shares[1], &second), fits ? 0 : STATUS_SHARING_VIOLATION);
        SEND(&a, object_release, .object = first.object);
        if (fits) SEND(&b, object_release, .object = second.object);
    }
}

static void test_deletion(void)
{
    char path[] = "/tmp/winrun-server-test-XXXXXX";
    struct request_file_open_out first, second, third;
    struct request_file_set_disposition_out nothing;
    struct stat info;
    int fd = mkstemp(path);
    CHECK(fd >= 0 && !fstat(fd, &info));
    CHECK_STATUS(CALL(&a, file_open, &first, NO_DATA, .device = info.st_dev, .inode = info.st_ino,
                      .access = READ | DELETE, .share = 7),
                 0);
    CHECK_STATUS(
        CALL(&b, file_open, &second, NO_DATA, .device = info.st_dev, .inode = info.st_ino, .access = READ, .share = 7),
        0);
    CHECK_STATUS(CALL(&a, file_set_disposition, &nothing, BYTES(path, (uint32_t)strlen(path)), .object = first.object,
                      .delete_file = 1),
                 0);
    CHECK_STATUS(
        CALL(&b, file_open, &third, NO_DATA, .device = info.st_dev, .inode = info.st_ino, .access = READ, .share = 7),
        STATUS_DELETE_PENDING);
    SEND(&a, object_release, .object = first.object);
    CHECK(!access(path, F_OK));
    SEND(&b, object_release, .object = second.object);
    CHECK(access(path, F_OK));
    close(fd);

    strcpy(path, "/tmp/winrun-server-test-XXXXXX");
    fd = mkstemp(path);
    CHECK(fd >= 0 && !fstat(fd, &info));
    struct test_client c;
    CHECK(client_connect(&c));
    CHECK_STATUS(CALL(&c, file_open, &first, BYTES(path, (uint32_t)strlen(path)), .device = info.st_dev,
                      .inode = info.st_ino, .access = READ | DELETE, .share = 7, .options = FILE_DELETE_ON_CLOSE),
                 0);
    client_end(&c); /* also when the program is killed */
    CHECK(access(path, F_OK));
    close(fd);
}

static void test_locks(void)
{
    struct request_file_open_out first, second;
    struct request_file_lock_out lock;
    struct request_file_unlock_out unlock;
    struct request_file_check_lock_out check;
    CHECK_STATUS(open_as(&a, ++inode, READ | WRITE, 7, &first), 0);
    CHECK_STATUS(open_as(&b, inode, READ | WRITE, 7, &second), 0);
    uint32_t *count = &arena_slot_at(arena, first.inode_slot)->file.lock_count;
    CHECK(first.inode_slot == second.inode_slot && *count == 0);
    CHECK_STATUS(CALL(&a, file_lock, &lock, NO_DATA, .object = first.object, .offset = 10, .size = 10, .exclusive = 1),
                 0);
    CHECK(*count == 1);
    CHECK_STATUS(CALL(&b, file_lock, &lock, NO_DATA, .object = second.object, .offset = 19, .size = 1),
                 STATUS_LOCK_NOT_GRANTED);
    CHECK_STATUS(CALL(&b, file_lock, &lock, NO_DATA, .object = second.object, .offset = 20, .size = 1), 0);
    CHECK_STATUS(CALL(&b, file_lock, &lock, NO_DATA, .object = second.object, .offset = UINT64_MAX, .size = 2),
                 STATUS_INVALID_PARAMETER);
    CHECK_STATUS(CALL(&b, file_lock, &lock, NO_DATA, .object = second.object, .offset = 1ull << 62, .size = 1ull << 62,
                      .exclusive = 1),
                 0);
    CHECK_STATUS(CALL(&a, file_lock, &lock, NO_DATA, .object = first.object, .offset = (1ull << 63) - 1, .size = 1,
                      .exclusive = 1),
                 STATUS_LOCK_NOT_GRANTED);
    CHECK_STATUS(CALL(&b, file_check_lock, &check, NO_DATA, .object = second.object, .offset = 0, .size = 11),
                 STATUS_FILE_LOCK_CONFLICT);
    CHECK_STATUS(
        CALL(&a, file_check_lock, &check, NO_DATA, .object = first.object, .offset = 0, .size = 11, .write = 1), 0);
    CHECK_STATUS(
        CALL(&b, file_check_lock, &check, NO_DATA, .object = second.object, .offset = 20, .size = 1, .write = 1),
        STATUS_FILE_LOCK_CONFLICT);
    CHECK_STATUS(CALL(&a, file_check_lock, &check, NO_DATA, .object = first.object, .offset = 20, .size = 1), 0);
    uint32_t slot = make_local(&b, 30, OBJECT_EVENT, 0, 0);
    CHECK_STATUS(CALL(&b, file_lock, &lock, NO_DATA, .object = second.object, .offset = 15, .size = 1, .exclusive = 1,
                      .wait_slot = slot),
                 STATUS_PENDING);
    CHECK_STATUS(CALL(&a, file_unlock, &unlock, NO_DATA, .object = first.object, .offset = 10, .size = 9),
                 STATUS_RANGE_NOT_LOCKED);
    CHECK(!(uint32_t)arena_slot_at(arena, slot)->state);
    CHECK_STATUS(CALL(&a, file_unlock, &unlock, NO_DATA, .object = first.object, .offset = 10, .size = 10), 0);
    CHECK((uint32_t)arena_slot_at(arena, slot)->state == 1);
    SEND(&b, object_release, .object = second.object);
    CHECK(*count == 0);
    SEND(&a, object_release, .object = first.object);
}

static int32_t create_pipe(struct test_client *client, uint32_t type, uint32_t instances, uint32_t disposition,
                           struct request_pipe_create_out *out)
{
    return CALL(client, pipe_create, out, NAME(u"test\\pipe"), .access = 0xc0000000u, .share = 3, .pipe_type = type,
                .maximum_instances = instances, .disposition = disposition);
}

static void test_pipes(void)
{
    struct request_pipe_create_out first, second;
    struct request_pipe_open_out client;
    struct request_pipe_listen_out listen;
    struct request_pipe_take_out take;
    struct request_pipe_wait_out wait;
    struct request_pipe_query_out query;
    struct request_pipe_disconnect_out disconnect;
    uint32_t slot = make_local(&a, 31, OBJECT_EVENT, 0, 0), wait_slot = make_local(&b, 32, OBJECT_EVENT, 0, 0);
    CHECK_STATUS(CALL(&b, pipe_open, &client, NAME(u"test\\pipe"), .access = 0xc0000000u),
                 STATUS_OBJECT_NAME_NOT_FOUND);
    CHECK_STATUS(create_pipe(&a, 1, 1, 3, &first), 0);
    CHECK(first.created);
    CHECK_STATUS(create_pipe(&a, 1, 1, 3, &second), STATUS_INSTANCE_NOT_AVAILABLE);
    CHECK_STATUS(create_pipe(&a, 1, 1, 2, &second), STATUS_ACCESS_DENIED);
    CHECK_STATUS(CALL(&a, pipe_listen, &listen, NO_DATA, .object = first.object, .wait_slot = slot), STATUS_PENDING);
    CHECK_STATUS(CALL(&b, pipe_open, &client, NAME(u"TEST\\Pipe"), .access = 0xc0000000u), 0);
    int client_fd = b.received_fd;
    CHECK((uint32_t)arena_slot_at(arena, slot)->state == 1);
    CHECK_STATUS(CALL(&a, pipe_take, &take, NO_DATA, .object = first.object), 0);
    CHECK(take.connected && a.received_fd >= 0 && take.client_pid == b.self.pid);
    char buffer[16];
    CHECK(write(client_fd, "one", 3) == 3 && write(client_fd, "two", 3) == 3);
    CHECK(read(a.received_fd, buffer, sizeof(buffer)) == 3 &&
          !memcmp(buffer, "one", 3)); /* messages keep their limits */
    close(a.received_fd);
    CHECK_STATUS(CALL(&b, pipe_open, &client, NAME(u"test\\pipe"), .access = 0xc0000000u), STATUS_PIPE_NOT_AVAILABLE);
    CHECK_STATUS(CALL(&b, pipe_wait, &wait, NAME(u"test\\pipe"), .wait_slot = wait_slot), STATUS_PENDING);
    CHECK_STATUS(CALL(&a, pipe_listen, &listen, NO_DATA, .object = first.object), STATUS_PIPE_CONNECTED);
    CHECK_STATUS(CALL(&a, pipe_disconnect, &disconnect, NO_DATA, .object = first.object), 0);
    CHECK_STATUS(CALL(&a, pipe_listen, &listen, NO_DATA, .object = first.object), STATUS_PIPE_LISTENING);
    CHECK((uint32_t)arena_slot_at(arena, wait_slot)->state == 1);
    close(client_fd);
    CHECK_STATUS(CALL(&b, pipe_open, &client, NAME(u"test\\pipe"), .access = 0x80000000u), 0);
    close(b.received_fd);
    SEND(&b, object_release, .object = client.object);
    CHECK_STATUS(CALL(&a, pipe_query, &query, NO_DATA, .object = first.object), 0);
    CHECK(query.state == 4 && query.instances == 1);
    CHECK_STATUS(CALL(&a, pipe_listen, &listen, NO_DATA, .object = first.object), STATUS_PIPE_CLOSING);
    SEND(&a, object_release, .object = first.object);
    CHECK_STATUS(CALL(&b, pipe_open, &client, NAME(u"test\\pipe"), .access = 0xc0000000u),
                 STATUS_OBJECT_NAME_NOT_FOUND);
}

/* The slot of an opened file is the file's; afterwards the process has it on its free list. */
static void test_slots(void)
{
    struct request_file_open_out file;
    uint32_t slot = make_local(&a, 33, OBJECT_FILE, 1, 0);
    handle_entries(a.block)[33].tag = 0;
    CHECK_STATUS(
        CALL(&a, file_open, &file, NO_DATA, .device = 1, .inode = ++inode, .access = READ, .share = 7, .slot = slot),
        0);
    CHECK(slot_object(slot) && arena_slot_at(arena, slot)->refs == 1);
    SEND(&a, object_release, .object = file.object);
    CHECK(!slot_object(slot) && (uint32_t)a.block->free_slots == slot && slot_belongs_to(slot, a.self.pid));
}

int main(void)
{
    server_begin(NULL);
    CHECK(client_connect(&a) && client_connect(&b));
    uint32_t slots = slots_in_use();
    test_share_matrix();
    test_deletion();
    test_locks();
    test_pipes();
    test_slots();
    CHECK(slots_in_use() == slots);
    client_end(&a);
    client_end(&b);
    return finish_checks();
}
