/* Connecting to the prefix's server, which is started when there is none. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "loader.h"
#include "server_socket.h"

static int try_connect(const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) fail(1, "no socket can be made: %s.", strerror(errno));
    if (!connect(fd, (const struct sockaddr *)address, sizeof(*address))) return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

/* The server detaches itself: its parent returns as soon as the socket listens. */
static void start_server(void)
{
    char path[4200];
    snprintf(path, sizeof(path), "%s/winrun-server", program_folder);
    pid_t pid = vfork();
    if (pid < 0) fail(1, "no process can be made for winrun-server: %s.", strerror(errno));
    if (!pid) {
        char *arguments[] = { path, "--prefix", prefix_path, NULL };
        execv(path, arguments);
        _exit(127);
    }
    int status;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        fail(1, "%s cannot be started: is the installation complete?", path);
    if (!WIFEXITED(status) || WEXITSTATUS(status))
        fail(1, "winrun-server did not start for the prefix %s (see its message above).", prefix_path);
}

int server_connect(bool start)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    char error[512];
    if (!server_socket_path(prefix_path, address.sun_path, sizeof(address.sun_path), error, sizeof(error)))
        fail(1, "%s", error);
    for (int attempt = 0; attempt < 50; attempt++) {
        int fd = try_connect(&address);
        if (fd >= 0 || !start) return fd;
        if (errno != ENOENT && errno != ECONNREFUSED)
            fail(1, "the server's socket %s cannot be used: %s.", address.sun_path, strerror(errno));
        start_server();
        if (attempt) nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
    }
    fail(1, "winrun-server started, but its socket %s cannot be reached.", address.sun_path);
}
