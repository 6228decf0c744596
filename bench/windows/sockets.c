/* TCP on the loopback interface: a byte there and back between two threads, blocking and through a completion port, and
 * 64 KiB one way. The twin on bare Linux is bench/native/sockets.c. Prints `NAME NANOSECONDS` per operation. */
#include <winsock2.h>
#include <stdio.h>
#include <stdlib.h>

#define ROUNDS 3

static SOCKET client, server;
static HANDLE port;

static double now(void)
{
    LARGE_INTEGER frequency, counter;
    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&counter);
    return (double)counter.QuadPart * 1e9 / (double)frequency.QuadPart;
}

static void fail(const char *what)
{
    fprintf(stderr, "%s: error %d\n", what, WSAGetLastError());
    exit(1);
}

static void connect_both(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    int size = sizeof(address);
    BOOL on = TRUE;
    SOCKET listener = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 1)) fail("listen");
    getsockname(listener, (struct sockaddr *)&address, &size);
    client = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(client, (struct sockaddr *)&address, sizeof(address))) fail("connect");
    server = accept(listener, NULL, NULL);
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, (char *)&on, sizeof(on));
    setsockopt(server, IPPROTO_TCP, TCP_NODELAY, (char *)&on, sizeof(on));
    closesocket(listener);
}

static DWORD WINAPI answer(void *count)
{
    char byte;
    for (INT_PTR i = 0; i < (INT_PTR)count; i++)
        if (recv(server, &byte, 1, 0) != 1 || send(server, &byte, 1, 0) != 1) fail("answer");
    return 0;
}

static DWORD WINAPI answer_by_port(void *count)
{
    char byte;
    WSABUF buffer = {1, &byte};
    for (INT_PTR i = 0; i < (INT_PTR)count; i++) {
        WSAOVERLAPPED overlapped = {0};
        OVERLAPPED *packet;
        ULONG_PTR key;
        DWORD done, flags = 0;
        if (WSARecv(server, &buffer, 1, NULL, &flags, &overlapped, NULL) && WSAGetLastError() != WSA_IO_PENDING)
            fail("WSARecv");
        if (!GetQueuedCompletionStatus(port, &done, &key, &packet, INFINITE) || send(server, &byte, 1, 0) != 1)
            fail("answer");
    }
    return 0;
}

static DWORD WINAPI swallow(void *total)
{
    static char block[65536];
    INT_PTR left = (INT_PTR)total;
    while (left > 0) {
        int got = recv(server, block, sizeof(block), 0);
        if (got <= 0) fail("recv");
        left -= got;
    }
    return 0;
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
        if (send(client, block, sizeof(block), 0) != sizeof(block)) fail("send");
}

static void measure(const char *name, LPTHREAD_START_ROUTINE other, INT_PTR argument, void (*run)(int count), int count)
{
    double best = 1e18;
    for (int i = 0; i < ROUNDS; i++) {
        double start = now();
        HANDLE thread = CreateThread(NULL, 0, other, (void *)argument, 0, NULL);
        run(count);
        WaitForSingleObject(thread, INFINITE);
        CloseHandle(thread);
        double passed = (now() - start) / count;
        if (passed < best) best = passed;
    }
    printf("%s %.1f\n", name, best);
}

int main(void)
{
    WSADATA data;
    if (WSAStartup(MAKEWORD(2, 2), &data)) fail("WSAStartup");
    connect_both();
    measure("tcp_ping_pong", answer, 10000, play, 10000);
    measure("tcp_64k", swallow, 2000 * 65536, pour, 2000);
    port = CreateIoCompletionPort((HANDLE)server, NULL, 0, 0);
    measure("tcp_ping_pong_port", answer_by_port, 10000, play, 10000);
    return 0;
}
