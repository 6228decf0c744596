/* user32: messages, windows. Prints `NAME NANOSECONDS` per operation. Arguments: only these. */
#include <windows.h>
#include <stdio.h>
#include <string.h>

#define ROUNDS 3

static HWND top, child, other;
static HANDLE ready;

static double now(void)
{
    static LARGE_INTEGER frequency;
    LARGE_INTEGER counter;
    if (!frequency.QuadPart) QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&counter);
    return (double)counter.QuadPart * 1e9 / (double)frequency.QuadPart;
}

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return message == WM_USER ? 5 : DefWindowProcW(window, message, wparam, lparam);
}

static DWORD WINAPI answer(void *argument)
{
    MSG message;
    (void)argument;
    other = CreateWindowW(L"Bench", L"", WS_POPUP, 0, 0, 10, 10, NULL, NULL, NULL, NULL);
    SetEvent(ready);
    while (GetMessageW(&message, NULL, 0, 0) > 0) DispatchMessageW(&message);
    return 0;
}

static void peek_empty(int count)
{
    MSG message;
    for (int i = 0; i < count; i++) PeekMessageW(&message, NULL, 0, 0, PM_REMOVE);
}

static void post_and_get(int count)
{
    MSG message;
    for (int i = 0; i < count; i++) {
        PostMessageW(top, WM_USER, 0, 0);
        GetMessageW(&message, NULL, 0, 0);
    }
}

static void send_own_thread(int count)
{
    for (int i = 0; i < count; i++) SendMessageW(top, WM_USER, 0, 0);
}

static void send_other_thread(int count)
{
    for (int i = 0; i < count; i++) SendMessageW(other, WM_USER, 0, 0);
}

static void get_window_rect(int count)
{
    RECT box;
    for (int i = 0; i < count; i++) GetWindowRect(top, &box);
}

static void get_child_rect(int count)
{
    RECT box;
    for (int i = 0; i < count; i++) GetWindowRect(child, &box);
}

static void create_and_destroy_child(int count)
{
    for (int i = 0; i < count; i++)
        DestroyWindow(CreateWindowW(L"Button", L"OK", WS_CHILD | WS_VISIBLE, 0, 0, 60, 20, top, NULL, NULL, NULL));
}

static void get_and_release_dc(int count)
{
    for (int i = 0; i < count; i++) ReleaseDC(top, GetDC(top));
}

static void move_child(int count)
{
    for (int i = 0; i < count; i++) MoveWindow(child, i & 15, 0, 30, 20, FALSE);
}

static void set_text(int count)
{
    for (int i = 0; i < count; i++) SetWindowTextW(child, i & 1 ? L"one" : L"two");
}

static const struct { const char *name; void (*run)(int); int count; } operations[] = {
    {"peek_empty", peek_empty, 1000000},
    {"post_and_get", post_and_get, 100000},
    {"send_own_thread", send_own_thread, 1000000},
    {"send_other_thread", send_other_thread, 10000},
    {"get_window_rect", get_window_rect, 1000000},
    {"get_child_rect", get_child_rect, 1000000},
    {"create_and_destroy_child", create_and_destroy_child, 1000},
    {"get_and_release_dc", get_and_release_dc, 50000},
    {"move_child", move_child, 5000},
    {"set_text", set_text, 20000},
};

static int is_wanted(int argc, char **argv, const char *name)
{
    for (int i = 1; i < argc; i++)
        if (!strcmp(argv[i], name)) return 1;
    return argc < 2;
}

static void measure(const char *name, void (*run)(int), int count)
{
    double best = 1e18, begin = now();
    int trial = count / 50 + 1;
    run(trial);
    double predicted = (now() - begin) / trial * count;
    if (predicted > 0.5e9) count = (int)(count * 0.5e9 / predicted) + 1;
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        run(count);
        double took = (now() - start) / count;
        if (took < best) best = took;
    }
    printf("%s %.1f\n", name, best);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    WNDCLASSW class = {.lpfnWndProc = procedure, .lpszClassName = L"Bench"};
    MSG message;
    RegisterClassW(&class);
    top = CreateWindowW(L"Bench", L"bench", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 0, 0, 300, 200, NULL, NULL, NULL, NULL);
    child = CreateWindowW(L"Bench", L"", WS_CHILD | WS_VISIBLE, 0, 0, 30, 20, top, NULL, NULL, NULL);
    ready = CreateEventW(NULL, FALSE, FALSE, NULL);
    CloseHandle(CreateThread(NULL, 0, answer, NULL, 0, NULL));
    WaitForSingleObject(ready, INFINITE);
    while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) DispatchMessageW(&message);
    for (unsigned i = 0; i < sizeof(operations) / sizeof(*operations); i++)
        if (is_wanted(argc, argv, operations[i].name))
            measure(operations[i].name, operations[i].run, operations[i].count);
    ExitProcess(0); /* the other thread waits for messages */
}
