/* The connection to winrun-server: one request at a time, answered at once. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "desktop.h"
#include "server_socket.h"

struct windowing *windowing;
static int server_fd = -1;

void connection_use(int fd)
{
    server_fd = fd;
}

int connection_fd(void)
{
    return server_fd;
}

bool connection_open(const char *prefix)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char error[512];
    if (!server_socket_path(prefix, address.sun_path, sizeof(address.sun_path), error, sizeof(error)))
        fail("%s", error);
    server_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (server_fd < 0) fail("no socket: %s.", strerror(errno));
    return !connect(server_fd, (struct sockaddr *)&address, sizeof(address));
}

static void send_all(const void *bytes, size_t size)
{
    for (size_t sent = 0; sent < size;) {
        ssize_t count = send(server_fd, (const char *)bytes + sent, size - sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) exit(0); /* the server has ended: so do we */
        sent += (size_t)count;
    }
}

static void receive_all(void *bytes, size_t size, int *fd)
{
    for (size_t got = 0; got < size;) {
        union {
            struct cmsghdr header;
            char space[CMSG_SPACE(sizeof(int))];
        } control;
        struct iovec part = {(char *)bytes + got, size - got};
        struct msghdr message = {
            .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)};
        ssize_t count = recvmsg(server_fd, &message, MSG_CMSG_CLOEXEC);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) exit(0);
        struct cmsghdr *c = CMSG_FIRSTHDR(&message);
        if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS && fd) memcpy(fd, CMSG_DATA(c), sizeof(*fd));
        got += (size_t)count;
    }
}

int32_t ask(uint32_t code, const void *in, uint32_t in_size, const void *data, uint32_t data_size, void *out,
            uint32_t out_size, uint8_t **out_data, uint32_t *out_data_size, int *fd)
{
    struct message_header header = {
        .size = (uint32_t)sizeof(header) + in_size + data_size, .code = (uint16_t)code, .fixed_size = in_size};
    int received = -1;
    send_all(&header, sizeof(header));
    send_all(in, in_size);
    if (data_size) send_all(data, data_size);

    receive_all(&header, sizeof(header), &received);
    uint32_t rest = header.size - (uint32_t)sizeof(header) - out_size;
    if (header.code != code || header.fixed_size != out_size || header.size < sizeof(header) + out_size ||
        rest > MESSAGE_DATA_MAX)
        fail("winrun-server is of another version: end the prefix's programs with `winrun --kill`.");
    receive_all(out, out_size, NULL);
    uint8_t *bytes = rest ? malloc(rest) : NULL;
    if (rest && !bytes) fail("out of memory.");
    if (rest) receive_all(bytes, rest, NULL);
    if (out_data) {
        *out_data = bytes;
        *out_data_size = rest;
    } else {
        free(bytes);
    }
    if (fd)
        *fd = received;
    else if (received >= 0)
        close(received);
    return header.status;
}

void connection_attach(uint32_t kind)
{
    struct request_desktop_attach_in in = {.version = PROTOCOL_VERSION, .unix_pid = getpid(), .kind = kind};
    struct request_desktop_attach_out out;
    int fd = -1;
    int32_t status = ask(request_code_desktop_attach, &in, sizeof(in), NULL, 0, &out, sizeof(out), NULL, NULL, &fd);
    if (status || fd < 0)
        fail("winrun-server refused (status %08x). Is it of the same version? `winrun --kill` ends it.",
             (unsigned)status);
    windowing = mmap(NULL, sizeof(*windowing), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (windowing == MAP_FAILED) fail("the windows' shared memory cannot be mapped: %s.", strerror(errno));
    if (windowing->magic != WINDOWING_MAGIC || windowing->version != WINDOWING_VERSION)
        fail("winrun-server is of another version: end the prefix's programs with `winrun --kill`.");
}
