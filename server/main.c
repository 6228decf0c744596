/* winrun-server: the server of one prefix. Started by the loader when it finds none; ends when the last program of the
 * prefix has ended.
 *
 * Start: the lock file beside the socket decides between two that start at once; the loser sees that the winner listens
 * and ends well. The winner listens first, then detaches: its parent has ended when the socket can be used. End: the
 * socket's name is removed, then who connected before that is looked for once more. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include "request.h"
#include "server.h"
#include "windows.h"
#include "server_socket.h"

#define FIRST_CLIENT_PATIENCE 5000000000ull /* nanoseconds until the first client must have come */
#define LOCK_ATTEMPTS         2500          /* 2 ms each */

static struct sockaddr_un address = {.sun_family = AF_UNIX};
static volatile sig_atomic_t was_told_to_end;
static int wake_fd = -1; /* makes the loop look, also when the signal comes just before it sleeps */

static const char usage[] =
    "Usage: winrun-server [OPTIONS]\n"
    "The server of a Winrun prefix; `winrun` starts it by itself.\n\n"
    "  --prefix DIR      the prefix (default: $WINRUN_PREFIX, else winrun/default in the user's data folder)\n"
    "  --status          print what lives in the prefix, and end\n"
    "  --foreground      do not detach from the terminal\n"
    "  --log CHANNELS    log every request (channel: server); to stderr in the foreground, else to winrun-server.log "
    "in the prefix\n"
    "  --linger MS       how long to stay without clients (default: $WINRUN_SERVER_LINGER, else 1000)\n"
    "  --help            print this\n";

static void __attribute__((noreturn, format(printf, 1, 2))) fail(const char *format, ...)
{
    va_list arguments;
    fputs("winrun-server: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

/* --- options --- */

struct options {
    const char *prefix, *log;
    bool status, foreground;
};

static void default_prefix(char *path, size_t size)
{
    const char *named = getenv("WINRUN_PREFIX"), *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    if (named && *named)
        snprintf(path, size, "%s", named);
    else if (data && *data == '/')
        snprintf(path, size, "%s/winrun/default", data);
    else if (home && *home == '/')
        snprintf(path, size, "%s/.local/share/winrun/default", home);
    else
        fail("no folder for the prefix: name one with --prefix DIR.");
}

static void set_linger(const char *text)
{
    char *end;
    unsigned long value = text ? strtoul(text, &end, 10) : 0;
    if (!text) return;
    if (end == text || *end || value > 86400000) fail("--linger wants milliseconds, at most a day: %s", text);
    server.linger = value * 1000000ull;
}

static struct options read_options(int argc, char **argv)
{
    static const struct option names[] = {
        {"prefix", required_argument, NULL, 'p'},
        {"status", no_argument, NULL, 's'},
        {"foreground", no_argument, NULL, 'f'},
        {"log", required_argument, NULL, 'l'},
        {"linger", required_argument, NULL, 'w'},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    struct options options = {.log = getenv("WINRUN_LOG")};
    set_linger(getenv("WINRUN_SERVER_LINGER"));
    for (int option; (option = getopt_long(argc, argv, "", names, NULL)) != -1;) {
        if (option == 'p')
            options.prefix = optarg;
        else if (option == 's')
            options.status = true;
        else if (option == 'f')
            options.foreground = true;
        else if (option == 'l')
            options.log = optarg;
        else if (option == 'w')
            set_linger(optarg);
        else if (option == 'h')
            exit(fputs(usage, stdout) < 0);
        else
            exit(2);
    }
    if (optind < argc) fail("what is %s? See --help.", argv[optind]);
    return options;
}

static bool log_names_server(const char *channels)
{
    for (const char *name = channels; name && *name; name += strcspn(name, ",") + (strchr(name, ',') != NULL)) {
        size_t length = strcspn(name, ",");
        if ((length == 6 && !strncmp(name, "server", 6)) || (length == 3 && !strncmp(name, "all", 3))) return true;
    }
    return false;
}

static void find_prefix(const char *given, char *prefix)
{
    char path[PATH_MAX];
    if (given)
        snprintf(path, sizeof(path), "%s", given);
    else
        default_prefix(path, sizeof(path));
    if (mkdir(path, 0700) && errno != EEXIST) fail("the prefix folder %s cannot be made: %s.", path, strerror(errno));
    if (!realpath(path, prefix)) fail("the prefix folder %s cannot be used: %s.", path, strerror(errno));
}

/* --- --status --- */

static bool read_fully(int fd, void *buffer, size_t size)
{
    for (size_t have = 0; have < size;) {
        ssize_t got = read(fd, (char *)buffer + have, size - have);
        if (got <= 0) return false;
        have += (size_t)got;
    }
    return true;
}

static int print_status(void)
{
    struct {
        struct message_header header;
        struct request_server_status_in in;
    } message = {{.size = sizeof(message), .code = request_code_server_status, .fixed_size = sizeof(message.in)}, {0}};
    struct message_header header;
    struct request_server_status_out out;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof(address))) {
        puts("Nothing runs in this prefix.");
        return 0;
    }
    if (write(fd, &message, sizeof(message)) != sizeof(message) || !read_fully(fd, &header, sizeof(header)) ||
        !read_fully(fd, &out, sizeof(out)))
        fail("the server did not answer.");
    size_t size = header.size - sizeof(header) - sizeof(out);
    char *text = malloc(size);
    if (!text || !read_fully(fd, text, size)) fail("the server did not answer.");
    fwrite(text, 1, size, stdout);
    return 0;
}

/* --- starting --- */

static bool somebody_listens(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool listens = fd >= 0 && !connect(fd, (struct sockaddr *)&address, sizeof(address));
    close(fd);
    return listens;
}

/* True when this is the prefix's server now; false when another one is and listens. */
static bool take_lock(void)
{
    char path[sizeof(address.sun_path) + 8];
    snprintf(path, sizeof(path), "%.*s/lock", (int)(strrchr(address.sun_path, '/') - address.sun_path),
             address.sun_path);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) fail("the lock file %s cannot be opened: %s.", path, strerror(errno));
    for (int attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
        if (!flock(fd, LOCK_EX | LOCK_NB)) return true;
        if (errno != EWOULDBLOCK && errno != EINTR)
            fail("the lock file %s cannot be locked: %s.", path, strerror(errno));
        if (somebody_listens()) return false;
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL); /* it is starting, or ending */
    }
    fail("another server of this prefix neither listens nor ends.");
}

static void start_listening(void)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    unlink(address.sun_path);
    server.listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (server.listen_fd < 0 || bind(server.listen_fd, (struct sockaddr *)&address, sizeof(address)) ||
        listen(server.listen_fd, 128))
        fail("the socket %s cannot be made: %s.", address.sun_path, strerror(errno));
    if (server.epoll_fd < 0) server.epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_ctl(server.epoll_fd, EPOLL_CTL_ADD, server.listen_fd, &event))
        fail("epoll does not work: %s.", strerror(errno));
}

/* Nobody waits for what a detached server prints, so it must not keep the starter's streams open. */
static void detach(void)
{
    pid_t pid = fork();
    if (pid < 0) fail("no process can be made: %s.", strerror(errno));
    if (pid) _exit(0);
    setsid();
    if (chdir("/")) log_print("chdir: %s", strerror(errno));
    int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int stream = 0; fd >= 0 && stream < 3; stream++) dup2(fd, stream);
    if (fd > 2) close(fd);
}

static void end_on_signal(int number)
{
    int error = errno;
    (void)number;
    was_told_to_end = 1;
    if (eventfd_write(wake_fd, 1)) was_told_to_end = 2;
    errno = error;
}

static void set_up_process(void)
{
    struct rlimit limit;
    struct sigaction action = {.sa_handler = end_on_signal};
    umask(077);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    epoll_ctl(server.epoll_fd, EPOLL_CTL_ADD, wake_fd, &event);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    if (!getrlimit(RLIMIT_NOFILE, &limit)) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/* --- running --- */

/* The name goes first; a client that was quicker is still in the queue, and then the server stays. */
static bool really_ends(void)
{
    int old = server.listen_fd;
    unlink(address.sun_path);
    core_round(0);
    if (client_count == desktop_client_count) return true;
    close(old);
    start_listening();
    return false;
}

static void run(void)
{
    uint64_t lonely_since = monotonic_now(), patience = FIRST_CLIENT_PATIENCE;
    while (!server.stop && !was_told_to_end) {
        uint64_t now = monotonic_now();
        bool is_lonely = client_count == desktop_client_count;
        if (!is_lonely) {
            lonely_since = 0;
            patience = server.linger;
        } else if (!lonely_since) {
            lonely_since = now;
        }
        if (lonely_since && now - lonely_since >= patience && really_ends()) return;
        core_round(lonely_since && is_lonely ? (int)((lonely_since + patience - now) / 1000000) + 1 : -1);
    }
    unlink(address.sun_path);
}

int main(int argc, char **argv)
{
    static char prefix[PATH_MAX];
    char error[PATH_MAX + 256];
    struct options options = read_options(argc, argv);
    find_prefix(options.prefix, prefix);
    if (!server_socket_path(prefix, address.sun_path, sizeof(address.sun_path), error, sizeof(error)))
        fail("%s", error);
    if (options.status) return print_status();
    if (!take_lock()) return 0;
    start_listening();
    server.prefix = prefix;
    server.trace = log_names_server(options.log);
    if (!options.foreground) detach();
    log_open(options.foreground);
    set_up_process();
    if (!core_init(prefix)) fail("no shared memory: %s.", strerror(errno));
    run();
    core_finish();
    return 0;
}
