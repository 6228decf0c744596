/* The Linux twin of bench/windows/sockets.c. The port's measurement is epoll's here. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 3

static int client, server, poller;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void connect_both(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int on = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 1)) fail("listen");
    getsockname(listener, (struct sockaddr *)&address, &size);
    client = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(client, (struct sockaddr *)&address, sizeof(address))) fail("connect");
    server = accept(listener, NULL, NULL);
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    close(listener);
}

static void *answer(void *count)
{
    char byte;
    for (intptr_t i = 0; i < (intptr_t)count; i++)
        if (recv(server, &byte, 1, 0) != 1 || send(server, &byte, 1, 0) != 1) fail("answer");
    return NULL;
}

static void *answer_by_port(void *count)
{
    char byte;
    for (intptr_t i = 0; i < (intptr_t)count; i++) {
        struct epoll_event event;
        if (epoll_wait(poller, &event, 1, -1) != 1 || recv(server, &byte, 1, MSG_DONTWAIT) != 1 ||
            send(server, &byte, 1, 0) != 1)
            fail("answer");
    }
    return NULL;
}

static void *swallow(void *total)
{
    static char block[65536];
    intptr_t left = (intptr_t)total;
    while (left > 0) {
        ssize_t got = recv(server, block, sizeof(block), 0);
        if (got <= 0) fail("recv");
        left -= got;
    }
    return NULL;
}

static void play(int count)
{
    char byte = 'x';
    for (int i = 0; i < count; i++)
        if (send(client, &byte, 1, 0) != 1 || recv(client, &byte, 1, 0) != 1) fail("ask");
}

static void pour(int count)
{
    static char block[65536];
    for (int i = 0; i < count; i++)
        if (send(client, block, sizeof(block), 0) != (ssize_t)sizeof(block)) fail("send");
}

static void measure(const char *name, void *(*other)(void *), intptr_t argument, void (*run)(int count), int count)
{
    double best = 1e18;
    for (int i = 0; i < ROUNDS; i++) {
        pthread_t thread;
        double start = now();
        if (pthread_create(&thread, NULL, other, (void *)argument)) fail("pthread_create");
        run(count);
        pthread_join(thread, NULL);
        double passed = (now() - start) / count;
        if (passed < best) best = passed;
    }
    printf("%s %.1f\n", name, best);
}

int main(void)
{
    connect_both();
    measure("tcp_ping_pong", answer, 10000, play, 10000);
    measure("tcp_64k", swallow, 2000 * 65536, pour, 2000);
    struct epoll_event event = {.events = EPOLLIN};
    poller = epoll_create1(0);
    epoll_ctl(poller, EPOLL_CTL_ADD, server, &event);
    measure("tcp_ping_pong_port", answer_by_port, 10000, play, 10000);
    return 0;
}
